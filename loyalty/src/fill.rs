//! What stands in a member's fields: written by staff or by the member, each where they may (S5).

use domain::action::Action;
use domain::field::{Field, FieldValue, Viewer};
use domain::question::{Outcome, Subject};
use domain::reason::{About, Actor, Reason};
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{FieldId, MemberId, Points, UserId, earn};
use storage::members::Member;
use storage::{StorageError, Tx, balances, fields, members, questions};

use crate::book::Posting;
use crate::{Change, Loyalty, find};

/// A value for a field of a member's.
#[derive(Debug, Clone)]
pub struct Fill {
    pub member: MemberId,
    pub field: FieldId,
    /// `None` takes it away.
    pub value: Option<FieldValue>,
    /// Staff, or the member themselves.
    pub by: Actor,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// `reward`: for an answer that the shop asked for, once.
    Done {
        field: Field,
        reward: Points,
    },
    /// There is no such member or field any more.
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// As whom somebody looks at a member's file at this moment (S1): as staff with their role, or as the member. One
    /// who is neither sees nothing.
    pub(crate) async fn viewer(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: &Member,
        by: Actor,
    ) -> Result<Option<Viewer>, StorageError> {
        Ok(match by {
            Actor::Staff(user) => {
                let role = self.allowed(tx, shop.id, user, Right::RunTill).await?;
                role.ok().map(Viewer::Staff)
            }
            Actor::Member(user) => (member.user == Some(user)).then_some(Viewer::Member),
            Actor::Shop => None,
        })
    }

    /// Writes a value into a field, or takes it away.
    pub async fn fill(&self, shop: &Shop, ask: &Fill) -> Result<Filled, StorageError> {
        let mut tx = self.db.begin().await?;
        let (Some(member), Some(field)) = (
            members::find(&mut tx, shop.id, ask.member).await?,
            fields::find(&mut tx, shop.id, ask.field).await?,
        ) else {
            return Ok(Filled::Gone);
        };
        let viewer = self.viewer(&mut tx, shop, &member, ask.by).await?;
        if !viewer.is_some_and(|viewer| field.is_edited_by(viewer)) {
            return Ok(Filled::NotAllowed);
        }
        if ask.value.as_ref().is_some_and(|value| !field.kind.holds(value)) {
            return Ok(Filled::Gone);
        }
        balances::lock(&mut tx, shop.id, member.id).await?;
        let before = fields::value_of(&mut tx, shop.id, member.id, field.id).await?;
        let mut reward = Points::ZERO;
        if before.as_ref().map(|filled| &filled.value) != ask.value.as_ref() {
            let now = self.now();
            match &ask.value {
                Some(value) => fields::set(&mut tx, shop.id, member.id, field.id, value, ask.by, now).await?,
                None => drop(fields::remove(&mut tx, shop.id, member.id, field.id).await?),
            }
            let own_fields = fields::list(&mut tx, shop.id).await?;
            find::keep_values(&mut tx, shop.id, member.id, &own_fields).await?;
            // The log is not sealed: of what not all of the staff may see, it says that it was written and not what.
            let is_private = field.seen_by.staff > Role::Clerk;
            let logged = |value: Option<&FieldValue>| {
                let title = &field.title;
                if is_private {
                    serde_json::json!({ "field": title, "private": true })
                } else {
                    serde_json::json!({ "field": title, "value": value })
                }
            };
            let was = logged(before.as_ref().map(|filled| &filled.value));
            if let Actor::Staff(_) = ask.by {
                let change = Change::between(was, logged(ask.value.as_ref()));
                self.note(&mut tx, shop.id, ask.by, Action::FieldFill, Some(member.id), change)
                    .await?;
            }
            self.retag(&mut tx, shop, member.id).await?;
        }
        if ask.value.is_some()
            && field.asked
            && let Actor::Member(user) = ask.by
        {
            let about = About::Field {
                title: field.title.clone(),
            };
            reward = self
                .thank(&mut tx, shop, member.id, user, Subject::Field(field.id), about)
                .await?;
        }
        tx.commit().await?;
        Ok(Filled::Done { field, reward })
    }

    /// Closes a question that a member answered, and gives what the shop promised for it: once for each question and
    /// member, within what can be earned without buying (P3, P10). Gives the points.
    pub(crate) async fn thank(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        user: UserId,
        subject: Subject,
        about: About,
    ) -> Result<Points, StorageError> {
        let now = self.now();
        questions::settle(tx, shop.id, member, &subject.key(), Outcome::Answered, now).await?;
        let asking = questions::asking(tx, shop.id).await?;
        if !asking.asks || asking.points.is_zero() {
            return Ok(Points::ZERO);
        }
        let day = shop.day(now);
        let free = balances::free_earnings(tx, shop.id, member, day).await?;
        let given = earn::within_caps(&shop.rules, asking.points, free.today, free.ever);
        if given.is_zero() {
            return Ok(Points::ZERO);
        }
        let posting = Posting {
            shop,
            member,
            reason: Reason::Answered { about },
            cause: format!("answer:{member}:{}", subject.key()),
            order: None,
            coupon: None,
            actor: Actor::Member(user),
            at: now,
        };
        if self.credit(tx, &posting, given, None).await?.is_none() {
            return Ok(Points::ZERO);
        }
        balances::add_free_earnings(tx, shop.id, member, day, given).await?;
        Ok(given)
    }
}
