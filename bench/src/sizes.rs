//! The same people's work in a small and in a large club.

use std::time::Duration;

use crate::Scale;
use crate::clubs::{Engine, Ground};
use crate::path::{SCOUTS, Scene, Seen};
use crate::playing::Cast;
use crate::processes::By;
use crate::report::{Report, mib, millis, whole};
use crate::steps::MEMBER;

/// How often each club is measured. A machine's speed changes by the minute, so the clubs take turns,
/// and each turn of one is compared with the turn of the other beside it.
const TURNS: usize = 7;

/// A club, the bot that runs it, and what it has been seen to do.
struct Club {
    members: i64,
    ground: Ground,
    scene: Scene,
    seen: Vec<Seen>,
}

impl Club {
    async fn open(report: &mut Report, engine: Engine, scale: &Scale, members: i64) -> anyhow::Result<Self> {
        let ground = Ground::prepare(engine, &scale.settings).await?;
        let filled = ground.fill(members).await?;
        put(
            report,
            engine,
            members,
            "written in",
            format!("{:.0} s", filled.as_secs_f64()),
        );
        // As many people whatever the size, and in a large club far apart.
        let cast = Cast {
            people: usize::try_from(scale.few)?,
            first: 1,
            stride: members / scale.few,
            readers: 0,
            a_second: None,
        };
        let mut scene = Scene::open(&ground, cast, By::Polling).await?;
        scene.journeys(MEMBER, 0..SCOUTS.min(cast.people), SCOUTS).await?;
        let seen = Vec::new();
        Ok(Self {
            members,
            ground,
            scene,
            seen,
        })
    }

    async fn take_a_turn(&mut self, scale: &Scale) -> anyhow::Result<()> {
        let everybody = 0..usize::try_from(scale.few)?;
        self.seen
            .push(self.scene.journeys(MEMBER, everybody, scale.at_once).await?);
        Ok(())
    }

    fn costs(&self) -> Vec<f64> {
        self.seen
            .iter()
            .map(|seen| seen.per_update(seen.bot).as_secs_f64())
            .collect()
    }

    fn put_figures(&self, report: &mut Report, engine: Engine) -> anyhow::Result<()> {
        let each = Duration::from_secs_f64(median(self.costs()));
        put(report, engine, self.members, "CPU of the bot, per update", millis(each));
        let rate = median(self.seen.iter().map(|seen| seen.sample.per_second()).collect());
        put(report, engine, self.members, "updates a second", whole(rate));
        let waits = self
            .seen
            .iter()
            .map(|seen| seen.sample.percentile(0.99, None).as_secs_f64());
        let wait = Duration::from_secs_f64(median(waits.collect()));
        put(report, engine, self.members, "99 of 100 within", millis(wait));
        let peak = mib(self.scene.bot.peak_mib()?);
        put(report, engine, self.members, "peak memory", peak);
        Ok(())
    }

    async fn close(self) -> anyhow::Result<()> {
        self.scene.close(&self.ground).await?;
        self.ground.check().await.map(drop)
    }
}

const PART: &str = "members make no difference";

pub async fn compare(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let mut few = Club::open(report, engine, scale, scale.few).await?;
    let mut many = Club::open(report, engine, scale, scale.many).await?;
    for turn in 0..TURNS {
        if turn % 2 == 0 {
            few.take_a_turn(scale).await?;
            many.take_a_turn(scale).await?;
        } else {
            many.take_a_turn(scale).await?;
            few.take_a_turn(scale).await?;
        }
    }
    few.put_figures(report, engine)?;
    many.put_figures(report, engine)?;
    let mut ratios: Vec<f64> = many
        .costs()
        .iter()
        .zip(few.costs())
        .map(|(many, few)| many / few)
        .collect();
    ratios.sort_by(f64::total_cmp);
    let (least, most) = (ratios.first().copied(), ratios.last().copied());
    let spread = format!(
        "× {:.2} ({:.2}–{:.2})",
        median(ratios),
        least.unwrap_or_default(),
        most.unwrap_or_default()
    );
    report.put(engine.name(), PART, "cost of many over few", spread);
    few.close().await?;
    many.close().await
}

fn put(report: &mut Report, engine: Engine, members: i64, label: &str, figure: String) {
    let members = u32::try_from(members).map_or(0.0, f64::from);
    let label = format!("{} members: {label}", whole(members));
    report.put(engine.name(), PART, &label, figure);
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
