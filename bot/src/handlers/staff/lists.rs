//! The owner's lists: sent as a file, looked at together, taken over, taken back, and given out (D6).

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::field::Field;
use domain::import::{Column, DayOrder};
use domain::role::Right;
use domain::shop::Shop;
use domain::{FieldId, ShopId};
use loyalty::{Import, Importer, TakenBack, TakenOver};
use say::lists as words;
use say::lists::{Told, Unreadable};
use serde::{Deserialize, Serialize};
use sheet::Trouble as Unread;
use teloxide::types::Document as Sent;
use uuid::Uuid;

use super::{menu_row, no_longer_staff, on_staff, outdated, to_menu};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::lists::reading::{self, Read};
use crate::lists::writing::{self, Export, Form};
use crate::lists::{Origin, Plan, own_fields};
use crate::tap::Tap;
use crate::telegram::documents::{Document, MOST_RECEIVED, MOST_SENT};
use crate::telegram::{Button, Message, Style};

const MEGABYTE: u64 = 1 << 20;
/// Columns that get a button. Further ones are seldom more than remarks.
const BUTTONS: usize = 24;
/// How often a message that shows progress is changed: within what a chat may be written to.
const TELLS: Duration = Duration::from_secs(4);
/// More members than these are no file for a chat.
const MOST_EXPORTED: i64 = 200_000;

/// The words of [`Tap::ListOrder`] and [`Tap::Export`].
const DAY: &str = "day";
const MONTH: &str = "month";
const XLSX: &str = "xlsx";
const CSV: &str = "csv";

/// A list that was sent, and how it is to be read. The file itself stays with Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDraft {
    pub shop: ShopId,
    pub file_id: String,
    pub name: String,
    pub plan: Plan,
}

/// `/import`: asks for the file, and offers to take the last one back.
pub async fn on_command(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let mut rows = Vec::new();
    if let Some(last) = visit.club.loyalty.last_import(shop.id).await? {
        rows.push(undo_row(visit, &last));
    }
    rows.push(menu_row(visit));
    visit.say(&screen(words::ask_file(lang, megabytes()), rows)).await?;
    Ok(())
}

fn megabytes() -> i64 {
    i64::try_from(MOST_RECEIVED / MEGABYTE).unwrap_or(0)
}

fn undo_row(visit: &Visit<'_>, import: &Import) -> Vec<Button> {
    let tap = Tap::AskUndoList { import: import.id };
    vec![Button::tap(words::undo_label(visit.lang(), &import.file), tap.data())]
}

/// An owner sends a file: it is looked at, and its columns are shown.
pub async fn on_document(visit: &Visit<'_>, sent: &Sent) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let (file_id, name) = (sent.file.id.0.as_str(), sent.file_name.as_deref().unwrap_or("list"));
    let Some(origin) = fetched(visit, file_id).await? else {
        return Ok(());
    };
    let today = shop.day(visit.club.loyalty.clock.now());
    let (own, headings) = own_fields(&visit.club.loyalty, shop.id).await?;
    match crate::lists::look(&origin, None, shop.lang, today, headings).await {
        Ok(plan) => {
            let draft = ListDraft {
                shop: shop.id,
                file_id: file_id.to_owned(),
                name: domain::name::clean(name),
                plan,
            };
            show_columns(visit, draft, &own).await
        }
        Err(trouble) => {
            visit.say(&to_menu(visit, unread(visit, &trouble))).await?;
            Ok(())
        }
    }
}

/// The file from Telegram. One that is too large is said to be so.
async fn fetched(visit: &Visit<'_>, file_id: &str) -> anyhow::Result<Option<Origin>> {
    if let Some(bytes) = visit.club.telegram.fetch(file_id).await? {
        return Ok(Some(Origin::Sent(Arc::from(bytes))));
    }
    let text = words::unreadable(visit.lang(), Unreadable::TooLarge(megabytes()));
    visit.say(&to_menu(visit, text)).await?;
    Ok(None)
}

fn unread(visit: &Visit<'_>, trouble: &Unread) -> String {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let why = match trouble {
        Unread::Locked => Unreadable::Locked,
        Unread::Empty => Unreadable::Empty,
        Unread::TooLarge { most } => Unreadable::TooLarge(count(most / MEGABYTE)),
        Unread::TooManyRows { most } => Unreadable::TooManyRows(count(*most)),
        Unread::TooManyColumns { line, most } => Unreadable::TooManyColumns {
            line: count(*line),
            most: i64::try_from(*most).unwrap_or(i64::MAX),
        },
        Unread::CellTooLong { line, .. } => Unreadable::CellTooLong { line: count(*line) },
        Unread::Damaged(_) => Unreadable::Damaged,
        Unread::NotATable | Unread::Io(_) | Unread::NoSuchSheet { .. } => Unreadable::NotATable,
    };
    words::unreadable(visit.lang(), why)
}

/// The list that is open in this chat, if it is this shop's.
async fn open(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Option<ListDraft>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::List(draft)) if draft.shop == shop.id => Some(*draft),
        _ => None,
    })
}

/// What the columns were taken for, with a button for each.
async fn show_columns(visit: &Visit<'_>, draft: ListDraft, own: &[Field]) -> anyhow::Result<()> {
    let lang = visit.lang();
    let plan = &draft.plan;
    let told: Vec<(String, String, Column)> = (0..plan.columns.len()).filter_map(|at| told(plan, at)).collect();
    let shown: Vec<Told<'_>> = told
        .iter()
        .take(BUTTONS)
        .map(|(heading, sample, column)| Told {
            heading,
            sample,
            column: *column,
        })
        .collect();
    let order = plan.unclear.then_some(plan.order);
    let text = words::columns(lang, &draft.name, &shown, order, own);
    let buttons: Vec<Button> = shown
        .iter()
        .enumerate()
        .map(|(at, told)| {
            let tap = Tap::ListColumn {
                at: i64::try_from(at).unwrap_or(0),
            };
            Button::tap(words::column_label(lang, told.heading, told.column, own), tap.data())
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    if let Some(order) = order {
        let (other, word) = match order {
            DayOrder::DayFirst => (DayOrder::MonthFirst, MONTH),
            DayOrder::MonthFirst => (DayOrder::DayFirst, DAY),
        };
        let tap = Tap::ListOrder { order: word.to_owned() };
        rows.push(vec![Button::tap(words::order_label(lang, other), tap.data())]);
    }
    rows.push(vec![
        Button::tap(words::read_label(lang), Tap::ReadList.data()).style(Style::Success),
    ]);
    rows.push(vec![Button::tap(say::common::cancel_label(lang), Tap::Dismiss.data())]);
    visit.tap_seen().await?;
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::List(Box::new(draft))).await
}

/// The heading of a column, or its place, with what stands in it.
fn told(plan: &Plan, at: usize) -> Option<(String, String, Column)> {
    let column = *plan.columns.get(at)?;
    let title = plan.titles.get(at).filter(|title| !title.is_empty());
    let heading = title.cloned().unwrap_or_else(|| letters(at));
    let sample = plan.samples.get(at).cloned().unwrap_or_default();
    Some((heading, sample, column))
}

/// As spreadsheets name their columns: A, B, …, Z, AA.
fn letters(at: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    match at / 26 {
        0 => letter(at).to_string(),
        more => [letter(more - 1), letter(at)].iter().collect(),
    }
}

/// "Back" from one column.
pub async fn columns(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let (own, _) = own_fields(&visit.club.loyalty, shop.id).await?;
    match open(visit, shop).await? {
        Some(draft) => show_columns(visit, draft, &own).await,
        None => gone(visit).await,
    }
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    visit.replace(&to_menu(visit, words::gone(visit.lang()))).await?;
    Ok(())
}

/// What a column is: all that it can be.
pub async fn ask_column(visit: &Visit<'_>, at: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let Some(draft) = open(visit, shop).await? else {
        return gone(visit).await;
    };
    let place = usize::try_from(at).unwrap_or(usize::MAX);
    let Some((heading, sample, _)) = told(&draft.plan, place) else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    let (own, _) = own_fields(&visit.club.loyalty, shop.id).await?;
    let usual = Column::ALL.into_iter().map(|column| {
        let tap = Tap::ListChoice {
            at,
            column: column.as_str().to_owned(),
        };
        Button::tap(words::column_name(lang, column, &own), tap.data())
    });
    let fields = own.iter().map(|field| {
        let tap = Tap::ListField { at, field: field.id };
        Button::tap(say::common::name_label(&field.title), tap.data())
    });
    let buttons: Vec<Button> = usual.chain(fields).collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::ListColumns));
    visit.tap_seen().await?;
    visit
        .show(&screen(words::ask_column(lang, &heading, &sample), rows))
        .await?;
    Ok(())
}

pub async fn on_column(visit: &Visit<'_>, at: i64, column: &str) -> anyhow::Result<()> {
    set(visit, at, Column::parse(column)).await
}

/// A column is a field of the shop's own. One that was retired meanwhile is none.
pub async fn on_field(visit: &Visit<'_>, at: i64, field: FieldId) -> anyhow::Result<()> {
    set(visit, at, Some(Column::Field(field))).await
}

async fn set(visit: &Visit<'_>, at: i64, column: Option<Column>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let Some(mut draft) = open(visit, shop).await? else {
        return gone(visit).await;
    };
    let (own, _) = own_fields(&visit.club.loyalty, shop.id).await?;
    let is_there = |column: &Column| match column {
        Column::Field(id) => own.iter().any(|field| field.id == *id),
        _ => true,
    };
    let (Some(column), Ok(at)) = (column.filter(is_there), usize::try_from(at)) else {
        return outdated(visit).await;
    };
    draft.plan.set(at, column);
    show_columns(visit, draft, &own).await
}

pub async fn on_order(visit: &Visit<'_>, order: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let Some(mut draft) = open(visit, shop).await? else {
        return gone(visit).await;
    };
    draft.plan.order = match order {
        DAY => DayOrder::DayFirst,
        MONTH => DayOrder::MonthFirst,
        _ => return outdated(visit).await,
    };
    let (own, _) = own_fields(&visit.club.loyalty, shop.id).await?;
    show_columns(visit, draft, &own).await
}

/// Reads the whole list and says what taking it over would do.
pub async fn read(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let Some(draft) = open(visit, shop).await? else {
        return gone(visit).await;
    };
    let lang = visit.lang();
    if !draft.plan.names_people() {
        return Ok(visit.hint(&say::text::alert(&words::no_names(lang))).await?);
    }
    visit.tap_seen().await?;
    let Some(origin) = fetched(visit, &draft.file_id).await? else {
        return Ok(());
    };
    let by = Importer::Owner(visit.user());
    let done = AtomicI64::new(0);
    let count = |rows| done.store(rows, Ordering::Relaxed);
    let loyalty = &visit.club.loyalty;
    let reading = reading::read(loyalty, shop, by, &draft.name, &origin, &draft.plan, &count);
    let told = || words::reading(lang, done.load(Ordering::Relaxed));
    let (import, faults) = match Box::pin(telling(visit, reading, &told)).await? {
        Read::Done { import, faults } => (import, faults),
        Read::StillFiling => return say_instead(visit, words::still_filing(lang)).await,
        Read::Unreadable(trouble) => return say_instead(visit, unread(visit, &trouble)).await,
        Read::Gone => return gone(visit).await,
        Read::NotAllowed => return no_longer_staff(visit).await,
    };
    let counts = import.counts;
    let mut rows = Vec::new();
    if counts.new + counts.changed > 0 {
        let tap = Tap::TakeList { import: import.id };
        let button = Button::tap(words::take_label(lang, &counts), tap.data());
        rows.push(vec![button.style(Style::Success)]);
    }
    rows.push(back_to(visit, &Tap::ListColumns));
    rows.push(vec![Button::tap(say::common::cancel_label(lang), Tap::Dismiss.data())]);
    visit
        .replace(&screen(words::preview(lang, &draft.name, &counts), rows))
        .await?;
    if !faults.is_empty() {
        let (own, _) = own_fields(&visit.club.loyalty, shop.id).await?;
        let (name, bytes) = writing::faults(lang, &faults, &own)?;
        let document = Document {
            name,
            bytes,
            caption: words::faults_caption(lang, counts.bad),
        };
        visit.club.telegram.send_document(visit.chat, &document).await?;
    }
    Ok(())
}

async fn say_instead(visit: &Visit<'_>, text: String) -> anyhow::Result<()> {
    visit.replace(&to_menu(visit, text)).await?;
    Ok(())
}

/// Does something that takes a while, and changes the message meanwhile so that it says how far it is.
async fn telling<T, E>(
    visit: &Visit<'_>,
    work: impl Future<Output = Result<T, E>>,
    told: &(dyn Fn() -> String + Send + Sync),
) -> anyhow::Result<T>
where
    anyhow::Error: From<E>,
{
    let mut work = std::pin::pin!(work);
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + TELLS, TELLS);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done?),
            _ = ticks.tick() => {
                // It is the work that matters; a message that could not be changed is changed the next time.
                drop(visit.replace(&Message::text(told())).await);
            }
        }
    }
}

/// Takes a list over that was read. Tapped again, it is the same list.
pub async fn take(visit: &Visit<'_>, import: Uuid) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let percent = AtomicI64::new(0);
    let progress = |done: i64, all: i64| percent.store(done * 100 / all.max(1), Ordering::Relaxed);
    let by = Importer::Owner(visit.user());
    tracing::info!(%import, "a list is being taken over");
    let taking = visit.club.loyalty.take_over(shop, by, import, &progress);
    let told = || words::working(lang, percent.load(Ordering::Relaxed));
    match Box::pin(telling(visit, taking, &told)).await? {
        TakenOver::Done { import } => {
            tracing::info!(import = %import.id, new = import.counts.new, "a list was taken over");
            let rows = vec![undo_row(visit, &import), menu_row(visit)];
            visit
                .replace(&screen(words::taken_over(lang, &import.counts), rows))
                .await?;
            visit.end_dialog().await?;
            Ok(())
        }
        TakenOver::Outdated { line } => say_instead(visit, words::outdated(lang, line)).await,
        TakenOver::Gone => gone(visit).await,
        TakenOver::NotAllowed => no_longer_staff(visit).await,
    }
}

/// Asks once before a list is taken back.
pub async fn ask_undo(visit: &Visit<'_>, import: Uuid) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.find_import(shop.id, import).await? else {
        return gone(visit).await;
    };
    let lang = visit.lang();
    let confirm = Button::tap(words::undo_confirm_label(lang), Tap::UndoList { import }.data());
    let rows = vec![vec![confirm.style(Style::Danger)], back_to(visit, &Tap::Menu)];
    visit.tap_seen().await?;
    visit
        .show(&screen(words::ask_undo(lang, &found.file, &found.counts), rows))
        .await?;
    Ok(())
}

pub async fn undo(visit: &Visit<'_>, import: Uuid) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let percent = AtomicI64::new(0);
    let progress = |done: i64, all: i64| percent.store(done * 100 / all.max(1), Ordering::Relaxed);
    let by = Importer::Owner(visit.user());
    let undoing = visit.club.loyalty.take_back(shop, by, import, &progress);
    let told = || words::working(lang, percent.load(Ordering::Relaxed));
    let text = match Box::pin(telling(visit, undoing, &told)).await? {
        TakenBack::Done { undone, .. } => words::undone(
            lang,
            words::TakenBack {
                gone: undone.gone,
                stay: undone.stay,
                restored: undone.restored,
            },
        ),
        TakenBack::TooLate => words::too_late(lang),
        TakenBack::Gone => words::gone(lang),
        TakenBack::NotAllowed => return no_longer_staff(visit).await,
    };
    say_instead(visit, text).await
}

/// `/export`: as what.
pub async fn ask_export(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunShop).await?.is_none() {
        return Ok(());
    }
    let lang = visit.lang();
    let button = |label: String, form: &str| {
        let tap = Tap::Export { form: form.to_owned() };
        vec![Button::tap(label, tap.data())]
    };
    let rows = vec![
        button(words::workbook_label(lang), XLSX),
        button(words::texts_label(lang), CSV),
        menu_row(visit),
    ];
    visit.say(&screen(words::ask_export(lang), rows)).await?;
    Ok(())
}

/// Writes everything down and sends it.
pub async fn export(visit: &Visit<'_>, form: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let form = match form {
        XLSX => Form::Xlsx,
        CSV => Form::Csv,
        _ => return outdated(visit).await,
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let loyalty = &visit.club.loyalty;
    if loyalty.member_count(shop.id).await? > MOST_EXPORTED {
        return say_instead(visit, words::export_too_large(lang)).await;
    }
    let folder = Folder::new(loyalty.ids.token().as_str())?;
    let ask = Export {
        shop,
        by: Importer::Owner(visit.user()),
        lang,
        bot: Some(&visit.club.me.username),
        form,
    };
    let writing = writing::export(loyalty, &ask, folder.path(), &|_| ());
    let Ok(written) = Box::pin(telling(visit, writing, &|| words::exporting(lang))).await? else {
        return no_longer_staff(visit).await;
    };
    for file in &written.files {
        let bytes = tokio::fs::read(file).await?;
        if bytes.len() > MOST_SENT {
            return say_instead(visit, words::export_too_large(lang)).await;
        }
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let document = Document {
            name: format!("{} {}", shop.name, name.unwrap_or_default()),
            bytes,
            caption: String::new(),
        };
        visit.club.telegram.send_document(visit.chat, &document).await?;
    }
    say_instead(visit, words::exported(lang, written.members)).await
}

/// A folder for files on their way, gone with whoever holds it.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("regulars-{name}"));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "files of an export were left behind");
        }
    }
}
