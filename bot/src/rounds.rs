//! What those who work in rounds have in common: side by side, then a rest.

use std::time::Duration;

use futures::StreamExt;
use storage::StorageError;
use tokio_util::sync::CancellationToken;

/// Carries all of it out, so many parts at once. A part that fails holds up no other; the last failure
/// is reported.
pub async fn side_by_side<P>(parts: impl Iterator<Item = P>, at_once: usize) -> Result<(), StorageError>
where
    P: Future<Output = Result<(), StorageError>>,
{
    let mut outcomes = futures::stream::iter(parts).buffer_unordered(at_once);
    let mut whole = Ok(());
    while let Some(outcome) = outcomes.next().await {
        if outcome.is_err() {
            whole = outcome;
        }
    }
    whole
}

/// Waits until somebody calls, the rest is over, or the program is asked to stop.
pub async fn pause(stop: &CancellationToken, rest: Duration, call: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = call => {}
        () = sleep(rest) => {}
    }
}

/// Waits, whoever calls.
#[expect(clippy::disallowed_methods, reason = "the rest between two rounds or two attempts")]
pub async fn sleep(rest: Duration) {
    tokio::time::sleep(rest).await;
}
