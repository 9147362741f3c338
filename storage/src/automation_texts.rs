//! A shop's own words for what goes out by itself (M8).

use domain::template::Template;
use domain::{AutomationId, Lang, ShopId};

use crate::ask::{execute, list, value};
use crate::{StorageError, Tx, statements};

statements! {
    SET = "INSERT INTO automation_texts (shop_id, automation_id, wave, lang, text) VALUES ($1, $2, $3, $4, $5) \
           ON CONFLICT (shop_id, automation_id, wave, lang) DO UPDATE SET text = excluded.text";
    REMOVE = "DELETE FROM automation_texts WHERE shop_id = $1 AND automation_id = $2 AND wave = $3 AND lang = $4";
    REMOVE_WAVE = "DELETE FROM automation_texts WHERE shop_id = $1 AND automation_id = $2 AND wave = $3";
    FIND = "SELECT text FROM automation_texts WHERE shop_id = $1 AND automation_id = $2 AND wave = $3 AND lang = $4";
    OF_WAVE = "SELECT lang, text FROM automation_texts WHERE shop_id = $1 AND automation_id = $2 AND wave = $3 ORDER BY lang";
    // The words go with the wave when it goes to another day.
    MOVE = "UPDATE automation_texts SET wave = $4 WHERE shop_id = $1 AND automation_id = $2 AND wave = $3";
}

pub async fn set(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    wave: u32,
    lang: Lang,
    text: &Template,
) -> Result<(), StorageError> {
    execute!(
        tx,
        SET,
        shop.0,
        automation.0,
        i64::from(wave),
        lang.tag(),
        text.as_str()
    )?;
    Ok(())
}

/// Has the usual words again. Says whether there were others.
pub async fn remove(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    wave: u32,
    lang: Lang,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, automation.0, i64::from(wave), lang.tag())? == 1)
}

pub async fn find(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    wave: u32,
    lang: Lang,
) -> Result<Option<Template>, StorageError> {
    let text: Option<String> = value!(tx, FIND, shop.0, automation.0, i64::from(wave), lang.tag())?;
    Ok(text.map(Template::kept))
}

/// The languages in which a wave has own words, and these.
pub async fn of_wave(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    wave: u32,
) -> Result<Vec<(Lang, Template)>, StorageError> {
    let rows: Vec<(String, String)> = list!(tx, OF_WAVE, shop.0, automation.0, i64::from(wave))?;
    rows.into_iter()
        .map(|(lang, text)| {
            let lang = lang
                .parse()
                .map_err(|error| StorageError::corrupt("automation_texts", &error))?;
            Ok((lang, Template::kept(text)))
        })
        .collect()
}

/// A wave goes to another day, and its words with it.
pub async fn follow(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    from: u32,
    to: u32,
) -> Result<(), StorageError> {
    // Of a wave that was on that day and is no more.
    execute!(tx, REMOVE_WAVE, shop.0, automation.0, i64::from(to))?;
    execute!(tx, MOVE, shop.0, automation.0, i64::from(from), i64::from(to))?;
    Ok(())
}
