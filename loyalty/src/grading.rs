//! What customers are graded by: where grades are cut (T4), and how many buyers an opinion leader brought (T5).

use domain::UserId;
use domain::action::Action;
use domain::grade::{Cut, CutPoints};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use storage::{StorageError, Tx, standings, tiers};

use crate::{Change, FromFile, Loyalty, NotAllowed};

/// What a shop grades by, and what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grading {
    /// What grades are cut by, and where that comes from.
    pub cuts: CutPoints,
    pub cut: Cut,
    /// What the last night found. `None`: there were too few buyers.
    pub found: Option<CutPoints>,
    /// Members who ever bought something that they kept.
    pub buyers: i64,
    /// Buyers that a leader has brought.
    pub leader_buyers: i64,
}

/// Something that is changed about the grading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradingEdit {
    /// The shop's own cut points. `None`: what the nights find.
    Cuts(Option<CutPoints>),
    LeaderBuyers(i64),
}

impl Loyalty {
    pub async fn grading(&self, shop: &Shop) -> Result<Grading, StorageError> {
        let mut tx = self.db.read().await?;
        let stored = tiers::grading(&mut tx, shop.id).await?;
        let (cuts, cut) = cuts_of(&stored, shop);
        Ok(Grading {
            cuts,
            cut,
            found: stored.fifths,
            buyers: standings::buyers(&mut tx, shop.id).await?,
            leader_buyers: stored.leader_buyers,
        })
    }

    /// Changes what a shop grades by. It counts from then on: grades and kinds are read off, not kept.
    ///
    /// Cut points that do not ascend are for whoever asks to refuse.
    pub async fn edit_grading(
        &self,
        shop: &Shop,
        by: UserId,
        edit: GradingEdit,
    ) -> Result<Result<(), NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditTiers).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let before = tiers::grading(&mut tx, shop.id).await?;
        if self.write_grading(&mut tx, shop, &before, edit).await? {
            let (was, became) = match edit {
                GradingEdit::Cuts(cuts) => (serde_json::json!(before.own), serde_json::json!(cuts)),
                GradingEdit::LeaderBuyers(buyers) => {
                    (serde_json::json!(before.leader_buyers), serde_json::json!(buyers))
                }
            };
            let change = Change::between(was, became);
            self.note(&mut tx, shop.id, Actor::Staff(by), Action::GradesChange, None, change)
                .await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Writes the grading as a file says.
    pub async fn grading_from_file(&self, shop: &Shop, edits: &[GradingEdit]) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let mut outcome = FromFile::Unchanged;
        for edit in edits {
            let before = tiers::grading(&mut tx, shop.id).await?;
            if self.write_grading(&mut tx, shop, &before, *edit).await? {
                outcome = FromFile::Changed;
            }
        }
        tx.commit().await?;
        Ok(outcome)
    }

    /// Says whether that changed anything.
    async fn write_grading(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        before: &tiers::Grading,
        edit: GradingEdit,
    ) -> Result<bool, StorageError> {
        if tiers::counted(tx, shop.id).await?.is_none() {
            // It is written beside what the sums of members count from.
            self.begin_recount(tx, shop).await?;
        }
        match edit {
            GradingEdit::Cuts(cuts) if cuts != before.own => tiers::set_own_cuts(tx, shop.id, cuts.as_ref()).await?,
            GradingEdit::LeaderBuyers(buyers) if buyers != before.leader_buyers => {
                tiers::set_leader_buyers(tx, shop.id, buyers).await?;
            }
            GradingEdit::Cuts(_) | GradingEdit::LeaderBuyers(_) => return Ok(false),
        }
        Ok(true)
    }
}

/// What grades are cut by: as the owner says, by fifths of the buyers, or by what suits most shops (T4).
pub(crate) fn cuts_of(stored: &tiers::Grading, shop: &Shop) -> (CutPoints, Cut) {
    match (stored.own, stored.fifths) {
        (Some(own), _) => (own, Cut::Own),
        (None, Some(fifths)) => (fifths, Cut::Fifths),
        (None, None) => (CutPoints::fixed(shop.currency), Cut::Fixed),
    }
}
