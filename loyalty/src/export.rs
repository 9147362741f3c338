//! Everything of a shop for its own spreadsheets (D6), page by page. What changes while it is written may be in it or
//! not. Those who are gone are in none of it but the books, and there without a name (D3).

use domain::action::Action;
use domain::field::{Field, Viewer};
use domain::import::can_be_listed;
use domain::offer::Offer;
use domain::product::{Category, Product};
use domain::reason::Actor;
use domain::role::Role;
use domain::shop::Shop;
use domain::{MemberId, OrderId, ProductId, RelativeId, ShopId};
use serde_json::json;
use storage::exported_orders::{self, Part, Purchase};
use storage::exported_wishes::{self, Asked, Hoped, Kin};
use storage::exports::{self, Listed, Movement, Voucher};
use storage::{StorageError, categories, fields, members, offers, products};
use uuid::Uuid;

use crate::{Change, Importer, Loyalty, NotAllowed};

/// Rows of one page.
const PAGE: i64 = 500;
/// Categories of a shop: a catalogue with more is not gone through by anybody.
const CATEGORIES: i64 = 1_000;

/// What an export is about to hold.
#[derive(Debug, Clone)]
pub struct Exporting {
    pub shop: Shop,
    /// The shop's own fields that its owner sees (S5), a column for each. Photos are with Telegram.
    pub fields: Vec<Field>,
    /// Hidden ones too.
    pub categories: Vec<Category>,
}

/// Some rows of one of the tables that an export has.
#[derive(Debug, Clone)]
pub enum ExportPage {
    Members(Vec<Listed>),
    Points(Vec<Movement>),
    Purchases(Vec<Purchase>),
    Parts(Vec<Part>),
    Coupons(Vec<Voucher>),
    Relatives(Vec<Kin>),
    Wishes(Vec<Hoped>),
    Categories(Vec<Category>),
    /// Products, and how many pages of them were read before.
    Products(Vec<Product>, i64),
    Offers(Vec<Offer>, i64),
    Claims(Vec<Asked>),
}

/// The tables of an export, and where the next page of one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFrom {
    Members(MemberId),
    Points(Uuid),
    Purchases(OrderId),
    /// Behind this part of this order.
    Parts(OrderId, i64),
    Coupons(Uuid),
    Relatives(RelativeId),
    Wishes(MemberId, ProductId),
    /// All at once: a shop has few.
    Categories,
    /// Behind so many pages: a catalogue is as large as somebody typed.
    Products(i64),
    Offers(i64),
    Claims(Uuid),
}

impl ExportFrom {
    /// The beginning of each table, in the order in which they are written.
    pub const TABLES: [Self; 11] = [
        Self::Members(MemberId(Uuid::nil())),
        Self::Points(Uuid::nil()),
        Self::Purchases(OrderId(Uuid::nil())),
        Self::Parts(OrderId(Uuid::nil()), 0),
        Self::Coupons(Uuid::nil()),
        Self::Relatives(RelativeId(Uuid::nil())),
        Self::Wishes(MemberId(Uuid::nil()), ProductId(Uuid::nil())),
        Self::Categories,
        Self::Products(0),
        Self::Offers(0),
        Self::Claims(Uuid::nil()),
    ];
}

impl ExportPage {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Members(rows) => rows.is_empty(),
            Self::Points(rows) => rows.is_empty(),
            Self::Purchases(rows) => rows.is_empty(),
            Self::Parts(rows) => rows.is_empty(),
            Self::Coupons(rows) => rows.is_empty(),
            Self::Relatives(rows) => rows.is_empty(),
            Self::Wishes(rows) => rows.is_empty(),
            Self::Categories(rows) => rows.is_empty(),
            Self::Products(rows, _) => rows.is_empty(),
            Self::Offers(rows, _) => rows.is_empty(),
            Self::Claims(rows) => rows.is_empty(),
        }
    }

    /// Where the next page begins. `None`: this is the last.
    #[must_use]
    pub fn next(&self) -> Option<ExportFrom> {
        match self {
            Self::Members(rows) => rows.last().map(|row| ExportFrom::Members(row.id)),
            Self::Points(rows) => rows.last().map(|row| ExportFrom::Points(row.id)),
            Self::Purchases(rows) => rows.last().map(|row| ExportFrom::Purchases(row.id)),
            Self::Parts(rows) => rows.last().map(|row| ExportFrom::Parts(row.order, row.line)),
            Self::Coupons(rows) => rows.last().map(|row| ExportFrom::Coupons(row.id)),
            Self::Relatives(rows) => rows.last().map(|row| ExportFrom::Relatives(row.relative.id)),
            Self::Wishes(rows) => rows.last().map(|row| ExportFrom::Wishes(row.member, row.product)),
            Self::Categories(_) => None,
            Self::Products(rows, before) => rows.last().map(|_| ExportFrom::Products(before + 1)),
            Self::Offers(rows, before) => rows.last().map(|_| ExportFrom::Offers(before + 1)),
            Self::Claims(rows) => rows.last().map(|row| ExportFrom::Claims(row.id)),
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
        let seen = |field: &Field| field.is_seen_by(Viewer::Staff(Role::Owner)) && can_be_listed(field);
        let fields = fields::list(&mut tx, shop.id).await?;
        let categories = categories::all(&mut tx, shop.id, CATEGORIES).await?;
        let actor: Actor = by.actor();
        self.note(&mut tx, shop.id, actor, Action::Export, None, Change::made(json!({})))
            .await?;
        tx.commit().await?;
        Ok(Ok(Exporting {
            shop: shop.clone(),
            fields: fields.into_iter().filter(seen).collect(),
            categories,
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
        let tx = &mut tx;
        Ok(Ok(match from {
            ExportFrom::Members(after) => ExportPage::Members(exports::members(tx, shop, after, PAGE).await?),
            ExportFrom::Points(after) => ExportPage::Points(exports::movements(tx, shop, after, PAGE).await?),
            ExportFrom::Purchases(after) => {
                ExportPage::Purchases(exported_orders::purchases(tx, shop, after, PAGE).await?)
            }
            ExportFrom::Parts(order, line) => {
                ExportPage::Parts(exported_orders::parts(tx, shop, (order, line), PAGE).await?)
            }
            ExportFrom::Coupons(after) => ExportPage::Coupons(exports::vouchers(tx, shop, after, PAGE).await?),
            ExportFrom::Relatives(after) => {
                ExportPage::Relatives(exported_wishes::relatives(tx, shop, after, PAGE).await?)
            }
            ExportFrom::Wishes(member, product) => {
                ExportPage::Wishes(exported_wishes::wishes(tx, shop, (member, product), PAGE).await?)
            }
            ExportFrom::Categories => ExportPage::Categories(categories::all(tx, shop, CATEGORIES).await?),
            ExportFrom::Products(before) => {
                let skip = before.saturating_mul(PAGE);
                ExportPage::Products(products::all(tx, shop, skip, PAGE).await?, before)
            }
            ExportFrom::Offers(before) => {
                let skip = before.saturating_mul(PAGE);
                ExportPage::Offers(offers::all(tx, shop, skip, PAGE).await?, before)
            }
            ExportFrom::Claims(after) => ExportPage::Claims(exported_wishes::claims(tx, shop, after, PAGE).await?),
        }))
    }
}
