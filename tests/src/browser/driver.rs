//! Chromedriver: one process for all the stories that are being told.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

const READY: &str = "was started successfully on port ";
const MISSING: &str = "stories of the page need Chromium and its driver. `./x test` installs them; on Debian: \
                       apt-get install chromium chromium-driver fonts-noto-cjk fonts-noto-color-emoji";

static SHARED: Mutex<Weak<Driver>> = Mutex::new(Weak::new());

/// It ends with the last story that holds it.
pub struct Driver {
    process: Child,
    /// Kept open: a driver that cannot write its log ends.
    _log: BufReader<ChildStdout>,
    port: u16,
}

impl Driver {
    /// The one that runs, or a new one.
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let driver = Arc::new(Self::start());
        *shared = Arc::downgrade(&driver);
        driver
    }

    fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver does not start ({error}): {MISSING}"));
        let mut log = BufReader::new(process.stdout.take().unwrap());
        let mut said = String::new();
        let port = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "chromedriver ended: {said}");
            if let Some((_, port)) = line.split_once(READY) {
                break port.trim().trim_end_matches('.').parse().unwrap();
            }
            said.push_str(&line);
        };
        Self {
            process,
            _log: log,
            port,
        }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
