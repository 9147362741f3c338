//! The brake: when what was sent drives people away, marketing pauses and staff are asked.

/// How many letters people got, and how many of these people went: blocked the bot, left the group or opted out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Toll {
    sent: u32,
    lost: u32,
}

/// What the figures ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brake {
    GoOn,
    Pause,
}

/// Fewer people than this are nobody's fault.
const FEWEST_LOST: u32 = 3;
/// What a shop of which nothing is known is taken to lose: one of a hundred, as if it had sent a hundred letters. Its own
/// figures soon outweigh it.
const ASSUMED: Toll = Toll { sent: 100, lost: 1 };
/// It has to be so unlikely that chance did it. Somebody who looks a few times a day is asked for nothing once in years.
const UNLIKELY: f64 = 1.0 / 10_000.0;

impl Toll {
    /// Nobody is lost twice, and no number is below zero.
    #[must_use]
    pub fn new(sent: i64, lost: i64) -> Self {
        let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        let sent = count(sent);
        Self {
            sent,
            lost: count(lost).min(sent),
        }
    }

    #[must_use]
    pub const fn sent(self) -> u32 {
        self.sent
    }

    #[must_use]
    pub const fn lost(self) -> u32 {
        self.lost
    }

    /// How many of so many letters cost somebody.
    #[must_use]
    pub fn of(self, letters: u32) -> u32 {
        let lost = u64::from(self.lost) * u64::from(letters) + u64::from(self.sent) / 2;
        u32::try_from(lost / u64::from(self.sent.max(1))).unwrap_or(u32::MAX)
    }
}

/// Whether marketing goes on. `usual`: before today; `today`: what was sent since, none of it in `usual`.
///
/// Marketing pauses when three people at least are lost, half as many again as usual at least, and chance alone would
/// do it less than once in ten thousand times. The first keeps a single block of ten letters from stopping a shop. The second
/// keeps a large club from stopping for what only its size makes visible. The third is an exact tail and no score test:
/// what is counted are threes and fives, where a normal curve is wrong by a multiple. It is the tail of the beta-binomial
/// distribution, and not of the binomial, because a shop's usual share is not known but seen in so many letters: a shop
/// that sent forty is given more benefit of doubt than one that sent forty thousand.
#[must_use]
pub fn judge(usual: Toll, today: Toll) -> Brake {
    let lost = f64::from(usual.lost) + f64::from(ASSUMED.lost);
    let stayed = f64::from(usual.sent - usual.lost) + f64::from(ASSUMED.sent - ASSUMED.lost);
    let share = lost / (lost + stayed);
    let expected = share * f64::from(today.sent);
    if today.lost < FEWEST_LOST || f64::from(today.lost) < 1.5 * expected {
        return Brake::GoOn;
    }
    if at_least(today.lost, today.sent, lost, stayed) < UNLIKELY {
        Brake::Pause
    } else {
        Brake::GoOn
    }
}

/// How likely it is to lose so many or more of `sent`, by a share that is seen from `lost` and `stayed` (both whole
/// numbers from one on). `least` is not less than what is expected.
fn at_least(least: u32, sent: u32, lost: f64, stayed: f64) -> f64 {
    let (least_f, sent_f) = (f64::from(least), f64::from(sent));
    // The likelihood of just so many, by its logarithm, because its factors are beyond any number:
    // C(sent, least) B(least + lost, sent - least + stayed) / B(lost, stayed), with everything cancelled that can be.
    let mut log = 0.0;
    for n in 0..least {
        let n = f64::from(n);
        log += ((sent_f - n) / (n + 1.0) * (lost + n)).ln();
        log -= (stayed + sent_f - least_f + n).ln();
    }
    let mut n = 0.0;
    while n < lost {
        log += ((stayed + n) / (stayed + sent_f + n)).ln();
        n += 1.0;
    }
    let mut one = log.exp();
    let mut all = one;
    for n in least..sent {
        let n = f64::from(n);
        one *= (sent_f - n) * (lost + n) / ((n + 1.0) * (stayed + sent_f - n - 1.0));
        all += one;
        if one < all * 1e-9 || all > UNLIKELY * 10.0 {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::*;

    #[test]
    fn one_unlucky_letter_stops_no_shop() {
        for usual in [Toll::new(0, 0), Toll::new(40, 0), Toll::new(10_000, 30)] {
            for lost in 0..=2 {
                assert_eq!(judge(usual, Toll::new(10, lost)), Brake::GoOn, "{usual:?}: {lost}");
            }
        }
    }

    #[test]
    fn ten_times_the_usual_rate_stops_it() {
        let usual = Toll::new(10_000, 30);

        assert_eq!(judge(usual, Toll::new(1_000, 30)), Brake::Pause);
        assert_eq!(judge(usual, Toll::new(1_000, 3)), Brake::GoOn);
    }

    #[test]
    fn it_stops_from_so_many_on() {
        // Computed with exact fractions: the fewest whose tail is below one in ten thousand.
        for (usual, sent, fewest) in FROM_BY_HAND {
            let at = |lost: i64| judge(Toll::new(usual.0, usual.1), Toll::new(sent, lost));
            assert_eq!(at(fewest), Brake::Pause, "{usual:?}, {sent}: {fewest}");
            assert_eq!(at(fewest - 1), Brake::GoOn, "{usual:?}, {sent}: {fewest}");
            assert!(
                (fewest..=sent).all(|lost| at(lost) == Brake::Pause),
                "{usual:?}, {sent}"
            );
        }
    }

    const FROM_BY_HAND: [((i64, i64), i64, i64); 9] = [
        ((0, 0), 10, 4),
        ((0, 0), 100, 13),
        ((200, 0), 20, 4),
        ((1_000, 3), 10, 3),
        ((1_000, 3), 100, 6),
        ((10_000, 30), 10, 3),
        ((10_000, 30), 100, 5),
        ((10_000, 30), 1_000, 13),
        ((2_000, 40), 300, 19),
    ];

    #[test]
    fn a_large_club_is_not_stopped_by_its_size() {
        // Against chance it is sure, and it is a tenth more.
        assert_eq!(
            judge(Toll::new(9_000_000, 27_000), Toll::new(1_000_000, 3_400)),
            Brake::GoOn
        );
        assert_eq!(
            judge(Toll::new(9_000_000, 27_000), Toll::new(1_000_000, 4_800)),
            Brake::Pause
        );
    }

    #[test]
    fn chance_alone_hardly_ever_stops_a_shop() {
        let mut chance = StdRng::seed_from_u64(9);
        let mut lost_of = |sent: u32| (0..sent).filter(|_| chance.random_range(0..1_000) < 5).count();
        let mut stopped = 0;
        for _ in 0..1_000 {
            let usual = Toll::new(900, i64::try_from(lost_of(900)).unwrap());
            let today = Toll::new(100, i64::try_from(lost_of(100)).unwrap());
            stopped += u32::from(judge(usual, today) == Brake::Pause);
        }
        assert!(stopped <= 2, "{stopped}");
    }

    #[test]
    fn nothing_sent_or_more_lost_than_sent_is_no_trouble() {
        assert_eq!(judge(Toll::new(0, 0), Toll::new(0, 5)), Brake::GoOn);
        assert_eq!(judge(Toll::new(-1, -1), Toll::new(4, 9)), Brake::Pause, "all four");
        assert_eq!(Toll::new(1_000, 3).of(10_000), 30);
    }
}
