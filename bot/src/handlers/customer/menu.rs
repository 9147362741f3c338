//! The menu, help, and answers to what nobody asked for.

use domain::Lang;
use domain::role::{Right, Role};

use super::screen;
use crate::handlers::visit::Visit;
use crate::handlers::{customer::join, staff};
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// The menu that fits who asks: staff get the till on top.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    let (text, mut rows) = match (visit.visitor.role, &visit.visitor.member) {
        (Some(role), _) => (
            say::menu::staff(lang, &visit.visitor.first_name, &shop.name, role),
            staff_rows(lang, role, visit.club.loyalty.tasks_due(shop, visit.user()).await?),
        ),
        (None, Some(member)) => (
            say::menu::customer(lang, &member.name, &shop.name, member.points),
            customer_rows(lang),
        ),
        (None, None) => return Box::pin(join::arrive(visit, shop.id)).await,
    };
    if visit.club.loyalty.shops_of(visit.user()).await?.len() > 1 {
        let label = say::common::other_shop_label(lang);
        rows.push(vec![Button::tap(label, Tap::ChooseShop.data())]);
    }
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// What staff have as members themselves, or the way to become one.
pub async fn own_account(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let (Some(shop), lang) = (&visit.visitor.shop, visit.lang()) else {
        return Box::pin(join::start(visit)).await;
    };
    let Some(member) = &visit.visitor.member else {
        return join::ask(visit, shop).await;
    };
    let text = say::menu::customer(lang, &member.name, &shop.name, member.points);
    visit.show(&screen(text, customer_rows(lang))).await?;
    Ok(())
}

/// What customers do most, two in a row.
#[must_use]
pub fn customer_rows(lang: Lang) -> Vec<Vec<Button>> {
    vec![
        vec![
            Button::tap(say::menu::card_label(lang), Tap::Card.data()),
            Button::tap(say::menu::points_label(lang), Tap::Points.data()),
        ],
        vec![
            Button::tap(say::menu::gifts_label(lang), Tap::Gifts { page: 0 }.data()),
            Button::tap(say::menu::coupons_label(lang), Tap::Coupons { page: 0 }.data()),
        ],
        vec![
            Button::tap(say::offers::menu_label(lang), Tap::Offers { page: 0 }.data()),
            Button::tap(say::orders::catalogue_label(lang), Tap::Catalogue.data()),
        ],
        vec![
            Button::tap(say::orders::orders_label(lang), Tap::OwnOrders { page: 0 }.data()),
            Button::tap(say::menu::check_in_label(lang), Tap::CheckIn.data()),
        ],
        vec![
            Button::tap(say::tiers::invite_label(lang), Tap::InviteFriends.data()),
            Button::tap(say::me::act_label(lang, say::me::Act::Me), Tap::Me.data()),
        ],
        vec![Button::tap(say::menu::help_label(lang), Tap::Help.data())],
    ]
}

/// `due`: tasks of whoever looks.
fn staff_rows(lang: Lang, role: Role, due: i64) -> Vec<Vec<Button>> {
    let mut rows = vec![
        vec![
            Button::tap(say::menu::sell_label(lang), Tap::HowToSell.data()),
            Button::tap(say::menu::find_label(lang), Tap::HowToFind.data()),
        ],
        vec![
            Button::tap(say::menu::coupon_label(lang), Tap::HowToTakeCoupon.data()),
            Button::tap(say::orders::orders_label(lang), Tap::OpenOrders { page: 0 }.data()),
        ],
        vec![
            Button::tap(
                say::tasks::menu_label(lang, due),
                Tap::Tasks { everybodys: 0, page: 0 }.data(),
            ),
            Button::tap(say::birthdays::week_label(lang), Tap::Birthdays.data()),
        ],
    ];
    if role.may(Right::EditGifts) {
        rows.push(vec![
            Button::tap(say::menu::gift_editor_label(lang), Tap::EditGifts { page: 0 }.data()),
            Button::tap(say::menu::catalogue_label(lang), Tap::EditProducts { page: 0 }.data()),
        ]);
        rows.push(vec![Button::tap(
            say::offer_editor::menu_label(lang),
            Tap::EditOffers { page: 0 }.data(),
        )]);
    }
    if role.may(Right::EditRules) && role.may(Right::SeeFigures) {
        rows.push(vec![
            Button::tap(say::rules::menu_label(lang), Tap::Rules { page: 0 }.data()),
            Button::tap(say::figures::menu_label(lang), staff::stats::first().data()),
        ]);
    }
    if role.may(Right::EditFields) {
        rows.push(vec![
            Button::tap(
                say::field_editor::act_label(lang, say::field_editor::Act::Menu),
                Tap::Fields.data(),
            ),
            Button::tap(
                say::tag_editor::act_label(lang, say::tag_editor::Act::Menu),
                Tap::Tags { page: 0 }.data(),
            ),
        ]);
    }
    if role.may(Right::EditTiers) && role.may(Right::RunAutomations) {
        rows.push(vec![
            Button::tap(say::tiers::editor_label(lang), Tap::Tiers.data()),
            Button::tap(
                say::automation_editor::act_label(lang, say::automation_editor::Act::Menu),
                Tap::Automations.data(),
            ),
        ]);
    }
    if role.may(Right::RunShop) {
        rows.push(vec![
            Button::tap(say::menu::staff_label(lang), Tap::Staff.data()),
            Button::tap(say::menu::audit_label(lang), Tap::Audit { page: 0 }.data()),
        ]);
        rows.push(vec![Button::tap(say::menu::shop_label(lang), Tap::ChangeShop.data())]);
    }
    rows.push(vec![
        Button::tap(say::menu::own_account_label(lang), Tap::OwnAccount.data()),
        Button::tap(say::menu::help_label(lang), Tap::Help.data()),
    ]);
    rows
}

pub async fn help(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let shop = visit
        .visitor
        .shop
        .as_ref()
        .map_or("Regulars", |shop| shop.name.as_str());
    let text = match visit.visitor.role {
        Some(_) => say::menu::help_for_staff(lang),
        None => say::menu::help_for_customers(lang, shop),
    };
    let rows = vec![
        vec![
            Button::tap(say::menu::language_menu_label(lang), Tap::AskLanguage.data()),
            Button::tap(say::menu::privacy_label(lang), Tap::Privacy.data()),
        ],
        vec![Button::tap(say::common::menu_label(lang), Tap::Menu.data())],
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// `/cancel`: whatever was asked is no longer waited for.
pub async fn cancelled(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.end_dialog().await?;
    visit.say(&to_menu(visit, say::common::put_away(visit.lang()))).await?;
    Ok(())
}

/// `/stop`: there is no marketing to stop, and what is sent instead is said (M4).
pub async fn no_marketing(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit
        .say(&to_menu(visit, say::common::no_marketing(visit.lang())))
        .await?;
    Ok(())
}

pub async fn unknown_command(visit: &Visit<'_>) -> anyhow::Result<()> {
    let text = match visit.visitor.role {
        Some(_) => say::common::unknown_to_staff(visit.lang()),
        None => say::common::unknown_to_customer(visit.lang()),
    };
    visit.say(&to_menu(visit, text)).await?;
    Ok(())
}

/// Words that answer no question. Staff mean a customer or a code; customers are shown the way.
pub async fn on_words(visit: &Visit<'_>, text: &str) -> anyhow::Result<()> {
    if visit.visitor.role.is_some_and(|role| role.may(Right::RunTill)) {
        if let Some(order) = staff::orders::named(visit, text).await? {
            return Box::pin(staff::orders::page(visit, order)).await;
        }
        return match domain::coupon::Code::parse(text) {
            Some(_) => staff::coupon::on_command(visit, text).await,
            None => staff::find::on_command(visit, text).await,
        };
    }
    if visit.visitor.member.is_none() {
        return join::start(visit).await;
    }
    unknown_command(visit).await
}

/// A photo, a voice message, a sticker: nothing is done with it, and that is said.
pub async fn on_attachment(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit
        .say(&to_menu(visit, say::common::please_as_text(visit.lang())))
        .await?;
    Ok(())
}

/// A button that this program does not know, or no longer.
pub async fn old_button(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit
        .hint(&say::text::alert(&say::common::old_button(visit.lang())))
        .await?;
    if visit.is_private() {
        visit.say(&to_menu(visit, say::common::renewed(visit.lang()))).await?;
    }
    Ok(())
}

/// Puts a question away and forgets it.
pub async fn dismiss(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    visit
        .replace(&to_menu(visit, say::common::put_away(visit.lang())))
        .await?;
    Ok(())
}

fn to_menu(visit: &Visit<'_>, text: String) -> Message {
    screen(
        text,
        vec![vec![Button::tap(
            say::common::menu_label(visit.lang()),
            Tap::Menu.data(),
        )]],
    )
}
