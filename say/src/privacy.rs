//! What is kept of people, and what they can do about it (D3, D4).

use chrono::NaiveDateTime;
use domain::{Lang, Points};

use crate::date;
use crate::text::{GAP, escape, lines, months as counted_months, points, short};

/// The longest name on a button beside a number.
const NAME_ON_BUTTON: usize = 24;

/// What is said in short: kept, why, who sees it, and what one can do.
#[must_use]
pub fn screen(lang: Lang, shop: &str, marketing: Option<bool>, contact: Option<&str>) -> String {
    lines([
        Some(words!(lang, "privacy.screen", shop = escape(shop))),
        contact.map(|contact| words!(lang, "privacy.contact", contact = escape(contact))),
        marketing.map(|_| String::new()),
        marketing.map(|yes| {
            if yes {
                words!(lang, "privacy.marketing_yes")
            } else {
                words!(lang, "privacy.marketing_no")
            }
        }),
    ])
}

#[must_use]
pub fn export_label(lang: Lang) -> String {
    words!(lang, "privacy.export_label")
}

#[must_use]
pub fn correct_label(lang: Lang) -> String {
    words!(lang, "privacy.correct_label")
}

#[must_use]
pub fn marketing_yes_label(lang: Lang) -> String {
    words!(lang, "privacy.marketing_yes_label")
}

#[must_use]
pub fn marketing_no_label(lang: Lang) -> String {
    words!(lang, "privacy.marketing_no_label")
}

/// Nothing about offers from here on.
#[must_use]
pub fn marketing_stopped(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.marketing_stopped", shop = escape(shop))
}

#[must_use]
pub fn move_label(lang: Lang) -> String {
    words!(lang, "privacy.move_label")
}

#[must_use]
pub fn policy_label(lang: Lang) -> String {
    words!(lang, "privacy.policy_label")
}

#[must_use]
pub fn policy_page_label(lang: Lang) -> String {
    words!(lang, "privacy.policy_page_label")
}

#[must_use]
pub fn forget_label(lang: Lang) -> String {
    words!(lang, "privacy.forget_label")
}

#[must_use]
pub fn contact_label(lang: Lang) -> String {
    words!(lang, "privacy.contact_label")
}

#[must_use]
pub fn ask_contact(lang: Lang) -> String {
    words!(lang, "privacy.ask_contact")
}

#[must_use]
pub fn contact_too_long(lang: Lang, most: i64) -> String {
    words!(lang, "privacy.contact_too_long", most = most)
}

#[must_use]
pub fn contact_saved(lang: Lang, contact: &str) -> String {
    words!(lang, "privacy.contact_saved", contact = escape(contact))
}

/// Under the file with everything.
#[must_use]
pub fn export_caption(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.export_caption", shop = escape(shop))
}

/// What goes with a file that nobody gets back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lost {
    pub points: Points,
    pub coupons: i64,
    pub orders: i64,
}

impl Lost {
    fn told(self, lang: Lang) -> [Option<String>; 3] {
        [
            (!self.points.is_zero()).then(|| words!(lang, "privacy.forget_points", points = points(lang, self.points))),
            (self.coupons > 0).then(|| words!(lang, "privacy.forget_coupons", count = self.coupons)),
            (self.orders > 0).then(|| words!(lang, "privacy.forget_orders", count = self.orders)),
        ]
    }
}

fn what_stays(lang: Lang) -> String {
    words!(lang, "privacy.forget_stays")
}

fn for_good(lang: Lang) -> String {
    words!(lang, "privacy.forget_final")
}

/// The one question before somebody is forgotten.
#[must_use]
pub fn ask_forget(lang: Lang, shop: &str, lost: Lost) -> String {
    let [points, coupons, orders] = lost.told(lang);
    lines([
        Some(words!(lang, "privacy.forget_ask", shop = escape(shop))),
        GAP,
        Some(words!(lang, "privacy.forget_goes")),
        points,
        coupons,
        orders,
        Some(what_stays(lang)),
        Some(words!(lang, "privacy.forget_again")),
        GAP,
        Some(for_good(lang)),
    ])
}

#[must_use]
pub fn forget_confirm_label(lang: Lang) -> String {
    words!(lang, "privacy.forget_confirm_label")
}

#[must_use]
pub fn forgotten(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.forgotten", shop = escape(shop))
}

#[must_use]
pub fn forget_later(lang: Lang) -> String {
    words!(lang, "privacy.forget_later")
}

#[must_use]
pub fn file_forget_label(lang: Lang) -> String {
    words!(lang, "privacy.file_forget_label")
}

/// The same question to staff, about somebody who asked them.
#[must_use]
pub fn ask_forget_file(lang: Lang, name: &str, number: i64, lost: Lost) -> String {
    let [points, coupons, orders] = lost.told_of_them(lang);
    lines([
        Some(words!(
            lang,
            "privacy.file_forget_ask",
            name = escape(name),
            number = number
        )),
        GAP,
        Some(words!(lang, "privacy.file_forget_goes")),
        points,
        coupons,
        orders,
        Some(what_stays(lang)),
        GAP,
        Some(for_good(lang)),
    ])
}

impl Lost {
    fn told_of_them(self, lang: Lang) -> [Option<String>; 3] {
        let [_, coupons, orders] = self.told(lang);
        let points = (!self.points.is_zero())
            .then(|| words!(lang, "privacy.file_forget_points", points = points(lang, self.points)));
        [points, coupons, orders]
    }
}

#[must_use]
pub fn file_forgotten(lang: Lang) -> String {
    words!(lang, "privacy.file_forgotten")
}

/// To somebody whose file the shop has just deleted.
#[must_use]
pub fn forgotten_by_staff(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.forgotten_by_staff", shop = escape(shop))
}

/// What a privacy policy is made of.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    pub shop: &'a str,
    pub contact: Option<&'a str>,
    /// For how many months points live.
    pub expiry_months: Option<u32>,
}

/// A heading and what stands below it. HTML, in Telegram and on a page alike.
pub type Section = (String, String);

#[must_use]
pub fn policy_title(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.policy.title", shop = escape(shop))
}

/// The sections of a shop's privacy policy.
#[must_use]
pub fn policy(lang: Lang, of: &Policy<'_>) -> Vec<Section> {
    let shop = escape(of.shop);
    let who = match of.contact {
        Some(contact) => words!(
            lang,
            "privacy.policy.who_contact",
            shop = shop,
            contact = escape(contact)
        ),
        None => words!(lang, "privacy.policy.who", shop = shop),
    };
    let how_long = match of.expiry_months {
        Some(months) => words!(
            lang,
            "privacy.policy.long_expiring",
            months = counted_months(lang, i64::from(months))
        ),
        None => words!(lang, "privacy.policy.long"),
    };
    vec![
        (words!(lang, "privacy.policy.who_heading"), who),
        (
            words!(lang, "privacy.policy.what_heading"),
            words!(lang, "privacy.policy.what"),
        ),
        (
            words!(lang, "privacy.policy.why_heading"),
            words!(lang, "privacy.policy.why"),
        ),
        (
            words!(lang, "privacy.policy.seen_heading"),
            words!(lang, "privacy.policy.seen", shop = shop),
        ),
        (words!(lang, "privacy.policy.long_heading"), how_long),
        (
            words!(lang, "privacy.policy.telegram_heading"),
            words!(lang, "privacy.policy.telegram"),
        ),
        (
            words!(lang, "privacy.policy.rights_heading"),
            words!(lang, "privacy.policy.rights"),
        ),
    ]
}

/// A code that moves a file to another account.
#[must_use]
pub fn move_code(lang: Lang, code: &str, link: &str, until: NaiveDateTime) -> String {
    words!(
        lang,
        "privacy.move_code",
        code = code,
        link = escape(link),
        until = date::moment(lang, until)
    )
}

/// On a member's file, for managers.
#[must_use]
pub fn let_move_label(lang: Lang) -> String {
    words!(lang, "privacy.let_move_label")
}

/// A code for a member whose old account is lost, to be given to them and nobody else.
#[must_use]
pub fn let_move(lang: Lang, name: &str, number: i64, code: &str, link: &str, until: NaiveDateTime) -> String {
    words!(
        lang,
        "privacy.let_move",
        name = escape(name),
        number = number,
        code = code,
        link = escape(link),
        until = date::moment(lang, until)
    )
}

#[must_use]
pub fn let_move_own(lang: Lang) -> String {
    words!(lang, "privacy.let_move_own")
}

#[must_use]
pub fn move_how(lang: Lang) -> String {
    words!(lang, "privacy.move_how")
}

#[must_use]
pub fn moved(lang: Lang, name: &str, balance: Points) -> String {
    words!(
        lang,
        "privacy.moved",
        name = escape(name),
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn move_unknown(lang: Lang) -> String {
    words!(lang, "privacy.move_unknown")
}

#[must_use]
pub fn move_locked(lang: Lang, until: NaiveDateTime) -> String {
    words!(lang, "privacy.move_locked", until = date::moment(lang, until))
}

#[must_use]
pub fn move_has_own(lang: Lang) -> String {
    words!(lang, "privacy.move_has_own")
}

#[must_use]
pub fn move_same(lang: Lang) -> String {
    words!(lang, "privacy.move_same")
}

/// To the account that the file was taken from.
#[must_use]
pub fn file_moved(lang: Lang, shop: &str) -> String {
    words!(lang, "privacy.file_moved", shop = escape(shop))
}

/// To the member whose two files are one.
#[must_use]
pub fn files_joined(lang: Lang, shop: &str, balance: Points) -> String {
    words!(
        lang,
        "privacy.files_joined",
        shop = escape(shop),
        balance = points(lang, balance)
    )
}

/// A file that may be the same person's.
#[must_use]
pub fn alike_label(lang: Lang, name: &str, number: i64) -> String {
    words!(
        lang,
        "privacy.alike_label",
        name = short(name, NAME_ON_BUTTON),
        number = number
    )
}

/// What two files would be together.
#[derive(Debug, Clone, Copy)]
pub struct Together<'a> {
    pub from: (&'a str, i64),
    pub into: (&'a str, i64),
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
    pub account_lost: bool,
}

#[must_use]
pub fn ask_join(lang: Lang, together: &Together<'_>) -> String {
    let Together {
        from,
        into,
        points: has,
        pending,
        owed,
        account_lost,
    } = *together;
    lines([
        Some(words!(lang, "privacy.join_ask")),
        GAP,
        Some(words!(
            lang,
            "privacy.join_two",
            from = escape(from.0),
            from_number = from.1,
            into = escape(into.0),
            into_number = into.1
        )),
        Some(words!(lang, "privacy.join_points", points = points(lang, has))),
        (!pending.is_zero()).then(|| words!(lang, "privacy.join_pending", points = points(lang, pending))),
        (!owed.is_zero()).then(|| words!(lang, "privacy.join_owed", points = points(lang, owed))),
        Some(words!(lang, "privacy.join_rest")),
        account_lost.then(|| words!(lang, "privacy.join_account", into_number = into.1)),
        GAP,
        Some(for_good(lang)),
    ])
}

#[must_use]
pub fn join_label(lang: Lang) -> String {
    words!(lang, "privacy.join_label")
}

#[must_use]
pub fn join_swap_label(lang: Lang) -> String {
    words!(lang, "privacy.join_swap_label")
}

#[must_use]
pub fn joined(lang: Lang, name: &str, number: i64, balance: Points) -> String {
    words!(
        lang,
        "privacy.joined",
        name = escape(name),
        number = number,
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn join_gone(lang: Lang) -> String {
    words!(lang, "privacy.join_gone")
}

#[must_use]
pub fn join_own(lang: Lang) -> String {
    words!(lang, "privacy.join_own")
}
