//! `regulars import` and `regulars export`: the same as in the chat, without its limits.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use domain::Lang;
use domain::field::Field;
use domain::import::{Column, Counts, DayOrder, Fault};
use domain::shop::Shop;
use loyalty::{Importer, Loyalty, TakenBack, TakenOver};
use uuid::Uuid;

use super::reading::{self, Read};
use super::writing::{self, Export, Form};
use super::{Origin, Plan, look, own_fields};

/// Faults that are printed; the rest is counted.
const PRINTED: usize = 50;
/// How often a line of progress is written.
const TELLS: Duration = Duration::from_millis(500);

/// Take over the shop's own list of customers
#[derive(Debug, Args)]
pub struct Import {
    /// The list: CSV, XLSX, XLS or ODS
    #[arg(value_name = "FILE", required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// The shop, by its name or its short name in files; not needed where there is only one
    #[arg(long, value_name = "SHOP")]
    shop: Option<String>,
    /// The sheet of a workbook; otherwise the one that holds most
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What a column is, as HEADING=COLUMN; several with commas. A heading may also be a number, from 1; a field of the
    /// shop's own is field:TITLE
    #[arg(long, value_name = "HEADING=COLUMN", value_delimiter = ',')]
    map: Vec<String>,
    /// Dates such as 03/04/1990 are the third of April (day) or the fourth of March (month)
    #[arg(long, value_name = "ORDER", value_parser = ["day", "month"])]
    first: Option<String>,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out rows with something wrong; without it, one such row keeps the list out
    #[arg(long)]
    skip_bad: bool,
    /// Take a list back that was taken over within the last day
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    undo: Option<Uuid>,
}

/// Write everything of a shop as a spreadsheet
#[derive(Debug, Args)]
pub struct ExportTo {
    /// As one workbook, or as a text for each table
    #[arg(long, value_enum, default_value = "xlsx")]
    format: Form,
    /// The folder for it
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    to: PathBuf,
    /// The shop, by its name or its short name in files; not needed where there is only one
    #[arg(long, value_name = "SHOP")]
    shop: Option<String>,
    /// The bot's username, for the invitation links of members without Telegram
    #[arg(long, value_name = "NAME")]
    bot: Option<String>,
}

/// Takes a list over, or back.
///
/// # Errors
/// Whatever keeps it from that, in words for the operator.
pub async fn import(loyalty: &Loyalty, ask: &Import) -> anyhow::Result<ExitCode> {
    let shop = shop(loyalty, ask.shop.as_deref()).await?;
    if let Some(id) = ask.undo {
        return undo(loyalty, &shop, id).await;
    }
    let file = ask.file.as_ref().context("FILE: a list is needed")?;
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let origin = Origin::File(file.clone());
    let today = shop.day(loyalty.clock.now());
    let (own, headings) = own_fields(loyalty, shop.id).await?;
    let looked = look(&origin, ask.sheet.clone(), shop.lang, today, headings).await;
    let mut plan = looked.with_context(|| file.display().to_string())?;
    settle(&mut plan, ask, &own)?;
    say(&told(&plan, &own))?;
    if !plan.names_people() {
        bail!("no column says who these people are; name one with --map \"HEADING=name\"");
    }
    let line = Progress::new();
    let read = |rows| line.tell(&format!("reading: {rows} rows"));
    let read = reading::read(loyalty, &shop, Importer::Operator, &name, &origin, &plan, &read).await?;
    line.end();
    let (import, faults) = match read {
        Read::Done { import, faults } => (import, faults),
        Read::Unreadable(trouble) => return Err(trouble).with_context(|| file.display().to_string()),
        Read::StillFiling => bail!("the members of the last list are still being filed; the running bot does that"),
        Read::NotAllowed | Read::Gone => bail!("the list was forgotten while it was read; try again"),
    };
    say(&wrong(&faults, &own))?;
    say(&counted(&import.counts))?;
    if ask.dry_run {
        say("Nothing was changed.")?;
        return Ok(ExitCode::SUCCESS);
    }
    if import.counts.bad > 0 && !ask.skip_bad {
        say("Nothing was changed: correct these rows, or leave them out with --skip-bad.")?;
        return Ok(ExitCode::FAILURE);
    }
    if import.counts.new + import.counts.changed == 0 {
        say("Nothing was changed: there is nothing new in it.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let taking = |done: i64, all: i64| line.tell(&format!("taking over: {}%", done * 100 / all.max(1)));
    let taken = loyalty.take_over(&shop, Importer::Operator, import.id, &taking).await?;
    line.end();
    match taken {
        TakenOver::Done { import } => {
            say(&format!(
                "Done. For a day it can be taken back with: regulars import --undo {}",
                import.id
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        TakenOver::Outdated { line } => bail!("whoever stands in line {line} has joined meanwhile; try again"),
        TakenOver::Gone | TakenOver::NotAllowed => bail!("the list was forgotten while it was read; try again"),
    }
}

async fn undo(loyalty: &Loyalty, shop: &Shop, id: Uuid) -> anyhow::Result<ExitCode> {
    let line = Progress::new();
    let undoing = |done: i64, all: i64| line.tell(&format!("taking back: {}%", done * 100 / all.max(1)));
    let undone = loyalty.take_back(shop, Importer::Operator, id, &undoing).await?;
    line.end();
    match undone {
        TakenBack::Done { undone, .. } => {
            say(&format!(
                "Taken back: {} members gone again, {} files as before, {} stay because they bought or came meanwhile.",
                undone.gone, undone.restored, undone.stay
            ))?;
            Ok(ExitCode::SUCCESS)
        }
        TakenBack::TooLate => bail!("--undo: a list can be taken back for one day, and that day is over"),
        TakenBack::Gone | TakenBack::NotAllowed => bail!("--undo: this shop has taken over no list of this name"),
    }
}

/// Writes everything of a shop into a folder.
///
/// # Errors
/// Whatever keeps it from that, in words for the operator.
pub async fn export(loyalty: &Loyalty, ask: &ExportTo) -> anyhow::Result<ExitCode> {
    let shop = shop(loyalty, ask.shop.as_deref()).await?;
    std::fs::create_dir_all(&ask.to).with_context(|| format!("--to: {} cannot be made", ask.to.display()))?;
    let line = Progress::new();
    let rows = |rows| line.tell(&format!("writing: {rows} rows"));
    let export = Export {
        shop: &shop,
        by: Importer::Operator,
        lang: shop.lang,
        bot: ask.bot.as_deref().map(|bot| bot.trim_start_matches('@')),
        form: ask.format,
    };
    let written = writing::export(loyalty, &export, &ask.to, &rows).await?;
    line.end();
    let Ok(written) = written else {
        bail!("the shop does not give this out");
    };
    for file in &written.files {
        say(&file.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The shop that is meant.
async fn shop(loyalty: &Loyalty, named: Option<&str>) -> anyhow::Result<Shop> {
    let mut shops = loyalty.shops().await?;
    let Some(named) = named else {
        return match shops.pop() {
            Some(only) if shops.is_empty() => Ok(only),
            None => bail!("there is no shop yet; `regulars init --from shop.toml` opens one"),
            Some(_) => bail!(
                "--shop: there are several shops; name one, for example --shop \"{}\"",
                shops[0].name
            ),
        };
    };
    if let Some(shop) = loyalty.shop_by_slug(named).await? {
        return Ok(shop);
    }
    shops.retain(|shop| shop.name.eq_ignore_ascii_case(named) || shop.id.to_string() == named);
    match (shops.pop(), shops.is_empty()) {
        (Some(shop), true) => Ok(shop),
        (Some(_), false) => bail!("--shop: several shops are called {named:?}; use the short name of one"),
        (None, _) => bail!("--shop: there is no shop {named:?}"),
    }
}

/// What the operator says of the columns goes before what they look like.
fn settle(plan: &mut Plan, ask: &Import, own: &[Field]) -> anyhow::Result<()> {
    for said in &ask.map {
        let (heading, column) = said
            .rsplit_once('=')
            .with_context(|| format!("--map {said:?} is not HEADING=COLUMN, for example \"Mobile no.=phone\""))?;
        let column = named(column.trim(), own).with_context(|| {
            let all = Column::ALL.iter().map(|column| column.as_str().to_owned());
            let all: Vec<String> = all
                .chain(own.iter().map(|field| format!("field:{}", field.title)))
                .collect();
            format!("--map {said:?}: a column is one of {}", all.join(", "))
        })?;
        let wanted = domain::name::folded(heading.trim());
        let named = plan
            .titles
            .iter()
            .position(|title| domain::name::folded(title) == wanted);
        let numbered = || heading.trim().parse::<usize>().ok()?.checked_sub(1);
        let at = named
            .or_else(numbered)
            .filter(|at| *at < plan.columns.len())
            .with_context(|| format!("--map {said:?}: the list has no column {:?}", heading.trim()))?;
        plan.set(at, column);
    }
    match ask.first.as_deref() {
        Some("day") => plan.order = DayOrder::DayFirst,
        Some("month") => plan.order = DayOrder::MonthFirst,
        _ if plan.unclear => bail!("its dates can be read both ways; say --first day or --first month"),
        _ => {}
    }
    Ok(())
}

/// One of the columns that every shop has, or `field:TITLE`.
fn named(column: &str, own: &[Field]) -> Option<Column> {
    let Some(title) = column.strip_prefix("field:") else {
        return Column::parse(column);
    };
    let wanted = domain::name::folded(title.trim());
    let field = own.iter().find(|field| domain::name::folded(&field.title) == wanted)?;
    Some(Column::Field(field.id))
}

/// The same the other way round.
fn name_of(column: Column, own: &[Field]) -> String {
    let field = match column {
        Column::Field(id) => own.iter().find(|field| field.id == id),
        _ => None,
    };
    field.map_or_else(|| column.as_str().to_owned(), |field| format!("field:{}", field.title))
}

fn told(plan: &Plan, own: &[Field]) -> String {
    let columns = plan.columns.iter().enumerate().map(|(at, column)| {
        let title = plan.titles.get(at).map_or("", String::as_str);
        format!("  {}. {title} -> {}", at + 1, name_of(*column, own))
    });
    let lines: Vec<String> = std::iter::once("Columns:".to_owned()).chain(columns).collect();
    lines.join("\n")
}

/// The operator reads the program's own language.
fn wrong(faults: &[Fault], own: &[Field]) -> String {
    let lang = Lang::En;
    let mut lines: Vec<String> = faults
        .iter()
        .take(PRINTED)
        .map(|fault| {
            let column = fault
                .column
                .map_or_else(String::new, |column| format!(", {}", name_of(column, own)));
            format!(
                "line {}{column}: {:?}: {}",
                fault.line,
                fault.said,
                say::lists::fault(lang, fault)
            )
        })
        .collect();
    if faults.len() > PRINTED {
        lines.push(format!("… and {} more", faults.len() - PRINTED));
    }
    lines.join("\n")
}

fn counted(counts: &Counts) -> String {
    format!(
        "{} new, {} changed, {} known already, {} with something wrong; {} points.",
        counts.new,
        counts.changed,
        counts.same,
        counts.bad,
        counts.points.get()
    )
}

/// One line on standard error that says how far the work is.
struct Progress {
    last: Mutex<Option<Instant>>,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            last: Mutex::new(None),
            shown: std::io::stderr().is_terminal(),
        }
    }

    fn tell(&self, what: &str) {
        let Ok(mut last) = self.last.lock() else { return };
        if last.is_some_and(|last| last.elapsed() < TELLS) {
            return;
        }
        *last = Some(Instant::now());
        // On a terminal the line is written over; in a file each stands for itself.
        let end = if self.shown { "\r" } else { "\n" };
        drop(write!(std::io::stderr(), "{what}   {end}"));
    }

    fn end(&self) {
        if self.shown {
            drop(writeln!(std::io::stderr()));
        }
    }
}

/// On standard output. Nothing to say is not said.
fn say(text: &str) -> std::io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    writeln!(std::io::stdout(), "{text}")
}
