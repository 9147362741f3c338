//! Recomputes everything that is kept twice, and says what does not match (P1).

use chrono::NaiveDate;
use domain::shop::Shop;
use storage::StorageError;
use storage::books::{self, Question};
use storage::days::{self, Day};
use storage::sealed::{self, Cursor};
use storage::shops;

use crate::Loyalty;
use crate::figures::sum;

/// Findings of one rule that are told.
const MOST: usize = 20;
/// Rows that one transaction looks at.
const PAGE: i64 = 1_000;
/// Shops that one transaction lists.
const SHOPS: i64 = 100;

type KeptDay = (NaiveDate, Day);

/// Something that does not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was asked, as a sentence that should be true.
    pub rule: &'static str,
    pub shop: String,
    /// The row it is about.
    pub row: String,
    pub kept: i64,
    pub recomputed: i64,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many rules were looked at.
    pub rules: usize,
    /// At most twenty for each rule.
    pub findings: Vec<Finding>,
}

impl Loyalty {
    /// Recomputes every balance, lot, stock, coupon and order from the rows they follow from.
    pub async fn check(&self) -> Result<Report, StorageError> {
        let mut report = Report::default();
        for question in Question::ALL {
            let mut tx = self.db.read().await?;
            let mismatches = books::ask(&mut tx, question).await?;
            tx.commit().await?;
            report.rules += 1;
            report.findings.extend(mismatches.into_iter().map(|mismatch| Finding {
                rule: question.rule(),
                shop: mismatch.shop.to_string(),
                row: mismatch.row,
                kept: mismatch.kept,
                recomputed: mismatch.recomputed,
            }));
        }
        report.rules += 2;
        report.findings.extend(self.unopened().await?);
        report.findings.extend(self.miscounted_days().await?);
        Ok(report)
    }

    /// What is sealed and does not open, page by page: reading all of it in one transaction would hold up
    /// whoever clears away what was written before.
    async fn unopened(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = Vec::new();
        let mut at = Some(Cursor::START);
        while let Some(from) = at.filter(|_| findings.len() < MOST) {
            let mut tx = self.db.read().await?;
            let (unopened, next) = sealed::unopened(&mut tx, from, PAGE).await?;
            tx.commit().await?;
            findings.extend(unopened.into_iter().map(|(place, why)| Finding {
                rule: "what is sealed opens in its place",
                shop: place.shop().to_string(),
                row: format!("{place}: {why}"),
                kept: 1,
                recomputed: 0,
            }));
            at = next;
        }
        findings.truncate(MOST);
        Ok(findings)
    }

    /// Days of which something else is kept than what happened on them. Not asked by SQL: when a day of a shop begins
    /// is known by its time zone alone.
    async fn miscounted_days(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = Vec::new();
        let mut after = None;
        loop {
            let mut tx = self.db.read().await?;
            let page = shops::list(&mut tx, after, SHOPS).await?;
            tx.commit().await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for shop in &page {
                let kept = self.kept_days(shop).await?;
                let mut spans: Vec<&[KeptDay]> = kept
                    .chunk_by(|(one, _), (next, _)| one.succ_opt() == Some(*next))
                    .collect();
                // Days in a row are counted at once, and only where that does not match, each half for itself.
                while let Some(span) = spans.pop() {
                    match self.miscounted(shop, span).await? {
                        Some(finding) if span.len() == 1 => findings.push(finding),
                        Some(_) => spans.extend(<[_; 2]>::from(span.split_at(span.len() / 2))),
                        None => {}
                    }
                }
            }
        }
        findings.truncate(MOST);
        Ok(findings)
    }

    /// What does not match of some days in a row, if something does not.
    async fn miscounted(&self, shop: &Shop, span: &[KeptDay]) -> Result<Option<Finding>, StorageError> {
        let (Some((first, _)), Some((last, _))) = (span.first(), span.last()) else {
            return Ok(None);
        };
        let mut tx = self.db.read().await?;
        let counted = days::count(&mut tx, shop.id, shop.day_starts(*first), shop.day_ends(*last)).await?;
        tx.commit().await?;
        let kept = sum(span.iter().map(|(_, day)| day));
        let mut parts = kept.parts().into_iter().zip(counted.parts());
        let differing = parts.find(|(kept, counted)| kept != counted);
        Ok(differing.map(|((what, kept), (_, recomputed))| Finding {
            rule: "a day came to what happened on it",
            shop: shop.id.to_string(),
            row: format!("{what} of {first}"),
            kept,
            recomputed,
        }))
    }
}
