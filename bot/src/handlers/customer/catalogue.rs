//! What the shop sells, as its members see it: by category, with their own prices.

use domain::product::Product;
use domain::shop::Shop;
use domain::{CategoryId, MemberId, ProductId, ShopId};
use say::me::Act;

use super::{back_to, join, member_or_invite, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Picture, Style};

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
    let Some((shop, _)) = member_or_invite(visit).await? else {
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
        ([], false) => return shelf(visit, None, 0).await,
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
    rows.push(back_to(visit, &Tap::Menu));
    visit
        .show(&screen(say::orders::catalogue(lang, &shop.name), rows))
        .await?;
    Ok(())
}

/// What is in one category. `None`: in none.
pub async fn shelf(visit: &Visit<'_>, category: Option<CategoryId>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
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
    let mut rows: Vec<Vec<Button>> = products
        .iter()
        .map(|product| {
            let price = product.member_price.unwrap_or(product.price);
            let label = say::orders::product_label(lang, &product.title, price, shop.currency);
            vec![Button::tap(label, Tap::Product { product: product.id }.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| match category {
        Some(category) => Tap::Shelf { category, page },
        None => Tap::OtherShelf { page },
    }));
    rows.push(back_to(
        visit,
        if categories.is_empty() {
            &Tap::Menu
        } else {
            &Tap::Catalogue
        },
    ));
    let text = say::orders::shelf(lang, named.map(|category| category.title.as_str()));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One thing, and how it can be had.
pub async fn product(visit: &Visit<'_>, product: ProductId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    match page(visit, shop, member.id, product).await? {
        Some(message) => visit.show(&message).await?,
        None => return gone(visit).await,
    }
    Ok(())
}

/// The same once more, after something about it changed and the tap is answered.
pub(super) async fn again(visit: &Visit<'_>, product: ProductId) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return Ok(());
    };
    if let Some(message) = page(visit, shop, member.id, product).await? {
        visit.replace(&message).await?;
    }
    Ok(())
}

async fn page(visit: &Visit<'_>, shop: &Shop, member: MemberId, product: ProductId) -> anyhow::Result<Option<Message>> {
    let lang = visit.lang();
    let Some(found) = on_sale(visit, shop.id, product).await? else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    if found.stock != Some(0) {
        let collect = Tap::OrderProduct { product, brought: 0 };
        let button = Button::tap(say::orders::reserve_label(lang), collect.data());
        rows.push(vec![button.style(Style::Primary)]);
        // What is delivered in the chat is not brought.
        if let (Some(fee), None) = (shop.till.delivery_fee, found.stars) {
            let label = say::orders::bring_label(lang, fee, shop.currency);
            rows.push(vec![Button::tap(
                label,
                Tap::OrderProduct { product, brought: 1 }.data(),
            )]);
        }
    }
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
    let message = Message::text(say::orders::product(lang, &found, shop.currency)).buttons(rows);
    Ok(Some(match found.photo {
        Some(photo) => message.picture(Picture::FileId(photo)),
        None => message,
    }))
}

/// Something that can be ordered at this moment.
pub(super) async fn on_sale(visit: &Visit<'_>, shop: ShopId, product: ProductId) -> anyhow::Result<Option<Product>> {
    let found = visit.club.loyalty.product(shop, product).await?;
    Ok(found.filter(|product| product.active))
}

pub(super) async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    let text = say::checkout::not_sold_any_more(visit.lang());
    visit.show(&screen(text, vec![back_to(visit, &Tap::Catalogue)])).await?;
    Ok(())
}
