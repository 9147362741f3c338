//! Everything of a shop as a workbook or as texts, in the words of whoever asked.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use domain::birthday::{Birthday, Calendar};
use domain::field::{Field, FieldValue};
use domain::import::Fault;
use domain::shop::Shop;
use domain::{Currency, Lang, Money};
use loyalty::{ExportFrom, ExportPage, Exporting, Importer, Loyalty, NotAllowed};
use sheet::{BookWriter, Cell, CsvWriter};

use crate::tap::Start;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// One workbook with a sheet for each table.
    Xlsx,
    /// A text for each table.
    Csv,
}

/// Is told how many rows were written.
pub type RowsWritten<'a> = &'a (dyn Fn(i64) + Send + Sync);

/// Who takes everything along, and in which words.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    pub shop: &'a Shop,
    pub by: Importer,
    pub lang: Lang,
    /// The bot's username, for invitation links. `None`: codes alone.
    pub bot: Option<&'a str>,
    pub form: Form,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    pub files: Vec<PathBuf>,
    pub members: i64,
}

enum Table {
    Book(Box<BookWriter>),
    Text(Box<CsvWriter<BufWriter<File>>>),
}

/// Writes everything of a shop into a folder.
pub async fn export(
    loyalty: &Loyalty,
    ask: &Export<'_>,
    folder: &Path,
    progress: RowsWritten<'_>,
) -> anyhow::Result<Result<Written, NotAllowed>> {
    let exporting = match loyalty.begin_export(ask.shop, ask.by).await? {
        Ok(exporting) => exporting,
        Err(refused) => return Ok(Err(refused)),
    };
    let day = ask.shop.day(loyalty.clock.now());
    let mut written = Written {
        files: Vec::new(),
        members: 0,
    };
    let mut book = (ask.form == Form::Xlsx).then(BookWriter::new);
    let mut rows_written = 0;
    let names = say::lists::tables(ask.lang);
    let headings = say::lists::export_headings(ask.lang);
    for ((start, name), mut headings) in ExportFrom::TABLES.into_iter().zip(names).zip(headings) {
        if matches!(start, ExportFrom::Members(_)) {
            headings.extend(exporting.fields.iter().map(|field| field.title.clone()));
        }
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let mut table = if let Some(mut book) = book.take() {
            book.sheet(&name, &headings)?;
            Table::Book(Box::new(book))
        } else {
            let path = folder.join(format!("{day}-{name}.csv"));
            let file = BufWriter::new(File::create(&path)?);
            written.files.push(path);
            Table::Text(Box::new(CsvWriter::new(file, &headings)?))
        };
        let mut from = Some(start);
        while let Some(next) = from {
            let page = match loyalty.export_page(ask.shop.id, ask.by, next).await? {
                Ok(page) => page,
                Err(refused) => return Ok(Err(refused)),
            };
            from = page.next();
            let is_members = matches!(page, ExportPage::Members(_));
            for cells in rows(ask, &exporting, page) {
                match &mut table {
                    Table::Book(book) => book.row(&cells)?,
                    Table::Text(text) => text.row(&cells)?,
                }
                rows_written += 1;
                written.members += i64::from(is_members);
            }
            progress(rows_written);
        }
        match table {
            Table::Book(back) => book = Some(*back),
            Table::Text(text) => drop(text.finish()?),
        }
    }
    if let Some(book) = book {
        let path = folder.join(format!("{day}.xlsx"));
        let to = path.clone();
        tokio::task::spawn_blocking(move || book.finish(&to)).await??;
        written.files.push(path);
    }
    Ok(Ok(written))
}

fn rows(ask: &Export<'_>, exporting: &Exporting, page: ExportPage) -> Vec<Vec<Cell>> {
    let shop = ask.shop;
    let local =
        |at: chrono::DateTime<chrono::Utc>| Cell::Moment(minutes(at.with_timezone(&shop.time_zone).naive_local()));
    let day = |at: chrono::DateTime<chrono::Utc>| shop.day(at).and_hms_opt(0, 0, 0).map_or(Cell::Empty, Cell::Moment);
    match page {
        ExportPage::Members(members) => members
            .into_iter()
            .map(|member| {
                let invitation = match (member.user, domain::Token::parse(&member.card)) {
                    (None, Some(token)) => match ask.bot {
                        Some(bot) => Start::Attach(token).link(bot),
                        None => Start::Attach(token).payload(),
                    },
                    _ => String::new(),
                };
                let mut cells = vec![
                    number(member.number),
                    text(&member.name),
                    member.phone.map_or(Cell::Empty, |phone| text(&format!("+{phone}"))),
                    member.email.map_or(Cell::Empty, |email| text(&email)),
                    member.username.map_or(Cell::Empty, |name| text(&format!("@{name}"))),
                    member.user.map_or(Cell::Empty, |user| number(user.0)),
                    member.birthday.map_or(Cell::Empty, birthday),
                    number(member.points.get()),
                    number(member.pending.get()),
                    number(member.owed.get()),
                    member.tier.map_or(Cell::Empty, |tier| text(&tier)),
                    day(member.agreed_at),
                    text(&member.tags.join(", ")),
                    text(&member.notes.join("\n")),
                    text(&invitation),
                ];
                cells.extend(exporting.fields.iter().map(|field| {
                    let value = member.fields.iter().find(|(of, _)| *of == field.id);
                    value.map_or(Cell::Empty, |(_, value)| field_cell(value))
                }));
                cells
            })
            .collect(),
        ExportPage::Points(movements) => movements
            .into_iter()
            .map(|row| {
                vec![
                    local(row.at),
                    number(row.number),
                    text(&row.name),
                    number(row.amount),
                    text(&plain(&say::points::reason(ask.lang, &row.reason, shop.currency))),
                ]
            })
            .collect(),
        ExportPage::Purchases(purchases) => purchases
            .into_iter()
            .map(|row| {
                vec![
                    local(row.paid_at.unwrap_or(row.at)),
                    number(row.number),
                    text(&row.name),
                    text(&row.state),
                    amount(row.total, shop.currency),
                    number(row.points_paid.get()),
                    amount(row.refunded, shop.currency),
                    number(row.earned.get()),
                    text(&row.note),
                ]
            })
            .collect(),
        ExportPage::Coupons(coupons) => coupons
            .into_iter()
            .map(|row| {
                vec![
                    local(row.issued_at),
                    number(row.number),
                    text(&row.name),
                    text(&row.title),
                    text(&row.code),
                    text(&row.state),
                    local(row.expires_at),
                ]
            })
            .collect(),
    }
}

/// The rows of a list with something wrong, as a text that any spreadsheet opens.
pub fn faults(lang: Lang, faults: &[Fault], own: &[Field]) -> anyhow::Result<(String, Vec<u8>)> {
    let (name, headings) = say::lists::faults_table(lang);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = CsvWriter::new(Vec::new(), &headings)?;
    for fault in faults {
        let column = fault.column.map(|column| say::lists::column_name(lang, column, own));
        table.row(&[
            Cell::Number(fault.line.to_string()),
            text(&column.unwrap_or_default()),
            text(&fault.said),
            text(&say::lists::fault(lang, fault)),
        ])?;
    }
    Ok((name, table.finish()?))
}

fn text(text: &str) -> Cell {
    Cell::text(text)
}

fn number(number: i64) -> Cell {
    Cell::Number(number.to_string())
}

/// A sum in the major unit, as spreadsheets reckon with it.
fn amount(sum: Money, currency: Currency) -> Cell {
    let per = currency.minor_per_major();
    let places = usize::from(currency.digits());
    if places == 0 {
        return number(sum.minor());
    }
    Cell::Number(format!("{}.{:0places$}", sum.minor() / per, sum.minor() % per))
}

fn birthday(day: Birthday) -> Cell {
    let text = match day.year() {
        Some(year) => format!("{year:04}-{:02}-{:02}", day.month(), day.day()),
        None => format!("--{:02}-{:02}", day.month(), day.day()),
    };
    match day.calendar() {
        Calendar::Gregorian => Cell::Text(text),
        // No spreadsheet knows its days; the mark keeps them from being read as others.
        Calendar::Lunar if day.leap() => Cell::Text(format!("农历闰 {text}")),
        Calendar::Lunar => Cell::Text(format!("农历 {text}")),
    }
}

fn field_cell(value: &FieldValue) -> Cell {
    match value {
        FieldValue::Text(said) | FieldValue::Choice(said) | FieldValue::Size(said) => text(said),
        FieldValue::Number(thousandths) => Cell::Number(thousandths.to_string()),
        FieldValue::Date(day) => day.and_hms_opt(0, 0, 0).map_or(Cell::Empty, Cell::Moment),
        // Only Telegram can show it.
        FieldValue::Photo(_) => Cell::Empty,
    }
}

fn minutes(at: NaiveDateTime) -> NaiveDateTime {
    let over = chrono::Timelike::second(&at);
    let nanos = chrono::Timelike::nanosecond(&at);
    at - chrono::TimeDelta::seconds(i64::from(over)) - chrono::TimeDelta::nanoseconds(i64::from(nanos))
}

/// Words that were written for a message, without its marks.
fn plain(words: &str) -> String {
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
