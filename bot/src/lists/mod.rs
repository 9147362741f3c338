//! Lists of customers: from a file into the club, and from the club into files.
//!
//! The chat and the command line do the same with them; here is what both need.

pub mod command;
pub mod reading;
mod rows;
pub mod writing;

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::field::Field;
use domain::import::{Column, DayOrder, Heads, Order, OwnHeading, Value, heads};
use domain::{Lang, ShopId};
use loyalty::Loyalty;
use serde::{Deserialize, Serialize};
use sheet::{Cell, Limits, Trouble, Wanted};

/// Rows by which the columns of a list are told.
const LOOKED_AT: usize = 200;
/// What is shown of a cell beside its heading.
const SAMPLE: usize = 24;

/// Where a list is.
#[derive(Debug, Clone)]
pub enum Origin {
    Sent(Arc<[u8]>),
    File(PathBuf),
}

impl Origin {
    const fn limits(&self) -> Limits {
        match self {
            Self::Sent(_) => Limits::SENT,
            Self::File(_) => Limits::OWN,
        }
    }

    fn read(
        &self,
        sheet: Option<&str>,
        lang: Lang,
        each: &mut dyn FnMut(sheet::Row) -> std::ops::ControlFlow<()>,
    ) -> Result<sheet::Form, Trouble> {
        // A workbook that was given out has fuller sheets than that of its members.
        let members = Lang::ALL.map(|lang| say::exports::table(lang, say::exports::Table::Members));
        let wanted = Wanted {
            limits: self.limits(),
            sheet,
            rather: &members,
            country: match lang {
                Lang::En => None,
                Lang::ZhCn => Some("cn"),
                Lang::Id => Some("id"),
            },
        };
        match self {
            Self::Sent(bytes) => sheet::read(Cursor::new(Arc::clone(bytes)), &wanted, each),
            Self::File(path) => sheet::read(BufReader::new(File::open(path)?), &wanted, each),
        }
    }
}

/// How the rows of a list are read: what each column is, and where the rows begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub sheet: Option<String>,
    /// Rows up to the headings, with them.
    pub above: usize,
    pub titles: Vec<String>,
    /// What stands in the first row of each column, shortened.
    pub samples: Vec<String>,
    pub columns: Vec<Column>,
    pub order: DayOrder,
    /// The days of the list can be read both ways.
    pub unclear: bool,
    /// It was given out by this program, which writes numbers with a point.
    #[serde(default)]
    pub given_out_here: bool,
}

impl Plan {
    /// Whether any column says who somebody is.
    #[must_use]
    pub fn names_people(&self) -> bool {
        let says_who = |column: &Column| column.says_who() && *column != Column::Number;
        self.columns.iter().any(says_who)
    }

    /// Makes a column something else. What can be there once is taken from the column that had it.
    pub fn set(&mut self, at: usize, column: Column) {
        if !column.may_repeat() {
            for other in &mut self.columns {
                if *other == column {
                    *other = Column::Skip;
                }
            }
        }
        if let Some(one) = self.columns.get_mut(at) {
            *one = column;
        }
    }
}

/// The fields of a shop's own that a list can have, and what their columns may be called.
///
/// # Errors
/// When the tables cannot be read.
pub async fn own_fields(
    loyalty: &Loyalty,
    shop: ShopId,
) -> Result<(Vec<Field>, Vec<OwnHeading>), storage::StorageError> {
    loyalty.own_headings(shop, &say::field_editor::titles_of).await
}

/// Looks at the beginning of a list.
///
/// # Errors
/// Why it cannot be read.
pub async fn look(
    origin: &Origin,
    sheet: Option<String>,
    lang: Lang,
    today: NaiveDate,
    own: Vec<OwnHeading>,
) -> Result<Plan, Trouble> {
    let origin = origin.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let mut rows = Vec::new();
        let form = origin.read(sheet.as_deref(), lang, &mut |row| {
            rows.push(row.cells.into_iter().map(value).collect::<Vec<_>>());
            if rows.len() < LOOKED_AT {
                std::ops::ControlFlow::Continue(())
            } else {
                std::ops::ControlFlow::Break(())
            }
        })?;
        Ok(plan(form.sheet, &rows, lang, today, &own))
    });
    // A workbook that its reader stumbles over is a damaged one.
    looked
        .await
        .unwrap_or_else(|error| Err(Trouble::Damaged(error.to_string())))
}

fn plan(sheet: Option<String>, rows: &[Vec<Value>], lang: Lang, today: NaiveDate, own: &[OwnHeading]) -> Plan {
    let Heads {
        above,
        titles,
        columns,
        order,
    } = heads(rows, today, own);
    let sample = |at: usize| {
        let cells = rows.iter().skip(above).filter_map(|row| row.get(at));
        let first = cells.map(Value::shown).find(|text| !text.is_empty());
        first.unwrap_or_default().chars().take(SAMPLE).collect()
    };
    let usual = match lang {
        Lang::En | Lang::Id => DayOrder::DayFirst,
        Lang::ZhCn => DayOrder::MonthFirst,
    };
    // Every export has these headings, in one of the languages, before those of the shop's own fields.
    let given_out_here = Lang::ALL.into_iter().any(|lang| {
        let members = say::exports::headings(lang, say::exports::Table::Members);
        titles.starts_with(&members)
    });
    Plan {
        sheet,
        given_out_here,
        above,
        samples: (0..columns.len()).map(sample).collect(),
        titles,
        columns,
        order: match order {
            Order::Known(order) => order,
            Order::Plain | Order::Unclear | Order::Mixed => usual,
        },
        unclear: matches!(order, Order::Unclear | Order::Mixed),
    }
}

/// A cell as the rules read it.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Empty,
        Cell::Text(text) => Value::Text(text),
        Cell::Number(digits) => Value::Number(digits),
        Cell::Moment(at) => Value::Moment(at),
    }
}
