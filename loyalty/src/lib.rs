//! What a shop can do. Each act is a method of [`Loyalty`], in a file of its name, and one transaction.
//!
//! A refusal is an answer, not an error. An act that is repeated with the same cause changes nothing
//! and gives the same answer again, so whoever asked can always be told.

mod account;
mod adjust;
mod ask_gently;
mod attach;
mod automations;
mod basket;
mod birthday_week;
mod book;
mod cancel_coupon;
mod cancel_order;
mod catalogue;
mod change_setting;
mod check;
mod check_in;
mod claim;
mod congratulate;
mod consent;
mod correct_name;
mod coupon;
mod customer;
mod earn_rules;
mod earned;
mod edit_fields;
mod edit_gift;
mod edit_offer;
mod edit_tags;
mod edit_tiers;
mod enroll;
mod export;
mod figures;
mod file;
mod fill;
mod find;
mod forget;
mod grading;
mod greet_birthdays;
mod groups;
mod import;
mod join_files;
mod keepsakes;
mod look;
mod meet;
mod move_account;
mod my_data;
mod night;
mod note_receipt;
mod notes;
mod offers;
mod open_shop;
mod order_views;
mod pay_order;
mod place_order;
mod reckon;
mod redeem;
mod refund;
mod relatives;
mod remind_family;
mod sell;
mod set_birthday;
mod shown_tags;
mod slugs;
mod staffing;
mod standing;
mod still_wanted;
mod tagging;
mod tasks;
mod telegram_payment;
mod use_coupon;
mod welcome;
mod wishes;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::action::Action;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{Clock, EntryId, Ids, LetterId, MemberId, ShopId, UserId};
use storage::{Db, StorageError, Tx, audit, outbox, people, staff};

pub use adjust::{Adjust, Adjusted, Decided, Decision};
pub use attach::{Attach, Attached, FileProof};
pub use automations::{
    AutomationEdit, AutomationFromFile, AutomationSaved, BrakeAnswered, Came, FORESEEN_DAYS, Foreseen, Led,
    MANY_UNDER_WAY, MorningPage, Rated, Ready, Results, WordsSaved,
};
pub use birthday_week::{BirthdaySoon, BirthdayWeek, LONGEST_LINE, LineWritten, WeekPlace};
pub use cancel_coupon::Cancelled;
pub use cancel_order::{CancelBy, CancelOrder, OrderCancelled};
pub use catalogue::{CategorySaved, ProductSaved};
pub use change_setting::SettingChanged;
pub use check::{Finding, Report};
pub use check_in::CheckedIn;
pub use claim::{ClaimOffer, OfferClaimed};
pub use correct_name::{LONGEST_OWN_NAME, NameSet};
pub use customer::{Brought, Customer, Stand};
pub use earn_rules::{REHEARSED_DAYS, Rehearsal, RuleSaved};
pub use edit_fields::{FieldFromFile, FieldSaved};
pub use edit_gift::GiftSaved;
pub use edit_offer::OfferSaved;
pub use edit_tags::{TagFromFile, TagNames, TagSaved, TagTried};
pub use edit_tiers::{MOST_TIERS, Movers, Moves, TierEdit, TiersSaved};
pub use enroll::{Enroll, Enrolled};
pub use export::{ExportFrom, ExportPage, Exporting};
pub use figures::{Figures, Owed};
pub use file::{Bought, MemberFile, OwnFile};
pub use fill::{Fill, Filled};
pub use find::{Find, FindBy, Found, Onward, Pick, Picked};
pub use forget::{ForgetBy, Forgotten, Lost};
pub use grading::{Grading, GradingEdit};
pub use greet_birthdays::BirthdayPage;
pub use groups::{Bound, GroupLost, GroupSeen};
pub use import::{Begun, HOURS_TO_UNDO, Import, Importer, Progress, Reading, TakenBack, TakenOver, Undone};
pub use join_files::{FilesJoined, JoinPreview};
pub use keepsakes::{KeepPhoto, MOST_PHOTOS, PhotoKept};
pub use look::{CouponView, GiftView, OrderView, Statement, Wallet};
pub use meet::EmailSet;
pub use move_account::{MoveLet, MovedHere};
pub use night::NightPage;
pub use note_receipt::{LONGEST_RECEIPT, ReceiptNoted};
pub use notes::{LONGEST_NOTE, NoteWritten, Notes, WriteNote};
pub use offers::{OfferView, Stands, WhyMe};
pub use open_shop::{Claim, ClaimTaken, Claimed, FromFile, ShopKept};
pub use order_views::OpenOrder;
pub use pay_order::{HandedOver, OrderPaid};
pub use place_order::{PlaceOrder, Placed};
pub use reckon::{Preview, Reckoned, Unsold, Wish};
pub use redeem::{Redeem, Redeemed};
pub use refund::{Back, How, Refund, Refunded, UNDO_MINUTES};
pub use relatives::RelativeSaved;
pub use remind_family::FamilyPage;
pub use sell::{Sell, Sold};
pub use set_birthday::{BirthdayCounts, BirthdaySet, BirthdayWays, KeptBirthday};
pub use shown_tags::{TagPage, TagToSet};
pub use staffing::{Accepted, Invited, Removed};
pub use still_wanted::Wanted;
pub use tagging::TagPut;
pub use tasks::{MakeTask, MyTasks, TaskChanged, TaskMade, TaskPage, TaskTurn};
pub use telegram_payment::{CheckedOut, Invoice, PreCheckout, Proof, Received, STARS};
pub use use_coupon::{Looked, UseCoupon, Used};
pub use wishes::{MOST_WISHES, WishMade};

/// The acts, and what they need: tables, time and chance. Cheap to clone.
#[derive(Clone)]
pub struct Loyalty {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

/// Somebody on the staff asked for what their role does not allow (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAllowed;

/// What something was before and is after, as the audit log keeps it (S3).
#[derive(Debug, Clone, Default)]
struct Change {
    was: Option<serde_json::Value>,
    became: Option<serde_json::Value>,
}

impl Change {
    const fn made(became: serde_json::Value) -> Self {
        Self {
            was: None,
            became: Some(became),
        }
    }

    const fn between(was: serde_json::Value, became: serde_json::Value) -> Self {
        Self {
            was: Some(was),
            became: Some(became),
        }
    }

    const fn ended(was: serde_json::Value) -> Self {
        Self {
            was: Some(was),
            became: None,
        }
    }
}

/// A page of `limit`, of which one more was read, and whether there are more.
fn cut<T>(mut page: Vec<T>, limit: i64) -> (Vec<T>, bool) {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = page.len() > size;
    page.truncate(size);
    (page, more)
}

impl Loyalty {
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { db, clock, ids }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn entry_id(&self, now: DateTime<Utc>) -> EntryId {
        EntryId(self.ids.uuid(now))
    }

    /// Whether somebody may do this at this moment (S1). Asked in the transaction that does it.
    async fn allowed(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        user: UserId,
        right: Right,
    ) -> Result<Result<Role, NotAllowed>, StorageError> {
        let role = staff::role(tx, shop, user).await?;
        Ok(role.filter(|role| role.may(right)).ok_or(NotAllowed))
    }

    /// Notes what somebody did (S3).
    async fn note(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        actor: Actor,
        action: Action,
        member: Option<MemberId>,
        change: Change,
    ) -> Result<(), StorageError> {
        let at = self.now();
        let Change { was, became } = change;
        let deed = audit::Deed {
            shop,
            id: self.ids.uuid(at),
            actor,
            action,
            member,
            was,
            became,
            at,
        };
        audit::add(tx, &deed).await
    }

    /// A letter to each of the staff who may do something, but, where named, one whose own doing it is.
    async fn write_to_staff(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        right: Right,
        but: Option<UserId>,
        letter: &domain::letter::Letter,
    ) -> Result<(), StorageError> {
        for employee in staff::list(tx, shop.id).await? {
            if employee.role.may(right) && Some(employee.user) != but {
                self.write_to(tx, shop, employee.user, letter.clone()).await?;
            }
        }
        Ok(())
    }

    /// Puts a letter into the outbox for somebody who can be reached in private. Others are not
    /// written to; the file says so to staff.
    async fn write_to(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        user: UserId,
        letter: domain::letter::Letter,
    ) -> Result<(), StorageError> {
        let now = self.now();
        let id = LetterId(self.ids.uuid(now));
        outbox::put_to(tx, id, shop.id, user, &letter, now).await?;
        Ok(())
    }

    pub async fn mark_unreachable(&self, user: UserId, why: &str) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        people::mark_unreachable(&mut tx, user, why).await?;
        self.gone_away(&mut tx, user).await?;
        tx.commit().await
    }

    pub async fn mark_reachable(&self, user: UserId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        people::mark_reachable(&mut tx, user).await?;
        tx.commit().await
    }
}
