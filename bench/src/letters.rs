//! The letters of one automation to a whole club, against Telegram's limits, while a few members use the bot; in the
//! middle the bot ends as by a power cut.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::automation::Trigger;
use domain::birthday::Birthday;
use domain::setting::Setting;
use domain::shop::Shop;
use domain::{AutomationId, Clock, OsIds, StoppedClock, UserId, WallClock};
use loyalty::{Loyalty, SettingChanged};
use storage::{Db, automations, outbox, seed};

use crate::clubs::Ground;
use crate::load::{Load, Sample};
use crate::mail::{Stretch, Tally};
use crate::morning::write_morning;
use crate::playing::Cast;
use crate::processes::{By, Measured, Regulars, start_playground};
use crate::steps::MEMBER;

/// The owner, as the shop's file names them.
const OWNER: UserId = UserId(1);
/// Members who use the bot meanwhile, and how much they do.
const ACTORS: usize = 50;
const ACTS_A_SECOND: u32 = 10;
/// The mail is looked at so often.
const LOOK: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(100);
/// So long nothing comes any more before it is over.
const SILENCE: Duration = Duration::from_secs(20);
/// A letter of a shop begins so long after the one before.
const APART: TimeDelta = TimeDelta::milliseconds(40);
const PATIENCE: Duration = Duration::from_hours(1);

/// How much, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub letters: usize,
    /// What Telegram allows, and what the bot is told that it does.
    pub a_second: usize,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Sent {
    /// Making the letters beforehand.
    pub written: Duration,
    /// Before the end in the middle, and after it.
    pub stretches: [Stretch; 2],
    pub tally: Tally,
    /// Readers who got nothing, and messages that somebody got again.
    pub never: usize,
    pub again: usize,
    /// From the start in the middle until the first letter.
    pub back: Duration,
    pub sample: Sample,
    /// Of both processes: at their beginning, and at their end, in MiB.
    pub memory: [(f64, f64); 2],
    pub peak: f64,
    pub cpu: Duration,
    /// Rules of the Bot API that were broken, and the first of them.
    pub breaches: (usize, String),
    pub warnings: usize,
}

pub async fn measure(ground: &Ground, limits: Limits) -> anyhow::Result<Sent> {
    let started = Instant::now();
    write_letters(ground, limits.letters).await?;
    let mut sent = Sent {
        written: started.elapsed(),
        ..Sent::default()
    };
    let cast = Cast {
        people: ACTORS,
        first: i64::try_from(limits.letters)? + 1,
        stride: 1,
        readers: limits.letters,
        a_second: Some(limits.a_second),
    };
    let (_playground, place) = start_playground(cast).await?;
    let mut regulars = ground.regulars.clone();
    regulars
        .settings
        .push(("REGULARS_MESSAGES_PER_SECOND".to_owned(), limits.a_second.to_string()));
    let mut load = Load::reach(&place, ACTORS, &ground.payload()).await?;

    let bot = regulars.start(&place, By::Polling)?;
    watch(&mut load, &bot, &mut sent, 0, limits.letters / 2).await?;
    sent.warnings += warned(&regulars)?;
    sent.cpu += bot.kill().await?;
    sent.stretches[0] = load.mail(true).await?.stretch;
    let started = Instant::now();
    let bot = regulars.start(&place, By::Polling)?;
    sent.back = resumes(&mut load, started).await?;
    watch(&mut load, &bot, &mut sent, 1, limits.letters).await?;
    sent.tally = load.mail(false).await?;
    sent.stretches[1] = sent.tally.stretch;
    sent.never = limits.letters - sent.tally.reached;
    sent.again = load.written_to_again().await?.len();
    sent.breaches = load.breaches().await?;
    sent.cpu += bot.cpu()?;
    bot.stop().await?;
    sent.warnings += warned(&regulars)?;
    let loyalty = ground.loyalty().await?;
    let mut tx = loyalty.db.look().await?;
    let open = outbox::counts(&mut tx).await?.open;
    tx.commit().await?;
    loyalty.db.close().await?;
    ensure!(open == 0, "{open} letters were not sent");
    Ok(sent)
}

/// Has a morning of a while ago write to every member but the actors: all of it is due, as after a pause.
async fn write_letters(ground: &Ground, letters: usize) -> anyhow::Result<()> {
    let (readers, actors) = (i64::try_from(letters)?, i64::try_from(ACTORS)?);
    ground.fill(readers + actors).await?;
    let long_ago = WallClock.now() - APART * i32::try_from(letters)? - TimeDelta::minutes(10);
    let clock = StoppedClock::at(long_ago);
    let db = Db::open(&ground.regulars.database_url).await?;
    seed::write_consents(&db, ground.shop.id, readers + actors, actors, long_ago).await?;
    let loyalty = Loyalty::new(db, Arc::new(clock), Arc::new(OsIds::default()));
    let shop = never_quiet(&loyalty, &ground.shop).await?;
    has_a_holiday(&loyalty, &shop, long_ago).await?;
    let written = write_morning(&loyalty, &shop, shop.day(long_ago), PATIENCE).await?;
    ensure!(written.whole, "the letters took too long to write");
    let mut tx = loyalty.db.look().await?;
    let open = outbox::counts(&mut tx).await?.open;
    tx.commit().await?;
    ensure!(open == readers, "{open} letters wait, not {readers}");
    loyalty.db.close().await?;
    Ok(())
}

/// A shop that writes at any hour.
async fn never_quiet(loyalty: &Loyalty, shop: &Shop) -> anyhow::Result<Shop> {
    for setting in [Setting::QuietFrom, Setting::QuietUntil, Setting::MailHour] {
        let changed = loyalty.change_setting(shop.id, OWNER, setting, Some(0)).await?;
        ensure!(matches!(changed, SettingChanged::Done { .. }), "{changed:?}");
    }
    loyalty.shop(shop.id).await?.context("the shop has gone")
}

async fn has_a_holiday(loyalty: &Loyalty, shop: &Shop, at: DateTime<Utc>) -> anyhow::Result<()> {
    let day = shop.day(at);
    let mut holiday = Trigger::Holiday.proposed(AutomationId(loyalty.ids.uuid(at)), shop.currency);
    holiday.title = Some("The shop's own day".to_owned());
    holiday.holiday = Birthday::gregorian(day.month(), day.day(), None);
    holiday.holdout = 0;
    holiday.since = Some(at - TimeDelta::days(2));
    let mut tx = loyalty.db.begin().await?;
    automations::add(&mut tx, shop.id, &holiday, None).await?;
    Ok(tx.commit().await?)
}

/// Lets the actors act, and looks at the bot, until so many readers are reached or nothing more comes.
async fn watch(load: &mut Load, bot: &Measured, sent: &mut Sent, nth: usize, reached: usize) -> anyhow::Result<()> {
    let mut before = load.mail(false).await?.reached;
    let (mut begins, mut silent_since) = (None, Instant::now());
    loop {
        let sample = load.at_a_rate(MEMBER, 0..ACTORS, ACTORS, ACTS_A_SECOND, LOOK).await?;
        sent.sample.waits.extend(sample.waits);
        sent.sample.took += sample.took;
        let now = bot.mib_now()?;
        let begin = *begins.get_or_insert(now);
        if let Some(memory) = sent.memory.get_mut(nth) {
            *memory = (begin, now);
        }
        sent.peak = sent.peak.max(bot.peak_mib()?);
        let so_far = load.mail(false).await?.reached;
        eprintln!("{so_far} letters have come, the bot has {now:.1} MiB");
        if so_far >= reached {
            return Ok(());
        }
        if so_far > before {
            (before, silent_since) = (so_far, Instant::now());
        }
        if silent_since.elapsed() > SILENCE {
            return Ok(());
        }
    }
}

/// Waits for the first letter after a start.
async fn resumes(load: &mut Load, started: Instant) -> anyhow::Result<Duration> {
    let mut ticks = tokio::time::interval(GLANCE);
    while started.elapsed() < SILENCE * 2 {
        ticks.tick().await;
        if load.mail(false).await?.stretch.sent > 0 {
            return Ok(started.elapsed());
        }
    }
    anyhow::bail!("no letter came after the start")
}

fn warned(regulars: &Regulars) -> anyhow::Result<usize> {
    let log = regulars.log_lines()?;
    if let Some(line) = log.first() {
        eprintln!("the bot warned {} times, first: {line}", log.len());
    }
    Ok(log.len())
}
