-- A shop's own words for what goes out by itself, by wave and language (M8).
CREATE TABLE automation_texts (
    shop_id       UUID NOT NULL,
    automation_id UUID NOT NULL,
    wave          BIGINT NOT NULL,
    lang          TEXT NOT NULL,
    text          TEXT NOT NULL,
    PRIMARY KEY (shop_id, automation_id, wave, lang),
    FOREIGN KEY (shop_id, automation_id) REFERENCES automations (shop_id, automation_id)
);
