-- What members say of themselves and whom they buy for is sealed as notes are: values of the shop's own fields, and
-- the names and tastes of relatives.
--
-- SQL cannot seal. What earlier programs wrote stands as it is until the program has sealed it, which it does before
-- it answers anybody.

ALTER TABLE field_values ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX field_values_plain ON field_values (shop_id, member_id, field_id) WHERE NOT sealed;

ALTER TABLE relatives ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX relatives_plain ON relatives (shop_id, relative_id) WHERE NOT sealed;
