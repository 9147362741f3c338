//! What a shop's file says about what goes out by itself.

use chrono::{DateTime, Utc};
use domain::automation::{Automation, Flaw, MOST_AUTOMATIONS, Trigger, Wave};
use domain::birthday::Birthday;
use domain::offer::Audience;
use domain::shop::Shop;
use domain::template::Template;
use domain::{AutomationId, Lang, ShopId};
use storage::{StorageError, Tx, automation_texts, automations};

use super::edit::lock_or_begin;
use crate::{FromFile, Loyalty};

/// What a file says about an automation. What it leaves out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AutomationEdit {
    pub on: Option<bool>,
    pub title: Option<String>,
    pub audience: Option<Audience>,
    pub waves: Option<Vec<Wave>>,
    pub holiday: Option<Birthday>,
    pub holdout: Option<u8>,
    /// The shop's own words, by wave and language.
    pub words: Vec<(u32, Lang, Template)>,
}

/// What reading an automation from a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutomationFromFile {
    Done(FromFile),
    Flawed(Flaw),
    /// What it waits for stays: what it did was done for that.
    OtherKind(Trigger),
    /// The shop has as many as it can.
    TooMany,
}

impl AutomationEdit {
    fn over(self, before: &Automation, now: DateTime<Utc>) -> Automation {
        let waves = self.waves.map(|waves| {
            waves.into_iter().map(|wave| Wave {
                // What it was called before it came to its day is not the file's to say.
                was: before
                    .wave(wave.days)
                    .map(|known| known.was.clone())
                    .unwrap_or_default(),
                ..wave
            })
        });
        Automation {
            title: self.title.or_else(|| before.title.clone()),
            audience: self.audience.unwrap_or_else(|| before.audience.clone()),
            waves: waves.map_or_else(|| before.waves.clone(), Iterator::collect),
            holiday: self.holiday.or(before.holiday),
            holdout: self.holdout.unwrap_or(before.holdout),
            since: match self.on {
                Some(true) => before.since.or(Some(now)),
                Some(false) => None,
                None => before.since,
            },
            ..before.clone()
        }
    }
}

impl Loyalty {
    /// What the automation waits for that a file calls `slug`.
    pub async fn automation_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<Trigger>, StorageError> {
        let mut tx = self.db.look().await?;
        match automations::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => Ok(automations::find(&mut tx, shop, id).await?.map(|known| known.trigger)),
            None => Ok(None),
        }
    }

    /// Has the automation that a file calls `slug` do what the file says. The first of its kind in a file is the one
    /// that every shop has; the others are made.
    pub async fn automation_from_file(
        &self,
        shop: &Shop,
        slug: &str,
        trigger: Trigger,
        mut edit: AutomationEdit,
    ) -> Result<AutomationFromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some((before, mut outcome)) = self.called_in_file(&mut tx, shop, slug, trigger).await? else {
            return Ok(AutomationFromFile::TooMany);
        };
        if before.trigger != trigger {
            return Ok(AutomationFromFile::OtherKind(before.trigger));
        }
        let (id, words) = (before.id, std::mem::take(&mut edit.words));
        let after = edit.over(&before, self.now());
        let mut is_other = match self.become_another(&mut tx, shop, before, after).await? {
            Ok((before, after)) => before != after,
            Err(flaw) => return Ok(AutomationFromFile::Flawed(flaw)),
        };
        for (wave, lang, text) in &words {
            let known = automation_texts::find(&mut tx, shop.id, id, *wave, *lang).await?;
            if known.as_ref() != Some(text) {
                automation_texts::set(&mut tx, shop.id, id, *wave, *lang, text).await?;
                is_other = true;
            }
        }
        if is_other && outcome == FromFile::Unchanged {
            outcome = FromFile::Changed;
        }
        tx.commit().await?;
        Ok(AutomationFromFile::Done(outcome))
    }

    /// `None`: the shop has as many as it can.
    async fn called_in_file(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        slug: &str,
        trigger: Trigger,
    ) -> Result<Option<(Automation, FromFile)>, StorageError> {
        if let Some(id) = automations::find_by_slug(tx, shop.id, slug).await? {
            let known = automations::lock(tx, shop.id, id).await?;
            return Ok(known.map(|known| (known, FromFile::Unchanged)));
        }
        if Trigger::USUAL.contains(&trigger) {
            let id = trigger.usual_id();
            let is_there = automations::find(tx, shop.id, id).await?.is_some();
            if let Some(usual) = lock_or_begin(tx, shop, id).await?
                && automations::name_in_file(tx, shop.id, id, slug).await?
            {
                let outcome = if is_there { FromFile::Changed } else { FromFile::New };
                return Ok(Some((usual, outcome)));
            }
        }
        if automations::list(tx, shop.id).await?.len() >= MOST_AUTOMATIONS {
            return Ok(None);
        }
        let new = trigger.proposed(AutomationId(self.ids.uuid(self.now())), shop.currency);
        automations::add(tx, shop.id, &new, Some(slug)).await?;
        Ok(Some((new, FromFile::New)))
    }
}
