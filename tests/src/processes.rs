//! The program in processes of its own: started, killed, asked to stop; and what stands between them
//! and the world: a balancer before their webhooks, and a wire to the database that can fail.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::{Clock, WallClock};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// Lines of a process's log that are kept for a story that fails.
const KEPT_LINES: usize = 400;
const LAPSE: &str = "the leases ran out before they were renewed";
/// A command that takes longer has come to a stop.
const LONGEST_COMMAND: Duration = Duration::from_mins(2);

/// How the program is started.
#[derive(Clone)]
pub struct Recipe {
    program: PathBuf,
    folder: PathBuf,
    settings: Vec<(&'static str, String)>,
    /// When leases ran out under processes that were too slow to renew them, until they noticed.
    lapses: Arc<Mutex<Vec<Range<DateTime<Utc>>>>>,
}

impl Recipe {
    /// `folder`: where it runs. No setting of the one who runs the stories reaches it.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>, folder: &Path) -> Self {
        Self {
            program: program.into(),
            folder: folder.to_owned(),
            settings: Vec::new(),
            lapses: Arc::default(),
        }
    }

    /// When processes of this recipe had lost their leases: what they had in hand then may have been done
    /// twice.
    #[must_use]
    pub fn lapses(&self) -> Vec<Range<DateTime<Utc>>> {
        self.lapses.lock().unwrap().clone()
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.into()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())));
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command that ends by itself.
    pub async fn runs(&self, words: &[&str]) -> Output {
        let output = self.command().args(words).output();
        tokio::time::timeout(LONGEST_COMMAND, output)
            .await
            .expect("the command came to no end")
            .unwrap()
    }

    /// Starts the bot. `name` stands before its log when a story fails.
    #[must_use]
    pub fn starts(&self, name: &str) -> Process {
        let started = Instant::now();
        let mut child = self
            .command()
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Log {
            name: name.to_owned(),
            lines: Mutex::default(),
            changed: watch::channel(0).0,
        });
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (written, lapses) = (Arc::clone(&log), Arc::clone(&self.lapses));
        drop(tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                lapses.lock().unwrap().extend(lapse(&line));
                written.add(line);
            }
        }));
        Process { child, log, started }
    }
}

/// What a line of the log says about leases that ran out.
fn lapse(line: &str) -> Option<Range<DateTime<Utc>>> {
    let (_, since) = line.split_once(LAPSE)?;
    let since = since.trim().trim_start_matches("until=").trim_matches('"');
    Some(since.parse().ok()?..WallClock.now())
}

/// What a process has said.
struct Log {
    name: String,
    lines: Mutex<VecDeque<String>>,
    changed: watch::Sender<u64>,
}

impl Log {
    fn add(&self, line: String) {
        let mut lines = self.lines.lock().unwrap();
        if lines.len() >= KEPT_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
        self.changed.send_modify(|version| *version += 1);
    }

    fn find(&self, part: &str) -> Option<String> {
        self.lines
            .lock()
            .unwrap()
            .iter()
            .find(|line| line.contains(part))
            .cloned()
    }
}

/// A running bot. Dropped, it is killed; in a story that fails, its last words are shown.
pub struct Process {
    child: Child,
    log: Arc<Log>,
    started: Instant,
}

impl Process {
    /// Waits for a line of the log that contains `part`.
    pub async fn says(&self, part: &str, within: Duration) -> String {
        self.hearing(part, within)
            .await
            .unwrap_or_else(|| panic!("{} did not say {part:?}", self.log.name))
    }

    /// [`Process::says`] apart from the process, which may be killed meanwhile. `None`: it did not say so.
    pub fn hearing(&self, part: &str, within: Duration) -> impl Future<Output = Option<String>> + Send + use<> {
        let (log, part) = (Arc::clone(&self.log), part.to_owned());
        let mut changed = self.log.changed.subscribe();
        async move {
            let heard = async {
                loop {
                    if let Some(line) = log.find(&part) {
                        return Some(line);
                    }
                    changed.changed().await.ok()?;
                }
            };
            tokio::time::timeout(within, heard).await.ok().flatten()
        }
    }

    /// Where it serves its webhook, as soon as it does.
    pub fn listening(&self, within: Duration) -> impl Future<Output = Option<SocketAddr>> + Send + use<> {
        let heard = self.hearing("listening address=", within);
        async move { heard.await?.rsplit_once("address=")?.1.trim().parse().ok() }
    }

    /// How long ago it was started.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Ends it as a power cut does.
    pub async fn is_killed(mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("{} had ended by itself: {status}", self.log.name);
        }
        self.child.kill().await.unwrap();
    }

    /// Makes it stand still, as a machine that is put to sleep does, until [`Process::is_woken`].
    pub async fn falls_asleep(&self) {
        signal(self.number(), "STOP").await;
    }

    pub async fn is_woken(&self) {
        signal(self.number(), "CONT").await;
    }

    fn number(&self) -> u32 {
        self.child
            .id()
            .unwrap_or_else(|| panic!("{} had ended by itself", self.log.name))
    }

    /// Asks it to stop as an operator's machinery does. Says how it ended and how long that took.
    pub async fn is_asked_to_stop(mut self, within: Duration) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        signal(self.number(), "TERM").await;
        let ended = tokio::time::timeout(within, self.child.wait()).await;
        let status = ended
            .unwrap_or_else(|_| panic!("{} did not stop", self.log.name))
            .unwrap();
        (status, asked.elapsed())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let lines = self.log.lines.lock().unwrap();
            for line in &*lines {
                eprintln!("{}: {line}", self.log.name);
            }
        }
    }
}

pub(crate) async fn signal(process: u32, name: &str) {
    let sent = Command::new("sh")
        .arg("-c")
        .arg(format!("kill -{name} {process}"))
        .status()
        .await
        .unwrap();
    assert!(sent.success(), "{name} was not sent");
}

/// Spreads deliveries over several processes, one after the other, as a balancer does in front of copies.
pub struct Balancer {
    address: SocketAddr,
    places: Arc<Places>,
}

struct Places {
    addresses: Mutex<Vec<Option<SocketAddr>>>,
    turn: AtomicUsize,
    passed: AtomicUsize,
    client: reqwest::Client,
}

impl Balancer {
    /// `places`: for how many processes there is room.
    pub async fn open(places: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let places = Arc::new(Places {
            addresses: Mutex::new(vec![None; places]),
            turn: AtomicUsize::new(0),
            passed: AtomicUsize::new(0),
            client: reqwest::Client::new(),
        });
        drop(tokio::spawn(serve(listener, Arc::clone(&places))));
        Self { address, places }
    }

    /// Where deliveries are to be sent.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/telegram", self.address)
    }

    /// For how many processes there is room.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places.addresses.lock().unwrap().len()
    }

    /// From now on a place's deliveries go there, or to the others.
    pub fn set(&self, place: usize, address: Option<SocketAddr>) {
        if let Some(known) = self.places.addresses.lock().unwrap().get_mut(place) {
            *known = address;
        }
    }

    /// The process that a place gets, as soon as it listens.
    pub fn follow(&self, place: usize, process: &Process, within: Duration) {
        let (places, listening) = (Arc::clone(&self.places), process.listening(within));
        drop(tokio::spawn(async move {
            let address = listening.await;
            if let (Some(known), Some(address)) = (places.addresses.lock().unwrap().get_mut(place), address) {
                *known = Some(address);
            }
        }));
    }

    /// Deliveries that a process took.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.places.passed.load(Ordering::Relaxed)
    }
}

impl Places {
    /// The places in the order of this turn.
    fn turn(&self) -> Vec<SocketAddr> {
        let addresses = self.addresses.lock().unwrap();
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        (0..addresses.len())
            .filter_map(|place| addresses[(first + place) % addresses.len()])
            .collect()
    }

    async fn pass_on(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
            return Ok(status(StatusCode::BAD_REQUEST));
        };
        for address in self.turn() {
            let url = format!("http://{address}{}", parts.uri.path());
            let sent = self
                .client
                .post(url)
                .headers(parts.headers.clone())
                .body(body.clone())
                .send()
                .await;
            match sent {
                Ok(answer) => {
                    self.passed
                        .fetch_add(usize::from(answer.status().is_success()), Ordering::Relaxed);
                    let mut passed_back = status(answer.status());
                    if let Some(wish) = answer.headers().get("Retry-After") {
                        passed_back.headers_mut().insert("Retry-After", wish.clone());
                    }
                    return Ok(passed_back);
                }
                // Nothing was sent, so the next one may have it.
                Err(error) if error.is_connect() => {}
                Err(_) => break,
            }
        }
        Ok(status(StatusCode::BAD_GATEWAY))
    }
}

async fn serve(listener: TcpListener, places: Arc<Places>) {
    while let Ok((stream, _)) = listener.accept().await {
        let places = Arc::clone(&places);
        drop(tokio::spawn(async move {
            let service = service_fn(move |request| {
                let places = Arc::clone(&places);
                async move { places.pass_on(request).await }
            });
            // A caller that hangs up is no concern of a balancer's.
            drop(
                http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await,
            );
        }));
    }
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

/// A wire to a server, which can hang and be cut.
pub struct Relay {
    pub address: SocketAddr,
    state: watch::Sender<Wire>,
}

/// What becomes of what is sent over a [`Relay`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Open,
    /// Nothing arrives, and nobody is told.
    Hanging,
    /// Connections break, and new ones are turned away.
    Cut,
}

impl Relay {
    /// `server`: host and port.
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, wire) = watch::channel(Wire::Open);
        drop(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                drop(tokio::spawn(relay(stream, server.clone(), wire.clone())));
            }
        }));
        Self { address, state }
    }

    pub fn set(&self, wire: Wire) {
        self.state.send_replace(wire);
    }
}

async fn relay(stream: TcpStream, server: String, wire: watch::Receiver<Wire>) {
    if *wire.borrow() == Wire::Cut {
        return;
    }
    let Ok(there) = TcpStream::connect(server).await else {
        return;
    };
    drop((stream.set_nodelay(true), there.set_nodelay(true)));
    let (mouth, ear) = stream.into_split();
    let (from_there, to_there) = there.into_split();
    let mut cut = wire.clone();
    tokio::select! {
        () = carry(mouth, to_there, wire.clone()) => {}
        () = carry(from_there, ear, wire) => {}
        _ = cut.wait_for(|state| *state == Wire::Cut) => {}
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut wire: watch::Receiver<Wire>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read) = from.read(&mut bytes).await
        && read > 0
        && wire.wait_for(|state| *state == Wire::Open).await.is_ok()
        && to.write_all(&bytes[..read]).await.is_ok()
    {}
}
