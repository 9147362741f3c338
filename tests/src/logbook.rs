//! What the program writes into its log, every word of it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing::Level;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// Keeps the log of this thread, in which a story and the program it tells of both run.
pub struct Logbook {
    lines: Lines,
    _kept: DefaultGuard,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Logbook {
    /// From here on everything is written down, down to the finest level.
    #[must_use]
    pub fn open() -> Self {
        Self::down_to(Level::TRACE)
    }

    /// From here on everything of this level and above is written down, in place of an outer logbook.
    #[must_use]
    pub fn down_to(level: Level) -> Self {
        let lines = Lines::default();
        let log = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(lines.clone())
            .finish();
        Self {
            lines,
            _kept: tracing::subscriber::set_default(log),
        }
    }

    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.0.lock().unwrap()).into_owned()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
