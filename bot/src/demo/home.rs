//! Where the demo keeps its shops: in a folder that goes with it, or in one that stays.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::shops::DemoShop;

const NOTE: &str = "demo.json";
const DATABASE: &str = "regulars.db";
/// How a folder is called while the year in it is still being made.
const UNFINISHED: &str = "making-";
/// How often the folder is removed until it stays so, and how long apart.
const ATTEMPTS: u32 = 40;
const BETWEEN: Duration = Duration::from_millis(50);

/// A folder with one folder per shop.
pub struct Home {
    folder: PathBuf,
    /// Until it is left.
    temporary: Mutex<Option<TempDir>>,
}

/// What the next start has to know of this one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The shop that was played last.
    pub shop: Option<String>,
    /// How many playgrounds these shops have met.
    pub playgrounds: u16,
    /// How far their clock was ahead of the wall's. It stays so: no time comes twice.
    #[serde(default)]
    pub ahead_seconds: i64,
}

impl Home {
    /// A folder that goes when it is left.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn temporary() -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("regulars-demo-").context("no temporary folder can be made")?;
        Ok(Self {
            folder: folder.path().to_owned(),
            temporary: Mutex::new(Some(folder)),
        })
    }

    /// A folder that stays.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("--data: {} cannot be made", folder.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            temporary: Mutex::default(),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes a temporary folder. One that stays, stays.
    pub fn leave(&self) {
        let temporary = self.temporary.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(folder) = temporary.map(TempDir::keep) else {
            return;
        };
        for attempt in 1.. {
            match std::fs::remove_dir_all(&folder) {
                // Whoever ends it in a hurry leaves a database writing, which makes another file meanwhile.
                Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && attempt < ATTEMPTS => {
                    std::thread::sleep(BETWEEN);
                }
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    tracing::warn!(%error, folder = %folder.display(), "the demo's files were left behind");
                    return;
                }
                _ => return,
            }
        }
    }

    /// Whether this shop's year is there.
    #[must_use]
    pub fn has(&self, shop: &DemoShop) -> bool {
        self.folder.join(shop.key).join(DATABASE).exists()
    }

    /// The address of a shop's database.
    #[must_use]
    pub fn database(&self, shop: &DemoShop) -> String {
        address(&self.folder.join(shop.key))
    }

    /// An empty place for a shop that is being made. What an earlier start left unfinished goes.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn begin(&self, shop: &DemoShop) -> anyhow::Result<String> {
        let folder = self.unfinished(shop);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(address(&folder))
    }

    /// The shop that was begun is complete.
    ///
    /// # Errors
    /// When its folder cannot be renamed.
    pub fn complete(&self, shop: &DemoShop) -> anyhow::Result<()> {
        let folder = self.unfinished(shop);
        std::fs::rename(&folder, self.folder.join(shop.key))
            .with_context(|| format!("{} cannot be renamed", folder.display()))
    }

    /// What an earlier start left written. Nothing, when there was none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn note(&self) -> anyhow::Result<Note> {
        let file = self.folder.join(NOTE);
        if !file.exists() {
            return Ok(Note::default());
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not what the demo wrote there", file.display()))
    }

    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, note: &Note) -> anyhow::Result<()> {
        let file = self.folder.join(NOTE);
        let text = serde_json::to_string_pretty(note)?;
        std::fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))
    }

    fn unfinished(&self, shop: &DemoShop) -> PathBuf {
        self.folder.join(format!("{UNFINISHED}{}", shop.key))
    }
}

fn address(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(DATABASE).display())
}
