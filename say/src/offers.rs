//! The member zone: offers as members see them, and their posts in the group.

use chrono::{NaiveDate, NaiveDateTime};
use domain::Lang;
use domain::coupon::Code;
use domain::grade::KindName;
use domain::offer::{Offer, Post};

use crate::date::{date, moment};
use crate::number::number;
use crate::terms::{self, Written};
use crate::text::{ALERT_NAME, GAP, LABEL_NAME, days, escape, in_list, lines, short};

/// An offer as one member sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<'a> {
    pub offer: &'a Offer,
    pub written: Written<'a>,
    /// The last day.
    pub until: NaiveDate,
    pub stands: Stands,
    pub why: Option<Why<'a>>,
}

/// Where a member stands with an offer. Instants are the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Open,
    Yours,
    InLine { place: i64, opens: Option<NaiveDateTime> },
    Over,
    NotForYou,
    LimitReached { limit: i64 },
    NotYet { opens: NaiveDateTime },
    Gone,
}

/// Why an offer is for this member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why<'a> {
    Tier { title: &'a str },
    Kind(KindName),
    Tag,
    Bought { category: &'a str, times: i64, of: i64 },
}

/// The longest description shown whole: title, terms and this fit under a picture.
const LONGEST_DESCRIPTION: usize = 180;

/// The answer to /offers: the best first.
#[must_use]
pub fn list(lang: Lang, shop: &str, cards: &[Card<'_>]) -> String {
    let cards: Vec<String> = cards.iter().map(|shown| card(lang, shown)).collect();
    lines([
        Some(words!(lang, "offers.heading", shop = escape(shop))),
        GAP,
        Some(cards.join("\n\n")),
    ])
}

fn card(lang: Lang, card: &Card<'_>) -> String {
    lines([
        Some(words!(
            lang,
            "offers.card",
            title = in_list(&card.offer.title),
            until = date(lang, card.until)
        )),
        terms::brief(lang, &card.written),
        Some(match card.stands {
            Stands::Open => match card.offer.left() {
                Some(left) => words!(lang, "offers.hint.left", left = number(lang, left)),
                None => words!(lang, "offers.hint.open"),
            },
            Stands::Yours => words!(lang, "offers.hint.yours"),
            Stands::InLine { place, .. } => words!(lang, "offers.hint.in_line", place = number(lang, place)),
            Stands::NotYet { opens } => words!(lang, "offers.hint.not_yet", at = moment(lang, opens)),
            Stands::Gone => words!(lang, "offers.hint.gone"),
            Stands::LimitReached { .. } => words!(lang, "offers.hint.had"),
            Stands::Over | Stands::NotForYou => words!(lang, "offers.hint.over"),
        }),
        card.why.map(|why| why_me(lang, why)),
    ])
}

fn why_me(lang: Lang, why: Why<'_>) -> String {
    match why {
        Why::Tier { title } => words!(lang, "offers.why.tier", tier = in_list(title)),
        Why::Kind(kind) => as_kind(lang, kind),
        Why::Tag => words!(lang, "offers.why.tag"),
        Why::Bought { category, times, of } => words!(
            lang,
            "offers.why.bought",
            category = in_list(category),
            times = number(lang, times),
            of = number(lang, of)
        ),
    }
}

/// A kind of customer, to one: kindly, and without the shop's word for it.
fn as_kind(lang: Lang, kind: KindName) -> String {
    match kind {
        KindName::Prospect => words!(lang, "offers.why.prospect"),
        KindName::Occasional => words!(lang, "offers.why.occasional"),
        KindName::KeyAccount => words!(lang, "offers.why.key"),
        KindName::Leader => words!(lang, "offers.why.leader"),
    }
}

/// One offer in full; stands under its picture, if it has one.
#[must_use]
pub fn detail(lang: Lang, card: &Card<'_>) -> String {
    lines([
        Some(facts(lang, card.offer, &card.written, card.until)),
        card.why.map(|why| why_me(lang, why)),
        GAP,
        match card.stands {
            Stands::Open => None,
            stands => Some(standing(lang, &card.offer.title, stands)),
        },
    ])
}

fn headline(lang: Lang, title: &str) -> String {
    words!(lang, "offers.title", title = escape(title))
}

/// Title, description, terms and rules.
pub(crate) fn facts(lang: Lang, offer: &Offer, written: &Written<'_>, until: NaiveDate) -> String {
    lines([
        Some(headline(lang, &offer.title)),
        (!offer.description.is_empty()).then(|| escape(&short(&offer.description, LONGEST_DESCRIPTION))),
        GAP,
        terms::facts(lang, written),
        offer.left().map(|left| match left {
            1.. => words!(lang, "offers.left", left = number(lang, left)),
            _ => words!(lang, "offers.none_left"),
        }),
        offer
            .per_member
            .map(|limit| words!(lang, "offers.limit", limit = number(lang, limit))),
        Some(words!(lang, "offers.until", until = date(lang, until))),
        offer.terms.transferable.then(|| words!(lang, "offers.transferable")),
        Some(match offer.coupon_days {
            0 => words!(lang, "offers.valid_same_day"),
            n => words!(lang, "offers.valid_days", days = days(lang, i64::from(n))),
        }),
    ])
}

/// Where a member stands with an offer: an answer of its own.
#[must_use]
pub fn standing(lang: Lang, title: &str, stands: Stands) -> String {
    let title = escape(title);
    match stands {
        Stands::Open => words!(lang, "offers.open", title = title),
        Stands::Yours => words!(lang, "offers.yours", title = title),
        Stands::InLine { place, opens: None } => {
            words!(lang, "offers.in_line", title = title, place = number(lang, place))
        }
        Stands::InLine {
            place,
            opens: Some(opens),
        } => words!(
            lang,
            "offers.noted",
            title = title,
            place = number(lang, place),
            at = moment(lang, opens)
        ),
        Stands::Over => words!(lang, "offers.over", title = title),
        Stands::NotForYou => words!(lang, "offers.not_for_you", title = title),
        Stands::LimitReached { limit: 1 } => words!(lang, "offers.once_only", title = title),
        Stands::LimitReached { limit } => {
            words!(lang, "offers.limit_reached", title = title, limit = number(lang, limit))
        }
        Stands::NotYet { opens } => words!(lang, "offers.not_yet", title = title, at = moment(lang, opens)),
        Stands::Gone => words!(lang, "offers.gone", title = title),
    }
}

/// An offer on a button of the list.
#[must_use]
pub fn offer_label(title: &str) -> String {
    short(title, LABEL_NAME)
}

#[must_use]
pub fn claim_label(lang: Lang) -> String {
    words!(lang, "offers.claim_label")
}

/// Where it has to be waited for.
#[must_use]
pub fn wait_label(lang: Lang) -> String {
    words!(lang, "offers.wait_label")
}

#[must_use]
pub fn leave_label(lang: Lang) -> String {
    words!(lang, "offers.leave_label")
}

#[must_use]
pub fn coupon_label(lang: Lang) -> String {
    words!(lang, "offers.coupon_label")
}

/// Under the picture of the coupon.
#[must_use]
pub fn claimed(lang: Lang, title: &str, code: &Code, until: NaiveDate) -> String {
    words!(
        lang,
        "offers.claimed",
        title = escape(title),
        code = code,
        until = date(lang, until)
    )
}

#[must_use]
pub fn left_line(lang: Lang, title: &str) -> String {
    words!(lang, "offers.left_line", title = escape(title))
}

#[must_use]
pub fn none_yet(lang: Lang, shop: &str) -> String {
    words!(lang, "offers.none_yet", shop = escape(shop))
}

#[must_use]
pub fn no_longer_there(lang: Lang) -> String {
    words!(lang, "offers.no_longer_there")
}

#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "offers.menu_label")
}

/// To whoever tapped the post in the group: the coupon comes in private.
#[must_use]
pub fn claimed_alert(lang: Lang, title: &str) -> String {
    words!(lang, "offers.claimed_alert", title = short(title, ALERT_NAME))
}

/// The same when they have it already.
#[must_use]
pub fn yours_alert(lang: Lang, title: &str) -> String {
    words!(lang, "offers.yours_alert", title = short(title, ALERT_NAME))
}

/// The post in the group. Nobody is named in it (M7).
#[must_use]
pub fn post(lang: Lang, post: &Post) -> String {
    let written = Written {
        terms: &post.terms,
        names: &post.names,
        currency: post.currency,
    };
    let (claimed, waiting) = (number(lang, post.claimed), number(lang, post.waiting));
    lines([
        Some(headline(lang, &post.title)),
        terms::brief(lang, &written),
        post.opens
            .filter(|_| !post.over)
            .map(|opens| words!(lang, "offers.post.opens", at = moment(lang, opens))),
        (!post.over).then(|| words!(lang, "offers.post.until", until = date(lang, post.until))),
        GAP,
        match (post.over, post.left) {
            (true, _) => Some(words!(lang, "offers.post.over", claimed = claimed)),
            (false, Some(..=0)) if post.waiting > 0 => Some(words!(
                lang,
                "offers.post.gone_waiting",
                claimed = claimed,
                waiting = waiting
            )),
            (false, Some(..=0)) => Some(words!(lang, "offers.post.gone", claimed = claimed)),
            (false, Some(left)) => Some(words!(
                lang,
                "offers.post.left",
                left = number(lang, left),
                claimed = claimed
            )),
            (false, None) => (post.claimed > 0).then(|| words!(lang, "offers.post.claimed", claimed = claimed)),
        },
    ])
}

/// The one button under the post.
#[must_use]
pub fn post_label(lang: Lang) -> String {
    words!(lang, "offers.post_label")
}

/// To a member who asked for it: it is theirs.
#[must_use]
pub fn yours_letter(lang: Lang, shop: &str, title: &str, code: &str, until: NaiveDate) -> String {
    words!(
        lang,
        "offers.yours_letter",
        shop = escape(shop),
        title = escape(title),
        code = escape(code),
        until = date(lang, until)
    )
}

/// To a member in line: it ended before their turn.
#[must_use]
pub fn missed_letter(lang: Lang, shop: &str, title: &str) -> String {
    words!(lang, "offers.missed_letter", shop = escape(shop), title = escape(title))
}
