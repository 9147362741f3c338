//! Recomputes everything that is kept twice, and says what does not match (P1).

use storage::StorageError;
use storage::books::{self, Question};
use storage::sealed::{self, Cursor};

use crate::Loyalty;

/// Findings of one rule that are told.
const MOST: usize = 20;
/// Rows that one transaction looks at.
const PAGE: i64 = 1_000;

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
        report.rules += 1;
        report.findings.extend(self.unopened().await?);
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
}
