//! Lets time pass under a running program, one night that matters after the other.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, ShopId};

use super::brought::Brought;
use super::clock::MovedClock;
use super::seed::nights;
use crate::app::Program;
use crate::rounds::sleep;

/// A night run begins when its day has begun.
const PAST_MIDNIGHT: TimeDelta = TimeDelta::seconds(1);
/// Looks at a night run that the program's own worker has in hand.
const LOOKS: u32 = 1_000;
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// Moves the clock to `to`, and has everything that is due before happen at its own time. Gives what that was.
///
/// # Errors
/// When the database fails.
pub async fn pass(program: &Program, clock: &MovedClock, shop: ShopId, to: DateTime<Utc>) -> anyhow::Result<Brought> {
    let acts = &program.club().loyalty;
    let mut brought = Brought::default();
    deliver(program).await?;
    while let Some(due) = nights::next(&acts.db, shop, to).await? {
        clock.forward_to(due + PAST_MIDNIGHT);
        let looked_at = brought.add(&acts.db, shop, clock.now()).await?;
        if !night(program, shop).await? {
            break;
        }
        brought.add_moves(&acts.db, shop, &looked_at).await?;
        deliver(program).await?;
    }
    clock.forward_to(to);
    program.scheduler_round().await?;
    Ok(brought)
}

/// What is to be sent by now is sent at its own time.
async fn deliver(program: &Program) -> anyhow::Result<()> {
    while program.courier_round().await? > 0 {}
    Ok(())
}

/// Has the night run done that is due. Says whether it was.
async fn night(program: &Program, shop: ShopId) -> anyhow::Result<bool> {
    let loyalty = &program.club().loyalty;
    program.scheduler_round().await?;
    for _ in 0..LOOKS {
        if !nights::is_due(&loyalty.db, shop, loyalty.clock.now()).await? {
            return Ok(true);
        }
        if program.worker_round().await? == 0 {
            sleep(BETWEEN_LOOKS).await;
        }
    }
    tracing::warn!(%shop, "a night run came to no end; the next one takes its work up");
    Ok(false)
}
