//! Everything a shop knows about a member, for the member (D3): with readable names, and without those of its staff.

use domain::automation::Trigger;
use domain::birthday::{Birthday, Told};
use domain::field::FieldValue;
use domain::shop::Shop;
use domain::{MemberId, ShopId};
use serde_json::{Value, json};
use storage::{
    StorageError, Tx, birthday_lines, birthdays, categories, coupons, fields, former, greetings, ledger, lots,
    member_photos, members, notes, open_orders, order_lines, people, questions, refusals, relatives, rhythms,
    standings, tags, tasks, tiers, touches, wishes,
};

use crate::Loyalty;

/// Rows that are read in one go.
const PAGE: i64 = 500;

impl Loyalty {
    /// All of it, as JSON. `None`: there is no such member.
    pub async fn data_of(&self, shop: &Shop, member: MemberId) -> Result<Option<Value>, StorageError> {
        let mut tx = self.db.read().await?;
        let tx = &mut tx;
        let Some(found) = members::find(tx, shop.id, member).await? else {
            return Ok(None);
        };
        let contact = match found.user {
            Some(user) => people::contact(tx, user).await?,
            None => None,
        };
        let tier = tiers::of_member(tx, shop.id, member).await?;
        let standing = standings::read(tx, shop.id, member).await?;
        let (came, _) = standings::brought_by(tx, shop.id, member).await?;
        let born = birthdays::find(tx, shop.id, member)
            .await?
            .and_then(|kept| kept.birthday);
        let leads = members::is_leader(tx, shop.id, member).await?;
        let language = contact.as_ref().map(|contact| contact.lang().tag());
        let reachable = contact.is_some_and(|contact| contact.reachable);
        let messages = messages_of(tx, shop.id, member, reachable).await?;
        let tags: Vec<String> = tags::of_member(tx, shop.id, member)
            .await?
            .into_iter()
            .map(|tag| tag.title)
            .collect();
        let person = json!({
            "name": found.name,
            "username": found.username,
            "telegram_number": found.user,
            "phone": found.phone,
            "email": found.email,
            "language": language,
            "birthday": born.as_ref().map(in_json),
            "birthday_told": birthdays::told(tx, shop.id, member).await?.map(Told::as_str),
            "birthday_line": birthday_lines::find(tx, shop.id, member).await?.map(|line| line.line),
            "birthdays_so_far": greetings_of(tx, shop.id, member).await?,
        });
        let membership = json!({
            "number": found.number,
            "since": found.agreed_at,
            "card": found.card,
            "tier": tier.map(|tier| tier.title),
            "tier_until": standing.standing.term_ends,
            "friends_brought": came,
            "others_follow": leads,
        });
        let (fields, notes) = (
            fields_of(tx, shop.id, member).await?,
            notes_of(tx, shop.id, member).await?,
        );
        let tasks = tasks_of(tx, shop.id, member).await?;
        let (photos, relatives) = (
            photos_of(tx, shop.id, member).await?,
            relatives_of(tx, shop.id, member).await?,
        );
        let (wishes, questions) = (
            wishes_of(tx, shop.id, member).await?,
            questions_of(tx, shop.id, member).await?,
        );
        let rhythms = rhythms_of(tx, shop.id, member).await?;
        let (lots, movements) = (
            lots_of(tx, shop.id, member).await?,
            movements_of(tx, shop.id, member).await?,
        );
        let (coupons, orders) = (
            coupons_of(tx, shop.id, member).await?,
            orders_of(tx, shop.id, member).await?,
        );
        let points = json!({
            "now": found.points,
            "on_their_way": found.pending,
            "owed": found.owed,
            "lots": lots,
            "movements": movements,
        });
        let taken_at = self.now();
        Ok(Some(json!({
            "shop": shop.name,
            "taken_at": taken_at,
            "currency": shop.currency,
            "amounts": "in the smallest unit of the currency",
            "person": person,
            "membership": membership,
            "messages": messages,
            "fields": fields,
            "tags": tags,
            "notes": notes,
            "tasks": tasks,
            "photos": photos,
            "relatives": relatives,
            "wishes": wishes,
            "bought_again_and_again": rhythms,
            "questions": questions,
            "points": points,
            "coupons": coupons,
            "orders": orders,
        })))
    }
}

fn in_json(day: &Birthday) -> Value {
    json!({
        "calendar": day.calendar().as_str(),
        "month": day.month(),
        "day": day.day(),
        "leap_month": day.leap(),
        "year": day.year(),
    })
}

async fn messages_of(tx: &mut Tx, shop: ShopId, member: MemberId, reachable: bool) -> Result<Value, StorageError> {
    let since = members::marketing(tx, shop, member).await?;
    let refused = refusals::of_member(tx, shop, member).await?;
    let not_wanted: Vec<&str> = refused.into_iter().map(Trigger::as_str).collect();
    let came = touches::of_member(tx, shop, member).await?.into_iter();
    let came: Vec<Value> = came.map(|(at, kind)| json!({ "at": at, "kind": kind })).collect();
    Ok(json!({
        "can_be_reached": reachable,
        "about_offers_since": since,
        "not_wanted": not_wanted,
        "came_by_themselves": came,
    }))
}

async fn greetings_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let told = greetings::of_member(tx, shop, member).await?;
    let told = told
        .into_iter()
        .map(|(day, at, in_group)| json!({ "birthday": day, "told_at": at, "in_the_group": in_group }));
    Ok(told.collect())
}

async fn fields_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let known = fields::list(tx, shop).await?;
    let values = fields::values_of(tx, shop, member).await?;
    let filled = values.into_iter().map(|filled| {
        let title = known
            .iter()
            .find(|field| field.id == filled.field)
            .map(|field| &field.title);
        json!({ "field": title, "value": plain(&filled.value), "since": filled.at })
    });
    Ok(filled.collect())
}

fn plain(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) | FieldValue::Choice(text) | FieldValue::Size(text) => json!(text),
        FieldValue::Number(number) => json!(number.to_string()),
        FieldValue::Date(day) => json!(day),
        FieldValue::Photo(_) => json!("a photo"),
    }
}

async fn notes_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = notes::of_member(tx, shop, member, true, skip(&all), PAGE).await?;
        let more = is_full(&page);
        all.extend(page.into_iter().map(|note| json!({ "at": note.at, "text": note.body })));
        if !more {
            return Ok(all);
        }
    }
}

async fn tasks_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = tasks::all_about(tx, shop, member, skip(&all), PAGE).await?;
        let more = is_full(&page);
        all.extend(page.into_iter().map(|task| {
            let told = task
                .told
                .map(|told| json!({ "about": told.subject, "you_said": told.quote }));
            json!({ "at": task.made_at, "due": task.due_at, "state": task.state, "told": told })
        }));
        if !more {
            return Ok(all);
        }
    }
}

async fn photos_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = member_photos::of_member(tx, shop, member, skip(&all), PAGE).await?;
        let more = is_full(&page);
        all.extend(
            page.into_iter()
                .map(|photo| json!({ "at": photo.at, "caption": photo.caption })),
        );
        if !more {
            return Ok(all);
        }
    }
}

async fn relatives_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut told = Vec::new();
    for relative in relatives::of_member(tx, shop, member).await? {
        let reminds = relatives::reminds(tx, shop, member, relative.id).await?;
        told.push(json!({
            "relation": relative.relation.as_str(),
            "name": relative.name,
            "birthday": relative.birthday.as_ref().map(in_json),
            "size": relative.size,
            "taste": relative.taste,
            "reminded": reminds,
        }));
    }
    Ok(told)
}

async fn wishes_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = wishes::of_member(tx, shop, member, skip(&all), PAGE).await?;
        let more = is_full(&page);
        all.extend(
            page.into_iter()
                .map(|wish| json!({ "at": wish.at, "product": wish.title })),
        );
        if !more {
            return Ok(all);
        }
    }
}

async fn rhythms_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    for kept in rhythms::of_member(tx, shop, member).await? {
        let category = categories::find(tx, shop, kept.category).await?;
        all.push(json!({
            "category": category.map(|category| category.title),
            "every_days": kept.every_days,
            "last_at": kept.last_at,
            "due_on": kept.due_on,
        }));
    }
    Ok(all)
}

async fn questions_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let put = questions::of_member(tx, shop, member).await?;
    Ok(put
        .into_iter()
        .map(|put| json!({ "about": put.subject, "asked_at": put.asked_at }))
        .collect())
}

async fn lots_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let open = lots::of_member(tx, shop, member).await?;
    let told = open.into_iter().map(|stored| {
        json!({
            "points": stored.lot.remaining,
            "earned_at": stored.lot.earned_at,
            "spendable_from": stored.pending_until,
            "expires_at": stored.lot.expires_at,
        })
    });
    Ok(told.collect())
}

/// The movements of files that became part of this one as well.
async fn movements_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    let formers = former::of(tx, shop, member).await?;
    for file in [member].into_iter().chain(formers) {
        let mut skipped = 0;
        loop {
            let page = ledger::page(tx, shop, file, skipped, PAGE).await?;
            let more = is_full(&page);
            skipped += PAGE;
            all.extend(
                page.into_iter()
                    .map(|entry| json!({ "at": entry.at, "change": entry.amount, "why": entry.reason })),
            );
            if !more {
                break;
            }
        }
    }
    Ok(all)
}

async fn coupons_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = coupons::of_member(tx, shop, member, skip(&all), PAGE).await?;
        let more = is_full(&page);
        all.extend(page.into_iter().map(|coupon| {
            json!({
                "title": coupon.title,
                "code": coupon.code.to_string(),
                "state": coupon.state.as_str(),
                "price": coupon.price,
                "issued_at": coupon.issued_at,
                "expires_at": coupon.expires_at,
                "ended_at": coupon.closed_at,
            })
        }));
        if !more {
            return Ok(all);
        }
    }
}

async fn orders_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Value>, StorageError> {
    let mut all = Vec::new();
    loop {
        let page = open_orders::of_member(tx, shop, member, skip(&all), PAGE).await?;
        let more = is_full(&page);
        for order in page {
            let lines = order_lines::of_order(tx, shop, order.id).await?;
            let lines = lines
                .iter()
                .map(|line| json!({ "title": line.title, "quantity": line.quantity, "price": line.price }));
            all.push(json!({
                "at": order.at,
                "state": order.state.as_str(),
                "lines": lines.collect::<Vec<_>>(),
                "note": order.note,
                "brought_to": order.delivery,
                "for": order.for_whom.as_ref().map(|whom| json!({
                    "relation": whom.relation.as_str(),
                    "name": whom.name,
                    "size": whom.size,
                    "taste": whom.taste,
                })),
                "total": order.total,
                "paid_with_points": order.points_paid,
                "given_back": order.refunded,
                "points_earned": order.earned,
                "paid_at": order.paid_at,
            }));
        }
        if !more {
            return Ok(all);
        }
    }
}

fn skip(all: &[Value]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}

fn is_full<T>(page: &[T]) -> bool {
    i64::try_from(page.len()) == Ok(PAGE)
}
