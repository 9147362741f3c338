//! What automations decided about members, and what came of it.

use chrono::NaiveDate;
use domain::automation::{About, Why};
use domain::{AutomationId, MemberId, ShopId, TouchId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    PUT = "INSERT INTO touches (shop_id, touch_id, automation_id, wave, member_id, about, state, why, decided_at, measure_on, holdout) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    FIND = "SELECT touch_id, automation_id, wave, member_id, about, state, decided_at, rating FROM touches \
            WHERE shop_id = $1 AND touch_id = $2";
    // What can be known of somebody before anything is sent, in one look.
    STANDING = "SELECT m.user_id, p.lang, COALESCE(p.reachable, FALSE) AS reachable, m.marketing_at IS NOT NULL AS consents, \
                    EXISTS (SELECT 1 FROM refusals r WHERE r.shop_id = m.shop_id AND r.member_id = m.member_id AND r.trigger_kind = $3) AS refuses, \
                    (SELECT COUNT(*) FROM touches t WHERE t.shop_id = m.shop_id AND t.member_id = m.member_id AND t.decided_at > $4 \
                     AND t.touch_id <> $5 AND (t.state = 'sent' OR ($6 AND t.state = 'waiting'))) AS recent \
                FROM members m LEFT JOIN people p ON p.user_id = m.user_id \
                WHERE m.shop_id = $1 AND m.member_id = $2 AND m.gone_at IS NULL";
    LATELY = "SELECT TRUE FROM touches WHERE shop_id = $1 AND member_id = $2 AND decided_at > $5 AND automation_id = $3 \
              AND wave = $4 AND state IN ('waiting', 'sent', 'held') LIMIT 1";
    DECIDED = "SELECT TRUE FROM touches WHERE shop_id = $1 AND automation_id = $2 AND member_id = $3 AND about = $4 AND wave = $5";
    SENT = "UPDATE touches SET state = 'sent', sent_at = $3 WHERE shop_id = $1 AND touch_id = $2 AND state = 'waiting'";
    DROPPED = "UPDATE touches SET state = 'dropped', why = $3 \
               WHERE shop_id = $1 AND touch_id = $2 AND state = 'waiting'";
    LOST = "UPDATE touches SET state = 'dropped', why = 'unreachable', lost_at = $3 \
            WHERE shop_id = $1 AND touch_id = $2 AND state = 'waiting'";
    OPENED = "UPDATE touches SET opened_at = $3 WHERE shop_id = $1 AND touch_id = $2 AND state IN ('waiting', 'sent') AND opened_at IS NULL";
    REFUSED = "UPDATE touches SET refused_at = $3 WHERE shop_id = $1 AND touch_id = $2 AND state IN ('waiting', 'sent') AND refused_at IS NULL";
    RATED = "UPDATE touches SET rating = $3 WHERE shop_id = $1 AND touch_id = $2 AND state IN ('waiting', 'sent') AND rating IS NULL";
    PRUNE = "DELETE FROM touches WHERE (shop_id, touch_id) IN ( \
                 SELECT shop_id, touch_id FROM touches WHERE decided_at < $1 ORDER BY decided_at LIMIT $2)";
    OF_MEMBER = "SELECT t.sent_at, a.trigger_kind FROM touches t \
                 JOIN automations a ON a.shop_id = t.shop_id AND a.automation_id = t.automation_id \
                 WHERE t.shop_id = $1 AND t.member_id = $2 AND t.sent_at IS NOT NULL ORDER BY t.decided_at LIMIT 1000";
}

/// A decision about a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    pub id: TouchId,
    pub automation: AutomationId,
    /// The days by which the wave is named.
    pub wave: u32,
    pub member: MemberId,
    pub about: About,
    pub state: State,
    pub decided_at: Instant,
    /// How the member liked what it asked about, from 1 to 5.
    pub rating: Option<u8>,
}

/// What became of a decision so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Sent,
    Held,
    Dropped,
}

/// A decision that is new.
#[derive(Debug, Clone, Copy)]
pub struct NewTouch {
    pub id: TouchId,
    pub automation: AutomationId,
    pub wave: u32,
    pub member: MemberId,
    pub about: About,
    pub decided: Decided,
    /// So many percent are left out at that time.
    pub holdout: u8,
    pub at: Instant,
    /// The day on which it can be seen what it brought.
    pub measure_on: Option<NaiveDate>,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    Send,
    HoldOut,
    Drop(Why),
}

/// What stands for and against writing to somebody.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    user_id: Option<i64>,
    lang: Option<String>,
    pub reachable: bool,
    pub consents: bool,
    pub refuses: bool,
    recent: i64,
}

impl Standing {
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.user_id.map(UserId)
    }

    /// Messages within the time that was asked about.
    #[must_use]
    pub fn recent(&self) -> u32 {
        u32::try_from(self.recent).unwrap_or(u32::MAX)
    }
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Dropped => "dropped",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Held, Self::Dropped]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// Keeps a decision. Says whether it is the first about this member, moment and wave (P3).
pub async fn put(tx: &mut Tx, shop: ShopId, new: &NewTouch) -> Result<bool, StorageError> {
    let (state, why) = match new.decided {
        Decided::Send => (State::Waiting, None),
        Decided::HoldOut => (State::Held, None),
        Decided::Drop(why) => (State::Dropped, Some(why.as_str())),
    };
    let rows = execute!(
        tx,
        PUT,
        shop.0,
        new.id.0,
        new.automation.0,
        i64::from(new.wave),
        new.member.0,
        new.about.key(),
        state.as_str(),
        why,
        new.at,
        new.measure_on,
        i64::from(new.holdout)
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: TouchId) -> Result<Option<Touch>, StorageError> {
    type Row = (Uuid, Uuid, i64, Uuid, String, String, Instant, Option<i64>);
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    row.map(|(id, automation, wave, member, about, state, decided_at, rating)| {
        let corrupt = |what: &str| StorageError::corrupt("touches", &what);
        Ok(Touch {
            id: TouchId(id),
            automation: AutomationId(automation),
            wave: u32::try_from(wave).map_err(|_| corrupt("wave"))?,
            member: MemberId(member),
            about: About::parse(&about).ok_or_else(|| corrupt("about"))?,
            state: State::parse(&state).ok_or_else(|| corrupt("state"))?,
            decided_at,
            rating: rating.map(u8::try_from).transpose().map_err(|_| corrupt("rating"))?,
        })
    })
    .transpose()
}

/// What stands for and against writing to a member, of a trigger's. `since`: from when on messages are counted that
/// were sent, and with `waiting` those that are about to be; the one named is not.
pub async fn standing(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    trigger: domain::automation::Trigger,
    since: Instant,
    but: Option<TouchId>,
) -> Result<Option<Standing>, StorageError> {
    let but_id = but.map_or(Uuid::nil(), |touch| touch.0);
    Ok(find!(
        tx,
        STANDING,
        shop.0,
        member.0,
        trigger.as_str(),
        since,
        but_id,
        but.is_none()
    )?)
}

/// Whether a wave of an automation decided about a member since then.
pub async fn lately(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    automation: AutomationId,
    wave: u32,
    since: Instant,
) -> Result<bool, StorageError> {
    let found: Option<bool> = value!(tx, LATELY, shop.0, member.0, automation.0, i64::from(wave), since)?;
    Ok(found.is_some())
}

/// Whether a wave decided about a moment of a member's.
pub async fn is_decided(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    member: MemberId,
    about: About,
    wave: u32,
) -> Result<bool, StorageError> {
    let (about, wave) = (about.key(), i64::from(wave));
    let found: Option<bool> = value!(tx, DECIDED, shop.0, automation.0, member.0, about, wave)?;
    Ok(found.is_some())
}

/// It went out.
pub async fn sent(tx: &mut Tx, shop: ShopId, id: TouchId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, SENT, shop.0, id.0, at)? == 1)
}

/// It does not go out, and why.
pub async fn dropped(tx: &mut Tx, shop: ShopId, id: TouchId, why: Why) -> Result<bool, StorageError> {
    Ok(execute!(tx, DROPPED, shop.0, id.0, why.as_str())? == 1)
}

/// The member had blocked the bot when it was to reach them.
pub async fn lost(tx: &mut Tx, shop: ShopId, id: TouchId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, LOST, shop.0, id.0, at)? == 1)
}

/// The member tapped one of its buttons.
pub async fn opened(tx: &mut Tx, shop: ShopId, id: TouchId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, OPENED, shop.0, id.0, at)? == 1)
}

/// The member wants no more of its kind.
pub async fn refused(tx: &mut Tx, shop: ShopId, id: TouchId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, REFUSED, shop.0, id.0, at)? == 1)
}

/// The member says how they liked it. Says whether they had not yet.
pub async fn rated(tx: &mut Tx, shop: ShopId, id: TouchId, rating: u8) -> Result<bool, StorageError> {
    Ok(execute!(tx, RATED, shop.0, id.0, i64::from(rating))? == 1)
}

/// What went out to a member, and of which kind.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<(Instant, String)>, StorageError> {
    Ok(list!(tx, OF_MEMBER, shop.0, member.0)?)
}

/// Forgets up to `limit` decisions from before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
