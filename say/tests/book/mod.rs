//! Every sentence once, or once for each of its shapes.

#![expect(clippy::unwrap_used, reason = "a book that cannot be opened fails every test")]

use chrono::NaiveDate;
use domain::automation::Trigger;
use domain::gift::Gift;
use domain::letter::{Applied, Letter};
use domain::mail::MailRules;
use domain::reason::{About, Reason};
use domain::role::Role;
use domain::shop::{PointRules, Shop};
use domain::tier::Missing;
use domain::till::TillRules;
use domain::{AdjustmentId, Currency, Delta, GiftId, Lang, Money, Points, ShopId};
use say::staff::Deed;
use uuid::Uuid;

/// A sentence, and the function that says it.
pub struct Page {
    pub module: &'static str,
    pub function: &'static str,
    pub text: String,
}

/// What people call themselves and their things.
#[derive(Clone)]
pub struct People {
    pub name: String,
    pub shop: String,
    pub title: String,
    pub typed: String,
}

impl People {
    pub fn ordinary() -> Self {
        Self {
            name: "Anna Maria".into(),
            shop: "Corner Café".into(),
            title: "Mug".into(),
            typed: "ann".into(),
        }
    }
}

macro_rules! pages {
    ($($module:ident::$function:ident($($argument:expr),* $(,)?);)*) => {
        vec![$(Page {
            module: stringify!($module),
            function: stringify!($function),
            text: said(say::$module::$function($($argument),*)),
        }),*]
    };
}

mod automations;
mod birthdays;
mod checkout;
mod counter;
mod customers;
mod exports;
mod figures;
mod files;
mod grading;
mod lists;
mod offer_editor;
mod offers;
mod orders;
mod privacy;
mod products;
mod regulars;
mod results;
mod shelf;
mod tasks;
mod terms;

/// A sentence, or the lines of a command menu.
trait Said {
    fn said(self) -> String;
}

impl Said for String {
    fn said(self) -> String {
        self
    }
}

impl Said for Vec<(&'static str, String)> {
    fn said(self) -> String {
        let lines: Vec<String> = self
            .into_iter()
            .map(|(command, what)| format!("/{command} {what}"))
            .collect();
        lines.join("\n")
    }
}

impl Said for Option<String> {
    fn said(self) -> String {
        self.unwrap_or_default()
    }
}

impl Said for Vec<String> {
    fn said(self) -> String {
        self.join("\n")
    }
}

impl<const N: usize> Said for [String; N] {
    fn said(self) -> String {
        self.join("\n")
    }
}

impl<const N: usize> Said for [Vec<String>; N] {
    fn said(self) -> String {
        self.concat().join("\n")
    }
}

impl<const N: usize> Said for (String, [String; N]) {
    fn said(self) -> String {
        format!("{}\n{}", self.0, self.1.join("\n"))
    }
}

fn said(words: impl Said) -> String {
    words.said()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

pub fn gift(title: &str) -> Gift {
    Gift {
        id: GiftId(Uuid::nil()),
        title: title.into(),
        description: "Stoneware, 300 ml, made two streets from here. ".repeat(40),
        price: points(200),
        stock: Some(7),
        per_member: Some(2),
        per_day: Some(1),
        from: Some(day("2027-03-01")),
        until: Some(day("2027-03-31")),
        coupon_days: 30,
        photo: None,
        active: true,
    }
}

fn shop(name: &str, currency: Currency) -> Shop {
    Shop {
        id: ShopId(Uuid::nil()),
        name: name.into(),
        lang: Lang::Id,
        time_zone: chrono_tz::Asia::Jakarta,
        currency,
        rules: PointRules::proposed(currency),
        till: TillRules::proposed(currency),
        birthdays: domain::birthday::BirthdayRules::default(),
        mail: MailRules::PROPOSED,
    }
}

fn reasons(title: &str, name: &str) -> Vec<Reason> {
    vec![
        Reason::Welcome,
        Reason::Purchase { total: money(12_850) },
        Reason::Refund { amount: money(2_000) },
        Reason::Undone { total: money(12_850) },
        Reason::Gift { title: title.into() },
        Reason::GiftCancelled { title: title.into() },
        Reason::PaidWith { worth: money(1_000) },
        Reason::PaidBack { worth: money(500) },
        Reason::CheckIn,
        Reason::Answered {
            about: About::Field { title: title.into() },
        },
        Reason::Answered { about: About::Birthday },
        Reason::Answered { about: About::Family },
        Reason::Expired,
        Reason::Opening,
        Reason::OpeningUndone,
        Reason::Adjusted { note: name.into() },
        Reason::Adjusted { note: String::new() },
        Reason::Joined,
        Reason::Forgotten,
    ]
}

fn applied(title: &str) -> Applied {
    Applied {
        everyday: money(14_800),
        member_off: money(450),
        coupon: Some((title.into(), money(500))),
        points: points(200),
        points_worth: money(1_000),
    }
}

fn letters_of(people: &People, eur: Currency) -> Vec<Letter> {
    let (shop, title) = (people.shop.clone(), people.title.clone());
    vec![
        Letter::Bought {
            shop: shop.clone(),
            total: money(12_850),
            currency: eur,
            earned: points(128),
            covered: points(40),
            spendable_from: Some(day("2027-03-26")),
            balance: points(178),
            applied: applied(&people.title),
            next: Some((people.title.clone(), Missing::Money(money(3_800)))),
        },
        Letter::Bought {
            shop: shop.clone(),
            total: money(50),
            currency: eur,
            earned: Points::ZERO,
            covered: Points::ZERO,
            spendable_from: None,
            balance: points(50),
            applied: Applied::default(),
            next: Some((people.title.clone(), Missing::Orders(2))),
        },
        Letter::Refunded {
            shop: shop.clone(),
            amount: money(2_000),
            currency: eur,
            taken: points(20),
            balance: points(0),
            owed: points(12),
            returned: points(200),
            coupon: Some(people.title.clone()),
        },
        Letter::PointsAdjusted {
            shop: shop.clone(),
            change: Delta::new(-20),
            note: people.typed.clone(),
            balance: points(12),
        },
        Letter::AdjustmentAsked {
            id: AdjustmentId(Uuid::nil()),
            shop: ShopId(Uuid::nil()),
            by: people.name.clone(),
            member: people.name.clone(),
            amount: Delta::new(900),
            note: people.typed.clone(),
            until: day("2027-03-12").and_hms_opt(14, 5, 0).unwrap(),
        },
        Letter::AdjustmentDecided {
            member: people.name.clone(),
            moved: Some(Delta::new(900)),
            by: people.name.clone(),
        },
        Letter::CouponUsed {
            shop: shop.clone(),
            title: title.clone(),
            code: "ABCD-EFGH-JKMN".into(),
        },
        Letter::CodesLocked {
            shop,
            who: people.name.clone(),
        },
        Letter::Newcomers {
            names: vec![people.name.clone(), "Ben".into()],
            more: 3,
        },
        Letter::Question {
            shop: people.shop.clone(),
            subject: "birthday".into(),
            title: String::new(),
            why: None,
            options: vec![],
            points: points(10),
        },
        Letter::GroupNeedsRights {
            title: people.shop.clone(),
        },
        Letter::StaffJoined {
            shop: people.shop.clone(),
            name: people.name.clone(),
            role: Role::Clerk,
        },
        Letter::GroupLost {
            title: people.shop.clone(),
        },
        Letter::GroupLost {
            title: people.shop.clone(),
        },
        Letter::FileMoved {
            shop: people.shop.clone(),
        },
        Letter::FilesJoined {
            shop: people.shop.clone(),
            balance: Points::ZERO,
        },
    ]
}

#[expect(clippy::too_many_lines, reason = "each deed once")]
fn deeds<'a>(title: &'a str, name: &'a str) -> Vec<Deed<'a>> {
    vec![
        Deed::ShopOpened,
        Deed::ShopChanged,
        Deed::SaleRecorded { total: money(12_850) },
        Deed::SaleUndone { total: money(12_850) },
        Deed::Refunded { amount: money(2_000) },
        Deed::CouponTaken { title },
        Deed::CodesLocked,
        Deed::MemberForgotten,
        Deed::FilesJoined,
        Deed::MoveLet,
        Deed::FileMoved,
        Deed::ListTaken {
            file: title,
            new: 812,
            changed: 3,
        },
        Deed::ListTakenBack { file: title },
        Deed::Exported,
        Deed::CameWithFile,
        Deed::OrderPaid { total: money(12_850) },
        Deed::OrderCancelled { total: money(12_850) },
        Deed::OrderHandedOver,
        Deed::OrderAnnotated,
        Deed::GiftMade { title },
        Deed::GiftChanged { title },
        Deed::GiftWithdrawn { title },
        Deed::GiftRestored { title },
        Deed::OfferMade { title },
        Deed::OfferChanged { title },
        Deed::OfferEnded { title },
        Deed::ProductMade { title },
        Deed::ProductChanged { title },
        Deed::ProductWithdrawn { title },
        Deed::ProductRestored { title },
        Deed::CategorySaved { title },
        Deed::Invited { role: Role::Clerk },
        Deed::Joined { role: Role::Clerk },
        Deed::Removed { name },
        Deed::GroupBound { title },
        Deed::GroupLost { title },
        Deed::RuleSaved { title },
        Deed::RuleEnded { title },
        Deed::PointsAdjusted {
            moved: Delta::new(-50),
            note: title,
        },
        Deed::PointsAsked {
            points: Delta::new(5_000),
            note: title,
        },
        Deed::PointsRefused {
            points: Delta::new(5_000),
            note: title,
        },
        Deed::TiersChanged,
        Deed::GradesChanged,
        Deed::FieldSaved { title },
        Deed::FieldFilled { title },
        Deed::AskingChanged,
        Deed::NoteWritten,
        Deed::TaskMade,
        Deed::TaskDone,
        Deed::TaskDropped,
        Deed::TaskReopened,
        Deed::TaskPutOff,
        Deed::TaskGiven { to: Some("Anna") },
        Deed::TaskGiven { to: None },
        Deed::BirthdayLineWritten,
        Deed::BirthdayLineRemoved,
        Deed::NoteRemoved,
        Deed::NotePutBack,
        Deed::AutomationSaved {
            trigger: Trigger::Retain,
            title: None,
            category: Some("Beans"),
            switched: Some(true),
        },
        Deed::AutomationSaved {
            trigger: Trigger::Remind,
            title: Some(title),
            category: None,
            switched: Some(false),
        },
        Deed::AutomationSaved {
            trigger: Trigger::Welcome,
            title: None,
            category: None,
            switched: None,
        },
        Deed::TagSaved { title },
        Deed::TagPut { title },
        Deed::TagTaken { title },
        Deed::PhotoAdded,
        Deed::PhotoRemoved,
        Deed::Renamed { was: title },
        Deed::BirthdaySet,
        Deed::BirthdayLet { reason: title },
        Deed::LeaderMarked,
        Deed::LeaderUnmarked,
        Deed::MailPaused,
        Deed::MailGoesOn,
        Deed::MailStaysPaused,
    ]
}

/// Everything the bot says in a language about these people.
pub fn pages(lang: Lang, people: &People) -> Vec<Page> {
    [
        customers::about_common(lang, people),
        customers::about_join(lang, people),
        privacy::about_privacy(lang, people),
        customers::about_points(lang, people),
        customers::about_gifts(lang, people),
        customers::about_coupons(lang, people),
        customers::about_card(lang, people),
        customers::about_letters(lang, people),
        customers::about_menu(lang, people),
        customers::about_commands(lang, people),
        terms::about_terms(lang, people),
        offers::about_offers(lang, people),
        offer_editor::about_offer_editor(lang, people),
        grading::about_grading(lang),
        counter::about_setup(lang, people),
        counter::about_gift_editor(lang, people),
        counter::about_till(lang, people),
        counter::about_finding(lang, people),
        checkout::about_checkout(lang, people),
        shelf::about_shelf(lang, people),
        products::about_product_editor(lang, people),
        orders::about_orders(lang, people),
        counter::about_staff(lang, people),
        files::about_files(lang, people),
        files::about_me(lang, people),
        files::about_field_editor(lang, people),
        files::about_tag_editor(lang, people),
        figures::about_rules(lang, people),
        figures::about_adjustments(lang, people),
        figures::about_figures(lang, people),
        lists::about_lists(lang, people),
        exports::about_exports(lang),
        automations::about_automations(lang, people),
        automations::about_automation_editor(lang, people),
        regulars::about_tiers(lang, people),
        results::about_results(lang, people),
        birthdays::about_birthdays(lang, people),
        tasks::about_tasks(lang, people),
    ]
    .into_iter()
    .flatten()
    .collect()
}
