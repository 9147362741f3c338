//! What is wrong with an automation that is being changed.

use super::{Automation, Brings, LONGEST_TITLE, LONGEST_WAIT, MOST_HELD_OUT, MOST_WAVES, Trigger, Wave};
use crate::setting::MOST_POINTS;
use crate::terms::Worth;

/// What is wrong with an automation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    NoWave,
    TooManyWaves,
    /// Two waves on one day.
    SameDay,
    /// At once, where a day has to be over before anybody can be told.
    TooSoon,
    TooFar,
    /// Points or a coupon that are nothing.
    BringsNothing,
    /// More points than one message can bring.
    BringsTooMuch,
    /// A holiday without its day cannot be kept.
    NoHoliday,
    HoldoutTooLarge,
    TitleTooLong,
}

impl Automation {
    /// What is wrong with it, if something is.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn judge_itself(&self) -> Result<(), Flaw> {
        if self.waves.is_empty() {
            return Err(Flaw::NoWave);
        }
        if self.waves.len() > MOST_WAVES {
            return Err(Flaw::TooManyWaves);
        }
        let mut days: Vec<u32> = self.waves.iter().map(|wave| wave.days).collect();
        days.sort_unstable();
        if days.last().is_some_and(|last| *last > LONGEST_WAIT) {
            return Err(Flaw::TooFar);
        }
        if days.first() == Some(&0) && !self.trigger.can_come_at_once() {
            return Err(Flaw::TooSoon);
        }
        days.dedup();
        if days.len() < self.waves.len() {
            return Err(Flaw::SameDay);
        }
        let brought: Vec<&Brings> = self.waves.iter().flat_map(Wave::all_brought).collect();
        if brought.iter().any(|brings| brings.is_nothing()) {
            return Err(Flaw::BringsNothing);
        }
        if brought.iter().any(|brings| brings.is_too_much()) {
            return Err(Flaw::BringsTooMuch);
        }
        if self.trigger == Trigger::Holiday && self.holiday.is_none() && self.since.is_some() {
            return Err(Flaw::NoHoliday);
        }
        if self.holdout > MOST_HELD_OUT {
            return Err(Flaw::HoldoutTooLarge);
        }
        if self
            .title
            .as_ref()
            .is_some_and(|title| title.chars().count() > LONGEST_TITLE)
        {
            return Err(Flaw::TitleTooLong);
        }
        Ok(())
    }
}

impl Brings {
    fn is_nothing(&self) -> bool {
        match self {
            Self::Words => false,
            Self::Points { points } => points.is_zero(),
            Self::Coupon { terms, .. } => match &terms.worth {
                Worth::Amount { off } => off.minor() == 0,
                Worth::Percent { percent, at_most } => *percent == 0 || *percent > 100 || at_most.minor() == 0,
                Worth::Times { percent, .. } => *percent <= 100,
                Worth::Gift | Worth::Price { .. } | Worth::FreeDelivery => false,
            },
        }
    }

    fn is_too_much(&self) -> bool {
        matches!(self, Self::Points { points } if points.get() > MOST_POINTS)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{AutomationId, Points, TierId};

    #[test]
    fn s4_what_a_tier_gets_is_judged_as_what_all_get() {
        let points = |points| Brings::Points {
            points: Points::at_least_zero(points),
        };
        let mut retain = Trigger::Retain.proposed(AutomationId(Uuid::from_u128(1)), "EUR".parse().unwrap());
        for (brings, judged) in [
            (points(MOST_POINTS), Ok(())),
            (points(MOST_POINTS + 1), Err(Flaw::BringsTooMuch)),
            (points(0), Err(Flaw::BringsNothing)),
        ] {
            retain.waves[0].by_tier = vec![(TierId(Uuid::from_u128(2)), brings.clone())];
            assert_eq!(retain.judge_itself(), judged, "{brings:?}");
            let mut of_all = Trigger::Retain.proposed(retain.id, "EUR".parse().unwrap());
            of_all.waves[0].brings = brings;
            assert_eq!(of_all.judge_itself(), judged);
        }
    }
}
