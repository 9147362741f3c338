//! What a shop's file says about its tiers, and about what customers are graded by.

use std::collections::HashSet;

use domain::birthday::{BirthdayGift, LONGEST_THING};
use domain::grade::CutPoints;
use domain::tier::{Basis, Colour, LONGEST_TAG, MOST_TIMES, TierRules};
use domain::{Currency, Money};
use loyalty::GradingEdit;
use toml::de::DeValue;

use super::flaws::Found;
use super::section::{Section, amount, one_of, several, text, whole, yes_or_no};

const LONGEST_TIER: usize = 32;
const COLOURS: &[&str] = &["shop", "bronze", "silver", "gold", "night", "rose", "sea"];

pub(super) const TIER_RULES_KEYS: &[&str] = &["counts", "window_months", "term_months", "grace_days", "warning_days"];
pub(super) const TIER_KEYS: &[&str] = &[
    "slug",
    "title",
    "spent",
    "orders",
    "points_percent",
    "percent_off",
    "early_minutes",
    "birthday_off",
    "birthday_thing",
    "birthday_percent",
    "birthday_percent_days",
    "tag",
    "card",
    "offered",
];
pub(super) const GRADES_KEYS: &[&str] = &["days", "visits", "money", "leader_buyers"];

/// What the file says about how tiers are reached and lost. What it leaves out stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TierRulesPart {
    basis: Option<Basis>,
    window_months: Option<u32>,
    term_months: Option<u32>,
    grace_days: Option<u32>,
    warning_days: Option<u32>,
}

impl TierRulesPart {
    /// The rules that `before` become.
    #[must_use]
    pub fn over(&self, before: TierRules) -> TierRules {
        TierRules {
            basis: self.basis.unwrap_or(before.basis),
            window_months: self.window_months.unwrap_or(before.window_months),
            term_months: self.term_months.unwrap_or(before.term_months),
            grace_days: self.grace_days.unwrap_or(before.grace_days),
            warning_days: self.warning_days.unwrap_or(before.warning_days),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierPart {
    pub slug: String,
    pub title: String,
    pub from_money: Money,
    pub from_orders: i64,
    pub times: u32,
    pub off: u8,
    pub early_minutes: u32,
    pub birthday: Option<BirthdayGift>,
    pub tag: Option<String>,
    pub colour: Colour,
    pub listed: Option<bool>,
}

/// What the file says customers are graded by. What it leaves out stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GradesPart {
    cuts: Option<CutPoints>,
    leader_buyers: Option<i64>,
}

impl GradesPart {
    /// What that changes.
    #[must_use]
    pub fn edits(&self) -> Vec<GradingEdit> {
        let cuts = self.cuts.map(|cuts| GradingEdit::Cuts(Some(cuts)));
        cuts.into_iter()
            .chain(self.leader_buyers.map(GradingEdit::LeaderBuyers))
            .collect()
    }
}

pub(super) fn tier_rules(part: Section<'_>, found: &mut Found) -> TierRulesPart {
    part.only(TIER_RULES_KEYS, found);
    let basis = part.maybe("counts", found, one_of(&["money", "orders"], Basis::parse));
    let mut number = |key: &str, least: i64, most: i64| {
        let number = part.maybe(key, found, whole(least..=most));
        number.and_then(|number| u32::try_from(number).ok())
    };
    TierRulesPart {
        basis,
        window_months: number("window_months", 1, 60),
        term_months: number("term_months", 1, 60),
        grace_days: number("grace_days", 0, 365),
        warning_days: number("warning_days", 0, 365),
    }
}

pub(super) fn tiers(file: &Section<'_>, currency: Option<Currency>, found: &mut Found) -> Vec<TierPart> {
    let mut known = HashSet::new();
    let mut tiers = Vec::new();
    for part in file.sections("tiers", found) {
        part.only(TIER_KEYS, found);
        let slug = part.slug("slug = \"gold\"", "tier", &mut known, found);
        let title = part.needed("title", "title = \"Gold\"", found, text(LONGEST_TIER));
        let spent = currency.and_then(|currency| part.maybe("spent", found, amount(currency)));
        let mut number = |key: &str, least: i64, most: i64| part.maybe(key, found, whole(least..=most));
        let orders = number("orders", 0, 100_000);
        let times = number("points_percent", 100, i64::from(MOST_TIMES)).unwrap_or(100);
        let off = number("percent_off", 0, 100).unwrap_or(0);
        let early = number("early_minutes", 0, 10_080).unwrap_or(0);
        let birthday = birthday(&part, currency, found);
        let tag = part.maybe("tag", found, text(LONGEST_TAG));
        let colour = part.maybe("card", found, one_of(COLOURS, Colour::parse));
        let listed = part.maybe("offered", found, yes_or_no);
        if let (Some(slug), Some(title)) = (slug, title) {
            tiers.push(TierPart {
                slug,
                title,
                from_money: spent.unwrap_or_default(),
                from_orders: orders.unwrap_or(0),
                times: u32::try_from(times).unwrap_or(100),
                off: u8::try_from(off).unwrap_or(0),
                early_minutes: u32::try_from(early).unwrap_or(0),
                birthday,
                tag,
                colour: colour.unwrap_or_default(),
                listed,
            });
        }
    }
    tiers
}

/// Grades are cut by all three or by none.
/// What a birthday brings: one of three.
fn birthday(part: &Section<'_>, currency: Option<Currency>, found: &mut Found) -> Option<BirthdayGift> {
    let off = currency.and_then(|currency| part.maybe("birthday_off", found, amount(currency)));
    let thing = part.maybe("birthday_thing", found, text(LONGEST_THING));
    let percent = part.maybe("birthday_percent", found, whole(101..=i64::from(MOST_TIMES)));
    let days = part.maybe("birthday_percent_days", found, whole(1..=31));
    if days.is_some() && percent.is_none() {
        found.add(
            part.place("birthday_percent_days"),
            "\"birthday_percent\" is missing: points at so many percent of the usual on these days".to_owned(),
        );
    }
    let small = |number: i64| u32::try_from(number).unwrap_or(1);
    let all = [
        off.map(BirthdayGift::off),
        thing.map(BirthdayGift::thing),
        percent.map(|percent| BirthdayGift::points(small(percent), small(days.unwrap_or(1)))),
    ];
    let mut said = all.into_iter().flatten();
    let gift = said.next();
    if said.next().is_some() {
        found.add(
            part.place("slug"),
            "a birthday brings one of \"birthday_off\", \"birthday_thing\" and \"birthday_percent\"; leave the others out"
                .to_owned(),
        );
    }
    gift
}

pub(super) fn grades(part: Section<'_>, currency: Option<Currency>, found: &mut Found) -> GradesPart {
    part.only(GRADES_KEYS, found);
    let days = part.maybe("days", found, four(whole(0..=3_650), "30, 60, 120, 240"));
    let orders = part.maybe("visits", found, four(whole(1..=100_000), "2, 4, 8, 16"));
    let money = currency.and_then(|currency| {
        let example = "\"50\", \"150\", \"400\", \"1000\"";
        part.maybe("money", found, four(amount(currency), example))
    });
    let leader_buyers = part.maybe("leader_buyers", found, whole(1..=1_000));
    let examples = [
        "days = [30, 60, 120, 240]",
        "visits = [2, 4, 8, 16]",
        "money = [\"50\", \"150\", \"400\", \"1000\"]",
    ];
    let there = ["days", "visits", "money"].map(|key| part.has(key));
    if there.contains(&true) {
        for ((key, there), example) in ["days", "visits", "money"].into_iter().zip(there).zip(examples) {
            if !there {
                part.lacks(key, example, found);
            }
        }
    }
    let cuts = match (days, orders, money) {
        (Some(days), Some(orders), Some(money)) => Some(CutPoints { days, orders, money }),
        _ => None,
    };
    GradesPart { cuts, leader_buyers }
}

/// Four values, each above the one before.
fn four<T: PartialOrd>(
    read: impl Fn(&DeValue<'_>) -> Result<T, String>,
    example: &'static str,
) -> impl Fn(&DeValue<'_>) -> Result<[T; 4], String> {
    move |value| {
        let four: Option<[T; 4]> = several(value, |item| read(item).ok()).and_then(|values| values.try_into().ok());
        four.filter(|four| four.is_sorted_by(|one, next| one < next))
            .ok_or_else(|| format!("four values in brackets, each above the one before, such as [{example}]"))
    }
}
