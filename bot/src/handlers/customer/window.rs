//! The shop window: what whoever is no member may see of the catalogue, and what they would pay as one.

use super::{join, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Things of one page.
const PAGE: i64 = 10;

pub async fn show(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    // Whoever became a member meanwhile has the whole shop.
    if visit.member().is_some() {
        return Box::pin(super::catalogue::show(visit)).await;
    }
    let Some(shop) = &visit.visitor.shop else {
        return join::start(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (products, more, for_members) = visit.club.loyalty.window(shop.id, page * PAGE, PAGE).await?;
    let text = say::window::page(lang, shop, &products, for_members);
    let join = Tap::Join { shop: shop.id }.data();
    let rows = vec![
        pager(visit, page, more, |page| Tap::Window { page }),
        vec![Button::tap(say::join::join_label(lang), join).style(Style::Success)],
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}
