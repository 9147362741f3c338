//! Webhooks: one update at a time per lane, again and again until it is taken or too old.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc};

use super::{Lane, Pending};
use crate::{shared::Shared, world::World};

/// A bot that has not answered by then has not taken the update.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
/// The delay between two attempts doubles until it is this long.
const LONGEST_DELAY: Duration = Duration::from_secs(90);
/// `Retry-After` is honoured up to this.
const LONGEST_WISH: u64 = 3_600;

pub(crate) struct Webhook {
    pub url: String,
    pub max_connections: u16,
    pub ip_address: Option<String>,
    pub last_error: Option<(i64, String)>,
    lanes: HashMap<Lane, VecDeque<i64>>,
    start_lane: mpsc::UnboundedSender<Lane>,
}

impl Webhook {
    /// An empty lane has no runner; the first update in it starts one.
    pub(super) fn add(&mut self, lane: Lane, id: i64) {
        let queue = self.lanes.entry(lane).or_insert_with(|| {
            // The receiver is gone only when the playground stops.
            self.start_lane.send(lane).ok();
            VecDeque::new()
        });
        queue.push_back(id);
    }

    pub(super) fn clear(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.clear();
        }
    }
}

/// What a bot asked for with `setWebhook`.
pub(crate) struct WebhookWish {
    pub url: String,
    pub secret: Option<String>,
    pub max_connections: u16,
    pub ip_address: Option<String>,
}

#[derive(Clone)]
struct Runner {
    shared: Shared,
    client: reqwest::Client,
    bot: i64,
    generation: u64,
    url: Arc<str>,
    secret: Option<Arc<str>>,
    connections: Arc<Semaphore>,
    first_delay: Duration,
}

impl World {
    /// Points the deliveries of a bot somewhere, beginning with what already waits.
    pub fn set_webhook(&mut self, bot: i64, wish: WebhookWish, shared: &Shared) {
        let Some(state) = self.bots.get_mut(&bot) else { return };
        let queue = &mut state.queue;
        queue.webhook_generation += 1;
        let (start_lane, lanes_to_start) = mpsc::unbounded_channel();
        let runner = Runner {
            shared: shared.clone(),
            client: shared.client(),
            bot,
            generation: queue.webhook_generation,
            url: wish.url.as_str().into(),
            secret: wish.secret.as_deref().map(Into::into),
            connections: Arc::new(Semaphore::new(wish.max_connections.into())),
            first_delay: shared.first_redelivery(),
        };
        let mut webhook = Webhook {
            url: wish.url,
            max_connections: wish.max_connections,
            ip_address: wish.ip_address,
            last_error: None,
            lanes: HashMap::new(),
            start_lane,
        };
        // What was to be sent a second time waits like the rest.
        queue.again_in_flight = 0;
        for pending in std::mem::take(&mut queue.again) {
            queue.waiting.insert(pending.id, pending);
        }
        for pending in queue.waiting.values() {
            webhook.add(pending.lane, pending.id);
        }
        queue.webhook = Some(webhook);
        queue.wake.notify_waiters();
        shared.spawn(run(runner, lanes_to_start));
        self.touch();
    }

    pub fn remove_webhook(&mut self, bot: i64) {
        let Some(state) = self.bots.get_mut(&bot) else { return };
        state.queue.webhook = None;
        state.queue.webhook_generation += 1;
        self.touch();
    }

    pub fn webhook(&self, bot: i64) -> Option<&Webhook> {
        self.bots.get(&bot)?.queue.webhook.as_ref()
    }

    /// The update at the head of a lane; an empty lane is given up with its runner.
    fn head_of_lane(&mut self, bot: i64, generation: u64, lane: Lane) -> Option<Pending> {
        let now = self.now();
        let queue = &mut self.bots.get_mut(&bot)?.queue;
        if queue.webhook_generation != generation {
            return None;
        }
        let webhook = queue.webhook.as_mut()?;
        let ids = webhook.lanes.get_mut(&lane)?;
        while let Some(id) = ids.front() {
            match queue.waiting.get(id) {
                Some(pending) if pending.expires_at > now => return Some(pending.clone()),
                Some(_) => {
                    queue.waiting.remove(id);
                    ids.pop_front();
                }
                None => {
                    ids.pop_front();
                }
            }
        }
        webhook.lanes.remove(&lane);
        None
    }

    fn taken(&mut self, bot: i64, generation: u64, pending: &Pending) {
        let Some(state) = self.bots.get_mut(&bot) else { return };
        let queue = &mut state.queue;
        if queue.webhook_generation != generation {
            return;
        }
        queue.acknowledge(pending.id);
        if let Some(ids) = queue
            .webhook
            .as_mut()
            .and_then(|webhook| webhook.lanes.get_mut(&pending.lane))
            && ids.front() == Some(&pending.id)
        {
            ids.pop_front();
        }
        self.touch();
    }

    fn refused(&mut self, bot: i64, generation: u64, error: String) {
        let at = self.unix();
        let Some(state) = self.bots.get_mut(&bot) else { return };
        if state.queue.webhook_generation == generation
            && let Some(webhook) = &mut state.queue.webhook
        {
            webhook.last_error = Some((at, error));
        }
        self.touch();
    }
}

async fn run(runner: Runner, mut lanes_to_start: mpsc::UnboundedReceiver<Lane>) {
    while let Some(lane) = lanes_to_start.recv().await {
        let shared = runner.shared.clone();
        shared.spawn(run_lane(runner.clone(), lane));
    }
}

async fn run_lane(runner: Runner, lane: Lane) {
    let mut delay = runner.first_delay;
    loop {
        let head = runner.shared.lock().head_of_lane(runner.bot, runner.generation, lane);
        let Some(pending) = head else { return };
        match runner.attempt(&pending).await {
            Ok(()) => {
                runner.shared.lock().taken(runner.bot, runner.generation, &pending);
                delay = runner.first_delay;
            }
            Err(failure) => {
                runner
                    .shared
                    .lock()
                    .refused(runner.bot, runner.generation, failure.error);
                let wait = failure.retry_after.unwrap_or(delay);
                delay = (delay * 2).min(LONGEST_DELAY);
                runner.shared.pause(wait).await;
            }
        }
    }
}

struct Failure {
    error: String,
    retry_after: Option<Duration>,
}

impl Runner {
    async fn attempt(&self, pending: &Pending) -> Result<(), Failure> {
        let failed = |error: String| Failure {
            error,
            retry_after: None,
        };
        let Ok(_connection) = self.connections.acquire().await else {
            return Err(failed("the playground stops".to_owned()));
        };
        let mut request = self
            .client
            .post(&*self.url)
            .header("Content-Type", "application/json")
            .timeout(ANSWER_WITHIN)
            .body(Bytes::copy_from_slice(pending.text.as_bytes()));
        if let Some(secret) = &self.secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", &**secret);
        }
        let response = request.send().await.map_err(|error| {
            failed(if error.is_timeout() {
                "Read timeout expired".to_owned()
            } else {
                "Connection refused".to_owned()
            })
        })?;
        let status = response.status();
        let retry_after = response
            .headers()
            .get("Retry-After")
            .and_then(|wish| wish.to_str().ok()?.parse::<u64>().ok())
            .map(|seconds| Duration::from_secs(seconds.min(LONGEST_WISH)));
        let is_form = response
            .headers()
            .get("Content-Type")
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.contains("form"));
        // The body is read to its end so that the connection can carry the next update.
        let body = response.bytes().await.unwrap_or_default();
        if status.is_success() {
            if is_form || names_a_method(&body) {
                let breach = "the playground does not play methods called in the answer to a webhook";
                self.shared.lock().breach(breach.to_owned());
            }
            return Ok(());
        }
        Err(Failure {
            error: format!("Wrong response from the webhook: {status}"),
            retry_after,
        })
    }
}

/// Whether an answer to an update asks for more than to take it as handled.
fn names_a_method(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|body| body.get("method").is_some())
}
