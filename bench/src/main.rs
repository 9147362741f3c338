//! Speed and memory of Regulars, measured from outside: the bot, the playground and the load are each
//! a process of its own. Figures, no judgement.

mod acts;
mod clubs;
mod finds;
mod imports;
mod load;
mod nights;
mod path;
mod pictures;
mod playing;
mod processes;
mod report;
mod sales;
mod sizes;
mod steps;

use std::io::Write;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use clubs::{Engine, Ground};
use processes::keep_awake;
use report::{Report, millis, whole};

/// Measures the program that was built beside this one.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A few minutes less of everything; the figures are coarser
    #[arg(long)]
    quick: bool,
    /// Only one engine
    #[arg(long)]
    engine: Option<Engine>,
    /// Only these parts
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// People of the full load
    #[arg(long)]
    people: Option<usize>,
    /// How many of them act at once
    #[arg(long, default_value_t = 128)]
    at_once: usize,
    /// Updates a second of the moderate load
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// Keep the cores awake with work of the lowest priority: a virtual machine's core that sleeps
    /// between two steps takes longer to wake up than the step itself
    #[arg(long)]
    awake: bool,
    /// Members of the large club
    #[arg(long)]
    members: Option<i64>,
    /// A variable for the bot besides those that are always set, as NAME=VALUE
    #[arg(long = "set", value_parser = setting)]
    settings: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The pretend Telegram, for the process that makes people act
    #[command(hide = true)]
    Playground(playing::Cast),
    /// Work without an end and without a use
    #[command(hide = true)]
    Spin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Full load and moderate load, from tap to answer
    Path,
    /// Redemptions without Telegram, beside the engine's commits
    Acts,
    /// A small club and a large one
    Sizes,
    /// A usual night in the large club, with sales meanwhile
    Nights,
    /// Members found in every way in the large club
    Find,
    /// The shop's own list of many customers, taken over
    Import,
    Pictures,
}

/// How much of everything.
#[derive(Debug, Clone)]
pub struct Scale {
    pub people: usize,
    pub at_once: usize,
    pub rate: u32,
    /// Of the moderate load.
    pub time: Duration,
    /// Of each rate of acts.
    pub acts_time: Duration,
    pub few: i64,
    pub many: i64,
    /// Searches of each kind.
    pub finds: usize,
    pub settings: Vec<(String, String)>,
}

fn setting(typed: &str) -> Result<(String, String), String> {
    let (name, value) = typed.split_once('=').ok_or("it is not NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Playground(cast)) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            return runtime.block_on(playing::play(cast));
        }
        Some(Command::Spin) => loop {
            std::hint::spin_loop();
        },
        None => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&cli))
}

async fn measure(cli: &Cli) -> anyhow::Result<()> {
    let quick = cli.quick;
    let scale = Scale {
        people: cli.people.unwrap_or(if quick { 500 } else { 2_000 }),
        at_once: cli.at_once,
        rate: cli.rate,
        time: Duration::from_secs(if quick { 4 } else { 15 }),
        acts_time: Duration::from_millis(if quick { 500 } else { 2_000 }),
        few: 1_000,
        many: cli.members.unwrap_or(if quick { 50_000 } else { 1_000_000 }),
        finds: if quick { 100 } else { 500 },
        settings: cli.settings.clone(),
    };
    let _spinning = if cli.awake { keep_awake()? } else { Vec::new() };
    let machine = report::machine(cli.awake);
    let mut report = Report::default();
    let wanted = |part: Part| cli.only.is_empty() || cli.only.contains(&part);
    for engine in Engine::ALL
        .into_iter()
        .filter(|engine| cli.engine.is_none_or(|only| only == *engine))
    {
        if wanted(Part::Path) {
            path::measure(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Acts) {
            put_acts(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Sizes) {
            sizes::compare(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Nights) {
            put_nights(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Find) {
            put_finds(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Import) {
            put_import(&mut report, engine, &scale).await?;
        }
    }
    if wanted(Part::Pictures) {
        put_pictures(&mut report)?;
    }
    write!(std::io::stdout(), "{machine}{}", report.table())?;
    Ok(())
}

async fn put_acts(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let (column, part) = (engine.name(), "redemptions without Telegram");
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let rates = acts::measure(&ground, scale.acts_time).await?;
    report.put(
        column,
        part,
        "one row a commit, one after the other",
        per_second(rates.commits_alone),
    );
    for (at, crowd) in acts::CROWDS.into_iter().enumerate() {
        let of = |list: &[f64]| list.get(at).copied().unwrap_or_default();
        let (commits, redemptions) = (of(&rates.commits), of(&rates.redemptions));
        report.put(
            column,
            part,
            &format!("one row a commit, {crowd} at once"),
            per_second(commits),
        );
        report.put(
            column,
            part,
            &format!("redemptions, {crowd} at once"),
            per_second(redemptions),
        );
        let ratio = redemptions / commits.max(f64::EPSILON);
        report.put(
            column,
            part,
            &format!("redemptions over commits, {crowd} at once"),
            format!("{ratio:.2}"),
        );
        let ratio = redemptions / rates.commits_alone.max(f64::EPSILON);
        let label = format!("{crowd} at once, over commits one after the other");
        report.put(column, part, &label, format!("{ratio:.2}"));
        let sales = of(&rates.sales);
        let label = format!("sales with a coupon and points, {crowd} at once");
        report.put(column, part, &label, per_second(sales));
        let ratio = redemptions / sales.max(f64::EPSILON);
        let label = format!("a sale's cost over a redemption's, {crowd} at once");
        report.put(column, part, &label, format!("{ratio:.2}"));
        let cpu = rates.cpu.get(at).copied().unwrap_or_default();
        report.put(
            column,
            part,
            &format!("CPU, per redemption, {crowd} at once"),
            millis(cpu),
        );
    }
    ground.check().await?;
    Ok(())
}

async fn put_nights(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let part = format!("a night of {} members with ten orders each", scale.many);
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let nights = nights::measure(&ground, scale.many, scale.time).await?;
    let mut put = |label: &str, figure: String| report.put(column, &part, label, figure);
    put("all sums from nothing", millis(nights.first));
    put("a usual night", millis(nights.usual));
    put("pages of it", nights.pages.to_string());
    put("a sale, 99 of 100 within", millis(nights.alone));
    put("the same during the night", millis(nights.meanwhile));
    let ratio = nights.meanwhile.as_secs_f64() / nights.alone.as_secs_f64().max(f64::EPSILON);
    put("the one over the other", format!("{ratio:.2}"));
    put("memory at its peak", report::mib(nights.memory));
    report.put(
        column,
        &part,
        "check",
        ground.check().await?.lines().last().unwrap_or_default(),
    );
    Ok(())
}

async fn put_finds(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let part = format!(
        "a page of members found among {}, half and 99 of 100 within",
        scale.many
    );
    let ground = Ground::prepare(engine, &scale.settings).await?;
    for (label, waits) in finds::measure(&ground, scale.many, scale.finds).await? {
        let figure = format!("{} {}", millis(waits.half), millis(waits.nearly_all));
        report.put(engine.name(), &part, label, figure);
    }
    Ok(())
}

async fn put_import(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let part = format!("a list of {} customers", scale.many);
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let taken = imports::measure(&ground, scale.many).await?;
    report.put(column, &part, "read and taken over", millis(taken.time));
    report.put(column, &part, "memory at its peak", report::mib(taken.memory));
    let check = ground.check().await?;
    report.put(column, &part, "check", check.lines().last().unwrap_or_default());
    Ok(())
}

fn put_pictures(report: &mut Report) -> anyhow::Result<()> {
    let (column, part) = ("time", "pictures");
    let costs = pictures::measure()?;
    let kib = |bytes: usize| format!("{} KiB", bytes / 1_024);
    report.put(column, part, "a member card", millis(costs.card));
    report.put(column, part, "the first coupon of a gift", millis(costs.first_coupon));
    report.put(column, part, "each further coupon of it", millis(costs.next_coupon));
    report.put(column, part, "size of a card", kib(costs.card_bytes));
    report.put(column, part, "size of a coupon", kib(costs.coupon_bytes));
    Ok(())
}

fn per_second(rate: f64) -> String {
    format!("{} /s", whole(rate))
}
