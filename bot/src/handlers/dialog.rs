//! Questions that wait for an answer in the next message. They live in a table, so a restart does not
//! lose them, and end by themselves.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    CategoryId, CouponId, FieldId, GiftId, MemberId, Money, OfferId, OrderId, ProductId, RelativeId, ShopId, TaskId,
    Token,
};
use serde::{Deserialize, Serialize};
use storage::{StorageError, dialogs};

use super::customer::birthday::BornOf;
use super::setup::Setup;
use super::staff::adjust::AdjustDraft;
use super::staff::automations::AutomationQuestion;
use super::staff::checkout::Draft;
use super::staff::field_editor::FieldDraft;
use super::staff::gift_editor::GiftQuestion;
use super::staff::lists::ListDraft;
use super::staff::offer_editor::OfferQuestion;
use super::staff::rules::RuleDraft;
use super::staff::tag_editor::TagDraft;
use super::staff::tiers::TierQuestion;
use super::visit::Visit;

/// How long a question waits.
const PATIENCE_HOURS: i64 = 24;

/// The question that is open in a chat, for one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dialog {
    /// The set-up of a shop, at some step.
    Setup(Setup),
    /// Something about an automation.
    Automation(AutomationQuestion),
    /// A setting of the shop, by its code.
    ShopSetting { shop: ShopId, code: String },
    /// How much a member paid.
    Amount { member: MemberId },
    /// A sale whose amount could not be read: what `/sell` was to be followed by.
    Sale,
    /// Whose purchase it is. However often it is answered, it is one sale.
    Whose { total: Money, intention: Token },
    /// A member's file is open, and `/sell` without a name means it.
    File { member: MemberId, until: DateTime<Utc> },
    /// A sale is put together, and waits for a button.
    Checkout(Draft),
    /// Whose purchase from the catalogue it is.
    WhoseBasket,
    /// Where what is in a member's basket is brought to.
    Where,
    /// Which size somebody wears whom an order is for.
    SizeFor { relative: RelativeId },
    /// Why the shop cancels an order.
    WhyCancelled { order: OrderId },
    /// How much a member paid for what they show a coupon for.
    AmountWithCoupon {
        member: MemberId,
        coupon: CouponId,
        /// What was typed behind an amount that could be several.
        #[serde(default)]
        rest: String,
    },
    /// The number of a purchase's receipt.
    Receipt { order: OrderId },
    /// How much of a purchase is refunded.
    Refund { order: OrderId },
    /// What a new product is called and costs.
    NewProduct { product: ProductId },
    /// One thing about a product.
    Product { product: ProductId, field: String },
    /// What a category is called, or its picture.
    Category { category: CategoryId, field: String },
    /// Whom staff are looking for.
    Search,
    /// Something about the tiers.
    Tier { question: TierQuestion },
    /// Something that customers are graded by.
    Grades { field: String },
    /// A coupon's code.
    Code,
    /// A field of a gift.
    Gift {
        gift: GiftId,
        question: GiftQuestion,
        /// The message of theirs that was the last answer: read again, it is not the next one.
        answered: Option<i32>,
    },
    /// What the shop calls whoever is asked.
    Name,
    /// The own e-mail address.
    Email,
    /// How the shop is reached about what it keeps of people.
    Contact,
    /// A points rule on its way.
    Rule(RuleDraft),
    /// A list of customers on its way in.
    List(Box<ListDraft>),
    /// Points that are to be given or taken.
    Adjust(AdjustDraft),
    /// What is to stand in a member's field.
    Fill { member: MemberId, field: FieldId },
    /// The same, of whoever is asked.
    Say { field: FieldId },
    /// A note about a member.
    Note { member: MemberId, private: bool },
    /// What is to be done for a member, and when.
    FollowUp { member: MemberId },
    /// When somebody is reminded of a task.
    TaskTime { task: TaskId },
    /// What came of a task that is done.
    TaskOutcome { task: TaskId },
    /// What a new tag is called, that a member is given.
    TagTitle { member: MemberId },
    /// A photo of a member's things.
    MemberPhoto { member: MemberId },
    /// When somebody was born.
    Born { of: BornOf },
    /// Why a birthday counts that was said late.
    WhyBirthdayCounts { member: MemberId },
    /// What is to go out with a member's greeting.
    BirthdayLine { member: MemberId },
    /// A line about a relative of whoever is asked.
    Relative { relative: RelativeId, part: String },
    /// A field of the shop's own on its way.
    Field(FieldDraft),
    /// A tag on its way.
    Tag(TagDraft),
    /// A field of an offer.
    Offer {
        offer: OfferId,
        question: OfferQuestion,
        /// As for a gift.
        answered: Option<i32>,
    },
}

impl Dialog {
    /// Whether something is being made here that looking up a member is not to throw away. What is asked about a member,
    /// or in a word, makes room for the file.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        match self {
            Self::Setup(_)
            | Self::Checkout(_)
            | Self::NewProduct { .. }
            | Self::Product { .. }
            | Self::Category { .. }
            | Self::Tier { .. }
            | Self::Grades { .. }
            | Self::Gift { .. }
            | Self::Rule(_)
            | Self::List(_)
            | Self::Adjust(_)
            | Self::Field(_)
            | Self::Tag(_)
            | Self::Offer { .. } => true,
            Self::Amount { .. }
            | Self::Sale
            | Self::Whose { .. }
            | Self::File { .. }
            | Self::WhoseBasket
            | Self::Where
            | Self::SizeFor { .. }
            | Self::WhyCancelled { .. }
            | Self::AmountWithCoupon { .. }
            | Self::Receipt { .. }
            | Self::Refund { .. }
            | Self::ShopSetting { .. }
            | Self::Automation(_)
            | Self::Search
            | Self::Code
            | Self::Name
            | Self::Email
            | Self::Contact
            | Self::Fill { .. }
            | Self::Say { .. }
            | Self::Note { .. }
            | Self::FollowUp { .. }
            | Self::TaskTime { .. }
            | Self::TaskOutcome { .. }
            | Self::TagTitle { .. }
            | Self::MemberPhoto { .. }
            | Self::Born { .. }
            | Self::WhyBirthdayCounts { .. }
            | Self::BirthdayLine { .. }
            | Self::Relative { .. } => false,
        }
    }
}

impl Visit<'_> {
    /// The question that is open here for this person. One that this program cannot read is none.
    pub async fn open_dialog(&self) -> Result<Option<Dialog>, StorageError> {
        let now = self.club.loyalty.clock.now();
        let mut tx = self.club.loyalty.db.look().await?;
        let state = dialogs::find(&mut tx, self.chat, self.user(), now).await?;
        Ok(state.and_then(|state| serde_json::from_value(state).ok()))
    }

    /// Leaves a question open, in place of any other.
    pub async fn ask(&self, dialog: &Dialog) -> anyhow::Result<()> {
        let state = serde_json::to_value(dialog)?;
        let until = self.club.loyalty.clock.now() + TimeDelta::hours(PATIENCE_HOURS);
        let mut tx = self.club.loyalty.db.begin().await?;
        dialogs::put(&mut tx, self.chat, self.user(), &state, until).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Closes the question that is open, if it is one of these. Whoever goes back from one does not answer it any more.
    pub async fn close_question(&self, is_one: impl Fn(&Dialog) -> bool) -> Result<(), StorageError> {
        match self.open_dialog().await? {
            Some(open) if is_one(&open) => self.end_dialog().await,
            _ => Ok(()),
        }
    }

    /// Closes whatever question is open.
    pub async fn end_dialog(&self) -> Result<(), StorageError> {
        let mut tx = self.club.loyalty.db.begin().await?;
        dialogs::end(&mut tx, self.chat, self.user()).await?;
        tx.commit().await
    }
}
