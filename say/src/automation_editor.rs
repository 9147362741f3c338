//! What goes out by itself, as staff see and change it.

use domain::automation::{Automation, Brings, Flaw, LONGEST_WAIT, MOST_HELD_OUT, MOST_WAVES, Trigger, Wave};
use domain::setting::MOST_POINTS;
use domain::shop::Shop;
use domain::template::{Blank, TemplateFlaw};
use domain::tier::Tier;
use domain::{Currency, Lang, Points, TierId};

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
    Task,
    Points,
    Coupon,
    Texts,
    Usual,
    /// Something else for a tier, and the same as for all again.
    ForTier,
    AsAll,
}

/// Something of an automation that can be changed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Title,
    Audience,
    /// The category that it is about.
    Category,
    Holiday,
    Holdout,
    /// When one of its messages goes out.
    Day,
    /// What comes with a message, which is named by its days.
    Wave(Trigger, u32),
    /// What comes with it for a tier.
    WaveFor(Trigger, u32, String),
    /// The shop's own words for it, in a language.
    Texts(Trigger, u32, Lang),
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
    /// A choice is among them that nobody can be chosen by any more.
    pub lost: bool,
    /// What the tiers are called.
    pub tiers: &'a [Tier],
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
        Act::Task => words!(lang, "automation_editor.act.task"),
        Act::Points => words!(lang, "automation_editor.act.points"),
        Act::Coupon => words!(lang, "automation_editor.act.coupon"),
        Act::Texts => words!(lang, "automation_editor.act.texts"),
        Act::Usual => words!(lang, "automation_editor.act.usual"),
        Act::ForTier => words!(lang, "automation_editor.act.for_tier"),
        Act::AsAll => words!(lang, "automation_editor.act.as_all"),
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
        .map(|wave| wave_line(lang, automation.trigger, wave, (sketch.tiers, sketch.currency)));
    lines([
        Some(heading),
        Some(what_for(lang, automation.trigger) + &bullets(waves)),
        GAP,
        Some(for_whom(lang, sketch.names)),
        sketch.lost.then(|| words!(lang, "automation_editor.lost_choice")),
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
    words!(lang, "automation_editor.for_some", names = all_names(lang, names))
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

/// "after 30 days: 50 points · Gold: 80 points".
fn wave_line(lang: Lang, trigger: Trigger, wave: &Wave, (tiers, currency): (&[Tier], Currency)) -> String {
    let all = words!(
        lang,
        "automation_editor.wave_line",
        when = when(lang, trigger, wave.days),
        brings = brings(lang, &wave.brings, currency)
    );
    let of_tiers = tiers.iter().filter_map(|tier| {
        let brought = brought_to(wave, tier.id)?;
        Some(tier_line(lang, tier, brought, currency))
    });
    [all].into_iter().chain(of_tiers).collect::<Vec<_>>().join(" · ")
}

/// "Gold: 80 points".
fn tier_line(lang: Lang, tier: &Tier, what: &Brings, currency: Currency) -> String {
    words!(
        lang,
        "automation_editor.tier_line",
        tier = in_list(&tier.title),
        brings = brings(lang, what, currency)
    )
}

/// What a tier gets in place of what all get.
fn brought_to(wave: &Wave, tier: TierId) -> Option<&Brings> {
    let brought = wave.by_tier.iter().find(|(of, _)| *of == tier);
    brought.map(|(_, brings)| brings)
}

pub(crate) fn when(lang: Lang, trigger: Trigger, n: u32) -> String {
    let length = days(lang, i64::from(n));
    match (n, trigger.is_ahead()) {
        (0, _) => words!(lang, "automation_editor.when.same_day"),
        (_, true) => words!(lang, "automation_editor.when.before", days = length),
        (_, false) => words!(lang, "automation_editor.when.after", days = length),
    }
}

pub(crate) fn brings(lang: Lang, what: &Brings, currency: Currency) -> String {
    match what {
        Brings::Words => words!(lang, "automation_editor.brings.words"),
        Brings::Task => words!(lang, "automation_editor.brings.task"),
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

/// One wave. `tiers`: those that the shop has.
#[must_use]
pub fn wave(
    lang: Lang,
    (trigger, title): (Trigger, Option<&str>),
    wave: &Wave,
    (tiers, currency): (&[Tier], Currency),
) -> String {
    words!(
        lang,
        "automation_editor.wave",
        name = name(lang, trigger, title),
        line = wave_line(lang, trigger, wave, (tiers, currency))
    )
}

/// Which tier is to get something else with a wave.
#[must_use]
pub fn choose_tier(lang: Lang) -> String {
    words!(lang, "automation_editor.choose_tier")
}

/// A tier, with whether it gets something else.
#[must_use]
pub fn tier_label(tier: &str, gets_more: bool) -> String {
    meant_label(tier, gets_more)
}

/// What a tier gets with a wave.
#[must_use]
pub fn for_tier(lang: Lang, trigger: Trigger, wave: &Wave, tier: &Tier, currency: Currency) -> String {
    let tier_name = in_list(&tier.title);
    let when = when(lang, trigger, wave.days);
    match brought_to(wave, tier.id) {
        Some(brought) => words!(
            lang,
            "automation_editor.for_tier",
            tier = tier_name,
            when = when,
            brings = brings(lang, brought, currency),
            all = brings(lang, &wave.brings, currency)
        ),
        None => words!(
            lang,
            "automation_editor.for_tier_as_all",
            tier = tier_name,
            when = when,
            all = brings(lang, &wave.brings, currency)
        ),
    }
}

/// What is another thing now, in the log.
pub(crate) fn piece_label(lang: Lang, piece: &Piece) -> String {
    match piece {
        Piece::Title => act_label(lang, Act::Title),
        Piece::Audience => act_label(lang, Act::Audience),
        Piece::Category => act_label(lang, Act::Category),
        Piece::Holiday => act_label(lang, Act::Holiday),
        Piece::Holdout => words!(lang, "automation_editor.holdout_piece"),
        Piece::Day => act_label(lang, Act::Days),
        Piece::Wave(trigger, n) => wave_label(lang, *trigger, *n),
        Piece::WaveFor(trigger, n, tier) => words!(
            lang,
            "automation_editor.wave_for_piece",
            wave = wave_label(lang, *trigger, *n),
            tier = in_list(tier)
        ),
        Piece::Texts(trigger, n, of) => words!(
            lang,
            "automation_editor.texts_piece",
            wave = wave_label(lang, *trigger, *n),
            language = crate::common::language_label(*of)
        ),
    }
}

/// What a change of own words made of them: nothing of them is read out.
pub(crate) fn whose_words(lang: Lang, words: Words) -> String {
    match words {
        Words::Usual => words!(lang, "automation_editor.words_usual"),
        Words::Own => words!(lang, "automation_editor.words_own"),
        Words::Others => words!(lang, "automation_editor.words_others"),
    }
}

/// Whose words a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    Usual,
    Own,
    /// Own ones, which are other ones than before.
    Others,
}

/// A message that there is not: it was not there before, or was left out.
pub(crate) fn no_message(lang: Lang) -> String {
    words!(lang, "automation_editor.no_message")
}

/// What a tier gets that gets nothing of its own.
pub(crate) fn as_all(lang: Lang) -> String {
    words!(lang, "automation_editor.as_all")
}

/// So many names are read out in the log, where others need their room; the rest is counted.
const FEW_NAMES: usize = 4;

/// Those for whom something is, in the log.
pub(crate) fn few_names(lang: Lang, names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(FEW_NAMES));
    let first = all_names(lang, first);
    if rest.is_empty() {
        first
    } else {
        format!(
            "{first}, +{}",
            number(lang, i64::try_from(rest.len()).unwrap_or(i64::MAX))
        )
    }
}

/// Those for whom something is; none named is everybody.
pub(crate) fn all_names(lang: Lang, names: &[String]) -> String {
    if names.is_empty() {
        return words!(lang, "automation_editor.everybody");
    }
    let names: Vec<String> = names.iter().map(|name| in_list(name)).collect();
    names.join(", ")
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
    meant_label(&all_names(lang, &[]), chosen)
}

/// One of the shop's own fields, whose choices say for whom it is. `chosen`: one of them does.
#[must_use]
pub fn field_label(title: &str, chosen: bool) -> String {
    meant_label(&format!("{} ›", short(title, LABEL_NAME)), chosen)
}

/// For which choices of a field it is to be.
#[must_use]
pub fn choose_choice(lang: Lang, field: &str) -> String {
    words!(lang, "automation_editor.choose_choice", field = in_list(field))
}

/// A tier, a kind, a tag or a choice, with whether it is meant.
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
        Flaw::BringsTooMuch => words!(
            lang,
            "automation_editor.flaw.brings_too_much",
            points = points(lang, Points::at_least_zero(MOST_POINTS))
        ),
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
