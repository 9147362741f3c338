//! What the program counts, in the form that Prometheus reads.

use std::sync::OnceLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

const SECONDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// What each number means, for whoever reads them.
const MEANINGS: [(&str, &str); 13] = [
    (
        "regulars_updates_received_total",
        "Updates that came in, by polling or webhook",
    ),
    (
        "regulars_updates_total",
        "Updates that were handled, by outcome: done, failed (tried again), dead (given up)",
    ),
    (
        "regulars_updates_dropped_total",
        "Updates left unanswered because one person sent too many",
    ),
    ("regulars_handling_seconds", "Time to handle one update"),
    (
        "regulars_letters_total",
        "Attempts to send a letter, by Telegram's verdict",
    ),
    ("regulars_jobs_total", "Jobs carried out, by outcome"),
    (
        "regulars_telegram_calls_total",
        "Calls of the Bot API, by method and result",
    ),
    ("regulars_telegram_seconds", "Time until the Bot API answered"),
    ("regulars_telegram_429_total", "Times that Telegram asked for a pause"),
    (
        "regulars_webhook_strangers_total",
        "Deliveries without the right secret",
    ),
    ("regulars_rows_open", "Rows that wait, by table: inbox, outbox, jobs"),
    ("regulars_rows_dead", "Rows that were given up and are kept, by table"),
    ("regulars_db_errors_total", "Work that the database failed, by place"),
];

/// Begins to count. A process counts once, however many programs run in it.
pub fn count() {
    HANDLE.get_or_init(|| {
        let built = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(PrometheusBuilder::install_recorder);
        match built {
            Ok(handle) => {
                for (name, meaning) in MEANINGS {
                    if name.ends_with("_total") {
                        metrics::describe_counter!(name, meaning);
                    } else if name.ends_with("_seconds") {
                        metrics::describe_histogram!(name, meaning);
                    } else {
                        metrics::describe_gauge!(name, meaning);
                    }
                }
                metrics::describe_gauge!("regulars_slots_held", "Slots of chats that this process serves, of 32");
                Some(handle)
            }
            Err(error) => {
                tracing::warn!(%error, "nothing is counted");
                None
            }
        }
    });
}

/// Sorts what was measured into its buckets. Without it, measurements pile up until somebody reads them.
pub fn tidy() {
    if let Some(handle) = HANDLE.get().and_then(Option::as_ref) {
        handle.run_upkeep();
    }
}

pub async fn show() -> Response {
    let text = HANDLE
        .get()
        .and_then(Option::as_ref)
        .map(PrometheusHandle::render)
        .unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
