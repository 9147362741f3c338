//! What goes out by itself, as staff see and change it.

use domain::automation::{Automation, Brings, Flaw, LONGEST_WAIT, MOST_HELD_OUT, MOST_WAVES, Trigger, Wave};
use domain::shop::Shop;
use domain::template::{Blank, TemplateFlaw};
use domain::{Currency, Lang};

use crate::automations::{name, of_worth};
use crate::number::{example_amount, number, plain_amount};
use crate::settings::per_week;
use crate::text::{GAP, LABEL_NAME, bullets, counted, days, escape, in_list, lines, points, short};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Menu,
    New,
    SwitchOn,
    SwitchOff,
    Try,
    AddWave,
    DropWave,
    Audience,
    Title,
    Holiday,
    Category,
    Days,
    Words,
    Points,
    Coupon,
    Texts,
    Usual,
}

/// What is asked, to be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Title,
    Holiday,
    Days,
    Points,
    Coupon,
}

/// What a wave would have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreseen {
    pub days: u32,
    pub reachable: i64,
    pub consenting: i64,
    pub more: bool,
}

/// An automation as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch<'a> {
    pub automation: &'a Automation,
    /// What those are called for whom it is. None: everybody.
    pub names: &'a [String],
    /// What the category is called that it is about, and whether members see it. `None`: it is about everything.
    pub about: Option<(&'a str, bool)>,
    pub currency: Currency,
    /// What it would have done. Nothing while it is on.
    pub foreseen: &'a [Foreseen],
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Menu => words!(lang, "automation_editor.act.menu"),
        Act::New => words!(lang, "automation_editor.act.new"),
        Act::SwitchOn => words!(lang, "automation_editor.act.switch_on"),
        Act::SwitchOff => words!(lang, "automation_editor.act.switch_off"),
        Act::Try => words!(lang, "automation_editor.act.try"),
        Act::AddWave => words!(lang, "automation_editor.act.add_wave"),
        Act::DropWave => words!(lang, "automation_editor.act.drop_wave"),
        Act::Audience => words!(lang, "automation_editor.act.audience"),
        Act::Title => words!(lang, "automation_editor.act.title"),
        Act::Holiday => words!(lang, "automation_editor.act.holiday"),
        Act::Category => words!(lang, "automation_editor.act.category"),
        Act::Days => words!(lang, "automation_editor.act.days"),
        Act::Words => words!(lang, "automation_editor.act.words"),
        Act::Points => words!(lang, "automation_editor.act.points"),
        Act::Coupon => words!(lang, "automation_editor.act.coupon"),
        Act::Texts => words!(lang, "automation_editor.act.texts"),
        Act::Usual => words!(lang, "automation_editor.act.usual"),
    }
}

/// All of them. `on`: how many are on.
#[must_use]
pub fn list(lang: Lang, on: i64, shop: &Shop) -> String {
    let running = if on == 0 {
        words!(lang, "automation_editor.none_on")
    } else {
        counted(lang, "automation_editor.on", on)
    };
    words!(
        lang,
        "automation_editor.list",
        on = running,
        hour = format!("{:02}", shop.mail.hour),
        most = per_week(lang, i64::from(shop.mail.per_week))
    )
}

/// One of them, with whether it is on.
#[must_use]
pub fn choice_label(lang: Lang, trigger: Trigger, title: Option<&str>, on: bool) -> String {
    let name = match title {
        Some(title) => short(title, LABEL_NAME),
        None => name(lang, trigger, None),
    };
    if on {
        words!(lang, "automation_editor.choice_on", name = name)
    } else {
        words!(lang, "automation_editor.choice_off", name = name)
    }
}

/// Which kinds there are.
#[must_use]
pub fn new(lang: Lang) -> String {
    words!(lang, "automation_editor.new")
}

/// Everything about one.
#[must_use]
pub fn detail(lang: Lang, sketch: &Sketch<'_>) -> String {
    let automation = sketch.automation;
    let heading = if automation.since.is_some() {
        words!(
            lang,
            "automation_editor.heading_on",
            name = name(lang, automation.trigger, automation.title.as_deref())
        )
    } else {
        words!(
            lang,
            "automation_editor.heading_off",
            name = name(lang, automation.trigger, automation.title.as_deref())
        )
    };
    let waves = automation
        .waves
        .iter()
        .map(|wave| wave_line(lang, automation.trigger, wave, sketch.currency));
    lines([
        Some(heading),
        Some(what_for(lang, automation.trigger) + &bullets(waves)),
        GAP,
        Some(for_whom(lang, sketch.names)),
        sketch.about.map(|about| for_what(lang, about)),
        automation.holiday.as_ref().map(|day| {
            words!(
                lang,
                "automation_editor.holiday_line",
                day = crate::file::birthday(lang, *day)
            )
        }),
        (automation.holdout > 0).then(|| {
            words!(
                lang,
                "automation_editor.holdout_line",
                percent = number(lang, i64::from(automation.holdout))
            )
        }),
        GAP.filter(|_| !sketch.foreseen.is_empty()),
        (!sketch.foreseen.is_empty()).then(|| foreseen(lang, automation.trigger, sketch.foreseen)),
    ])
}

fn for_whom(lang: Lang, names: &[String]) -> String {
    if names.is_empty() {
        return words!(lang, "automation_editor.for_everybody");
    }
    let names: Vec<String> = names.iter().map(|name| in_list(name)).collect();
    words!(lang, "automation_editor.for_some", names = names.join(", "))
}

fn for_what(lang: Lang, (category, shown): (&str, bool)) -> String {
    let category = in_list(category);
    if shown {
        words!(lang, "automation_editor.for_category", category = category)
    } else {
        words!(lang, "automation_editor.for_hidden_category", category = category)
    }
}

fn what_for(lang: Lang, trigger: Trigger) -> String {
    match trigger {
        Trigger::Remind => words!(lang, "automation_editor.what.remind"),
        Trigger::Expiring => words!(lang, "automation_editor.what.expiring"),
        Trigger::Wish => words!(lang, "automation_editor.what.wish"),
        Trigger::Replenish => words!(lang, "automation_editor.what.replenish"),
        Trigger::Activate => words!(lang, "automation_editor.what.activate"),
        Trigger::Retain => words!(lang, "automation_editor.what.retain"),
        Trigger::Welcome => words!(lang, "automation_editor.what.welcome"),
        Trigger::ThankYou => words!(lang, "automation_editor.what.thank_you"),
        Trigger::Holiday => words!(lang, "automation_editor.what.holiday"),
    }
}

/// "after 30 days: 50 points".
fn wave_line(lang: Lang, trigger: Trigger, wave: &Wave, currency: Currency) -> String {
    words!(
        lang,
        "automation_editor.wave_line",
        when = when(lang, trigger, wave.days),
        brings = brings(lang, &wave.brings, currency)
    )
}

fn when(lang: Lang, trigger: Trigger, n: u32) -> String {
    let length = days(lang, i64::from(n));
    match (n, trigger.is_ahead()) {
        (0, _) => words!(lang, "automation_editor.when.same_day"),
        (_, true) => words!(lang, "automation_editor.when.before", days = length),
        (_, false) => words!(lang, "automation_editor.when.after", days = length),
    }
}

fn brings(lang: Lang, what: &Brings, currency: Currency) -> String {
    match what {
        Brings::Words => words!(lang, "automation_editor.brings.words"),
        Brings::Points { points: given } => points(lang, *given),
        Brings::Coupon { terms, valid_days } => words!(
            lang,
            "automation_editor.brings.coupon",
            worth = of_worth(lang, terms, currency),
            days = days(lang, i64::from(*valid_days))
        ),
    }
}

fn foreseen(lang: Lang, trigger: Trigger, waves: &[Foreseen]) -> String {
    let rows = waves.iter().map(|seen| {
        let reachable = if seen.more {
            words!(lang, "automation_editor.more_than", n = number(lang, seen.reachable))
        } else {
            counted(lang, "automation_editor.members", seen.reachable)
        };
        let when = when(lang, trigger, seen.days);
        if trigger.is_marketing() {
            words!(
                lang,
                "automation_editor.foreseen_marketing",
                when = when,
                members = reachable,
                consenting = number(lang, seen.consenting)
            )
        } else {
            words!(
                lang,
                "automation_editor.foreseen_line",
                when = when,
                members = reachable
            )
        }
    });
    let heading = if trigger.is_foreseen_ahead() {
        words!(lang, "automation_editor.foreseen_ahead")
    } else {
        words!(lang, "automation_editor.foreseen")
    };
    let nobody = trigger.is_marketing() && waves.iter().all(|seen| seen.consenting == 0);
    lines([
        Some(heading + &bullets(rows)),
        nobody.then(|| words!(lang, "automation_editor.nobody_consents")),
    ])
}

/// A wave to choose.
#[must_use]
pub fn wave_label(lang: Lang, trigger: Trigger, n: u32) -> String {
    words!(lang, "automation_editor.wave_label", when = when(lang, trigger, n))
}

/// One wave.
#[must_use]
pub fn wave(lang: Lang, (trigger, title): (Trigger, Option<&str>), wave: &Wave, currency: Currency) -> String {
    words!(
        lang,
        "automation_editor.wave",
        name = name(lang, trigger, title),
        line = wave_line(lang, trigger, wave, currency)
    )
}

/// How many get nothing.
#[must_use]
pub fn holdout_label(lang: Lang, percent: u8) -> String {
    words!(
        lang,
        "automation_editor.holdout_label",
        percent = number(lang, i64::from(percent))
    )
}

/// For whom it is to be.
#[must_use]
pub fn choose_audience(lang: Lang) -> String {
    words!(lang, "automation_editor.choose_audience")
}

/// For what it is to be.
#[must_use]
pub fn choose_category(lang: Lang) -> String {
    words!(lang, "automation_editor.choose_category")
}

#[must_use]
pub fn everything_label(lang: Lang, chosen: bool) -> String {
    meant_label(&words!(lang, "automation_editor.everything"), chosen)
}

#[must_use]
pub fn everybody_label(lang: Lang, chosen: bool) -> String {
    meant_label(&words!(lang, "automation_editor.everybody"), chosen)
}

/// A tier, a kind or a tag, with whether it is meant.
#[must_use]
pub fn meant_label(name: &str, chosen: bool) -> String {
    let mark = if chosen { "✅" } else { "▫️" };
    format!("{mark} {}", short(name, LABEL_NAME))
}

/// What is to be typed.
#[must_use]
pub fn ask(lang: Lang, asked: Asked, currency: Currency) -> String {
    match asked {
        Asked::Title => words!(lang, "automation_editor.ask.title"),
        Asked::Holiday => words!(lang, "automation_editor.ask.holiday"),
        Asked::Days => words!(lang, "automation_editor.ask.days"),
        Asked::Points => words!(lang, "automation_editor.ask.points"),
        Asked::Coupon => words!(
            lang,
            "automation_editor.ask.coupon",
            example = plain_amount(lang, example_amount(currency), currency)
        ),
    }
}

/// It could not be read.
#[must_use]
pub fn unclear(lang: Lang, asked: Asked) -> String {
    match asked {
        Asked::Holiday => words!(lang, "automation_editor.unclear_day"),
        Asked::Title => words!(lang, "automation_editor.unclear_title"),
        Asked::Days | Asked::Points | Asked::Coupon => words!(lang, "automation_editor.unclear_number"),
    }
}

#[must_use]
pub fn made(lang: Lang) -> String {
    words!(lang, "automation_editor.made")
}

#[must_use]
pub fn saved(lang: Lang) -> String {
    words!(lang, "automation_editor.saved")
}

#[must_use]
pub fn switched(lang: Lang, on: bool) -> String {
    if on {
        words!(lang, "automation_editor.switched_on")
    } else {
        words!(lang, "automation_editor.switched_off")
    }
}

/// After the messages that staff sent to themselves.
#[must_use]
pub fn tried(lang: Lang) -> String {
    words!(lang, "automation_editor.tried")
}

/// What a member who is made up ordered.
#[must_use]
pub fn sample_thing(lang: Lang) -> String {
    words!(lang, "automation_editor.sample_thing")
}

/// A code that opens nothing.
#[must_use]
pub fn sample_code() -> String {
    "ABCD-EFGH-JKMN".to_owned()
}

/// In which languages there are words, and whose.
#[must_use]
pub fn texts(lang: Lang) -> String {
    words!(lang, "automation_editor.texts")
}

/// A language, with whether the shop has its own words in it.
#[must_use]
pub fn text_label(lang: Lang, language: &str, is_own: bool) -> String {
    if is_own {
        words!(lang, "automation_editor.text_own", language = language)
    } else {
        words!(lang, "automation_editor.text_usual", language = language)
    }
}

/// What can be sent instead of what members read now. `blanks`: what can differ from member to member.
#[must_use]
pub fn ask_text(lang: Lang, language: &str, blanks: &[Blank]) -> String {
    let rows = blanks.iter().map(|blank| {
        words!(
            lang,
            "automation_editor.blank_line",
            blank = format!("{{{}}}", blank.as_str()),
            means = means(lang, *blank)
        )
    });
    words!(lang, "automation_editor.ask_text", language = language) + &bullets(rows)
}

fn means(lang: Lang, blank: Blank) -> String {
    match blank {
        Blank::Name => words!(lang, "automation_editor.blank.name"),
        Blank::Shop => words!(lang, "automation_editor.blank.shop"),
        Blank::Days => words!(lang, "automation_editor.blank.days"),
        Blank::What => words!(lang, "automation_editor.blank.what"),
        Blank::Total => words!(lang, "automation_editor.blank.total"),
        Blank::Ending => words!(lang, "automation_editor.blank.points"),
        Blank::Category => words!(lang, "automation_editor.blank.category"),
        Blank::News => words!(lang, "automation_editor.blank.news"),
    }
}

/// What is wrong with a text (M8).
#[must_use]
pub fn flawed_text(lang: Lang, flaw: &TemplateFlaw) -> String {
    match flaw {
        TemplateFlaw::Empty => words!(lang, "automation_editor.text_flaw.empty"),
        TemplateFlaw::Unknown(blank) => words!(
            lang,
            "automation_editor.text_flaw.unknown",
            blank = escape(&short(blank, LABEL_NAME))
        ),
        TemplateFlaw::Brace => words!(lang, "automation_editor.text_flaw.brace"),
        TemplateFlaw::TooLong => words!(lang, "automation_editor.text_flaw.too_long"),
    }
}

/// What stands against a change.
#[must_use]
pub fn flawed_alert(lang: Lang, flaw: Flaw) -> String {
    match flaw {
        Flaw::NoWave => words!(lang, "automation_editor.flaw.no_wave"),
        Flaw::TooManyWaves => words!(
            lang,
            "automation_editor.flaw.too_many_waves",
            most = number(lang, i64::try_from(MOST_WAVES).unwrap_or_default())
        ),
        Flaw::TooSoon => words!(lang, "automation_editor.flaw.too_soon"),
        Flaw::SameDay => words!(lang, "automation_editor.flaw.same_day"),
        Flaw::TooFar => words!(
            lang,
            "automation_editor.flaw.too_far",
            most = days(lang, i64::from(LONGEST_WAIT))
        ),
        Flaw::BringsNothing => words!(lang, "automation_editor.flaw.brings_nothing"),
        Flaw::NoHoliday => words!(lang, "automation_editor.flaw.no_holiday"),
        Flaw::HoldoutTooLarge => words!(
            lang,
            "automation_editor.flaw.holdout",
            percent = number(lang, i64::from(MOST_HELD_OUT))
        ),
        Flaw::TitleTooLong => words!(lang, "automation_editor.flaw.title"),
    }
}

#[must_use]
pub fn too_many_alert(lang: Lang) -> String {
    words!(lang, "automation_editor.too_many")
}
