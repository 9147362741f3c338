//! The shop window: what whoever is no member may see of the catalogue, and what they would pay as one.

use domain::MemberId;

use super::{join, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Things of one page.
const PAGE: i64 = 10;

/// `by`: the member by whose link they came.
pub async fn show(visit: &Visit<'_>, page: i64, by: Option<MemberId>) -> anyhow::Result<()> {
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
    // Some come here without having read what is kept about a member: it stands between the window and the door (D3).
    let join = by.map_or(Tap::Agreement, |by| Tap::AgreementInvited { by });
    let rows = vec![
        pager(visit, page, more, |page| to_page(page, by)),
        vec![Button::tap(say::join::join_label(lang), join.data()).style(Style::Success)],
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

pub(super) fn to_page(page: i64, by: Option<MemberId>) -> Tap {
    by.map_or(Tap::Window { page }, |by| Tap::WindowInvited { page, by })
}
