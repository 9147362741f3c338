//! The command menus and descriptions that Telegram shows, in each language, for each kind of chat.
//!
//! They say what can be typed, not who may: every command asks for itself (S1).

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::role::{Right, Role};
use domain::{Lang, UserId};
use storage::runs;
use teloxide::payloads::{SetMyDescription, SetMyShortDescription};

use crate::club::Club;
use crate::telegram::{Command, Scope, Trouble};

/// Sets everything that has no one person in it, unless exactly this was set before.
pub async fn at_start(club: &Club) -> anyhow::Result<()> {
    let scopes = [
        (Scope::AllPrivateChats, customers as fn(Lang) -> Vec<Command>),
        (Scope::AllGroupChats, group),
    ];
    let languages = languages();
    let mut print = DefaultHasher::new();
    for (_, lang) in &languages {
        (customers(*lang), group(*lang)).hash(&mut print);
        (
            say::commands::description(*lang),
            say::commands::short_description(*lang),
        )
            .hash(&mut print);
    }
    let once = format!("menus:{}:{:x}", club.me.id, print.finish());
    let mut tx = club.loyalty.db.read().await?;
    let done = runs::is_done(&mut tx, &once).await?;
    drop(tx);
    if done {
        return Ok(());
    }
    for (code, lang) in languages {
        for (scope, menu) in &scopes {
            club.telegram.set_commands(*scope, code, &menu(lang)).await?;
        }
        describe(club, code, lang).await?;
    }
    let mut tx = club.loyalty.db.begin().await?;
    runs::first(&mut tx, &once, club.loyalty.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The languages with two-letter codes, and first what all others get.
fn languages() -> Vec<(Option<&'static str>, Lang)> {
    std::iter::once((None, Lang::default()))
        .chain(Lang::ALL.map(|lang| (Some(lang.iso639()), lang)))
        .collect()
}

async fn describe(club: &Club, code: Option<&str>, lang: Lang) -> Result<(), Trouble> {
    let mut description = SetMyDescription::new();
    description.description = Some(say::commands::description(lang));
    description.language_code = code.map(str::to_owned);
    club.telegram.call(&description).await?;
    let mut short = SetMyShortDescription::new();
    short.short_description = Some(say::commands::short_description(lang));
    short.language_code = code.map(str::to_owned);
    club.telegram.call(&short).await?;
    Ok(())
}

/// Gives somebody the menu of the highest role they have in any shop, in their own language; without a
/// role they see what customers see.
pub async fn refresh(club: &Club, user: UserId) -> anyhow::Result<()> {
    let menu = match club.loyalty.employment(user).await? {
        Some((lang, role)) => staff(lang, role),
        None => Vec::new(),
    };
    match club
        .telegram
        .set_commands(Scope::Chat { chat_id: user.0 }, None, &menu)
        .await
    {
        // Whoever closed the chat has no menu to see.
        Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
            tracing::debug!(%user, why, "a menu was not set");
            Ok(())
        }
        outcome => Ok(outcome?),
    }
}

fn customers(lang: Lang) -> Vec<Command> {
    menu(say::commands::customers(lang), false)
}

/// Answers in a group are for the asker alone, and so are the questions.
fn group(lang: Lang) -> Vec<Command> {
    menu(say::commands::group(lang), true)
}

fn staff(lang: Lang, role: Role) -> Vec<Command> {
    let mut menu = menu(say::commands::staff(lang), false);
    menu.retain(|entry| match entry.command.as_str() {
        "offer" => role.may(Right::EditOffers),
        "gift" => role.may(Right::EditGifts),
        "rules" => role.may(Right::EditRules),
        "stats" => role.may(Right::SeeFigures),
        "staff" | "audit" | "shop" | "import" | "export" => role.may(Right::RunShop),
        _ => true,
    });
    menu
}

fn menu(entries: Vec<say::commands::Command>, is_ephemeral: bool) -> Vec<Command> {
    entries
        .into_iter()
        .map(|(command, description)| Command {
            command: command.to_owned(),
            description,
            is_ephemeral,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_see_what_their_role_can_use() {
        let has = |role, name: &str| staff(Lang::En, role).iter().any(|entry| entry.command == name);

        for (role, gift, shop) in [
            (Role::Clerk, false, false),
            (Role::Manager, true, false),
            (Role::Owner, true, true),
        ] {
            assert!(has(role, "sell") && has(role, "card"));
            assert_eq!((has(role, "gift"), has(role, "shop")), (gift, shop), "{role:?}");
        }
    }

    #[test]
    fn descriptions_fit() {
        for lang in Lang::ALL {
            assert!(say::commands::description(lang).encode_utf16().count() <= 512);
            assert!(say::commands::short_description(lang).encode_utf16().count() <= 120);
        }
    }
}
