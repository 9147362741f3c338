//! Tables in files: spreadsheets as people keep them are read, and written in a form that any program opens.
//!
//! Nothing here knows what a table is about. Files come from outside: what they unpack to, how many rows they have
//! and how long their cells are is bounded before anything of it is kept.

mod book;
mod cell;
mod decode;
mod text;
mod write;

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

pub use cell::Cell;
pub use write::{BookWriter, CsvWriter, Unwritten};

/// A file, or what was downloaded of one.
pub trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// How much is read before a file is given back unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of the file itself, in bytes.
    pub file: u64,
    /// Of what a workbook unpacks to, in bytes.
    pub unpacked: u64,
    pub rows: u64,
    pub columns: usize,
    /// Of one cell, in bytes.
    pub cell: usize,
}

impl Limits {
    /// For a file that somebody sends.
    pub const SENT: Self = Self {
        file: 20 << 20,
        unpacked: 160 << 20,
        rows: 500_000,
        columns: 200,
        cell: 4_096,
    };

    /// For a file of the operator's own.
    pub const OWN: Self = Self {
        file: 4 << 30,
        unpacked: 1 << 30,
        rows: 5_000_000,
        columns: 200,
        cell: 4_096,
    };
}

/// Which table of a file is read, and how.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub limits: Limits,
    /// The sheet of a workbook, by its name. `None`: the one that holds most.
    pub sheet: Option<&'a str>,
    /// Of a workbook whose sheet nobody named: a sheet that is called so is taken, whichever holds most.
    pub rather: &'a [String],
    /// The country that a text without a mark of its encoding is most likely from, as in the names of sites.
    pub country: Option<&'a str>,
}

/// One row that holds anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// As a spreadsheet or an editor numbers it, from 1.
    pub line: u64,
    pub cells: Vec<Cell>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Of a text: its encoding, and what separates its columns.
    pub encoding: Option<&'static str>,
    pub separator: Option<char>,
    /// Of a workbook: the sheet that was read, and the others that could have been.
    pub sheet: Option<String>,
    pub others: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the file could not be read")]
    Io(#[from] std::io::Error),
    /// A picture, a letter, a program …
    #[error("this is neither a text with columns nor a workbook")]
    NotATable,
    #[error("the workbook is locked with a password")]
    Locked,
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    #[error("there is no sheet named {wanted:?}; there are: {}", there.join(", "))]
    NoSuchSheet { wanted: String, there: Vec<String> },
    #[error("there is nothing in it")]
    Empty,
    /// In bytes.
    #[error("it holds more than {most} bytes")]
    TooLarge { most: u64 },
    #[error("it has more than {most} rows")]
    TooManyRows { most: u64 },
    #[error("line {line} has more than {most} columns")]
    TooManyColumns { line: u64, most: usize },
    #[error("line {line}, column {column}: a cell of more than {most} bytes; perhaps a quotation mark is not closed")]
    CellTooLong { line: u64, column: usize, most: usize },
}

/// Reads a table row by row, until `each` has seen enough. What is held in memory does not grow with a text, nor with
/// the rows of an XLSX.
///
/// # Errors
/// What [`Trouble`] names. Rows before the trouble have been seen by then.
pub fn read(
    mut source: impl Source,
    wanted: &Wanted<'_>,
    each: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<Form, Trouble> {
    let size = source.seek(SeekFrom::End(0))?;
    if size > wanted.limits.file {
        return Err(Trouble::TooLarge {
            most: wanted.limits.file,
        });
    }
    source.seek(SeekFrom::Start(0))?;
    let mut magic = Vec::with_capacity(8);
    source.by_ref().take(8).read_to_end(&mut magic)?;
    source.seek(SeekFrom::Start(0))?;
    let mut seen = false;
    let mut row = |row: Row| {
        seen = true;
        each(row)
    };
    let form = if magic.starts_with(b"PK\x03\x04") {
        book::read_zipped(source, wanted, &mut row)?
    } else if magic.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        book::read_old(source, wanted, &mut row)?
    } else {
        text::read(source, wanted, &mut row)?
    };
    if seen { Ok(form) } else { Err(Trouble::Empty) }
}

/// Holds the rows of any kind of file to the limits.
struct Gate<'a> {
    limits: Limits,
    rows: u64,
    each: &'a mut dyn FnMut(Row) -> ControlFlow<()>,
}

impl<'a> Gate<'a> {
    fn new(limits: Limits, each: &'a mut dyn FnMut(Row) -> ControlFlow<()>) -> Self {
        Self { limits, rows: 0, each }
    }

    /// Hands a row on, unless it is empty.
    fn row(&mut self, line: u64, mut cells: Vec<Cell>) -> Result<ControlFlow<()>, Trouble> {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let Limits {
            rows, columns, cell, ..
        } = self.limits;
        if cells.len() > columns {
            return Err(Trouble::TooManyColumns { line, most: columns });
        }
        if let Some(at) = cells.iter().position(|one| one.bytes() > cell) {
            return Err(Trouble::CellTooLong {
                line,
                column: at + 1,
                most: cell,
            });
        }
        if self.rows == rows {
            return Err(Trouble::TooManyRows { most: rows });
        }
        self.rows += 1;
        Ok((self.each)(Row { line, cells }))
    }
}
