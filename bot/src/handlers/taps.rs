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
        .or_else(|tap| own_file(visit, tap))
        .or_else(|tap| counter(visit, tap))
        .or_else(|tap| files(visit, tap))
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
    Tap::Privacy => customer::privacy::show(visit),
    Tap::ExportData => customer::privacy::export(visit),
    Tap::LetMarketing { yes } => customer::privacy::let_marketing(visit, yes == 1),
    Tap::Policy => customer::privacy::policy(visit),
    Tap::MoveAccount => customer::privacy::move_account(visit),
    Tap::AskForget => customer::privacy::ask_forget(visit),
    Tap::Forget { shop } => customer::privacy::forget(visit, shop),
    Tap::AskContact => customer::privacy::ask_contact(visit),
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
    Tap::Window { page } => customer::window::show(visit, page),
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
    Tap::ForWhom { intention } => customer::for_whom::ask(visit, &intention),
    Tap::OrderFor { relative, intention } => customer::for_whom::on_relative(visit, relative, &intention),
    Tap::OrderForMe { intention } => customer::for_whom::on_me(visit, &intention),
    Tap::AskSizeFor { relative, intention } => customer::for_whom::ask_size(visit, relative, &intention),
    Tap::PlaceOrder { intention } => customer::ordering::place(visit, &intention),
    Tap::OwnOrders { page } => customer::orders::list(visit, page),
    Tap::OwnOrder { order } => customer::orders::page(visit, order),
    Tap::PayOrder { order } => customer::orders::pay(visit, order),
    Tap::AskCancelOrder { order } => customer::orders::ask_cancel(visit, order),
    Tap::CancelOrder { order } => customer::orders::cancel(visit, order),
    Tap::Attach { file } => customer::attach::agree(visit, &file),
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
    Tap::CouponAmount { coupon, minor } => staff::checkout::on_coupon_amount(visit, coupon, minor),
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
    Tap::AskReceipt { order } => staff::receipt::ask(visit, order),
    Tap::NoReceipt { order } => staff::receipt::none(visit, order),
    Tap::NoteChannel { order, online } => staff::receipt::channel(visit, order, online == 1),
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
    /// What members tap to say and take back what is known of them.
    own_file: visit,
    Tap::Me => customer::me::show(visit),
    Tap::OwnField { field } => customer::me::field(visit, field),
    Tap::SayOption { field, option } => customer::me::on_option(visit, field, option),
    Tap::SayField { field } => customer::me::ask(visit, field),
    Tap::ForgetField { field } => customer::me::forget(visit, field),
    Tap::AskMe { ask } => customer::me::ask_me(visit, ask != 0),
    Tap::PutOff { subject, never } => customer::me::put_off(visit, subject, never != 0),
    Tap::OwnBirthday => customer::birthday::own(visit),
    Tap::OwnName => customer::name::show(visit),
    Tap::TelegramName => customer::name::as_telegram(visit),
    Tap::OwnEmail => customer::email::show(visit),
    Tap::ForgetEmail => customer::email::forget(visit),
    Tap::BornIn { calendar, month } => customer::birthday::on_month(visit, calendar, month),
    Tap::BornOn { calendar, month, day } => customer::birthday::on_day(visit, calendar, month, day),
    Tap::BirthdayFromProfile { month, day, year } => customer::birthday::from_profile(visit, month, day, year),
    Tap::ForgetBirthday => customer::birthday::forget(visit),
    Tap::Family => customer::family::list(visit),
    Tap::NewRelative => customer::family::new(visit),
    Tap::RelativeIs { relation } => customer::family::add(visit, &relation),
    Tap::Relative { relative } => customer::family::show(visit, relative),
    Tap::RelativePart { relative, part } => customer::family::on_part(visit, relative, &part),
    Tap::RemoveRelative { relative } => customer::family::remove(visit, relative),
    Tap::Wishes { page } => customer::wishes::list(visit, page),
    Tap::WishFor { product, wished } => customer::wishes::wish(visit, product, wished != 0),
}

answers! {
    /// What staff tap to keep a member's file.
    files: visit,
    Tap::MemberFields { member, page } => staff::fields::list(visit, member, page),
    Tap::MemberField { member, field } => staff::fields::show(visit, member, field),
    Tap::FillOption { member, field, option } => staff::fields::on_option(visit, member, field, option),
    Tap::EmptyField { member, field } => staff::fields::empty(visit, member, field),
    Tap::MemberNotes { member, page } => staff::notes::list(visit, member, page),
    Tap::WriteNote { member, private } => staff::notes::ask(visit, member, private != 0),
    Tap::RemoveNote { note } => staff::notes::remove(visit, note, true),
    Tap::PutBackNote { note } => staff::notes::remove(visit, note, false),
    Tap::MemberTags { member } => staff::tags::list(visit, member),
    Tap::PutTag { member, tag, on } => staff::tags::put(visit, member, tag, on != 0),
    Tap::NewTag { member } => staff::tags::ask(visit, member),
    Tap::MemberPhotos { member, place } => staff::photos::show(visit, member, place),
    Tap::AddPhoto { member } => staff::photos::ask(visit, member),
    Tap::DropPhoto { photo } => staff::photos::remove(visit, photo),
    Tap::MemberOrders { member, page } => staff::wanted::orders(visit, member, page),
    Tap::MemberWishes { member, page } => staff::wanted::wishes(visit, member, page),
    Tap::MemberFamily { member } => staff::wanted::family(visit, member),
    Tap::MemberBirthday { member } => customer::birthday::of_member(visit, member),
    Tap::AskBirthdayCounts { member } => staff::late_birthday::ask(visit, member),
    Tap::ForgetMemberBirthday { member } => customer::birthday::forget_of_member(visit, member),
    Tap::Tags { page } => staff::tag_editor::list(visit, page),
    Tap::EditTag { tag } => staff::tag_editor::show(visit, tag),
    Tap::MakeTag => staff::tag_editor::new(visit),
    Tap::TagPart { part } => staff::tag_editor::on_part(visit, &part),
    Tap::TagAnswer { answer } => staff::tag_editor::on_answer(visit, &answer),
    Tap::SaveTag { tag } => staff::tag_editor::save(visit, tag),
    Tap::Fields => staff::field_editor::list(visit),
    Tap::FieldSets => staff::field_editor::sets(visit),
    Tap::TakeFieldSet { set } => staff::field_editor::take(visit, &set),
    Tap::NewField => staff::field_editor::new(visit),
    Tap::EditField { field } => staff::field_editor::show(visit, field),
    Tap::FieldPart { part } => staff::field_editor::on_part(visit, &part),
    Tap::FieldAnswer { answer } => staff::field_editor::on_answer(visit, &answer),
    Tap::SaveField => staff::field_editor::save(visit),
    Tap::FieldUp { field } => staff::field_editor::up(visit, field),
    Tap::SetAsking { what, value } => staff::field_editor::asking(visit, &what, value),
}

answers! {
    /// What managers tap to see and settle what the shop gives.
    editors: visit,
    Tap::EditProducts { page } => staff::product_editor::list(visit, page),
    Tap::EditProduct { product } => staff::product_editor::show(visit, product),
    Tap::NewProduct => staff::product_editor::new(visit),
    Tap::ProductField { product, field } => staff::product_editor::on_field(visit, product, &field),
    Tap::EditCategories => staff::category_editor::list(visit),
    Tap::EditCategory { category } => staff::category_editor::show(visit, category),
    Tap::NewCategory => staff::category_editor::new(visit),
    Tap::CategoryField { category, field } => staff::category_editor::on_field(visit, category, &field),
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
    Tap::ListColumn { at } => staff::lists::ask_column(visit, at),
    Tap::ListChoice { at, column } => staff::lists::on_column(visit, at, &column),
    Tap::ListField { at, field } => staff::lists::on_field(visit, at, field),
    Tap::ListOrder { order } => staff::lists::on_order(visit, &order),
    Tap::ListColumns => staff::lists::columns(visit),
    Tap::ReadList => staff::lists::read(visit),
    Tap::TakeList { import } => staff::lists::take(visit, import),
    Tap::AskUndoList { import } => staff::lists::ask_undo(visit, import),
    Tap::UndoList { import } => staff::lists::undo(visit, import),
    Tap::Export { form } => staff::lists::export(visit, &form),
    Tap::Staff => staff::team::list(visit),
    Tap::AskInvite => staff::team::ask_invite(visit),
    Tap::Invite { role } => staff::team::invite(visit, role),
    Tap::AskRemoveStaff { user } => staff::team::ask_remove(visit, user),
    Tap::RemoveStaff { user } => staff::team::remove(visit, user),
    Tap::Audit { page } => staff::audit::page(visit, page),
    Tap::AskForgetFile { member } => staff::gone::ask_forget(visit, member),
    Tap::LetMove { member } => staff::gone::let_move(visit, member),
    Tap::ForgetFile { member } => staff::gone::forget(visit, member),
    Tap::AskJoinFiles { from, into } => staff::gone::ask_join(visit, from, into),
    Tap::JoinFiles { from, into } => staff::gone::join(visit, from, into),
    Tap::SetupAnswer { answer } => setup::on_answer(visit, &answer),
    Tap::SetupBack { step } => setup::back(visit, &step),
    Tap::SetupCancel => setup::cancel(visit),
    Tap::SetupOpen => setup::open(visit),
    Tap::ChangeShop => setup::change(visit),
    Tap::ShopSettings { topic } => setup::settings::topic(visit, topic),
    Tap::ShopSetting { setting } => setup::settings::ask(visit, setting),
    Tap::ChangeSetting { setting, value } => setup::settings::on_value(visit, setting, value),
}
