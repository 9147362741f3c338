//! From an update to the one function that answers it. The tree is here, and nothing else.

mod apology;
mod arrival;
pub mod command;
pub mod customer;
pub mod dialog;
pub mod group;
pub mod inline;
pub mod payment;
pub mod setup;
pub mod staff;
mod taps;
pub mod visit;

use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::role::Right;
use teloxide::types::{CallbackQuery, Message, Update, UpdateKind};
use teloxide::utils::render::RenderMessageTextHelper;

pub use self::apology::{slow_down, sorry};
use self::command::Command;
use self::dialog::Dialog;
use self::group::GroupCommand;
use self::staff::editors::Sent;
use self::visit::Visit;
use crate::club::Club;
use crate::tap::{Start, Tap};

/// Answers one update, which arrived `at` that time. An error means that it should be tried again.
///
/// Trying again is safe: acts take effect once, and answers repeat.
pub async fn handle(club: &Club, update: &Update, at: DateTime<Utc>) -> anyhow::Result<()> {
    match &update.kind {
        UpdateKind::Message(message) => on_message(club, message, at).await,
        UpdateKind::CallbackQuery(query) => on_tap(club, query, at).await,
        UpdateKind::MyChatMember(change) => Box::pin(group::membership::on_bot_changed(club, change)).await,
        UpdateKind::ChatMember(change) => Box::pin(group::membership::on_member_changed(club, change)).await,
        UpdateKind::ChatJoinRequest(request) => Box::pin(group::membership::on_join_request(club, request)).await,
        // Edits of what was said, and kinds of updates that were not asked for.
        _ => Ok(()),
    }
}

async fn on_message(club: &Club, message: &Message, at: DateTime<Utc>) -> anyhow::Result<()> {
    if let Some(payment) = message.successful_payment() {
        return Box::pin(payment::received(club, message, payment)).await;
    }
    if let Some((from, to)) = arrival::migration(message) {
        club.loyalty.move_group(from, to).await?;
        return Ok(());
    }
    let command = message.text().and_then(|text| Command::read(text, &club.me.username));
    if let Some(command) = command.as_ref().filter(|_| !message.chat.is_private())
        && Box::pin(inline::on_chosen_elsewhere(club, message, command, at)).await?
    {
        return Ok(());
    }
    let for_groups = command.as_ref().and_then(GroupCommand::of);
    // What people say to each other is not for the bot: nothing is looked up, and nobody is noted.
    if !message.chat.is_private() && arrival::is_said(message) && for_groups.is_none() {
        club.hush.heard(message.chat.id.0, at);
        return Ok(());
    }
    let Some(visit) = arrival::of_message(club, message, at).await? else {
        return Box::pin(group::without_visit(club, message)).await;
    };
    let Some(text) = message.text() else {
        return on_attachment(&visit, message).await;
    };
    match (command, for_groups) {
        (Some(command), _) if visit.is_private() => in_private(&visit, &command).await,
        (Some(command), Some(kind)) => group::on_command(&visit, message, kind, &command.words).await,
        _ => on_words(&visit, text, &message.html_text().unwrap_or_default()).await,
    }
}

/// A command in the private chat.
async fn in_private(visit: &Visit<'_>, command: &Command) -> anyhow::Result<()> {
    // Whatever was asked before, a command is something new; some commands mean the file that is open.
    let open = visit.open_dialog().await?;
    let means_file = matches!(
        command.name.as_str(),
        "sell" | "refund" | "note" | "tag" | "field" | "follow"
    ) && matches!(open, Some(Dialog::File { .. }));
    // It is gone on with by /start.
    let opening = setup::is_opening(open.as_ref());
    // To look somebody up is no reason to throw away what is being made.
    let only_looks = matches!(command.name.as_str(), "find" | "file") && open.as_ref().is_some_and(Dialog::is_draft);
    if open.is_some() && !means_file && !opening && !only_looks {
        visit.end_dialog().await?;
    }
    let words = command.words.as_str();
    match command.name.as_str() {
        "start" => on_start(visit, words).await,
        "menu" => customer::menu::show(visit).await,
        "help" => customer::menu::help(visit).await,
        "settings" => customer::settings::show(visit).await,
        "language" => customer::settings::ask_language(visit).await,
        "privacy" => Box::pin(customer::privacy::show(visit)).await,
        "move" => Box::pin(customer::privacy::on_command(visit, words)).await,
        "cancel" if opening => setup::cancel(visit).await,
        "cancel" => customer::menu::cancelled(visit).await,
        "stop" => Box::pin(customer::privacy::stop(visit)).await,
        "card" => customer::card::show(visit).await,
        "points" => customer::points::show(visit).await,
        "statement" => customer::points::statement(visit, 0).await,
        "checkin" => customer::points::check_in(visit).await,
        "gifts" => customer::gifts::list(visit, 0).await,
        "offers" => customer::offers::list(visit, 0).await,
        "coupons" => customer::coupons::wallet(visit, 0).await,
        "sell" => {
            let file = staff::file::opened(open.as_ref(), visit.club.loyalty.clock.now());
            staff::sell::on_command(visit, words, file).await
        }
        "refund" => {
            let file = staff::file::opened(open.as_ref(), visit.club.loyalty.clock.now());
            staff::refund::on_command(visit, file).await
        }
        "undo" => staff::sell::undo_last(visit).await,
        "find" => staff::find::on_command(visit, words).await,
        "file" => staff::file::on_command(visit, words).await,
        "coupon" => staff::coupon::on_command(visit, words).await,
        "offer" => staff::offer_editor::list(visit, 0).await,
        "gift" => staff::gift_editor::list(visit, 0).await,
        "products" => staff::product_editor::list(visit, 0).await,
        "rules" => Box::pin(staff::rules::list(visit, 0)).await,
        "stats" => Box::pin(staff::stats::on_command(visit)).await,
        "birthdays" => Box::pin(staff::birthdays::list(visit)).await,
        "staff" => staff::team::list(visit).await,
        "import" => Box::pin(staff::lists::on_command(visit)).await,
        "export" => Box::pin(staff::lists::ask_export(visit)).await,
        "audit" => staff::audit::page(visit, 0).await,
        "me" => Box::pin(customer::me::show(visit)).await,
        "family" => Box::pin(customer::family::list(visit)).await,
        "wishes" => Box::pin(customer::wishes::list(visit, 0)).await,
        "field" => Box::pin(staff::fields::on_command(visit, opened(visit, open.as_ref()))).await,
        "note" => Box::pin(staff::notes::on_command(visit, opened(visit, open.as_ref()), words)).await,
        "tasks" => Box::pin(staff::tasks::list(visit, false, 0)).await,
        "follow" => Box::pin(staff::follow::on_command(visit, opened(visit, open.as_ref()), words)).await,
        "tag" => Box::pin(staff::tags::on_command(visit, opened(visit, open.as_ref()))).await,
        "invite" => customer::invite::show(visit).await,
        "tier" => staff::tiers::list(visit).await,
        "automations" => Box::pin(staff::automations::list(visit)).await,
        // The owner keeps the shop; everybody else shops in it.
        "shop" if visit.visitor.role.is_some_and(|role| role.may(Right::RunShop)) => setup::change(visit).await,
        "shop" => Box::pin(customer::catalogue::show(visit)).await,
        "orders" => orders(visit, words).await,
        "paysupport" => Box::pin(customer::orders::pay_support(visit)).await,
        _ => customer::menu::unknown_command(visit).await,
    }
}

/// The member whose file is open.
fn opened(visit: &Visit<'_>, open: Option<&Dialog>) -> Option<MemberId> {
    staff::file::opened(open, visit.club.loyalty.clock.now())
}

/// `/orders`: what waits at the till, one of that by its reference, or a member's own.
async fn orders(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    match visit.visitor.role {
        Some(role) if role.may(Right::RunTill) => Box::pin(staff::orders::on_command(visit, words)).await,
        _ => Box::pin(customer::orders::list(visit, 0)).await,
    }
}

async fn on_start(visit: &Visit<'_>, payload: &str) -> anyhow::Result<()> {
    match Start::read(payload) {
        Some(Start::Shop(shop)) => customer::join::arrive(visit, shop).await,
        Some(Start::Gifts(shop)) => customer::gifts::arrive(visit, shop).await,
        Some(Start::Gift(shop, gift)) => customer::gifts::arrive_at(visit, shop, gift).await,
        Some(Start::Offers(shop)) => customer::offers::arrive(visit, shop).await,
        Some(Start::Offer(shop, offer)) => customer::offers::arrive_at(visit, shop, offer).await,
        Some(Start::Points(shop)) => customer::points::arrive(visit, shop).await,
        Some(Start::Coupon(shop, code)) => staff::coupon::on_scan(visit, shop, &code).await,
        Some(Start::Card(token)) => staff::file::on_scan(visit, &token).await,
        Some(Start::Invite(shop, by)) => customer::invite::arrive(visit, shop, by).await,
        Some(Start::Staff(token)) => staff::team::accept(visit, &token).await,
        Some(Start::Claim(token)) => setup::claim(visit, &token).await,
        Some(Start::Order(shop, order)) => Box::pin(customer::orders::arrive(visit, shop, order)).await,
        Some(Start::Attach(token)) => Box::pin(customer::attach::arrive(visit, &token)).await,
        Some(Start::Catalogue(shop)) => Box::pin(customer::catalogue::arrive(visit, shop)).await,
        Some(Start::Move(shop, code)) => Box::pin(customer::privacy::arrive(visit, shop, &code)).await,
        Some(Start::Find) if staff::file::may_open(visit) => staff::find::how_to(visit).await,
        // To anybody else it is no link of this program's.
        Some(Start::Find) | None => customer::join::start(visit).await,
    }
}

/// Words that are no command: the answer to an open question, a code, or something to be helped with.
///
/// `html`: the same with its formatting.
async fn on_words(visit: &Visit<'_>, text: &str, html: &str) -> anyhow::Result<()> {
    match visit.open_dialog().await? {
        Some(Dialog::Setup(setup)) => setup::on_words(visit, setup, text).await,
        Some(Dialog::Automation(question)) => {
            Box::pin(staff::automations::on_words(visit, &question, text, html)).await
        }
        Some(Dialog::ShopSetting { shop, code }) => setup::settings::on_words(visit, shop, &code, text).await,
        Some(Dialog::Amount { member }) => staff::sell::on_amount(visit, member, text).await,
        Some(Dialog::Sale) => staff::sell::on_command(visit, text, None).await,
        Some(Dialog::Whose { total, intention }) => staff::sell::on_whose(visit, total, &intention, text).await,
        Some(Dialog::WhoseBasket) => Box::pin(staff::shelf::on_whose(visit, text)).await,
        Some(Dialog::AmountWithCoupon { member, coupon, .. }) => {
            staff::checkout::on_amount_with_coupon(visit, member, coupon, text).await
        }
        Some(Dialog::Receipt { order }) => staff::receipt::on_words(visit, order, text).await,
        Some(Dialog::Refund { order }) => staff::refund::on_amount(visit, order, text).await,
        Some(Dialog::NewProduct { product }) => staff::product_editor::on_new(visit, product, text).await,
        Some(Dialog::Product { product, field }) => staff::product_editor::on_words(visit, product, &field, text).await,
        Some(Dialog::Category { category, field }) => {
            staff::category_editor::on_words(visit, category, &field, text).await
        }
        Some(Dialog::Search) => staff::find::on_command(visit, text).await,
        Some(Dialog::Tier { question }) => staff::tiers::on_words(visit, question, text).await,
        Some(Dialog::Grades { field }) => staff::grading::on_words(visit, &field, text).await,
        Some(Dialog::Code) => staff::coupon::on_command(visit, text).await,
        Some(Dialog::Gift {
            gift,
            question,
            answered,
        }) => staff::gift_editor::on_sent(visit, gift, question, answered, Sent::Words(text)).await,
        Some(Dialog::Rule(draft)) => Box::pin(staff::rules::on_words(visit, draft, text)).await,
        Some(Dialog::Adjust(draft)) => Box::pin(staff::adjust::on_words(visit, draft, text)).await,
        Some(Dialog::Offer {
            offer,
            question,
            answered,
        }) => staff::offer_editor::on_sent(visit, offer, question, answered, Sent::Words(text)).await,
        Some(Dialog::Where) => Box::pin(customer::ordering::on_place(visit, text)).await,
        Some(Dialog::SizeFor { relative }) => Box::pin(customer::for_whom::on_size(visit, relative, text)).await,
        Some(Dialog::Name) => Box::pin(customer::name::on_words(visit, text)).await,
        Some(Dialog::Email) => Box::pin(customer::email::on_words(visit, text)).await,
        Some(Dialog::Contact) => Box::pin(customer::privacy::on_contact(visit, text)).await,
        Some(Dialog::WhyCancelled { order }) => Box::pin(staff::orders::refuse(visit, order, text)).await,
        Some(Dialog::Fill { member, field }) => Box::pin(staff::fields::on_words(visit, member, field, text)).await,
        Some(Dialog::Say { field }) => Box::pin(customer::me::on_words(visit, field, text)).await,
        Some(Dialog::Note { member, private }) => Box::pin(staff::notes::on_words(visit, member, private, text)).await,
        Some(Dialog::FollowUp { member }) => Box::pin(staff::follow::on_words(visit, member, text)).await,
        Some(Dialog::TaskTime { task }) => Box::pin(staff::tasks::on_time(visit, task, text)).await,
        Some(Dialog::TaskOutcome { task }) => Box::pin(staff::tasks::on_outcome(visit, task, text)).await,
        Some(Dialog::TagTitle { member }) => Box::pin(staff::tags::on_words(visit, member, text)).await,
        Some(Dialog::Born { of }) => Box::pin(customer::birthday::on_words(visit, of, text)).await,
        Some(Dialog::BirthdayLine { member }) => Box::pin(staff::birthdays::on_words(visit, member, text)).await,
        Some(Dialog::WhyBirthdayCounts { member }) => {
            Box::pin(staff::late_birthday::on_words(visit, member, text)).await
        }
        Some(Dialog::Relative { relative, part }) => {
            Box::pin(customer::family::on_words(visit, relative, &part, text)).await
        }
        Some(Dialog::Tag(draft)) => Box::pin(staff::tag_editor::on_words(visit, draft, text)).await,
        Some(Dialog::Field(draft)) => Box::pin(staff::field_editor::on_words(visit, draft, text)).await,
        Some(Dialog::File { .. } | Dialog::Checkout(_) | Dialog::List(_) | Dialog::MemberPhoto { .. }) => {
            customer::menu::on_words(visit, text).await
        }
        None if Box::pin(customer::me::on_free_words(visit, text)).await? => Ok(()),
        None => customer::menu::on_words(visit, text).await,
    }
}

/// A photo, a contact, or something that nothing was asked for.
async fn on_attachment(visit: &Visit<'_>, message: &Message) -> anyhow::Result<()> {
    if let Some(document) = message.document()
        && visit.visitor.role.is_some_and(|role| role.may(Right::RunShop))
    {
        return Box::pin(staff::lists::on_document(visit, document)).await;
    }
    if let Some(contact) = message.contact() {
        return customer::settings::on_contact(visit, contact).await;
    }
    let Some(photo) = message.photo().and_then(<[_]>::last) else {
        return customer::menu::on_attachment(visit).await;
    };
    let file = photo.file.id.0.as_str();
    match visit.open_dialog().await? {
        Some(Dialog::Gift {
            gift,
            question,
            answered,
        }) => staff::gift_editor::on_sent(visit, gift, question, answered, Sent::Photo(file)).await,
        Some(Dialog::MemberPhoto { member }) => {
            let caption = message.caption().unwrap_or_default();
            Box::pin(staff::photos::on_photo(visit, member, file, caption)).await
        }
        Some(Dialog::Fill { member, field }) => Box::pin(staff::fields::on_photo(visit, member, field, file)).await,
        Some(Dialog::Say { field }) => Box::pin(customer::me::on_photo(visit, field, file)).await,
        Some(Dialog::Offer {
            offer,
            question,
            answered,
        }) => staff::offer_editor::on_sent(visit, offer, question, answered, Sent::Photo(file)).await,
        Some(Dialog::Product { product, field }) => staff::product_editor::on_photo(visit, product, &field, file).await,
        Some(Dialog::Category { category, field }) => {
            staff::category_editor::on_photo(visit, category, &field, file).await
        }
        _ => customer::menu::on_attachment(visit).await,
    }
}

async fn on_tap(club: &Club, query: &CallbackQuery, at: DateTime<Utc>) -> anyhow::Result<()> {
    let tap = query.data.as_deref().and_then(Tap::read);
    // These two are about a group that is no shop's yet.
    match tap {
        Some(Tap::ItsMe) => return Box::pin(group::membership::on_its_me(club, query)).await,
        Some(Tap::BindGroup { chat, shop }) => {
            return Box::pin(group::membership::on_choice(club, query, chat, shop)).await;
        }
        _ => {}
    }
    let Some(visit) = arrival::of_tap(club, query, at).await? else {
        return Ok(());
    };
    let Some(tap) = tap else {
        return customer::menu::old_button(&visit).await;
    };
    if !visit.is_private() {
        return group::on_tap(&visit, &tap).await;
    }
    taps::answer(&visit, tap).await
}
