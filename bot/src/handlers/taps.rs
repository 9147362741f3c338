//! What each button leads to, by subject.
//!
//! Each answer is a task of its own on the heap, and each subject a function of its own: a match over all
//! buttons would carry the state of all answers on the stack of every one of them.

use std::pin::Pin;

use super::visit::Visit;
use super::{customer, setup, staff};
use crate::tap::Tap;

type Answer<'v> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'v>>;

/// Answers a tap in a private chat. Those that answer over the chat do so themselves; the others stop the
/// spinning first.
pub(super) fn answer<'v>(visit: &'v Visit<'v>, tap: Tap) -> Answer<'v> {
    customers(visit, tap)
        .or_else(|tap| counter(visit, tap))
        .or_else(|tap| editors(visit, tap))
        .or_else(|tap| house(visit, tap))
        .unwrap_or_else(|_| Box::pin(customer::menu::old_button(visit)))
}

/// A function that gives the answer to its own buttons, and the others back.
macro_rules! answers {
    ($(#[$doc:meta])* $name:ident: $visit:ident, $($tap:pat => $answer:expr,)+) => {
        $(#[$doc])*
        fn $name<'v>($visit: &'v Visit<'v>, tap: Tap) -> Result<Answer<'v>, Tap> {
            Ok(match tap {
                $($tap => Box::pin(async move { $answer.await }),)+
                other => return Err(other),
            })
        }
    };
}

answers! {
    /// What customers tap.
    customers: visit,
    Tap::Menu => customer::menu::show(visit),
    Tap::OwnAccount => customer::menu::own_account(visit),
    Tap::Help => customer::menu::help(visit),
    Tap::Settings => customer::settings::show(visit),
    Tap::AskLanguage => customer::settings::ask_language(visit),
    Tap::Language { lang } => customer::settings::set_language(visit, lang),
    Tap::Privacy => customer::settings::privacy(visit),
    Tap::EnterShop { shop } => customer::join::arrive(visit, shop),
    Tap::ChooseShop => customer::join::choose(visit),
    Tap::Dismiss => customer::menu::dismiss(visit),
    Tap::Join { shop } => customer::join::agree(visit, shop),
    Tap::NotNow => customer::join::not_now(visit),
    Tap::SharePhone => customer::settings::ask_phone(visit),
    Tap::ForgetPhone => customer::settings::forget_phone(visit),
    Tap::Points | Tap::GroupPoints => customer::points::show(visit),
    Tap::Statement { page } => customer::points::statement(visit, page),
    Tap::CheckIn => customer::points::check_in(visit),
    Tap::Card => customer::card::show(visit),
    Tap::Gifts { page } => customer::gifts::list(visit, page),
    Tap::Gift { gift } => customer::gifts::detail(visit, gift),
    Tap::AskRedeem { gift } => customer::gifts::ask(visit, gift),
    Tap::Redeem { gift, price, intention } => customer::gifts::redeem(visit, gift, price, &intention),
    Tap::Coupons { page } => customer::coupons::wallet(visit, page),
    Tap::Coupon { coupon } => customer::coupons::detail(visit, coupon),
    Tap::AskCancelCoupon { coupon } => customer::coupons::ask_cancel(visit, coupon),
    Tap::CancelCoupon { coupon } => customer::coupons::cancel(visit, coupon),
    Tap::Offers { page } => customer::offers::list(visit, page),
    Tap::Offer { offer } => customer::offers::detail(visit, offer),
    Tap::ClaimOffer { offer } | Tap::WantOffer { offer } => customer::offers::claim(visit, offer),
    Tap::LeaveLine { offer } => customer::offers::leave(visit, offer),
    Tap::Catalogue => customer::catalogue::show(visit),
    Tap::Shelf { category, page } => customer::catalogue::shelf(visit, Some(category), page, None),
    Tap::OtherShelf { page } => customer::catalogue::shelf(visit, None, page, None),
    Tap::Product { product } => customer::catalogue::product(visit, product),
    Tap::OrderProduct { product, brought } => customer::ordering::begin(visit, product, brought != 0),
    Tap::Basket => customer::basket::open(visit),
    Tap::AddToBasket { product, quantity } => customer::basket::add(visit, product, quantity),
    Tap::OrderQuantity {
            product,
            quantity,
            intention,
        } => customer::basket::on_quantity(visit, &intention, product, quantity),
    Tap::OrderBrought { brought, intention } => customer::ordering::on_brought(visit, &intention, brought != 0),
    Tap::EmptyBasket { intention } => customer::basket::empty(visit, &intention),
    Tap::OrderWithCoupon { coupon, intention } => customer::ordering::on_coupon(visit, &intention, Some(coupon)),
    Tap::OrderWithoutCoupon { intention } => customer::ordering::on_coupon(visit, &intention, None),
    Tap::OrderWithPoints { on, intention } => customer::ordering::on_points(visit, &intention, on != 0),
    Tap::PlaceOrder { intention } => customer::ordering::place(visit, &intention),
    Tap::OwnOrders { page } => customer::orders::list(visit, page),
    Tap::OwnOrder { order } => customer::orders::page(visit, order),
    Tap::PayOrder { order } => customer::orders::pay(visit, order),
    Tap::AskCancelOrder { order } => customer::orders::ask_cancel(visit, order),
    Tap::CancelOrder { order } => customer::orders::cancel(visit, order),
    Tap::InviteFriends => customer::invite::show(visit),
    Tap::JoinInvited { shop, by } => customer::join::agree_invited(visit, shop, Some(by)),
}

answers! {
    /// What is tapped at the till: files, sales, coupons, orders.
    counter: visit,
    Tap::File { member } => staff::file::show(visit, member),
    Tap::AskSale { member } => staff::sell::ask_amount(visit, member),
    Tap::Sell {
            member,
            minor,
            intention,
        } => staff::sell::on_tap(visit, member, minor, &intention),
    Tap::SellFor { minor, intention } => staff::sell::on_total(visit, minor, &intention),
    Tap::Undo { order } => staff::sell::undo(visit, order),
    Tap::MemberCoupons { member } => staff::file::coupons(visit, member),
    Tap::MemberCoupon { member, coupon } => staff::coupon::of_member(visit, member, coupon),
    Tap::MemberStatement { member, page } => staff::file::statement(visit, member, page),
    Tap::TakeCoupon { coupon } => staff::coupon::take(visit, coupon, None),
    Tap::TakeShownCoupon { coupon, shown_by } => staff::coupon::take(visit, coupon, Some(shown_by)),
    Tap::WithCoupon { coupon, intention } => staff::checkout::on_coupon(visit, &intention, Some(coupon)),
    Tap::WithoutCoupon { intention } => staff::checkout::on_coupon(visit, &intention, None),
    Tap::WithPoints { on, intention } => staff::checkout::on_points(visit, &intention, on != 0),
    Tap::NameSale { choice, intention } => staff::checkout::on_name(visit, &intention, choice),
    Tap::Record { intention } => staff::checkout::on_record(visit, &intention),
    Tap::WhoseBasket => staff::shelf::ask_whose(visit),
    Tap::SellByShelf { member } => staff::shelf::begin(visit, member),
    Tap::SaleShelves { intention } => staff::shelf::on_more(visit, &intention),
    Tap::SaleShelf {
            category,
            page,
            intention,
        } => staff::shelf::on_shelf(visit, &intention, Some(category), page),
    Tap::SaleOtherShelf { page, intention } => staff::shelf::on_shelf(visit, &intention, None, page),
    Tap::SaleQuantity {
            product,
            quantity,
            intention,
        } => staff::shelf::on_quantity(visit, &intention, product, quantity),
    Tap::SaleBasket { intention } => staff::shelf::on_basket(visit, &intention),
    Tap::SellWithCoupon { coupon } => staff::checkout::ask_with_coupon(visit, coupon),
    Tap::Order { order } => staff::refund::order(visit, order),
    Tap::AskRefund { order } => staff::refund::ask(visit, order),
    Tap::RefundTo { order, so_far } => staff::refund::on_all(visit, order, so_far),
    Tap::Refund { order, so_far } => staff::refund::on_confirm(visit, order, so_far),
    Tap::OpenOrders { page } => staff::orders::list(visit, page),
    Tap::OpenOrder { order } => staff::orders::page(visit, order),
    Tap::MarkPaid { order } => staff::orders::mark_paid(visit, order),
    Tap::HandOver { order } => staff::orders::hand_over(visit, order),
    Tap::AskRefuseOrder { order } => staff::orders::ask_reason(visit, order),
    Tap::RefuseOrder { order } => staff::orders::refuse(visit, order, ""),
    Tap::HowToFind => staff::find::how_to(visit),
    Tap::FindMore { after, words } => staff::find::on_more(visit, after, &words),
    Tap::HowToSell => staff::sell::how_to(visit),
    Tap::HowToTakeCoupon => staff::coupon::how_to(visit),
    Tap::AskAdjust { member } => staff::adjust::ask(visit, member),
    Tap::Adjust { intention } => staff::adjust::confirm(visit, &intention),
    Tap::DecideAdjustment {
            shop,
            request,
            decision,
        } => staff::adjust::decide(visit, shop, request, &decision),
    Tap::MarkLeader { member, leads } => staff::file::mark_leader(visit, member, leads == 1),
}

answers! {
    /// What managers tap to see and settle what the shop gives.
    editors: visit,
    Tap::EditProducts { page } => staff::product_editor::list(visit, page),
    Tap::EditProduct { product } => staff::product_editor::show(visit, product),
    Tap::NewProduct => staff::product_editor::new(visit),
    Tap::ProductField { product, field } => staff::product_editor::on_field(visit, product, &field),
    Tap::ProductCategory { product, category } => staff::product_editor::on_category(visit, product, category),
    Tap::EditGifts { page } => staff::gift_editor::list(visit, page),
    Tap::EditGift { gift } => staff::gift_editor::show(visit, gift),
    Tap::NewGift => staff::gift_editor::new(visit),
    Tap::GiftField { gift, field } => staff::gift_editor::on_field(visit, gift, &field),
    Tap::GiftAnswer { answer } => staff::gift_editor::on_answer(visit, &answer),
    Tap::SaveGift { gift } => staff::gift_editor::save(visit, gift),
    Tap::Rules { page } => staff::rules::list(visit, page),
    Tap::Rule { rule } => staff::rules::show(visit, rule),
    Tap::NewRule => staff::rules::new(visit),
    Tap::RuleChoice { choice } => staff::rules::on_choice(visit, &choice),
    Tap::RuleField { field } => staff::rules::on_field(visit, &field),
    Tap::RuleAnswer { answer } => staff::rules::on_answer(visit, &answer),
    Tap::SaveRule { rule } => staff::rules::save(visit, rule),
    Tap::AskEndRule { rule } => staff::rules::ask_end(visit, rule),
    Tap::EndRule { rule } => staff::rules::end(visit, rule),
    Tap::Figures { subject, days, shade } => staff::stats::on_tap(visit, &subject, days, &shade),
    Tap::EditOffers { page } => staff::offer_editor::list(visit, page),
    Tap::EditOffer { offer } => staff::offer_editor::show(visit, offer),
    Tap::NewOffer => staff::offer_editor::new(visit),
    Tap::OfferField { offer, field } => staff::offer_editor::on_field(visit, offer, &field),
    Tap::OfferAnswer { answer } => staff::offer_editor::on_answer(visit, &answer),
    Tap::PublishOffer { offer } => staff::offer_editor::publish(visit, offer),
    Tap::Tiers => staff::tiers::list(visit),
    Tap::UsualTiers => staff::tiers::take_usual(visit),
    Tap::NewTier => staff::tiers::new(visit),
    Tap::EditTier { tier } => staff::tiers::show(visit, tier),
    Tap::TierField { tier, field } => staff::tiers::on_field(visit, tier, &field),
    Tap::TierRule { rule } => staff::tiers::on_rule(visit, &rule),
    Tap::SetTier { tier, field, value } => staff::tiers::set(visit, tier, &field, value),
    Tap::SetTierRule { rule, value } => staff::tiers::set_rule(visit, &rule, value),
    Tap::Grades => staff::grading::show(visit),
    Tap::GradeField { field } => staff::grading::on_field(visit, &field),
    Tap::SetGrades { field, from } => staff::grading::set(visit, &field, &from),
}

answers! {
    /// What is tapped to set the shop up and to say who works there.
    house: visit,
    Tap::Staff => staff::team::list(visit),
    Tap::AskInvite => staff::team::ask_invite(visit),
    Tap::Invite { role } => staff::team::invite(visit, role),
    Tap::AskRemoveStaff { user } => staff::team::ask_remove(visit, user),
    Tap::RemoveStaff { user } => staff::team::remove(visit, user),
    Tap::Audit { page } => staff::audit::page(visit, page),
    Tap::SetupAnswer { answer } => setup::on_answer(visit, &answer),
    Tap::SetupBack { step } => setup::back(visit, &step),
    Tap::SetupCancel => setup::cancel(visit),
    Tap::SetupOpen => setup::open(visit),
    Tap::ChangeShop => setup::change(visit),
}
