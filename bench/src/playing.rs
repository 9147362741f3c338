//! The playground in a process of its own, and the people in it at the end of a wire.
//!
//! A line `PERSON WHAT …` makes somebody act. When the bot has answered them, the line `PERSON ok`
//! comes back, or `PERSON no WHY` when they could not act at all.

use std::collections::HashSet;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use domain::{Clock, WallClock};
use playground::{Bot, Call, NewPerson, Options, Person, Playground};
use serde_json::Value;
use storage::seed;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::mail::Mail;

/// Calls and messages that are kept, per chat.
const REMEMBERED: usize = 2_048;

/// Who plays.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Cast {
    #[arg(long)]
    pub people: usize,
    /// Which of the members of a written club the first one is.
    #[arg(long)]
    pub first: i64,
    /// How many members lie between one and the next.
    #[arg(long)]
    pub stride: i64,
    /// So many members, from the first of the club on, are written to without having asked.
    #[arg(long, default_value_t = 0)]
    pub readers: usize,
    /// So many messages a second may be sent unasked, and Telegram's other limits are kept, too. None: no limits.
    #[arg(long)]
    pub a_second: Option<usize>,
}

/// What somebody who starts the playground is told, on one line of standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub api_url: String,
    pub token: String,
    pub username: String,
    pub wire: SocketAddr,
}

impl Place {
    fn line(&self) -> String {
        format!("{} {} {} {}", self.api_url, self.token, self.username, self.wire)
    }

    pub fn read(line: &str) -> anyhow::Result<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [api_url, token, username, wire] = words[..] else {
            bail!("the playground said {line:?}");
        };
        Ok(Self {
            api_url: api_url.to_owned(),
            token: token.to_owned(),
            username: username.to_owned(),
            wire: wire.parse()?,
        })
    }
}

/// Plays until the other end of the wire is closed.
///
/// All of it runs on one thread: between two looks at the calls no call can slip in.
pub async fn play(cast: Cast) -> anyhow::Result<()> {
    let mut options = Options::new(Arc::new(|| WallClock.now()));
    options.limits = cast.a_second.is_some();
    options.a_second = cast.a_second.unwrap_or(options.a_second);
    options.remember = REMEMBERED;
    let playground = Playground::start(options).await?;
    let bot = playground.add_bot("Regulars", "regulars_bench_bot");
    let mut people = Vec::with_capacity(cast.people);
    for (at, _) in (0_i64..).zip(0..cast.people) {
        let (id, first, last) = seed::person(cast.first + at * cast.stride);
        people.push(playground.add_person(NewPerson {
            first_name: first.to_owned(),
            last_name: Some(last.to_owned()),
            language_code: Some("en".to_owned()),
            id: Some(id),
            ..NewPerson::default()
        }));
    }
    for reader in (1_i64..).take(cast.readers) {
        let (id, first, last) = seed::person(reader);
        let person = playground.add_person(NewPerson {
            first_name: first.to_owned(),
            last_name: Some(last.to_owned()),
            language_code: Some("en".to_owned()),
            id: Some(id),
            ..NewPerson::default()
        });
        person.has_known(&bot);
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let place = Place {
        api_url: playground.api_url(),
        token: bot.token(),
        username: bot.username(),
        wire: listener.local_addr()?,
    };
    writeln!(std::io::stdout(), "{}", place.line())?;

    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    let mut table = Table {
        playground,
        bot,
        people,
        cast,
        waiting: HashSet::new(),
        mail: Mail::for_readers(cast.readers),
    };
    loop {
        // Before every wait, whatever ended the last one.
        let mut said = table.answered();
        if said.is_empty() {
            tokio::select! {
                line = lines.next_line() => match line? {
                    Some(line) => said = table.act(&line)?,
                    None => return Ok(()),
                },
                () = table.playground.changed() => {}
            }
        }
        if !said.is_empty() {
            to.write_all(said.as_bytes()).await?;
        }
    }
}

struct Table {
    playground: Playground,
    bot: Bot,
    people: Vec<Person>,
    cast: Cast,
    waiting: HashSet<usize>,
    mail: Mail,
}

impl Table {
    /// Says what there is to say at once: that somebody cannot do what they were told.
    fn act(&mut self, line: &str) -> anyhow::Result<String> {
        let (number, what) = line.split_once(' ').context("a line without a person")?;
        if number == "all" {
            return match what {
                "behaved" => Ok(self.how_the_bot_behaved()),
                _ => self.mail.answer(what),
            };
        }
        let number: usize = number.parse()?;
        let person = self.people.get(number).context("nobody has this number")?;
        let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
        let outcome = match verb {
            "opens" => person.opens(rest).map_err(|error| error.to_string()),
            "says" => person
                .try_says(&self.bot, rest)
                .map(drop)
                .map_err(|error| error.to_string()),
            "taps" => person
                .taps(&self.bot, rest)
                .map(drop)
                .map_err(|error| error.to_string()),
            _ => bail!("nobody can {verb:?}"),
        };
        match outcome {
            Ok(()) => {
                self.waiting.insert(number);
                Ok(String::new())
            }
            Err(why) => Ok(format!("{number} no {}\n", why.replace('\n', " "))),
        }
    }

    /// What the bot did that the real Telegram would have refused.
    fn how_the_bot_behaved(&self) -> String {
        let breaches = self.playground.breaches();
        let first = breaches.first().map_or("", String::as_str).replace('\n', " ");
        format!("all {} {first}\n", breaches.len())
    }

    /// Who was answered since the last look.
    fn answered(&mut self) -> String {
        let calls = self.playground.calls();
        if calls.is_empty() {
            return String::new();
        }
        self.playground.forget_calls();
        let mut said = String::new();
        for call in &calls {
            self.mail.note(call);
            let Some(person) = reader(call).and_then(|chat| self.number_of(chat)) else {
                continue;
            };
            if self.waiting.remove(&person) {
                said += &person.to_string();
                said += " ok\n";
            }
        }
        said
    }

    fn number_of(&self, user: i64) -> Option<usize> {
        let member = user - seed::USERS_FROM - self.cast.first;
        usize::try_from(member / self.cast.stride).ok()
    }
}

/// The chat that has something new to read after this call. Stopping a button's spinning is no answer.
pub fn reader(call: &Call) -> Option<i64> {
    let answers = call.method.starts_with("send") || call.method.starts_with("editMessage");
    if !answers || !call.ok {
        return None;
    }
    chat(call)
}

/// The chat that a call is about.
pub fn chat(call: &Call) -> Option<i64> {
    match &call.params["chat_id"] {
        Value::String(id) => id.parse().ok(),
        id => id.as_i64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back() {
        let place = Place {
            api_url: "http://127.0.0.1:4".into(),
            token: "1:abc".into(),
            username: "a_bot".into(),
            wire: "127.0.0.1:5".parse().unwrap(),
        };

        assert_eq!(Place::read(&place.line()).unwrap(), place);
        assert!(Place::read("").is_err());
    }
}
