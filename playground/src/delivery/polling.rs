//! Long polling: `getUpdates`.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};
use tokio::{sync::Notify, time::Instant};

use crate::{api::Refusal, shared::Shared, world::World};

const BATCH: i64 = 100;
const LONGEST_POLL: i64 = 50;

enum Look {
    Found(Vec<Arc<str>>),
    Nothing(Arc<Notify>),
}

/// Answers a poll with the texts of updates when there are any, or when its time is up.
pub(crate) async fn get_updates(
    shared: &Shared,
    bot: i64,
    params: &Map<String, Value>,
) -> Result<Vec<Arc<str>>, Refusal> {
    let timeout = params
        .get("timeout")
        .and_then(Value::as_i64)
        .unwrap_or(0)
        .clamp(0, LONGEST_POLL);
    let limit = params
        .get("limit")
        .and_then(Value::as_i64)
        .unwrap_or(BATCH)
        .clamp(1, BATCH);
    let mut offset = params.get("offset").and_then(Value::as_i64);
    let deadline = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
    let turn = shared.lock().begin_poll(bot, params)?;
    loop {
        let notified = {
            let mut world = shared.lock();
            match world.look(bot, turn, offset.take(), limit)? {
                Look::Found(updates) => return Ok(updates),
                Look::Nothing(wake) => {
                    let mut notified = Box::pin(wake.notified_owned());
                    // Registered while the lock is held, so that no update slips in between.
                    notified.as_mut().enable();
                    notified
                }
            }
        };
        if tokio::time::timeout_at(deadline, notified).await.is_err() {
            return Ok(Vec::new());
        }
    }
}

impl World {
    fn begin_poll(&mut self, bot: i64, params: &Map<String, Value>) -> Result<u64, Refusal> {
        let Some(state) = self.bots.get_mut(&bot) else {
            return Err(Refusal::unauthorized());
        };
        let queue = &mut state.queue;
        if queue.webhook.is_some() {
            return Err(Refusal::conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            ));
        }
        queue.set_allowed(params.get("allowed_updates"));
        queue.poll += 1;
        queue.again_in_flight = {
            // What the last answer carried a second time counts as taken by this call.
            let taken = queue.again_in_flight.min(queue.again.len());
            queue.again.drain(..taken);
            0
        };
        let turn = queue.poll;
        queue.wake.notify_waiters();
        self.judge_kinds(params);
        self.touch();
        Ok(turn)
    }

    fn look(&mut self, bot: i64, turn: u64, offset: Option<i64>, limit: i64) -> Result<Look, Refusal> {
        let now = self.now();
        let Some(state) = self.bots.get_mut(&bot) else {
            return Err(Refusal::unauthorized());
        };
        let queue = &mut state.queue;
        if queue.webhook.is_some() {
            return Err(Refusal::conflict("terminated by setWebhook request"));
        }
        if queue.poll != turn {
            return Err(Refusal::conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running",
            ));
        }
        let acknowledged = match offset {
            Some(offset) if offset < 0 => {
                let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
                let first = queue
                    .waiting
                    .keys()
                    .nth_back(keep.saturating_sub(1))
                    .or_else(|| queue.waiting.keys().next())
                    .copied();
                first.is_some_and(|first| queue.acknowledge_below(first))
            }
            Some(offset) => queue.acknowledge_below(offset),
            None => false,
        };
        let limit = usize::try_from(limit).unwrap_or(1);
        let again = queue.again.iter().take(limit);
        queue.again_in_flight = again.len();
        let mut room = limit - again.len();
        let mut batch: Vec<Arc<str>> = again.map(|pending| pending.text.clone()).collect();
        let mut expired = Vec::new();
        for pending in queue.waiting.values() {
            if pending.expires_at <= now {
                expired.push(pending.id);
            } else if room == 0 {
                break;
            } else {
                room -= 1;
                batch.push(pending.text.clone());
            }
        }
        for id in expired {
            queue.waiting.remove(&id);
        }
        let wake = queue.wake.clone();
        if acknowledged {
            self.touch();
        }
        if batch.is_empty() {
            return Ok(Look::Nothing(wake));
        }
        Ok(Look::Found(batch))
    }
}
