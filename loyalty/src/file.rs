//! A member's file: what staff see of somebody, each as much as their role allows (S5), and what the member sees of it.

use chrono::NaiveDate;
use domain::birthday::Birthday;
use domain::field::{Field, Viewer};
use domain::reason::Actor;
use domain::relative::Relative;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::tag::Tag;
use domain::visits::{self, Rhythm};
use domain::{MemberId, UserId};
use storage::fields::Filled;
use storage::members::{self, Member};
use storage::notes::Note;
use storage::orders::Order;
use storage::wishes::Wished;
use storage::{
    StorageError, Tx, birthdays, coupons, fields, former, member_photos, notes, open_orders, order_lines, orders,
    people, relatives, tags, wishes,
};

use crate::order_views::knows_place;
use crate::set_birthday::counts_later;
use crate::{Loyalty, NotAllowed};

/// Purchases, notes and wishes that a file shows at once.
const ORDERS: i64 = 3;
const NOTES: i64 = 2;
const WISHES: i64 = 3;
/// Visits that a rhythm is read off.
const VISITS: i64 = 24;

/// What staff see of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFile {
    pub member: Member,
    /// With whose eyes it is seen.
    pub role: Role,
    /// Without the year for those who may not see it (S5).
    pub birthday: Option<Birthday>,
    /// From when on it counts for gifts, where that is not the next one (B2).
    pub birthday_counts_from: Option<NaiveDate>,
    pub last_orders: Vec<Bought>,
    pub rhythm: Option<Rhythm>,
    pub open_coupons: i64,
    pub open_orders: i64,
    /// Fields that they may see and something stands in, in the shop's order.
    pub fields: Vec<(Field, Filled)>,
    /// The latest.
    pub notes: Vec<Note>,
    pub note_count: i64,
    pub tags: Vec<Tag>,
    pub relatives: Vec<Relative>,
    /// The latest.
    pub wishes: Vec<Wished>,
    pub wish_count: i64,
    pub photos: i64,
    /// Whether a private message can reach them.
    pub reachable: bool,
}

/// A purchase, with what was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    pub order: Order,
    /// Titles with how many of each; none where an amount alone was rung up.
    pub what: Vec<(String, u32)>,
}

/// What the club knows of a member, as the member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    pub member: Member,
    pub birthday: Option<Birthday>,
    /// The fields that they may see, with what stands in each.
    pub fields: Vec<(Field, Option<Filled>)>,
    pub relatives: i64,
    pub wishes: i64,
    /// Whether staff keep notes, tags or photos: that they do is said, what they say is not.
    pub kept_by_staff: bool,
}

impl Loyalty {
    /// The file of a member, for somebody who works in the shop at this moment (S1). `None`: there is no such member.
    pub async fn member_file(
        &self,
        shop: &Shop,
        by: UserId,
        member: MemberId,
    ) -> Result<Result<Option<MemberFile>, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        let Ok(role) = self.allowed(&mut tx, shop.id, by, Right::RunTill).await? else {
            return Ok(Err(NotAllowed));
        };
        // The file that it became part of, where it was one of two.
        let Some(now) = former::now(&mut tx, shop.id, member).await? else {
            return Ok(Ok(None));
        };
        let Some(member) = members::find(&mut tx, shop.id, now).await? else {
            return Ok(Ok(None));
        };
        self.file_for(&mut tx, shop, role, member)
            .await
            .map(|file| Ok(Some(file)))
    }

    async fn file_for(&self, tx: &mut Tx, shop: &Shop, role: Role, member: Member) -> Result<MemberFile, StorageError> {
        let sees_private = role.may(Right::SeePrivate);
        let today = shop.day(self.now());
        let mut last_orders = Vec::new();
        for order in orders::last_of_member(tx, shop.id, member.id, ORDERS).await? {
            let lines = order_lines::of_order(tx, shop.id, order.id).await?;
            let what = lines.into_iter().map(|line| (line.title, line.quantity)).collect();
            let delivery = order.delivery.clone().filter(|_| knows_place(role, &order, self.now()));
            let order = Order { delivery, ..order };
            last_orders.push(Bought { order, what });
        }
        let visited = orders::visits(tx, shop.id, member.id, VISITS).await?;
        let days: Vec<_> = visited.into_iter().map(|at| shop.day(at)).collect();
        let born = birthdays::find(tx, shop.id, member.id).await?;
        let year_hidden = |day: Birthday| if sees_private { day } else { day.without_year() };
        let mut relatives = relatives::of_member(tx, shop.id, member.id).await?;
        for relative in &mut relatives {
            relative.birthday = relative.birthday.map(year_hidden);
        }
        let fields = seen_fields(tx, shop, &member, Viewer::Staff(role)).await?;
        let reachable = match member.user {
            Some(user) => people::contact(tx, user)
                .await?
                .is_some_and(|contact| contact.reachable),
            None => false,
        };
        Ok(MemberFile {
            role,
            birthday_counts_from: born.as_ref().and_then(|kept| counts_later(shop, kept, today)),
            birthday: born.and_then(|kept| kept.birthday).map(year_hidden),
            last_orders,
            rhythm: visits::rhythm(&days, today),
            open_coupons: coupons::count_open(tx, shop.id, member.id).await?,
            open_orders: open_orders::count_open_of_member(tx, shop.id, member.id).await?,
            fields: fields
                .into_iter()
                .filter_map(|(field, filled)| Some((field, filled?)))
                .collect(),
            notes: notes::of_member(tx, shop.id, member.id, sees_private, 0, NOTES).await?,
            note_count: notes::count(tx, shop.id, member.id, sees_private).await?,
            tags: tags::of_member(tx, shop.id, member.id).await?,
            relatives,
            wishes: wishes::of_member(tx, shop.id, member.id, 0, WISHES).await?,
            wish_count: wishes::count_sold(tx, shop.id, member.id).await?,
            photos: member_photos::count(tx, shop.id, member.id).await?,
            reachable,
            member,
        })
    }

    /// The fields of a member that somebody may see, with what stands in each. `None`: they see none of this member.
    pub async fn fields_of(
        &self,
        shop: &Shop,
        by: Actor,
        member: MemberId,
    ) -> Result<Option<(Viewer, Vec<(Field, Option<Filled>)>)>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(member) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(None);
        };
        let Some(viewer) = self.viewer(&mut tx, shop, &member, by).await? else {
            return Ok(None);
        };
        let fields = seen_fields(&mut tx, shop, &member, viewer).await?;
        Ok(Some((viewer, fields)))
    }

    /// What the club knows of the member who asks.
    pub async fn own_file(&self, shop: &Shop, user: UserId) -> Result<Option<OwnFile>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(None);
        };
        let fields = seen_fields(&mut tx, shop, &member, Viewer::Member).await?;
        let kept = birthdays::find(&mut tx, shop.id, member.id).await?;
        let staff_notes = notes::count(&mut tx, shop.id, member.id, true).await?;
        let photos = member_photos::count(&mut tx, shop.id, member.id).await?;
        let tagged = tags::of_member(&mut tx, shop.id, member.id).await?;
        Ok(Some(OwnFile {
            birthday: kept.and_then(|kept| kept.birthday),
            fields,
            relatives: relatives::count(&mut tx, shop.id, member.id).await?,
            wishes: wishes::count(&mut tx, shop.id, member.id).await?,
            kept_by_staff: staff_notes + photos > 0 || !tagged.is_empty(),
            member,
        }))
    }
}

async fn seen_fields(
    tx: &mut Tx,
    shop: &Shop,
    member: &Member,
    viewer: Viewer,
) -> Result<Vec<(Field, Option<Filled>)>, StorageError> {
    let mut values = fields::values_of(tx, shop.id, member.id).await?;
    let all = fields::list(tx, shop.id).await?;
    let seen = all.into_iter().filter(|field| field.is_seen_by(viewer));
    Ok(seen
        .map(|field| {
            let at = values.iter().position(|filled| filled.field == field.id);
            let filled = at.map(|at| values.swap_remove(at));
            (field, filled)
        })
        .collect())
}
