//! The whole way: playground, bot and load, each a process of its own.

use std::ops::Range;
use std::time::Duration;

use crate::Scale;
use crate::clubs::{Engine, Ground};
use crate::load::{Load, Sample, number};
use crate::playing::{Cast, Place};
use crate::processes::{By, Measured, own_cpu, start_playground};
use crate::report::{Report, load_average, mib, millis, whole};
use crate::steps::{MEMBER, NEWCOMER, Step};

/// People who go ahead, so that nothing is done for the first time while it is measured.
pub const SCOUTS: usize = 50;

/// A bot that runs, with the playground it lives in.
pub struct Scene {
    pub bot: Measured,
    playground: Measured,
    load: Load,
}

/// A sample with what the processes worked for it.
pub struct Seen {
    pub sample: Sample,
    pub bot: Duration,
    playground: Duration,
    load: Duration,
}

impl Scene {
    pub async fn open(ground: &Ground, cast: Cast, by: By) -> anyhow::Result<Self> {
        let (playground, place): (Measured, Place) = start_playground(cast).await?;
        let bot = ground.regulars.start(&place, by)?;
        let load = Load::reach(&place, cast.people, &ground.payload()).await?;
        Ok(Self { bot, playground, load })
    }

    pub async fn journeys(&mut self, steps: &[Step], who: Range<usize>, at_once: usize) -> anyhow::Result<Seen> {
        let before = (self.bot.cpu()?, self.playground.cpu()?, own_cpu()?);
        let sample = self.load.journeys(steps, who, at_once).await?;
        self.seen(sample, before)
    }

    async fn at_a_rate(
        &mut self,
        who: Range<usize>,
        at_once: usize,
        rate: u32,
        time: Duration,
    ) -> anyhow::Result<Seen> {
        let before = (self.bot.cpu()?, self.playground.cpu()?, own_cpu()?);
        let sample = self.load.at_a_rate(MEMBER, who, at_once, rate, time).await?;
        self.seen(sample, before)
    }

    fn seen(&self, sample: Sample, before: (Duration, Duration, Duration)) -> anyhow::Result<Seen> {
        Ok(Seen {
            sample,
            bot: self.bot.cpu()?.saturating_sub(before.0),
            playground: self.playground.cpu()?.saturating_sub(before.1),
            load: own_cpu()?.saturating_sub(before.2),
        })
    }

    /// Stops the bot. Fails if it did what the real Telegram refuses, or gave anything up; how often
    /// it warned is a figure, because a machine that is too busy is slow as well.
    pub async fn close(mut self, ground: &Ground) -> anyhow::Result<usize> {
        let (breaches, first) = self.load.breaches().await?;
        self.bot.stop().await?;
        let log = ground.regulars.log_lines()?;
        let error = log.iter().find(|line| line.contains("ERROR"));
        anyhow::ensure!(breaches == 0, "the bot broke {breaches} rules of the Bot API: {first}");
        anyhow::ensure!(error.is_none(), "the bot failed: {}", error.map_or("", String::as_str));
        if let Some(line) = log.first() {
            eprintln!("the bot warned {} times, first: {line}", log.len());
        }
        Ok(log.len())
    }
}

impl Seen {
    pub fn per_update(&self, worked: Duration) -> Duration {
        worked.div_f64(number(self.sample.updates()).max(1.0))
    }
}

/// New people, by polling and by webhook; the same ones again at a fixed rate; memory; the books.
pub async fn measure(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let cast = Cast {
        people: SCOUTS + 2 * scale.people,
        first: 1,
        stride: 1,
        readers: 0,
        a_second: None,
    };
    let mut scene = Scene::open(&ground, cast, By::Polling).await?;
    scene.journeys(NEWCOMER, 0..SCOUTS, SCOUTS).await?;
    let (idle, idle_own) = (scene.bot.mib_now()?, scene.bot.own_mib_now()?);

    let crowd = SCOUTS..SCOUTS + scale.people;
    let part = format!("full load by polling, {} at once", scale.at_once);
    let seen = scene.journeys(NEWCOMER, crowd.clone(), scale.at_once).await?;
    put_load(report, column, &part, &seen);

    let part = format!("at {} updates a second, by polling", scale.rate);
    let seen = scene.at_a_rate(crowd, scale.at_once, scale.rate, scale.time).await?;
    report.put(column, &part, "updates a second", whole(seen.sample.per_second()));
    put_waits(report, column, &part, &seen.sample);
    report.put(
        column,
        &part,
        "CPU of the bot, per update",
        millis(seen.per_update(seen.bot)),
    );

    let part = "step by step, CPU of the bot per update";
    let crowd = SCOUTS + scale.people..SCOUTS + 2 * scale.people;
    for at in 0..NEWCOMER.len() {
        let step = NEWCOMER.get(at..=at).unwrap_or_default();
        let seen = scene.journeys(step, crowd.clone(), scale.at_once).await?;
        let name = step.first().map_or("", |step| step.name());
        report.put(column, part, name, millis(seen.per_update(seen.bot)));
    }

    report.put(column, "memory of the bot", "after a few people", mib(idle));
    report.put(
        column,
        "memory of the bot",
        "after a few people, no file",
        mib(idle_own),
    );
    report.put(column, "memory of the bot", "at its peak", mib(scene.bot.peak_mib()?));
    report.put(column, "memory of the bot", "at the end", mib(scene.bot.mib_now()?));
    report.put(
        column,
        "memory of the bot",
        "at the end, no file",
        mib(scene.bot.own_mib_now()?),
    );
    let warnings = scene.close(&ground).await?;
    ground.check().await?;
    report.put(column, "afterwards", "warnings in the log", warnings.to_string());
    report.put(column, "afterwards", "`regulars check`", "clean");

    let ground = Ground::prepare(engine, &scale.settings).await?;
    let cast = Cast {
        people: SCOUTS + scale.people,
        first: 1,
        stride: 1,
        readers: 0,
        a_second: None,
    };
    let mut scene = Scene::open(&ground, cast, By::Webhook).await?;
    scene.journeys(NEWCOMER, 0..SCOUTS, SCOUTS).await?;
    let seen = scene
        .journeys(NEWCOMER, SCOUTS..SCOUTS + scale.people, scale.at_once)
        .await?;
    let part = format!("full load by webhook, {} at once", scale.at_once);
    put_load(report, column, &part, &seen);
    report.put(column, &part, "peak memory", mib(scene.bot.peak_mib()?));
    scene.close(&ground).await?;
    ground.check().await?;
    Ok(())
}

fn put_load(report: &mut Report, column: &'static str, part: &str, seen: &Seen) {
    report.put(column, part, "updates a second", whole(seen.sample.per_second()));
    report.put(
        column,
        part,
        "CPU of the bot, per update",
        millis(seen.per_update(seen.bot)),
    );
    put_waits(report, column, part, &seen.sample);
    report.put(
        column,
        part,
        "CPU of the playground, per update",
        millis(seen.per_update(seen.playground)),
    );
    report.put(
        column,
        part,
        "CPU of the load, per update",
        millis(seen.per_update(seen.load)),
    );
    report.put(column, part, "load average", load_average());
}

fn put_waits(report: &mut Report, column: &'static str, part: &str, sample: &Sample) {
    report.put(
        column,
        part,
        "end to end, half within",
        millis(sample.percentile(0.5, None)),
    );
    report.put(
        column,
        part,
        "end to end, 99 of 100 within",
        millis(sample.percentile(0.99, None)),
    );
    let redeem = sample.percentile(0.99, Some(Step::Redeem));
    report.put(column, part, "a redemption, 99 of 100 within", millis(redeem));
}
