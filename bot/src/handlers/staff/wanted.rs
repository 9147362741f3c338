//! What a member waits for, what they would like and whom they buy for, for staff whose file of them is open.

use domain::MemberId;
use domain::reference::reference;
use domain::role::Right;

use super::orders::whom;
use super::{no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Rows of one page.
const PAGE: i64 = 8;

/// The orders of a member that wait to be paid or handed over, a button each.
pub async fn orders(visit: &Visit<'_>, member: MemberId, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (open, more) = loyalty.open_orders_of(shop.id, member, page * PAGE, PAGE).await?;
    let mut rows: Vec<Vec<Button>> = open
        .iter()
        .map(|open| {
            let order = &open.order;
            let label = say::orders::open_order_label(lang, &reference(order.id), order.state, &open.what, whom(order));
            vec![Button::tap(label, Tap::OpenOrder { order: order.id }.data())]
        })
        .collect();
    let text = if open.is_empty() && page == 0 {
        say::file::no_open_orders_of(lang, &found.name)
    } else {
        say::file::open_orders_of(lang, &found.name)
    };
    rows.push(pager(visit, page, more, |page| Tap::MemberOrders { member, page }));
    rows.push(back_to(visit, &Tap::File { member }));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// All that a member would like to have, newest first.
pub async fn wishes(visit: &Visit<'_>, member: MemberId, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (wishes, more) = loyalty.wishes(shop.id, member, page * PAGE, PAGE).await?;
    let told: Vec<say::me::Wish<'_>> = wishes
        .iter()
        .map(|wish| say::me::Wish {
            title: &wish.title,
            price: wish.member_price.unwrap_or(wish.price),
            sold_out: wish.stock == Some(0),
        })
        .collect();
    let text = if told.is_empty() && page == 0 {
        say::file::no_wishes_of(lang, &found.name)
    } else {
        say::file::wishes_of(lang, &found.name, &told, shop.currency)
    };
    let rows = vec![
        pager(visit, page, more, |page| Tap::MemberWishes { member, page }),
        back_to(visit, &Tap::File { member }),
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// Everybody a member buys for, as far as the role of whoever looks allows (S5).
pub async fn family(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Ok(file) = visit.club.loyalty.member_file(shop, visit.user(), member).await? else {
        return no_longer_staff(visit).await;
    };
    let Some(file) = file else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, name) = (visit.lang(), &file.member.name);
    let text = if file.relatives.is_empty() {
        say::file::no_family_of(lang, name)
    } else {
        say::file::family_of(lang, name, &file.relatives)
    };
    let back = Tap::File { member: file.member.id };
    visit.show(&screen(text, vec![back_to(visit, &back)])).await?;
    Ok(())
}
