//! One test of each story for each engine, and for each way in which updates come.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use storage::testing::{Fresh, fresh_postgres, fresh_sqlite};
use tracing::Level;

use crate::logbook::Logbook;
use crate::stage::Stage;

/// Where the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// How updates come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Polling,
    Webhook,
}

/// What a story finds when it begins.
pub trait Ground: Sized {
    /// What it is laid on: nothing but a running program, its pretend Telegram, and a clock that stands still.
    fn lay(stage: Arc<Stage>) -> impl Future<Output = Self>;
}

impl Ground for Arc<Stage> {
    async fn lay(stage: Arc<Stage>) -> Self {
        stage
    }
}

impl Engine {
    async fn database(self) -> Fresh {
        match self {
            Self::Sqlite => fresh_sqlite().await,
            Self::Postgres => fresh_postgres().await,
        }
    }
}

/// Tells one story and looks afterwards whether anything was left lying about.
pub async fn tell<G: Ground>(engine: Engine, by: By, story: impl AsyncFnOnce(G)) {
    let book = Logbook::down_to(Level::WARN);
    let stage = Stage::open(engine.database().await, by).await;
    let told = AssertUnwindSafe(async {
        story(G::lay(stage.clone()).await).await;
        stage.close().await;
    });
    let told = told.catch_unwind().await;
    if told.is_err() {
        eprintln!("{}\n── The program's log\n{}", stage.transcript(), book.text());
    }
    stage.end().await;
    if let Err(panic) = told {
        std::panic::resume_unwind(panic);
    }
}

/// Makes a test of each story for each engine, with updates that come by polling.
///
/// A story is an async function that takes what implements [`Ground`].
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                $crate::tell($crate::Engine::Sqlite, $crate::By::Polling, super::$story).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $story() {
                $crate::tell($crate::Engine::Postgres, $crate::By::Polling, super::$story).await;
            })+
        }
    };
}

/// The same with updates that come by webhook.
#[macro_export]
macro_rules! by_webhook {
    ($($story:ident),+ $(,)?) => {
        mod sqlite_by_webhook {
            $(#[tokio::test]
            async fn $story() {
                $crate::tell($crate::Engine::Sqlite, $crate::By::Webhook, super::$story).await;
            })+
        }
        mod postgres_by_webhook {
            $(#[tokio::test]
            async fn $story() {
                $crate::tell($crate::Engine::Postgres, $crate::By::Webhook, super::$story).await;
            })+
        }
    };
}
