//! Making and changing offers, for staff.

use chrono::NaiveDate;
use domain::grade::KindName;
use domain::offer::Offer;
use domain::terms::Terms;
use domain::{Currency, Lang, Money};

use crate::date::date;
use crate::number::{money, number};
use crate::offers::facts;
use crate::terms::Written;
use crate::text::{GAP, LABEL_NAME, days, escape, in_list, lines, short};

/// Something about an offer that can be changed while it is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Description,
    Photo,
    Until,
    Stock,
    Limit,
    Budget,
    Validity,
}

impl Field {
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Description,
        Self::Photo,
        Self::Until,
        Self::Stock,
        Self::Limit,
        Self::Budget,
        Self::Validity,
    ];
}

/// Something that most offers do without, and that can be said about the coupons of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// What of the catalogue it counts for.
    Things,
    MinSpend,
    /// From which tier on.
    Tier,
    Audience,
    /// For how many days points are worth more.
    Lasts,
    /// Whether it works for whoever shows it.
    Holder,
    /// Whether it comes off member prices as well.
    MemberPrices,
}

impl Condition {
    pub const ALL: [Self; 7] = [
        Self::Things,
        Self::MinSpend,
        Self::Tier,
        Self::Audience,
        Self::Lasts,
        Self::Holder,
        Self::MemberPrices,
    ];
}

/// An offer in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub title: &'a str,
    pub until: NaiveDate,
    pub left: Option<i64>,
    pub over: bool,
}

/// An offer as it is or will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch<'a> {
    pub offer: &'a Offer,
    pub written: Written<'a>,
    /// The last day.
    pub until: NaiveDate,
    /// The tiers and kinds of customers that it is for. Nobody: everybody.
    pub people: &'a [String],
}

/// The answer to /offer: all offers, those that are over too.
#[must_use]
pub fn list(lang: Lang, offers: &[Line<'_>]) -> String {
    let rows: Vec<String> = offers.iter().map(|offer| row(lang, offer)).collect();
    lines([Some(words!(lang, "offer_editor.heading")), GAP, Some(rows.join("\n"))])
}

fn row(lang: Lang, offer: &Line<'_>) -> String {
    let (title, until) = (in_list(offer.title), date(lang, offer.until));
    match offer.left {
        _ if offer.over => words!(lang, "offer_editor.row_over", title = title),
        Some(left) => words!(
            lang,
            "offer_editor.row_left",
            title = title,
            until = until,
            left = number(lang, left)
        ),
        None => words!(lang, "offer_editor.row", title = title, until = until),
    }
}

/// What members will see, and what the group will, before it is published. `post` is the post in words.
#[must_use]
pub fn preview(lang: Lang, sketch: &Sketch<'_>, post: &str) -> String {
    lines([
        Some(words!(lang, "offer_editor.preview_heading")),
        GAP,
        Some(facts(lang, sketch.offer, &sketch.written, sketch.until)),
        GAP,
        Some(words!(lang, "offer_editor.preview_group")),
        GAP,
        Some(post.to_owned()),
        GAP,
        audience(lang, sketch),
    ])
}

/// So many tiers, kinds and tags are named under a picture; the rest is counted.
const MOST_PEOPLE: usize = 6;

/// Whom it is for, as staff call them.
fn audience(lang: Lang, sketch: &Sketch<'_>) -> Option<String> {
    let (named, more) = sketch.people.split_at(sketch.people.len().min(MOST_PEOPLE));
    let mut people: Vec<String> = named.iter().map(|one| in_list(one)).collect();
    if !more.is_empty() {
        people.push(format!("+{}", more.len()));
    }
    (!people.is_empty()).then(|| words!(lang, "offer_editor.audience", people = people.join(" · ")))
}

/// An offer that is out, with what came of it.
#[must_use]
pub fn standing(lang: Lang, sketch: &Sketch<'_>, claimed: i64, waiting: i64) -> String {
    let currency = sketch.written.currency;
    lines([
        Some(facts(lang, sketch.offer, &sketch.written, sketch.until)),
        audience(lang, sketch),
        GAP,
        Some(words!(
            lang,
            "offer_editor.counts",
            claimed = number(lang, claimed),
            waiting = number(lang, waiting)
        )),
        sketch.offer.budget.map(|budget| {
            words!(
                lang,
                "offer_editor.budget",
                spent = money(lang, sketch.offer.spent, currency),
                budget = money(lang, budget, currency)
            )
        }),
        (!sketch.offer.active).then(|| words!(lang, "offer_editor.is_over")),
    ])
}

/// "Gold and higher", on a button.
#[must_use]
pub fn tier_label(lang: Lang, tier: &str) -> String {
    words!(lang, "offer_editor.tier_label", tier = short(tier, LABEL_NAME - 8))
}

/// A kind of customer, on a button.
#[must_use]
pub fn kind_label(lang: Lang, kind: KindName) -> String {
    match kind {
        KindName::Prospect => words!(lang, "offer_editor.kind.prospect"),
        KindName::Occasional => words!(lang, "offer_editor.kind.occasional"),
        KindName::KeyAccount => words!(lang, "offer_editor.kind.key"),
        KindName::Leader => words!(lang, "offer_editor.kind.leader"),
    }
}

/// A tag among tiers and kinds.
#[must_use]
pub fn tag_label(title: &str) -> String {
    format!("🏷 {}", short(title, LABEL_NAME))
}

/// A choice in one of the shop's own fields. `works`: people can be chosen by it.
#[must_use]
pub fn own_choice_label(lang: Lang, field: &str, choice: &str, works: bool) -> String {
    let (field, choice) = (short(field, LABEL_NAME), short(choice, LABEL_NAME));
    if works {
        words!(lang, "offer_editor.choice_name", field = field, choice = choice)
    } else {
        words!(lang, "offer_editor.choice_lost", field = field, choice = choice)
    }
}

/// A choice in a field that is not for everybody on the staff to see.
#[must_use]
pub fn hidden_choice_label(lang: Lang) -> String {
    words!(lang, "offer_editor.choice_hidden")
}

/// Something of several that can be chosen at once.
#[must_use]
pub fn choice_label(lang: Lang, title: &str, chosen: bool) -> String {
    let label = short(title, LABEL_NAME);
    if chosen {
        words!(lang, "offer_editor.chosen_label", label = label)
    } else {
        label
    }
}

/// What a button under the look at the whole says about the coupons, or what it makes of them.
#[must_use]
pub fn condition_label(lang: Lang, condition: Condition, terms: &Terms) -> String {
    match condition {
        Condition::Things => words!(lang, "offer_editor.condition.things"),
        Condition::MinSpend => words!(lang, "offer_editor.condition.min_spend"),
        Condition::Tier => words!(lang, "offer_editor.condition.tier"),
        Condition::Audience => words!(lang, "offer_editor.condition.audience"),
        Condition::Lasts => words!(lang, "offer_editor.condition.lasts"),
        Condition::Holder if terms.transferable => words!(lang, "offer_editor.condition.for_its_holder"),
        Condition::Holder => words!(lang, "offer_editor.condition.for_whoever"),
        Condition::MemberPrices if terms.with_member_prices => {
            words!(lang, "offer_editor.condition.without_member_prices")
        }
        Condition::MemberPrices => words!(lang, "offer_editor.condition.with_member_prices"),
    }
}

/// "1 day", "7 days": how long points are worth more.
#[must_use]
pub fn lasts_label(lang: Lang, n: i64) -> String {
    days(lang, n)
}

#[must_use]
pub fn bad_lasts(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.bad_lasts", most = number(lang, most))
}

#[must_use]
pub fn too_many_things(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.too_many_things", most = number(lang, most))
}

/// "Title", "Until", …: what to change about an offer.
#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "offer_editor.field.title"),
        Field::Description => words!(lang, "offer_editor.field.description"),
        Field::Photo => words!(lang, "offer_editor.field.photo"),
        Field::Until => words!(lang, "offer_editor.field.until"),
        Field::Stock => words!(lang, "offer_editor.field.stock"),
        Field::Limit => words!(lang, "offer_editor.field.limit"),
        Field::Budget => words!(lang, "offer_editor.field.budget"),
        Field::Validity => words!(lang, "offer_editor.field.validity"),
    }
}

#[must_use]
pub fn bad_title(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.bad_title", most = number(lang, most))
}

#[must_use]
pub fn bad_description(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.bad_description", most = number(lang, most))
}

#[must_use]
pub fn bad_times(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.bad_times", most = number(lang, most))
}

#[must_use]
pub fn bad_stock(lang: Lang, most: i64) -> String {
    words!(lang, "offer_editor.bad_stock", most = number(lang, most))
}

#[must_use]
pub fn ends_too_early(lang: Lang, from: NaiveDate) -> String {
    words!(lang, "offer_editor.ends_too_early", from = date(lang, from))
}

#[must_use]
pub fn price_too_high(lang: Lang, everyday: Money, currency: Currency) -> String {
    words!(
        lang,
        "offer_editor.price_too_high",
        everyday = money(lang, everyday, currency)
    )
}

#[must_use]
pub fn budget_too_small(lang: Lang, cost: Money, currency: Currency) -> String {
    words!(
        lang,
        "offer_editor.budget_too_small",
        cost = money(lang, cost, currency)
    )
}

/// `later`: at this hour of tomorrow the group hears of it, because it had enough for today.
#[must_use]
pub fn published(lang: Lang, title: &str, later: Option<u32>) -> String {
    lines([
        Some(words!(lang, "offer_editor.published", title = escape(title))),
        later.map(|hour| {
            let hour = crate::settings::hour_of_day(lang, i64::from(hour));
            words!(lang, "offer_editor.posted_later", hour = hour)
        }),
    ])
}

#[must_use]
pub fn end_question(lang: Lang, title: &str) -> String {
    words!(lang, "offer_editor.end_question", title = escape(title))
}

#[must_use]
pub fn ended(lang: Lang, title: &str) -> String {
    words!(lang, "offer_editor.ended", title = escape(title))
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "offer_editor.none_yet")
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "offer_editor.new_label")
}

#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "offer_editor.menu_label")
}

#[must_use]
pub fn ask_title(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_title")
}

#[must_use]
pub fn ask_description(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_description")
}

#[must_use]
pub fn ask_photo(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_photo")
}

#[must_use]
pub fn ask_kind(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_kind")
}

#[must_use]
pub fn ask_everyday(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_everyday")
}

#[must_use]
pub fn ask_price(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_price")
}

#[must_use]
pub fn ask_off(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_off")
}

#[must_use]
pub fn ask_percent(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_percent")
}

#[must_use]
pub fn ask_at_most(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_at_most")
}

#[must_use]
pub fn ask_times(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_times")
}

#[must_use]
pub fn ask_min_spend(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_min_spend")
}

#[must_use]
pub fn ask_audience(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_audience")
}

#[must_use]
pub fn ask_from(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_from")
}

#[must_use]
pub fn ask_until(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_until")
}

#[must_use]
pub fn ask_stock(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_stock")
}

#[must_use]
pub fn ask_limit(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_limit")
}

#[must_use]
pub fn ask_budget(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_budget")
}

#[must_use]
pub fn ask_validity(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_validity")
}

#[must_use]
pub fn price_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.price_kind_label")
}

#[must_use]
pub fn amount_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.amount_kind_label")
}

#[must_use]
pub fn percent_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.percent_kind_label")
}

#[must_use]
pub fn times_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.times_kind_label")
}

#[must_use]
pub fn delivery_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.delivery_kind_label")
}

#[must_use]
pub fn no_least_label(lang: Lang) -> String {
    words!(lang, "offer_editor.no_least_label")
}

#[must_use]
pub fn everybody_label(lang: Lang) -> String {
    words!(lang, "offer_editor.everybody_label")
}

#[must_use]
pub fn no_budget_label(lang: Lang) -> String {
    words!(lang, "offer_editor.no_budget_label")
}

#[must_use]
pub fn bad_percent(lang: Lang) -> String {
    words!(lang, "offer_editor.bad_percent")
}

#[must_use]
pub fn bad_moment(lang: Lang) -> String {
    words!(lang, "offer_editor.bad_moment")
}

#[must_use]
pub fn nothing_off(lang: Lang) -> String {
    words!(lang, "offer_editor.nothing_off")
}

#[must_use]
pub fn percent_too_high(lang: Lang) -> String {
    words!(lang, "offer_editor.percent_too_high")
}

#[must_use]
pub fn publish_label(lang: Lang) -> String {
    words!(lang, "offer_editor.publish_label")
}

#[must_use]
pub fn end_label(lang: Lang) -> String {
    words!(lang, "offer_editor.end_label")
}

#[must_use]
pub fn changed(lang: Lang) -> String {
    words!(lang, "offer_editor.changed")
}

#[must_use]
pub fn discarded(lang: Lang) -> String {
    words!(lang, "offer_editor.discarded")
}

#[must_use]
pub fn gone(lang: Lang) -> String {
    words!(lang, "offer_editor.gone")
}

#[must_use]
pub fn ask_things(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_things")
}

#[must_use]
pub fn ask_thing(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_thing")
}

#[must_use]
pub fn ask_tier(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_tier")
}

#[must_use]
pub fn ask_lasts(lang: Lang) -> String {
    words!(lang, "offer_editor.ask_lasts")
}

#[must_use]
pub fn nothing_in_the_catalogue(lang: Lang) -> String {
    words!(lang, "offer_editor.nothing_in_the_catalogue")
}

#[must_use]
pub fn gift_kind_label(lang: Lang) -> String {
    words!(lang, "offer_editor.gift_kind_label")
}

#[must_use]
pub fn done_label(lang: Lang) -> String {
    words!(lang, "offer_editor.done_label")
}

#[must_use]
pub fn products_label(lang: Lang) -> String {
    words!(lang, "offer_editor.products_label")
}

#[must_use]
pub fn categories_label(lang: Lang) -> String {
    words!(lang, "offer_editor.categories_label")
}

#[must_use]
pub fn everything_label(lang: Lang) -> String {
    words!(lang, "offer_editor.everything_label")
}

#[must_use]
pub fn no_thing_label(lang: Lang) -> String {
    words!(lang, "offer_editor.no_thing_label")
}

#[must_use]
pub fn any_tier_label(lang: Lang) -> String {
    words!(lang, "offer_editor.any_tier_label")
}
