//! The playground by itself, for any bot that can be told where the Bot API is.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use domain::{Clock, WallClock};
use playground::{Bot, NewPerson, Options, Playground};

use super::address;
use crate::app::Signals;

/// The bot that is to be tried.
#[derive(Debug, Args)]
pub struct Wanted {
    /// The bot's name
    #[arg(long, default_value = "Bot")]
    bot_name: String,
    /// The bot's username
    #[arg(long, default_value = "playground_bot")]
    bot_username: String,
    /// The bot's token, for a bot whose settings are to stay as they are
    #[arg(long)]
    token: Option<String>,
}

/// Serves until the operator asks it to stop.
///
/// # Errors
/// When the address is not one of this machine or is in use, or the token is none.
pub async fn serve(wanted: &Wanted, listen: Option<&str>) -> anyhow::Result<()> {
    let address = address::of(listen.unwrap_or(address::USUAL), "playground")?;
    let mut signals = Signals::listen()?;
    let telegram = Playground::start(Options {
        listen: address,
        ..Options::new(Arc::new(|| WallClock.now()))
    })
    .await
    .with_context(|| format!("--listen: {address} cannot be listened on"))?;
    let bot = bot(&telegram, wanted)?;
    people(&telegram, &bot);
    writeln!(
        std::io::stdout(),
        "The page:    {url}/\n\
         The Bot API: {url}\n\
         The token:   {token}\n\n\
         Start a bot on it, for example this one:\n\
         TELOXIDE_API_URL={url} TELOXIDE_TOKEN={token} regulars\n\n\
         Ctrl-C ends it.",
        url = telegram.api_url(),
        token = bot.token(),
    )?;
    signals.asked().await;
    telegram.stop();
    Ok(())
}

fn bot(telegram: &Playground, wanted: &Wanted) -> anyhow::Result<Bot> {
    let bot = match &wanted.token {
        Some(token) => telegram
            .add_bot_with_token(&wanted.bot_name, &wanted.bot_username, token)
            .context("--token: a token is a number, a colon, and at least 30 letters, digits, - and _")?,
        None => telegram.add_bot(&wanted.bot_name, &wanted.bot_username),
    };
    // What would be asked of BotFather: whatever the bot makes of it.
    bot.set_inline("");
    Ok(bot)
}

/// Three people, and a group with the bot in it.
fn people(telegram: &Playground, bot: &Bot) {
    let person = |name: &str, username: &str, language: &str, about: &str| {
        telegram.add_person(NewPerson {
            first_name: name.to_owned(),
            username: Some(username.to_owned()),
            language_code: Some(language.to_owned()),
            about: Some(about.to_owned()),
            ..NewPerson::default()
        })
    };
    let anna = person("Anna", "anna", "en", "Owns the group");
    let budi = person("Budi", "budi_s", "id", "Member");
    let wang = person("王伟", "wangwei", "zh-CN", "Member");
    let group = telegram.add_supergroup("The Group", &anna);
    group.add(&budi);
    group.add(&wang);
    group.add(bot);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(token: Option<&str>) -> Wanted {
        Wanted {
            bot_name: "Bot".to_owned(),
            bot_username: "playground_bot".to_owned(),
            token: token.map(str::to_owned),
        }
    }

    #[tokio::test]
    async fn nobody_else_reaches_the_playground() {
        for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "somewhere"] {
            let refused = serve(&wanted(None), Some(open)).await.unwrap_err();

            assert!(format!("{refused:#}").starts_with("--listen: "), "{refused:#}");
        }
    }

    #[tokio::test]
    async fn a_token_can_be_given() {
        let options = Options {
            listen: ([127, 0, 0, 1], 0).into(),
            ..Options::new(Arc::new(|| WallClock.now()))
        };
        let telegram = Playground::start(options).await.unwrap();
        let token = "42:abcdefghijklmnopqrstuvwxyz-_0123";

        let given = bot(&telegram, &wanted(Some(token))).unwrap();
        let made = bot(&telegram, &wanted(None)).unwrap();

        assert_eq!((given.id(), given.token()), (42, token.to_owned()));
        assert_ne!(made.token(), token);
        for none in [
            "",
            "42",
            "42:short",
            ":abcdefghijklmnopqrstuvwxyz-_0123",
            "-1:abcdefghijklmnopqrstuvwxyz-_0123",
        ] {
            assert!(bot(&telegram, &wanted(Some(none))).is_err(), "{none}");
        }
        telegram.stop();
    }
}
