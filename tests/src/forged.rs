//! Buttons as somebody forges them who knows how they are written.

use bot::tap::Tap;
use domain::automation::Trigger;
use domain::birthday::Told;
use domain::question::Subject;
use domain::role::Role;
use domain::setting::{Setting, Topic};
use domain::{
    AdjustmentId, BrakeId, CategoryId, CouponId, FieldId, GiftId, Lang, MemberId, NoteId, OfferId, OrderId, PhotoId,
    ProductId, RelativeId, RuleId, ShopId, TagId, TaskId, TierId, Token, TouchId, UserId,
};

use loyalty::Onward;

use crate::shop::TestShop;

/// What forged buttons are aimed at: a customer's things, and a shop's.
#[derive(Debug, Clone)]
pub struct Mark {
    pub shop: ShopId,
    pub member: MemberId,
    pub user: UserId,
    pub coupon: CouponId,
    pub order: OrderId,
    pub gift: GiftId,
    pub offer: OfferId,
    pub price: i64,
    pub clerk: UserId,
    pub intention: Token,
}

impl TestShop {
    /// Anna with a coupon and a purchase, as a mark.
    pub async fn mark(&self) -> Mark {
        let coupon = self.has_redeemed(&self.anna, self.coffee).await;
        let order = self.sells(&self.anna, 10_000).await;
        Mark {
            shop: self.id,
            member: coupon.member,
            user: self.anna.user(),
            coupon: coupon.id,
            order: order.id,
            gift: self.coffee,
            offer: self.has_a_distant_offer().await,
            price: coupon.price.get(),
            clerk: self.clerk.user(),
            intention: self.loyalty().ids.token(),
        }
    }
}

/// A button of every kind there is, aimed at `mark`.
#[must_use]
#[expect(clippy::too_many_lines, reason = "every kind of button is named")]
pub fn every_tap(mark: &Mark) -> Vec<Tap> {
    let (touch, task) = (TouchId(mark.order.0), TaskId(mark.order.0));
    let retain = Trigger::Retain.usual_id();
    let Mark {
        shop,
        member,
        user,
        coupon,
        order,
        gift,
        offer,
        price,
        clerk,
        ..
    } = *mark;
    let intention = mark.intention.clone();
    let tier = TierId(shop.0);
    // Nothing goes by these names.
    let (field, tag, relative) = (FieldId(shop.0), TagId(shop.0), RelativeId(member.0));
    let (note, photo) = (NoteId(order.0), PhotoId(order.0));
    // Nothing is sold by these names.
    let (category, product) = (CategoryId(member.0), ProductId(member.0));
    let taps = vec![
        Tap::Menu,
        Tap::OwnAccount,
        Tap::Help,
        Tap::Settings,
        Tap::AskLanguage,
        Tap::Language { lang: Lang::En },
        Tap::Privacy,
        Tap::ExportData,
        Tap::LetMarketing { yes: 1 },
        Tap::Policy,
        Tap::AskForget,
        Tap::AskContact,
        Tap::AskForgetFile { member },
        Tap::ForgetFile { member },
        Tap::LetMove { member },
        Tap::AskJoinFiles {
            from: member,
            into: member,
        },
        Tap::JoinFiles {
            from: member,
            into: member,
        },
        Tap::EnterShop { shop },
        Tap::Kinds,
        Tap::OpenBirthdayGift { day: 740_000 },
        Tap::TellBirthday { told: Told::Group },
        Tap::OrderForRelative { shop, relative },
        Tap::DropReminder { shop, relative },
        Tap::SetReminder { relative, remind: 1 },
        Tap::Birthdays,
        Tap::BirthdaysFrom {
            ahead: 1,
            nth: 0,
            after: member,
        },
        Tap::BirthdayLine { member },
        Tap::RemoveBirthdayLine { member },
        Tap::Automations,
        Tap::Automation { id: retain },
        Tap::SwitchAutomation { id: retain, on: 1 },
        Tap::TryAutomation { id: retain },
        Tap::NewAutomation,
        Tap::AddAutomation { kind: Trigger::Holiday },
        Tap::AskAutomation {
            id: retain,
            what: "title".into(),
        },
        Tap::HoldOut {
            id: retain,
            percent: 20,
        },
        Tap::Wave { id: retain, days: 30 },
        Tap::AddWave { id: retain },
        Tap::DropWave { id: retain, days: 30 },
        Tap::BringsWords { id: retain, days: 90 },
        Tap::BringsTask { id: retain, days: 90 },
        Tap::AskWave {
            id: retain,
            days: 30,
            what: "points".into(),
        },
        Tap::WaveTiers { id: retain, days: 30 },
        Tap::WaveTier {
            id: retain,
            days: 30,
            tier: TierId(mark.gift.0),
        },
        Tap::AskWaveTier {
            id: retain,
            days: 30,
            tier: TierId(mark.gift.0),
            what: "points".into(),
        },
        Tap::WaveTierAsAll {
            id: retain,
            days: 30,
            tier: TierId(mark.gift.0),
        },
        Tap::Texts { id: retain, days: 30 },
        Tap::AskText {
            id: retain,
            days: 30,
            lang: Lang::En,
        },
        Tap::UsualText {
            id: retain,
            days: 30,
            lang: Lang::En,
        },
        Tap::AutomationFor { id: retain },
        Tap::AutomationAbout { id: retain },
        Tap::AboutEverything { id: retain },
        Tap::AboutCategory { id: retain, category },
        Tap::ForEverybody { id: retain },
        Tap::ForTier {
            id: retain,
            tier: TierId(mark.gift.0),
        },
        Tap::ForKind {
            id: retain,
            kind: "leader".into(),
        },
        Tap::ForTag {
            id: retain,
            tag: TagId(mark.gift.0),
        },
        Tap::ForField {
            id: retain,
            field: FieldId(mark.gift.0),
        },
        Tap::ForChoice {
            id: retain,
            field: FieldId(mark.gift.0),
            choice: 1,
        },
        Tap::Want {
            kind: Trigger::Retain,
            yes: 1,
        },
        Tap::Results { automation: retain },
        Tap::Brake {
            shop,
            brake: BrakeId(order.0),
            go_on: 1,
        },
        Tap::OpenTouch { shop, touch },
        Tap::RateTouch { shop, touch, stars: 1 },
        Tap::RefuseTouch { shop, touch },
        Tap::UnwishTouch { shop, touch },
        Tap::ChooseShop,
        Tap::Dismiss,
        Tap::Join { shop },
        Tap::NotNow,
        Tap::NotNowInvited { by: member },
        Tap::SharePhone,
        Tap::ForgetPhone,
        Tap::Points,
        Tap::Statement { page: 0 },
        Tap::CheckIn,
        Tap::Card,
        Tap::GroupPoints,
        Tap::Gifts { page: 0 },
        Tap::Gift { gift },
        Tap::AskRedeem { gift },
        Tap::Redeem {
            gift,
            price,
            intention: intention.clone(),
        },
        Tap::Coupons { page: 0 },
        Tap::Coupon { coupon },
        Tap::AskCancelCoupon { coupon },
        Tap::CancelCoupon { coupon },
        Tap::Offers { page: 0 },
        Tap::Offer { offer },
        Tap::ClaimOffer { offer },
        Tap::LeaveLine { offer },
        Tap::WantOffer { offer },
        Tap::File { member },
        Tap::AskSale { member },
        Tap::Sell {
            member,
            minor: 100_000,
            intention: intention.clone(),
        },
        Tap::SellFor {
            minor: 100_000,
            intention,
        },
        Tap::CouponAmount { coupon, minor: 100_000 },
        Tap::Undo { order },
        Tap::TakeCoupon { coupon },
        Tap::TakeShownCoupon { coupon, shown_by: user },
        Tap::MemberCoupons { member },
        Tap::MemberCoupon { member, coupon },
        Tap::MemberStatement { member, page: 0 },
        Tap::HowToFind,
        Tap::FindMore {
            after: Onward::BEGINNING,
            words: "anna".into(),
        },
        Tap::HowToSell,
        Tap::HowToTakeCoupon,
        Tap::WithCoupon {
            coupon,
            intention: mark.intention.clone(),
        },
        Tap::WithoutCoupon {
            intention: mark.intention.clone(),
        },
        Tap::WithPoints {
            on: 1,
            intention: mark.intention.clone(),
        },
        Tap::NameSale {
            choice: 0,
            intention: mark.intention.clone(),
        },
        Tap::Record {
            intention: mark.intention.clone(),
        },
        Tap::WhoseBasket,
        Tap::SellByShelf { member },
        Tap::SaleShelves {
            intention: mark.intention.clone(),
        },
        Tap::SaleShelf {
            category,
            page: 0,
            intention: mark.intention.clone(),
        },
        Tap::SaleOtherShelf {
            page: 0,
            intention: mark.intention.clone(),
        },
        Tap::SaleQuantity {
            product,
            quantity: 3,
            intention: mark.intention.clone(),
        },
        Tap::SaleBasket {
            intention: mark.intention.clone(),
        },
        Tap::SellWithCoupon { coupon },
        Tap::Order { order },
        Tap::AskReceipt { order },
        Tap::NoReceipt { order },
        Tap::NoteChannel { order, online: 1 },
        Tap::AskRefund { order },
        Tap::RefundTo { order, so_far: 10_000 },
        Tap::Refund { order, so_far: 10_000 },
        Tap::EditProducts { page: 0 },
        Tap::EditProduct {
            product: ProductId(gift.0),
        },
        Tap::NewProduct,
        Tap::ProductField {
            product: ProductId(gift.0),
            field: "off".to_owned(),
        },
        Tap::EditCategories,
        Tap::EditCategory { category },
        Tap::NewCategory,
        Tap::CategoryField {
            category,
            field: "off".into(),
        },
        Tap::Window { page: 0 },
        Tap::WindowInvited { page: 0, by: member },
        Tap::Agreement,
        Tap::AgreementInvited { by: member },
        Tap::ProductCategory {
            product: ProductId(gift.0),
            category: CategoryId(gift.0),
        },
        Tap::Catalogue,
        Tap::Shelf { category, page: 0 },
        Tap::OtherShelf { page: 0 },
        Tap::Product { product },
        Tap::OrderProduct { product, brought: 0 },
        Tap::AddToBasket { product, quantity: 3 },
        Tap::Basket,
        Tap::EmptyBasket {
            intention: mark.intention.clone(),
        },
        Tap::OrderBrought {
            brought: 1,
            intention: mark.intention.clone(),
        },
        Tap::OrderQuantity {
            product,
            quantity: 3,
            intention: mark.intention.clone(),
        },
        Tap::OrderWithCoupon {
            coupon,
            intention: mark.intention.clone(),
        },
        Tap::OrderWithoutCoupon {
            intention: mark.intention.clone(),
        },
        Tap::OrderWithPoints {
            on: 1,
            intention: mark.intention.clone(),
        },
        Tap::ForWhom {
            intention: mark.intention.clone(),
        },
        Tap::OrderFor {
            relative: RelativeId(mark.shop.0),
            intention: mark.intention.clone(),
        },
        Tap::OrderForMe {
            intention: mark.intention.clone(),
        },
        Tap::AskSizeFor {
            relative: RelativeId(mark.shop.0),
            intention: mark.intention.clone(),
        },
        Tap::PlaceOrder {
            intention: mark.intention.clone(),
        },
        Tap::OwnOrders { page: 0 },
        Tap::OwnOrder { order },
        Tap::PayOrder { order },
        Tap::AskCancelOrder { order },
        Tap::CancelOrder { order },
        Tap::OpenOrders { page: 0 },
        Tap::OpenOrder { order },
        Tap::MarkPaid { order },
        Tap::HandOver { order },
        Tap::AskRefuseOrder { order },
        Tap::RefuseOrder { order },
        Tap::Staff,
        Tap::AskInvite,
        Tap::Invite { role: Role::Owner },
        Tap::AskRemoveStaff { user: clerk },
        Tap::RemoveStaff { user: clerk },
        Tap::Audit { page: 0 },
        Tap::EditGifts { page: 0 },
        Tap::EditGift { gift },
        Tap::NewGift,
        Tap::GiftField {
            gift,
            field: "price".to_owned(),
        },
        Tap::GiftAnswer {
            answer: "keep".to_owned(),
        },
        Tap::SaveGift { gift },
        Tap::Rules { page: 0 },
        Tap::Rule { rule: RuleId(order.0) },
        Tap::NewRule,
        Tap::RuleChoice {
            choice: "weekend".to_owned(),
        },
        Tap::RuleField {
            field: "rate".to_owned(),
        },
        Tap::RuleAnswer {
            answer: "rate=500".to_owned(),
        },
        Tap::SaveRule { rule: RuleId(order.0) },
        Tap::AskEndRule { rule: RuleId(order.0) },
        Tap::EndRule { rule: RuleId(order.0) },
        Tap::Figures {
            subject: "s".to_owned(),
            days: 30,
            shade: "dark".to_owned(),
        },
        Tap::AskAdjust { member },
        Tap::Adjust {
            intention: mark.intention.clone(),
        },
        Tap::DecideAdjustment {
            shop,
            request: AdjustmentId(order.0),
            decision: "y".to_owned(),
        },
        Tap::EditOffers { page: 0 },
        Tap::EditOffer { offer },
        Tap::NewOffer,
        Tap::OfferField {
            offer,
            field: "end".to_owned(),
        },
        Tap::OfferAnswer {
            answer: "title=X".to_owned(),
        },
        Tap::PublishOffer { offer },
        Tap::SetupAnswer {
            answer: "edit.name".to_owned(),
        },
        Tap::SetupBack {
            step: "name".to_owned(),
        },
        Tap::SetupCancel,
        Tap::SetupOpen,
        Tap::ChangeShop,
        Tap::ShopSettings { topic: Topic::Points },
        Tap::ShopSetting {
            setting: Setting::Expiry,
        },
        Tap::ChangeSetting {
            setting: Setting::AloneUpTo,
            value: Some(1_000_000),
        },
        Tap::InviteFriends,
        Tap::JoinInvited { shop, by: member },
        Tap::MarkLeader { member, leads: 1 },
        Tap::Tiers,
        Tap::UsualTiers,
        Tap::NewTier,
        Tap::EditTier { tier },
        Tap::TierField {
            tier,
            field: "from".to_owned(),
        },
        Tap::TierRule {
            rule: "basis".to_owned(),
        },
        Tap::SetTier {
            tier,
            field: "from".to_owned(),
            value: 1,
        },
        Tap::SetTierRule {
            rule: "basis".to_owned(),
            value: 1,
        },
        Tap::Grades,
        Tap::GradeField {
            field: "leader".to_owned(),
        },
        Tap::SetGrades {
            field: "leader".to_owned(),
            from: "1".to_owned(),
        },
        Tap::ListColumn { at: 0 },
        Tap::ListChoice {
            at: 0,
            column: "points".to_owned(),
        },
        Tap::ListField { at: 0, field },
        Tap::ListOrder {
            order: "month".to_owned(),
        },
        Tap::ListColumns,
        Tap::ReadList,
        Tap::TakeList { import: order.0 },
        Tap::AskUndoList { import: order.0 },
        Tap::UndoList { import: order.0 },
        Tap::Export {
            form: "xlsx".to_owned(),
        },
        Tap::Attach {
            file: mark.intention.clone(),
        },
        Tap::MemberFields { member, page: 0 },
        Tap::MemberField { member, field },
        Tap::FillOption {
            member,
            field,
            option: 1,
        },
        Tap::EmptyField { member, field },
        Tap::Tasks { everybodys: 1, page: 0 },
        Tap::OpenTask { shop, task },
        Tap::OpenTasks { shop },
        Tap::AskOutcome { task },
        Tap::Task { task },
        Tap::EndTask { task, done: 1 },
        Tap::ReopenTask { task },
        Tap::AskTaskTime { task },
        Tap::PutOffTask { task, minute: 1 },
        Tap::AskTaskOwner { task },
        Tap::GiveTask { task, user: mark.clerk },
        Tap::FollowUp { member },
        Tap::MemberNotes { member, page: 0 },
        Tap::WriteNote { member, private: 1 },
        Tap::RemoveNote { note },
        Tap::PutBackNote { note },
        Tap::MemberTags { member },
        Tap::PutTag { member, tag, on: 1 },
        Tap::Tags { page: 0 },
        Tap::EditTag { tag },
        Tap::MakeTag,
        Tap::TagPart { part: "drop0".into() },
        Tap::TagAnswer {
            answer: "about=spent".into(),
        },
        Tap::SaveTag { tag },
        Tap::NewTag { member },
        Tap::MemberPhotos { member, place: 0 },
        Tap::AddPhoto { member },
        Tap::DropPhoto { photo },
        Tap::MemberOrders { member, page: 0 },
        Tap::MemberWishes { member, page: 0 },
        Tap::MemberFamily { member },
        Tap::MemberBirthday { member },
        Tap::ForgetMemberBirthday { member },
        Tap::AskBirthdayCounts { member },
        Tap::Fields,
        Tap::FieldSets,
        Tap::TakeFieldSet { set: "cafe".to_owned() },
        Tap::NewField,
        Tap::EditField { field },
        Tap::FieldPart {
            part: "title".to_owned(),
        },
        Tap::FieldAnswer {
            answer: "text".to_owned(),
        },
        Tap::SaveField,
        Tap::FieldUp { field },
        Tap::SetAsking {
            what: "asks".to_owned(),
            value: 1,
        },
        Tap::Me,
        Tap::OwnField { field },
        Tap::SayOption { field, option: 1 },
        Tap::SayField { field },
        Tap::ForgetField { field },
        Tap::OwnBirthday,
        Tap::OwnName,
        Tap::TelegramName,
        Tap::OwnEmail,
        Tap::ForgetEmail,
        Tap::BornIn { calendar: 1, month: 2 },
        Tap::BornOn {
            calendar: 0,
            month: 2,
            day: 30,
        },
        Tap::BirthdayFromProfile {
            month: 2,
            day: 30,
            year: 0,
        },
        Tap::ForgetBirthday,
        Tap::AskMe { ask: 0 },
        Tap::PutOff {
            subject: Subject::Field(field),
            never: 1,
        },
        Tap::Family,
        Tap::NewRelative,
        Tap::RelativeIs {
            relation: "emperor".to_owned(),
        },
        Tap::Relative { relative },
        Tap::RelativePart {
            relative,
            part: "day".to_owned(),
        },
        Tap::RemoveRelative { relative },
        Tap::Wishes { page: 0 },
        Tap::WishFor { product, wished: 1 },
        Tap::ItsMe,
        Tap::BindGroup { chat: clerk.0, shop },
        Tap::MoveAccount,
        // Last: whoever taps it is nobody any more.
        Tap::Forget { shop },
    ];
    let kinds = |verb: &&str| taps.iter().any(|tap| tap.data().split(':').next() == Some(*verb));
    assert!(Tap::VERBS.iter().all(kinds), "a kind of button is missing");
    taps
}
