//! Speed and memory of Regulars, measured from outside: the bot, the playground and the load are each
//! a process of its own. Figures, no judgement.

mod acts;
mod birthday_kills;
mod clubs;
mod finds;
mod imports;
mod letters;
mod load;
mod mail;
mod morning;
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
    /// Letters that are sent, and birthdays of one morning
    #[arg(long)]
    letters: Option<usize>,
    /// Letters a second that Telegram allows, and of which the bot knows
    #[arg(long, default_value_t = 500)]
    allowed: usize,
    /// By which the instants are drawn at which the bot is killed
    #[arg(long, default_value_t = 73)]
    seed: u64,
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
    /// A day's messages chosen and written in a club of millions
    Morning,
    /// An automation's letters against Telegram's limits, with a power cut in the middle
    Letters,
    /// A birthday morning whose bot is killed a hundred times
    BirthdayKills,
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
    /// Members of the club of which a morning chooses, by engine, and how long its letters are written.
    pub chosen_from: (i64, i64),
    pub writing: Duration,
    pub limits: letters::Limits,
    pub kills: birthday_kills::Plan,
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
        chosen_from: match (cli.members, quick) {
            (Some(members), _) => (members, members),
            (None, true) => (100_000, 100_000),
            (None, false) => (1_000_000, 10_000_000),
        },
        writing: Duration::from_secs(if quick { 10 } else { 60 }),
        limits: letters::Limits {
            letters: cli.letters.unwrap_or(if quick { 10_000 } else { 100_000 }),
            a_second: cli.allowed,
        },
        kills: birthday_kills::Plan {
            celebrants: cli.letters.unwrap_or(if quick { 1_000 } else { 10_000 }),
            kills: if quick { 20 } else { 100 },
            seed: cli.seed,
        },
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
        if wanted(Part::Morning) {
            put_morning(&mut report, engine, &scale).await?;
        }
        if wanted(Part::Letters) {
            put_letters(&mut report, engine, &scale).await?;
        }
        if wanted(Part::BirthdayKills) {
            put_kills(&mut report, engine, &scale).await?;
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

async fn put_morning(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let members = match engine {
        Engine::File => scale.chosen_from.0,
        Engine::Server => scale.chosen_from.1,
    };
    let part = format!("a day's messages chosen among {members}");
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let morning = morning::measure(&ground, members, scale.writing).await?;
    let mut put = |label: &str, figure: String| report.put(column, &part, label, figure);
    put("written in", format!("{:.0} s", morning.filled.as_secs_f64()));
    put("on the disk", format!("{} MB", morning.disk / 1_000_000));
    let mut whole = Duration::ZERO;
    for choice in &morning.choices {
        let more = if choice.more { " and more" } else { "" };
        put(&format!("{}: moments", choice.of), format!("{}{more}", choice.moments));
        put(&format!("{}: first page", choice.of), millis(choice.first_page));
        put(&format!("{}: all of them", choice.of), millis(choice.whole));
        if !choice.more {
            whole += choice.whole;
        }
    }
    put("everything but what has more", millis(whole));
    let written = morning.written;
    let label = if written.whole {
        "letters, all of them"
    } else {
        "letters, until it was broken off"
    };
    put(label, written.letters.to_string());
    put("letters a second", per_second(written.per_second()));
    put("moments a second", per_second(written.moments_per_second()));
    put(
        "memory before and at most",
        format!("{} {}", report::mib(written.before), report::mib(written.most)),
    );
    Ok(())
}

async fn put_letters(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let limits = scale.limits;
    let part = format!("{} letters, {} a second allowed", limits.letters, limits.a_second);
    let ground = Ground::prepare(engine, &scale.settings).await?;
    let sent = letters::measure(&ground, limits).await?;
    let mut put = |label: &str, figure: String| report.put(column, &part, label, figure);
    put("written beforehand in", format!("{:.0} s", sent.written.as_secs_f64()));
    let allowed = load::number(limits.a_second);
    let answers = sent.sample.per_second();
    for (when, stretch) in ["before the power cut", "after it"].into_iter().zip(sent.stretches) {
        let rate = load::number(stretch.sent) / stretch.seconds().max(f64::EPSILON);
        put(&format!("{when}: letters a second"), format!("{rate:.1} /s"));
        put(
            &format!("{when}: of what is allowed"),
            format!("{:.1} %", 100.0 * rate / allowed),
        );
        let with = 100.0 * (rate + answers) / allowed;
        put(&format!("{when}: the same with answers"), format!("{with:.1} %"));
    }
    put("429s", sent.tally.refused.to_string());
    put("rules broken", format!("{} {}", sent.breaches.0, sent.breaches.1));
    put("from the start to the first letter", millis(sent.back));
    put("who got nothing", sent.never.to_string());
    put("sent again, on their way at the cut", sent.again.to_string());
    put("taps meanwhile", sent.sample.updates().to_string());
    put("a tap, half within", millis(sent.sample.percentile(0.5, None)));
    put("a tap, 99 of 100 within", millis(sent.sample.percentile(0.99, None)));
    for (when, (begin, end)) in ["memory before the cut", "memory after it"]
        .into_iter()
        .zip(sent.memory)
    {
        put(when, format!("{} {}", report::mib(begin), report::mib(end)));
    }
    put("memory at its peak", report::mib(sent.peak));
    let each = sent.cpu.div_f64(load::number(limits.letters).max(1.0));
    put("CPU of the bot, per letter", millis(each));
    put("warnings in the log", sent.warnings.to_string());
    report.put(
        column,
        &part,
        "check",
        ground.check().await?.lines().last().unwrap_or_default(),
    );
    Ok(())
}

async fn put_kills(report: &mut Report, engine: Engine, scale: &Scale) -> anyhow::Result<()> {
    let column = engine.name();
    let plan = scale.kills;
    let part = format!(
        "a birthday morning of {}, killed {} times, seed {}",
        plan.celebrants, plan.kills, plan.seed
    );
    let ground = Ground::prepare_with(engine, &scale.settings, birthday_kills::SHOP_FILE).await?;
    let greeted = birthday_kills::measure(&ground, plan).await?;
    let once = greeted.tally.reached - (greeted.again + greeted.again_without_a_kill).min(greeted.tally.reached);
    let mut put = |label: &str, figure: String| report.put(column, &part, label, figure);
    put("kills in the middle of it", greeted.in_the_middle.to_string());
    put("greeted once", once.to_string());
    put("of these late, in words that say so", greeted.tally.late.to_string());
    put("again, on their way at a kill", greeted.again.to_string());
    put("again without a kill", greeted.again_without_a_kill.to_string());
    put("never", greeted.never.to_string());
    put("without exactly one gift", greeted.wrong_gifts.to_string());
    put("took", format!("{:.0} s", greeted.took.as_secs_f64()));
    report.put(
        column,
        &part,
        "check",
        ground.check().await?.lines().last().unwrap_or_default(),
    );
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
