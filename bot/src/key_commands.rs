//! `regulars key`: makes a key, changes it, says which there are, and goes on without a lost one.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use domain::OsIds;
use storage::keyring::{Key, KeyId};
use storage::seal::Column;
use storage::sealed::{self, Cursor};
use storage::{Db, StorageError};

use crate::keys::{self, Source};
use crate::settings::{self, Typed};

/// Rows that one transaction looks at.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Print a new key, for `REGULARS_KEY` or a file
    New,
    /// Say which keys the database knows and which of them are here
    List,
    /// Put a new key in the place of the current one, which goes on opening what it sealed
    ///
    /// With a key file the new key is written into it. The next start uses it, and seals everything anew
    /// while the bot runs.
    Rotate,
    /// Go on without a key that is lost: empty every value that it sealed. Asks twice; stop the bot first
    Forget {
        /// The key's id, as the refused start names it
        #[arg(value_name = "ID")]
        id: KeyId,
    },
}

/// Does what was asked.
///
/// # Errors
/// What keeps it from being done, in words for the operator.
pub async fn run(command: KeyCommand, typed: &Typed) -> anyhow::Result<ExitCode> {
    match command {
        KeyCommand::New => {
            say(&Key::make(&OsIds::default())?.expose())?;
        }
        KeyCommand::List => return list(typed).await,
        KeyCommand::Rotate => rotate(typed)?,
        KeyCommand::Forget { id } => return forget(typed, id).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// One key to a line: its id, and what it is for. Fails when one is missing.
async fn list(typed: &Typed) -> anyhow::Result<ExitCode> {
    let url = settings::database_url(typed)?;
    let db = Db::open_to_read(url.expose())
        .await
        .context("DATABASE_URL: the database cannot be opened")?;
    let mut tx = db.look().await?;
    let known = sealed::keys(&mut tx).await?;
    drop(tx);
    let here = Source::of(typed, &url)?.read()?.unwrap_or_default();
    for (at, key) in here.iter().enumerate() {
        let use_ = match (at, known.contains(&key.id())) {
            (0, _) => "seals and opens",
            (_, true) => "opens what it sealed; needed until everything is sealed anew",
            (_, false) => "opens old backups; the database needs it no more",
        };
        say(&format!("{}  {use_}", key.id()))?;
    }
    let missing: Vec<&KeyId> = known
        .iter()
        .filter(|id| here.iter().all(|key| key.id() != **id))
        .collect();
    for id in &missing {
        say(&format!("{id}  is missing; what it sealed cannot be read"))?;
    }
    Ok(if missing.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn rotate(typed: &Typed) -> anyhow::Result<()> {
    let source = Source::of(typed, &settings::database_url(typed)?)?;
    let new = Key::make(&OsIds::default())?;
    let Some(file) = source.file() else {
        say(
            "The key is in the settings, so it is changed there. Give every copy of the program these two and start it again:",
        )?;
        say(&format!("REGULARS_KEY={}", *new.expose()))?;
        say("REGULARS_FORMER_KEYS=the key that REGULARS_KEY was, and those that were here")?;
        say("")?;
        say(
            "With several copies, first add the new key to REGULARS_FORMER_KEYS of each, so that all can read what the first one seals with it.",
        )?;
        return Ok(());
    };
    if !file.exists() {
        bail!(
            "REGULARS_KEY_FILE: {} is not there; the first start makes it",
            file.display()
        );
    }
    let former = keys::read_file(file)?;
    let (id, mut keys) = (new.id(), vec![new]);
    keys.extend(former);
    keys::write_file(file, &keys)?;
    say(&format!(
        "{} begins with the key {id}. Keep a copy of it apart from the backups, and start the program again.",
        file.display()
    ))?;
    say("What was sealed before is sealed anew while the bot runs. The keys below the first line open old backups.")?;
    Ok(())
}

async fn forget(typed: &Typed, id: KeyId) -> anyhow::Result<ExitCode> {
    let url = settings::database_url(typed)?;
    let source = Source::of(typed, &url)?;
    let here = source.read()?.unwrap_or_default();
    if here.iter().any(|key| key.id() == id) {
        bail!("the key {id} is here, so nothing that it sealed is lost");
    }
    let db = Db::open(url.expose())
        .await
        .context("DATABASE_URL: the database cannot be opened; is the bot running?")?;
    let mut tx = db.look().await?;
    let known = sealed::keys(&mut tx).await?.contains(&id);
    drop(tx);
    if !known {
        bail!("the database knows no key {id}; `regulars key list` names those it knows");
    }
    let lost = count(&db, id).await?;
    say(&format!("Sealed with the key {id}, and lost without it:"))?;
    for (column, values) in &lost {
        say(&format!("  {}: {values}", column.name()))?;
    }
    say("Should the key be found again, it opens what is in a backup, but not what is emptied here.")?;
    let agreed = asked(
        &format!("To empty these, type the id of the key ({id}): "),
        &id.to_string(),
    )? && asked("To empty them for good, type FORGET: ", "FORGET")?;
    if !agreed {
        say("Nothing was changed.")?;
        return Ok(ExitCode::FAILURE);
    }
    let mut emptied = 0;
    let mut at = Some(Cursor::START);
    while let Some(from) = at {
        let mut tx = db.begin().await?;
        let (more, next) = sealed::empty(&mut tx, id, from, PAGE).await?;
        if next.is_none() {
            sealed::forget_key(&mut tx, id).await?;
        }
        tx.commit().await?;
        (emptied, at) = (emptied + more, next);
    }
    db.close().await?;
    say(&format!("{emptied} values are empty. The program can be started."))?;
    Ok(ExitCode::SUCCESS)
}

async fn count(db: &Db, id: KeyId) -> Result<Vec<(Column, usize)>, StorageError> {
    let mut lost: Vec<(Column, usize)> = Column::ALL.iter().map(|column| (*column, 0)).collect();
    let mut at = Some(Cursor::START);
    while let Some(from) = at {
        let mut tx = db.look().await?;
        let (values, next) = sealed::page(&mut tx, from, PAGE).await?;
        for value in values.iter().filter(|value| value.key() == Some(id)) {
            for (column, values) in &mut lost {
                *values += usize::from(*column == value.place.column());
            }
        }
        at = next;
    }
    Ok(lost)
}

/// Asks on the console. What comes from a pipe counts as well.
fn asked(question: &str, wanted: &str) -> anyhow::Result<bool> {
    let mut out = std::io::stdout();
    write!(out, "{question}")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == wanted)
}

fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
