//! How long staff wait for a page of those who fit what they typed, in every way of finding.

use std::time::{Duration, Instant};

use anyhow::Context;
use domain::UserId;
use loyalty::{Enroll, Find, Loyalty};

use crate::clubs::Ground;

/// The owner, as the shop's file names them.
const OWNER: UserId = UserId(1);
/// As many as the bot shows.
const PAGE: usize = 8;
/// Somebody whom nobody else is like: behind all the others, by name, username and number.
const RARE: (i64, &str, &str, &str) = (77, "欧阳娜娜", "Quast", "quast_z");

/// What is typed, and what is special about it.
pub const WAYS: [(&str, &str); 12] = [
    ("a name that one in sixteen has", "anna"),
    ("one letter", "a"),
    ("a part of a word", "nn"),
    ("two names that many have", "anna baer"),
    ("parts of two names", "nn ae"),
    ("two names that nobody has both of", "anna beat"),
    ("a name that one member has", "quast"),
    ("Chinese initials", "oynn"),
    ("a number", "#500000"),
    ("a username", "@quast_z"),
    ("the end of a phone number", "123 4567"),
    ("nobody", "xyzzy"),
];

/// The median, and what 99 of 100 stay under.
#[derive(Debug, Clone, Copy, Default)]
pub struct Waits {
    pub half: Duration,
    pub nearly_all: Duration,
}

/// Each way in turn, so that a slow minute slows them all; and last the tenth page of a long list.
pub async fn measure(ground: &Ground, members: i64, turns: usize) -> anyhow::Result<Vec<(&'static str, Waits)>> {
    ground.fill(members).await?;
    let loyalty = ground.loyalty().await?;
    let (user, first_name, last_name, username) = RARE;
    let rare = Enroll {
        shop: &ground.shop,
        user: UserId(user),
        first_name,
        last_name: Some(last_name),
        username: Some(username),
        since: loyalty.clock.now(),
    };
    loyalty.enroll(&rare).await?;
    let mut waits = vec![Vec::with_capacity(turns); WAYS.len()];
    let mut deep = Vec::with_capacity(turns);
    for _ in 0..turns {
        for (waits, (_, typed)) in waits.iter_mut().zip(WAYS) {
            waits.push(look(&loyalty, ground, typed, 1).await?);
        }
        deep.push(look(&loyalty, ground, "anna", 10).await?);
    }
    let labels = WAYS
        .into_iter()
        .map(|(label, _)| label)
        .chain(["the tenth page of a name"]);
    Ok(labels.zip(waits.into_iter().chain([deep]).map(summed_up)).collect())
}

/// How long the last of so many pages took.
async fn look(loyalty: &Loyalty, ground: &Ground, typed: &str, pages: usize) -> anyhow::Result<Duration> {
    let mut after = None;
    let mut took = Duration::ZERO;
    for _ in 0..pages {
        let started = Instant::now();
        let ask = Find {
            shop: ground.shop.id,
            by: OWNER,
            typed,
            find_by: loyalty::FindBy::Anything,
            after,
            limit: PAGE,
        };
        let found = loyalty.find(&ask).await?.ok().context("the owner may not look")?;
        took = started.elapsed();
        after = found.more;
    }
    Ok(took)
}

fn summed_up(mut waits: Vec<Duration>) -> Waits {
    waits.sort_unstable();
    let at = |percent: usize| {
        let place = (waits.len() * percent / 100).min(waits.len().saturating_sub(1));
        waits.get(place).copied().unwrap_or_default()
    };
    Waits {
        half: at(50),
        nearly_all: at(99),
    }
}
