//! What automations did, summed for each wave: the decisions whose time is over, looked at once.

use chrono::NaiveDate;
use domain::automation::Why;
use domain::holdout::Spent;
use domain::ids::first_id_at;
use domain::{AutomationId, Money, ShopId, TouchId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    DUE_DAY = "SELECT measure_on FROM touches WHERE shop_id = $1 AND measure_on <= $2 AND measure_on IS NOT NULL \
               ORDER BY measure_on, touch_id LIMIT 1";
    // What is bought counts from the decision on for those who were left out as well as for those who got it. Whoever's
    // file became part of another one is looked for there. No entry is older than its id, so the index on a member's entries
    // is read from just before the window on.
    DUE = "SELECT t.touch_id, t.automation_id, t.wave, t.holdout, t.state, t.why, t.sent_at IS NOT NULL AS reached, \
               t.opened_at IS NOT NULL AS opened, t.lost_at IS NOT NULL AS lost, t.refused_at IS NOT NULL AS refused, \
               (SELECT COUNT(*) FROM orders o WHERE o.shop_id = t.shop_id AND o.member_id = COALESCE(f.member_id, t.member_id) \
                   AND o.paid_at >= t.decided_at AND o.paid_at < $3 AND o.paid_at IS NOT NULL AND o.undone_at IS NULL \
                   AND (o.refunded = 0 OR o.refunded < o.total + o.points_worth)) AS bought, \
               CAST((SELECT COALESCE(SUM(o.total - o.money_back), 0) FROM orders o WHERE o.shop_id = t.shop_id \
                   AND o.member_id = COALESCE(f.member_id, t.member_id) \
                   AND o.paid_at >= t.decided_at AND o.paid_at < $3 AND o.paid_at IS NOT NULL AND o.undone_at IS NULL) AS BIGINT) AS spent, \
               EXISTS (SELECT 1 FROM ledger e WHERE e.shop_id = t.shop_id AND e.member_id = COALESCE(f.member_id, t.member_id) \
                   AND e.entry_id >= $4 AND e.at >= t.decided_at AND e.at < $3 \
                   AND e.kind IN ('purchase', 'gift', 'paid_with', 'check_in')) AS active \
           FROM touches t LEFT JOIN former_members f ON f.shop_id = t.shop_id AND f.former_id = t.member_id \
           WHERE t.shop_id = $1 AND t.measure_on = $2 AND t.measure_on IS NOT NULL ORDER BY t.touch_id LIMIT $5";
    GAVE = "SELECT (SELECT amount FROM ledger WHERE shop_id = $1 AND cause = $2), \
                (SELECT CASE WHEN state = 'used' AND closed_at < $3 THEN 2 ELSE 1 END FROM coupons \
                 WHERE shop_id = $1 AND cause = $2 AND state <> 'revoked')";
    // What still waits to be sent by then is not sent any more.
    MEASURED = "UPDATE touches SET measure_on = NULL, bought = $3, spent = $4, back = $5, points = $6, coupons = $7, used = $8, \
                    why = CASE WHEN state = 'waiting' THEN 'late' ELSE why END, \
                    state = CASE WHEN state = 'waiting' THEN 'dropped' ELSE state END \
                WHERE shop_id = $1 AND touch_id = $2 AND measure_on IS NOT NULL";
    ADD = "INSERT INTO results (shop_id, automation_id, wave, holdout, held, touches, people, buyers, spent, squares_high, squares_low, \
               reached, opened, back, bought, lost, refused, points, coupons, used) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) \
           ON CONFLICT (shop_id, automation_id, wave, holdout, held) DO UPDATE SET touches = results.touches + excluded.touches, \
               people = results.people + excluded.people, buyers = results.buyers + excluded.buyers, \
               spent = results.spent + excluded.spent, squares_high = results.squares_high + excluded.squares_high, \
               squares_low = results.squares_low + excluded.squares_low, reached = results.reached + excluded.reached, \
               opened = results.opened + excluded.opened, back = results.back + excluded.back, \
               bought = results.bought + excluded.bought, lost = results.lost + excluded.lost, \
               refused = results.refused + excluded.refused, points = results.points + excluded.points, \
               coupons = results.coupons + excluded.coupons, used = results.used + excluded.used";
    ADD_DROPS = "INSERT INTO drops (shop_id, automation_id, wave, why, people) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (shop_id, automation_id, wave, why) DO UPDATE SET people = drops.people + excluded.people";
    // A shop has a few automations, of a few waves each; the limit is for a table that something else wrote.
    OF_SHOP = "SELECT automation_id, wave, holdout, held, touches, people, buyers, spent, squares_high, squares_low, \
                   reached, opened, back, bought, lost, refused, points, coupons, used \
               FROM results WHERE shop_id = $1 ORDER BY automation_id, wave, holdout, held LIMIT 20000";
    OF_AUTOMATION = "SELECT automation_id, wave, holdout, held, touches, people, buyers, spent, squares_high, squares_low, \
                         reached, opened, back, bought, lost, refused, points, coupons, used \
                     FROM results WHERE shop_id = $1 AND automation_id = $2 ORDER BY wave, holdout, held LIMIT 2000";
    DROPS_OF = "SELECT why, CAST(SUM(people) AS BIGINT) FROM drops WHERE shop_id = $1 AND automation_id = $2 GROUP BY why";
    // Many are many: how many more does not matter.
    UNDER_WAY = "SELECT state, COUNT(*) FROM (SELECT state FROM touches WHERE shop_id = $1 AND automation_id = $2 AND decided_at > $3 \
                     AND measure_on IS NOT NULL ORDER BY decided_at DESC LIMIT $4) t GROUP BY state";
}

/// How a coupon that was used reads in `GAVE`.
const USED: i32 = 2;
/// Squares are kept in parts of this.
const PART: i128 = 1_000_000_000_000;

/// A decision whose time is over, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
pub struct Due {
    touch_id: Uuid,
    automation_id: Uuid,
    wave: i64,
    holdout: i64,
    state: String,
    why: Option<String>,
    reached: bool,
    opened: bool,
    lost: bool,
    refused: bool,
    bought: i64,
    spent: i64,
    active: bool,
}

/// What came with a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gave {
    pub points: i64,
    pub coupons: i64,
    /// Used by the end of the window.
    pub used: i64,
}

/// What the decisions of one wave came to: of those who were left out, or of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub touches: i64,
    /// Those who are compared, and what they bought for.
    pub compared: Spent,
    /// What it did with those whom it reached.
    pub reached: i64,
    pub opened: i64,
    pub back: i64,
    pub bought: i64,
    pub lost: i64,
    pub refused: i64,
    pub gave: Gave,
}

/// Which decisions are summed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    pub automation: AutomationId,
    /// The days by which the wave is named.
    pub wave: i64,
    /// So many percent were left out.
    pub holdout: i64,
    pub held: bool,
}

/// Decisions of an automation whose time is not over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnderWay {
    pub waiting: i64,
    pub sent: i64,
    pub held: i64,
}

impl Due {
    #[must_use]
    pub const fn touch(&self) -> TouchId {
        TouchId(self.touch_id)
    }

    #[must_use]
    pub fn part(&self) -> Part {
        Part {
            automation: AutomationId(self.automation_id),
            wave: self.wave,
            holdout: self.holdout,
            held: self.state == "held",
        }
    }

    #[must_use]
    pub const fn is_reached(&self) -> bool {
        self.reached
    }

    /// Why it did not go out. What waits until its time is over is late.
    #[must_use]
    pub fn dropped(&self) -> Option<Why> {
        match self.state.as_str() {
            "waiting" => Some(Why::Late),
            _ => self.why.as_deref().and_then(Why::parse),
        }
    }

    /// Bought something, or used the club in another way.
    #[must_use]
    pub const fn is_back(&self) -> bool {
        self.bought > 0 || self.active
    }

    /// What it adds to the sums. Whoever was to get it is compared with those who were left out, whether it reached them or
    /// not: those left out are not asked either whether it would have. Only what was the shop's own doing and nothing of
    /// theirs is left out of the comparison on the one side, as it never comes about on the other.
    #[must_use]
    pub fn sums(&self, gave: Gave) -> Sums {
        let is_shops = matches!(self.dropped(), Some(Why::Cap | Why::Brake | Why::Off | Why::Late));
        let if_reached = |yes: bool| i64::from(self.reached && yes);
        let compared = if is_shops {
            Spent::default()
        } else {
            let spent = Spent::default().and(self.spent.clamp(0, Money::MAX.minor()));
            // Paid with points alone it is a purchase, too.
            Spent {
                bought: i64::from(self.bought > 0),
                ..spent
            }
        };
        Sums {
            touches: 1,
            compared,
            reached: if_reached(true),
            opened: if_reached(self.opened),
            back: if_reached(self.is_back()),
            bought: if_reached(self.bought > 0),
            // Whoever had blocked the bot before it came is lost, too.
            lost: i64::from(self.lost),
            refused: if_reached(self.refused),
            gave,
        }
    }
}

impl Sums {
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            touches: self.touches + other.touches,
            compared: self.compared.with(other.compared),
            reached: self.reached + other.reached,
            opened: self.opened + other.opened,
            back: self.back + other.back,
            bought: self.bought + other.bought,
            lost: self.lost + other.lost,
            refused: self.refused + other.refused,
            gave: Gave {
                points: self.gave.points + other.gave.points,
                coupons: self.gave.coupons + other.gave.coupons,
                used: self.gave.used + other.gave.used,
            },
        }
    }
}

/// The earliest day up to `today` on which something is to be looked at.
pub async fn due_day(tx: &mut Tx, shop: ShopId, today: NaiveDate) -> Result<Option<NaiveDate>, StorageError> {
    Ok(value!(tx, DUE_DAY, shop.0, today)?)
}

/// Decisions that are looked at on `day`, with what happened until `ends`. `began`: no window of theirs began before.
pub async fn due(
    tx: &mut Tx,
    shop: ShopId,
    day: NaiveDate,
    began: Instant,
    ends: Instant,
    limit: i64,
) -> Result<Vec<Due>, StorageError> {
    Ok(list!(tx, DUE, shop.0, day, ends, first_id_at(began), limit)?)
}

/// What came with a message, by what it is the cause of, and what was used of it until `ends`.
pub async fn gave(tx: &mut Tx, shop: ShopId, cause: &str, ends: Instant) -> Result<Gave, StorageError> {
    let found: Option<(Option<i64>, Option<i32>)> = find!(tx, GAVE, shop.0, cause, ends)?;
    let (points, coupon) = found.unwrap_or_default();
    Ok(Gave {
        points: points.unwrap_or_default(),
        coupons: i64::from(coupon.is_some()),
        used: i64::from(coupon == Some(USED)),
    })
}

/// Keeps what came of a decision. Says whether it was not looked at before.
pub async fn measured(tx: &mut Tx, shop: ShopId, due: &Due, gave: Gave) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        MEASURED,
        shop.0,
        due.touch_id,
        due.bought,
        due.spent.clamp(0, Money::MAX.minor()),
        due.is_back(),
        gave.points,
        gave.coupons,
        gave.used
    )?;
    Ok(rows == 1)
}

/// Adds to what a wave came to.
pub async fn add(tx: &mut Tx, shop: ShopId, part: Part, sums: &Sums) -> Result<(), StorageError> {
    let (high, low) = (sums.compared.squares / PART, sums.compared.squares % PART);
    let narrow = |part: i128| i64::try_from(part).unwrap_or(i64::MAX);
    execute!(
        tx,
        ADD,
        shop.0,
        part.automation.0,
        part.wave,
        part.holdout,
        part.held,
        sums.touches,
        sums.compared.people,
        sums.compared.bought,
        sums.compared.sum,
        narrow(high),
        narrow(low),
        sums.reached,
        sums.opened,
        sums.back,
        sums.bought,
        sums.lost,
        sums.refused,
        sums.gave.points,
        sums.gave.coupons,
        sums.gave.used
    )?;
    Ok(())
}

/// Adds to how many of a wave did not go out.
pub async fn add_drops(tx: &mut Tx, shop: ShopId, part: Part, why: Why, people: i64) -> Result<(), StorageError> {
    execute!(
        tx,
        ADD_DROPS,
        shop.0,
        part.automation.0,
        part.wave,
        why.as_str(),
        people
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    automation_id: Uuid,
    wave: i64,
    holdout: i64,
    held: bool,
    touches: i64,
    people: i64,
    buyers: i64,
    spent: i64,
    squares_high: i64,
    squares_low: i64,
    reached: i64,
    opened: i64,
    back: i64,
    bought: i64,
    lost: i64,
    refused: i64,
    points: i64,
    coupons: i64,
    used: i64,
}

impl From<Row> for (Part, Sums) {
    fn from(row: Row) -> Self {
        let part = Part {
            automation: AutomationId(row.automation_id),
            wave: row.wave,
            holdout: row.holdout,
            held: row.held,
        };
        let sums = Sums {
            touches: row.touches,
            compared: Spent {
                people: row.people,
                bought: row.buyers,
                sum: row.spent,
                squares: i128::from(row.squares_high) * PART + i128::from(row.squares_low),
            },
            reached: row.reached,
            opened: row.opened,
            back: row.back,
            bought: row.bought,
            lost: row.lost,
            refused: row.refused,
            gave: Gave {
                points: row.points,
                coupons: row.coupons,
                used: row.used,
            },
        };
        (part, sums)
    }
}

/// What all automations of a shop came to.
pub async fn of_shop(tx: &mut Tx, shop: ShopId) -> Result<Vec<(Part, Sums)>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_SHOP, shop.0)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What one of them came to.
pub async fn of_automation(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
) -> Result<Vec<(Part, Sums)>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_AUTOMATION, shop.0, automation.0)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many messages of an automation did not go out, and why.
pub async fn drops_of(tx: &mut Tx, shop: ShopId, automation: AutomationId) -> Result<Vec<(Why, i64)>, StorageError> {
    let rows: Vec<(String, i64)> = list!(tx, DROPS_OF, shop.0, automation.0)?;
    let known = rows
        .into_iter()
        .filter_map(|(why, people)| Some((Why::parse(&why)?, people)));
    Ok(known.collect())
}

/// Up to `limit` decisions after `since` whose time is not over.
pub async fn under_way(
    tx: &mut Tx,
    shop: ShopId,
    automation: AutomationId,
    since: Instant,
    limit: i64,
) -> Result<UnderWay, StorageError> {
    let rows: Vec<(String, i64)> = list!(tx, UNDER_WAY, shop.0, automation.0, since, limit)?;
    let of = |state: &str| rows.iter().find(|(known, _)| known == state).map_or(0, |(_, n)| *n);
    Ok(UnderWay {
        waiting: of("waiting"),
        sent: of("sent"),
        held: of("held"),
    })
}
