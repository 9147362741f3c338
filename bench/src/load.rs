//! The load: people who act, wait for the bot's answer, and act again; and how long they waited.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::mail::Tally;
use crate::playing::Place;
use crate::steps::{GIFTS, Step};

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// What was seen.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    pub waits: Vec<(Step, Duration)>,
    pub took: Duration,
}

impl Sample {
    #[must_use]
    pub fn updates(&self) -> usize {
        self.waits.len()
    }

    #[must_use]
    pub fn per_second(&self) -> f64 {
        number(self.updates()) / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// How long all but a share of the answers took at most. `None`: of every step.
    #[must_use]
    pub fn percentile(&self, share: f64, step: Option<Step>) -> Duration {
        let mut waits: Vec<Duration> = self
            .waits
            .iter()
            .filter(|(of, _)| step.is_none_or(|step| step == *of))
            .map(|(_, wait)| *wait)
            .collect();
        waits.sort_unstable();
        let last = waits.len().saturating_sub(1);
        let at = (0..=last)
            .find(|at| number(*at) >= share * number(last))
            .unwrap_or(last);
        waits.get(at).copied().unwrap_or_default()
    }
}

/// A count as a factor. Counts here are far below where that loses anything.
#[must_use]
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[derive(Debug, Clone, Copy, Default)]
struct Person {
    /// How many steps they have made of the journeys that are under way.
    made: usize,
    journeys: usize,
    waits_since: Option<Instant>,
}

pub struct Load {
    lines: Lines<BufReader<OwnedReadHalf>>,
    wire: OwnedWriteHalf,
    people: Vec<Person>,
    link: String,
}

impl Load {
    /// `payload`: of the link that leads to the shop.
    pub async fn reach(place: &Place, people: usize, payload: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(place.wire).await?;
        stream.set_nodelay(true)?;
        let (from, wire) = stream.into_split();
        Ok(Self {
            lines: BufReader::new(from).lines(),
            wire,
            people: vec![Person::default(); people],
            link: format!("https://t.me/{}?start={payload}", place.username),
        })
    }

    /// Each of `who` makes all the steps, `at_once` people at a time, nobody resting.
    pub async fn journeys(&mut self, steps: &[Step], who: Range<usize>, at_once: usize) -> anyhow::Result<Sample> {
        self.begin_anew(who.clone());
        let (mut sample, started) = (Sample::default(), Instant::now());
        let mut coming = who;
        let mut on_the_way = 0;
        for person in coming.by_ref().take(at_once) {
            self.act(person, steps, Instant::now()).await?;
            on_the_way += 1;
        }
        while on_the_way > 0 {
            let person = self.hear(steps, &mut sample).await?;
            if self.person(person)?.made < steps.len() {
                self.act(person, steps, Instant::now()).await?;
            } else if let Some(next) = coming.next() {
                self.act(next, steps, Instant::now()).await?;
            } else {
                on_the_way -= 1;
            }
        }
        sample.took = started.elapsed();
        Ok(sample)
    }

    /// So many acts a second for a while, by whoever of `at_once` people is free; who has made all the
    /// steps makes room for the next of `who`. A wait counts from when the act was due.
    pub async fn at_a_rate(
        &mut self,
        steps: &[Step],
        who: Range<usize>,
        at_once: usize,
        rate: u32,
        time: Duration,
    ) -> anyhow::Result<Sample> {
        self.begin_anew(who.clone());
        let (mut sample, started) = (Sample::default(), Instant::now());
        let end = started + time;
        let every = Duration::from_secs(1) / rate.max(1);
        let mut resting: VecDeque<usize> = who.collect();
        let mut free: VecDeque<usize> = resting.drain(..at_once.min(resting.len())).collect();
        let mut late: VecDeque<Instant> = VecDeque::new();
        let (mut next, mut under_way) = (started, 0_usize);
        loop {
            while next <= Instant::now() && next < end {
                late.push_back(next);
                next += every;
            }
            while let (Some(due), Some(person)) = (late.front().copied(), free.front().copied()) {
                late.pop_front();
                free.pop_front();
                self.act(person, steps, due).await?;
                under_way += 1;
            }
            if under_way == 0 && next >= end {
                break;
            }
            let wake = tokio::time::Instant::from_std(next);
            tokio::select! {
                heard = self.hear(steps, &mut sample), if under_way > 0 => {
                    let person = heard?;
                    under_way -= 1;
                    if self.person(person)?.made < steps.len() {
                        free.push_back(person);
                    } else {
                        self.person(person)?.made = 0;
                        resting.push_back(person);
                        free.extend(resting.pop_front());
                    }
                }
                () = tokio::time::sleep_until(wake), if next < end => {}
            }
        }
        sample.took = started.elapsed();
        Ok(sample)
    }

    fn begin_anew(&mut self, who: Range<usize>) {
        for person in self.people.get_mut(who).into_iter().flatten() {
            person.made = 0;
        }
    }

    /// How many rules of the Bot API the bot broke, and the first of them.
    pub async fn breaches(&mut self) -> anyhow::Result<(usize, String)> {
        let said = self.ask_all("behaved").await?;
        let (count, first) = said.split_once(' ').unwrap_or((&said, ""));
        Ok((count.parse()?, first.to_owned()))
    }

    /// What those were told so far who did not ask. `anew`: from here on another stretch is counted.
    pub async fn mail(&mut self, anew: bool) -> anyhow::Result<Tally> {
        let said = self.ask_all(if anew { "count" } else { "mail" }).await?;
        Tally::read(&said).context("the playground did not say what was sent")
    }

    /// When those were written to, in milliseconds, who were written to again: the one time and the next.
    pub async fn written_to_again(&mut self) -> anyhow::Result<Vec<(i64, i64)>> {
        let said = self.ask_all("again").await?;
        let pairs = said.split_whitespace().map(|pair| {
            let (one, other) = pair.split_once('-').context("half a pair")?;
            Ok((one.parse()?, other.parse()?))
        });
        pairs.collect()
    }

    /// Nobody may be waiting for an answer.
    async fn ask_all(&mut self, what: &str) -> anyhow::Result<String> {
        self.wire.write_all(format!("all {what}\n").as_bytes()).await?;
        let line = self.lines.next_line().await?.context("the playground has gone")?;
        let said = line.strip_prefix("all").context("the playground did not answer")?;
        Ok(said.trim().to_owned())
    }

    async fn act(&mut self, person: usize, steps: &[Step], due: Instant) -> anyhow::Result<()> {
        let state = self.person(person)?;
        let step = *steps.get(state.made).context("there is nothing left to do")?;
        state.waits_since = Some(due);
        // Neither all the same gift, nor each person always the same.
        let gift = (person + state.journeys) % GIFTS;
        let line = step.line(person, &self.link, gift);
        self.wire.write_all(line.as_bytes()).await?;
        Ok(())
    }

    /// Waits for the next answer, and says whose it is.
    async fn hear(&mut self, steps: &[Step], sample: &mut Sample) -> anyhow::Result<usize> {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line
            .context("the bot does not answer")??
            .context("the playground has gone")?;
        let (person, what) = line.split_once(' ').context("a line without a person")?;
        let person: usize = person.parse()?;
        if what != "ok" {
            bail!("person {person} could not act: {what}");
        }
        let state = self.person(person)?;
        let since = state
            .waits_since
            .take()
            .context("somebody was answered who did not ask")?;
        let step = *steps.get(state.made).context("somebody was answered once too often")?;
        state.made += 1;
        if state.made == steps.len() {
            state.journeys += 1;
        }
        sample.waits.push((step, since.elapsed()));
        Ok(person)
    }

    fn person(&mut self, person: usize) -> anyhow::Result<&mut Person> {
        self.people.get_mut(person).context("nobody has this number")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_wait_that_somebody_had() {
        let millis = Duration::from_millis;
        let waits = (1..=101).rev().map(|wait| (Step::Gifts, millis(wait))).collect();
        let sample = Sample {
            waits,
            took: Duration::from_secs(2),
        };

        assert_eq!(sample.percentile(0.5, None), millis(51));
        assert_eq!(sample.percentile(0.99, Some(Step::Gifts)), millis(100));
        assert_eq!(sample.percentile(1.0, None), millis(101));
        assert_eq!(sample.percentile(0.5, Some(Step::Open)), Duration::ZERO);
        assert!((sample.per_second() - 50.5).abs() < 1e-9);
    }
}
