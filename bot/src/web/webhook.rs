//! The door that Telegram knocks at.
//!
//! It says yes after the update is stored, so that Telegram keeps what this program could not.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use crate::desk::Desk;
use crate::doorman::{reading, received};
use crate::gauges::Gauges;
use crate::lanes::Lanes;
use crate::settings::Secret;

const HEADER: &str = "x-telegram-bot-api-secret-token";
/// Telegram's updates have a few kilobytes.
const LARGEST: usize = 1 << 20;
const SECONDS_TO_WAIT: &str = "5";

/// What stands behind the door.
#[derive(Clone)]
pub struct Door {
    lanes: Lanes,
    gauges: Arc<Gauges>,
    secret: Secret,
    desk: Desk,
}

impl Door {
    #[must_use]
    pub fn new(lanes: Lanes, gauges: Arc<Gauges>, secret: Secret, desk: Desk) -> Self {
        Self {
            lanes,
            gauges,
            secret,
            desk,
        }
    }

    /// Whether the caller knows the secret. Takes as long for a guess that is almost right as for any other.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let shown = headers
            .get(HEADER)
            .map(axum::http::HeaderValue::as_bytes)
            .unwrap_or_default();
        let secret = self.secret.expose().as_bytes();
        !secret.is_empty() && bool::from(shown.ct_eq(secret))
    }
}

pub async fn deliver(State(door): State<Door>, request: Request) -> Response {
    // Before the body: a stranger's megabytes are not read.
    if !door.knows(request.headers()) {
        metrics::counter!("regulars_webhook_strangers_total").increment(1);
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if door.gauges.is_full() {
        return later();
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let arrival = match std::str::from_utf8(&body).map(reading::read) {
        Ok(Ok(arrival)) => arrival,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the webhook was sent something else than an update");
            return StatusCode::BAD_REQUEST.into_response();
        }
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    received(1, "webhook");
    let arrivals = door.desk.sort_out(vec![arrival]);
    if arrivals.is_empty() {
        return StatusCode::OK.into_response();
    }
    match door.lanes.store(arrivals).await {
        Ok(_) => StatusCode::OK.into_response(),
        Err(_) => later(),
    }
}

fn later() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, SECONDS_TO_WAIT)]).into_response()
}
