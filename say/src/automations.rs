//! What goes out by itself, as members read it, and how they say that they want no more of it.

use chrono::NaiveDate;
use domain::automation::{Gift, Matter, News, NewsKind, Told, Trigger};
use domain::template::Blank;
use domain::terms::{Names, Terms};
use domain::{Currency, Lang, Points};

use crate::date::date;
use crate::number::{money, number};
use crate::terms::{Written, worth};
use crate::text::{GAP, LIST_NAME, bullets, days, escape, in_list, lines, points, short};

/// A message as it goes out.
#[must_use]
pub fn message(lang: Lang, told: &Told) -> String {
    lines([
        Some(hello(lang, told)),
        GAP.filter(|_| told.gift.is_some()),
        told.gift.as_ref().map(|gift| brought(lang, gift, told.currency)),
    ])
}

fn hello(lang: Lang, told: &Told) -> String {
    match &told.words {
        Some(words) => words.fill(|blank| filled(lang, told, blank)),
        None => usual(lang, told),
    }
}

/// What stands in a place of the shop's own words.
fn filled(lang: Lang, told: &Told, blank: Blank) -> String {
    match (blank, &told.matter) {
        (Blank::Name, _) => escape(&told.first_name),
        (Blank::Shop, _) => escape(&told.shop_name),
        (Blank::Days, _) => days(lang, i64::from(told.days)),
        (Blank::What, Matter::Order { what, .. } | Matter::Again(what)) => escape(&short(what, LIST_NAME)),
        (Blank::What, Matter::Wished(news)) => in_list(news.first().map_or("", |news| &news.title)),
        (Blank::News, Matter::Wished(news)) => bullets(news.iter().map(|news| news_line(lang, told.currency, news))),
        (Blank::Category, _) => category(lang, told),
        (Blank::Total, Matter::Order { total, .. }) => money(lang, *total, told.currency),
        (Blank::Ending, Matter::Expiring(ending)) => bullets(ending.iter().map(|ending| ending_line(lang, *ending))),
        (Blank::What | Blank::Total | Blank::Ending | Blank::News, _) => String::new(),
    }
}

fn usual(lang: Lang, told: &Told) -> String {
    let (name, shop) = (escape(&told.first_name), escape(&told.shop_name));
    let again = told.nth > 0;
    match told.trigger {
        Trigger::Remind => waiting(lang, told, &name, &shop),
        Trigger::Expiring => expiring(lang, told, &name, &shop),
        Trigger::Wish => wished(lang, told, &name, &shop),
        Trigger::Replenish => running_out(lang, told, &name, &shop),
        Trigger::Activate if again => words!(lang, "automations.hello.activate_again", name = name, shop = shop),
        Trigger::Activate => words!(lang, "automations.hello.activate", name = name, shop = shop),
        Trigger::Retain => {
            let away = days(lang, i64::from(told.days));
            if told.category.is_some() {
                retain_of(lang, told, (&name, &shop), &away)
            } else if again {
                words!(
                    lang,
                    "automations.hello.retain_again",
                    name = name,
                    shop = shop,
                    days = away
                )
            } else {
                words!(lang, "automations.hello.retain", name = name, shop = shop, days = away)
            }
        }
        Trigger::Welcome if again => words!(lang, "automations.hello.welcome_again", name = name, shop = shop),
        Trigger::Welcome => words!(lang, "automations.hello.welcome", name = name, shop = shop),
        Trigger::ThankYou => words!(lang, "automations.hello.thank_you", name = name, shop = shop),
        Trigger::Holiday => {
            let title = told.title.as_deref().unwrap_or(&told.shop_name);
            words!(
                lang,
                "automations.hello.holiday",
                name = name,
                shop = shop,
                title = escape(title)
            )
        }
    }
}

/// Whoever comes for other things was seen, and is missed at one shelf alone.
fn retain_of(lang: Lang, told: &Told, (name, shop): (&str, &str), away: &str) -> String {
    let category = category(lang, told);
    if told.nth > 0 {
        words!(
            lang,
            "automations.hello.retain_of_again",
            name = name,
            shop = shop,
            days = away,
            category = category
        )
    } else {
        words!(
            lang,
            "automations.hello.retain_of",
            name = name,
            shop = shop,
            days = away,
            category = category
        )
    }
}

/// What a message is about, where it is about one category.
fn category(lang: Lang, told: &Told) -> String {
    match &told.category {
        Some(category) => in_list(category),
        None => words!(lang, "automations.any_category"),
    }
}

fn running_out(lang: Lang, told: &Told, name: &str, shop: &str) -> String {
    let what = match &told.matter {
        Matter::Again(what) if !what.is_empty() => escape(&short(what, LIST_NAME)),
        _ => category(lang, told),
    };
    if told.nth > 0 {
        words!(
            lang,
            "automations.hello.replenish_again",
            name = name,
            shop = shop,
            what = what
        )
    } else {
        words!(
            lang,
            "automations.hello.replenish",
            name = name,
            shop = shop,
            what = what
        )
    }
}

/// All news in one message.
fn wished(lang: Lang, told: &Told, name: &str, shop: &str) -> String {
    let news = match &told.matter {
        Matter::Wished(news) => news.as_slice(),
        _ => &[],
    };
    let rows = news.iter().map(|news| news_line(lang, told.currency, news));
    words!(lang, "automations.hello.wish", name = name, shop = shop) + &bullets(rows)
}

fn news_line(lang: Lang, currency: Currency, news: &News) -> String {
    let (title, price) = (in_list(&news.title), money(lang, news.price, currency));
    match news.kind {
        NewsKind::Cheaper { before } => words!(
            lang,
            "automations.news.cheaper",
            title = title,
            price = price,
            before = money(lang, before, currency)
        ),
        NewsKind::Back => words!(lang, "automations.news.back", title = title, price = price),
        NewsKind::Scarce { left } => words!(
            lang,
            "automations.news.scarce",
            title = title,
            price = price,
            left = number(lang, left)
        ),
    }
}

fn waiting(lang: Lang, told: &Told, name: &str, shop: &str) -> String {
    let (what, total, open) = match &told.matter {
        Matter::Order { what, total, open, .. } => (escape(&short(what, LIST_NAME)), *total, *open),
        _ => (String::new(), domain::Money::ZERO, false),
    };
    if open {
        words!(
            lang,
            "automations.hello.remind_open",
            name = name,
            shop = shop,
            what = what,
            total = money(lang, total, told.currency)
        )
    } else {
        words!(
            lang,
            "automations.hello.remind_lapsed",
            name = name,
            shop = shop,
            what = what
        )
    }
}

/// All dates in one message.
fn expiring(lang: Lang, told: &Told, name: &str, shop: &str) -> String {
    let ending = match &told.matter {
        Matter::Expiring(ending) => ending.as_slice(),
        _ => &[],
    };
    let rows = ending.iter().map(|ending| ending_line(lang, *ending));
    lines([
        Some(words!(lang, "automations.hello.expiring", name = name, shop = shop) + &bullets(rows)),
        Some(words!(lang, "automations.hello.expiring_what_for")),
    ])
}

fn ending_line(lang: Lang, (until, ending): (NaiveDate, Points)) -> String {
    words!(
        lang,
        "automations.hello.expiring_line",
        points = points(lang, ending),
        until = date(lang, until)
    )
}

fn brought(lang: Lang, gift: &Gift, currency: Currency) -> String {
    match gift {
        Gift::Points { points: given, balance } => given_points(lang, *given, *balance),
        Gift::Coupon { code, terms, until, .. } => words!(
            lang,
            "automations.gift_coupon",
            gift = of_worth(lang, terms, currency),
            code = code,
            until = date(lang, *until)
        ),
    }
}

fn given_points(lang: Lang, given: Points, balance: Points) -> String {
    words!(
        lang,
        "automations.gift_points",
        points = points(lang, given),
        balance = points(lang, balance)
    )
}

/// "€5 off".
pub(crate) fn of_worth(lang: Lang, terms: &Terms, currency: Currency) -> String {
    let names = Names::default();
    let written = Written {
        terms,
        names: &names,
        currency,
    };
    worth(lang, &written).unwrap_or_else(|| coupon_title(lang))
}

/// What a coupon is called that came with a message.
#[must_use]
pub fn coupon_title(lang: Lang) -> String {
    words!(lang, "automations.coupon_title")
}

/// The button to what a message is about.
#[must_use]
pub fn open_label(lang: Lang, told: &Told) -> Option<String> {
    if matches!(told.gift, Some(Gift::Coupon { .. })) {
        return Some(words!(lang, "automations.open.coupon"));
    }
    match told.trigger {
        Trigger::Remind if matches!(told.matter, Matter::Order { open: true, .. }) => {
            Some(words!(lang, "automations.open.order"))
        }
        Trigger::Welcome if told.nth == 0 => Some(words!(lang, "automations.open.card")),
        Trigger::Expiring | Trigger::Welcome => Some(words!(lang, "automations.open.gifts")),
        Trigger::ThankYou => None,
        Trigger::Wish | Trigger::Replenish => Some(words!(lang, "automations.open.thing")),
        Trigger::Remind | Trigger::Activate | Trigger::Retain | Trigger::Holiday => {
            Some(words!(lang, "automations.open.catalogue"))
        }
    }
}

/// How a visit was.
#[must_use]
pub fn rate_label(lang: Lang, stars: u8) -> String {
    words!(lang, "automations.rate_label", stars = number(lang, i64::from(stars)))
}

/// Thank you for saying how it was.
#[must_use]
pub fn rated(lang: Lang, low: bool, shop: &str) -> String {
    if low {
        words!(lang, "automations.rated_low", shop = escape(shop))
    } else {
        words!(lang, "automations.rated")
    }
}

#[must_use]
pub fn rated_before(lang: Lang) -> String {
    words!(lang, "automations.rated_before")
}

/// To managers.
#[must_use]
pub fn low_rating(lang: Lang, name: &str, rating: u8) -> String {
    words!(
        lang,
        "automations.low_rating",
        name = escape(name),
        stars = rate_label(lang, rating)
    )
}

/// The button that ends messages of this kind (M4).
#[must_use]
pub fn refuse_label(lang: Lang) -> String {
    words!(lang, "automations.refuse_label")
}

/// A kind comes no more.
#[must_use]
pub fn refused(lang: Lang, shop: &str, trigger: Trigger) -> String {
    words!(
        lang,
        "automations.refused",
        shop = escape(shop),
        kind = about(lang, trigger)
    )
}

#[must_use]
pub fn want_again_label(lang: Lang) -> String {
    words!(lang, "automations.want_again_label")
}

/// A kind comes again.
#[must_use]
pub fn wanted(lang: Lang, shop: &str, trigger: Trigger) -> String {
    words!(
        lang,
        "automations.wanted",
        shop = escape(shop),
        kind = about(lang, trigger)
    )
}

/// The button to all kinds.
#[must_use]
pub fn kinds_label(lang: Lang) -> String {
    words!(lang, "automations.kinds_label")
}

/// What a shop may write. `offers`: the member lets it write about offers at all.
#[must_use]
pub fn kinds(lang: Lang, shop: &str, offers: bool) -> String {
    lines([
        Some(words!(lang, "automations.kinds", shop = escape(shop))),
        GAP.filter(|_| !offers),
        (!offers).then(|| words!(lang, "automations.kinds_no_offers")),
    ])
}

/// A kind, with whether it comes.
#[must_use]
pub fn kind_label(lang: Lang, trigger: Trigger, comes: bool) -> String {
    let kind = kind(lang, trigger);
    if comes {
        words!(lang, "automations.kind_on", kind = kind)
    } else {
        words!(lang, "automations.kind_off", kind = kind)
    }
}

fn kind(lang: Lang, trigger: Trigger) -> String {
    match trigger {
        Trigger::Remind => words!(lang, "automations.kind.remind"),
        Trigger::Expiring => words!(lang, "automations.kind.expiring"),
        Trigger::Wish => words!(lang, "automations.kind.wish"),
        Trigger::Replenish => words!(lang, "automations.kind.replenish"),
        Trigger::Activate => words!(lang, "automations.kind.activate"),
        Trigger::Retain => words!(lang, "automations.kind.retain"),
        Trigger::Welcome => words!(lang, "automations.kind.welcome"),
        Trigger::ThankYou => words!(lang, "automations.kind.thank_you"),
        Trigger::Holiday => words!(lang, "automations.kind.holiday"),
    }
}

/// "about orders that wait".
fn about(lang: Lang, trigger: Trigger) -> String {
    match trigger {
        Trigger::Remind => words!(lang, "automations.about.remind"),
        Trigger::Expiring => words!(lang, "automations.about.expiring"),
        Trigger::Wish => words!(lang, "automations.about.wish"),
        Trigger::Replenish => words!(lang, "automations.about.replenish"),
        Trigger::Activate => words!(lang, "automations.about.activate"),
        Trigger::Retain => words!(lang, "automations.about.retain"),
        Trigger::Welcome => words!(lang, "automations.about.welcome"),
        Trigger::ThankYou => words!(lang, "automations.about.thank_you"),
        Trigger::Holiday => words!(lang, "automations.about.holiday"),
    }
}

/// What staff call an automation.
#[must_use]
pub fn name(lang: Lang, trigger: Trigger, title: Option<&str>) -> String {
    if let Some(title) = title {
        return escape(title);
    }
    match trigger {
        Trigger::Remind => words!(lang, "automations.name.remind"),
        Trigger::Expiring => words!(lang, "automations.name.expiring"),
        Trigger::Wish => words!(lang, "automations.name.wish"),
        Trigger::Replenish => words!(lang, "automations.name.replenish"),
        Trigger::Activate => words!(lang, "automations.name.activate"),
        Trigger::Retain => words!(lang, "automations.name.retain"),
        Trigger::Welcome => words!(lang, "automations.name.welcome"),
        Trigger::ThankYou => words!(lang, "automations.name.thank_you"),
        Trigger::Holiday => words!(lang, "automations.name.holiday"),
    }
}

/// What staff call one that is about a category and has no name of its own. It is escaped where it is shown.
#[must_use]
pub fn of_category(lang: Lang, trigger: Trigger, category: &str) -> String {
    words!(
        lang,
        "automations.name_of",
        name = name(lang, trigger, None),
        category = category
    )
}
