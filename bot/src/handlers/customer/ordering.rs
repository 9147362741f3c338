//! An order before it is made: how many, where to, its coupon and points, and what it comes to.

use domain::order::Item;
use domain::reckon::NotNow;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::{CouponId, MemberId, Money, Points, ProductId, Token};
use loyalty::{PlaceOrder, Placed, Preview, Unsold, Wish};
use serde::{Deserialize, Serialize};

use super::{back_to, catalogue, member_or_invite, menu, orders, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Of one thing in one order.
const MOST: i64 = 99;
/// The longest address, in characters.
const LONGEST_PLACE: usize = 200;

/// An order that a member is putting together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basket {
    pub product: ProductId,
    pub quantity: u32,
    /// Where it is brought to. `None`: it is collected.
    pub delivery: Option<String>,
    pub coupon: Option<CouponId>,
    pub with_points: bool,
    /// What the screen said that it comes to.
    pub shown: Option<Money>,
    /// Names the order, and the buttons that belong to it.
    pub intention: Token,
}

impl Basket {
    fn items(&self) -> [Item; 1] {
        [Item::Product {
            product: self.product,
            quantity: self.quantity,
        }]
    }

    fn fee(&self, shop: &Shop) -> Money {
        match self.delivery {
            Some(_) => shop.till.delivery_fee.unwrap_or_default(),
            None => Money::ZERO,
        }
    }

    fn points(&self) -> Points {
        if self.with_points {
            Points::at_least_zero(i64::MAX)
        } else {
            Points::ZERO
        }
    }
}

fn cause(intention: &Token) -> String {
    format!("order:{}", intention.as_str())
}

/// "Reserve" or "Have it brought" was tapped.
pub async fn begin(visit: &Visit<'_>, product: ProductId, brought: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(found) = catalogue::on_sale(visit, shop.id, product).await? else {
        visit.tap_seen().await?;
        return catalogue::gone(visit).await;
    };
    if !brought {
        return show(visit, fresh(visit, product, None), None).await;
    }
    visit.tap_seen().await?;
    if shop.till.delivery_fee.is_none() || found.stars.is_some() {
        let text = say::orders::not_brought(visit.lang(), &shop.name);
        visit
            .replace(&screen(text, vec![back_to(visit, &Tap::Product { product })]))
            .await?;
        return Ok(());
    }
    let text = say::orders::ask_where(visit.lang(), &found.title);
    visit
        .replace(&screen(text, vec![back_to(visit, &Tap::Product { product })]))
        .await?;
    visit.ask(&Dialog::Where { product }).await
}

fn fresh(visit: &Visit<'_>, product: ProductId, delivery: Option<String>) -> Basket {
    Basket {
        product,
        quantity: 1,
        delivery,
        coupon: None,
        with_points: false,
        shown: None,
        intention: visit.club.loyalty.ids.token(),
    }
}

/// Where it is brought to was sent.
pub async fn on_place(visit: &Visit<'_>, product: ProductId, text: &str) -> anyhow::Result<()> {
    let place = text.trim();
    if place.is_empty() || place.chars().count() > LONGEST_PLACE {
        let rows = vec![back_to(visit, &Tap::Product { product })];
        visit
            .say(&screen(say::orders::where_unclear(visit.lang()), rows))
            .await?;
        return Ok(());
    }
    show(visit, fresh(visit, product, Some(place.to_owned())), None).await
}

/// The order that a button belongs to, if it is still being put together.
async fn drafted(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<Option<Basket>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::Ordering(basket)) if basket.intention == *intention => Some(basket),
        _ => None,
    })
}

pub async fn on_quantity(visit: &Visit<'_>, intention: &Token, quantity: i64) -> anyhow::Result<()> {
    let Some(basket) = drafted(visit, intention).await? else {
        return menu::old_button(visit).await;
    };
    let quantity = u32::try_from(quantity.clamp(1, MOST)).unwrap_or(1);
    show(visit, Basket { quantity, ..basket }, None).await
}

pub async fn on_coupon(visit: &Visit<'_>, intention: &Token, coupon: Option<CouponId>) -> anyhow::Result<()> {
    match drafted(visit, intention).await? {
        Some(basket) => show(visit, Basket { coupon, ..basket }, None).await,
        None => menu::old_button(visit).await,
    }
}

pub async fn on_points(visit: &Visit<'_>, intention: &Token, with_points: bool) -> anyhow::Result<()> {
    match drafted(visit, intention).await? {
        Some(basket) => show(visit, Basket { with_points, ..basket }, None).await,
        None => menu::old_button(visit).await,
    }
}

/// Shows what an order comes to, with what can be changed about it. `why`: what stands above it.
async fn show(visit: &Visit<'_>, mut basket: Basket, why: Option<String>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let mut above = why;
    let preview = match Box::pin(preview(visit, shop, member.id, &basket)).await? {
        Some(Ok(preview)) => preview,
        Some(Err(Unsold::Coupon { coupon, why, .. })) => {
            // The order goes on without the coupon, and says why.
            let lang = visit.lang();
            let text = say::checkout::coupon_does_not_count(lang, &coupon.title, why, shop.currency);
            above = Some(text);
            basket.coupon = None;
            match Box::pin(self::preview(visit, shop, member.id, &basket)).await? {
                Some(Ok(preview)) => preview,
                Some(Err(why)) => return refused(visit, &basket, &why).await,
                None => return catalogue::gone(visit).await,
            }
        }
        Some(Err(why)) => return refused(visit, &basket, &why).await,
        None => return catalogue::gone(visit).await,
    };
    basket.shown = Some(preview.reckoned.sum.total);
    visit.ask(&Dialog::Ordering(basket.clone())).await?;
    let text = in_words(visit, shop, &basket, &preview);
    let text = above.map_or_else(|| text.clone(), |above| format!("{above}\n\n{text}"));
    visit
        .replace(&screen(text, buttons(visit, shop, &basket, &preview)))
        .await?;
    Ok(())
}

async fn preview(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    basket: &Basket,
) -> anyhow::Result<Option<Result<Preview, Unsold>>> {
    let loyalty = &visit.club.loyalty;
    let Some(member) = loyalty.member(shop.id, member).await? else {
        return Ok(None);
    };
    let wish = Wish {
        items: &basket.items(),
        fee: basket.fee(shop),
        coupon: basket.coupon,
        points: basket.points(),
    };
    Ok(Some(loyalty.preview(shop, &member, wish).await?))
}

fn in_words(visit: &Visit<'_>, shop: &Shop, basket: &Basket, preview: &Preview) -> String {
    let sum = &preview.reckoned.sum;
    say::orders::basket(
        visit.lang(),
        &say::orders::Basket {
            lines: &sum.lines,
            applied: &preview.reckoned.applied(),
            fee: sum.fee,
            total: sum.total,
            currency: shop.currency,
            earned: preview.reckoned.earned,
            delivery: basket.delivery.as_deref(),
            hold_hours: i64::from(shop.till.hold_hours),
        },
    )
}

fn buttons(visit: &Visit<'_>, shop: &Shop, basket: &Basket, preview: &Preview) -> Vec<Vec<Button>> {
    let (lang, sum, intention) = (visit.lang(), &preview.reckoned.sum, &basket.intention);
    let quantity = i64::from(basket.quantity);
    let so_many = |quantity: i64| Tap::OrderQuantity {
        quantity,
        intention: intention.clone(),
    };
    let mut how_many = Vec::new();
    if quantity > 1 {
        how_many.push(Button::tap("−", so_many(quantity - 1).data()));
    }
    if quantity < MOST {
        how_many.push(Button::tap("+", so_many(quantity + 1).data()));
    }
    let place = Tap::PlaceOrder {
        intention: intention.clone(),
    };
    let label = say::orders::place_label(lang, sum.total, shop.currency);
    let mut rows = vec![how_many, vec![Button::tap(label, place.data()).style(Style::Success)]];
    if basket.coupon.is_some() {
        let without = Tap::OrderWithoutCoupon {
            intention: intention.clone(),
        };
        rows.push(vec![Button::tap(
            say::checkout::without_coupon_label(lang),
            without.data(),
        )]);
    }
    let counting = preview.coupons.iter().filter(|(coupon, off)| {
        Some(coupon.id) != basket.coupon && counts(*off, matches!(coupon.terms.worth, Worth::Times { .. }))
    });
    rows.extend(counting.map(|(coupon, _)| {
        let with = Tap::OrderWithCoupon {
            coupon: coupon.id,
            intention: intention.clone(),
        };
        vec![Button::tap(say::checkout::coupon_label(&coupon.title), with.data())]
    }));
    let (used, worth) = preview.payable;
    if !used.is_zero() {
        let label = if basket.with_points {
            say::checkout::without_points_label(lang)
        } else {
            say::checkout::points_label(lang, used, worth, shop.currency)
        };
        let points = Tap::OrderWithPoints {
            on: i64::from(!basket.with_points),
            intention: intention.clone(),
        };
        rows.push(vec![Button::tap(label, points.data())]);
    }
    rows.push(back_to(
        visit,
        &Tap::Product {
            product: basket.product,
        },
    ));
    rows
}

/// Whether a coupon makes this order cheaper, or its points more.
fn counts(off: Result<Money, NotNow>, times: bool) -> bool {
    off.is_ok_and(|off| times || !off.is_zero())
}

/// "Order" was tapped. However often that happens, it is one order.
pub async fn place(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let cause = cause(intention);
    let Some(basket) = drafted(visit, intention).await? else {
        // Their own tap came twice, or was handled twice: it is the order that they have.
        return match loyalty.order_by_cause(shop.id, &cause).await? {
            Some(view) if view.order.member == member.id => Box::pin(orders::page(visit, view.order.id)).await,
            _ => menu::old_button(visit).await,
        };
    };
    let Some(agreed) = basket.shown else {
        return show(visit, basket, None).await;
    };
    let ask = PlaceOrder {
        shop,
        member: member.id,
        user: visit.user(),
        items: &basket.items(),
        delivery: basket.delivery.as_deref(),
        coupon: basket.coupon,
        points: basket.points(),
        agreed,
        cause: &cause,
    };
    match Box::pin(loyalty.place_order(&ask)).await? {
        Placed::Done(order) => {
            visit.end_dialog().await?;
            Box::pin(orders::page(visit, order.id)).await
        }
        Placed::Changed | Placed::Refused(Unsold::Coupon { .. }) => {
            let why = say::checkout::changed(visit.lang());
            show(visit, basket, Some(why)).await
        }
        Placed::Refused(why) => {
            visit.tap_seen().await?;
            refused(visit, &basket, &why).await
        }
        Placed::TooMany { unpaid } => {
            visit.tap_seen().await?;
            let text = say::orders::too_many(visit.lang(), unpaid);
            let rows = vec![back_to(visit, &Tap::OwnOrders { page: 0 })];
            visit.replace(&screen(text, rows)).await?;
            Ok(())
        }
        Placed::NotBrought => {
            visit.tap_seen().await?;
            let text = say::orders::not_brought(visit.lang(), &shop.name);
            let rows = vec![back_to(
                visit,
                &Tap::Product {
                    product: basket.product,
                },
            )];
            visit.replace(&screen(text, rows)).await?;
            Ok(())
        }
        Placed::NoSuchMember => menu::old_button(visit).await,
    }
}

async fn refused(visit: &Visit<'_>, basket: &Basket, why: &Unsold) -> anyhow::Result<()> {
    let lang = visit.lang();
    let text = match why {
        Unsold::SoldOut { title, left } => say::checkout::sold_out(lang, title, *left),
        Unsold::Gone { .. } | Unsold::Nothing => say::checkout::not_sold_any_more(lang),
        Unsold::TooMuch | Unsold::Coupon { .. } | Unsold::NoSuchCoupon => say::checkout::changed(lang),
    };
    let back = Tap::Product {
        product: basket.product,
    };
    visit.replace(&screen(text, vec![back_to(visit, &back)])).await?;
    Ok(())
}
