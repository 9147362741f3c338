//! What the page is told of the demo, at any moment and without waiting.

use playground::{BotAct, TourStep};

use super::shops::DemoShop;

/// The state of the demo, in words for people.
#[derive(Default)]
pub struct Shown {
    /// The shop that was chosen.
    pub shop: Option<&'static DemoShop>,
    pub zone: chrono_tz::Tz,
    /// Whether the shop is open, with its program running or killed.
    pub open: bool,
    pub running: bool,
    pub busy: Option<String>,
    /// What went wrong last, until something goes well.
    pub error: Option<String>,
    pub tour: Vec<TourStep>,
    /// What happened while the clock was moved last.
    pub brought: Option<String>,
}

impl Shown {
    /// Shows that a shop was chosen that is not open yet.
    pub fn chosen(&mut self, demo: &'static DemoShop) {
        self.shop = Some(demo);
        self.open = false;
        self.running = false;
        self.tour = Vec::new();
        self.brought = None;
    }

    /// What can be done to the bot.
    pub fn can(&self) -> Vec<BotAct> {
        if !self.open || self.busy.is_some() {
            Vec::new()
        } else if self.running {
            vec![BotAct::Restart, BotAct::Kill]
        } else {
            vec![BotAct::Start]
        }
    }
}
