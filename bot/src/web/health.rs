//! Whether the process lives, and whether it can do its work.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use storage::{Db, inbox};

use crate::gauges::Gauges;
use crate::slots::Slots;

const PATIENCE: Duration = Duration::from_secs(2);

/// What is looked at.
#[derive(Clone)]
pub struct Health {
    pub db: Db,
    pub slots: Arc<Slots>,
    pub gauges: Arc<Gauges>,
    pub polling: bool,
}

pub async fn alive() -> &'static str {
    "alive\n"
}

/// Each thing that the work needs, on a line of its own.
pub async fn ready(State(health): State<Health>) -> Response {
    let database = tokio::time::timeout(PATIENCE, answers(&health.db))
        .await
        .unwrap_or(false);
    let leases = health.slots.is_current() && health.slots.count() > 0;
    // Another process may be the poller.
    let updates = !health.polling || !health.slots.is_poller() || health.gauges.poller_is_well();
    let room = !health.gauges.is_full();

    let text: String = [
        ("database", database),
        ("leases", leases),
        ("updates", updates),
        ("room", room),
    ]
    .map(|(what, well)| format!("{what}: {}\n", if well { "ok" } else { "failing" }))
    .concat();
    let status = if database && leases && updates && room {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, text).into_response()
}

async fn answers(db: &Db) -> bool {
    let Ok(mut tx) = db.look().await else { return false };
    inbox::counts(&mut tx).await.is_ok()
}
