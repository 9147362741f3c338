//! What the shop sells, as its members see it: by category, with their own prices.

use domain::basket::Basket;
use domain::product::Product;
use domain::shop::Shop;
use domain::{CategoryId, MemberId, ProductId, ShopId};
use say::me::Act;

use super::{back_to, basket, join, member_or_invite, page_in_range, pager, screen, window};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// Things of one page.
const PAGE: i64 = 8;

pub async fn arrive(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => show(&there).await,
        None => join::start(visit).await,
    }
}

/// The categories that have something in them, or what there is if that is all in one.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    if visit.member().is_none() && visit.visitor.shop.is_some() {
        return window::show(visit, 0, None).await;
    }
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let mut full = Vec::new();
    for category in loyalty.categories(shop.id).await? {
        let (products, _) = loyalty.products_in(shop.id, Some(category.id), 0, 1).await?;
        if !products.is_empty() {
            full.push(category);
        }
    }
    let (others, _) = loyalty.products_in(shop.id, None, 0, 1).await?;
    match (full.as_slice(), others.is_empty()) {
        ([], true) => {
            visit.tap_seen().await?;
            let text = say::orders::nothing_sold(lang, &shop.name);
            visit.show(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
            return Ok(());
        }
        ([], false) => return shelf(visit, None, 0, None).await,
        _ => {}
    }
    visit.tap_seen().await?;
    let mut rows: Vec<Vec<Button>> = full
        .iter()
        .map(|category| {
            let tap = Tap::Shelf {
                category: category.id,
                page: 0,
            };
            vec![Button::tap(say::common::name_label(&category.title), tap.data())]
        })
        .collect();
    if !others.is_empty() {
        let label = say::orders::others_label(lang);
        rows.push(vec![Button::tap(label, Tap::OtherShelf { page: 0 }.data())]);
    }
    rows.push(basket::row(visit, shop, member.id).await?);
    rows.push(back_to(visit, &Tap::Menu));
    visit
        .show(&screen(say::orders::catalogue(lang, &shop.name), rows))
        .await?;
    Ok(())
}

/// What is in one category. `None`: in none. `above`: what stands over it.
pub async fn shelf(
    visit: &Visit<'_>,
    category: Option<CategoryId>,
    page: i64,
    above: Option<String>,
) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page, loyalty) = (visit.lang(), page_in_range(page), &visit.club.loyalty);
    let categories = loyalty.categories(shop.id).await?;
    let named = category.and_then(|id| categories.iter().find(|category| category.id == id));
    let (products, more) = loyalty.products_in(shop.id, category, page * PAGE, PAGE).await?;
    if products.is_empty() && page == 0 {
        let text = say::orders::nothing_sold(lang, &shop.name);
        visit.show(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
        return Ok(());
    }
    let off = tier_takes_off(visit, shop.id, member.id).await?;
    let mut rows: Vec<Vec<Button>> = products
        .iter()
        .map(|product| {
            let price = product.line(1).with_percent_off(off).price;
            let label = say::orders::product_label(lang, &product.title, price, shop.currency);
            vec![Button::tap(label, Tap::Product { product: product.id }.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| match category {
        Some(category) => Tap::Shelf { category, page },
        None => Tap::OtherShelf { page },
    }));
    rows.push(basket::row(visit, shop, member.id).await?);
    rows.push(back_to(
        visit,
        if categories.is_empty() {
            &Tap::Menu
        } else {
            &Tap::Catalogue
        },
    ));
    let text = say::orders::shelf(lang, named.map(|category| category.title.as_str()));
    let text = above.map_or_else(|| text.clone(), |above| format!("{above}\n\n{text}"));
    let photo = named.and_then(|category| category.photo.as_deref());
    visit.show_pictured(photo, &screen(text, rows)).await?;
    Ok(())
}

/// One thing, and how it can be had.
pub async fn product(visit: &Visit<'_>, product: ProductId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let Some((photo, message)) = page(visit, shop, member.id, product).await? else {
        return gone(visit).await;
    };
    visit.show_pictured(photo.as_deref(), &message).await?;
    Ok(())
}

/// The same once more, after something about it changed and the tap is answered.
pub(super) async fn again(visit: &Visit<'_>, product: ProductId) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return Ok(());
    };
    if let Some((_, message)) = page(visit, shop, member.id, product).await? {
        visit.replace(&message).await?;
    }
    Ok(())
}

/// What is said of a product, and its picture.
async fn page(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    product: ProductId,
) -> anyhow::Result<Option<(Option<String>, Message)>> {
    let lang = visit.lang();
    let Some(mut found) = on_sale(visit, shop.id, product).await? else {
        return Ok(None);
    };
    let kept = visit.club.loyalty.basket(shop.id, member).await?;
    let mut rows = Vec::new();
    if found.stock != Some(0) {
        rows.extend(ways_to_have_it(visit, shop, &found, kept.as_ref()));
    }
    rows.push(basket::row(visit, shop, member).await?);
    let off = tier_takes_off(visit, shop.id, member).await?;
    let own = found.line(1).with_percent_off(off).price;
    found.member_price = Some(own);
    let shelf = match found.category {
        Some(category) => Tap::Shelf { category, page: 0 },
        None => Tap::OtherShelf { page: 0 },
    };
    let wished = visit.club.loyalty.is_wished(shop.id, member, product).await?;
    let act = if wished { Act::Unwish } else { Act::Wish };
    let tap = Tap::WishFor {
        product,
        wished: i64::from(!wished),
    };
    rows.push(vec![Button::tap(say::me::act_label(lang, act), tap.data())]);
    rows.push(back_to(visit, &shelf));
    let message = screen(say::orders::product(lang, &found, shop.currency), rows);
    Ok(Some((found.photo, message)))
}

/// One thing alone is ordered at once; beside others it goes to them.
fn ways_to_have_it(visit: &Visit<'_>, shop: &Shop, found: &Product, kept: Option<&Basket>) -> Vec<Vec<Button>> {
    let (lang, product) = (visit.lang(), found.id);
    let there = kept.map_or(0, |basket| basket.quantity(product));
    let more = Tap::AddToBasket {
        product,
        quantity: i64::from(there) + 1,
    };
    let add = Button::tap(say::basket::add_label(lang, i64::from(there)), more.data());
    // One that only says for whom it is has nothing in it yet.
    if kept.is_some_and(|basket| basket.count() > 0) {
        return vec![vec![add.style(Style::Primary)]];
    }
    let collect = Tap::OrderProduct { product, brought: 0 };
    let reserve = Button::tap(say::orders::reserve_label(lang), collect.data());
    let mut rows = vec![vec![reserve.style(Style::Primary)]];
    // What is delivered in the chat is not brought.
    if let (Some(fee), None) = (shop.till.delivery_fee, found.stars) {
        let label = say::orders::bring_label(lang, fee, shop.currency);
        let bring = Tap::OrderProduct { product, brought: 1 };
        rows.push(vec![Button::tap(label, bring.data())]);
    }
    rows.push(vec![add]);
    rows
}

/// What a member's tier takes off what the catalogue says, in percent.
async fn tier_takes_off(visit: &Visit<'_>, shop: ShopId, member: MemberId) -> anyhow::Result<u8> {
    let stand = visit.club.loyalty.stand_of(shop, member).await?;
    Ok(stand.tier().map_or(0, |tier| tier.off))
}

/// Something that can be ordered at this moment.
pub(super) async fn on_sale(visit: &Visit<'_>, shop: ShopId, product: ProductId) -> anyhow::Result<Option<Product>> {
    let found = visit.club.loyalty.product(shop, product).await?;
    Ok(found.filter(|product| product.active))
}

pub(super) async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    let text = say::basket::not_sold_any_more(visit.lang());
    visit.show(&screen(text, vec![back_to(visit, &Tap::Catalogue)])).await?;
    Ok(())
}
