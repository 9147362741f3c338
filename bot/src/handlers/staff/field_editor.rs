//! The shop's own fields: made by buttons and typed answers, looked at, saved; and how members are asked.

use domain::field::{Circle, Field, FieldKind, LONGEST_TITLE, MOST_CHOICES, MOST_FIELDS, MOST_SIZES, options};
use domain::question::Asking;
use domain::role::Right;
use domain::shop::Shop;
use domain::{FieldId, Points, name};
use loyalty::FieldSaved;
use say::field_editor::{self as words, Act, Ask, ReadySet, act_label};
use serde::{Deserialize, Serialize};

use super::{answer, menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// The longest sentence that says what a field is for.
const LONGEST_WHY: usize = 120;
/// What the buttons for points and days go through.
const POINTS: [i64; 4] = [0, 5, 10, 20];
const DAYS: [i64; 4] = [3, 7, 14, 30];

/// A field as it would be saved, and what is asked about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldDraft {
    id: FieldId,
    /// There already: its type stays.
    saved: bool,
    title: String,
    group: Option<String>,
    /// `None`: not chosen yet. Where it is kept, `kind` is which question is open.
    #[serde(rename = "type")]
    kind: Option<FieldKind>,
    seen: usize,
    edited: usize,
    asked: bool,
    why: Option<String>,
    active: bool,
    question: Option<Part>,
    /// The message of theirs that was the last answer: read again, it is not the next one.
    answered: Option<i32>,
}

/// What can be said about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Kind,
    Title,
    Options,
    Group,
    Seen,
    Edited,
    Why,
}

impl Part {
    const ALL: [Self; 7] = [
        Self::Kind,
        Self::Title,
        Self::Options,
        Self::Group,
        Self::Seen,
        Self::Edited,
        Self::Why,
    ];

    /// The word for it in a button.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Options => "opt",
            Self::Group => "group",
            Self::Seen => "seen",
            Self::Edited => "edit",
            Self::Why => "why",
        }
    }
}

impl FieldDraft {
    fn new(id: FieldId) -> Self {
        Self {
            id,
            saved: false,
            title: String::new(),
            group: None,
            kind: None,
            seen: 0,
            edited: 0,
            asked: false,
            why: None,
            active: true,
            question: None,
            answered: None,
        }
    }

    fn of(field: Field) -> Self {
        let place = |circle: Circle| Circle::ALL.iter().position(|known| *known == circle).unwrap_or(0);
        Self {
            id: field.id,
            saved: true,
            seen: place(field.seen_by),
            edited: place(field.edited_by),
            title: field.title,
            group: field.group,
            kind: Some(field.kind),
            asked: field.asked,
            why: field.why,
            active: field.active,
            question: None,
            answered: None,
        }
    }

    /// The field as it would be. `None`: its type or title is not said yet.
    fn field(&self) -> Option<Field> {
        let circle = |place: usize| Circle::ALL.get(place).copied().unwrap_or(Circle::EVERYBODY);
        let has_options = match &self.kind {
            Some(kind @ (FieldKind::Choice { .. } | FieldKind::Size { .. })) => !kind.options().is_empty(),
            kind => kind.is_some(),
        };
        (has_options && !self.title.is_empty()).then(|| {
            Field {
                id: self.id,
                title: self.title.clone(),
                group: self.group.clone(),
                kind: self.kind.clone().unwrap_or(FieldKind::Text),
                seen_by: circle(self.seen),
                edited_by: circle(self.edited),
                asked: self.asked,
                why: self.why.clone(),
                place: 0,
                active: self.active,
            }
            .settled()
        })
    }

    /// What has to be said before it can be saved.
    fn missing(&self) -> Option<Part> {
        match &self.kind {
            None => Some(Part::Kind),
            Some(kind @ (FieldKind::Choice { .. } | FieldKind::Size { .. })) if kind.options().is_empty() => {
                Some(Part::Options)
            }
            Some(_) if self.title.is_empty() => Some(Part::Title),
            Some(_) => None,
        }
    }
}

/// `/field`: all fields, ready-made sets, and how members are asked.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    if let Some(Dialog::Field(_)) = visit.open_dialog().await? {
        visit.end_dialog().await?;
    }
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let fields = loyalty.fields(shop.id).await?;
    let asking = loyalty.asking(shop.id).await?;
    let mut rows = vec![vec![
        Button::tap(act_label(lang, Act::New), Tap::NewField.data()).style(Style::Primary),
        Button::tap(act_label(lang, Act::Sets), Tap::FieldSets.data()),
    ]];
    let buttons: Vec<Button> = fields
        .iter()
        .map(|field| {
            Button::tap(
                say::common::name_label(&field.title),
                Tap::EditField { field: field.id }.data(),
            )
        })
        .collect();
    rows.extend(buttons.chunks(2).map(<[Button]>::to_vec));
    rows.extend(asking_rows(visit, &asking));
    rows.push(menu_row(visit));
    visit.show(&screen(words::list(lang, &fields, &asking), rows)).await?;
    Ok(())
}

fn asking_rows(visit: &Visit<'_>, asking: &Asking) -> Vec<Vec<Button>> {
    let lang = visit.lang();
    let set = |label: String, what: &str, value: i64| {
        let what = what.to_owned();
        Button::tap(label, Tap::SetAsking { what, value }.data())
    };
    if !asking.asks {
        return vec![vec![set(act_label(lang, Act::AskMembers), "asks", 1)]];
    }
    let next = |values: [i64; 4], now: i64| {
        let at = values.iter().position(|value| *value == now).map_or(0, |at| at + 1);
        values.get(at).or(values.first()).copied().unwrap_or(now)
    };
    let (points, days) = (asking.points.get(), i64::from(asking.every_days));
    vec![
        vec![set(words::points_label(lang, points), "points", next(POINTS, points))],
        vec![set(words::every_label(lang, days), "days", next(DAYS, days))],
        vec![set(act_label(lang, Act::StopAsking), "asks", 0)],
    ]
}

/// Whether, how often and for what members are asked.
pub async fn asking(visit: &Visit<'_>, what: &str, value: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let before = loyalty.asking(shop.id).await?;
    let asking = match what {
        "asks" => Asking {
            asks: value != 0,
            ..before
        },
        "points" if POINTS.contains(&value) => Asking {
            points: Points::at_least_zero(value),
            ..before
        },
        "days" if DAYS.contains(&value) => Asking {
            every_days: u32::try_from(value).unwrap_or(before.every_days),
            ..before
        },
        _ => return outdated(visit).await,
    };
    match loyalty.set_asking(shop.id, visit.user(), &asking).await? {
        Ok(()) => list(visit).await,
        Err(_) => no_longer_staff(visit).await,
    }
}

/// The ready-made sets.
pub async fn sets(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditFields).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows: Vec<Vec<Button>> = ReadySet::ALL
        .into_iter()
        .map(|set| {
            let tap = Tap::TakeFieldSet {
                set: set.as_str().into(),
            };
            vec![Button::tap(words::set_label(lang, set), tap.data())]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Fields));
    visit.show(&screen(words::choose_set(lang), rows)).await?;
    Ok(())
}

/// Takes a ready-made set, in the language of the shop.
pub async fn take(visit: &Visit<'_>, set: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let Some(set) = ReadySet::parse(set) else {
        return outdated(visit).await;
    };
    let loyalty = &visit.club.loyalty;
    let mut fields = words::ready(shop.lang, set);
    for (_, field) in &mut fields {
        field.id = loyalty.new_field_id();
    }
    match loyalty.take_fields(shop.id, visit.user(), &fields).await? {
        Ok(added) => {
            visit.tap_seen().await?;
            let text = words::took_set(visit.lang(), i64::try_from(added)?);
            visit.show(&screen(text, vec![back_to(visit, &Tap::Fields)])).await?;
            Ok(())
        }
        Err(_) => no_longer_staff(visit).await,
    }
}

pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditFields).await?.is_none() {
        return Ok(());
    }
    let draft = FieldDraft::new(visit.club.loyalty.new_field_id());
    go_on(visit, draft, None).await
}

/// A field that is there, to be looked at and changed.
pub async fn show(visit: &Visit<'_>, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let found = find(visit, shop, field).await?;
    match found {
        Some(field) => go_on(visit, FieldDraft::of(field), None).await,
        None => outdated(visit).await,
    }
}

async fn find(visit: &Visit<'_>, shop: &Shop, field: FieldId) -> anyhow::Result<Option<Field>> {
    let fields = visit.club.loyalty.fields(shop.id).await?;
    Ok(fields.into_iter().find(|known| known.id == field))
}

pub async fn up(visit: &Visit<'_>, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    match visit.club.loyalty.move_field_up(shop.id, visit.user(), field).await? {
        Ok(()) => list(visit).await,
        Err(_) => no_longer_staff(visit).await,
    }
}

/// Something about the draft that is open is asked, or switched.
pub async fn on_part(visit: &Visit<'_>, part: &str) -> anyhow::Result<()> {
    let Some(mut draft) = open(visit).await? else {
        return Ok(());
    };
    match part {
        "back" => draft.question = None,
        "ask" => draft.asked = !draft.asked,
        "active" => draft.active = !draft.active,
        part => match Part::ALL.into_iter().find(|known| known.as_str() == part) {
            Some(part) => draft.question = Some(part),
            None => return outdated(visit).await,
        },
    }
    go_on(visit, draft, None).await
}

/// The draft that is open. Whoever has none is shown the list.
async fn open(visit: &Visit<'_>) -> anyhow::Result<Option<FieldDraft>> {
    if on_staff(visit, Right::EditFields).await?.is_none() {
        return Ok(None);
    }
    if let Some(Dialog::Field(draft)) = visit.open_dialog().await? {
        Ok(Some(draft))
    } else {
        list(visit).await?;
        Ok(None)
    }
}

/// A button that answers the question that is open.
pub async fn on_answer(visit: &Visit<'_>, chosen: &str) -> anyhow::Result<()> {
    let Some(mut draft) = open(visit).await? else {
        return Ok(());
    };
    let circle = |chosen: &str| {
        let place = chosen.parse::<usize>().ok()?;
        (place < Circle::ALL.len()).then_some(place)
    };
    let taken = match draft.question.or(draft.missing()) {
        Some(Part::Kind) if !draft.saved => kind(chosen).map(|kind| draft.kind = Some(kind)),
        Some(Part::Options) => match chosen {
            "shoes" => Some(words::shoe_sizes(false)),
            "halves" => Some(words::shoe_sizes(true)),
            "clothes" => Some(words::clothes_sizes()),
            _ => None,
        }
        .filter(|_| matches!(draft.kind, Some(FieldKind::Size { .. })))
        .map(|sizes| draft.kind = Some(FieldKind::Size { sizes })),
        Some(Part::Group) if chosen == "-" => {
            draft.group = None;
            Some(())
        }
        Some(Part::Seen) => circle(chosen).map(|place| draft.seen = place),
        Some(Part::Edited) => circle(chosen).map(|place| draft.edited = place),
        _ => None,
    };
    match taken {
        Some(()) => {
            draft.question = None;
            go_on(visit, draft, None).await
        }
        None => outdated(visit).await,
    }
}

/// An empty field of the type that a button names.
fn kind(word: &str) -> Option<FieldKind> {
    Some(match word {
        "text" => FieldKind::Text,
        "number" => FieldKind::Number,
        "date" => FieldKind::Date,
        "choice" => FieldKind::Choice { choices: Vec::new() },
        "size" => FieldKind::Size { sizes: Vec::new() },
        "photo" => FieldKind::Photo,
        _ => return None,
    })
}

/// A typed answer to the question that is open.
pub async fn on_words(visit: &Visit<'_>, mut draft: FieldDraft, text: &str) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditFields).await?.is_none() {
        return Ok(());
    }
    let lang = visit.lang();
    let Asked::Message { id } = visit.asked else {
        return outdated(visit).await;
    };
    if draft.answered == Some(id) {
        return go_on(visit, draft, None).await;
    }
    let line = |most: usize| {
        let line = name::one_line(text);
        let fits = !line.is_empty() && line.chars().count() <= most;
        fits.then_some(line).ok_or_else(|| words::bad_text(lang, most))
    };
    let taken = match draft.question.or(draft.missing()) {
        Some(Part::Title) => line(LONGEST_TITLE).map(|title| draft.title = title),
        Some(Part::Group) => line(LONGEST_TITLE).map(|group| draft.group = Some(group)),
        Some(Part::Why) => line(LONGEST_WHY).map(|why| draft.why = Some(why)),
        Some(Part::Options) => {
            let most = match draft.kind {
                Some(FieldKind::Size { .. }) => MOST_SIZES,
                _ => MOST_CHOICES,
            };
            let read = options(text, most).map_err(|why| words::bad_options(lang, why));
            read.map(|options| match &mut draft.kind {
                Some(FieldKind::Size { sizes }) => *sizes = options,
                Some(FieldKind::Choice { choices }) => *choices = options,
                _ => {}
            })
        }
        Some(Part::Kind | Part::Seen | Part::Edited) | None => Err(say::common::please_choose(lang)),
    };
    match taken {
        Ok(()) => {
            draft.question = None;
            draft.answered = Some(id);
            go_on(visit, draft, None).await
        }
        Err(why) => go_on(visit, draft, Some(why)).await,
    }
}

/// Shows the question that is open, or the field as it would be. `refused`: what was wrong with the last answer.
async fn go_on(visit: &Visit<'_>, draft: FieldDraft, refused: Option<String>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let question = draft.question.or(draft.missing());
    let (mut text, rows) = match question {
        Some(part) => asked(visit, &draft, part),
        None => detail(visit, &draft).await?,
    };
    if let Some(refused) = refused {
        text = format!("{refused}\n\n{text}");
    }
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Field(draft)).await
}

type Shown = (String, Vec<Vec<Button>>);

async fn detail(visit: &Visit<'_>, draft: &FieldDraft) -> anyhow::Result<Shown> {
    let lang = visit.lang();
    let Some(field) = draft.field() else {
        return Ok((words::ask(lang, Ask::Title), vec![]));
    };
    let filled = match (&visit.visitor.shop, draft.saved) {
        (Some(shop), true) => Some(visit.club.loyalty.filled_by(shop.id, draft.id).await?),
        _ => None,
    };
    let part = |act: Act, part: &str| {
        let tap = Tap::FieldPart { part: part.to_owned() };
        Button::tap(act_label(lang, act), tap.data())
    };
    let mut rows = vec![
        vec![Button::tap(act_label(lang, Act::Save), Tap::SaveField.data()).style(Style::Success)],
        vec![part(Act::Title, "title"), part(Act::Group, "group")],
        vec![part(Act::Seen, "seen"), part(Act::Edited, "edit")],
    ];
    if !field.kind.options().is_empty() {
        rows.push(vec![part(Act::Options, "opt")]);
    }
    let ask = if field.asked { Act::Keep } else { Act::Ask };
    rows.push(vec![part(ask, "ask"), part(Act::Why, "why")]);
    if draft.saved {
        let retire = if draft.active { Act::Retire } else { Act::Restore };
        let up = Tap::FieldUp { field: draft.id };
        rows.push(vec![
            Button::tap(act_label(lang, Act::Up), up.data()),
            part(retire, "active"),
        ]);
    }
    rows.push(back_to(visit, &Tap::Fields));
    Ok((words::detail(lang, &field, filled), rows))
}

fn asked(visit: &Visit<'_>, draft: &FieldDraft, part: Part) -> Shown {
    let lang = visit.lang();
    let choose = |label: String, answer: &str| {
        let tap = Tap::FieldAnswer {
            answer: answer.to_owned(),
        };
        Button::tap(label, tap.data())
    };
    let circles = || -> Vec<Vec<Button>> {
        let circles = Circle::ALL.iter().enumerate();
        circles
            .map(|(place, circle)| vec![choose(words::circle_label(lang, *circle), &place.to_string())])
            .collect()
    };
    let (what, mut rows) = match part {
        Part::Kind => {
            let words_for = ["text", "number", "date", "choice", "size", "photo"];
            let kinds = words_for.into_iter().filter_map(|word| Some((word, kind(word)?)));
            let buttons: Vec<Button> = kinds
                .map(|(word, kind)| choose(words::kind_label(lang, &kind), word))
                .collect();
            (Ask::Kind, buttons.chunks(3).map(<[Button]>::to_vec).collect())
        }
        Part::Title => (Ask::Title, vec![]),
        Part::Options if matches!(draft.kind, Some(FieldKind::Size { .. })) => (
            Ask::Sizes,
            vec![
                vec![choose(act_label(lang, Act::ShoeSizes), "shoes")],
                vec![choose(act_label(lang, Act::HalfShoeSizes), "halves")],
                vec![choose(act_label(lang, Act::ClothesSizes), "clothes")],
            ],
        ),
        Part::Options => (Ask::Choices, vec![]),
        Part::Group => (Ask::Group, vec![vec![choose(act_label(lang, Act::NoGroup), "-")]]),
        Part::Seen => (Ask::Seen, circles()),
        Part::Edited => (Ask::Edited, circles()),
        Part::Why => (Ask::Why, vec![]),
    };
    rows.push(if draft.field().is_some() {
        back_to(visit, &Tap::FieldPart { part: "back".into() })
    } else {
        vec![Button::tap(say::common::cancel_label(lang), Tap::Fields.data())]
    });
    (words::ask(lang, what), rows)
}

/// The field counts from here on.
pub async fn save(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some(draft) = open(visit).await? else {
        return Ok(());
    };
    let (Some(field), Some(shop)) = (draft.field(), &visit.visitor.shop) else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    match visit.club.loyalty.save_field(shop.id, visit.user(), &field).await? {
        FieldSaved::Done(field) => {
            visit.end_dialog().await?;
            let rows = vec![back_to(visit, &Tap::Fields)];
            answer(visit, &screen(words::saved(lang, &field.title), rows)).await
        }
        FieldSaved::TooMany => {
            let rows = vec![back_to(visit, &Tap::Fields)];
            answer(visit, &screen(words::too_many(lang, MOST_FIELDS), rows)).await
        }
        FieldSaved::OtherKind => outdated(visit).await,
        FieldSaved::NotAllowed => no_longer_staff(visit).await,
    }
}
