//! What cannot wait in a lane is taken up at the door: whether somebody may pay, and what staff look for
//! while they type.

use crate::cashier::Cashier;
use crate::club::Club;
use crate::lanes::Arrival;
use crate::prompter::Prompter;

/// Stands beside the door.
#[derive(Clone)]
pub struct Desk {
    cashier: Cashier,
    prompter: Prompter,
}

impl Desk {
    #[must_use]
    pub fn new(club: &Club) -> Self {
        Self {
            cashier: Cashier::new(club.clone()),
            prompter: Prompter::new(club.clone()),
        }
    }

    /// Takes up the questions among what arrived, and leaves the rest.
    #[must_use]
    pub fn sort_out(&self, mut arrivals: Vec<Arrival>) -> Vec<Arrival> {
        arrivals.retain(|arrival| !self.cashier.takes_up(arrival) && !self.prompter.takes_up(arrival));
        arrivals
    }
}
