//! What happens in a shop while its clock is moved, for whoever moved it.

use chrono::{DateTime, Utc};
use domain::{MemberId, Points, ShopId, TierId};
use storage::{Db, StorageError, coupons, lots, shops, standings, tiers};

/// More than a night of a demo has.
const ALL: i64 = 100_000;

/// What some nights changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    nights: i64,
    spendable: Points,
    expired: Points,
    coupons: i64,
    /// Members who came to stand in another tier.
    moved: i64,
}

impl Brought {
    /// Counts what a night that is about to begin will change. Gives whose tier it will look at, and which that is.
    pub async fn add(
        &mut self,
        db: &Db,
        shop: ShopId,
        now: DateTime<Utc>,
    ) -> Result<Vec<(MemberId, Option<TierId>)>, StorageError> {
        let mut tx = db.look().await?;
        let remaining =
            |lots: Vec<lots::StoredLot>| lots.into_iter().map(|stored| stored.lot.remaining).sum::<Points>();
        self.nights += 1;
        self.spendable += remaining(lots::due_to_activate(&mut tx, shop, now, ALL).await?);
        self.expired += remaining(lots::due_to_expire(&mut tx, shop, now, ALL).await?);
        let coupons = coupons::due_to_expire(&mut tx, shop, now, ALL).await?;
        self.coupons += i64::try_from(coupons.len()).unwrap_or(ALL);
        let Some(found) = shops::find(&mut tx, shop).await? else {
            return Ok(Vec::new());
        };
        let mut looked_at = Vec::new();
        for member in standings::due(&mut tx, shop, found.day(now), ALL).await? {
            looked_at.push((
                member,
                tiers::of_member(&mut tx, shop, member).await?.map(|tier| tier.id),
            ));
        }
        Ok(looked_at)
    }

    /// Counts who of them stands in another tier after the night.
    pub async fn add_moves(
        &mut self,
        db: &Db,
        shop: ShopId,
        looked_at: &[(MemberId, Option<TierId>)],
    ) -> Result<(), StorageError> {
        let mut tx = db.look().await?;
        for (member, before) in looked_at {
            let after = tiers::of_member(&mut tx, shop, *member).await?.map(|tier| tier.id);
            self.moved += i64::from(after != *before);
        }
        Ok(())
    }

    /// In English, as all of the page is. `None`: nothing happened.
    pub fn in_words(self) -> Option<String> {
        let parts = [
            (
                self.spendable.get(),
                "point became spendable",
                "points became spendable",
            ),
            (self.expired.get(), "point expired", "points expired"),
            (self.coupons, "coupon expired", "coupons expired"),
            (self.moved, "member changed tier", "members changed tier"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, several)| counted(count, one, several))
            .collect();
        let nights = counted(self.nights, "night mattered", "nights mattered");
        match parts.as_slice() {
            [] => None,
            [only] => Some(format!("{nights}: {only}.")),
            [first @ .., last] => Some(format!("{nights}: {} and {last}.", first.join(", "))),
        }
    }
}

fn counted(count: i64, one: &str, several: &str) -> String {
    let words = if count == 1 { one } else { several };
    format!("{} {words}", say::number::number(domain::Lang::En, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_happened_is_said() {
        let quiet = Brought {
            nights: 3,
            ..Brought::default()
        };
        let busy = Brought {
            expired: Points::at_least_zero(1_240),
            coupons: 1,
            moved: 2,
            ..quiet
        };
        let one = Brought {
            nights: 1,
            spendable: Points::at_least_zero(1),
            ..Brought::default()
        };

        assert_eq!(quiet.in_words(), None);
        assert_eq!(
            busy.in_words().as_deref(),
            Some("3 nights mattered: 1,240 points expired, 1 coupon expired and 2 members changed tier.")
        );
        assert_eq!(
            one.in_words().as_deref(),
            Some("1 night mattered: 1 point became spendable.")
        );
    }
}
