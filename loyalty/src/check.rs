//! Recomputes everything that is kept twice, and says what does not match (P1).

use storage::StorageError;
use storage::books::{self, Question};

use crate::Loyalty;

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
        Ok(report)
    }
}
