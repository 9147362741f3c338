//! A shop's own words for what goes out by itself, language by language (M8).

use domain::action::Action;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::template::{Template, TemplateFlaw};
use domain::{AutomationId, Lang, UserId};
use storage::{StorageError, automation_texts};

use super::edit::lock_or_begin;
use crate::{Change, Loyalty, NotAllowed};

/// What saving own words came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordsSaved {
    Done,
    Flawed(TemplateFlaw),
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// The shop's own words for a wave, in the languages in which there are any.
    pub async fn own_words(
        &self,
        shop: &Shop,
        by: UserId,
        id: AutomationId,
        wave: u32,
    ) -> Result<Result<Vec<(Lang, Template)>, NotAllowed>, StorageError> {
        let mut tx = self.db.look().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(Err(NotAllowed));
        }
        Ok(Ok(automation_texts::of_wave(&mut tx, shop.id, id, wave).await?))
    }

    /// Has a wave say something else in one language. `None`: the usual words again.
    pub async fn set_own_words(
        &self,
        shop: &Shop,
        by: UserId,
        id: AutomationId,
        (wave, lang): (u32, Lang),
        html: Option<&str>,
    ) -> Result<WordsSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(WordsSaved::NotAllowed);
        }
        let Some(automation) = lock_or_begin(&mut tx, shop, id).await? else {
            return Ok(WordsSaved::Gone);
        };
        if automation.wave(wave).is_none() {
            return Ok(WordsSaved::Gone);
        }
        let text = match html.map(|html| Template::read(html, &automation.blanks())) {
            Some(Ok(text)) => Some(text),
            Some(Err(flaw)) => return Ok(WordsSaved::Flawed(flaw)),
            None => None,
        };
        let before = automation_texts::find(&mut tx, shop.id, id, wave, lang).await?;
        if before != text {
            match &text {
                Some(text) => automation_texts::set(&mut tx, shop.id, id, wave, lang, text).await?,
                None => drop(automation_texts::remove(&mut tx, shop.id, id, wave, lang).await?),
            }
            let logged = |text: Option<&Template>| {
                serde_json::json!({
                    "automation": automation.trigger.as_str(),
                    "name": automation.title,
                    "wave": wave,
                    "lang": lang.tag(),
                    "text": text.map(Template::as_str),
                })
            };
            let change = Change::between(logged(before.as_ref()), logged(text.as_ref()));
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(by),
                Action::AutomationChange,
                None,
                change,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(WordsSaved::Done)
    }
}
