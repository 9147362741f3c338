//! Recomputes everything that is kept twice, and says what does not match (P1).

use chrono::{DateTime, NaiveDate, Utc};
use domain::shop::Shop;
use domain::tag::Condition;
use domain::{MemberId, ShopId};
use storage::books::{self, Question};
use storage::days::{self, Day};
use storage::sealed::{self, Cursor};
use storage::{StorageError, Tx, categories, fields, offers, rhythms, shops};
use uuid::Uuid;

use crate::Loyalty;
use crate::automations::rhythms_in;
use crate::figures::sum;

/// Findings of one rule that are told.
const MOST: usize = 20;
/// Rows that one transaction looks at.
const PAGE: i64 = 1_000;
/// Shops that are listed at once.
const SHOPS: i64 = 100;

/// What no column refers to, and so no key holds together: what tags' rules and offers name inside of what they keep.
const NAMED: &str = "what tags go by, and whom offers are for, is there";
const OF_THEIR_TYPE: &str = "what stands in a field is of the field's type";

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
            let mut tx = self.db.survey().await?;
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
        report.rules += 5;
        report.findings.extend(self.unopened().await?);
        report.findings.extend(self.miscounted_days().await?);
        report.findings.extend(self.misfits().await?);
        report.findings.extend(self.nameless().await?);
        report.findings.extend(self.odd_rhythms().await?);
        Ok(report)
    }

    /// What stands in fields of another type.
    async fn misfits(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = Vec::new();
        let mut at = Some(fields::Cursor::default());
        while let Some(from) = at.filter(|_| findings.len() < MOST) {
            let mut tx = self.db.read().await?;
            let (misfits, next) = fields::misfits(&mut tx, from, PAGE).await?;
            tx.commit().await?;
            findings.extend(misfits.into_iter().map(|(shop, member, field)| Finding {
                rule: OF_THEIR_TYPE,
                shop: shop.to_string(),
                row: format!("{member}, {field}"),
                kept: 1,
                recomputed: 0,
            }));
            at = next;
        }
        findings.truncate(MOST);
        Ok(findings)
    }

    async fn shops_after(&self, after: Option<ShopId>) -> Result<Vec<Shop>, StorageError> {
        let mut tx = self.db.look().await?;
        shops::list(&mut tx, after, SHOPS).await
    }

    /// What tags' rules and offers' audiences name that is not there.
    async fn nameless(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = Vec::new();
        let mut after = None;
        loop {
            let page = self.shops_after(after).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for shop in &page {
                self.nameless_in(shop.id, &mut findings).await?;
            }
        }
        findings.truncate(MOST);
        Ok(findings)
    }

    /// Rhythms that are not those in which members buy.
    async fn odd_rhythms(&self) -> Result<Vec<Finding>, StorageError> {
        let mut findings = Vec::new();
        let mut after = None;
        loop {
            let page = self.shops_after(after).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for shop in &page {
                let mut at = MemberId(Uuid::nil());
                while findings.len() < MOST {
                    // What is found by then is read in the same transaction.
                    let mut tx = self.db.read().await?;
                    let members = rhythms::members_after(&mut tx, shop.id, at, PAGE).await?;
                    let upto = rhythms::upto(&mut tx, shop.id).await?;
                    let Some(last) = members.last() else { break };
                    at = *last;
                    for member in members {
                        findings.extend(odd_rhythm(&mut tx, shop, member, upto).await?);
                    }
                    tx.commit().await?;
                }
            }
        }
        findings.truncate(MOST);
        Ok(findings)
    }

    async fn nameless_in(&self, shop: ShopId, findings: &mut Vec<Finding>) -> Result<(), StorageError> {
        let (tags, names) = self.tags_and_names(shop).await?;
        let has_tier = |tier| names.tiers.iter().any(|known| known.id == tier);
        let mut find = |row: String| {
            findings.push(Finding {
                rule: NAMED,
                shop: shop.to_string(),
                row,
                kept: 1,
                recomputed: 0,
            });
        };
        for tag in &tags {
            for condition in tag.rule.iter().flat_map(|rule| &rule.all) {
                let is_there = match condition {
                    Condition::Tier { tier } => has_tier(*tier),
                    Condition::Field { field, .. } => names.has_field(*field),
                    // A shop can have more of these than the editor of tags looks at.
                    Condition::Bought { category, .. } => {
                        let mut tx = self.db.look().await?;
                        categories::find(&mut tx, shop, *category).await?.is_some()
                    }
                    Condition::Customer { .. } | Condition::Spent { .. } | Condition::Quiet { .. } => true,
                };
                if !is_there {
                    find(format!("tag {}: {condition:?}", tag.id));
                }
            }
        }
        let mut skip = 0;
        loop {
            let mut tx = self.db.read().await?;
            let page = offers::all(&mut tx, shop, skip, PAGE).await?;
            tx.commit().await?;
            for offer in &page {
                let audience = &offer.audience;
                let no_tag = audience
                    .tags()
                    .iter()
                    .any(|tag| tags.iter().all(|known| known.id != *tag));
                if no_tag || audience.tiers().iter().any(|tier| !has_tier(*tier)) {
                    find(format!("offer {}", offer.id));
                }
            }
            if i64::try_from(page.len()).is_ok_and(|rows| rows < PAGE) {
                return Ok(());
            }
            skip += PAGE;
        }
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
            let page = self.shops_after(after).await?;
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

/// The first of a member's rhythms that is not the one in which they buy. Those that are about to be found anew, because
/// days begin at other instants, are left out.
async fn odd_rhythm(
    tx: &mut Tx,
    shop: &Shop,
    member: MemberId,
    upto: DateTime<Utc>,
) -> Result<Option<Finding>, StorageError> {
    let kept = rhythms::of_member(tx, shop.id, member).await?;
    let bought = rhythms::purchases(tx, shop.id, member, upto).await?;
    let found = rhythms_in(shop, &bought);
    let is_waiting = |category| {
        let later = |kept: &&rhythms::Kept| kept.category == category && kept.last_at > upto;
        kept.iter().find(later).is_some()
    };
    let only_in = |these: &[rhythms::Kept], those: &[rhythms::Kept]| {
        let odd = these
            .iter()
            .find(|one| !is_waiting(one.category) && !those.contains(one));
        odd.copied()
    };
    let odd = only_in(&kept, &found).or_else(|| only_in(&found, &kept));
    let every_days = |rhythms: &[rhythms::Kept], category| {
        let of = rhythms.iter().find(|rhythm| rhythm.category == category);
        of.map_or(0, |rhythm| rhythm.every_days)
    };
    Ok(odd.map(|odd| Finding {
        rule: "what a member buys again and again is due by their own rhythm",
        shop: shop.id.to_string(),
        row: format!("{member}, {}", odd.category),
        kept: every_days(&kept, odd.category),
        recomputed: every_days(&found, odd.category),
    }))
}
