-- Rows as they stand in the tables of 0031: the shop's own words for whoever stayed away.
INSERT INTO automation_texts (shop_id, automation_id, wave, lang, text) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '00000000-0000-0000-0000-000000000004', 30, 'en', 'Hi <b>{name}</b>, how are you?');
