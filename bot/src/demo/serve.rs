//! `regulars demo`: the club on a page in the browser.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;
use domain::Clock;
use playground::{Options, Playground};

use super::address;
use super::clock::MovedClock;
use super::home::Home;
use super::host::Demo;
use super::shops::{ALL, COFFEE, DemoShop};
use crate::app::Signals;

/// Ports that are tried when the first is in use.
const PORTS: u16 = 20;

/// How the club is to be tried.
#[derive(Debug, Default, Args)]
pub struct Wanted {
    /// Which shop to open: coffee, barber or bootmaker [default: coffee, or what was open last]
    #[arg(long)]
    pub shop: Option<String>,
    /// A folder that keeps the shops from one start to the next
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Let nobody talk with the bot but you
    #[arg(long)]
    pub quiet: bool,
}

/// A demo that is being shown.
pub struct Showing {
    pub demo: Demo,
    pub telegram: Playground,
    /// The shop to begin with.
    pub first: &'static DemoShop,
}

/// Shows the demo until the operator asks it to stop.
///
/// # Errors
/// When the address is not one of this machine, no port is free, or the shop cannot be opened.
pub async fn serve(wanted: &Wanted, listen: Option<&str>) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let showing = begin(wanted, listen.unwrap_or(address::USUAL)).await?;
    let (demo, url) = (&showing.demo, showing.telegram.api_url());
    tell(&format!("Regulars is at {url}/"))?;
    if wanted.open {
        browse(&url)?;
    }
    let opening = async {
        demo.play(showing.first).await?;
        tell(&format!(
            "{} is open: {}. Ctrl-C ends it.",
            showing.first.title, showing.first.about
        ))?;
        Ok::<_, anyhow::Error>(())
    };
    let opened = tokio::select! {
        opened = opening => {
            if opened.is_ok() {
                signals.asked().await;
            }
            opened
        }
        () = signals.asked() => Ok(()),
    };
    let ended = tokio::select! {
        ended = demo.end() => ended,
        () = signals.asked() => Ok(()),
    };
    demo.leave();
    showing.telegram.stop();
    opened.and(ended)
}

/// Starts the playground with its page. No shop is open yet.
///
/// # Errors
/// When the address is not one of this machine, no port is free, or the folder cannot be used.
pub async fn begin(wanted: &Wanted, listen: &str) -> anyhow::Result<Showing> {
    let home = match &wanted.data {
        Some(folder) => Home::at(folder)?,
        None => Home::temporary()?,
    };
    let mut note = home.note()?;
    let first = match wanted.shop.as_ref().or(note.shop.as_ref()) {
        Some(key) => DemoShop::find(key).with_context(|| no_such_shop(key))?,
        None => &COFFEE,
    };
    let before = note.playgrounds;
    note.playgrounds = before.saturating_add(PLAYGROUNDS);
    home.keep(&note)?;
    let clock = MovedClock::ahead_by(TimeDelta::seconds(note.ahead_seconds));
    let demo = Demo::new(home, clock.clone(), !wanted.quiet);
    let telegram = listening(listen, &demo, clock, before).await?;
    demo.plays_in(telegram.clone());
    Ok(Showing { demo, telegram, first })
}

/// Worlds that one start has numbers for: each shop that is chosen is a new one.
const PLAYGROUNDS: u16 = 20;

async fn listening(listen: &str, demo: &Demo, clock: MovedClock, before: u16) -> anyhow::Result<Playground> {
    let wanted = address::of(listen, "demo")?;
    let mut address = wanted;
    loop {
        let clock = clock.clone();
        let options = Options {
            listen: address,
            before,
            host: Some(Arc::new(demo.clone())),
            ..Options::new(Arc::new(move || clock.now()))
        };
        match Playground::start(options).await {
            Ok(telegram) => {
                if address != wanted {
                    tell(&format!(
                        "Port {} is in use, so this is at port {}.",
                        wanted.port(),
                        address.port()
                    ))?;
                }
                return Ok(telegram);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse && address.port() - wanted.port() < PORTS => {
                let next = address.port().checked_add(1).context("there are no more ports")?;
                address.set_port(next);
            }
            Err(error) => return Err(error).with_context(|| format!("--listen: {address} cannot be listened on")),
        }
    }
}

fn no_such_shop(key: &str) -> String {
    let known = ALL.map(|shop| shop.key).join(", ");
    format!("--shop: there is no shop {key:?}; there are {known}")
}

/// Where there is a display. A browser that does not open is no reason to stop.
fn browse(url: &str) -> std::io::Result<()> {
    let has_display = cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .into_iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !has_display {
        return tell("There is no display to open a browser on: open the address yourself.");
    }
    match open::that_detached(url) {
        Ok(()) => Ok(()),
        Err(error) => tell(&format!(
            "The browser does not open ({error}): open the address yourself."
        )),
    }
}

/// For whoever tries it, on standard output.
fn tell(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
