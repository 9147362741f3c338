//! From a basket to an order: how it is had, with which coupon and points, and that it is made.

use domain::basket::{self, Basket};
use domain::{CouponId, ProductId, Token};
use loyalty::{PlaceOrder, Placed, Unsold};

use super::basket::{can_be_brought, drafted, of, show};
use super::{back_to, catalogue, member_or_invite, menu, orders, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// The longest address, in characters.
const LONGEST_PLACE: usize = 200;

/// "Reserve" or "Have it brought" was tapped: this, beside what was chosen before, is to be ordered.
pub async fn begin(visit: &Visit<'_>, product: ProductId, brought: bool) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(found) = catalogue::on_sale(visit, shop.id, product).await? else {
        visit.tap_seen().await?;
        return catalogue::gone(visit).await;
    };
    let mut basket = of(visit, shop, member.id).await?;
    if !basket.put(product, basket.quantity(product).max(1)) {
        return show(visit, basket, vec![say::basket::full(visit.lang())]).await;
    }
    if !brought || basket.delivery.is_some() {
        return show(visit, basket, vec![]).await;
    }
    if !can_be_brought(shop, &[found]) {
        let why = say::orders::not_brought(visit.lang(), &shop.name);
        return show(visit, basket, vec![why]).await;
    }
    visit.club.loyalty.keep_basket(shop.id, member.id, &basket).await?;
    ask_where(visit, &basket).await
}

/// It is to be brought, or to be collected after all.
pub async fn on_brought(visit: &Visit<'_>, intention: &Token, brought: bool) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(basket) = drafted(visit, shop, member.id, intention).await? else {
        return menu::old_button(visit).await;
    };
    if !brought {
        let delivery = None;
        return show(visit, Basket { delivery, ..basket }, vec![]).await;
    }
    let products = visit.club.loyalty.products_of(shop.id, &basket).await?;
    if !can_be_brought(shop, &products) {
        let why = say::orders::not_brought(visit.lang(), &shop.name);
        return show(visit, basket, vec![why]).await;
    }
    ask_where(visit, &basket).await
}

async fn ask_where(visit: &Visit<'_>, basket: &Basket) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let shop = visit.visitor.shop.as_ref();
    let products = match shop {
        Some(shop) => visit.club.loyalty.products_of(shop.id, basket).await?,
        None => vec![],
    };
    let what = match products.as_slice() {
        [only] => say::orders::ask_where(visit.lang(), &only.title),
        _ => say::basket::ask_where(visit.lang()),
    };
    visit.replace(&screen(what, vec![back_to(visit, &Tap::Basket)])).await?;
    visit.ask(&Dialog::Where).await
}

/// Where it is brought to was sent.
pub async fn on_place(visit: &Visit<'_>, text: &str) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let place = text.trim();
    if place.is_empty() || place.chars().count() > LONGEST_PLACE {
        let rows = vec![back_to(visit, &Tap::Basket)];
        visit
            .say(&screen(say::orders::where_unclear(visit.lang()), rows))
            .await?;
        return Ok(());
    }
    let basket = of(visit, shop, member.id).await?;
    let delivery = Some(place.to_owned());
    show(visit, Basket { delivery, ..basket }, vec![]).await
}

pub async fn on_coupon(visit: &Visit<'_>, intention: &Token, coupon: Option<CouponId>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    match drafted(visit, shop, member.id, intention).await? {
        Some(basket) => show(visit, Basket { coupon, ..basket }, vec![]).await,
        None => menu::old_button(visit).await,
    }
}

pub async fn on_points(visit: &Visit<'_>, intention: &Token, with_points: bool) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    match drafted(visit, shop, member.id, intention).await? {
        Some(basket) => show(visit, Basket { with_points, ..basket }, vec![]).await,
        None => menu::old_button(visit).await,
    }
}

/// "Order" was tapped. However often that happens, it is one order.
pub async fn place(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let cause = basket::cause(intention);
    let Some(basket) = drafted(visit, shop, member.id, intention).await? else {
        // Their own tap came twice, or was handled twice: it is the order that they have.
        return match loyalty.order_by_cause(shop.id, &cause).await? {
            Some(view) if view.order.member == member.id => Box::pin(orders::page(visit, view.order.id)).await,
            _ => menu::old_button(visit).await,
        };
    };
    let Some(agreed) = basket.shown else {
        return show(visit, basket, vec![]).await;
    };
    let ask = PlaceOrder {
        shop,
        member: member.id,
        user: visit.user(),
        items: &basket.items(),
        delivery: basket.delivery.as_deref(),
        coupon: basket.coupon,
        points: basket.points(),
        for_whom: basket.relative,
        agreed,
        cause: &cause,
    };
    match Box::pin(loyalty.place_order(&ask)).await? {
        Placed::Done(order) => Box::pin(orders::page(visit, order.id)).await,
        // The basket says itself what went, and that it is not brought any more.
        Placed::Refused(Unsold::SoldOut { .. } | Unsold::Gone { .. }) | Placed::NotBrought => {
            show(visit, basket, vec![]).await
        }
        Placed::Changed | Placed::Refused(_) => {
            let why = say::checkout::changed(visit.lang());
            show(visit, basket, vec![why]).await
        }
        Placed::TooMany { unpaid } => {
            visit.tap_seen().await?;
            let text = say::orders::too_many(visit.lang(), unpaid);
            let label = say::orders::orders_label(visit.lang());
            let rows = vec![
                vec![Button::tap(label, Tap::OwnOrders { page: 0 }.data())],
                back_to(visit, &Tap::Basket),
            ];
            visit.replace(&screen(text, rows)).await?;
            Ok(())
        }
        Placed::NoSuchMember => menu::old_button(visit).await,
    }
}
