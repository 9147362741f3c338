//! What managers read who say by which rules members get their tags.

use domain::field::FieldValue;
use domain::grade::KindName;
use domain::{Currency, Lang, Money};

use crate::file::{self, members};
use crate::number::{money, number};
use crate::offer_editor::kind_label;
use crate::text::{GAP, LABEL_NAME, bullets, days, escape, in_list, lines, short};

/// Buttons of conditions are as wide as the screen.
const LABEL_FACT: usize = 33;
/// As much of a rule as a list has room for.
const LIST_RULE: usize = 140;
/// From here on it does not matter how many more they are.
const MANY: i64 = 10_000;

/// A condition of a rule, with what its things are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'a> {
    Spent {
        least: Money,
        days: u32,
    },
    Bought {
        category: &'a str,
        days: Option<u32>,
    },
    Tier {
        title: &'a str,
    },
    Customer(KindName),
    Field {
        title: &'a str,
        value: Option<&'a FieldValue>,
    },
    Quiet {
        days: u32,
    },
}

/// A tag in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    pub title: &'a str,
    /// None of them: it is put on by hand.
    pub facts: Vec<Fact<'a>>,
    pub worn: i64,
    pub active: bool,
}

/// Whom a rule would tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    pub looked_at: i64,
    pub fitting: i64,
    pub new: i64,
    pub losing: i64,
    pub all: bool,
}

/// A tag as it would be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch<'a> {
    pub title: &'a str,
    pub facts: &'a [Fact<'a>],
    pub active: bool,
    /// How many have it; known once it is saved.
    pub worn: Option<i64>,
    pub tried: Option<Tried>,
    pub currency: Currency,
}

/// The answer to /tag where no file is open: a page of all tags, and who gets them.
#[must_use]
pub fn list(lang: Lang, rows: &[Row<'_>], currency: Currency) -> String {
    let told = bullets(rows.iter().map(|tag| row(lang, tag, currency)));
    lines([
        Some(words!(lang, "tags.heading")),
        Some(if rows.is_empty() {
            words!(lang, "tags.none_yet")
        } else {
            told.trim_start().to_owned()
        }),
    ])
}

fn row(lang: Lang, tag: &Row<'_>, currency: Currency) -> String {
    let title = in_list(tag.title);
    if !tag.active {
        return words!(lang, "tags.row_retired", title = title);
    }
    let worn = worn(lang, tag.worn);
    if tag.facts.is_empty() {
        return words!(lang, "tags.row_by_hand", title = title, worn = worn);
    }
    let facts: Vec<String> = tag
        .facts
        .iter()
        .map(|what| plain(&fact(lang, what, currency)))
        .collect();
    let rule = escape(&short(&facts.join(&words!(lang, "tags.and")), LIST_RULE));
    words!(lang, "tags.row", title = title, rule = rule, worn = worn)
}

fn worn(lang: Lang, count: i64) -> String {
    if count >= MANY {
        words!(lang, "tags.at_least", n = number(lang, MANY))
    } else {
        members(lang, count)
    }
}

/// "spent €500.00 or more in the last 90 days".
#[must_use]
pub fn fact(lang: Lang, what: &Fact<'_>, currency: Currency) -> String {
    match what {
        Fact::Spent { least, days: within } => words!(
            lang,
            "tags.fact.spent",
            least = money(lang, *least, currency),
            days = days(lang, i64::from(*within))
        ),
        Fact::Bought { category, days: None } => {
            words!(lang, "tags.fact.bought", category = in_list(category))
        }
        Fact::Bought {
            category,
            days: Some(within),
        } => words!(
            lang,
            "tags.fact.bought_within",
            category = in_list(category),
            days = days(lang, i64::from(*within))
        ),
        Fact::Tier { title } => words!(lang, "tags.fact.tier", tier = in_list(title)),
        Fact::Customer(kind) => match kind {
            KindName::Prospect => words!(lang, "tags.fact.prospect"),
            KindName::Occasional => words!(lang, "tags.fact.occasional"),
            KindName::KeyAccount => words!(lang, "tags.fact.key"),
            KindName::Leader => words!(lang, "tags.fact.leader"),
        },
        Fact::Field { title, value: None } => words!(lang, "tags.fact.field", title = in_list(title)),
        Fact::Field {
            title,
            value: Some(value),
        } => words!(
            lang,
            "tags.fact.field_is",
            title = in_list(title),
            value = in_list(&plain(&file::value(lang, value)))
        ),
        Fact::Quiet { days: quiet } => words!(lang, "tags.fact.quiet", days = days(lang, i64::from(*quiet))),
    }
}

/// A sentence without what makes it safe, to be cut and made safe again.
fn plain(said: &str) -> String {
    said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A tag as it would be saved, in plain words, and whom it would be on.
#[must_use]
pub fn detail(lang: Lang, tag: &Sketch<'_>) -> String {
    let facts = bullets(tag.facts.iter().map(|what| fact(lang, what, tag.currency)));
    let by_rule = !tag.facts.is_empty();
    lines([
        Some(words!(lang, "tags.detail", title = escape(tag.title))),
        (!tag.active).then(|| words!(lang, "tags.retired_note")),
        GAP,
        Some(if by_rule {
            words!(lang, "tags.by_rule", facts = facts)
        } else {
            words!(lang, "tags.by_hand")
        }),
        by_rule.then(|| words!(lang, "tags.by_itself")),
        GAP,
        tag.worn
            .filter(|_| tag.active)
            .map(|count| words!(lang, "tags.worn", members = worn(lang, count))),
        tag.tried.map(|tried| rehearsal(lang, &tried)),
        tag.tried
            .filter(|tried| tried.losing > 0)
            .map(|tried| words!(lang, "tags.losing", members = members(lang, tried.losing))),
        tag.tried
            .filter(|tried| !tried.all)
            .map(|tried| words!(lang, "tags.in_part", members = members(lang, tried.looked_at))),
    ])
}

fn rehearsal(lang: Lang, tried: &Tried) -> String {
    match tried {
        Tried { looked_at: 0, .. } => words!(lang, "tags.tried_empty"),
        Tried { fitting: 0, .. } => words!(lang, "tags.tried_nobody"),
        Tried { new: 0, fitting, .. } => words!(lang, "tags.tried_the_same", members = members(lang, *fitting)),
        Tried { new, fitting, .. } if new == fitting => {
            words!(lang, "tags.tried_new", members = members(lang, *fitting))
        }
        Tried { new, fitting, .. } => words!(
            lang,
            "tags.tried",
            members = members(lang, *fitting),
            new = number(lang, *new)
        ),
    }
}

/// Buttons about tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Menu,
    New,
    Save,
    Condition,
    Title,
    Retire,
    Restore,
    /// It has no rule.
    ByHand,
    Anything,
    Ever,
}

impl Act {
    pub const ALL: [Self; 10] = [
        Self::Menu,
        Self::New,
        Self::Save,
        Self::Condition,
        Self::Title,
        Self::Retire,
        Self::Restore,
        Self::ByHand,
        Self::Anything,
        Self::Ever,
    ];
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Menu => words!(lang, "tags.act.menu_label"),
        Act::New => words!(lang, "tags.act.new_label"),
        Act::Save => words!(lang, "tags.act.save_label"),
        Act::Condition => words!(lang, "tags.act.condition_label"),
        Act::Title => words!(lang, "tags.act.title_label"),
        Act::Retire => words!(lang, "tags.act.retire_label"),
        Act::Restore => words!(lang, "tags.act.restore_label"),
        Act::ByHand => words!(lang, "tags.act.by_hand_label"),
        Act::Anything => words!(lang, "tags.act.anything_label"),
        Act::Ever => words!(lang, "tags.act.ever_label"),
    }
}

/// What a condition can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Spent,
    Bought,
    Quiet,
    Tier,
    Customer,
    Field,
}

impl About {
    pub const ALL: [Self; 6] = [
        Self::Spent,
        Self::Bought,
        Self::Quiet,
        Self::Tier,
        Self::Customer,
        Self::Field,
    ];
}

#[must_use]
pub fn about_label(lang: Lang, about: About) -> String {
    match about {
        About::Spent => words!(lang, "tags.about.spent_label"),
        About::Bought => words!(lang, "tags.about.bought_label"),
        About::Quiet => words!(lang, "tags.about.quiet_label"),
        About::Tier => words!(lang, "tags.about.tier_label"),
        About::Customer => words!(lang, "tags.about.customer_label"),
        About::Field => words!(lang, "tags.about.field_label"),
    }
}

/// What is asked about a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Title,
    About,
    Least,
    Within,
    Category,
    Tier,
    Customer,
    Field,
    Value,
    Quiet,
}

impl Ask {
    pub const ALL: [Self; 10] = [
        Self::Title,
        Self::About,
        Self::Least,
        Self::Within,
        Self::Category,
        Self::Tier,
        Self::Customer,
        Self::Field,
        Self::Value,
        Self::Quiet,
    ];
}

#[must_use]
pub fn ask(lang: Lang, what: Ask) -> String {
    match what {
        Ask::Title => words!(lang, "tags.ask.title"),
        Ask::About => words!(lang, "tags.ask.about"),
        Ask::Least => words!(lang, "tags.ask.least"),
        Ask::Within => words!(lang, "tags.ask.within"),
        Ask::Category => words!(lang, "tags.ask.category"),
        Ask::Tier => words!(lang, "tags.ask.tier"),
        Ask::Customer => words!(lang, "tags.ask.customer"),
        Ask::Field => words!(lang, "tags.ask.field"),
        Ask::Value => words!(lang, "tags.ask.value"),
        Ask::Quiet => words!(lang, "tags.ask.quiet"),
    }
}

/// There is nothing of the kind that a condition would name, and where it is made.
#[must_use]
pub fn nothing_to_choose(lang: Lang, about: About) -> String {
    match about {
        About::Tier => words!(lang, "tags.no_tiers"),
        About::Field => words!(lang, "tags.no_fields"),
        About::Bought | About::Spent | About::Quiet | About::Customer => words!(lang, "tags.no_categories"),
    }
}

/// A kind of customers on a button.
#[must_use]
pub fn customer_label(lang: Lang, kind: KindName) -> String {
    kind_label(lang, kind)
}

/// Something that a condition can name, on a button.
#[must_use]
pub fn choice_label(title: &str) -> String {
    short(title, LABEL_NAME)
}

/// "90 days" on a button.
#[must_use]
pub fn days_label(lang: Lang, n: i64) -> String {
    days(lang, n)
}

/// Takes a condition away.
#[must_use]
pub fn remove_label(lang: Lang, what: &Fact<'_>, currency: Currency) -> String {
    let said = plain(&fact(lang, what, currency));
    words!(lang, "tags.remove_label", fact = short(&said, LABEL_FACT))
}

#[must_use]
pub fn bad_days(lang: Lang, most: u32) -> String {
    words!(lang, "tags.bad_days", most = number(lang, i64::from(most)))
}

#[must_use]
pub fn too_many_conditions(lang: Lang, most: usize) -> String {
    words!(lang, "tags.too_many_conditions", most = most)
}

/// After saving. With a rule it goes through the whole club.
#[must_use]
pub fn saved(lang: Lang, title: &str, by_rule: bool) -> String {
    let title = escape(title);
    if by_rule {
        words!(lang, "tags.saved_by_rule", title = title)
    } else {
        words!(lang, "tags.saved", title = title)
    }
}
