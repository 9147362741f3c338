//! The tiers of a shop and the rules they go by.

use domain::birthday::BirthdayGift;
use domain::grade::CutPoints;
use domain::tier::{Basis, Colour, Ladder, Tier, TierRules};
use domain::{MemberId, Money, ShopId, TierId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO tiers (shop_id, tier_id, slug, title, from_money, from_orders, times, off, early_minutes, birthday, \
               tag, colour, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE tiers SET title = $3, from_money = $4, from_orders = $5, times = $6, off = $7, early_minutes = $8, \
                  birthday = $9, tag = $10, colour = $11, active = $12 \
              WHERE shop_id = $1 AND tier_id = $2";
    FIND_BY_SLUG = "SELECT tier_id FROM tiers WHERE shop_id = $1 AND slug = $2";
    SET_RULES = "INSERT INTO tier_rules (shop_id, basis, window_months, term_months, grace_days, warning_days, leader_buyers, \
                     counted_from) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                 ON CONFLICT (shop_id) DO UPDATE SET basis = excluded.basis, window_months = excluded.window_months, \
                     term_months = excluded.term_months, grace_days = excluded.grace_days, \
                     warning_days = excluded.warning_days, leader_buyers = excluded.leader_buyers";
    // Rules and tiers in one question: a sale asks it. A shop without rules or tiers has one row all the same.
    LADDER = "SELECT r.basis, r.window_months, r.term_months, r.grace_days, r.warning_days, \
                  t.tier_id, t.title, t.from_money, t.from_orders, t.times, t.off, t.early_minutes, t.birthday, t.tag, \
                  t.colour, t.active \
              FROM shops s LEFT JOIN tier_rules r ON r.shop_id = s.shop_id LEFT JOIN tiers t ON t.shop_id = s.shop_id \
              WHERE s.shop_id = $1";
    // The row is made by whoever counts first.
    COUNT_FROM = "INSERT INTO tier_rules (shop_id, basis, window_months, term_months, grace_days, warning_days, leader_buyers, \
                      counted_from, counted_upto) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                  ON CONFLICT (shop_id) DO UPDATE SET counted_from = excluded.counted_from, counted_upto = excluded.counted_upto";
    COUNTED = "SELECT counted_from, counted_upto FROM tier_rules WHERE shop_id = $1";
    GRADING = "SELECT own_cuts, night_cuts, leader_buyers FROM tier_rules WHERE shop_id = $1";
    SET_OWN_CUTS = "UPDATE tier_rules SET own_cuts = $2 WHERE shop_id = $1";
    SET_LEADER_BUYERS = "UPDATE tier_rules SET leader_buyers = $2 WHERE shop_id = $1";
    SET_NIGHT_CUTS = "UPDATE tier_rules SET night_cuts = $2 WHERE shop_id = $1";
    MEMBER_TIER = "SELECT r.basis, r.window_months, r.term_months, r.grace_days, r.warning_days, \
                 t.tier_id, t.title, t.from_money, t.from_orders, t.times, t.off, t.early_minutes, t.birthday, t.tag, \
                 t.colour, t.active, h.tier_id AS held, \
                 (EXISTS (SELECT 1 FROM earn_rules e WHERE e.shop_id = $1 AND e.active) \
                     OR EXISTS (SELECT 1 FROM boosts x WHERE x.shop_id = $1 AND x.member_id = $2)) AS rates \
             FROM shops s LEFT JOIN tier_rules r ON r.shop_id = s.shop_id LEFT JOIN tiers t ON t.shop_id = s.shop_id \
             LEFT JOIN standings h ON h.shop_id = s.shop_id AND h.member_id = $2 WHERE s.shop_id = $1";
}

/// How many buyers somebody has to bring to count as one whom others follow, until the shop says otherwise (T5).
pub const LEADER_BUYERS_AT_FIRST: i64 = 3;

#[derive(sqlx::FromRow)]
pub(crate) struct LadderRow {
    basis: Option<String>,
    window_months: Option<i64>,
    term_months: Option<i64>,
    grace_days: Option<i64>,
    warning_days: Option<i64>,
    tier_id: Option<Uuid>,
    title: Option<String>,
    from_money: Option<i64>,
    from_orders: Option<i64>,
    times: Option<i64>,
    off: Option<i64>,
    early_minutes: Option<i64>,
    birthday: Option<Json<BirthdayGift>>,
    tag: Option<String>,
    colour: Option<String>,
    active: Option<bool>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct MemberTierRow {
    #[sqlx(flatten)]
    ladder: LadderRow,
    held: Option<Uuid>,
    rates: bool,
}

/// The tier of a member, and the ladder that it is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberTier {
    pub member: MemberId,
    pub ladder: Ladder,
    /// What is written down; `None` is where everybody begins.
    pub held: Option<TierId>,
    /// The shop has rules, or the member had coupons, by which a purchase may earn more than usual. Most have
    /// neither, and that saves a read.
    pub rates: bool,
}

impl MemberTier {
    /// The tier that the member is in, if the shop has tiers.
    #[must_use]
    pub fn current(&self) -> Option<&Tier> {
        self.ladder.tier_of(self.held)
    }
}

impl LadderRow {
    fn rules(&self) -> Result<Option<TierRules>, StorageError> {
        let Some(basis) = &self.basis else { return Ok(None) };
        let whole = |column: Option<i64>, name: &str| {
            let number = column.and_then(|number| u32::try_from(number).ok());
            number.ok_or_else(|| StorageError::corrupt("tier_rules", &name))
        };
        Ok(Some(TierRules {
            basis: Basis::parse(basis).ok_or_else(|| StorageError::corrupt("tier_rules", basis))?,
            window_months: whole(self.window_months, "window_months")?,
            term_months: whole(self.term_months, "term_months")?,
            grace_days: whole(self.grace_days, "grace_days")?,
            warning_days: whole(self.warning_days, "warning_days")?,
        }))
    }

    fn tier(self) -> Result<Option<Tier>, StorageError> {
        let Some(id) = self.tier_id else { return Ok(None) };
        let corrupt = |column: &str| StorageError::corrupt("tiers", &column);
        let number = |column: Option<i64>, name| column.ok_or_else(|| corrupt(name));
        let whole = |column: Option<i64>, name: &str| {
            let number = column.and_then(|number| u32::try_from(number).ok());
            number.ok_or_else(|| corrupt(name))
        };
        Ok(Some(Tier {
            id: TierId(id),
            title: self.title.ok_or_else(|| corrupt("title"))?,
            from_money: Money::new(number(self.from_money, "from_money")?).ok_or_else(|| corrupt("from_money"))?,
            from_orders: number(self.from_orders, "from_orders")?,
            times: whole(self.times, "times")?,
            off: u8::try_from(number(self.off, "off")?).map_err(|_| corrupt("off"))?,
            early_minutes: whole(self.early_minutes, "early_minutes")?,
            birthday: self.birthday.map(|Json(gift)| gift),
            tag: self.tag,
            colour: self
                .colour
                .as_deref()
                .and_then(Colour::parse)
                .ok_or_else(|| corrupt("colour"))?,
            active: self.active.ok_or_else(|| corrupt("active"))?,
        }))
    }
}

/// Says whether the tier is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, tier: &Tier, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        tier.id.0,
        slug,
        &tier.title,
        tier.from_money.minor(),
        tier.from_orders,
        i64::from(tier.times),
        i64::from(tier.off),
        i64::from(tier.early_minutes),
        tier.birthday.as_ref().map(Json),
        tier.tag.as_deref(),
        tier.colour.as_str(),
        tier.active,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a tier. Says whether there is such a tier.
pub async fn change(tx: &mut Tx, shop: ShopId, tier: &Tier) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        tier.id.0,
        &tier.title,
        tier.from_money.minor(),
        tier.from_orders,
        i64::from(tier.times),
        i64::from(tier.off),
        i64::from(tier.early_minutes),
        tier.birthday.as_ref().map(Json),
        tier.tag.as_deref(),
        tier.colour.as_str(),
        tier.active,
    )?;
    Ok(rows == 1)
}

/// The tier that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<TierId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(TierId))
}

/// Writes by which rules a shop's members go up and down, and how many buyers a leader has brought. A shop
/// that had no rules counts from `counted_from` on.
pub async fn set_rules(
    tx: &mut Tx,
    shop: ShopId,
    rules: &TierRules,
    leader_buyers: i64,
    counted_from: Instant,
) -> Result<(), StorageError> {
    execute!(
        tx,
        SET_RULES,
        shop.0,
        rules.basis.as_str(),
        i64::from(rules.window_months),
        i64::from(rules.term_months),
        i64::from(rules.grace_days),
        i64::from(rules.warning_days),
        leader_buyers,
        counted_from
    )?;
    Ok(())
}

/// All tiers of a shop, with the rules they go by. Without any, members stand nowhere.
pub async fn ladder(tx: &mut Tx, shop: ShopId) -> Result<Ladder, StorageError> {
    let rows: Vec<LadderRow> = list!(tx, LADDER, shop.0)?;
    of_rows(rows)
}

/// All tiers of a shop, and where a member stands.
pub async fn member_tier(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<MemberTier, StorageError> {
    let rows: Vec<MemberTierRow> = list!(tx, MEMBER_TIER, shop.0, member.0)?;
    of_member_rows(member, rows)
}

pub(crate) fn of_member_rows(member: MemberId, rows: Vec<MemberTierRow>) -> Result<MemberTier, StorageError> {
    let held = rows.first().and_then(|row| row.held).map(TierId);
    let rates = rows.first().is_some_and(|row| row.rates);
    let ladder = of_rows(rows.into_iter().map(|row| row.ladder).collect())?;
    Ok(MemberTier {
        member,
        ladder,
        held,
        rates,
    })
}

fn of_rows(rows: Vec<LadderRow>) -> Result<Ladder, StorageError> {
    let rules = rows.first().map(LadderRow::rules).transpose()?.flatten();
    let tiers = rows.into_iter().filter_map(|row| row.tier().transpose());
    Ok(Ladder::new(
        rules.unwrap_or_default(),
        tiers.collect::<Result<_, StorageError>>()?,
    ))
}

/// From when on the sums of a shop's members count, and up to which member they have been made anew, should that
/// not be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub from: Instant,
    pub upto: Option<MemberId>,
}

/// `None`: nothing was counted yet.
pub async fn counted(tx: &mut Tx, shop: ShopId) -> Result<Option<Counted>, StorageError> {
    let row: Option<(Instant, Option<Uuid>)> = find!(tx, COUNTED, shop.0)?;
    Ok(row.map(|(from, upto)| Counted {
        from,
        upto: upto.map(MemberId),
    }))
}

/// Notes how far the counting has come.
pub async fn set_counted(tx: &mut Tx, shop: ShopId, counted: Counted) -> Result<(), StorageError> {
    let usual = TierRules::default();
    execute!(
        tx,
        COUNT_FROM,
        shop.0,
        usual.basis.as_str(),
        i64::from(usual.window_months),
        i64::from(usual.term_months),
        i64::from(usual.grace_days),
        i64::from(usual.warning_days),
        LEADER_BUYERS_AT_FIRST,
        counted.from,
        counted.upto.map(|member| member.0)
    )?;
    Ok(())
}

/// What grades are cut by, and how many buyers a leader has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grading {
    pub own: Option<CutPoints>,
    /// As the last night found them.
    pub fifths: Option<CutPoints>,
    pub leader_buyers: i64,
}

pub async fn grading(tx: &mut Tx, shop: ShopId) -> Result<Grading, StorageError> {
    type Row = (Option<Json<CutPoints>>, Option<Json<CutPoints>>, i64);
    let row: Option<Row> = find!(tx, GRADING, shop.0)?;
    let (own, fifths, leader_buyers) = row.unwrap_or((None, None, LEADER_BUYERS_AT_FIRST));
    Ok(Grading {
        own: own.map(|Json(cuts)| cuts),
        fifths: fifths.map(|Json(cuts)| cuts),
        leader_buyers,
    })
}

/// Sets the owner's own cut points, or leaves them to the night again.
pub async fn set_own_cuts(tx: &mut Tx, shop: ShopId, cuts: Option<&CutPoints>) -> Result<(), StorageError> {
    execute!(tx, SET_OWN_CUTS, shop.0, cuts.map(Json))?;
    Ok(())
}

/// Sets how many buyers somebody has to bring to be one whom others follow.
pub async fn set_leader_buyers(tx: &mut Tx, shop: ShopId, buyers: i64) -> Result<(), StorageError> {
    execute!(tx, SET_LEADER_BUYERS, shop.0, buyers)?;
    Ok(())
}

pub async fn set_fifths(tx: &mut Tx, shop: ShopId, cuts: Option<&CutPoints>) -> Result<(), StorageError> {
    execute!(tx, SET_NIGHT_CUTS, shop.0, cuts.map(Json))?;
    Ok(())
}

/// The tier that a member is in now: the one they reached, or the one that everybody is in.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Tier>, StorageError> {
    Ok(member_tier(tx, shop, member).await?.current().cloned())
}
