//! Carries letters from the outbox to Telegram.
//!
//! Delivery is at least once: a crash between the send and the settling sends one letter again.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::UserId;
use domain::job::Job;
use domain::letter::Letter;
use loyalty::{Ready, Wanted};
use storage::jobs::{self, NewJob};
use storage::outbox::{self, Claimed, Settled};
use storage::{StorageError, Tx};
use tokio_util::sync::CancellationToken;

use crate::club::Club;
use crate::lanes::Nudge;
use crate::letters;
use crate::rounds::{pause, side_by_side, sleep};
use crate::slots::Slots;
use crate::telegram::{Address, Message, Trouble};

/// Letters that are claimed at once, at most. Where more may be sent than usual: as many as leave in a quarter of a second.
const BATCH: usize = 32;
/// Longer than a few sends that time out one after the other.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Sends at once: enough for the overall budget at half a second each. Where more may be sent than usual: at an eighth.
const AT_ONCE: usize = 16;
/// Letters are claimed before there is room for them, by so much, and each waits in hand until there is: a courier that
/// claims when there is room has let it lie idle meanwhile.
const AHEAD: Duration = Duration::from_millis(250);
/// Room that comes later than this is not waited for with a letter in hand.
const PATIENCE: Duration = Duration::from_millis(500);
/// A letter that has failed this often and waits for this long is given up.
const FAILURES: i64 = 10;
const OLDEST: TimeDelta = TimeDelta::hours(24);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Between rounds that found letters, so that a claim finds more than one.
const BREATH: Duration = Duration::from_millis(100);
/// Between rounds that found all that they wanted.
const GLIMPSE: Duration = Duration::from_millis(5);
/// How long the courier waits without being called.
const LOOK: Duration = Duration::from_secs(1);

/// Why a letter waits, and how one ends that nobody is to get any more.
const NIGHT: &str = "it is night in the shop";
const TALK: &str = "people talk in the group";
const DROPPED: &str = "dropped";

pub struct Courier {
    club: Club,
    slots: Arc<Slots>,
    nudge: Nudge,
}

/// What a round came to.
#[derive(Default)]
struct Round {
    taken: usize,
    /// As many as were wanted were there, so there may be more.
    is_full: bool,
}

/// What the courier does about a letter after one attempt.
enum Next {
    Sent {
        message: i32,
    },
    /// There was no room for it yet, which is no failure.
    Waits {
        not_before: DateTime<Utc>,
        why: &'static str,
    },
    Later {
        not_before: DateTime<Utc>,
        error: String,
    },
    Closed {
        outcome: &'static str,
    },
}

impl Courier {
    #[must_use]
    pub fn new(club: Club, slots: Arc<Slots>, nudge: Nudge) -> Self {
        Self { club, slots, nudge }
    }

    /// Sends the letters that are due, as far as the budgets allow. Says how many were taken.
    pub async fn round(&self) -> Result<usize, StorageError> {
        self.go_round(Duration::ZERO, Duration::ZERO)
            .await
            .map(|round| round.taken)
    }

    /// Sends the letters that are due, as many as there is room for within `ahead`; each waits in hand for its room for as
    /// long as `patience`.
    ///
    /// No transaction is open while Telegram is being asked.
    async fn go_round(&self, ahead: Duration, patience: Duration) -> Result<Round, StorageError> {
        let now = self.now();
        let budgets = self.club.telegram.budgets();
        let Ok(room) = budgets.room(now, ahead) else {
            return Ok(Round::default());
        };
        self.slots.keep().await?;
        let lapses = self.slots.lapses();
        let rate = budgets.a_second();
        let limit = room.min(BATCH.max(rate / 4));
        let mut tx = self.club.loyalty.db.begin().await?;
        let most = i64::try_from(limit).unwrap_or(1);
        let claims = outbox::claim(&mut tx, self.slots.holder, now, now + LEASE, most).await?;
        tx.commit().await?;

        let taken = claims.len();
        let chats = by_chat(claims).into_iter();
        let deliveries = chats.map(|letters| self.deliver(letters, lapses, patience));
        side_by_side(deliveries, AT_ONCE.max(rate / 8)).await?;
        Ok(Round {
            taken,
            is_full: taken == limit,
        })
    }

    /// Sends whatever comes, until `stop`.
    pub async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let rest = match self.go_round(AHEAD, PATIENCE).await {
                // More waits, and so does the room for it.
                Ok(round) if round.is_full && round.taken > 0 => {
                    // Whatever became of them: others get a turn.
                    pause(stop, GLIMPSE, std::future::pending()).await;
                    continue;
                }
                Ok(Round { taken: 0, .. }) => match self.club.telegram.budgets().room(self.now(), AHEAD) {
                    Ok(_) => LOOK,
                    Err(free) => {
                        let idle = (free - self.now()).to_std().unwrap_or_default();
                        idle.saturating_sub(AHEAD).clamp(BREATH, LOOK)
                    }
                },
                Ok(_) => BREATH,
                Err(error) => {
                    metrics::counter!("regulars_db_errors_total", "at" => "outbox").increment(1);
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a round of the courier failed"
                    );
                    LOOK
                }
            };
            // Called or not, a round's letters get company.
            pause(stop, BREATH, std::future::pending()).await;
            pause(stop, rest.saturating_sub(BREATH), self.nudge.notified()).await;
        }
    }

    /// Sends one chat's letters one after the other, unless the lease under which they were claimed has
    /// run out: then others may have sent them.
    async fn deliver(&self, letters: Vec<Claimed>, lapses: u64, patience: Duration) -> Result<(), StorageError> {
        let mut held_until: Option<DateTime<Utc>> = None;
        for claim in letters {
            let next = match held_until {
                Some(not_before) => Next::Waits {
                    not_before,
                    why: "an earlier letter to the same chat waits",
                },
                None if self.slots.serves(claim.chat) && self.slots.lapses() == lapses => {
                    self.attempt(&claim, patience).await?
                }
                None => Next::Waits {
                    not_before: self.now(),
                    why: "another process serves the chat",
                },
            };
            if let Next::Waits { not_before, .. } | Next::Later { not_before, .. } = &next {
                held_until = Some(*not_before);
            }
            self.settle(&claim, &next).await?;
        }
        Ok(())
    }

    async fn attempt(&self, claim: &Claimed, patience: Duration) -> Result<Next, StorageError> {
        if claim.letter.waits_for_a_pause()
            && let Some(not_before) = self.club.hush.wait(claim.chat, self.now())
        {
            return Ok(Next::Waits { not_before, why: TALK });
        }
        let message = match self.message(claim).await? {
            Ok(message) => message,
            Err(next) => return Ok(next),
        };
        let sent = self
            .club
            .telegram
            .send_letter(Address::chat(claim.chat), &message, patience)
            .await;
        let now = self.now();
        let verdict = sent.as_ref().err().map_or("sent", Trouble::kind);
        metrics::counter!("regulars_letters_total", "verdict" => verdict).increment(1);
        let trouble = match sent {
            Ok(message) => return Ok(Next::Sent { message }),
            Err(trouble) => trouble,
        };
        // Waiting for room in a budget is the ordinary course of things.
        if !matches!(trouble, Trouble::NotBefore(_)) {
            tracing::warn!(letter.id = %claim.id, claim.attempts, error = %trouble, "a letter was not delivered");
        }
        Ok(match trouble {
            Trouble::NotBefore(wait) => Next::Waits {
                not_before: now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1)),
                why: "no room yet",
            },
            Trouble::Unreachable(why) => {
                if claim.chat > 0 {
                    self.club.loyalty.mark_unreachable(UserId(claim.chat), &why).await?;
                }
                Next::Closed { outcome: "unreachable" }
            }
            Trouble::Migrated(to) => {
                self.club.loyalty.move_group(claim.chat, to).await?;
                Next::Waits {
                    not_before: now,
                    why: "the group moved",
                }
            }
            Trouble::Refused(_) => Next::Closed { outcome: "refused" },
            Trouble::TryAgain(_) if claim.failures >= FAILURES && now - written_at(claim) > OLDEST => {
                Next::Closed { outcome: "given_up" }
            }
            Trouble::TryAgain(error) => Next::Later {
                not_before: now + pause_after(claim.failures),
                error,
            },
        })
    }

    /// The message for a letter. What automations have to say is judged again first, and so is what birthdays say (M2).
    async fn message(&self, claim: &Claimed) -> Result<Result<Message, Next>, StorageError> {
        let Letter::Touch { touch } = &claim.letter else {
            let wanted = self
                .club
                .loyalty
                .still_wanted(claim.shop, claim.chat, &claim.letter)
                .await?;
            return Ok(match wanted {
                Wanted::Go(letter) => Ok(letters::message(&self.club, claim, &letter)),
                Wanted::Wait(not_before) => Err(Next::Waits { not_before, why: NIGHT }),
                Wanted::No => Err(Next::Closed { outcome: DROPPED }),
            });
        };
        let title = |lang, _| say::automations::coupon_title(lang);
        Ok(
            match self
                .club
                .loyalty
                .ready(claim.shop, *touch, (claim.chat, claim.lang), title)
                .await?
            {
                Ready::Go(told) => Ok(letters::automated(claim.lang, &told)),
                Ready::Wait(not_before) => Err(Next::Waits { not_before, why: NIGHT }),
                // Why, is kept with the touch.
                Ready::Dropped(_) => Err(Next::Closed { outcome: DROPPED }),
            },
        )
    }

    /// Writes down what became of a letter. A database that is away for a while is waited for: a letter
    /// whose sending is forgotten is sent again.
    async fn settle(&self, claim: &Claimed, next: &Next) -> Result<(), StorageError> {
        let until = self.now() + LEASE;
        while let Err(error) = self.write_down(claim, next).await {
            metrics::counter!("regulars_db_errors_total", "at" => "outbox").increment(1);
            if self.now() >= until {
                return Err(error);
            }
            tracing::warn!(letter.id = %claim.id, error = &error as &dyn std::error::Error, "what became of a letter was not written down yet");
            sleep(LOOK).await;
        }
        Ok(())
    }

    async fn write_down(&self, claim: &Claimed, next: &Next) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.club.loyalty.db.begin().await?;
        let settled = match next {
            Next::Sent { message } => {
                self.remove_later(&mut tx, claim, *message, now).await?;
                if let Letter::Touch { touch } = &claim.letter {
                    self.club.loyalty.touch_sent(&mut tx, claim.shop, *touch).await?;
                }
                if let Letter::OfferPosted { offer, .. } = &claim.letter {
                    let loyalty = &self.club.loyalty;
                    loyalty
                        .offer_posted(&mut tx, claim.shop, *offer, claim.chat, *message)
                        .await?;
                }
                Settled::Sent { message: *message }
            }
            Next::Later { not_before, error } => Settled::Later {
                not_before: *not_before,
                error,
            },
            Next::Waits { not_before, why } => Settled::Waits {
                not_before: *not_before,
                why,
            },
            Next::Closed { outcome } => {
                if let Letter::Touch { touch } = &claim.letter
                    && *outcome != DROPPED
                {
                    let blocked = *outcome == "unreachable";
                    let loyalty = &self.club.loyalty;
                    loyalty.touch_lost(&mut tx, claim.shop, *touch, blocked).await?;
                }
                Settled::Closed { outcome }
            }
        };
        if !outbox::settle(&mut tx, claim, &settled, now).await? {
            tracing::warn!(letter.id = %claim.id, claim.attempts, "a letter was taken over by another courier");
        }
        tx.commit().await
    }

    /// A post that removes itself gets the job that does it (M7).
    async fn remove_later(
        &self,
        tx: &mut Tx,
        claim: &Claimed,
        message: i32,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let Some(after) = claim.letter.removed_after() else {
            return Ok(());
        };
        let job = NewJob {
            id: self.club.loyalty.ids.uuid(now),
            job: Job::RemovePost {
                chat: claim.chat,
                message,
            },
            dedupe: Some(format!("remove:{}:{message}", claim.chat)),
            not_before: now + after,
        };
        jobs::put(tx, &job).await.map(drop)
    }

    fn now(&self) -> DateTime<Utc> {
        self.club.loyalty.clock.now()
    }
}

/// The letters of each chat together, in their order.
fn by_chat(claims: Vec<Claimed>) -> Vec<Vec<Claimed>> {
    let mut chats: Vec<Vec<Claimed>> = Vec::new();
    for claim in claims {
        match chats
            .iter_mut()
            .find(|letters| letters.iter().any(|letter| letter.chat == claim.chat))
        {
            Some(letters) => letters.push(claim),
            None => chats.push(vec![claim]),
        }
    }
    chats
}

/// When the letter was put into the outbox: its id says so.
fn written_at(claim: &Claimed) -> DateTime<Utc> {
    let stamp = claim.id.0.get_timestamp().map(|stamp| stamp.to_unix());
    stamp
        .and_then(|(seconds, nanos)| DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos))
        .unwrap_or(DateTime::UNIX_EPOCH)
}

/// `failures`: earlier ones.
fn pause_after(failures: i64) -> TimeDelta {
    let doubled = 2_i32.pow(u32::try_from(failures.clamp(0, 11)).unwrap_or(0));
    (TimeDelta::seconds(1) * doubled).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<i64> = [0, 1, 2, 9, 10, 99]
            .map(|failures| pause_after(failures).num_seconds())
            .to_vec();

        assert_eq!(pauses, [1, 2, 4, 512, 600, 600]);
    }
}
