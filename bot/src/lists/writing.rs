//! Everything of a shop as a workbook or as texts, in the words of whoever asked.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use domain::Lang;
use domain::field::Field;
use domain::import::Fault;
use domain::shop::Shop;
use loyalty::{ExportFrom, ExportPage, Importer, Loyalty, NotAllowed};
use say::exports::Table;
use sheet::{BookWriter, Cell, CsvWriter};

use super::rows::{rows, text};

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

enum Writing {
    Book(Box<BookWriter>),
    Text(Box<CsvWriter<BufWriter<File>>>),
}

/// The table that begins here.
const fn table_of(from: ExportFrom) -> Table {
    match from {
        ExportFrom::Members(_) => Table::Members,
        ExportFrom::Points(_) => Table::Points,
        ExportFrom::Purchases(_) => Table::Purchases,
        ExportFrom::Parts(..) => Table::Parts,
        ExportFrom::Coupons(_) => Table::Coupons,
        ExportFrom::Relatives(_) => Table::Relatives,
        ExportFrom::Wishes(..) => Table::Wishes,
        ExportFrom::Categories => Table::Categories,
        ExportFrom::Products(_) => Table::Products,
        ExportFrom::Offers(_) => Table::Offers,
        ExportFrom::Claims(_) => Table::Claims,
    }
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
    for start in ExportFrom::TABLES {
        let mut from = loyalty.export_page(ask.shop.id, ask.by, start).await?;
        let table = table_of(start);
        // Of what the shop does not use there is no table; the members' is what reads back.
        if from.as_ref().is_ok_and(ExportPage::is_empty) && table != Table::Members {
            continue;
        }
        let name = say::exports::table(ask.lang, table);
        let mut headings = say::exports::headings(ask.lang, table);
        if table == Table::Members {
            headings.extend(exporting.fields.iter().map(|field| field.title.clone()));
        }
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let mut writing = if let Some(mut book) = book.take() {
            book.sheet(&name, &headings)?;
            Writing::Book(Box::new(book))
        } else {
            let path = folder.join(format!("{day}-{name}.csv"));
            let file = BufWriter::new(File::create(&path)?);
            written.files.push(path);
            Writing::Text(Box::new(CsvWriter::new(file, &headings)?))
        };
        loop {
            let page = match from {
                Ok(page) => page,
                Err(refused) => return Ok(Err(refused)),
            };
            let next = page.next();
            for cells in rows(ask, &exporting, page) {
                match &mut writing {
                    Writing::Book(book) => book.row(&cells)?,
                    Writing::Text(text) => text.row(&cells)?,
                }
                rows_written += 1;
                written.members += i64::from(table == Table::Members);
            }
            progress(rows_written);
            let Some(next) = next else { break };
            from = loyalty.export_page(ask.shop.id, ask.by, next).await?;
        }
        match writing {
            Writing::Book(back) => book = Some(*back),
            Writing::Text(text) => drop(text.finish()?),
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
