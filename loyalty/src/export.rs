//! Everything of a shop for its own spreadsheets (D6), page by page. What changes while it is written may be in it or
//! not.

use domain::action::Action;
use domain::field::Field;
use domain::import::can_be_listed;
use domain::reason::Actor;
use domain::shop::Shop;
use domain::{MemberId, ShopId};
use serde_json::json;
use storage::exports::{self, Listed, Movement, Purchase, Voucher};
use storage::{StorageError, fields, members};
use uuid::Uuid;

use crate::{Change, Importer, Loyalty, NotAllowed};

/// Rows of one page.
const PAGE: i64 = 500;

/// What an export is about to hold.
#[derive(Debug, Clone)]
pub struct Exporting {
    pub shop: Shop,
    /// The shop's own fields, a column for each. Photos are with Telegram.
    pub fields: Vec<Field>,
}

/// Some rows of one of the tables that an export has.
#[derive(Debug, Clone)]
pub enum ExportPage {
    Members(Vec<Listed>),
    Points(Vec<Movement>),
    Purchases(Vec<Purchase>),
    Coupons(Vec<Voucher>),
}

/// The tables of an export, and where the next page of one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFrom {
    Members(MemberId),
    Points(Uuid),
    Purchases(Uuid),
    Coupons(Uuid),
}

impl ExportFrom {
    /// The beginning of each table, in the order in which they are written.
    pub const TABLES: [Self; 4] = [
        Self::Members(MemberId(Uuid::nil())),
        Self::Points(Uuid::nil()),
        Self::Purchases(Uuid::nil()),
        Self::Coupons(Uuid::nil()),
    ];
}

impl ExportPage {
    /// Where the next page begins. `None`: this is the last.
    #[must_use]
    pub fn next(&self) -> Option<ExportFrom> {
        match self {
            Self::Members(rows) => rows.last().map(|row| ExportFrom::Members(row.id)),
            Self::Points(rows) => rows.last().map(|row| ExportFrom::Points(row.id)),
            Self::Purchases(rows) => rows.last().map(|row| ExportFrom::Purchases(row.id)),
            Self::Coupons(rows) => rows.last().map(|row| ExportFrom::Coupons(row.id)),
        }
    }
}

impl Loyalty {
    /// How many members a shop has.
    pub async fn member_count(&self, shop: ShopId) -> Result<i64, StorageError> {
        let mut tx = self.db.look().await?;
        members::count(&mut tx, shop).await
    }

    /// Begins an export: who takes everything with them is noted.
    pub async fn begin_export(&self, shop: &Shop, by: Importer) -> Result<Result<Exporting, NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if let Err(refused) = self.may_import(&mut tx, shop.id, by).await? {
            return Ok(Err(refused));
        }
        let fields = fields::list(&mut tx, shop.id).await?;
        let actor: Actor = by.actor();
        self.note(&mut tx, shop.id, actor, Action::Export, None, Change::made(json!({})))
            .await?;
        tx.commit().await?;
        Ok(Ok(Exporting {
            shop: shop.clone(),
            fields: fields.into_iter().filter(can_be_listed).collect(),
        }))
    }

    /// One page of an export. The right to it is looked at for each (S1).
    pub async fn export_page(
        &self,
        shop: ShopId,
        by: Importer,
        from: ExportFrom,
    ) -> Result<Result<ExportPage, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        if let Err(refused) = self.may_import(&mut tx, shop, by).await? {
            return Ok(Err(refused));
        }
        Ok(Ok(match from {
            ExportFrom::Members(after) => ExportPage::Members(exports::members(&mut tx, shop, after, PAGE).await?),
            ExportFrom::Points(after) => ExportPage::Points(exports::movements(&mut tx, shop, after, PAGE).await?),
            ExportFrom::Purchases(after) => {
                ExportPage::Purchases(exports::purchases(&mut tx, shop, after, PAGE).await?)
            }
            ExportFrom::Coupons(after) => ExportPage::Coupons(exports::vouchers(&mut tx, shop, after, PAGE).await?),
        }))
    }
}
