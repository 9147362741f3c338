//! One thing after the other is done with the shop, and each to its end.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use playground::BotAct;
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;

use super::house::{House, Scene};
use super::shops::DemoShop;

/// Something that is done with the shop.
#[derive(Clone, Copy)]
pub enum Deed {
    Open(&'static DemoShop),
    Bot(BotAct),
    MoveClock(DateTime<Utc>),
}

/// What the page is told to wait for. While it lives nobody else begins anything.
pub struct Busy(Arc<House>);

impl Busy {
    /// `None` while something else is being done.
    pub fn with(house: &Arc<House>, deed: Deed) -> Option<Self> {
        let words = house.busy_with(deed);
        {
            let mut shown = house.shown();
            if shown.busy.is_some() {
                return None;
            }
            shown.busy = Some(words);
        }
        house.touch();
        Some(Self(Arc::clone(house)))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.show(|shown| shown.busy = None);
    }
}

/// The right to do one thing with what is played.
pub struct Turn {
    // Given back before the page is told that the next thing can be done.
    scene: OwnedMutexGuard<Scene>,
    busy: Busy,
}

impl Turn {
    pub fn new(busy: Busy, scene: OwnedMutexGuard<Scene>) -> Self {
        Self { scene, busy }
    }

    pub fn is_open(&self) -> bool {
        self.scene.played.is_some()
    }

    /// Does it on a task of its own: it goes on when whoever asked for it has gone, as a page does that is
    /// loaded again.
    pub fn begin(mut self, deed: Deed) -> JoinHandle<anyhow::Result<()>> {
        tokio::spawn(async move {
            let house = Arc::clone(&self.busy.0);
            let outcome = Box::pin(house.does(deed, &mut self.scene)).await;
            house.note(&outcome);
            outcome
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (open, running) = (self.is_open(), self.scene.machine().is_some());
        self.busy.0.show(|shown| {
            shown.open = open;
            shown.running = running;
        });
    }
}
