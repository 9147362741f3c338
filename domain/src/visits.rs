//! A regular's rhythm: how often they come.

use chrono::NaiveDate;

/// Visits that a rhythm is read off, the latest ones.
pub const VISITS: usize = 12;
/// Fewer visits than this have no rhythm.
const FEWEST: usize = 4;

/// How often somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// The middle one of the days between visits.
    pub every_days: i64,
    pub last_days_ago: i64,
}

/// The rhythm of visits on these `days`, in any order. Two purchases on one day are one visit. `None`: there are too
/// few to say.
#[must_use]
pub fn rhythm(days: &[NaiveDate], today: NaiveDate) -> Option<Rhythm> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let last = *days.last()?;
    if days.len() < FEWEST {
        return None;
    }
    let mut gaps: Vec<i64> = days.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).collect();
    gaps.sort_unstable();
    Some(Rhythm {
        every_days: gaps[gaps.len() / 2],
        last_days_ago: (today - last).num_days(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_the_middle_of_the_days_between_visits() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let visits = [
            "2027-01-01",
            "2027-02-04",
            "2027-02-04",
            "2027-03-10",
            "2027-06-30",
            "2027-08-03",
        ]
        .map(day);
        let today = day("2027-09-13");

        assert_eq!(
            rhythm(&visits, today),
            Some(Rhythm {
                every_days: 34,
                last_days_ago: 41,
            })
        );
        assert_eq!(rhythm(&visits[..4], today), None);
        assert_eq!(rhythm(&[], today), None);
    }
}
