//! Server-sent events: a page hears that something changed, and looks.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use http_body_util::{Either, StreamBody};
use hyper::{
    Response,
    body::Frame,
    header::{CONTENT_TYPE, HeaderValue},
};
use tokio::{sync::watch, time::Instant};

use super::http::Reply;
use crate::shared::Shared;

/// A page hears of changes no more often than this.
const APART: Duration = Duration::from_millis(40);

/// A line that says nothing finds out whether the browser is still there.
const SILENCE: Duration = Duration::from_secs(15);

struct Live {
    shared: Shared,
    changes: watch::Receiver<u64>,
    told_at: Option<Instant>,
    /// Whether the end of a bot's typing has still to be told.
    typing: bool,
}

pub(super) fn stream(shared: &Shared) -> Reply {
    let live = Live {
        shared: shared.clone(),
        changes: shared.changes(),
        told_at: None,
        typing: false,
    };
    let events = stream::unfold(live, |mut live| async {
        let text = live.next().await?;
        Some((Ok(Frame::data(Bytes::from(text))), live))
    });
    let mut reply = Response::new(Either::Right(StreamBody::new(events.boxed())));
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    reply
}

impl Live {
    /// Waits for the next thing to say. `None` when the playground is gone.
    async fn next(&mut self) -> Option<String> {
        if let Some(told_at) = self.told_at {
            let patience = self.patience();
            match tokio::time::timeout(patience, self.changes.changed()).await {
                Ok(changed) => changed.ok()?,
                // Time alone ends typing.
                Err(_) if self.typing && patience < SILENCE => self.typing = false,
                Err(_) => return Some(": still here\n\n".to_owned()),
            }
            self.shared.pause(APART.saturating_sub(told_at.elapsed())).await;
        }
        self.told_at = Some(Instant::now());
        let version = *self.changes.borrow_and_update();
        self.typing = self.shared.lock().actions_last().is_some();
        Some(format!("data: {{\"version\":{version}}}\n\n"))
    }

    fn patience(&self) -> Duration {
        if !self.typing {
            return SILENCE;
        }
        let left = self.shared.lock().actions_last();
        left.and_then(|left| left.to_std().ok())
            .unwrap_or_default()
            .min(SILENCE)
    }
}
