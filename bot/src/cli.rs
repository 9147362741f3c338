//! The commands of `regulars`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use domain::{OsIds, WallClock};
use loyalty::Loyalty;
use storage::Db;
use tracing_subscriber::EnvFilter;

use crate::app::{Parts, Program, Signals};
use crate::handlers::setup;
use crate::key_commands::KeyCommand;
use crate::keys::{self, Source};
use crate::lists::command;
use crate::menus;
use crate::settings::{self, LogForm, Settings, Typed};
use crate::tap::Start;
use crate::telegram::wire::Wire;
use crate::telegram::{Budgets, Telegram};

/// A members' club for a shop and its Telegram group.
///
/// Without a command the bot runs. Every setting can be a flag, an environment variable, or a line
/// of a `.env` file.
#[derive(Debug, Parser)]
#[command(name = "regulars", version, about, long_about)]
pub struct Cli {
    #[command(flatten)]
    pub settings: Typed,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the bot (what happens without a command, too)
    Run,
    /// Recompute every balance, lot, stock and coupon, and say what does not match
    Check,
    /// Open or change a shop from a file, without the chat
    Init {
        /// The file, as `shop.toml`
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
    /// Take over the shop's own list of customers
    Import(command::Import),
    /// Write everything of a shop as a spreadsheet
    Export(command::ExportTo),
    /// Make, change and list the keys for what is private about people
    #[command(subcommand)]
    Key(KeyCommand),
    /// Print a new one-time link with which an owner opens a shop
    ClaimLink,
    /// Try the club without Telegram: no account, no token, no network
    ///
    /// Listens on 127.0.0.1:8090 unless --listen names another address of this machine.
    #[cfg(feature = "demo")]
    Demo {
        /// Play a day in a shop and print the conversations as people saw them, without the page
        #[arg(long)]
        tour: bool,
        #[command(flatten)]
        wanted: crate::demo::Wanted,
    },
    /// A pretend Telegram for any bot: the Bot API and a page in the browser to try the bot on
    ///
    /// Listens on 127.0.0.1:8090 unless --listen names another address of this machine.
    #[cfg(feature = "demo")]
    Playground(crate::demo::playground::Wanted),
}

/// Does what was asked.
///
/// # Errors
/// Whatever keeps the program from its work, in words for the operator.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command.unwrap_or(Command::Run) {
        Command::Run => serve(&cli.settings).await,
        Command::Check => check(&cli.settings).await,
        Command::Init { from } => {
            let report = crate::init::run(&loyalty(&cli.settings).await?, &from).await?;
            say(&report.to_string())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(ask) => command::import(&loyalty(&cli.settings).await?, &ask).await,
        Command::Export(ask) => command::export(&loyalty(&cli.settings).await?, &ask).await,
        Command::Key(command) => crate::key_commands::run(command, &cli.settings).await,
        Command::ClaimLink => claim_link(&cli.settings).await,
        #[cfg(feature = "demo")]
        Command::Demo { tour: true, .. } => {
            crate::demo::tour().await?;
            Ok(ExitCode::SUCCESS)
        }
        #[cfg(feature = "demo")]
        Command::Demo { wanted, .. } => {
            crate::demo::serve(&wanted, cli.settings.listen.as_deref()).await?;
            Ok(ExitCode::SUCCESS)
        }
        #[cfg(feature = "demo")]
        Command::Playground(wanted) => {
            crate::demo::playground::serve(&wanted, cli.settings.listen.as_deref()).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn serve(typed: &Typed) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(typed)?;
    let mut signals = Signals::listen()?;
    let db = open(typed).await?;
    let (clock, ids) = (Arc::new(WallClock), Arc::new(OsIds::default()));
    let starting = Program::start(Parts {
        settings,
        db: db.clone(),
        clock,
        ids,
    });
    // Telegram may be out of reach for long; the operator need not wait with it.
    let mut program = tokio::select! {
        program = starting => program?,
        () = signals.asked() => return Ok(ExitCode::SUCCESS),
    };
    program.run_rounds();
    if let Some(invitation) = setup::console_link(program.club()).await? {
        say(&invitation)?;
    }
    if let Err(error) = menus::at_start(program.club()).await {
        tracing::warn!(error = format!("{error:#}"), "the command menus are as they were");
    }
    signals.asked().await;
    tracing::info!("asked to stop");
    tokio::select! {
        stopped = program.stop() => stopped?,
        () = signals.asked() => tracing::warn!("asked again: what is in hand is left for the next start"),
    }
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Looks on while the bot may be running.
async fn check(typed: &Typed) -> anyhow::Result<ExitCode> {
    let database_url = settings::database_url(typed)?;
    let db = Db::open_to_read(database_url.expose())
        .await
        .context("DATABASE_URL: the database cannot be opened")?;
    let ids = Arc::new(OsIds::default());
    let db = keys::unlock_to_read(&db, &Source::of(typed, &database_url)?, ids)?;
    let loyalty = Loyalty::new(db, Arc::new(WallClock), Arc::new(OsIds::default()));
    let report = loyalty.check().await?;
    for finding in &report.findings {
        say(&format!(
            "{}: shop {}, {}: kept {}, recomputed {}",
            finding.rule, finding.shop, finding.row, finding.kept, finding.recomputed
        ))?;
    }
    if report.findings.is_empty() {
        say(&format!("{} rules hold for every row.", report.rules))?;
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!(
        "{} of the rows that were looked at do not match.",
        report.findings.len()
    ))?;
    Ok(ExitCode::FAILURE)
}

async fn claim_link(typed: &Typed) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(typed)?;
    let db = open(typed).await?;
    let loyalty = Loyalty::new(db.clone(), Arc::new(WallClock), Arc::new(OsIds::default()));
    let wire = Wire::new(settings.token.clone(), &settings.api_url)?;
    let telegram = Telegram::new(
        wire,
        Budgets::new(settings.messages_per_second),
        db,
        Arc::new(WallClock),
    );
    let me = telegram
        .get_me()
        .await
        .context("Telegram was asked for the bot's name")?;
    let token = loyalty.claim_token().await?;
    say(&Start::Claim(token).link(&me.username))?;
    Ok(ExitCode::SUCCESS)
}

async fn loyalty(typed: &Typed) -> anyhow::Result<Loyalty> {
    Ok(Loyalty::new(
        open(typed).await?,
        Arc::new(WallClock),
        Arc::new(OsIds::default()),
    ))
}

/// Opens the database that the settings name, with the keys that they name.
async fn open(typed: &Typed) -> anyhow::Result<Db> {
    let database_url = settings::database_url(typed)?;
    let keys = Source::of(typed, &database_url)?;
    let url = database_url.expose();
    if let Some(folder) = url.strip_prefix("sqlite:").map(keys::file_of).and_then(Path::parent) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("DATABASE_URL: {} cannot be made", folder.display()))?;
    }
    let db = Db::open(url)
        .await
        .context("DATABASE_URL: the database cannot be opened")?;
    keys::unlock(&db, &keys, &WallClock, Arc::new(OsIds::default())).await
}

/// Starts the log: for people, or for machines.
pub fn start_log(cli: &Cli) -> anyhow::Result<()> {
    let typed = &cli.settings;
    // Whoever gives a command reads its answer; the log is for what goes wrong meanwhile.
    let quiet = cli
        .command
        .as_ref()
        .is_some_and(|command| !matches!(command, Command::Run));
    let usual = if quiet { "warn" } else { "info" };
    let filter = typed.log_filter.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(filter)
        .with_context(|| format!("RUST_LOG: {filter:?} is no filter. For example: RUST_LOG=bot=debug,info"))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings::log_form(typed)? {
        LogForm::Json => log.json().flatten_event(true).init(),
        LogForm::Text => log.with_target(false).with_ansi(std::io::stderr().is_terminal()).init(),
    }
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a panic")));
    Ok(())
}

/// For the operator's eyes: on standard output, apart from the log.
fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_names_its_variable() {
        let command = Cli::command();
        let settings: Vec<_> = command
            .get_arguments()
            .filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"))
            .collect();

        assert!(
            settings
                .iter()
                .all(|arg| arg.get_env().is_some() && arg.get_help().is_some())
        );
        assert_eq!(settings.len(), 19);
    }

    #[test]
    fn the_file_of_a_database_is_found() {
        for (rest, file) in [
            ("data/regulars.db", "data/regulars.db"),
            ("//data/regulars.db?mode=rwc", "data/regulars.db"),
            ("///var/lib/club.db", "/var/lib/club.db"),
        ] {
            assert_eq!(keys::file_of(rest), Path::new(file));
        }
    }
}
