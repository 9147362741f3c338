//! Staff: who they are, how they come and go, and what they did.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use domain::automation::Trigger;
use domain::role::Role;
use domain::shop::Shop;
use domain::{Currency, Delta, Lang, Money};

use crate::altered::{self, Altered};
use crate::date::{date, moment, time_left};
use crate::number::{money, number, signed};
use crate::text::{GAP, LABEL_NAME, escape, in_list, lines, short};

/// Something that stands in the audit log (S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed<'a> {
    ShopOpened,
    ShopChanged,
    SaleRecorded {
        total: Money,
    },
    SaleUndone {
        total: Money,
    },
    Refunded {
        amount: Money,
    },
    CouponTaken {
        title: &'a str,
    },
    CodesLocked,
    MemberForgotten,
    FilesJoined,
    /// Staff gave a code to somebody whose account is lost.
    MoveLet,
    FileMoved,
    GiftMade {
        title: &'a str,
    },
    GiftChanged {
        title: &'a str,
    },
    GiftWithdrawn {
        title: &'a str,
    },
    GiftRestored {
        title: &'a str,
    },
    OfferMade {
        title: &'a str,
    },
    OfferChanged {
        title: &'a str,
    },
    OfferEnded {
        title: &'a str,
    },
    ProductMade {
        title: &'a str,
    },
    ProductChanged {
        title: &'a str,
    },
    /// It is not sold any more.
    ProductWithdrawn {
        title: &'a str,
    },
    ProductRestored {
        title: &'a str,
    },
    CategorySaved {
        title: &'a str,
    },
    Invited {
        role: Role,
    },
    Joined {
        role: Role,
    },
    Removed {
        name: &'a str,
    },
    GroupBound {
        title: &'a str,
    },
    GroupLost {
        title: &'a str,
    },
    /// A list of customers was taken over.
    ListTaken {
        file: &'a str,
        new: i64,
        changed: i64,
    },
    ListTakenBack {
        file: &'a str,
    },
    Exported,
    /// Somebody from such a list came to Telegram.
    CameWithFile,
    RuleSaved {
        title: &'a str,
    },
    RuleEnded {
        title: &'a str,
    },
    FieldSaved {
        title: &'a str,
    },
    /// Something was written into a member's field, or taken out of it.
    FieldFilled {
        title: &'a str,
    },
    AskingChanged,
    NoteWritten,
    TaskMade,
    TaskDone,
    TaskDropped,
    TaskReopened,
    TaskPutOff,
    /// `None`: to whoever is free.
    TaskGiven {
        to: Option<&'a str>,
    },
    BirthdayLineWritten,
    BirthdayLineRemoved,
    NoteRemoved,
    NotePutBack,
    AutomationSaved {
        trigger: Trigger,
        title: Option<&'a str>,
        /// What it is about, if it is about one category.
        category: Option<&'a str>,
        /// `None`: it stayed on or off.
        switched: Option<bool>,
    },
    TagSaved {
        title: &'a str,
    },
    TagPut {
        title: &'a str,
    },
    TagTaken {
        title: &'a str,
    },
    PhotoAdded,
    PhotoRemoved,
    /// A member said what they are called; it was this before.
    Renamed {
        was: &'a str,
    },
    BirthdaySet,
    /// A birthday that was said late counts all the same.
    BirthdayLet {
        reason: &'a str,
    },
    PointsAdjusted {
        moved: Delta,
        note: &'a str,
    },
    PointsAsked {
        points: Delta,
        note: &'a str,
    },
    PointsRefused {
        points: Delta,
        note: &'a str,
    },
    /// The money for an order was taken.
    OrderPaid {
        total: Money,
    },
    OrderCancelled {
        total: Money,
    },
    OrderHandedOver,
    OrderAnnotated,
    TiersChanged,
    GradesChanged,
    LeaderMarked,
    LeaderUnmarked,
    MailPaused,
    MailGoesOn,
    MailStaysPaused,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow<'a> {
    pub at: NaiveDateTime,
    /// Who did it. `None`: the shop's own rules.
    pub who: Option<&'a str>,
    pub deed: Deed<'a>,
    /// The member it was done to.
    pub member: Option<&'a str>,
    /// What is another thing now, before and after (S3).
    pub altered: Vec<Altered<'a>>,
}

/// Somebody on the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colleague<'a> {
    pub name: &'a str,
    pub role: Role,
    pub since: NaiveDate,
}

#[must_use]
pub fn role_name(lang: Lang, role: Role) -> String {
    match role {
        Role::Clerk => words!(lang, "staff.role.clerk"),
        Role::Manager => words!(lang, "staff.role.manager"),
        Role::Owner => words!(lang, "staff.role.owner"),
    }
}

#[must_use]
pub fn ask_role(lang: Lang) -> String {
    words!(lang, "staff.ask_role")
}

/// A role on a button, with a capital where the language has them.
#[must_use]
pub fn role_label(lang: Lang, role: Role) -> String {
    match role {
        Role::Clerk => words!(lang, "staff.role_label.clerk"),
        Role::Manager => words!(lang, "staff.role_label.manager"),
        Role::Owner => words!(lang, "staff.role_label.owner"),
    }
}

/// To be forwarded to the one person it is for.
#[must_use]
pub fn invitation(lang: Lang, shop: &str, role: Role, link: &str, left: TimeDelta) -> String {
    words!(
        lang,
        "staff.invitation",
        shop = escape(shop),
        role = role_name(lang, role),
        link = escape(link),
        left = time_left(lang, left)
    )
}

/// Above or below [`invitation`], for whoever forwards it.
#[must_use]
pub fn invitation_hint(lang: Lang) -> String {
    words!(lang, "staff.invitation_hint")
}

#[must_use]
pub fn accepted(lang: Lang, shop: &str, role: Role) -> String {
    words!(
        lang,
        "staff.accepted",
        shop = escape(shop),
        role = role_name(lang, role)
    )
}

/// To the owners, when a link was used.
#[must_use]
pub fn somebody_accepted(lang: Lang, shop: &str, name: &str, role: Role) -> String {
    words!(
        lang,
        "staff.somebody_accepted",
        shop = escape(shop),
        name = escape(name),
        role = role_name(lang, role)
    )
}

/// An invitation that was used, has run out, or was never made.
#[must_use]
pub fn link_no_longer_good(lang: Lang) -> String {
    words!(lang, "staff.link_no_longer_good")
}

#[must_use]
pub fn on_the_staff_already(lang: Lang, role: Role) -> String {
    words!(lang, "staff.on_the_staff_already", role = role_name(lang, role))
}

/// The answer to /staff.
#[must_use]
pub fn list(lang: Lang, shop: &str, colleagues: &[Colleague<'_>]) -> String {
    let rows: Vec<String> = colleagues
        .iter()
        .map(|colleague| {
            words!(
                lang,
                "staff.row",
                name = in_list(colleague.name),
                role = role_name(lang, colleague.role),
                since = date(lang, colleague.since)
            )
        })
        .collect();
    lines([
        Some(words!(lang, "staff.heading", shop = escape(shop))),
        GAP,
        Some(rows.join("\n")),
    ])
}

#[must_use]
pub fn invite_label(lang: Lang) -> String {
    words!(lang, "staff.invite_label")
}

/// On the list of the staff: "Remove Ben".
#[must_use]
pub fn remove_somebody_label(lang: Lang, name: &str) -> String {
    words!(lang, "staff.remove_somebody_label", name = short(name, LABEL_NAME))
}

#[must_use]
pub fn remove_question(lang: Lang, name: &str) -> String {
    words!(lang, "staff.remove_question", name = escape(name))
}

#[must_use]
pub fn remove_confirm_label(lang: Lang) -> String {
    words!(lang, "staff.remove_confirm_label")
}

#[must_use]
pub fn removed(lang: Lang, name: &str) -> String {
    words!(lang, "staff.removed", name = escape(name))
}

#[must_use]
pub fn last_owner(lang: Lang) -> String {
    words!(lang, "staff.last_owner")
}

/// What was asked for needs at least this role.
#[must_use]
pub fn not_allowed(lang: Lang, needed: Role) -> String {
    words!(lang, "staff.not_allowed", needed = role_name(lang, needed))
}

/// A customer used a command of the staff.
#[must_use]
pub fn only_for_staff(lang: Lang) -> String {
    words!(lang, "staff.only_for_staff")
}

/// An anonymous administrator used a command of the staff in the group.
#[must_use]
pub fn anonymous(lang: Lang) -> String {
    words!(lang, "staff.anonymous")
}

/// The answer to /audit: who did what, newest first.
#[must_use]
pub fn audit(lang: Lang, rows: &[AuditRow<'_>], shop: &Shop) -> String {
    let rows: Vec<String> = rows.iter().map(|row| audit_row(lang, row, shop)).collect();
    lines([Some(words!(lang, "staff.audit_heading")), GAP, Some(rows.join("\n\n"))])
}

fn audit_row(lang: Lang, row: &AuditRow<'_>, shop: &Shop) -> String {
    let who = row.who.map_or_else(|| words!(lang, "staff.audit_by_itself"), in_list);
    let (at, what) = (moment(lang, row.at), deed(lang, &row.deed, shop.currency));
    let told = match row.member {
        Some(member) => words!(
            lang,
            "staff.audit_row_member",
            at = at,
            who = who,
            what = what,
            member = in_list(member)
        ),
        None => words!(lang, "staff.audit_row", at = at, who = who, what = what),
    };
    let altered = row.altered.iter().map(|altered| altered::line(lang, altered, shop));
    [told].into_iter().chain(altered).collect::<Vec<_>>().join("\n")
}

#[expect(clippy::too_many_lines, reason = "one arm for each deed")]
fn deed(lang: Lang, deed: &Deed<'_>, currency: Currency) -> String {
    match deed {
        Deed::ShopOpened => words!(lang, "staff.deed.shop_opened"),
        Deed::ShopChanged => words!(lang, "staff.deed.shop_changed"),
        Deed::TiersChanged => words!(lang, "staff.deed.tiers_changed"),
        Deed::GradesChanged => words!(lang, "staff.deed.grades_changed"),
        Deed::MemberForgotten => words!(lang, "staff.deed.member_forgotten"),
        Deed::FilesJoined => words!(lang, "staff.deed.files_joined"),
        Deed::MoveLet => words!(lang, "staff.deed.move_let"),
        Deed::FileMoved => words!(lang, "staff.deed.file_moved"),
        Deed::MailPaused => words!(lang, "staff.deed.mail_paused"),
        Deed::MailGoesOn => words!(lang, "staff.deed.mail_goes_on"),
        Deed::MailStaysPaused => words!(lang, "staff.deed.mail_stays_paused"),
        Deed::LeaderMarked => words!(lang, "staff.deed.leader_marked"),
        Deed::LeaderUnmarked => words!(lang, "staff.deed.leader_unmarked"),
        Deed::SaleRecorded { total } => words!(lang, "staff.deed.sale_recorded", total = money(lang, *total, currency)),
        Deed::SaleUndone { total } => words!(lang, "staff.deed.sale_undone", total = money(lang, *total, currency)),
        Deed::Refunded { amount } => words!(lang, "staff.deed.refunded", amount = money(lang, *amount, currency)),
        Deed::CouponTaken { title } => words!(lang, "staff.deed.coupon_taken", title = in_list(title)),
        Deed::CodesLocked => words!(lang, "staff.deed.codes_locked"),
        Deed::OrderPaid { total } => words!(lang, "staff.deed.order_paid", total = money(lang, *total, currency)),
        Deed::OrderCancelled { total } => {
            words!(
                lang,
                "staff.deed.order_cancelled",
                total = money(lang, *total, currency)
            )
        }
        Deed::OrderAnnotated => words!(lang, "staff.deed.order_annotated"),
        Deed::OrderHandedOver => words!(lang, "staff.deed.order_handed_over"),
        Deed::GiftMade { title } => words!(lang, "staff.deed.gift_made", title = in_list(title)),
        Deed::GiftChanged { title } => words!(lang, "staff.deed.gift_changed", title = in_list(title)),
        Deed::GiftWithdrawn { title } => words!(lang, "staff.deed.gift_withdrawn", title = in_list(title)),
        Deed::GiftRestored { title } => words!(lang, "staff.deed.gift_restored", title = in_list(title)),
        Deed::OfferMade { title } => words!(lang, "staff.deed.offer_made", title = in_list(title)),
        Deed::OfferChanged { title } => words!(lang, "staff.deed.offer_changed", title = in_list(title)),
        Deed::OfferEnded { title } => words!(lang, "staff.deed.offer_ended", title = in_list(title)),
        Deed::ProductMade { title } => words!(lang, "staff.deed.product_made", title = in_list(title)),
        Deed::ProductChanged { title } => words!(lang, "staff.deed.product_changed", title = in_list(title)),
        Deed::ProductWithdrawn { title } => words!(lang, "staff.deed.product_withdrawn", title = in_list(title)),
        Deed::ProductRestored { title } => words!(lang, "staff.deed.product_restored", title = in_list(title)),
        Deed::CategorySaved { title } => words!(lang, "staff.deed.category_saved", title = in_list(title)),
        Deed::Invited { role } => words!(lang, "staff.deed.invited", role = role_name(lang, *role)),
        Deed::Joined { role } => words!(lang, "staff.deed.joined", role = role_name(lang, *role)),
        Deed::Removed { name } => words!(lang, "staff.deed.removed", name = in_list(name)),
        Deed::GroupBound { title } => words!(lang, "staff.deed.group_bound", title = in_list(title)),
        Deed::GroupLost { title } => words!(lang, "staff.deed.group_lost", title = in_list(title)),
        Deed::ListTaken { file, new, changed } => words!(
            lang,
            "lists.deed_taken",
            file = in_list(file),
            new = number(lang, *new),
            changed = number(lang, *changed)
        ),
        Deed::ListTakenBack { file } => words!(lang, "lists.deed_undone", file = in_list(file)),
        Deed::Exported => words!(lang, "lists.deed_exported"),
        Deed::CameWithFile => words!(lang, "lists.deed_attached"),
        Deed::RuleSaved { title } => words!(lang, "rules.deed_saved", title = in_list(title)),
        Deed::RuleEnded { title } => words!(lang, "rules.deed_ended", title = in_list(title)),
        Deed::FieldSaved { title } => words!(lang, "staff.deed.field_saved", title = in_list(title)),
        Deed::FieldFilled { title } => words!(lang, "staff.deed.field_filled", title = in_list(title)),
        Deed::AskingChanged => words!(lang, "staff.deed.asking_changed"),
        Deed::NoteWritten => words!(lang, "staff.deed.note_written"),
        Deed::TaskMade => words!(lang, "staff.deed.task_made"),
        Deed::TaskDone => words!(lang, "staff.deed.task_done"),
        Deed::TaskDropped => words!(lang, "staff.deed.task_dropped"),
        Deed::TaskReopened => words!(lang, "staff.deed.task_reopened"),
        Deed::TaskPutOff => words!(lang, "staff.deed.task_put_off"),
        Deed::TaskGiven { to: Some(to) } => words!(lang, "staff.deed.task_given", name = in_list(to)),
        Deed::TaskGiven { to: None } => words!(lang, "staff.deed.task_released"),
        Deed::BirthdayLineWritten => words!(lang, "staff.deed.birthday_line_written"),
        Deed::BirthdayLineRemoved => words!(lang, "staff.deed.birthday_line_removed"),
        Deed::NoteRemoved => words!(lang, "staff.deed.note_removed"),
        Deed::NotePutBack => words!(lang, "staff.deed.note_put_back"),
        Deed::AutomationSaved {
            trigger,
            title,
            category,
            switched,
        } => {
            let about = category.map(|category| crate::automations::of_category(lang, *trigger, category));
            let name = crate::automations::name(lang, *trigger, title.or(about.as_deref()));
            match switched {
                Some(true) => words!(lang, "staff.deed.automation_on", name = name),
                Some(false) => words!(lang, "staff.deed.automation_off", name = name),
                None => words!(lang, "staff.deed.automation_saved", name = name),
            }
        }
        Deed::TagSaved { title } => words!(lang, "staff.deed.tag_saved", title = in_list(title)),
        Deed::TagPut { title } => words!(lang, "staff.deed.tag_put", title = in_list(title)),
        Deed::TagTaken { title } => words!(lang, "staff.deed.tag_taken", title = in_list(title)),
        Deed::PhotoAdded => words!(lang, "staff.deed.photo_added"),
        Deed::PhotoRemoved => words!(lang, "staff.deed.photo_removed"),
        Deed::Renamed { was } => words!(lang, "staff.deed.renamed", was = in_list(was)),
        Deed::BirthdayLet { reason } => words!(lang, "staff.deed.birthday_let", reason = in_list(reason)),
        Deed::BirthdaySet => words!(lang, "staff.deed.birthday_set"),
        Deed::PointsAdjusted { moved, note } => words!(
            lang,
            "adjust.deed_done",
            change = signed(lang, *moved),
            note = in_list(note)
        ),
        Deed::PointsAsked { points, note } => words!(
            lang,
            "adjust.deed_asked",
            change = signed(lang, *points),
            note = in_list(note)
        ),
        Deed::PointsRefused { points, note } => words!(
            lang,
            "adjust.deed_refused",
            change = signed(lang, *points),
            note = in_list(note)
        ),
    }
}

#[must_use]
pub fn audit_empty(lang: Lang) -> String {
    words!(lang, "staff.audit_empty")
}
