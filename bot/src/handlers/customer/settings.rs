//! Language and phone number.

use domain::Lang;
use domain::shop::Shop;
use teloxide::types::Contact;

use super::{menu, screen};
use crate::handlers::visit::Visit;
use crate::menus;
use crate::tap::Tap;
use crate::telegram::{Button, Keyboard, Message};

pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(shop) = &visit.visitor.shop else {
        return ask_language(visit).await;
    };
    let phone = own_phone(visit, shop).await?;
    let mut rows = vec![
        vec![Button::tap(
            say::menu::language_menu_label(lang),
            Tap::AskLanguage.data(),
        )],
        vec![Button::tap(say::menu::privacy_label(lang), Tap::Privacy.data())],
    ];
    if visit.visitor.member.is_some() {
        rows.push(vec![Button::tap(
            say::automations::kinds_label(lang),
            Tap::Kinds.data(),
        )]);
        rows.push(vec![match phone {
            Some(_) => Button::tap(say::join::remove_phone_label(lang), Tap::ForgetPhone.data()),
            None => Button::tap(say::join::share_phone_label(lang), Tap::SharePhone.data()),
        }]);
    }
    rows.push(vec![Button::tap(say::common::back_label(lang), Tap::Menu.data())]);
    visit
        .show(&screen(say::menu::settings(lang, &shop.name, phone.as_deref()), rows))
        .await?;
    Ok(())
}

pub async fn ask_language(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = Lang::ALL
        .into_iter()
        .map(|lang| {
            vec![Button::tap(
                say::common::language_label(lang),
                Tap::Language { lang }.data(),
            )]
        })
        .collect();
    visit
        .show(&screen(say::common::choose_language(visit.lang()), rows))
        .await?;
    Ok(())
}

pub async fn set_language(visit: &Visit<'_>, lang: Lang) -> anyhow::Result<()> {
    visit.club.loyalty.choose_lang(visit.user(), lang).await?;
    visit.tap_seen().await?;
    if visit.visitor.role.is_some() {
        menus::refresh(visit.club, visit.user()).await?;
    }
    let rows = vec![vec![Button::tap(say::common::menu_label(lang), Tap::Menu.data())]];
    visit.replace(&screen(say::common::language_set(lang), rows)).await?;
    Ok(())
}

async fn own_phone(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Option<String>> {
    let Some(member) = &visit.visitor.member else {
        return Ok(None);
    };
    Ok(visit
        .club
        .loyalty
        .member(shop.id, member.id)
        .await?
        .and_then(|member| member.phone))
}

/// Asks for the phone number with Telegram's own button, which proves that it is theirs.
pub async fn ask_phone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let keyboard = Keyboard::AskContact {
        label: say::join::share_phone_label(lang),
    };
    visit
        .say(&Message::text(say::join::ask_phone(lang)).keyboard(keyboard))
        .await?;
    Ok(())
}

/// A contact counts only when it is the sender's own.
pub async fn on_contact(visit: &Visit<'_>, contact: &Contact) -> anyhow::Result<()> {
    let lang = visit.lang();
    let own = contact.user_id.and_then(|user| i64::try_from(user.0).ok()) == Some(visit.user().0);
    if own && super::attach::on_phone(visit, &contact.phone_number).await? {
        return Ok(());
    }
    let text = if !own {
        say::join::phone_of_somebody_else(lang)
    } else if visit
        .club
        .loyalty
        .set_phone(&visit.visitor, Some(&contact.phone_number))
        .await?
    {
        say::join::phone_kept(lang)
    } else {
        return menu::on_attachment(visit).await;
    };
    visit.say(&Message::text(text).keyboard(Keyboard::Remove)).await?;
    Ok(())
}

pub async fn forget_phone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.club.loyalty.set_phone(&visit.visitor, None).await?;
    visit.tap_seen().await?;
    let rows = vec![vec![Button::tap(
        say::common::menu_label(visit.lang()),
        Tap::Menu.data(),
    )]];
    visit
        .replace(&screen(say::join::phone_removed(visit.lang()), rows))
        .await?;
    Ok(())
}
