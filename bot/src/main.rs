//! The program `regulars`.

use std::process::ExitCode;

use bot::cli::{self, Cli};
use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    // A missing file is the usual case; one that cannot be read shows as settings that are not set.
    drop(dotenvy::dotenv());
    let cli = Cli::parse();
    let outcome = match cli::start_log(&cli) {
        Ok(()) => cli::run(cli).await,
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("regulars: {error:#}");
        ExitCode::FAILURE
    })
}
