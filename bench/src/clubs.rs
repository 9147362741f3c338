//! Databases to measure on: each in a folder on the disk that this program lies on, with a shop in it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::shop::Shop;
use domain::{Clock, OsIds, WallClock};
use loyalty::Loyalty;
use storage::Db;
use storage::seed::{self, Club};
use storage::testing::Empty;
use tempfile::TempDir;

use crate::processes::Regulars;
use crate::steps::{GIFTS, title};

const SLUG: &str = "bench";
/// Enough for everything that is redeemed here, by the shop's own rule.
const WELCOME: i64 = 1_000_000;

/// An engine, and how a database of it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A file of the bot's own
    #[value(name = "sqlite")]
    File,
    /// A server beside it
    #[value(name = "postgres")]
    Server,
}

impl Engine {
    pub const ALL: [Self; 2] = [Self::File, Self::Server];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "SQLite",
            Self::Server => "PostgreSQL",
        }
    }
}

/// A database with an open shop. Dropped, it is gone.
pub struct Ground {
    pub regulars: Regulars,
    pub shop: Shop,
    _folder: TempDir,
    _server: Option<Empty>,
}

impl Ground {
    pub async fn prepare(engine: Engine, settings: &[(String, String)]) -> anyhow::Result<Self> {
        Self::prepare_with(engine, settings, "").await
    }

    /// `more`: what else stands in the shop's file.
    pub async fn prepare_with(engine: Engine, settings: &[(String, String)], more: &str) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?;
        let beside = program.parent().context("this program lies in no folder")?;
        let folder = TempDir::with_prefix_in("bench-", beside)?;
        let (url, server) = match engine {
            Engine::File => (format!("sqlite:{}", folder.path().join("club.db").display()), None),
            Engine::Server => {
                let server = storage::testing::empty_postgres().await;
                (server.url.clone(), Some(server))
            }
        };
        let regulars = Regulars::beside_this(folder.path(), &url, settings)?;
        open_shop(&regulars, folder.path(), more).await?;
        let loyalty = loyalty(&regulars).await?;
        let shop = loyalty.shop_by_slug(SLUG).await?.context("the shop was not opened")?;
        loyalty.db.close().await?;
        Ok(Self {
            regulars,
            shop,
            _folder: folder,
            _server: server,
        })
    }

    /// What the shop's link carries, as the bot writes it.
    #[must_use]
    pub fn payload(&self) -> String {
        format!("j{}", URL_SAFE_NO_PAD.encode(self.shop.id.0))
    }

    /// The acts, in this process.
    pub async fn loyalty(&self) -> anyhow::Result<Loyalty> {
        loyalty(&self.regulars).await
    }

    /// Fills the club. Says how long that took.
    pub async fn fill(&self, members: i64) -> anyhow::Result<Duration> {
        let started = Instant::now();
        let loyalty = self.loyalty().await?;
        let at = WallClock.now();
        let expires_at = domain::lot::expiry(&self.shop, at).context("points live for ever in this shop")?;
        let club = Club {
            shop: self.shop.id,
            members,
            points: WELCOME,
            at,
            expires_at,
        };
        seed::write(&loyalty.db, &club).await?;
        loyalty.db.close().await?;
        Ok(started.elapsed())
    }

    /// Whether every balance, lot, stock and coupon is what the ledger makes of it.
    pub async fn check(&self) -> anyhow::Result<String> {
        Ok(self.regulars.run(&["check"]).await?.trim().to_owned())
    }
}

async fn loyalty(regulars: &Regulars) -> anyhow::Result<Loyalty> {
    let db = Db::open(&regulars.database_url).await?;
    Ok(Loyalty::new(db, Arc::new(WallClock), Arc::new(OsIds::default())))
}

async fn open_shop(regulars: &Regulars, folder: &Path, more: &str) -> anyhow::Result<()> {
    let path = folder.join("shop.toml");
    std::fs::write(&path, shop_file() + more)?;
    let path = path.to_str().context("the folder's name is no text")?;
    regulars.run(&["init", "--from", path]).await.map(drop)
}

fn shop_file() -> String {
    let mut file = format!(
        "[shop]\nslug = \"{SLUG}\"\nname = \"Bench\"\nlanguage = \"en\"\ntime_zone = \"Europe/London\"\n\
         currency = \"EUR\"\nowner = 1\n\n[points]\nper = \"1.00\"\nearn = 1\nwelcome = {WELCOME}\n\
         expire_after_months = 12\n"
    );
    for gift in 0..GIFTS {
        let section = format!(
            "\n[[gifts]]\nslug = \"gift-{gift}\"\ntitle = \"{}\"\npoints = {}\nstock = 1000000\n",
            title(gift),
            10 + gift
        );
        file += &section;
    }
    file
}
