//! Managers switch automations on and off, and change what they do.

use domain::action::Action;
use domain::automation::{Automation, Flaw, MOST_AUTOMATIONS, Trigger};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::Ladder;
use domain::{AutomationId, UserId};
use storage::{StorageError, Tx, automation_texts, automations, categories, tiers};

use crate::{Change, Loyalty, NotAllowed};

/// What a change came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AutomationSaved {
    Done(Box<Automation>),
    /// It would do nothing, or something odd.
    Flawed(Flaw),
    Gone,
    TooMany,
    NotAllowed,
}

impl Loyalty {
    /// All automations of a shop: those that every shop has, and its own. In the order in which they go first.
    pub async fn automations(
        &self,
        shop: &Shop,
        by: UserId,
    ) -> Result<Result<Vec<Automation>, NotAllowed>, StorageError> {
        let mut tx = self.db.look().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(Err(NotAllowed));
        }
        let mut all = automations::list(&mut tx, shop.id).await?;
        for trigger in Trigger::USUAL {
            if !all.iter().any(|known| known.id == trigger.usual_id()) {
                all.push(trigger.proposed(trigger.usual_id(), shop.currency));
            }
        }
        all.sort_unstable_by_key(|automation| (automation.trigger, automation.id));
        Ok(Ok(all))
    }

    /// One of them.
    pub async fn automation(
        &self,
        shop: &Shop,
        by: UserId,
        id: AutomationId,
    ) -> Result<Option<Automation>, StorageError> {
        let all = self.automations(shop, by).await?;
        Ok(all
            .ok()
            .and_then(|all| all.into_iter().find(|automation| automation.id == id)))
    }

    /// Makes another one that waits for the same, such as for another part of the members. It begins switched off.
    pub async fn add_automation(
        &self,
        shop: &Shop,
        by: UserId,
        trigger: Trigger,
    ) -> Result<AutomationSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(AutomationSaved::NotAllowed);
        }
        if automations::list(&mut tx, shop.id).await?.len() >= MOST_AUTOMATIONS {
            return Ok(AutomationSaved::TooMany);
        }
        let new = trigger.proposed(AutomationId(self.ids.uuid(self.now())), shop.currency);
        automations::add(&mut tx, shop.id, &new, None).await?;
        let made = Change::made(in_the_log(&mut tx, shop, &new).await?);
        self.note(&mut tx, shop.id, Actor::Staff(by), Action::AutomationAdd, None, made)
            .await?;
        tx.commit().await?;
        Ok(AutomationSaved::Done(Box::new(new)))
    }

    /// Changes what an automation does, or whether it does anything. What went out stays what it was.
    pub async fn change_automation(
        &self,
        shop: &Shop,
        by: UserId,
        id: AutomationId,
        how: impl FnOnce(&mut Automation) + Send,
    ) -> Result<AutomationSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(AutomationSaved::NotAllowed);
        }
        let Some(before) = lock_or_begin(&mut tx, shop, id).await? else {
            return Ok(AutomationSaved::Gone);
        };
        let mut after = before.clone();
        how(&mut after);
        let (before, after) = match self.become_another(&mut tx, shop, before, after).await? {
            Ok(settled) => settled,
            Err(flaw) => return Ok(AutomationSaved::Flawed(flaw)),
        };
        if after != before {
            let was = in_the_log(&mut tx, shop, &before).await?;
            let change = Change::between(was, in_the_log(&mut tx, shop, &after).await?);
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
        Ok(AutomationSaved::Done(Box::new(after)))
    }

    /// Writes what an automation is to be from now on, if nothing is wrong with that. Gives what it was and what it
    /// became, both without what tiers get that the shop has no more.
    pub(super) async fn become_another(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        mut before: Automation,
        mut after: Automation,
    ) -> Result<Result<(Automation, Automation), Flaw>, StorageError> {
        after.category = after.category.filter(|_| after.trigger.takes_category());
        after.waves.sort_by_key(|wave| wave.days);
        let by_tier = |automation: &Automation| automation.waves.iter().any(|wave| !wave.by_tier.is_empty());
        if by_tier(&before) || by_tier(&after) {
            let ladder = tiers::ladder(tx, shop.id).await?;
            keep_tiers(&mut before, &ladder);
            keep_tiers(&mut after, &ladder);
        }
        if let Err(flaw) = after.judge_itself() {
            return Ok(Err(flaw));
        }
        if after != before {
            if let Some((from, to)) = moved(&before, &after) {
                automation_texts::follow(tx, shop.id, after.id, from, to).await?;
                if let Some(wave) = after.waves.iter_mut().find(|wave| wave.days == to) {
                    wave.was.retain(|days| *days != from && *days != to);
                    wave.was.push(from);
                }
            }
            automations::change(tx, shop.id, &after).await?;
        }
        Ok(Ok((before, after)))
    }
}

/// Leaves out what tiers get that nobody reaches any more, and has the others in the order of the tiers.
fn keep_tiers(automation: &mut Automation, ladder: &Ladder) {
    for wave in &mut automation.waves {
        let mut of_tiers = std::mem::take(&mut wave.by_tier);
        for tier in ladder.active() {
            if let Some(place) = of_tiers.iter().position(|(of, _)| *of == tier.id) {
                wave.by_tier.push(of_tiers.swap_remove(place));
            }
        }
    }
}

/// One that every shop has gets its row when it is changed for the first time.
pub(super) async fn lock_or_begin(
    tx: &mut Tx,
    shop: &Shop,
    id: AutomationId,
) -> Result<Option<Automation>, StorageError> {
    if let Some(trigger) = Trigger::USUAL.into_iter().find(|trigger| trigger.usual_id() == id) {
        automations::add(tx, shop.id, &trigger.proposed(id, shop.currency), None).await?;
    }
    automations::lock(tx, shop.id, id).await
}

/// The wave that went to another day.
fn moved(before: &Automation, after: &Automation) -> Option<(u32, u32)> {
    let days = |of: &Automation, but: &Automation| -> Vec<u32> {
        let days = of.waves.iter().map(|wave| wave.days);
        days.filter(|days| but.wave(*days).is_none()).collect()
    };
    match (days(before, after).as_slice(), days(after, before).as_slice()) {
        ([from], [to]) => Some((*from, *to)),
        _ => None,
    }
}

/// The category by what it is called at that time.
async fn in_the_log(tx: &mut Tx, shop: &Shop, automation: &Automation) -> Result<serde_json::Value, StorageError> {
    let category = match automation.category {
        Some(category) => categories::find(tx, shop.id, category)
            .await?
            .map(|category| category.title),
        None => None,
    };
    Ok(serde_json::json!({
        "automation": automation.trigger.as_str(),
        "name": automation.title,
        "running": automation.since.is_some(),
        "waves": automation.waves,
        "audience": automation.audience,
        "holdout": automation.holdout,
        "holiday": automation.holiday,
        "category": category,
    }))
}
