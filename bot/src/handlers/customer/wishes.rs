//! What a member would like to have.

use domain::ProductId;
use loyalty::{MOST_WISHES, WishMade};
use say::me as words;

use super::{back_to, catalogue, member_or_invite, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Wishes of one page.
const PAGE: i64 = 8;

/// `/wishes`: the list, newest first.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (wishes, more) = visit.club.loyalty.wishes(shop.id, member.id, page * PAGE, PAGE).await?;
    let told: Vec<words::Wish<'_>> = wishes
        .iter()
        .map(|wish| words::Wish {
            title: &wish.title,
            price: wish.member_price.unwrap_or(wish.price),
            sold_out: wish.stock == Some(0),
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = wishes
        .iter()
        .map(|wish| {
            let tap = Tap::Product { product: wish.product };
            vec![Button::tap(say::common::name_label(&wish.title), tap.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| Tap::Wishes { page }));
    if wishes.is_empty() {
        rows.push(vec![Button::tap(
            say::orders::catalogue_label(lang),
            Tap::Catalogue.data(),
        )]);
    }
    rows.push(back_to(visit, &Tap::Me));
    visit
        .show(&screen(words::wishes(lang, &told, shop.currency), rows))
        .await?;
    Ok(())
}

/// Puts something on the list, or takes it off. The page it was tapped on says so afterwards.
pub async fn wish(visit: &Visit<'_>, product: ProductId, wished: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    match visit.club.loyalty.wish(shop.id, visit.user(), product, wished).await? {
        WishMade::Done => {
            visit.hint(&words::wished_alert(lang, wished)).await?;
            catalogue::again(visit, product).await
        }
        WishMade::TooMany => {
            visit.hint(&words::too_many_wishes_alert(lang, MOST_WISHES)).await?;
            Ok(())
        }
        WishMade::Gone | WishMade::NotAMember => {
            visit.tap_seen().await?;
            catalogue::gone(visit).await
        }
    }
}
