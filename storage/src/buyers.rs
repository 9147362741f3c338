//! Who buys and who sells, as each sale begins by asking.

use domain::role::Role;
use domain::{MemberId, ShopId, UserId};

use crate::ask::list;
use crate::members::{Member, MemberRow};
use crate::staff::role_of;
use crate::tiers::{self, MemberTier, MemberTierRow};
use crate::{StorageError, Tx, statements};

statements! {
    // One statement for all of it. The shop's tiers make the rows, and each has the member in it.
    AT_THE_TILL = "SELECT f.role, \
                       m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.email, m.card, m.agreed_at, \
                       b.points, b.pending, b.owed, m.gone_at IS NOT NULL AS gone, \
                       r.basis, r.window_months, r.term_months, r.grace_days, r.warning_days, \
                       t.tier_id, t.title, t.from_money, t.from_orders, t.times, t.off, t.early_minutes, t.birthday, t.tag, \
                       t.colour, t.active, h.tier_id AS held, \
                       (EXISTS (SELECT 1 FROM earn_rules e WHERE e.shop_id = $1 AND e.active) \
                           OR EXISTS (SELECT 1 FROM boosts x WHERE x.shop_id = $1 AND x.member_id = $2)) AS rates \
                   FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                   LEFT JOIN staff f ON f.shop_id = m.shop_id AND f.user_id = $3 AND f.removed_at IS NULL \
                   LEFT JOIN standings h ON h.shop_id = m.shop_id AND h.member_id = m.member_id \
                   LEFT JOIN tier_rules r ON r.shop_id = m.shop_id LEFT JOIN tiers t ON t.shop_id = m.shop_id \
                   WHERE m.shop_id = $1 AND m.member_id = $2 AND m.gone_at IS NULL";
}

/// A member who buys, and the role of whoever sells to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtTheTill {
    pub member: Member,
    pub tier: MemberTier,
    /// `None`: nobody on the staff.
    pub role: Option<Role>,
}

#[derive(sqlx::FromRow)]
struct Row {
    role: Option<String>,
    #[sqlx(flatten)]
    member: MemberRow,
    #[sqlx(flatten)]
    tier: MemberTierRow,
}

/// A member who buys, with where they stand, and the role of `clerk` at this moment. `None`: there is no such member.
pub async fn at_the_till(
    tx: &mut Tx,
    shop: ShopId,
    clerk: UserId,
    member: MemberId,
) -> Result<Option<AtTheTill>, StorageError> {
    let rows: Vec<Row> = list!(tx, AT_THE_TILL, shop.0, member.0, clerk.0)?;
    let mut buyer = None;
    let mut tiers = Vec::with_capacity(rows.len());
    for row in rows {
        buyer.get_or_insert((row.member, row.role));
        tiers.push(row.tier);
    }
    let Some((found, role)) = buyer else { return Ok(None) };
    Ok(Some(AtTheTill {
        member: found.member(tx, shop),
        tier: tiers::of_member_rows(member, tiers)?,
        role: role.as_deref().map(role_of).transpose()?,
    }))
}
