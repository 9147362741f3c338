//! A shop's tiers are made and changed by managers, who see first whom that moves (T3).

use domain::action::Action;
use domain::job::{Job, NightStep};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::tier::{self, Basis, Ladder, Tier, TierRules};
use domain::{Money, ShopId, TierId, UserId};
use storage::standings::BANDS_AT_MOST;
use storage::tiers::Counted;
use storage::{StorageError, Tx, jobs, standings, tiers};

use crate::{Change, FromFile, Loyalty};

/// The most tiers a shop can offer at a time. More, and nobody knows them all.
pub const MOST_TIERS: usize = 8;

/// Something that is changed about a shop's tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TierEdit {
    /// A tier as it is to be, or a new one.
    Tier(Box<Tier>),
    Rules(TierRules),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TiersSaved {
    Done(Ladder),
    /// Another tier begins at the same sum.
    SameThreshold {
        title: String,
    },
    TooMany,
    NotAllowed,
}

/// So many of those who move are named.
const NAMED: i64 = 3;

/// Whom a change moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    pub tier: TierId,
    /// Who goes up to it at once.
    pub up: Movers,
    /// Who is in it, would keep it by the rules as they are, and loses it at the end of their term by the new ones.
    pub down: Movers,
}

/// How many they are, and what the first few are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movers {
    pub count: i64,
    pub names: Vec<String>,
}

impl Movers {
    fn join(&mut self, count: i64, names: &[String]) {
        self.count += count;
        let room = usize::try_from(NAMED).unwrap_or(0).saturating_sub(self.names.len());
        self.names.extend(names.iter().take(room).cloned());
    }
}

impl TierEdit {
    /// The tiers as they are after it.
    #[must_use]
    pub fn on(&self, ladder: &Ladder) -> Ladder {
        let mut tiers = ladder.tiers().to_vec();
        let mut rules = ladder.rules;
        match self {
            Self::Rules(new) => rules = *new,
            Self::Tier(new) => match tiers.iter_mut().find(|tier| tier.id == new.id) {
                Some(tier) => tier.clone_from(new),
                None => tiers.push(Tier::clone(new)),
            },
        }
        Ladder::new(rules, tiers)
    }
}

impl Loyalty {
    /// The tiers of a shop, with the rules they go by.
    pub async fn ladder(&self, shop: ShopId) -> Result<Ladder, StorageError> {
        let mut tx = self.db.look().await?;
        tiers::ladder(&mut tx, shop).await
    }

    /// A name for a tier that is being made.
    #[must_use]
    pub fn new_tier_id(&self) -> TierId {
        TierId(self.ids.uuid(self.now()))
    }

    /// Whom a change would move, lowest tier first. A change of the window is not foreseen: for that all sums have to
    /// be made anew.
    pub async fn rehearse_tiers(&self, shop: ShopId, edit: &TierEdit) -> Result<Vec<Moves>, StorageError> {
        let mut tx = self.db.read().await?;
        let before = tiers::ladder(&mut tx, shop).await?;
        let after = edit.on(&before);
        let basis = after.rules.basis;
        let mut sums: Vec<i64> = after.active().map(|tier| tier.threshold(basis)).collect();
        // By another basis all are judged afresh.
        if before.rules.basis == basis {
            sums.extend(before.active().map(|tier| tier.threshold(basis)));
        }
        sums.sort_unstable();
        sums.dedup();
        sums.truncate(BANDS_AT_MOST);
        let counted = standings::bands(&mut tx, shop, basis == Basis::Money, &sums).await?;
        let mut moves: Vec<Moves> = after
            .tiers()
            .iter()
            .map(|tier| Moves {
                tier: tier.id,
                up: Movers::default(),
                down: Movers::default(),
            })
            .collect();
        for (held_id, band, count) in counted {
            let from = band.checked_sub(1).and_then(|at| sums.get(at)).copied().unwrap_or(0);
            let reached = |ladder: &Ladder| ladder.reached_by(from).map(|tier| tier.id);
            let held = before.tier_of(held_id).map(|tier| tier.id);
            let up = reached(&after).filter(|now| held.is_none_or(|held| after.is_above(*now, held)));
            let kept = |ladder: &Ladder, held: TierId| {
                reached(ladder).is_some_and(|tier| tier == held || ladder.is_above(tier, held))
            };
            let down = held.filter(|held| {
                let kept_before = before.rules.basis != basis || kept(&before, *held);
                kept_before && !kept(&after, *held)
            });
            if up.is_none() && down.is_none() {
                continue;
            }
            let to = sums.get(band).map_or(i64::MAX, |next| next - 1);
            let by_money = basis == Basis::Money;
            let names = standings::some_in_band(&mut tx, shop, held_id, by_money, from..=to, NAMED).await?;
            for moves in &mut moves {
                if Some(moves.tier) == up {
                    moves.up.join(count, &names);
                }
                if Some(moves.tier) == down {
                    moves.down.join(count, &names);
                }
            }
        }
        moves.retain(|moves| moves.up.count + moves.down.count > 0);
        Ok(moves)
    }

    /// Changes a shop's tiers. Whoever reaches a higher tier by it goes up at once; nobody goes down before their term
    /// ends (T3).
    pub async fn edit_tiers(&self, shop: &Shop, by: UserId, edit: &TierEdit) -> Result<TiersSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditTiers).await?.is_err() {
            return Ok(TiersSaved::NotAllowed);
        }
        let before = tiers::ladder(&mut tx, shop.id).await?;
        let after = edit.on(&before);
        if after == before {
            return Ok(TiersSaved::Done(after));
        }
        if let Some(refused) = refused(edit, &after) {
            return Ok(refused);
        }
        self.write_edit(&mut tx, shop, edit, &before).await?;
        let (action, change) = match edit {
            TierEdit::Rules(rules) => (
                Action::TiersRules,
                Change::between(rules_in_the_log(&before.rules), rules_in_the_log(rules)),
            ),
            TierEdit::Tier(tier) => match before.find(tier.id) {
                Some(known) => (Action::TierChange, Change::between(in_the_log(known), in_the_log(tier))),
                None => (Action::TierAdd, Change::made(in_the_log(tier))),
            },
        };
        self.note(&mut tx, shop.id, Actor::Staff(by), action, None, change)
            .await?;
        self.take_effect(&mut tx, shop, &before, &after).await?;
        tx.commit().await?;
        Ok(TiersSaved::Done(after))
    }

    /// Gives a shop without tiers the usual four, by the names given.
    pub async fn take_usual_tiers(
        &self,
        shop: &Shop,
        by: UserId,
        titles: [String; 4],
    ) -> Result<TiersSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditTiers).await?.is_err() {
            return Ok(TiersSaved::NotAllowed);
        }
        let ladder = tiers::ladder(&mut tx, shop.id).await?;
        if !ladder.tiers().is_empty() {
            return Ok(TiersSaved::Done(ladder));
        }
        self.add_usual_tiers(&mut tx, shop, titles).await?;
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(by),
            Action::TiersUsual,
            None,
            Change::default(),
        )
        .await?;
        let after = tiers::ladder(&mut tx, shop.id).await?;
        self.take_effect(&mut tx, shop, &ladder, &after).await?;
        tx.commit().await?;
        Ok(TiersSaved::Done(after))
    }

    pub(crate) async fn add_usual_tiers(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        titles: [String; 4],
    ) -> Result<(), StorageError> {
        let ids = std::array::from_fn(|_| self.new_tier_id());
        for tier in tier::proposed(shop.currency, ids, titles) {
            tiers::add(tx, shop.id, &tier, None).await?;
        }
        Ok(())
    }

    /// Begins to count for a shop that has just opened: there is nothing to make anew.
    pub(crate) async fn begin_counting(&self, tx: &mut Tx, shop: &Shop) -> Result<(), StorageError> {
        let from = shop.day_starts(TierRules::default().window_starts(shop.day(self.now())));
        tiers::set_counted(tx, shop.id, Counted { from, upto: None }).await
    }

    /// Adds the tier that a file calls `slug`, or changes it. `listed`: whether it can be reached; `None` leaves that
    /// as it is.
    pub async fn tier_from_file(
        &self,
        shop: &Shop,
        slug: &str,
        tier: &Tier,
        listed: Option<bool>,
    ) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = tiers::ladder(&mut tx, shop.id).await?;
        let known = tiers::find_by_slug(&mut tx, shop.id, slug).await?;
        let known = known.and_then(|id| before.find(id));
        let new = Tier {
            id: known.map_or(tier.id, |known| known.id),
            birthday: tier
                .birthday
                .clone()
                .or_else(|| known.and_then(|known| known.birthday.clone())),
            active: listed.unwrap_or(known.is_none_or(|known| known.active)),
            ..tier.clone()
        };
        let outcome = match known {
            Some(known) if *known == new => return Ok(FromFile::Unchanged),
            Some(_) => {
                tiers::change(&mut tx, shop.id, &new).await?;
                FromFile::Changed
            }
            None => {
                tiers::add(&mut tx, shop.id, &new, Some(slug)).await?;
                FromFile::New
            }
        };
        let after = TierEdit::Tier(Box::new(new)).on(&before);
        self.take_effect(&mut tx, shop, &before, &after).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// Writes the rules as a file says.
    pub async fn tier_rules_from_file(&self, shop: &Shop, rules: &TierRules) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = tiers::ladder(&mut tx, shop.id).await?;
        if before.rules == *rules {
            return Ok(FromFile::Unchanged);
        }
        let edit = TierEdit::Rules(*rules);
        self.write_edit(&mut tx, shop, &edit, &before).await?;
        self.take_effect(&mut tx, shop, &before, &edit.on(&before)).await?;
        tx.commit().await?;
        Ok(FromFile::Changed)
    }

    async fn write_edit(&self, tx: &mut Tx, shop: &Shop, edit: &TierEdit, before: &Ladder) -> Result<(), StorageError> {
        match edit {
            TierEdit::Rules(rules) => {
                let from = shop.day_starts(rules.window_starts(shop.day(self.now())));
                let leader_buyers = tiers::grading(tx, shop.id).await?.leader_buyers;
                tiers::set_rules(tx, shop.id, rules, leader_buyers.max(1), from).await
            }
            TierEdit::Tier(tier) if before.find(tier.id).is_some() => tiers::change(tx, shop.id, tier).await.map(drop),
            TierEdit::Tier(tier) => tiers::add(tx, shop.id, tier, None).await.map(drop),
        }
    }

    /// Has members go up and their tags say so, where a change makes them.
    async fn take_effect(&self, tx: &mut Tx, shop: &Shop, before: &Ladder, after: &Ladder) -> Result<(), StorageError> {
        if moves_members(before, after) {
            self.recount_now(tx, shop).await?;
        }
        self.put_tag_jobs(tx, shop.id, before, after).await
    }

    /// Has members go up without waiting for the night.
    async fn recount_now(&self, tx: &mut Tx, shop: &Shop) -> Result<(), StorageError> {
        self.begin_recount(tx, shop).await?;
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::Night {
                shop: shop.id,
                day: shop.day(now),
                step: NightStep::CountAnew,
            },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await.map(drop)
    }
}

fn refused(edit: &TierEdit, after: &Ladder) -> Option<TiersSaved> {
    if after.active().count() > MOST_TIERS {
        return Some(TiersSaved::TooMany);
    }
    let basis = after.rules.basis;
    let same = after
        .active()
        .zip(after.active().skip(1))
        .find(|(one, next)| one.threshold(basis) == next.threshold(basis));
    let edited = match edit {
        TierEdit::Tier(tier) => Some(tier.id),
        TierEdit::Rules(_) => None,
    };
    same.map(|(one, next)| TiersSaved::SameThreshold {
        title: if Some(one.id) == edited { next } else { one }.title.clone(),
    })
}

/// Whether members may stand elsewhere after it.
fn moves_members(before: &Ladder, after: &Ladder) -> bool {
    let what_counts = |ladder: &Ladder| {
        let basis = ladder.rules.basis;
        let active = ladder.active().map(|tier| (tier.id, tier.threshold(basis)));
        (ladder.rules, active.collect::<Vec<_>>())
    };
    what_counts(before) != what_counts(after)
}

fn in_the_log(tier: &Tier) -> serde_json::Value {
    serde_json::json!({
        "title": tier.title,
        "from_money": tier.from_money,
        "from_orders": tier.from_orders,
        "times": tier.times,
        "off": tier.off,
        "early_minutes": tier.early_minutes,
        "birthday": birthday_off(tier),
        "birthday_thing": tier.birthday.as_ref().and_then(|gift| gift.title.as_deref()),
        "birthday_points": birthday_points(tier),
        "tag": tier.tag,
        "active": tier.active,
    })
}

/// What a birthday takes off, where that is what it brings.
fn birthday_off(tier: &Tier) -> Option<Money> {
    match tier.birthday.as_ref()?.terms.worth {
        Worth::Amount { off } => Some(off),
        _ => None,
    }
}

/// At which rate purchases earn after a birthday, in percent, where that is what it brings.
fn birthday_points(tier: &Tier) -> Option<u32> {
    match tier.birthday.as_ref()?.terms.worth {
        Worth::Times { percent, .. } => Some(percent),
        _ => None,
    }
}

fn rules_in_the_log(rules: &TierRules) -> serde_json::Value {
    serde_json::json!(rules)
}
