//! Tiers, grades and kinds of customers: to members, to staff, and to whoever sets them up.

use chrono::NaiveDate;
use domain::grade::{Cut, Grades, Kind};
use domain::tier::{Basis, Colour, Missing, Tier, TierRules};
use domain::typed_money::Unclear;
use domain::{Currency, Lang, Money};

use crate::birthdays;
use crate::date::date;
use crate::number::{money, number, plural};
use crate::text::{GAP, LABEL_NAME, bullets, days, escape, in_list, lines, months, short};

/// A field of a tier that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    From,
    Times,
    Off,
    Early,
    Tag,
    Colour,
    Birthday,
    /// Two of the things that a birthday can bring.
    BirthdayThing,
    BirthdayPoints,
}

impl Field {
    /// Those that stand on the page of a tier.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::From,
        Self::Times,
        Self::Off,
        Self::Early,
        Self::Tag,
        Self::Colour,
        Self::Birthday,
    ];
}

/// Who goes up to a tier, and who would leave it: how many, and the names of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moves<'a> {
    pub tier: &'a str,
    pub up: (i64, &'a [String]),
    pub down: (i64, &'a [String]),
}

/// A rule of a shop's tiers that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Basis,
    Window,
    Term,
    Grace,
    Warning,
}

impl Rule {
    pub const ALL: [Self; 5] = [Self::Basis, Self::Window, Self::Term, Self::Grace, Self::Warning];
}

/// The names of the usual four tiers; 0 is the lowest.
#[must_use]
pub fn usual_title(lang: Lang, step: usize) -> String {
    match step {
        0 => words!(lang, "tiers.usual.first"),
        1 => words!(lang, "tiers.usual.second"),
        2 => words!(lang, "tiers.usual.third"),
        _ => words!(lang, "tiers.usual.fourth"),
    }
}

/// "€40 more", "2 more visits".
#[must_use]
pub fn missing(lang: Lang, missing: Missing, currency: Currency) -> String {
    match missing {
        Missing::Money(amount) => words!(lang, "tiers.more_money", amount = money(lang, amount, currency)),
        Missing::Orders(n) => {
            let form = format!("tiers.more_visits.{}", plural(lang, n));
            words!(lang, &form, n = number(lang, n))
        }
    }
}

/// Where a member stands, in one line: "Silver · €40 more to Gold".
#[must_use]
pub fn progress(lang: Lang, tier: Option<&str>, next: Option<(&str, Missing)>, currency: Currency) -> String {
    match (tier, next) {
        (Some(tier), Some((next, more))) => words!(
            lang,
            "tiers.progress",
            tier = in_list(tier),
            missing = missing(lang, more, currency),
            next = in_list(next)
        ),
        (Some(tier), None) => words!(lang, "tiers.progress_top", tier = in_list(tier)),
        (None, Some((next, more))) => words!(
            lang,
            "tiers.progress_first",
            missing = missing(lang, more, currency),
            next = in_list(next)
        ),
        (None, None) => String::new(),
    }
}

/// How long a tier lasts.
#[must_use]
pub fn kept_until(lang: Lang, tier: &str, until: NaiveDate) -> String {
    words!(
        lang,
        "tiers.kept_until",
        tier = in_list(tier),
        until = date(lang, until)
    )
}

/// What keeps a tier that is about to go, by when.
#[must_use]
pub fn at_risk(lang: Lang, tier: &str, more: Missing, on: NaiveDate, currency: Currency) -> String {
    words!(
        lang,
        "tiers.at_risk",
        tier = in_list(tier),
        missing = missing(lang, more, currency),
        on = date(lang, on)
    )
}

/// To the customer: a tier is reached, and what it brings.
#[must_use]
pub fn reached(
    lang: Lang,
    shop: &str,
    title: &str,
    (times, off, early_minutes): (u32, u8, u32),
    next: Option<(&str, Missing)>,
    currency: Currency,
) -> String {
    let benefits = benefits(lang, times, off, early_minutes);
    lines([
        Some(words!(lang, "tiers.reached", shop = escape(shop), tier = escape(title))),
        (!benefits.is_empty()).then(|| words!(lang, "tiers.reached_brings", benefits = benefits)),
        GAP,
        next.map(|(next, more)| {
            words!(
                lang,
                "tiers.reached_next",
                missing = missing(lang, more, currency),
                next = escape(next)
            )
        }),
    ])
}

/// What a tier brings, below each other. Empty when it brings nothing beside its name.
fn benefits(lang: Lang, times: u32, off: u8, early_minutes: u32) -> String {
    let rows = [
        (times > 100).then(|| words!(lang, "tiers.benefit_times", times = percent_as_times(lang, times))),
        (off > 0).then(|| words!(lang, "tiers.benefit_off", off = off)),
        (early_minutes > 0).then(|| {
            words!(
                lang,
                "tiers.benefit_early",
                minutes = number(lang, i64::from(early_minutes))
            )
        }),
    ];
    bullets(rows.into_iter().flatten())
}

/// "1.5", "2": how many times the usual points.
fn percent_as_times(lang: Lang, percent: u32) -> String {
    let whole = number(lang, i64::from(percent / 100));
    let rest = match percent % 100 {
        0 => return whole,
        rest if rest.is_multiple_of(10) => (rest / 10).to_string(),
        rest => format!("{rest:02}"),
    };
    let mark = if lang == Lang::Id { ',' } else { '.' };
    format!("{whole}{mark}{rest}")
}

/// To the customer: the tier goes on that day unless what is missing is spent before.
#[must_use]
pub fn ending(lang: Lang, shop: &str, title: &str, more: Option<Missing>, on: NaiveDate, currency: Currency) -> String {
    let (shop, tier, on) = (escape(shop), escape(title), date(lang, on));
    match more {
        Some(more) => words!(
            lang,
            "tiers.ending",
            shop = shop,
            tier = tier,
            missing = missing(lang, more, currency),
            on = on
        ),
        None => words!(lang, "tiers.ending_withdrawn", shop = shop, tier = tier, on = on),
    }
}

/// To the customer: the tier is gone.
#[must_use]
pub fn lost(lang: Lang, shop: &str, title: &str, now: Option<&str>) -> String {
    let (shop, tier) = (escape(shop), escape(title));
    match now {
        Some(now) => words!(lang, "tiers.lost", shop = shop, tier = tier, now = escape(now)),
        None => words!(lang, "tiers.lost_all", shop = shop, tier = tier),
    }
}

/// On a member's file: "Tier: Gold".
#[must_use]
pub fn on_file(lang: Lang, title: &str) -> String {
    words!(lang, "tiers.on_file", tier = in_list(title))
}

/// On a member's file: the three grades, and what they are cut by.
#[must_use]
pub fn grades(lang: Lang, grades: Grades, cut: Cut) -> String {
    let cut = match cut {
        Cut::Own => words!(lang, "tiers.cut_own"),
        Cut::Fifths => words!(lang, "tiers.cut_fifths"),
        Cut::Fixed => words!(lang, "tiers.cut_fixed"),
    };
    words!(
        lang,
        "tiers.grades",
        recency = grades.recency,
        frequency = grades.frequency,
        money = grades.money,
        cut = cut
    )
}

/// On a member's file: a kind of customer, with what says so.
#[must_use]
pub fn kind(lang: Lang, kind: Kind, currency: Currency) -> String {
    match kind {
        Kind::Prospect => words!(lang, "tiers.kind_prospect"),
        Kind::Occasional { orders, days: ago } => words!(
            lang,
            "tiers.kind_occasional",
            visits = visits(lang, orders),
            days = days(lang, ago)
        ),
        Kind::KeyAccount { orders, money: spent } => words!(
            lang,
            "tiers.kind_key",
            visits = visits(lang, orders),
            money = money(lang, spent, currency)
        ),
        Kind::Leader {
            brought: 0,
            marked: true,
        } => words!(lang, "tiers.kind_leader_marked"),
        Kind::Leader { brought, .. } => {
            let form = format!("tiers.kind_leader.{}", plural(lang, brought));
            words!(lang, &form, n = number(lang, brought))
        }
    }
}

fn visits(lang: Lang, n: i64) -> String {
    let form = format!("tiers.visits.{}", plural(lang, n));
    words!(lang, &form, n = number(lang, n))
}

#[must_use]
pub fn mark_leader_label(lang: Lang) -> String {
    words!(lang, "tiers.mark_leader_label")
}

#[must_use]
pub fn unmark_leader_label(lang: Lang) -> String {
    words!(lang, "tiers.unmark_leader_label")
}

/// A member's personal link, and what it brought.
#[must_use]
pub fn invite(lang: Lang, shop: &str, link: &str, came: i64, bought: i64) -> String {
    let so_far = match (came, bought) {
        (0, _) => words!(lang, "tiers.invite_nobody_yet"),
        (came, 0) => {
            let form = format!("tiers.invite_came.{}", plural(lang, came));
            words!(lang, &form, n = number(lang, came))
        }
        (came, bought) => {
            let form = format!("tiers.invite_bought.{}", plural(lang, came));
            words!(lang, &form, n = number(lang, came), bought = number(lang, bought))
        }
    };
    lines([
        Some(words!(lang, "tiers.invite", shop = escape(shop), link = escape(link))),
        GAP,
        Some(so_far),
    ])
}

/// On a button: the way to one's own link.
#[must_use]
pub fn invite_label(lang: Lang) -> String {
    words!(lang, "tiers.invite_label")
}

/// On a button: the way to the tiers, for managers.
#[must_use]
pub fn editor_label(lang: Lang) -> String {
    words!(lang, "tiers.editor_label")
}

/// All tiers of a shop, and the rules they go by.
#[must_use]
pub fn list(lang: Lang, tiers: &[&Tier], rules: &TierRules, currency: Currency) -> String {
    let rows = bullets(tiers.iter().map(|tier| {
        let from = from(lang, tier, rules.basis, currency);
        let title = in_list(&tier.title);
        if tier.active {
            words!(lang, "tiers.row", tier = title, from = from)
        } else {
            words!(lang, "tiers.row_withdrawn", tier = title, from = from)
        }
    }));
    lines([
        Some(words!(lang, "tiers.list", tiers = rows)),
        GAP,
        Some(rules_in_words(lang, rules)),
    ])
}

/// From which sum on: "from €500", "from 12 visits".
#[must_use]
pub fn from(lang: Lang, tier: &Tier, basis: Basis, currency: Currency) -> String {
    if tier.threshold(basis) == 0 {
        return words!(lang, "tiers.from_nothing");
    }
    let sum = match basis {
        Basis::Money => money(lang, tier.from_money, currency),
        Basis::Orders => visits(lang, tier.from_orders),
    };
    words!(lang, "tiers.from", sum = sum)
}

fn rules_in_words(lang: Lang, rules: &TierRules) -> String {
    let window = months(lang, i64::from(rules.window_months));
    words!(
        lang,
        "tiers.rules",
        what = match rules.basis {
            Basis::Money => words!(lang, "tiers.by_money", window = window),
            Basis::Orders => words!(lang, "tiers.by_orders", window = window),
        },
        term = months(lang, i64::from(rules.term_months)),
        warning = days(lang, i64::from(rules.warning_days)),
        grace = days(lang, i64::from(rules.grace_days))
    )
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "tiers.none_yet")
}

#[must_use]
pub fn usual_label(lang: Lang) -> String {
    words!(lang, "tiers.usual_label")
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "tiers.new_label")
}

/// A tier on a button.
#[must_use]
pub fn tier_label(title: &str) -> String {
    short(title, LABEL_NAME)
}

/// One tier, with all that it brings.
#[must_use]
pub fn tier(lang: Lang, tier: &Tier, basis: Basis, currency: Currency) -> String {
    let benefits = benefits(lang, tier.times, tier.off, tier.early_minutes);
    lines([
        Some(words!(
            lang,
            "tiers.tier",
            tier = escape(&tier.title),
            from = from(lang, tier, basis, currency)
        )),
        (!benefits.is_empty()).then(|| benefits.trim_start().to_owned()),
        tier.birthday
            .as_ref()
            .map(|gift| birthdays::gift(lang, gift.title.as_deref().unwrap_or_default(), &gift.terms, currency))
            .map(|gift| words!(lang, "tiers.tier_birthday", gift = gift)),
        tier.tag
            .as_ref()
            .map(|tag| words!(lang, "tiers.tier_tag", tag = in_list(tag))),
        Some(words!(
            lang,
            "tiers.tier_colour",
            colour = colour_label(lang, tier.colour)
        )),
        (!tier.active).then(|| words!(lang, "tiers.tier_withdrawn")),
    ])
}

#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "tiers.field.title"),
        Field::From => words!(lang, "tiers.field.from"),
        Field::Times => words!(lang, "tiers.field.times"),
        Field::Off => words!(lang, "tiers.field.off"),
        Field::Early => words!(lang, "tiers.field.early"),
        Field::Tag => words!(lang, "tiers.field.tag"),
        Field::Colour => words!(lang, "tiers.field.colour"),
        Field::Birthday => words!(lang, "tiers.field.birthday"),
        Field::BirthdayThing => words!(lang, "tiers.field.birthday_thing"),
        Field::BirthdayPoints => words!(lang, "tiers.field.birthday_points"),
    }
}

/// On a button: a birthday brings nothing.
#[must_use]
pub fn no_birthday_gift_label(lang: Lang) -> String {
    words!(lang, "tiers.no_birthday_gift_label")
}

#[must_use]
pub fn rule_label(lang: Lang, rule: Rule) -> String {
    match rule {
        Rule::Basis => words!(lang, "tiers.rule.basis"),
        Rule::Window => words!(lang, "tiers.rule.window"),
        Rule::Term => words!(lang, "tiers.rule.term"),
        Rule::Grace => words!(lang, "tiers.rule.grace"),
        Rule::Warning => words!(lang, "tiers.rule.warning"),
    }
}

#[must_use]
pub fn ask_field(lang: Lang, field: Field, basis: Basis) -> String {
    match (field, basis) {
        (Field::Title, _) => words!(lang, "tiers.ask.title"),
        (Field::From, Basis::Money) => words!(lang, "tiers.ask.from_money"),
        (Field::From, Basis::Orders) => words!(lang, "tiers.ask.from_orders"),
        (Field::Times, _) => words!(lang, "tiers.ask.times"),
        (Field::Off, _) => words!(lang, "tiers.ask.off"),
        (Field::Early, _) => words!(lang, "tiers.ask.early"),
        (Field::Tag, _) => words!(lang, "tiers.ask.tag"),
        (Field::Colour, _) => words!(lang, "tiers.ask.colour"),
        (Field::Birthday, _) => words!(lang, "tiers.ask.birthday"),
        (Field::BirthdayThing, _) => words!(lang, "tiers.ask.birthday_thing"),
        (Field::BirthdayPoints, _) => words!(lang, "tiers.ask.birthday_points"),
    }
}

#[must_use]
pub fn ask_rule(lang: Lang, rule: Rule) -> String {
    match rule {
        Rule::Basis => words!(lang, "tiers.ask.basis"),
        Rule::Window => words!(lang, "tiers.ask.window"),
        Rule::Term => words!(lang, "tiers.ask.term"),
        Rule::Grace => words!(lang, "tiers.ask.grace"),
        Rule::Warning => words!(lang, "tiers.ask.warning"),
    }
}

#[must_use]
pub fn basis_label(lang: Lang, basis: Basis) -> String {
    match basis {
        Basis::Money => words!(lang, "tiers.basis.money"),
        Basis::Orders => words!(lang, "tiers.basis.orders"),
    }
}

#[must_use]
pub fn colour_label(lang: Lang, colour: Colour) -> String {
    match colour {
        Colour::Shop => words!(lang, "tiers.colour.shop"),
        Colour::Bronze => words!(lang, "tiers.colour.bronze"),
        Colour::Silver => words!(lang, "tiers.colour.silver"),
        Colour::Gold => words!(lang, "tiers.colour.gold"),
        Colour::Night => words!(lang, "tiers.colour.night"),
        Colour::Rose => words!(lang, "tiers.colour.rose"),
        Colour::Sea => words!(lang, "tiers.colour.sea"),
    }
}

/// Whom a change moves: each tier with how many go up to it, and how many would lose it in time. Asked before it is
/// saved.
#[must_use]
pub fn rehearsal(lang: Lang, change: &str, moves: &[Moves<'_>]) -> String {
    let row = |form: &str, tier: &str, (count, names): (i64, &[String])| {
        (count > 0).then(|| {
            let form = format!("{form}.{}", plural(lang, count));
            let said = words!(lang, &form, n = number(lang, count), tier = in_list(tier));
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let more = count - i64::try_from(names.len()).unwrap_or(0);
            words!(
                lang,
                "tiers.moves_row",
                said = said,
                names = crate::text::names(lang, &names, more)
            )
        })
    };
    let rows = moves.iter().flat_map(|moves| {
        [
            row("tiers.moves_up", moves.tier, moves.up),
            row("tiers.moves_down", moves.tier, moves.down),
        ]
        .into_iter()
        .flatten()
    });
    let rows = bullets(rows);
    lines([
        Some(change.to_owned()),
        GAP,
        Some(if rows.is_empty() {
            words!(lang, "tiers.moves_nobody")
        } else {
            words!(lang, "tiers.moves", rows = rows)
        }),
    ])
}

/// "Gold: from €400", above what that moves.
#[must_use]
pub fn new_threshold(lang: Lang, tier: &Tier, basis: Basis, currency: Currency) -> String {
    words!(
        lang,
        "tiers.new_threshold",
        tier = escape(&tier.title),
        from = from(lang, tier, basis, currency)
    )
}

/// The rules as they are to be, above what that moves.
#[must_use]
pub fn new_rules(lang: Lang, rules: &TierRules) -> String {
    rules_in_words(lang, rules)
}

#[must_use]
pub fn withdraw_question(lang: Lang, title: &str) -> String {
    words!(lang, "tiers.withdraw_question", tier = escape(title))
}

#[must_use]
pub fn save_label(lang: Lang) -> String {
    words!(lang, "tiers.save_label")
}

#[must_use]
pub fn withdraw_label(lang: Lang) -> String {
    words!(lang, "tiers.withdraw_label")
}

#[must_use]
pub fn restore_label(lang: Lang) -> String {
    words!(lang, "tiers.restore_label")
}

#[must_use]
pub fn saved(lang: Lang) -> String {
    words!(lang, "tiers.saved")
}

#[must_use]
pub fn same_threshold(lang: Lang, title: &str) -> String {
    words!(lang, "tiers.same_threshold", tier = escape(title))
}

#[must_use]
pub fn too_many(lang: Lang, most: i64) -> String {
    words!(lang, "tiers.too_many", most = number(lang, most))
}

/// A number that is none, or too small or too large.
#[must_use]
pub fn not_between(lang: Lang, least: i64, most: i64) -> String {
    words!(
        lang,
        "tiers.not_between",
        least = number(lang, least),
        most = number(lang, most)
    )
}

/// An amount that cannot be read, or is none.
#[must_use]
pub fn unclear_amount(lang: Lang, typed: &str, why: &Unclear, currency: Currency) -> String {
    match why {
        Unclear::NotPositive => words!(
            lang,
            "tiers.zero_is_for_everybody",
            none = money(lang, Money::ZERO, currency)
        ),
        why => crate::till::unclear(lang, typed, why, currency),
    }
}

/// A title or tag of nothing, or longer than it can be.
#[must_use]
pub fn too_long(lang: Lang, most: i64) -> String {
    words!(lang, "tiers.too_long", most = number(lang, most))
}

/// A tag with what Telegram refuses.
#[must_use]
pub fn no_emoji(lang: Lang) -> String {
    words!(lang, "tiers.no_emoji")
}
