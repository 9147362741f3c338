//! Texts with columns: CSV and its relatives.

use std::cell::Cell as Counter;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use crate::decode::{Utf8, encoding_of};
use crate::{Cell, Form, Gate, Row, Source, Trouble, Wanted};

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// What the separator is told by.
const HEAD_BYTES: u64 = 128 << 10;
const HEAD_ROWS: usize = 100;

pub fn read(
    mut source: impl Source,
    wanted: &Wanted<'_>,
    each: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<Form, Trouble> {
    let encoding = encoding_of(&mut source, wanted.country)?;
    let mut head = String::new();
    let mut text = Utf8::new(&mut source, encoding)?;
    let mut bytes = Vec::new();
    text.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes)?;
    head.push_str(&String::from_utf8_lossy(&bytes));
    drop(text);
    if is_no_table(&head) {
        return Err(Trouble::NotATable);
    }
    // Excel's own way of saying it, as the first line.
    let said = said_separator(&head);
    let separator = said.unwrap_or_else(|| separator_of(&head));

    let limits = wanted.limits;
    let patience = u64::try_from(limits.cell.saturating_mul(limits.columns)).unwrap_or(u64::MAX);
    let read = Rc::new(Counter::new(0));
    let watched = Watched {
        text: Utf8::new(source, encoding)?,
        read: Rc::clone(&read),
        // What the reader takes at once comes on top of a row.
        most: patience.saturating_add(READ_AHEAD * 2),
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .buffer_capacity(usize::try_from(READ_AHEAD).unwrap_or(8 << 10))
        .from_reader(watched);
    let mut gate = Gate::new(limits, each);
    let mut record = ByteRecord::new();
    let mut first = true;
    loop {
        read.set(0);
        let began = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(match error.into_kind() {
                    csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Trouble::CellTooLong {
                        line: began,
                        column: 1,
                        most: limits.cell,
                    },
                    csv::ErrorKind::Io(error) => Trouble::Io(error),
                    _ => Trouble::NotATable,
                });
            }
        }
        if std::mem::take(&mut first) && said.is_some() {
            continue;
        }
        // The reader stands behind the row's end; where it stood before, there may have been empty lines.
        let inside = record.as_slice().split(|byte| *byte == b'\n').count() - 1;
        let ended = reader.position().line().saturating_sub(1);
        let line = ended.saturating_sub(u64::try_from(inside).unwrap_or(0)).max(began);
        let cells = record
            .iter()
            .map(|field| Cell::from_csv(&String::from_utf8_lossy(field)));
        if gate.row(line, cells.collect())?.is_break() {
            break;
        }
    }
    Ok(Form {
        encoding: Some(encoding.name()),
        separator: Some(separator),
        ..Form::default()
    })
}

const READ_AHEAD: u64 = 64 << 10;

/// Stops a row that never ends, such as one with a quotation mark that is not closed, before it fills the memory.
struct Watched<R> {
    text: R,
    read: Rc<Counter<u64>>,
    most: u64,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        let so_far = self.read.get() + u64::try_from(read).unwrap_or(u64::MAX);
        self.read.set(so_far);
        if so_far > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(read)
    }
}

/// A page of the web, a letter, a PDF: texts all of them, but without columns.
fn is_no_table(head: &str) -> bool {
    let start = head.trim_start().get(..9).unwrap_or(head).to_ascii_lowercase();
    ["%pdf", "<!doctype", "<html", "{\\rtf", "<?xml"]
        .iter()
        .any(|no| start.starts_with(no))
        || head.chars().filter(|c| c.is_control() && !c.is_whitespace()).count() > head.len() / 50
}

fn said_separator(head: &str) -> Option<char> {
    let line = head.lines().next()?.trim().trim_matches('"');
    let said = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    // A tab is gone with the white space around the line.
    match said.chars().next() {
        None => Some('\t'),
        Some(c) => SEPARATORS.contains(&c).then_some(c),
    }
}

/// The separator by which most rows have the same number of columns, and many.
fn separator_of(head: &str) -> char {
    let score = |separator: char| {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .from_reader(BufReader::new(head.as_bytes()));
        let widths: Vec<u64> = reader
            .byte_records()
            .filter_map(Result::ok)
            .take(HEAD_ROWS)
            .filter_map(|record| u64::try_from(record.len()).ok())
            .collect();
        let rows = u64::try_from(widths.len()).unwrap_or(u64::MAX).max(1);
        // What stands in a few rows only is a part of what they say.
        if widths.iter().filter(|width| **width > 1).count() * 2 <= widths.len() {
            return 0;
        }
        let same = |width: u64| u64::try_from(widths.iter().filter(|one| **one == width).count()).unwrap_or(0);
        widths
            .iter()
            .filter(|width| **width > 1)
            .map(|width| same(*width).pow(3).saturating_mul(*width).saturating_mul(1_000) / rows.pow(3))
            .max()
            .unwrap_or(0)
    };
    // The first of equals, so that a single column is one of commas.
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| score(*separator))
        .unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::Limits;

    type Shown = Vec<(u64, Vec<String>)>;

    fn rows(text: &str, limits: Limits) -> (Result<Form, Trouble>, Shown) {
        let wanted = Wanted {
            limits,
            sheet: None,
            rather: &[],
            country: None,
        };
        let mut rows = Vec::new();
        let form = crate::read(Cursor::new(text.as_bytes().to_vec()), &wanted, &mut |row| {
            rows.push((row.line, row.cells.iter().map(Cell::shown).collect()));
            ControlFlow::Continue(())
        });
        (form, rows)
    }

    fn read_all(text: &str) -> (char, Shown) {
        let (form, rows) = rows(text, Limits::SENT);
        (form.unwrap().separator.unwrap(), rows)
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn columns_are_told_by_whatever_separates_them() {
        for (text, separator) in [
            ("name,points\nAnna,12\nBo,3\n", ','),
            ("name;points\nAnna;12,5\nBo;3,5\n", ';'),
            ("name\tnote\nAnna\thi, there; you\nBo\tx\n", '\t'),
            ("name|points\nAnna|12\n", '|'),
            ("\"Kowalska; Anna\",12\n\"Nowak; Jan\",13\n", ','),
            ("name\nAnna\n", ','),
            ("sep=;\nname;points\nAnna;1\n", ';'),
            ("sep=\t\nname\tpoints\nAnna\t1\n", '\t'),
        ] {
            assert_eq!(read_all(text).0, separator, "{text}");
        }
    }

    #[test]
    fn every_row_has_the_line_at_which_it_begins() {
        let text = "name,note\r\n\r\n\"Anna\",\"two\nlines, \"\"quoted\"\"\"\r\nBo\r\n,,\r\nCy,x,extra,\r\n";

        let (_, rows) = read_all(text);

        assert_eq!(
            rows,
            [
                row(1, &["name", "note"]),
                row(3, &["Anna", "two\nlines, \"quoted\""]),
                row(5, &["Bo"]),
                row(7, &["Cy", "x", "extra"]),
            ]
        );
        assert_eq!(
            read_all("sep=;\na;b\n1;2\n").1,
            [row(2, &["a", "b"]), row(3, &["1", "2"])]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_fills_no_memory() {
        let limits = Limits {
            cell: 100,
            columns: 10,
            ..Limits::SENT
        };
        let text = format!("name,note\nAnna,\"oh\n{}", "Bo,x\n".repeat(200_000));

        let (form, rows) = rows(&text, limits);

        assert!(matches!(form, Err(Trouble::CellTooLong { line: 2, .. })), "{form:?}");
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn what_is_too_large_is_given_back() {
        let few = Limits {
            rows: 2,
            columns: 3,
            cell: 8,
            ..Limits::SENT
        };
        for (text, trouble) in [
            ("a\nb\nc\n", "it has more than 2 rows"),
            ("a\n1,2,3,4\n", "line 2 has more than 3 columns"),
            (
                "a,123456789\n",
                "line 1, column 2: a cell of more than 8 bytes; perhaps a quotation mark is not closed",
            ),
            ("\n\n ,\n", "there is nothing in it"),
            ("%PDF-1.7 a,b", "this is neither a text with columns nor a workbook"),
            (
                "<!DOCTYPE html><p>a,b",
                "this is neither a text with columns nor a workbook",
            ),
        ] {
            assert_eq!(rows(text, few).0.unwrap_err().to_string(), trouble, "{text}");
        }
        let small = Limits { file: 3, ..few };
        assert!(matches!(rows("a,b,c", small).0, Err(Trouble::TooLarge { most: 3 })));
    }

    #[test]
    fn reading_stops_when_enough_was_seen() {
        let wanted = Wanted {
            limits: Limits::SENT,
            sheet: None,
            rather: &[],
            country: None,
        };
        let mut seen = 0;

        let form = crate::read(Cursor::new(b"a\nb\nc\n".to_vec()), &wanted, &mut |_| {
            seen += 1;
            if seen == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });

        assert!(form.is_ok());
        assert_eq!(seen, 2);
    }
}
