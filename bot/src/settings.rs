//! What the operator can set, in one place: flags, environment variables, or a `.env` file.
//!
//! Everything about the shop itself is set in the chat and lives in the database.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Something that must not be seen in logs, errors or `--help` (S7).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the wire only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `text` with every occurrence of the secret replaced by `***`.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        if self.0.is_empty() {
            text.to_owned()
        } else {
            text.replace(&self.0, "***")
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A setting that the program cannot work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}. For example: {name}={example}")]
pub struct WrongSetting {
    pub name: &'static str,
    pub problem: String,
    pub example: &'static str,
}

/// The settings as they were typed. Their names and meanings are what `--help` prints.
#[derive(Debug, Clone, Default, Args)]
pub struct Typed {
    /// The bot's token from @`BotFather`, such as `110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw`
    #[arg(long, env = "TELOXIDE_TOKEN", hide_env_values = true, global = true)]
    pub teloxide_token: Option<String>,
    /// A file that holds the token, instead of `TELOXIDE_TOKEN`
    #[arg(long, env = "TELOXIDE_TOKEN_FILE", global = true)]
    pub teloxide_token_file: Option<String>,
    /// Where the Bot API answers [default: <https://api.telegram.org>]
    #[arg(long, env = "TELOXIDE_API_URL", global = true)]
    pub teloxide_api_url: Option<String>,
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME` [default: sqlite:data/regulars.db]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// The key for what is private about people, in base64 [default: with SQLite a file beside the database]
    #[arg(long, env = "REGULARS_KEY", hide_env_values = true, global = true)]
    pub key: Option<String>,
    /// A file that holds the key, and former ones on the lines below, instead of `REGULARS_KEY`
    #[arg(long, env = "REGULARS_KEY_FILE", global = true)]
    pub key_file: Option<String>,
    /// Keys that open what they sealed before another one took their place, with commas in between
    #[arg(long, env = "REGULARS_FORMER_KEYS", hide_env_values = true, global = true)]
    pub former_keys: Option<String>,
    /// How updates come: `polling`, `webhook`, or `auto` (webhook when `WEBHOOK_URL` is set) [default: auto]
    #[arg(long, env = "REGULARS_UPDATES", global = true)]
    pub updates: Option<String>,
    /// The public address to which Telegram delivers updates; its path is the route on `LISTEN`
    #[arg(long, env = "WEBHOOK_URL", global = true)]
    pub webhook_url: Option<String>,
    /// The secret that Telegram shows with each delivery [default: derived from the token]
    #[arg(long, env = "WEBHOOK_SECRET", hide_env_values = true, global = true)]
    pub webhook_secret: Option<String>,
    /// Where to serve the webhook, /healthz, /readyz and /metrics [default: nowhere; with a webhook 0.0.0.0:8080]
    #[arg(long, env = "LISTEN", global = true)]
    pub listen: Option<String>,
    /// Messages per second that Telegram grants this bot, over all processes [default: 30]
    #[arg(long, env = "REGULARS_MESSAGES_PER_SECOND", global = true)]
    pub messages_per_second: Option<String>,
    /// Updates handled side by side [default: 32]
    #[arg(long, env = "REGULARS_UPDATES_AT_ONCE", global = true)]
    pub updates_at_once: Option<String>,
    /// Updates of one person within ten seconds before the bot asks for patience [default: 20]
    #[arg(long, env = "REGULARS_PERSON_UPDATES", global = true)]
    pub person_updates: Option<String>,
    /// Updates that may wait in the database before Telegram is told to keep the rest [default: 50000]
    #[arg(long, env = "REGULARS_BACKLOG", global = true)]
    pub backlog: Option<String>,
    /// Seconds to finish what is in hand when the program is asked to stop [default: 8]
    #[arg(long, env = "REGULARS_DRAIN_SECONDS", global = true)]
    pub drain_seconds: Option<String>,
    /// The payment provider's token from @`BotFather`: orders can be paid in the chat [default: at the till only]
    #[arg(long, env = "REGULARS_PROVIDER_TOKEN", hide_env_values = true, global = true)]
    pub provider_token: Option<String>,
    /// `text` for people, `json` for machines [default: text]
    #[arg(long, env = "REGULARS_LOG", global = true)]
    pub log: Option<String>,
    /// What is logged, such as `info` or `bot=debug,info` [default: info]
    #[arg(long, env = "RUST_LOG", global = true)]
    pub log_filter: Option<String>,
}

/// How updates come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updates {
    /// The program asks for them. `asked`: the operator said so, and a webhook may be removed for it.
    Polling {
        asked: bool,
    },
    Webhook {
        url: reqwest::Url,
        secret: Secret,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogForm {
    Text,
    Json,
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    pub token: Secret,
    pub api_url: reqwest::Url,
    pub database_url: Secret,
    pub updates: Updates,
    pub listen: Option<SocketAddr>,
    pub messages_per_second: u32,
    pub updates_at_once: usize,
    pub person_updates: u32,
    pub backlog: i64,
    pub drain: Duration,
    /// The payment provider's token, if money can be paid through Telegram.
    pub provider_token: Option<Secret>,
}

pub const DEFAULT_DATABASE: &str = "sqlite:data/regulars.db";
const EXAMPLE_TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const EXAMPLE_WEBHOOK: &str = "https://club.example.com/telegram";

impl Settings {
    /// Checks what was typed.
    ///
    /// # Errors
    /// The first setting that cannot work, by name and with an example.
    pub fn read(typed: &Typed) -> Result<Self, WrongSetting> {
        let token = token(typed)?;
        let updates = updates(typed, &token)?;
        let listen = match (&typed.listen, &updates) {
            (Some(address), _) => Some(listen(address)?),
            (None, Updates::Webhook { .. }) => Some(SocketAddr::from(([0, 0, 0, 0], 8080))),
            (None, Updates::Polling { .. }) => None,
        };
        Ok(Self {
            token,
            api_url: api_url(typed)?,
            database_url: database_url(typed)?,
            updates,
            listen,
            messages_per_second: number(
                "REGULARS_MESSAGES_PER_SECOND",
                typed.messages_per_second.as_deref(),
                30,
                1..=1000,
                "30",
            )?,
            updates_at_once: number(
                "REGULARS_UPDATES_AT_ONCE",
                typed.updates_at_once.as_deref(),
                32,
                1..=10_000,
                "32",
            )?,
            person_updates: number(
                "REGULARS_PERSON_UPDATES",
                typed.person_updates.as_deref(),
                20,
                1..=1_000_000,
                "20",
            )?,
            backlog: number(
                "REGULARS_BACKLOG",
                typed.backlog.as_deref(),
                50_000,
                1..=100_000_000,
                "50000",
            )?,
            drain: Duration::from_secs(number(
                "REGULARS_DRAIN_SECONDS",
                typed.drain_seconds.as_deref(),
                8,
                0..=600,
                "8",
            )?),
            provider_token: given(typed.provider_token.as_deref()).map(Secret::new),
        })
    }
}

/// The database alone, for commands that need no token.
pub fn database_url(typed: &Typed) -> Result<Secret, WrongSetting> {
    let url = given(typed.database_url.as_deref()).unwrap_or(DEFAULT_DATABASE);
    let known = ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    if !known {
        // The address may hold a password, so the message does not repeat it.
        return Err(wrong(
            "DATABASE_URL",
            "it begins with none of sqlite:, postgres:// and postgresql://",
            DEFAULT_DATABASE,
        ));
    }
    Ok(Secret::new(url))
}

pub fn log_form(typed: &Typed) -> Result<LogForm, WrongSetting> {
    match given(typed.log.as_deref()) {
        None | Some("text") => Ok(LogForm::Text),
        Some("json") => Ok(LogForm::Json),
        Some(other) => Err(wrong(
            "REGULARS_LOG",
            format!("{other:?} is neither text nor json"),
            "json",
        )),
    }
}

/// The webhook secret for an operator who set none: the same on every process that has the token.
#[must_use]
pub fn derived_secret(token: &Secret) -> Secret {
    let text = Hmac::<Sha256>::new_from_slice(token.expose().as_bytes())
        .map(|mac| mac.chain_update(b"regulars webhook secret").finalize().into_bytes())
        .map(|digest| {
            digest
                .iter()
                .fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
        })
        .unwrap_or_default();
    Secret::new(text)
}

fn token(typed: &Typed) -> Result<Secret, WrongSetting> {
    let text = match (
        given(typed.teloxide_token.as_deref()),
        given(typed.teloxide_token_file.as_deref()),
    ) {
        (Some(token), _) => token.to_owned(),
        (None, Some(path)) => std::fs::read_to_string(path)
            .map(|text| text.trim().to_owned())
            .map_err(|error| {
                wrong(
                    "TELOXIDE_TOKEN_FILE",
                    format!("{path:?} cannot be read ({error})"),
                    "/run/secrets/telegram-token",
                )
            })?,
        (None, None) => {
            return Err(wrong(
                "TELOXIDE_TOKEN",
                "it is not set; @BotFather gives one to each bot",
                EXAMPLE_TOKEN,
            ));
        }
    };
    let well_formed = text.split_once(':').is_some_and(|(id, key)| {
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && key.len() >= 8
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    });
    if well_formed {
        Ok(Secret::new(text))
    } else {
        Err(wrong(
            "TELOXIDE_TOKEN",
            "it is not of the form NUMBER:LETTERS",
            EXAMPLE_TOKEN,
        ))
    }
}

fn api_url(typed: &Typed) -> Result<reqwest::Url, WrongSetting> {
    let text = given(typed.teloxide_api_url.as_deref()).unwrap_or("https://api.telegram.org");
    web_address("TELOXIDE_API_URL", text, "https://api.telegram.org")
}

fn updates(typed: &Typed, token: &Secret) -> Result<Updates, WrongSetting> {
    let url = given(typed.webhook_url.as_deref());
    let webhook = match (given(typed.updates.as_deref()).unwrap_or("auto"), url) {
        ("polling", _) => return Ok(Updates::Polling { asked: true }),
        ("auto", None) => return Ok(Updates::Polling { asked: false }),
        ("webhook", None) => {
            return Err(wrong(
                "WEBHOOK_URL",
                "REGULARS_UPDATES=webhook needs it",
                EXAMPLE_WEBHOOK,
            ));
        }
        ("auto" | "webhook", Some(url)) => web_address("WEBHOOK_URL", url, EXAMPLE_WEBHOOK)?,
        (other, _) => {
            return Err(wrong(
                "REGULARS_UPDATES",
                format!("{other:?} is none of auto, polling and webhook"),
                "polling",
            ));
        }
    };
    let secret = match given(typed.webhook_secret.as_deref()) {
        None => derived_secret(token),
        Some(text) => {
            let fits = text.len() <= 256
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
            if !fits {
                let problem = "it may hold 1 to 256 letters, digits, - and _, as Telegram asks";
                return Err(wrong("WEBHOOK_SECRET", problem, "8f3b6a1c9d"));
            }
            Secret::new(text)
        }
    };
    Ok(Updates::Webhook { url: webhook, secret })
}

fn listen(text: &str) -> Result<SocketAddr, WrongSetting> {
    // ":8080" is how many tools write "every address".
    let full = if text.starts_with(':') {
        format!("0.0.0.0{text}")
    } else {
        text.to_owned()
    };
    full.parse()
        .map_err(|_| wrong("LISTEN", format!("{text:?} is not ADDRESS:PORT"), "127.0.0.1:8080"))
}

fn web_address(name: &'static str, text: &str, example: &'static str) -> Result<reqwest::Url, WrongSetting> {
    match text.trim_end_matches('/').parse::<reqwest::Url>() {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(wrong(name, format!("{text:?} is not a web address"), example)),
    }
}

fn number<N>(
    name: &'static str,
    typed: Option<&str>,
    default: N,
    range: std::ops::RangeInclusive<N>,
    example: &'static str,
) -> Result<N, WrongSetting>
where
    N: std::str::FromStr + PartialOrd + fmt::Display,
{
    let Some(text) = given(typed) else { return Ok(default) };
    text.parse().ok().filter(|n| range.contains(n)).ok_or_else(|| {
        wrong(
            name,
            format!(
                "{text:?} is not a whole number from {} to {}",
                range.start(),
                range.end()
            ),
            example,
        )
    })
}

/// A variable that is set to nothing counts as not set, as `.env` files often leave it.
pub(crate) fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|text| !text.is_empty())
}

pub(crate) fn wrong(name: &'static str, problem: impl Into<String>, example: &'static str) -> WrongSetting {
    WrongSetting {
        name,
        problem: problem.into(),
        example,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "42:abcdefgh";

    fn typed() -> Typed {
        Typed {
            teloxide_token: Some(TOKEN.into()),
            ..Typed::default()
        }
    }

    #[test]
    fn a_token_is_enough() {
        let settings = Settings::read(&typed()).unwrap();

        assert_eq!(settings.database_url.expose(), DEFAULT_DATABASE);
        assert_eq!(settings.updates, Updates::Polling { asked: false });
        assert_eq!(settings.listen, None);
        assert_eq!(settings.messages_per_second, 30);
    }

    #[test]
    fn a_wrong_setting_is_named_with_an_example() {
        let cases: [(Typed, &str); 11] = [
            (Typed::default(), "TELOXIDE_TOKEN: it is not set"),
            (
                Typed {
                    teloxide_token: Some("hello".into()),
                    ..typed()
                },
                "TELOXIDE_TOKEN: it is not of the form",
            ),
            (
                Typed {
                    teloxide_token: None,
                    teloxide_token_file: Some("/no/such".into()),
                    ..typed()
                },
                "TELOXIDE_TOKEN_FILE: \"/no/such\" cannot",
            ),
            (
                Typed {
                    database_url: Some("mysql://x".into()),
                    ..typed()
                },
                "DATABASE_URL: it begins with none",
            ),
            (
                Typed {
                    teloxide_api_url: Some("api".into()),
                    ..typed()
                },
                "TELOXIDE_API_URL: \"api\" is not a web address",
            ),
            (
                Typed {
                    updates: Some("push".into()),
                    ..typed()
                },
                "REGULARS_UPDATES: \"push\" is none",
            ),
            (
                Typed {
                    updates: Some("webhook".into()),
                    ..typed()
                },
                "WEBHOOK_URL: REGULARS_UPDATES=webhook needs it",
            ),
            (
                Typed {
                    webhook_url: Some("https://x".into()),
                    webhook_secret: Some("ä".into()),
                    ..typed()
                },
                "WEBHOOK_SECRET: it may hold",
            ),
            (
                Typed {
                    listen: Some("8080".into()),
                    ..typed()
                },
                "LISTEN: \"8080\" is not ADDRESS:PORT",
            ),
            (
                Typed {
                    messages_per_second: Some("0".into()),
                    ..typed()
                },
                "REGULARS_MESSAGES_PER_SECOND: \"0\" is not a whole number from 1 to 1000",
            ),
            (
                Typed {
                    drain_seconds: Some("soon".into()),
                    ..typed()
                },
                "REGULARS_DRAIN_SECONDS: \"soon\"",
            ),
        ];
        for (typed, said) in cases {
            let error = Settings::read(&typed).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with(said), "{text}");
            assert!(text.ends_with(&format!("{}={}", error.name, error.example)), "{text}");
        }
    }

    #[test]
    fn an_empty_variable_counts_as_not_set() {
        let settings = Settings::read(&Typed {
            webhook_url: Some(" ".into()),
            listen: None,
            ..typed()
        })
        .unwrap();

        assert_eq!(settings.updates, Updates::Polling { asked: false });
    }

    #[test]
    fn a_webhook_listens_and_has_a_secret_of_its_own() {
        let settings = Settings::read(&Typed {
            webhook_url: Some("https://club.example.com/t".into()),
            ..typed()
        })
        .unwrap();

        let Updates::Webhook { secret, .. } = &settings.updates else {
            panic!("a webhook was set")
        };
        assert_eq!(secret.expose().len(), 64);
        assert_eq!(secret, &derived_secret(&settings.token));
        assert_ne!(secret, &derived_secret(&Secret::new("43:abcdefgh")));
        assert_eq!(settings.listen, Some("0.0.0.0:8080".parse().unwrap()));
    }

    #[test]
    fn s7_secrets_are_not_shown() {
        let settings = Settings::read(&Typed {
            database_url: Some("postgres://regulars:hunter2@localhost/club".into()),
            webhook_url: Some("https://club.example.com".into()),
            webhook_secret: Some("sesame".into()),
            ..typed()
        })
        .unwrap();

        let shown = format!("{settings:?}");
        for secret in ["abcdefgh", "hunter2", "sesame"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!(settings.token.scrub("at /bot42:abcdefgh/getMe"), "at /bot***/getMe");
    }
}
