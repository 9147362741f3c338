//! Tiers are made and changed in the private chat. Before a threshold is saved it says who would move (T3).

use domain::birthday::{BirthdayGift, LONGEST_THING};
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::{Basis, Colour, LONGEST_TAG, Ladder, MOST_TIMES, Tier, TierRules};
use domain::{Lang, Money, TierId, name, typed_money};
use loyalty::{MOST_TIERS, TierEdit, TiersSaved};
use say::tiers::{Field, Rule};
use serde::{Deserialize, Serialize};

use super::editors::below;
use super::{menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Characters of a title.
const LONGEST_TITLE: usize = 32;
/// Five years, and a week in minutes.
const MOST_MONTHS: i64 = 60;
const MOST_DAYS: i64 = 365;
const MOST_MINUTES: i64 = 10_080;
const MOST_ORDERS: i64 = 100_000;

/// Words of [`Tap::SetTier`] that are no fields.
const ACTIVE: &str = "on";

/// Rates of points that a birthday can bring, in percent, and on how many days.
const BIRTHDAY_POINTS: [(u32, u32); 4] = [(200, 1), (200, 7), (300, 1), (300, 7)];

/// What is asked about a tier or the rules, and answered in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "snake_case")]
pub enum TierQuestion {
    /// The title of a tier that is being made.
    New {
        tier: TierId,
    },
    Field {
        tier: TierId,
        field: String,
    },
    Rule {
        rule: String,
    },
}

/// `/tier`: all tiers, and the rules they go by.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    show_list(visit, None).await
}

async fn show_list(visit: &Visit<'_>, news: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    close_question(visit).await?;
    let lang = visit.lang();
    let ladder = visit.club.loyalty.ladder(shop.id).await?;
    let new = Button::tap(say::tiers::new_label(lang), Tap::NewTier.data());
    if ladder.tiers().is_empty() {
        let usual = Button::tap(say::tiers::usual_label(lang), Tap::UsualTiers.data()).style(Style::Primary);
        let rows = vec![vec![usual], vec![new], vec![grades(lang)], menu_row(visit)];
        visit.show(&screen(say::tiers::none_yet(lang), rows)).await?;
        return Ok(());
    }
    let tiers: Vec<&Tier> = ladder.tiers().iter().collect();
    let labels: Vec<Button> = tiers
        .iter()
        .map(|tier| {
            Button::tap(
                say::tiers::tier_label(&tier.title),
                Tap::EditTier { tier: tier.id }.data(),
            )
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = labels.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![new]);
    let rules: Vec<Button> = Rule::ALL
        .into_iter()
        .map(|rule| {
            let tap = Tap::TierRule {
                rule: rule_word(rule).to_owned(),
            };
            Button::tap(say::tiers::rule_label(lang, rule), tap.data())
        })
        .collect();
    rows.extend(rules.chunks(2).map(<[Button]>::to_vec));
    rows.push(vec![grades(lang)]);
    rows.push(menu_row(visit));
    let text = say::tiers::list(lang, &tiers, &ladder.rules, shop.currency);
    visit.show(&screen(below(news, text), rows)).await?;
    Ok(())
}

/// The way to what customers are graded by: that is seen and set beside the tiers.
fn grades(lang: Lang) -> Button {
    Button::tap(say::grading::label(lang), Tap::Grades.data())
}

/// "Take the usual four".
pub async fn take_usual(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let titles = std::array::from_fn(|step| say::tiers::usual_title(shop.lang, step));
    match visit.club.loyalty.take_usual_tiers(shop, visit.user(), titles).await? {
        TiersSaved::NotAllowed => no_longer_staff(visit).await,
        _ => show_list(visit, Some(&say::tiers::saved(visit.lang()))).await,
    }
}

/// One tier, with what can be changed about it.
pub async fn show(visit: &Visit<'_>, tier: TierId) -> anyhow::Result<()> {
    show_tier(visit, None, tier).await
}

async fn show_tier(visit: &Visit<'_>, news: Option<&str>, tier: TierId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let ladder = visit.club.loyalty.ladder(shop.id).await?;
    let Some(tier) = ladder.find(tier) else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    close_question(visit).await?;
    let lang = visit.lang();
    let fields: Vec<Button> = Field::ALL
        .into_iter()
        .map(|field| {
            let tap = Tap::TierField {
                tier: tier.id,
                field: field_word(field).to_owned(),
            };
            Button::tap(say::tiers::field_label(lang, field), tap.data())
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = fields.chunks(2).map(<[Button]>::to_vec).collect();
    let label = if tier.active {
        say::tiers::withdraw_label(lang)
    } else {
        say::tiers::restore_label(lang)
    };
    let tap = Tap::TierField {
        tier: tier.id,
        field: ACTIVE.to_owned(),
    };
    rows.push(vec![Button::tap(label, tap.data())]);
    rows.push(back_to(visit, &Tap::Tiers));
    let text = say::tiers::tier(lang, tier, ladder.rules.basis, shop.currency);
    visit.show(&screen(below(news, text), rows)).await?;
    Ok(())
}

/// "New tier": what it is called. It is made withdrawn, so that nothing happens before it is looked through.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditTiers).await?.is_none() {
        return Ok(());
    }
    let tier = visit.club.loyalty.new_tier_id();
    ask(visit, TierQuestion::New { tier }, None).await
}

/// Something about a tier is to be changed.
pub async fn on_field(visit: &Visit<'_>, id: TierId, word: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let ladder = visit.club.loyalty.ladder(shop.id).await?;
    let Some(tier) = ladder.find(id) else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    if word == ACTIVE {
        return ask_active(visit, shop, &ladder, tier).await;
    }
    match field_of(word) {
        Some(Field::Colour) => {
            visit.tap_seen().await?;
            let colours: Vec<Button> = (0..)
                .zip(Colour::ALL)
                .map(|(at, colour)| {
                    let tap = Tap::SetTier {
                        tier: id,
                        field: word.to_owned(),
                        value: at,
                    };
                    Button::tap(say::tiers::colour_label(lang, colour), tap.data())
                })
                .collect();
            let mut rows: Vec<Vec<Button>> = colours.chunks(2).map(<[Button]>::to_vec).collect();
            rows.push(back_to(visit, &Tap::EditTier { tier: id }));
            let text = say::tiers::ask_field(lang, Field::Colour, ladder.rules.basis);
            visit.show(&screen(text, rows)).await?;
            Ok(())
        }
        Some(Field::BirthdayPoints) => ask_birthday_points(visit, shop, &ladder, tier).await,
        Some(_) => {
            let field = word.to_owned();
            ask(visit, TierQuestion::Field { tier: id, field }, None).await
        }
        None => outdated(visit).await,
    }
}

/// How many points a birthday brings.
async fn ask_birthday_points(visit: &Visit<'_>, shop: &Shop, ladder: &Ladder, tier: &Tier) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let (lang, field) = (visit.lang(), Field::BirthdayPoints);
    let mut rows: Vec<Vec<Button>> = (1..)
        .zip(BIRTHDAY_POINTS)
        .map(|(value, (percent, days))| {
            let gift = BirthdayGift::points(percent, days);
            let tap = Tap::SetTier {
                tier: tier.id,
                field: field_word(field).to_owned(),
                value,
            };
            let label = say::birthdays::gift(lang, "", &gift.terms, shop.currency);
            vec![Button::tap(label, tap.data())]
        })
        .collect();
    rows.push(back_to(visit, &Tap::EditTier { tier: tier.id }));
    let text = say::tiers::ask_field(lang, field, ladder.rules.basis);
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// The other things that a birthday can bring.
fn birthday_rows(lang: Lang, tier: TierId) -> Vec<Vec<Button>> {
    let kind = |field| {
        let tap = Tap::TierField {
            tier,
            field: field_word(field).to_owned(),
        };
        Button::tap(say::tiers::field_label(lang, field), tap.data())
    };
    let nothing = Tap::SetTier {
        tier,
        field: field_word(Field::Birthday).to_owned(),
        value: 0,
    };
    vec![
        vec![kind(Field::BirthdayThing), kind(Field::BirthdayPoints)],
        vec![Button::tap(say::tiers::no_birthday_gift_label(lang), nothing.data())],
    ]
}

/// Whether a tier is to be withdrawn, or offered again and to whom that gives it.
async fn ask_active(visit: &Visit<'_>, shop: &Shop, ladder: &Ladder, tier: &Tier) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let tap = |value| {
        Tap::SetTier {
            tier: tier.id,
            field: ACTIVE.to_owned(),
            value,
        }
        .data()
    };
    let (text, yes) = if tier.active {
        let yes = Button::tap(say::tiers::withdraw_label(lang), tap(0)).style(Style::Danger);
        (say::tiers::withdraw_question(lang, &tier.title), yes)
    } else {
        let offered = Tier {
            active: true,
            ..tier.clone()
        };
        let change = say::tiers::new_threshold(lang, tier, ladder.rules.basis, shop.currency);
        let text = rehearsed(visit, shop, &TierEdit::Tier(Box::new(offered)), &change).await?;
        (
            text,
            Button::tap(say::tiers::restore_label(lang), tap(1)).style(Style::Primary),
        )
    };
    let rows = vec![vec![yes], back_to(visit, &Tap::EditTier { tier: tier.id })];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One of the rules is to be changed.
pub async fn on_rule(visit: &Visit<'_>, word: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    match rule_of(word) {
        Some(Rule::Basis) => {
            visit.tap_seen().await?;
            let lang = visit.lang();
            let rules = visit.club.loyalty.ladder(shop.id).await?.rules;
            let other = Basis::ALL.into_iter().find(|basis| *basis != rules.basis);
            let edit = TierRules {
                basis: other.unwrap_or(rules.basis),
                ..rules
            };
            let change = say::tiers::new_rules(lang, &edit);
            let text = rehearsed(visit, shop, &TierEdit::Rules(edit), &change).await?;
            let tap = Tap::SetTierRule {
                rule: word.to_owned(),
                value: i64::from(edit.basis == Basis::Orders),
            };
            let yes = Button::tap(say::tiers::basis_label(lang, edit.basis), tap.data()).style(Style::Primary);
            let question = say::tiers::ask_rule(lang, Rule::Basis);
            let rows = vec![vec![yes], back_to(visit, &Tap::Tiers)];
            visit.show(&screen(format!("{question}\n\n{text}"), rows)).await?;
            Ok(())
        }
        Some(_) => {
            let rule = word.to_owned();
            ask(visit, TierQuestion::Rule { rule }, None).await
        }
        None => outdated(visit).await,
    }
}

/// A value of a tier that was chosen, or confirmed after it was said who would move.
pub async fn set(visit: &Visit<'_>, id: TierId, word: &str, value: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let ladder = visit.club.loyalty.ladder(shop.id).await?;
    let Some(tier) = ladder.find(id) else {
        return outdated(visit).await;
    };
    let mut new = tier.clone();
    match (word, field_of(word)) {
        (ACTIVE, _) => new.active = value == 1,
        (_, Some(Field::Colour)) => {
            let chosen = usize::try_from(value).ok().and_then(|at| Colour::ALL.get(at));
            let Some(colour) = chosen else {
                return outdated(visit).await;
            };
            new.colour = *colour;
        }
        (_, Some(Field::Birthday)) if value == 0 => new.birthday = None,
        (_, Some(Field::BirthdayPoints)) => {
            let chosen = usize::try_from(value - 1).ok().and_then(|at| BIRTHDAY_POINTS.get(at));
            let Some((percent, days)) = chosen else {
                return outdated(visit).await;
            };
            new.birthday = Some(BirthdayGift::points(*percent, *days));
        }
        (_, Some(Field::From)) => match ladder.rules.basis {
            Basis::Money => match Money::new(value) {
                Some(from) => new.from_money = from,
                None => return outdated(visit).await,
            },
            Basis::Orders if (0..=MOST_ORDERS).contains(&value) => new.from_orders = value,
            Basis::Orders => return outdated(visit).await,
        },
        _ => return outdated(visit).await,
    }
    save(visit, shop, TierEdit::Tier(Box::new(new))).await
}

/// The same for a rule.
pub async fn set_rule(visit: &Visit<'_>, word: &str, value: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    if rule_of(word) != Some(Rule::Basis) {
        return outdated(visit).await;
    }
    let rules = visit.club.loyalty.ladder(shop.id).await?.rules;
    let basis = if value == 1 { Basis::Orders } else { Basis::Money };
    save(visit, shop, TierEdit::Rules(TierRules { basis, ..rules })).await
}

/// A typed answer.
pub async fn on_words(visit: &Visit<'_>, question: TierQuestion, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let ladder = visit.club.loyalty.ladder(shop.id).await?;
    let edit = match &question {
        TierQuestion::New { tier } => titled(visit, text).map(|title| made(&ladder, *tier, title)),
        TierQuestion::Field { tier, field } => match (ladder.find(*tier), field_of(field)) {
            (Some(tier), Some(field)) => changed(visit, shop, &ladder, tier, field, text),
            _ => return outdated(visit).await,
        },
        TierQuestion::Rule { rule } => match rule_of(rule) {
            Some(rule) => ruled(visit, ladder.rules, rule, text),
            None => return outdated(visit).await,
        },
    };
    let edit = match edit {
        Ok(edit) => edit,
        Err(wrong) => return ask(visit, question, Some(&wrong)).await,
    };
    match (&question, &edit) {
        (TierQuestion::Field { field, .. }, TierEdit::Tier(tier)) if field_of(field) == Some(Field::From) => {
            confirm_threshold(visit, shop, &ladder, tier, field).await
        }
        _ => save(visit, shop, edit).await,
    }
}

/// Says who would move, and asks.
async fn confirm_threshold(
    visit: &Visit<'_>,
    shop: &Shop,
    ladder: &Ladder,
    tier: &Tier,
    word: &str,
) -> anyhow::Result<()> {
    let (lang, basis) = (visit.lang(), ladder.rules.basis);
    let change = say::tiers::new_threshold(lang, tier, basis, shop.currency);
    let text = rehearsed(visit, shop, &TierEdit::Tier(Box::new(tier.clone())), &change).await?;
    let tap = Tap::SetTier {
        tier: tier.id,
        field: word.to_owned(),
        value: tier.threshold(basis),
    };
    let save = Button::tap(say::tiers::save_label(lang), tap.data()).style(Style::Primary);
    let rows = vec![vec![save], back_to(visit, &Tap::EditTier { tier: tier.id })];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

async fn rehearsed(visit: &Visit<'_>, shop: &Shop, edit: &TierEdit, change: &str) -> anyhow::Result<String> {
    let loyalty = &visit.club.loyalty;
    let after = edit.on(&loyalty.ladder(shop.id).await?);
    let moves = loyalty.rehearse_tiers(shop.id, edit).await?;
    let told: Vec<say::tiers::Moves<'_>> = moves
        .iter()
        .filter_map(|moves| {
            Some(say::tiers::Moves {
                tier: &after.find(moves.tier)?.title,
                up: (moves.up.count, &moves.up.names),
                down: (moves.down.count, &moves.down.names),
            })
        })
        .collect();
    Ok(say::tiers::rehearsal(visit.lang(), change, &told))
}

async fn save(visit: &Visit<'_>, shop: &Shop, edit: TierEdit) -> anyhow::Result<()> {
    let lang = visit.lang();
    let news = match visit.club.loyalty.edit_tiers(shop, visit.user(), &edit).await? {
        TiersSaved::Done(_) => say::tiers::saved(lang),
        TiersSaved::SameThreshold { title } => say::tiers::same_threshold(lang, &title),
        TiersSaved::TooMany => say::tiers::too_many(lang, i64::try_from(MOST_TIERS)?),
        TiersSaved::NotAllowed => return no_longer_staff(visit).await,
    };
    match edit {
        TierEdit::Tier(tier) => show_tier(visit, Some(&news), tier.id).await,
        TierEdit::Rules(_) => show_list(visit, Some(&news)).await,
    }
}

/// Puts a question, below what was wrong with the answer before.
async fn ask(visit: &Visit<'_>, question: TierQuestion, wrong: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let basis = visit.club.loyalty.ladder(shop.id).await?.rules.basis;
    let (text, back) = match &question {
        TierQuestion::New { .. } => (say::tiers::ask_field(lang, Field::Title, basis), Tap::Tiers),
        TierQuestion::Field { tier, field } => {
            let field = field_of(field).unwrap_or(Field::Title);
            (say::tiers::ask_field(lang, field, basis), Tap::EditTier { tier: *tier })
        }
        TierQuestion::Rule { rule } => {
            let rule = rule_of(rule).unwrap_or(Rule::Window);
            (say::tiers::ask_rule(lang, rule), Tap::Tiers)
        }
    };
    let mut rows = match &question {
        TierQuestion::Field { tier, field } if field_of(field) == Some(Field::Birthday) => birthday_rows(lang, *tier),
        _ => vec![],
    };
    rows.push(back_to(visit, &back));
    visit.show(&screen(below(wrong, text), rows)).await?;
    visit.ask(&Dialog::Tier { question }).await
}

async fn close_question(visit: &Visit<'_>) -> anyhow::Result<()> {
    if let Some(Dialog::Tier { .. }) = visit.open_dialog().await? {
        visit.end_dialog().await?;
    }
    Ok(())
}

/// A new tier: above all others, and not to be reached yet.
fn made(ladder: &Ladder, id: TierId, title: String) -> TierEdit {
    let highest = ladder.tiers().last();
    let twice = |minor: i64| Money::new(minor.saturating_mul(2)).unwrap_or(Money::MAX);
    TierEdit::Tier(Box::new(Tier {
        id,
        tag: Some(title.chars().take(LONGEST_TAG).collect::<String>()).filter(|tag| !has_emoji(tag)),
        title,
        from_money: highest.map_or(Money::ZERO, |tier| twice(tier.from_money.minor())),
        from_orders: highest.map_or(0, |tier| tier.from_orders.saturating_mul(2)),
        times: 100,
        off: 0,
        early_minutes: 0,
        birthday: None,
        colour: Colour::default(),
        active: false,
    }))
}

/// The tier with a typed answer in it, or what is wrong with the answer.
fn changed(
    visit: &Visit<'_>,
    shop: &Shop,
    ladder: &Ladder,
    tier: &Tier,
    field: Field,
    text: &str,
) -> Result<TierEdit, String> {
    let lang = visit.lang();
    let mut new = tier.clone();
    match field {
        Field::Title => new.title = titled(visit, text)?,
        Field::From => match ladder.rules.basis {
            Basis::Money if text.trim() == "0" => new.from_money = Money::ZERO,
            Basis::Money => {
                let read = typed_money::read(text, lang, shop.currency);
                new.from_money = read.map_err(|why| say::tiers::unclear_amount(lang, text, &why, shop.currency))?;
            }
            Basis::Orders => new.from_orders = whole(visit, text, 0, MOST_ORDERS)?,
        },
        Field::Times => new.times = small(visit, text, 100, i64::from(MOST_TIMES))?,
        Field::Off => new.off = small(visit, text, 0, 100)?,
        Field::Early => new.early_minutes = small(visit, text, 0, MOST_MINUTES)?,
        Field::Tag => new.tag = tagged(visit, text)?,
        Field::Colour | Field::BirthdayPoints => return Err(say::common::please_choose(lang)),
        Field::Birthday if is_nothing(text) => new.birthday = None,
        Field::Birthday => {
            let off = typed_money::read(text, lang, shop.currency)
                .map_err(|why| say::tiers::unclear_amount(lang, text, &why, shop.currency))?;
            new.birthday = Some(BirthdayGift::off(off));
        }
        Field::BirthdayThing => {
            let thing = name::one_line(text);
            if thing.is_empty() || thing.chars().count() > LONGEST_THING {
                let most = i64::try_from(LONGEST_THING).unwrap_or(0);
                return Err(say::tiers::too_long(lang, most));
            }
            new.birthday = Some(BirthdayGift::thing(thing));
        }
    }
    Ok(TierEdit::Tier(Box::new(new)))
}

fn ruled(visit: &Visit<'_>, rules: TierRules, rule: Rule, text: &str) -> Result<TierEdit, String> {
    let mut new = rules;
    match rule {
        Rule::Basis => return Err(say::common::please_choose(visit.lang())),
        Rule::Window => new.window_months = small(visit, text, 1, MOST_MONTHS)?,
        Rule::Term => new.term_months = small(visit, text, 1, MOST_MONTHS)?,
        Rule::Grace => new.grace_days = small(visit, text, 0, MOST_DAYS)?,
        Rule::Warning => new.warning_days = small(visit, text, 0, MOST_DAYS)?,
    }
    Ok(TierEdit::Rules(new))
}

fn titled(visit: &Visit<'_>, text: &str) -> Result<String, String> {
    let title = name::clean(text);
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(say::tiers::too_long(
            visit.lang(),
            i64::try_from(LONGEST_TITLE).unwrap_or(0),
        ));
    }
    Ok(title)
}

/// A dash, as people type it for nothing.
fn is_nothing(text: &str) -> bool {
    ["-", "–", "—"].contains(&text.trim())
}

/// A tag as Telegram shows it, or none.
fn tagged(visit: &Visit<'_>, text: &str) -> Result<Option<String>, String> {
    let tag = name::clean(text);
    if is_nothing(&tag) {
        return Ok(None);
    }
    if tag.is_empty() || tag.encode_utf16().count() > LONGEST_TAG {
        return Err(say::tiers::too_long(
            visit.lang(),
            i64::try_from(LONGEST_TAG).unwrap_or(0),
        ));
    }
    if has_emoji(&tag) {
        return Err(say::tiers::no_emoji(visit.lang()));
    }
    Ok(Some(tag))
}

/// Symbols beyond the scripts that people write in.
fn has_emoji(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}' | '\u{200d}'))
}

fn whole(visit: &Visit<'_>, text: &str, least: i64, most: i64) -> Result<i64, String> {
    let typed = text.trim().trim_end_matches('%').trim_end();
    let number = typed
        .parse::<i64>()
        .ok()
        .filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| say::tiers::not_between(visit.lang(), least, most))
}

fn small<N: TryFrom<i64>>(visit: &Visit<'_>, text: &str, least: i64, most: i64) -> Result<N, String> {
    let number = whole(visit, text, least, most)?;
    N::try_from(number).map_err(|_| say::tiers::not_between(visit.lang(), least, most))
}

const fn field_word(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::From => "from",
        Field::Times => "times",
        Field::Off => "off",
        Field::Early => "early",
        Field::Tag => "tag",
        Field::Colour => "colour",
        Field::Birthday => "birthday",
        Field::BirthdayThing => "thing",
        Field::BirthdayPoints => "points",
    }
}

fn field_of(word: &str) -> Option<Field> {
    Field::ALL
        .into_iter()
        .chain([Field::BirthdayThing, Field::BirthdayPoints])
        .find(|field| field_word(*field) == word)
}

const fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Basis => "basis",
        Rule::Window => "window",
        Rule::Term => "term",
        Rule::Grace => "grace",
        Rule::Warning => "warning",
    }
}

fn rule_of(word: &str) -> Option<Rule> {
    Rule::ALL.into_iter().find(|rule| rule_word(*rule) == word)
}
