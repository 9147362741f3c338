//! The bot and the playground as processes, and what the kernel says they took.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::playing::{Cast, Place};

/// The kernel counts processor time in hundredths of a second on every machine that Linux runs on today.
const TICK: Duration = Duration::from_millis(10);
/// How often the kernel is asked what a command has taken so far.
const WATCHED: Duration = Duration::from_millis(20);
const LONGEST_STOP: Duration = Duration::from_secs(30);
/// For what is private about people who are made up.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A process whose use is measured. Dropped, it is killed.
pub struct Measured {
    child: Child,
    id: u32,
}

impl Measured {
    fn of(child: Child) -> anyhow::Result<Self> {
        let id = child.id().context("the process has ended already")?;
        Ok(Self { child, id })
    }

    /// Processor time so far: its own and the kernel's for it, of all threads.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        cpu(&format!("/proc/{}/stat", self.id))
    }

    /// The most memory it ever had, in MiB.
    pub fn peak_mib(&self) -> anyhow::Result<f64> {
        self.mib("VmHWM:")
    }

    /// The memory it has at this moment, in MiB.
    pub fn mib_now(&self) -> anyhow::Result<f64> {
        self.mib("VmRSS:")
    }

    /// The part of it that is no file: what the program itself asked for, in MiB.
    pub fn own_mib_now(&self) -> anyhow::Result<f64> {
        self.mib("RssAnon:")
    }

    fn mib(&self, what: &str) -> anyhow::Result<f64> {
        mib(&format!("/proc/{}/status", self.id), what)
    }

    /// Ends it as a power cut does. Says how much it had worked.
    pub async fn kill(mut self) -> anyhow::Result<Duration> {
        let worked = self.cpu()?;
        self.child.kill().await?;
        Ok(worked)
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill").arg(self.id.to_string()).status().await?;
        anyhow::ensure!(asked.success(), "the process had ended by itself");
        let ended = tokio::time::timeout(LONGEST_STOP, self.child.wait()).await;
        let status = ended.context("the process did not stop")??;
        anyhow::ensure!(status.success(), "the process ended with {status}");
        Ok(())
    }
}

/// The memory that this process has at this moment, in MiB.
pub fn own_mib() -> anyhow::Result<f64> {
    mib("/proc/self/status", "VmRSS:")
}

fn mib(status: &str, what: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(status)?;
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kib: u32 = line
        .and_then(|line| line.split_whitespace().next())
        .context("the kernel does not say how much memory it has")?
        .parse()?;
    Ok(f64::from(kib) / 1024.0)
}

/// Processor time of this process.
pub fn own_cpu() -> anyhow::Result<Duration> {
    cpu("/proc/self/stat")
}

fn cpu(stat: &str) -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string(stat)?;
    ticks(&text)
        .map(|ticks| TICK * ticks)
        .context("the kernel does not say how much it worked")
}

/// Fields 14 and 15. The second field is a name that may hold anything, in brackets.
fn ticks(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

/// Starts the playground with its people.
pub async fn start_playground(cast: Cast) -> anyhow::Result<(Measured, Place)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("playground")
        .args(["--people", &cast.people.to_string()])
        .args(["--first", &cast.first.to_string()])
        .args(["--stride", &cast.stride.to_string()])
        .args(["--readers", &cast.readers.to_string()])
        .args(cast.a_second.map(|rate| format!("--a-second={rate}")))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let said = child.stdout.take().context("the playground has no voice")?;
    let line = BufReader::new(said).lines().next_line().await?;
    let place = Place::read(&line.context("the playground did not start")?)?;
    Ok((Measured::of(child)?, place))
}

/// A process for each core that does nothing for as long as nobody else wants the core.
pub fn keep_awake() -> anyhow::Result<Vec<Child>> {
    let cores = std::thread::available_parallelism()?.get();
    let program = std::env::current_exe()?;
    let spin = |_| {
        Command::new("nice")
            .args(["-n", "19"])
            .arg(&program)
            .arg("spin")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("nice is not there")
    };
    (0..cores).map(spin).collect()
}

/// How updates reach the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Polling,
    Webhook,
}

/// The program under measurement and where it is run.
#[derive(Debug, Clone)]
pub struct Regulars {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub database_url: String,
    /// Besides what every measurement sets.
    pub settings: Vec<(String, String)>,
}

impl Regulars {
    /// The `regulars` that was built beside this program.
    pub fn beside_this(folder: &Path, database_url: &str, settings: &[(String, String)]) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("regulars");
        if !program.exists() {
            bail!("{} is not there; `./x bench` builds it", program.display());
        }
        Ok(Self {
            program,
            folder: folder.to_owned(),
            database_url: database_url.to_owned(),
            settings: settings.to_vec(),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("DATABASE_URL", &self.database_url)
            .env("REGULARS_KEY", KEY)
            .env("RUST_LOG", "warn")
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command that ends by itself. Gives what it said.
    pub async fn run(&self, words: &[&str]) -> anyhow::Result<String> {
        let output = self.command().args(words).output().await?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!(
                "`regulars {}` failed: {said}{}",
                words.join(" "),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(said)
    }

    /// Runs a command that ends by itself, and gives the most memory that it had, in MiB.
    pub async fn watch(&self, words: &[&str]) -> anyhow::Result<f64> {
        let mut command = self.command();
        command.args(words).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Measured::of(command.spawn()?)?;
        let mut ticks = tokio::time::interval(WATCHED);
        let mut peak = 0.0_f64;
        loop {
            tokio::select! {
                ended = running.child.wait() => {
                    if !ended?.success() {
                        bail!("`regulars {}` failed", words.join(" "));
                    }
                    return Ok(peak);
                }
                // What it had at its peak is known until it ends; of the last moment nothing is.
                _ = ticks.tick() => peak = running.peak_mib().unwrap_or(peak).max(peak),
            }
        }
    }

    /// Starts the bot. What it logs goes into a file of the folder.
    pub fn start(&self, place: &Place, by: By) -> anyhow::Result<Measured> {
        let log = File::create(self.log())?;
        let mut command = self.command();
        command
            .env("TELOXIDE_TOKEN", &place.token)
            .env("TELOXIDE_API_URL", &place.api_url)
            .env("REGULARS_MESSAGES_PER_SECOND", "1000")
            .env("REGULARS_PERSON_UPDATES", "1000000")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::from(log));
        if by == By::Webhook {
            let listen = free_address()?;
            command
                .env("LISTEN", listen.to_string())
                .env("WEBHOOK_URL", format!("http://{listen}/telegram"));
        }
        Measured::of(command.spawn()?)
    }

    /// What the bot had to say: with nothing wrong, nothing.
    pub fn log_lines(&self) -> anyhow::Result<Vec<String>> {
        let log = std::fs::read_to_string(self.log())?;
        Ok(log.lines().map(str::to_owned).collect())
    }

    fn log(&self) -> PathBuf {
        self.folder.join("regulars.log")
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 100 1 1";

        assert_eq!(ticks(stat), Some(300));
        assert_eq!(ticks("7 (a"), None);
    }

    #[test]
    fn this_process_has_worked() {
        let before = own_cpu().unwrap();
        let mut sum = 0_u64;
        let started = std::time::Instant::now();
        while started.elapsed() < Duration::from_millis(60) {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }

        assert!(own_cpu().unwrap() > before);
    }
}
