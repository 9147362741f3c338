//! The key for what is private about people: where it comes from, and whether it is the right one.
//!
//! Whoever has the database alone can read no phone number, no address, no note, nothing that members said of
//! themselves in the shop's own fields, and no relative's name. So the key is not in it, and must not be kept with its
//! backups either.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use domain::{Clock, Ids};
use storage::keyring::{Key, KeyId, Keyring};
use storage::{Db, StorageError, sealed};

use crate::settings::{Secret, Typed, WrongSetting, given, wrong};

/// Values that one transaction seals.
const PAGE: i64 = 200;

const EXAMPLE: &str = "the 44 letters that `regulars key new` prints";

/// Where the keys are.
#[derive(Debug, Clone)]
pub struct Source {
    current: Current,
    /// Named in the settings, beside those in a file.
    former: Vec<Key>,
    /// Somebody has to hear of a key that is made.
    tell: bool,
}

#[derive(Debug, Clone)]
enum Current {
    /// In the settings.
    Given(Box<Key>),
    /// In a file that the operator named.
    File(PathBuf),
    /// In the file that the program makes beside a database that is a file.
    Own(PathBuf),
    /// A database on a server, and no key.
    Nowhere,
}

impl Source {
    /// Where the settings say that the keys for this database are.
    ///
    /// # Errors
    /// When what is given is no key.
    pub fn of(typed: &Typed, database_url: &Secret) -> Result<Self, WrongSetting> {
        let parsed =
            |name, text: &str| Key::parse(text).map_err(|wrong_key| wrong(name, wrong_key.to_string(), EXAMPLE));
        let former = given(typed.former_keys.as_deref()).unwrap_or_default();
        let former = former
            .split([',', ' ', '\n'])
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let former = former
            .map(|text| parsed("REGULARS_FORMER_KEYS", text))
            .collect::<Result<_, _>>()?;
        let current = match (given(typed.key.as_deref()), given(typed.key_file.as_deref())) {
            (Some(key), _) => Current::Given(Box::new(parsed("REGULARS_KEY", key)?)),
            (None, Some(path)) => Current::File(path.into()),
            (None, None) => match database_url.expose().strip_prefix("sqlite:") {
                Some(rest) => Current::Own(beside(file_of(rest))),
                None => Current::Nowhere,
            },
        };
        Ok(Self {
            current,
            former,
            tell: true,
        })
    }

    /// The file beside a SQLite database in which nobody's data is: nothing is said about the key.
    #[must_use]
    pub fn for_play(database_url: &str) -> Self {
        let file = file_of(database_url.strip_prefix("sqlite:").unwrap_or(database_url));
        Self {
            current: Current::Own(beside(file)),
            former: Vec::new(),
            tell: false,
        }
    }

    /// The keys that are there, the current one first. `None`: the file has not been made yet.
    ///
    /// # Errors
    /// When a file cannot be read, or holds something else.
    pub fn read(&self) -> anyhow::Result<Option<Vec<Key>>> {
        let mut keys = match &self.current {
            Current::Given(key) => vec![key.as_ref().clone()],
            Current::File(path) => read_file(path)?,
            Current::Own(path) if path.exists() => read_file(path)?,
            Current::Own(_) | Current::Nowhere => return Ok(None),
        };
        keys.extend(self.former.iter().cloned());
        Ok(Some(keys))
    }

    /// The file that the current key is in, if it is in one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.current {
            Current::File(path) | Current::Own(path) => Some(path),
            Current::Given(_) | Current::Nowhere => None,
        }
    }
}

/// The file in the rest of a SQLite address.
#[must_use]
pub fn file_of(rest: &str) -> &Path {
    let path = rest.split('?').next().unwrap_or(rest);
    Path::new(path.strip_prefix("//").unwrap_or(path))
}

/// `data/regulars.key` for `data/regulars.db`.
fn beside(database: &Path) -> PathBuf {
    database.with_extension("key")
}

const NEEDED: &str = "it is not set, and a database on a server needs it: what is private about people is sealed with \
                      it. `regulars key new` makes one; give every copy of the program the same";

const MADE: &str = "a key for phone numbers, addresses of every kind, notes, members' own fields and relatives' names was made. Keep a copy of this file apart from the \
                    backups: whoever has both can read them, and without it nobody can";

/// A key to a line, the current one first. What begins with # is for people.
pub fn read_file(path: &Path) -> anyhow::Result<Vec<Key>> {
    let text = std::fs::read_to_string(path)
        .map(zeroize::Zeroizing::new)
        .with_context(|| format!("REGULARS_KEY_FILE: {} cannot be read", path.display()))?;
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Vec<Key> = lines
        .map(Key::parse)
        .collect::<Result<_, _>>()
        .with_context(|| format!("REGULARS_KEY_FILE: a line of {} is no key", path.display()))?;
    if keys.is_empty() {
        bail!(
            "REGULARS_KEY_FILE: {} holds no key; `regulars key new` makes one",
            path.display()
        );
    }
    Ok(keys)
}

/// Writes a file that only its owner can read. Whoever looks at it meanwhile sees all of it or nothing.
pub fn write_file(path: &Path, keys: &[Key]) -> anyhow::Result<()> {
    let failed = || format!("REGULARS_KEY_FILE: {} cannot be written", path.display());
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&new).with_context(failed)?;
    let mut text = zeroize::Zeroizing::new(HEADER.to_owned());
    for key in keys {
        text.push_str(&key.expose());
        text.push('\n');
    }
    file.write_all(text.as_bytes()).with_context(failed)?;
    file.sync_all().with_context(failed)?;
    std::fs::rename(&new, path).with_context(failed)
}

const HEADER: &str = "# The key for what is private in the database of Regulars: phone numbers, addresses of every kind, notes, what members say of themselves.\n\
                      # Keep a copy of this file apart from the backups: without it they cannot be read, with it they can.\n\
                      # The first line is in use; the others open what was written before, and old backups.\n";

/// Gives a database its keys, and seals what an earlier program wrote as it is. Nothing private is read or
/// written without.
///
/// # Errors
/// When a key is missing or wrong, in words that say what to do.
pub async fn unlock(db: &Db, source: &Source, clock: &dyn Clock, ids: Arc<dyn Ids>) -> anyhow::Result<Db> {
    let known = known(db).await?;
    let keys = match source.read()? {
        Some(keys) => keys,
        None => vec![first_key(source, &known, ids.as_ref())?],
    };
    let db = with_keys(db, keys, ids)?;
    all_here(&known, db.keys())?;
    if let Some(key) = db.keys().current()
        && !known.contains(&key.id())
    {
        let mut tx = db.begin().await?;
        sealed::note_key(&mut tx, key.id(), clock.now()).await?;
        tx.commit().await?;
    }
    seal_plain(&db).await?;
    Ok(db)
}

/// Gives a database that is only looked at the keys there are. What they do not open shows then.
///
/// # Errors
/// When they cannot be read.
pub fn unlock_to_read(db: &Db, source: &Source, ids: Arc<dyn Ids>) -> anyhow::Result<Db> {
    match source.read()? {
        Some(keys) => with_keys(db, keys, ids),
        None => Ok(db.clone()),
    }
}

fn with_keys(db: &Db, keys: Vec<Key>, ids: Arc<dyn Ids>) -> anyhow::Result<Db> {
    let mut keys = keys.into_iter();
    let current = keys.next().context("REGULARS_KEY: there is no key")?;
    Ok(db.with_keys(Keyring::new(current, keys, ids)))
}

async fn known(db: &Db) -> Result<Vec<KeyId>, StorageError> {
    let mut tx = db.look().await?;
    sealed::keys(&mut tx).await
}

/// The key for a database that has none yet.
fn first_key(source: &Source, known: &[KeyId], ids: &dyn Ids) -> anyhow::Result<Key> {
    if let Some(id) = known.last() {
        bail!(missing(*id, source));
    }
    let Current::Own(path) = &source.current else {
        bail!(wrong("REGULARS_KEY", NEEDED, EXAMPLE));
    };
    let key = Key::make(ids).context("REGULARS_KEY")?;
    write_file(path, std::slice::from_ref(&key))?;
    if source.tell {
        tracing::warn!(file = %path.display(), key = %key.id(), "{MADE}");
    }
    Ok(key)
}

/// Whether every key is here that values in the database may be sealed with.
fn all_here(known: &[KeyId], ring: &Keyring) -> anyhow::Result<()> {
    match known.iter().find(|id| ring.find(**id).is_none()) {
        Some(id) => bail!(missing_of_some(*id)),
        None => Ok(()),
    }
}

fn missing(id: KeyId, source: &Source) -> String {
    let place = match &source.current {
        Current::Own(path) | Current::File(path) => {
            format!(". Is it in a copy of {}? Then put that back", path.display())
        }
        Current::Given(_) | Current::Nowhere => String::new(),
    };
    format!("{}{place}", missing_of_some(id))
}

fn missing_of_some(id: KeyId) -> String {
    format!(
        "REGULARS_KEY: the key {id} is missing, with which private values in this database are sealed. Without it phone \
         numbers, addresses, notes, what stands in members' own fields, and relatives' names that it sealed cannot be read; \
         members' names, points, coupons and orders can. Set REGULARS_KEY to it, or name it in REGULARS_FORMER_KEYS if another one has taken its place. If it is \
         lost for good, `regulars key forget {id}` empties what it sealed, and the program starts again"
    )
}

/// Seals what an earlier program wrote as it is, page by page: a start that is broken off goes on from there.
async fn seal_plain(db: &Db) -> Result<(), StorageError> {
    let mut sealed = 0;
    loop {
        let mut tx = db.begin().await?;
        let page = sealed::seal_plain(&mut tx, PAGE).await?;
        tx.commit().await?;
        if page == 0 {
            break;
        }
        sealed += page;
    }
    if sealed > 0 {
        tracing::info!(
            values = sealed,
            "what an earlier version left readable about people is sealed"
        );
        db.sweep().await?;
    }
    Ok(())
}
