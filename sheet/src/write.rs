//! Tables as files that any spreadsheet opens, and that do nothing when they are opened.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::Cell;

/// The most rows that a sheet of a workbook has.
const ROWS: u32 = 1_048_576;
/// More digits than these are lost in a spreadsheet's numbers.
const DIGITS: usize = 15;

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    #[error("the table could not be written")]
    Csv(#[from] csv::Error),
    #[error("the table could not be written")]
    Io(#[from] std::io::Error),
    #[error("the workbook could not be written")]
    Book(#[from] XlsxError),
}

/// A table with commas, as UTF-8 with the mark by which Excel knows it.
pub struct CsvWriter<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// # Errors
    /// When `to` does not take what is written.
    pub fn new(mut to: W, headings: &[&str]) -> Result<Self, Unwritten> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut rows = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(to);
        rows.write_record(headings)?;
        Ok(Self { rows })
    }

    /// # Errors
    /// When the file does not take it.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Unwritten> {
        Ok(self.rows.write_record(cells.iter().map(Cell::to_csv))?)
    }

    /// # Errors
    /// When the file does not take the rest.
    pub fn finish(self) -> Result<W, Unwritten> {
        self.rows
            .into_inner()
            .map_err(|error| Unwritten::Io(error.into_error()))
    }
}

/// A workbook. Rows go to the disk as they come, so that it does not matter how many there are.
///
/// Texts are written as texts: no program takes them for formulas.
pub struct BookWriter {
    book: Workbook,
    name: String,
    headings: Vec<String>,
    /// How many sheets of this name there are, and the next row of the last one.
    sheets: usize,
    next: u32,
    heading: Format,
    day: Format,
    moment: Format,
}

impl Default for BookWriter {
    fn default() -> Self {
        Self {
            book: Workbook::new(),
            name: String::new(),
            headings: Vec::new(),
            sheets: 0,
            next: 0,
            heading: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

impl BookWriter {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a sheet. Rows go there until the next one begins.
    ///
    /// # Errors
    /// When a workbook cannot have a sheet of this name.
    pub fn sheet(&mut self, name: &str, headings: &[&str]) -> Result<(), Unwritten> {
        name.clone_into(&mut self.name);
        self.headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
        self.sheets = 0;
        self.begin()
    }

    fn begin(&mut self) -> Result<(), Unwritten> {
        self.sheets += 1;
        let name = match self.sheets {
            1 => self.name.clone(),
            more => format!("{} {more}", self.name),
        };
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?.set_freeze_panes(1, 0)?;
        for (column, heading) in (0_u16..).zip(&self.headings) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, heading, &self.heading)?;
        }
        self.next = 1;
        Ok(())
    }

    /// # Errors
    /// When the disk does not take it.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Unwritten> {
        if self.next == ROWS {
            self.begin()?;
        }
        let row = self.next;
        let (day, moment) = (self.day.clone(), self.moment.clone());
        let last = self.book.worksheets().len().saturating_sub(1);
        let sheet = self.book.worksheet_from_index(last)?;
        for (column, cell) in (0_u16..).zip(cells) {
            put(sheet, row, column, cell, &day, &moment)?;
        }
        self.next += 1;
        Ok(())
    }

    /// # Errors
    /// When `to` does not take the file.
    pub fn finish(mut self, to: &Path) -> Result<(), Unwritten> {
        Ok(self.book.save(to)?)
    }

    /// # Errors
    /// When the parts cannot be put together.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, Unwritten> {
        Ok(self.book.save_to_buffer()?)
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    day: &Format,
    moment: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(digits) => {
            match digits.parse::<f64>().ok().filter(|_| digits.len() <= DIGITS) {
                Some(number) => sheet.write_number(row, column, number)?,
                None => sheet.write_string(row, column, digits)?,
            };
        }
        Cell::Moment(at) => {
            let format = if at.time() == chrono::NaiveTime::MIN {
                day
            } else {
                moment
            };
            sheet.write_datetime_with_format(row, column, at, format)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use chrono::{Days, NaiveDate, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::{Limits, Wanted, read};

    fn read_back(bytes: Vec<u8>) -> Vec<Vec<Cell>> {
        let wanted = Wanted {
            limits: Limits::SENT,
            sheet: None,
            rather: &[],
            country: None,
        };
        let mut rows = Vec::new();
        read(Cursor::new(bytes), &wanted, &mut |row| {
            rows.push(row.cells);
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    fn a_text() -> impl Strategy<Value = String> {
        // What holds nothing but white space is no cell.
        "[=+@'\"-]{0,2}[a-zA-Z0-9 ,;|\n\"'=+@éŁ王明😀-]{0,20}".prop_filter_map("a text", |text| {
            match Cell::text(&text) {
                Cell::Text(text) => Some(text),
                _ => None,
            }
        })
    }

    fn a_cell() -> impl Strategy<Value = Cell> {
        let day = NaiveDate::from_ymd_opt(1950, 1, 1)
            .unwrap()
            .and_hms_opt(0, 0, 0)
            .unwrap();
        prop_oneof![
            a_text().prop_map(Cell::Text),
            (-1_000_000_000_000_i64..1_000_000_000_000).prop_map(|number| Cell::Number(number.to_string())),
            (0_u64..40_000, 0_i64..86_400)
                .prop_map(move |(days, seconds)| Cell::Moment(day + Days::new(days) + TimeDelta::seconds(seconds))),
            Just(Cell::Empty),
        ]
    }

    /// Rows that hold something, the last cell too.
    fn some_rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
        let row = (prop::collection::vec(a_cell(), 0..5), a_text()).prop_map(|(mut cells, last)| {
            cells.push(Cell::Text(last));
            cells
        });
        prop::collection::vec(row, 1..12)
    }

    proptest! {
        #[test]
        fn what_is_written_with_commas_is_read_back(rows in some_rows()) {
            let mut writer = CsvWriter::new(Vec::new(), &["a", "b", "c", "d", "e", "f"]).unwrap();
            for row in &rows {
                // As a table is written: every row as wide as the headings.
                let mut row = row.clone();
                row.resize(6, Cell::Empty);
                writer.row(&row).unwrap();
            }

            let read = read_back(writer.finish().unwrap());

            // Such a file knows no kinds of cells.
            let texts = |rows: &[Vec<Cell>]| -> Vec<Vec<String>> {
                rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
            };
            prop_assert_eq!(texts(&read[1..]), texts(&rows));
        }

        #[test]
        fn what_is_written_in_a_workbook_is_read_back(rows in some_rows()) {
            let mut writer = BookWriter::new();
            writer.sheet("Members", &["a heading"]).unwrap();
            for row in &rows {
                writer.row(row).unwrap();
            }

            let read = read_back(writer.into_bytes().unwrap());

            prop_assert_eq!(&read[1..], &rows[..]);
        }
    }

    #[test]
    fn digits_that_a_spreadsheet_would_lose_are_written_as_a_text() {
        let mut writer = BookWriter::new();
        writer.sheet("Cards", &["card"]).unwrap();
        writer.row(&[Cell::Number("6222021234567890123".into())]).unwrap();

        let read = read_back(writer.into_bytes().unwrap());

        assert_eq!(read[1], [Cell::Text("6222021234567890123".into())]);
    }
}
