//! The log of what staff did, in plain words (S3).

use domain::action::Action;
use domain::automation::Trigger;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{Delta, Lang, Money};
use say::staff::{AuditRow, Deed};
use serde_json::Value;
use storage::audit::Done;

use super::altered::altered;
use super::meant::Meant;
use super::{menu_row, no_longer_staff, on_staff};
use crate::handlers::customer::{page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;

/// Rows of one page.
const PAGE: i64 = 8;

/// Newest first.
pub async fn page(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let (lang, page) = (visit.lang(), page_in_range(page));
    let Ok(mut done) = visit
        .club
        .loyalty
        .audit_page(shop, visit.user(), page * PAGE, PAGE + 1)
        .await?
    else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    let size = usize::try_from(PAGE)?;
    let more = done.len() > size;
    done.truncate(size);
    // Only what goes out by itself says for whom it is.
    let says_for_whom = |done: &Done| Action::parse(&done.action) == Some(Action::AutomationChange);
    let meant = if done.iter().any(says_for_whom) {
        Meant::of(visit, shop).await?
    } else {
        Meant::default()
    };
    let rows: Vec<AuditRow<'_>> = done.iter().filter_map(|done| row((shop, &meant, lang), done)).collect();
    let text = match rows.is_empty() {
        true if page == 0 => say::staff::audit_empty(lang),
        true => say::common::nothing_here(lang),
        false => say::staff::audit(lang, &rows, shop),
    };
    let buttons = vec![pager(visit, page, more, |page| Tap::Audit { page }), menu_row(visit)];
    visit.show(&screen(text, buttons)).await?;
    Ok(())
}

fn row<'a>((shop, meant, lang): (&Shop, &Meant, Lang), done: &'a Done) -> Option<AuditRow<'a>> {
    Some(AuditRow {
        at: done.at.with_timezone(&shop.time_zone).naive_local(),
        who: done.actor_name.as_deref(),
        deed: deed(done)?,
        member: done.member_name.as_deref(),
        altered: Action::parse(&done.action).map_or_else(Vec::new, |action| {
            altered((shop, meant, lang), action, done.was.as_ref(), done.became.as_ref())
        }),
    })
}

/// What was done, from how it is written down. `None`: something that this program does not write.
#[expect(clippy::too_many_lines, reason = "one arm for each deed")]
fn deed(done: &Done) -> Option<Deed<'_>> {
    let (was, became) = (Fields(done.was.as_ref()), Fields(done.became.as_ref()));
    Some(match Action::parse(&done.action)? {
        Action::ShopOpen => Deed::ShopOpened,
        Action::ShopChange => Deed::ShopChanged,
        Action::SaleRecord => Deed::SaleRecorded {
            total: became.money("total")?,
        },
        Action::SaleUndo => Deed::SaleUndone {
            total: was.money("total")?,
        },
        Action::SaleRefund => Deed::Refunded {
            amount: became.money("refunded")?.less(was.money("refunded")?),
        },
        Action::CouponUse => Deed::CouponTaken {
            title: became.text("title")?,
        },
        Action::CodeLock => Deed::CodesLocked,
        Action::MemberForget => Deed::MemberForgotten,
        Action::MemberJoin => Deed::FilesJoined,
        Action::MemberLetMove => Deed::MoveLet,
        Action::MemberMove => Deed::FileMoved,
        Action::OrderPaid => Deed::OrderPaid {
            total: became.money("total")?,
        },
        Action::OrderCancel => Deed::OrderCancelled {
            total: was.money("total")?,
        },
        Action::OrderHandOver => Deed::OrderHandedOver,
        Action::OrderAnnotate => Deed::OrderAnnotated,
        Action::GiftAdd => Deed::GiftMade {
            title: became.text("title")?,
        },
        Action::GiftChange => {
            let title = became.text("title")?;
            match (was.flag("active"), became.flag("active")) {
                (Some(true), Some(false)) => Deed::GiftWithdrawn { title },
                (Some(false), Some(true)) => Deed::GiftRestored { title },
                _ => Deed::GiftChanged { title },
            }
        }
        Action::OfferAdd => Deed::OfferMade {
            title: became.text("title")?,
        },
        Action::OfferChange => {
            let title = became.text("title")?;
            match (was.flag("active"), became.flag("active")) {
                (Some(true), Some(false)) => Deed::OfferEnded { title },
                _ => Deed::OfferChanged { title },
            }
        }
        Action::ProductAdd => Deed::ProductMade {
            title: became.text("title")?,
        },
        Action::ProductChange => {
            let title = became.text("title")?;
            match (was.flag("active"), became.flag("active")) {
                (Some(true), Some(false)) => Deed::ProductWithdrawn { title },
                (Some(false), Some(true)) => Deed::ProductRestored { title },
                _ => Deed::ProductChanged { title },
            }
        }
        Action::CategorySave => Deed::CategorySaved {
            title: became.text("title")?,
        },
        Action::StaffInvite => Deed::Invited { role: became.role()? },
        Action::StaffJoin => Deed::Joined { role: became.role()? },
        Action::StaffRemove => Deed::Removed {
            name: was.text("name")?,
        },
        Action::GroupBind => Deed::GroupBound {
            title: became.text("title")?,
        },
        Action::TierAdd | Action::TierChange | Action::TiersRules | Action::TiersUsual => Deed::TiersChanged,
        Action::MailPause => Deed::MailPaused,
        Action::MailGoOn => Deed::MailGoesOn,
        Action::MailStay => Deed::MailStaysPaused,
        Action::GradesChange => Deed::GradesChanged,
        Action::MemberLeader if done.became == Some(Value::Bool(true)) => Deed::LeaderMarked,
        Action::MemberLeader => Deed::LeaderUnmarked,
        Action::FieldAdd | Action::FieldChange => Deed::FieldSaved {
            title: became.text("title")?,
        },
        Action::FieldFill => Deed::FieldFilled {
            title: became.text("field")?,
        },
        Action::AskingChange => Deed::AskingChanged,
        Action::NoteAdd => Deed::NoteWritten,
        Action::TaskAdd => Deed::TaskMade,
        Action::TaskEnd if became.text("state") == Some("done") => Deed::TaskDone,
        Action::TaskEnd => Deed::TaskDropped,
        Action::TaskReopen => Deed::TaskReopened,
        Action::TaskChange if became.text("due").is_some() => Deed::TaskPutOff,
        Action::TaskChange => Deed::TaskGiven {
            to: became.text("owner"),
        },
        Action::NoteRemove => Deed::NoteRemoved,
        Action::NoteRestore => Deed::NotePutBack,
        Action::AutomationAdd | Action::AutomationChange => Deed::AutomationSaved {
            trigger: Trigger::parse(became.text("automation")?)?,
            title: became.text("name"),
            category: became.text("category"),
            switched: became
                .flag("running")
                .filter(|running| was.flag("running") != Some(*running)),
        },
        Action::TagAdd | Action::TagChange => Deed::TagSaved {
            title: became.text("title")?,
        },
        Action::TagPut => Deed::TagPut {
            title: became.text("title")?,
        },
        Action::TagTake => Deed::TagTaken {
            title: was.text("title")?,
        },
        Action::PhotoAdd => Deed::PhotoAdded,
        Action::PhotoRemove => Deed::PhotoRemoved,
        Action::MemberRename => Deed::Renamed { was: was.text("name")? },
        Action::BirthdayCounts => Deed::BirthdayLet {
            reason: became.text("reason")?,
        },
        Action::BirthdaySet => Deed::BirthdaySet,
        Action::BirthdayLine => Deed::BirthdayLineWritten,
        Action::BirthdayLineRemove => Deed::BirthdayLineRemoved,
        Action::GroupLost => Deed::GroupLost {
            title: became.text("title")?,
        },
        Action::Import => Deed::ListTaken {
            file: became.text("file")?,
            new: became.delta("new")?.get(),
            changed: became.delta("changed")?.get(),
        },
        Action::ImportUndo => Deed::ListTakenBack {
            file: was.text("file")?,
        },
        Action::Export => Deed::Exported,
        Action::MemberAttach => Deed::CameWithFile,
        Action::RuleAdd => Deed::RuleSaved {
            title: became.text("title")?,
        },
        Action::RuleChange => {
            let title = became.text("title")?;
            match (was.flag("active"), became.flag("active")) {
                (Some(true), Some(false)) => Deed::RuleEnded { title },
                _ => Deed::RuleSaved { title },
            }
        }
        Action::PointsAdjust => Deed::PointsAdjusted {
            moved: became.delta("moved")?,
            note: became.text("note")?,
        },
        Action::PointsAsk => Deed::PointsAsked {
            points: became.delta("points")?,
            note: became.text("note")?,
        },
        Action::PointsRefuse => Deed::PointsRefused {
            points: was.delta("points")?,
            note: was.text("note")?,
        },
    })
}

/// What is written down about a deed.
#[derive(Clone, Copy)]
struct Fields<'a>(Option<&'a Value>);

impl<'a> Fields<'a> {
    fn text(self, name: &str) -> Option<&'a str> {
        self.0?.get(name)?.as_str()
    }

    fn money(self, name: &str) -> Option<Money> {
        Money::new(self.0?.get(name)?.as_i64()?)
    }

    fn delta(self, name: &str) -> Option<Delta> {
        self.0?.get(name)?.as_i64().map(Delta::new)
    }

    fn flag(self, name: &str) -> Option<bool> {
        self.0?.get(name)?.as_bool()
    }

    fn role(self) -> Option<Role> {
        Role::parse(self.text("role")?)
    }
}

/// Whether the log has a sentence for a row.
#[must_use]
pub fn is_told(done: &Done) -> bool {
    deed(done).is_some()
}

#[cfg(test)]
mod tests {
    use domain::UserId;
    use domain::reason::Actor;
    use serde_json::json;

    use super::*;

    fn done(action: &str, was: Value, became: Value) -> Done {
        Done {
            actor: Actor::Staff(UserId(1)),
            actor_name: Some("Ben".into()),
            action: action.into(),
            member_name: None,
            was: Some(was),
            became: Some(became),
            at: "2027-03-01T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn s3_what_is_written_down_is_told_again() {
        let money = |minor| Money::new(minor).unwrap();
        for (action, was, became, told) in [
            (
                "sale.record",
                json!(null),
                json!({ "total": 12850 }),
                Some(Deed::SaleRecorded { total: money(12_850) }),
            ),
            (
                "sale.undo",
                json!({ "total": 500 }),
                json!({ "refunded": 500 }),
                Some(Deed::SaleUndone { total: money(500) }),
            ),
            (
                "sale.refund",
                json!({ "refunded": 200 }),
                json!({ "refunded": 500 }),
                Some(Deed::Refunded { amount: money(300) }),
            ),
            (
                "coupon.use",
                json!(null),
                json!({ "title": "Mug" }),
                Some(Deed::CouponTaken { title: "Mug" }),
            ),
            (
                "gift.change",
                json!({ "active": true }),
                json!({ "title": "Mug", "active": false }),
                Some(Deed::GiftWithdrawn { title: "Mug" }),
            ),
            (
                "gift.change",
                json!({ "active": true }),
                json!({ "title": "Mug", "active": true }),
                Some(Deed::GiftChanged { title: "Mug" }),
            ),
            (
                "offer.add",
                json!(null),
                json!({ "title": "Boots" }),
                Some(Deed::OfferMade { title: "Boots" }),
            ),
            (
                "offer.change",
                json!({ "active": true }),
                json!({ "title": "Boots", "active": false }),
                Some(Deed::OfferEnded { title: "Boots" }),
            ),
            (
                "product.change",
                json!({ "active": true }),
                json!({ "title": "Boots", "active": true }),
                Some(Deed::ProductChanged { title: "Boots" }),
            ),
            (
                "staff.join",
                json!(null),
                json!({ "role": "manager" }),
                Some(Deed::Joined { role: Role::Manager }),
            ),
            (
                "staff.remove",
                json!({ "name": "Cleo" }),
                json!(null),
                Some(Deed::Removed { name: "Cleo" }),
            ),
            ("gift.change", json!({ "active": true }), json!({ "active": 1 }), None),
            ("sale.record", json!(null), json!({ "total": -5 }), None),
            ("weather.change", json!(null), json!(null), None),
        ] {
            let done = done(action, was, became);
            assert_eq!(deed(&done), told, "{action}");
        }
    }
}
