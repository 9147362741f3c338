//! The basket: what a member puts together, and the screen that says what it comes to.

use domain::basket::{Basket, MOST, Missed};
use domain::product::Product;
use domain::reckon::NotNow;
use domain::relative::ForWhom;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::{MemberId, Money, ProductId, Token};
use loyalty::{Preview, Unsold, Wish};

use super::{back_to, catalogue, for_whom, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// How often a basket is looked through while others buy what is in it.
const LOOKS: usize = 4;

/// The basket of a member, or a new one.
pub(super) async fn of(visit: &Visit<'_>, shop: &Shop, member: MemberId) -> anyhow::Result<Basket> {
    let loyalty = &visit.club.loyalty;
    let kept = loyalty.basket(shop.id, member).await?;
    Ok(kept.unwrap_or_else(|| Basket::new(loyalty.ids.token())))
}

/// The basket that a button belongs to, if it is still being put together.
pub(super) async fn drafted(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    intention: &Token,
) -> anyhow::Result<Option<Basket>> {
    let kept = visit.club.loyalty.basket(shop.id, member).await?;
    Ok(kept.filter(|basket| basket.intention == *intention))
}

/// What bringing it costs. Nothing where it is collected.
pub(super) fn fee(shop: &Shop, basket: &Basket) -> Money {
    match basket.delivery {
        Some(_) => shop.till.delivery_fee.unwrap_or_default(),
        None => Money::ZERO,
    }
}

/// The row that leads to the basket. Empty while that is.
pub(super) async fn row(visit: &Visit<'_>, shop: &Shop, member: MemberId) -> anyhow::Result<Vec<Button>> {
    let kept = visit.club.loyalty.basket(shop.id, member).await?;
    let count = kept.map_or(0, |basket| basket.count());
    if count == 0 {
        return Ok(vec![]);
    }
    let label = say::basket::open_label(visit.lang(), i64::from(count));
    Ok(vec![Button::tap(label, Tap::Basket.data()).style(Style::Success)])
}

/// The basket was opened.
pub async fn open(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let basket = of(visit, shop, member.id).await?;
    show(visit, basket, vec![]).await
}

/// One more of something, while its member looks on. `quantity`: how many there are then; a tap that comes
/// twice adds one.
pub async fn add(visit: &Visit<'_>, product: ProductId, quantity: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let Some(found) = catalogue::on_sale(visit, shop.id, product).await? else {
        visit.tap_seen().await?;
        return catalogue::gone(visit).await;
    };
    let mut basket = of(visit, shop, member.id).await?;
    let there = basket.quantity(product);
    let wanted = if quantity > i64::from(there) {
        there.saturating_add(1).min(MOST)
    } else {
        there
    };
    if let Some(left) = found.stock.filter(|left| *left < i64::from(wanted)) {
        let text = say::basket::no_more(lang, &found.title, left);
        return catalogue::shelf(visit, found.category, 0, Some(text)).await;
    }
    if !basket.put(product, wanted) {
        return show(visit, basket, vec![say::basket::full(lang)]).await;
    }
    visit.club.loyalty.keep_basket(shop.id, member.id, &basket).await?;
    let text = say::basket::added(lang, &found.title, i64::from(wanted));
    catalogue::shelf(visit, found.category, 0, Some(text)).await
}

/// So many of something are to be in it: one fewer, one more, or none.
pub async fn on_quantity(
    visit: &Visit<'_>,
    intention: &Token,
    product: ProductId,
    quantity: i64,
) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(mut basket) = drafted(visit, shop, member.id, intention).await? else {
        return menu::old_button(visit).await;
    };
    // What is in it is changed; what is not is chosen in the catalogue.
    if basket.quantity(product) > 0 {
        basket.put(product, u32::try_from(quantity.max(0)).unwrap_or(MOST));
    }
    show(visit, basket, vec![]).await
}

/// Everything goes back.
pub async fn empty(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    if drafted(visit, shop, member.id, intention).await?.is_none() {
        return menu::old_button(visit).await;
    }
    visit.club.loyalty.empty_basket(shop.id, member.id).await?;
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::Catalogue)];
    visit.replace(&screen(say::basket::emptied(visit.lang()), rows)).await?;
    Ok(())
}

/// Shows what a basket comes to, with what can be changed about it. `above`: what stands over it.
///
/// What cannot be had any more is named and leaves it; the rest stays (C6).
pub(super) async fn show(visit: &Visit<'_>, mut basket: Basket, mut above: Vec<String>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    // An address that was asked for is not waited for any more.
    let of_orders = |open: &Dialog| matches!(open, Dialog::Where | Dialog::SizeFor { .. });
    visit.close_question(of_orders).await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let family = loyalty.relatives(shop, visit.user()).await?;
    let whom = for_whom::chosen(&mut basket, &family);
    for _ in 0..LOOKS {
        let products = loyalty.products_of(shop.id, &basket).await?;
        let missed = basket.keep_what_is_there(&products);
        above.extend(missed.iter().map(|missed| in_words(visit, missed)));
        if basket.things.is_empty() {
            return nothing_in_it(visit, shop, member.id, above).await;
        }
        if basket.delivery.is_some() && !can_be_brought(shop, &products) {
            basket.delivery = None;
            above.push(say::orders::not_brought(lang, &shop.name));
        }
        match Box::pin(preview(visit, shop, member.id, &basket)).await? {
            Ok(preview) => {
                basket.shown = Some(preview.reckoned.sum.total);
                loyalty.keep_basket(shop.id, member.id, &basket).await?;
                above.push(what_it_comes_to(visit, shop, &basket, &preview, whom.as_ref()));
                let mut rows = buttons(visit, shop, &basket, &products, &preview);
                // Before what empties it: whoever buys for nobody else has no button more.
                let last = rows.len().saturating_sub(1);
                rows.insert(last, for_whom::row(visit, &basket, whom.as_ref(), &family));
                let message = screen(above.join("\n\n"), rows);
                // One thing stays under its picture; several are no caption of one of them.
                if let [_] = basket.things.as_slice() {
                    visit.replace(&message).await?;
                } else {
                    visit.show(&message).await?;
                }
                return Ok(());
            }
            Err(Unsold::Coupon { coupon, why, .. }) => {
                // The order goes on without the coupon, and says why.
                let why = say::checkout::coupon_does_not_count(lang, &coupon.title, why, shop.currency);
                above.push(why);
                basket.coupon = None;
            }
            Err(Unsold::NoSuchCoupon) => basket.coupon = None,
            // Somebody was first: what is left is looked at again.
            Err(Unsold::SoldOut { .. } | Unsold::Gone { .. }) => {}
            Err(Unsold::TooMuch | Unsold::Nothing) => break,
        }
    }
    loyalty.keep_basket(shop.id, member.id, &basket).await?;
    above.push(say::basket::cannot_be_ordered(lang));
    let rows = vec![empty_row(visit, &basket), back_to(visit, &Tap::Catalogue)];
    visit.replace(&screen(above.join("\n\n"), rows)).await?;
    Ok(())
}

fn in_words(visit: &Visit<'_>, missed: &Missed) -> String {
    say::basket::missed(visit.lang(), &missed.title, i64::from(missed.left))
}

async fn nothing_in_it(visit: &Visit<'_>, shop: &Shop, member: MemberId, mut above: Vec<String>) -> anyhow::Result<()> {
    visit.club.loyalty.empty_basket(shop.id, member).await?;
    above.push(say::basket::nothing_in_it(visit.lang()));
    let label = say::orders::catalogue_label(visit.lang());
    let rows = vec![
        vec![Button::tap(label, Tap::Catalogue.data())],
        back_to(visit, &Tap::Menu),
    ];
    visit.replace(&screen(above.join("\n\n"), rows)).await?;
    Ok(())
}

/// Whether a shop brings what is bought. What is delivered in the chat alone is not brought.
pub(super) fn can_be_brought(shop: &Shop, products: &[Product]) -> bool {
    shop.till.delivery_fee.is_some() && products.iter().any(|product| product.stars.is_none())
}

async fn preview(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    basket: &Basket,
) -> anyhow::Result<Result<Preview, Unsold>> {
    let loyalty = &visit.club.loyalty;
    let Some(member) = loyalty.member(shop.id, member).await? else {
        return Ok(Err(Unsold::Nothing));
    };
    let wish = Wish {
        items: &basket.items(),
        fee: fee(shop, basket),
        coupon: basket.coupon,
        points: basket.points(),
    };
    Ok(loyalty.preview(shop, &member, wish).await?)
}

fn what_it_comes_to(
    visit: &Visit<'_>,
    shop: &Shop,
    basket: &Basket,
    preview: &Preview,
    whom: Option<&ForWhom>,
) -> String {
    let sum = &preview.reckoned.sum;
    say::basket::basket(
        visit.lang(),
        &say::basket::Basket {
            lines: &sum.lines,
            applied: &preview.reckoned.applied(),
            fee: sum.fee,
            total: sum.total,
            currency: shop.currency,
            earned: preview.reckoned.earned,
            delivery: basket.delivery.as_deref(),
            for_whom: whom,
            hold_hours: i64::from(shop.till.hold_hours),
        },
    )
}

fn buttons(
    visit: &Visit<'_>,
    shop: &Shop,
    basket: &Basket,
    products: &[Product],
    preview: &Preview,
) -> Vec<Vec<Button>> {
    let (lang, sum) = (visit.lang(), &preview.reckoned.sum);
    let intention = || basket.intention.clone();
    let place = Tap::PlaceOrder { intention: intention() };
    let label = say::orders::place_label(lang, sum.total, shop.currency);
    let mut rows = vec![vec![Button::tap(label, place.data()).style(Style::Success)]];
    rows.extend(products.iter().map(|product| how_many(basket, product)));
    let label = say::shelf::more_label(lang);
    rows.push(vec![Button::tap(label, Tap::Catalogue.data())]);
    rows.push(how_it_comes(visit, shop, basket, products));
    if basket.coupon.is_some() {
        let without = Tap::OrderWithoutCoupon { intention: intention() };
        let label = say::checkout::without_coupon_label(lang);
        rows.push(vec![Button::tap(label, without.data())]);
    }
    let counting = preview.coupons.iter().filter(|(coupon, off)| {
        Some(coupon.id) != basket.coupon && counts(*off, matches!(coupon.terms.worth, Worth::Times { .. }))
    });
    rows.extend(counting.map(|(coupon, _)| {
        let with = Tap::OrderWithCoupon {
            coupon: coupon.id,
            intention: intention(),
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
            intention: intention(),
        };
        rows.push(vec![Button::tap(label, points.data())]);
    }
    let mut last = empty_row(visit, basket);
    last.extend(back_to(visit, &Tap::Menu));
    rows.push(last);
    rows
}

/// Fewer and more of one thing. Where it is the only one, it needs no name.
fn how_many(basket: &Basket, product: &Product) -> Vec<Button> {
    let quantity = basket.quantity(product.id);
    let alone = basket.things.len() == 1;
    let button = |sign: &str, quantity: u32| {
        let label = if alone {
            sign.to_owned()
        } else {
            say::shelf::quantity_label(sign, &product.title)
        };
        let tap = Tap::OrderQuantity {
            product: product.id,
            quantity: i64::from(quantity),
            intention: basket.intention.clone(),
        };
        Button::tap(label, tap.data())
    };
    let mut row = Vec::new();
    if quantity > 1 || !alone {
        row.push(button("−", quantity.saturating_sub(1)));
    }
    if quantity < MOST && product.stock.is_none_or(|left| left > i64::from(quantity)) {
        row.push(button("+", quantity.saturating_add(1)));
    }
    row
}

/// The other way of getting it, where there is one.
fn how_it_comes(visit: &Visit<'_>, shop: &Shop, basket: &Basket, products: &[Product]) -> Vec<Button> {
    let lang = visit.lang();
    let tap = |brought: i64| Tap::OrderBrought {
        brought,
        intention: basket.intention.clone(),
    };
    match (&basket.delivery, shop.till.delivery_fee) {
        (Some(_), _) => vec![Button::tap(say::basket::collect_label(lang), tap(0).data())],
        (None, Some(fee)) if can_be_brought(shop, products) => {
            let label = say::orders::bring_label(lang, fee, shop.currency);
            vec![Button::tap(label, tap(1).data())]
        }
        (None, _) => vec![],
    }
}

fn empty_row(visit: &Visit<'_>, basket: &Basket) -> Vec<Button> {
    let tap = Tap::EmptyBasket {
        intention: basket.intention.clone(),
    };
    vec![Button::tap(say::basket::empty_label(visit.lang()), tap.data())]
}

/// Whether a coupon makes this order cheaper, or its points more.
fn counts(off: Result<Money, NotNow>, times: bool) -> bool {
    off.is_ok_and(|off| times || !off.is_zero())
}
