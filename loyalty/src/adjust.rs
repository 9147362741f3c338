//! Staff give or take points with a reason; more than their limit needs a second person (S4).

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::letter::Letter;
use domain::reason::{Actor, Reason};
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{AdjustmentId, Delta, MemberId, Points, UserId};
use storage::adjustments::{self, Adjustment, State};
use storage::members::{self, Member};
use storage::{StorageError, Tx, balances, staff};

use crate::book::{Posting, Spent};
use crate::enroll::read_member;
use crate::{Change, Loyalty};

/// How long a second person has.
const HOURS_TO_DECIDE: i64 = 48;
/// A clerk gives and takes so much of what a manager does.
const SHARE_OF_CLERKS: i64 = 10;

/// Somebody on the staff wants to give or take points.
#[derive(Debug, Clone)]
pub struct Adjust<'a> {
    pub shop: &'a Shop,
    pub by: UserId,
    pub member: MemberId,
    pub amount: Delta,
    /// Why, in their words. The member reads it, too (P12).
    pub note: &'a str,
    /// Names the one adjustment that is meant.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adjusted {
    /// Repeated, it is the same adjustment. `moved` is less than what was asked for when there was less to take.
    Done {
        moved: Delta,
        member: Box<Member>,
    },
    /// A second person was asked.
    Waiting {
        until: DateTime<Utc>,
        member: Box<Member>,
    },
    /// It was asked for before, and a second person refused.
    Refused,
    /// There is no second person who could be asked.
    NobodyToAsk {
        limit: Points,
    },
    Nothing,
    /// Nobody adjusts their own points.
    Own,
    NoSuchMember,
    NotAllowed,
}

/// How a second person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Refuse,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// Repeated by the same person, it is the same decision.
    Done {
        moved: Delta,
        member: Box<Member>,
    },
    Refused {
        member: Box<Member>,
    },
    /// Somebody else decided first.
    ByAnother,
    /// Nobody decided in time.
    TooLate,
    /// Nobody decides what they asked for themselves, nor about their own points.
    Own,
    NoSuchRequest,
    NotAllowed,
}

impl Loyalty {
    /// Gives or takes points up to the limit of who asks, or asks a second person.
    pub async fn adjust(&self, ask: &Adjust<'_>) -> Result<Adjusted, StorageError> {
        if ask.amount == Delta::ZERO {
            return Ok(Adjusted::Nothing);
        }
        let (shop, now) = (ask.shop, self.now());
        self.expire_before_taking(shop, ask.member, ask.amount).await?;
        let mut tx = self.db.begin().await?;
        let Ok(role) = self.allowed(&mut tx, shop.id, ask.by, Right::AdjustPoints).await? else {
            return Ok(Adjusted::NotAllowed);
        };
        let Some(member) = members::find(&mut tx, shop.id, ask.member).await? else {
            return Ok(Adjusted::NoSuchMember);
        };
        if member.user == Some(ask.by) {
            return Ok(Adjusted::Own);
        }
        balances::lock(&mut tx, shop.id, member.id).await?;
        let asked = Adjustment {
            id: AdjustmentId(self.ids.uuid(now)),
            member: member.id,
            amount: ask.amount,
            note: ask.note.to_owned(),
            state: State::Asked,
            asked_by: ask.by,
            asked_at: now,
            expires_at: now + TimeDelta::hours(HOURS_TO_DECIDE),
            decided_by: None,
        };
        if !adjustments::ask(&mut tx, shop.id, &asked, ask.cause).await? {
            let before = adjustments::find_by_cause(&mut tx, shop.id, ask.cause).await?;
            return Ok(before.map_or(Adjusted::NoSuchMember, |before| outcome(&before, member)));
        }
        let limit = limit_of(role, shop.rules.alone_up_to);
        if ask.amount.size() > limit {
            if self.ask_second_person(&mut tx, shop, &asked, &member).await? == 0 {
                return Ok(Adjusted::NobodyToAsk { limit });
            }
            let became = serde_json::json!({ "points": ask.amount, "note": ask.note });
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(ask.by),
                Action::PointsAsk,
                Some(member.id),
                Change::made(became),
            )
            .await?;
            tx.commit().await?;
            return Ok(Adjusted::Waiting {
                until: asked.expires_at,
                member: Box::new(member),
            });
        }
        let moved = self.move_points(&mut tx, shop, &asked, ask.by).await?;
        let member = Box::new(read_member(&mut tx, shop, member.id).await?);
        tx.commit().await?;
        Ok(Adjusted::Done { moved, member })
    }

    /// What came of an adjustment that somebody confirmed before, and what they had asked for.
    pub async fn adjusted_before(
        &self,
        shop: &Shop,
        by: UserId,
        cause: &str,
    ) -> Result<Option<(Delta, Adjusted)>, StorageError> {
        let mut tx = self.db.read().await?;
        let before = adjustments::find_by_cause(&mut tx, shop.id, cause).await?;
        let Some(before) = before.filter(|before| before.asked_by == by) else {
            return Ok(None);
        };
        let member = read_member(&mut tx, shop, before.member).await?;
        Ok(Some((before.amount, outcome(&before, member))))
    }

    /// A second person decides.
    pub async fn decide_adjustment(
        &self,
        shop: &Shop,
        by: UserId,
        id: AdjustmentId,
        decision: Decision,
    ) -> Result<Decided, StorageError> {
        let now = self.now();
        let seen = self.requested(shop, id).await?;
        if let Some(seen) = &seen {
            self.expire_before_taking(shop, seen.member, seen.amount).await?;
        }
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::ApproveAdjustments)
            .await?
            .is_err()
        {
            return Ok(Decided::NotAllowed);
        }
        let Some(seen) = seen else {
            return Ok(Decided::NoSuchRequest);
        };
        balances::lock(&mut tx, shop.id, seen.member).await?;
        // Read again behind the lock: somebody else may have decided first.
        let asked = adjustments::find(&mut tx, shop.id, id).await?.unwrap_or(seen);
        let member = read_member(&mut tx, shop, asked.member).await?;
        if asked.asked_by == by || member.user == Some(by) {
            return Ok(Decided::Own);
        }
        match asked.state {
            State::Asked => {}
            _ if asked.decided_by != Some(by) => return Ok(Decided::ByAnother),
            State::Done { moved } => {
                return Ok(Decided::Done {
                    moved,
                    member: Box::new(member),
                });
            }
            State::Refused => {
                return Ok(Decided::Refused {
                    member: Box::new(member),
                });
            }
        }
        if now >= asked.expires_at {
            return Ok(Decided::TooLate);
        }
        let moved = match decision {
            Decision::Approve => Some(self.move_points(&mut tx, shop, &asked, by).await?),
            Decision::Refuse => {
                self.refuse(&mut tx, shop, &asked, by).await?;
                None
            }
        };
        let decider = staff::list(&mut tx, shop.id).await?;
        let decider = decider.into_iter().find(|employee| employee.user == by);
        let letter = Letter::AdjustmentDecided {
            member: member.name.clone(),
            moved,
            by: decider.map(|employee| employee.name).unwrap_or_default(),
        };
        self.write_to(&mut tx, shop, asked.asked_by, letter).await?;
        let member = Box::new(read_member(&mut tx, shop, member.id).await?);
        tx.commit().await?;
        Ok(match moved {
            Some(moved) => Decided::Done { moved, member },
            None => Decided::Refused { member },
        })
    }

    async fn requested(&self, shop: &Shop, id: AdjustmentId) -> Result<Option<Adjustment>, StorageError> {
        let mut tx = self.db.read().await?;
        adjustments::find(&mut tx, shop.id, id).await
    }

    /// Points whose time is over are not there to be taken.
    async fn expire_before_taking(&self, shop: &Shop, member: MemberId, amount: Delta) -> Result<(), StorageError> {
        if amount.get() < 0 {
            self.catch_up(shop, member).await?;
        }
        Ok(())
    }

    /// Asks everybody who may decide. Says how many.
    async fn ask_second_person(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        asked: &Adjustment,
        member: &Member,
    ) -> Result<usize, StorageError> {
        let everybody = staff::list(tx, shop.id).await?;
        let by = everybody.iter().find(|employee| employee.user == asked.asked_by);
        let letter = Letter::AdjustmentAsked {
            id: asked.id,
            shop: shop.id,
            by: by.map(|employee| employee.name.clone()).unwrap_or_default(),
            member: member.name.clone(),
            amount: asked.amount,
            note: asked.note.clone(),
            until: asked.expires_at.with_timezone(&shop.time_zone).naive_local(),
        };
        let mut count = 0;
        for employee in &everybody {
            let may = employee.role.may(Right::ApproveAdjustments);
            if may && employee.user != asked.asked_by && Some(employee.user) != member.user {
                self.write_to(tx, shop, employee.user, letter.clone()).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Moves the points, notes it, and tells the member. `by` decided it.
    async fn move_points(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        asked: &Adjustment,
        by: UserId,
    ) -> Result<Delta, StorageError> {
        let now = self.now();
        let before = balances::read(tx, shop.id, asked.member).await?;
        let moved = if asked.amount.get() > 0 {
            asked.amount
        } else {
            // Nobody gets into debt by it: it takes what is there.
            asked.amount.size().min(before.points).spent()
        };
        let posting = Posting {
            shop,
            member: asked.member,
            reason: Reason::Adjusted {
                note: asked.note.clone(),
            },
            cause: format!("adjust:{}", asked.id),
            order: None,
            coupon: None,
            actor: Actor::Staff(asked.asked_by),
            at: now,
        };
        if moved.get() > 0 {
            self.credit(tx, &posting, moved.size(), None).await?;
        } else if moved != Delta::ZERO {
            match self.spend(tx, &posting, moved.size()).await? {
                Spent::Done { .. } | Spent::Repeated => {}
                Spent::Short { .. } | Spent::Stale => {
                    return Err(StorageError::Corrupt {
                        table: "balances",
                        what: "points that are there cannot be taken".into(),
                    });
                }
            }
        }
        if !adjustments::decide(tx, shop.id, asked.id, State::Done { moved }, by, now).await? {
            return Err(StorageError::Corrupt {
                table: "adjustments",
                what: "a request changed behind the lock".into(),
            });
        }
        let after = balances::read(tx, shop.id, asked.member).await?;
        let was = serde_json::json!({ "points": before.points });
        let became = serde_json::json!({
            "points": after.points, "moved": moved, "note": asked.note, "asked_by": asked.asked_by,
        });
        let change = Change::between(was, became);
        self.note(
            tx,
            shop.id,
            Actor::Staff(by),
            Action::PointsAdjust,
            Some(asked.member),
            change,
        )
        .await?;
        let member = read_member(tx, shop, asked.member).await?;
        if let (Some(user), true) = (member.user, moved != Delta::ZERO) {
            let letter = Letter::PointsAdjusted {
                shop: shop.name.clone(),
                change: moved,
                note: asked.note.clone(),
                balance: after.points,
            };
            self.write_to(tx, shop, user, letter).await?;
        }
        Ok(moved)
    }

    async fn refuse(&self, tx: &mut Tx, shop: &Shop, asked: &Adjustment, by: UserId) -> Result<(), StorageError> {
        if !adjustments::decide(tx, shop.id, asked.id, State::Refused, by, self.now()).await? {
            return Err(StorageError::Corrupt {
                table: "adjustments",
                what: "a request changed behind the lock".into(),
            });
        }
        let was = serde_json::json!({ "points": asked.amount, "note": asked.note, "asked_by": asked.asked_by });
        self.note(
            tx,
            shop.id,
            Actor::Staff(by),
            Action::PointsRefuse,
            Some(asked.member),
            Change::ended(was),
        )
        .await
    }
}

/// What came of a request so far.
fn outcome(asked: &Adjustment, member: Member) -> Adjusted {
    let member = Box::new(member);
    match asked.state {
        State::Done { moved } => Adjusted::Done { moved, member },
        State::Asked => Adjusted::Waiting {
            until: asked.expires_at,
            member,
        },
        State::Refused => Adjusted::Refused,
    }
}

/// What somebody gives or takes alone. For a clerk it is a tenth.
fn limit_of(role: Role, limit: Points) -> Points {
    if role.may(Right::ApproveAdjustments) {
        limit
    } else {
        Points::at_least_zero(limit.get() / SHARE_OF_CLERKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s4_a_clerk_gives_a_tenth_of_what_a_manager_gives() {
        let limit = Points::at_least_zero(500);

        assert_eq!(limit_of(Role::Clerk, limit), Points::at_least_zero(50));
        assert_eq!(limit_of(Role::Manager, limit), limit);
        assert_eq!(limit_of(Role::Owner, limit), limit);
    }
}
