//! The rhythm in which somebody buys something again and again, and the day on which it is due by it.

use chrono::{Days, NaiveDate};

/// Days on which something was bought before there is a rhythm in it.
pub const FEWEST_DAYS: usize = 3;
/// What comes more often is a habit of every day, and what comes more seldom is chance.
pub const SHORTEST: i64 = 3;
pub const LONGEST: i64 = 365;

/// How often somebody buys something, and when it is due again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    pub every_days: i64,
    pub due_on: NaiveDate,
}

impl Rhythm {
    /// The rhythm of purchases on these days, in any order, several on one day too. It is the median of the gaps: one
    /// long holiday, or a stock bought ahead, changes little. Between two gaps it is the later one, because nobody minds
    /// being asked a day late.
    #[must_use]
    pub fn of(days: impl IntoIterator<Item = NaiveDate>) -> Option<Self> {
        let mut days: Vec<NaiveDate> = days.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        if days.len() < FEWEST_DAYS {
            return None;
        }
        let last = *days.last()?;
        let mut gaps: Vec<i64> = days
            .iter()
            .zip(days.iter().skip(1))
            .map(|(one, next)| (*next - *one).num_days())
            .collect();
        gaps.sort_unstable();
        let (low, high) = (gaps.get((gaps.len() - 1) / 2)?, gaps.get(gaps.len() / 2)?);
        let every_days = (low + high + 1) / 2;
        if !(SHORTEST..=LONGEST).contains(&every_days) {
            return None;
        }
        let due_on = last.checked_add_days(Days::new(u64::try_from(every_days).ok()?))?;
        Some(Self { every_days, due_on })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(days: &[&str]) -> Option<(i64, String)> {
        let days = days.iter().map(|day| day.parse().unwrap());
        Rhythm::of(days).map(|rhythm| (rhythm.every_days, rhythm.due_on.to_string()))
    }

    #[test]
    fn it_takes_purchases_on_three_days() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["2027-01-01", "2027-01-31"]), None);
        assert_eq!(of(&["2027-01-01", "2027-01-31", "2027-01-31", "2027-01-01"]), None);
        assert_eq!(
            of(&["2027-03-02", "2027-01-01", "2027-01-31"]),
            Some((30, "2027-04-01".to_owned()))
        );
    }

    #[test]
    fn one_odd_gap_changes_little() {
        let with_a_holiday = ["2027-01-01", "2027-01-15", "2027-01-29", "2027-05-01", "2027-05-15"];

        assert_eq!(of(&with_a_holiday), Some((14, "2027-05-29".to_owned())));
        // 14 and 15 days: the later one.
        assert_eq!(
            of(&["2027-01-01", "2027-01-15", "2027-01-30"]),
            Some((15, "2027-02-14".to_owned()))
        );
    }

    #[test]
    fn what_is_bought_every_day_or_hardly_ever_has_none() {
        assert_eq!(of(&["2027-01-01", "2027-01-02", "2027-01-03"]), None);
        assert_eq!(
            of(&["2027-01-01", "2027-01-04", "2027-01-07"]),
            Some((3, "2027-01-10".to_owned()))
        );
        assert_eq!(
            of(&["2027-01-01", "2028-01-01", "2028-12-31"]),
            Some((365, "2029-12-31".to_owned()))
        );
        assert_eq!(of(&["2027-01-01", "2028-01-02", "2029-01-02"]), None);
    }

    fn bought() -> impl Strategy<Value = Vec<NaiveDate>> {
        let day = (0..2_000_u64).prop_map(|days| NaiveDate::default() + Days::new(days));
        prop::collection::vec(day, 0..30)
    }

    proptest! {
        /// Half of the gaps are as long or longer, half as long or shorter, whatever the order is in which it is told.
        #[test]
        fn it_lies_in_the_middle(mut days in bought()) {
            let found = Rhythm::of(days.clone());
            days.reverse();
            prop_assert_eq!(Rhythm::of(days.clone()), found);
            days.extend(days.clone());
            prop_assert_eq!(Rhythm::of(days.clone()), found, "twice on a day is once");
            let Some(rhythm) = found else { return Ok(()) };

            days.sort_unstable();
            days.dedup();
            let gaps: Vec<i64> = days.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).collect();
            let longer = gaps.iter().filter(|gap| **gap >= rhythm.every_days).count();
            let shorter = gaps.iter().filter(|gap| **gap <= rhythm.every_days).count();
            prop_assert!(2 * longer >= gaps.len() && 2 * shorter >= gaps.len());
            prop_assert!((SHORTEST..=LONGEST).contains(&rhythm.every_days));
            prop_assert_eq!((rhythm.due_on - *days.last().unwrap()).num_days(), rhythm.every_days);
        }
    }
}
