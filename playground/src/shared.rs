//! What all handles of one playground share: the world behind its lock, and the means to act on its own.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch};

use crate::{host::Host, world::World};

#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

struct Inner {
    world: Mutex<World>,
    changed: watch::Receiver<u64>,
    stop: watch::Sender<bool>,
    runtime: Handle,
    client: OnceLock<reqwest::Client>,
    first_redelivery_ms: AtomicU64,
    host: Option<Arc<dyn Host>>,
}

impl Shared {
    pub fn new(world: World, changed: watch::Receiver<u64>, runtime: Handle, host: Option<Arc<dyn Host>>) -> Self {
        Self(Arc::new(Inner {
            world: Mutex::new(world),
            changed,
            stop: watch::channel(false).0,
            runtime,
            client: OnceLock::new(),
            first_redelivery_ms: AtomicU64::new(1_000),
            host,
        }))
    }

    /// The world, for as long as the guard lives. A panic elsewhere does not take it away.
    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn host(&self) -> Option<Arc<dyn Host>> {
        self.0.host.clone()
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        let mut changes = self.0.changed.clone();
        changes.mark_unchanged();
        changes
    }

    /// The number of changes so far.
    pub fn version(&self) -> u64 {
        *self.0.changed.borrow()
    }

    pub fn client(&self) -> reqwest::Client {
        self.0.client.get_or_init(reqwest::Client::new).clone()
    }

    pub fn first_redelivery(&self) -> Duration {
        Duration::from_millis(self.0.first_redelivery_ms.load(Ordering::Relaxed))
    }

    pub fn set_first_redelivery(&self, delay: Duration) {
        let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.0.first_redelivery_ms.store(milliseconds, Ordering::Relaxed);
    }

    pub fn stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// Resolves when the playground is stopped.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stop = self.0.stop.subscribe();
        async move {
            // The sender lives in what every task holds; its end is a stop, too.
            drop(stop.wait_for(|stopped| *stopped).await);
        }
    }

    /// Runs something in the background until it ends or the playground stops.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stopped = self.stopped();
        drop(self.0.runtime.spawn(async move {
            tokio::select! {
                () = work => {}
                () = stopped => {}
            }
        }));
    }

    #[expect(clippy::disallowed_methods, reason = "a played delay is a real one")]
    pub async fn pause(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
