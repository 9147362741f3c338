//! A list on its way into the club: row by row, in pages, with what is wrong beside it.

use std::ops::ControlFlow;

use domain::import::{Country, Fault, Reader};
use domain::shop::Shop;
use loyalty::{Begun, Import, Importer, Loyalty};
use sheet::{Row, Trouble};
use tokio::sync::mpsc;

use super::{Origin, Plan, value};

/// Rows of one page.
const PAGE: usize = 1_000;
/// Pages that wait to be written down.
const AHEAD: usize = 2;
/// Faults that are told; of a list with more, nobody reads more.
const TOLD: usize = 10_000;

/// What came of reading a list.
#[derive(Debug)]
pub enum Read {
    /// It can be taken over.
    Done {
        import: Import,
        faults: Vec<Fault>,
    },
    /// The list before it is still being filed.
    StillFiling,
    NotAllowed,
    Unreadable(Trouble),
    /// It was forgotten meanwhile.
    Gone,
}

/// Is told how many rows were read.
pub type RowsRead<'a> = &'a (dyn Fn(i64) + Send + Sync);

/// Reads a list as `plan` says. Nothing of it is seen by anybody yet.
pub async fn read(
    loyalty: &Loyalty,
    shop: &Shop,
    by: Importer,
    file: &str,
    origin: &Origin,
    plan: &Plan,
    progress: RowsRead<'_>,
) -> anyhow::Result<Read> {
    let mut reading = match loyalty.begin_import(shop, by, file).await? {
        Begun::Reading(reading) => *reading,
        Begun::StillFiling => return Ok(Read::StillFiling),
        Begun::NotAllowed => return Ok(Read::NotAllowed),
    };
    let (own, _) = super::own_fields(loyalty, shop.id).await?;
    let reader = Reader {
        shop,
        lang: shop.lang,
        fields: &own,
        given_out_here: plan.given_out_here,
        columns: plan.columns.clone(),
        titles: plan.titles.clone(),
        order: plan.order,
        country: Country::of(shop),
        today: shop.day(loyalty.clock.now()),
    };
    let (pages, mut read) = mpsc::channel(AHEAD);
    let file = {
        let (origin, plan, lang) = (origin.clone(), plan.clone(), shop.lang);
        tokio::task::spawn_blocking(move || in_pages(&origin, &plan, lang, &pages))
    };
    let mut faults = Vec::new();
    let mut rows_read = 0_i64;
    while let Some(page) = read.recv().await {
        rows_read += i64::try_from(page.len()).unwrap_or(0);
        let mut people = Vec::with_capacity(page.len());
        for row in page {
            let cells: Vec<_> = row.cells.into_iter().map(value).collect();
            match reader.read(row.line, &cells) {
                Ok(person) => people.push(person),
                Err(wrong) => {
                    reading.bad_row();
                    faults.extend(wrong);
                }
            }
        }
        faults.extend(loyalty.read_rows(&mut reading, &people).await?);
        faults.truncate(TOLD);
        progress(rows_read);
    }
    let came_to_an_end = file
        .await
        .unwrap_or_else(|error| Err(Trouble::Damaged(error.to_string())));
    if let Err(trouble) = came_to_an_end {
        return Ok(Read::Unreadable(trouble));
    }
    faults.sort_by_key(|fault| fault.line);
    Ok(match loyalty.end_reading(reading).await? {
        Some(import) => Read::Done { import, faults },
        None => Read::Gone,
    })
}

/// Hands the rows below the headings on in pages.
fn in_pages(origin: &Origin, plan: &Plan, lang: domain::Lang, pages: &mpsc::Sender<Vec<Row>>) -> Result<(), Trouble> {
    let mut seen = 0;
    let mut page = Vec::with_capacity(PAGE);
    origin.read(plan.sheet.as_deref(), lang, &mut |row| {
        seen += 1;
        if seen <= plan.above {
            return ControlFlow::Continue(());
        }
        page.push(row);
        if page.len() == PAGE && pages.blocking_send(std::mem::take(&mut page)).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    if !page.is_empty() {
        // Whoever reads the pages has given up: there is nobody to tell.
        drop(pages.blocking_send(page));
    }
    Ok(())
}
