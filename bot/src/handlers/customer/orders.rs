//! A member's own orders: where they stand, paying and cancelling them.

use domain::order::OrderState;
use domain::reference::reference;
use domain::shop::Shop;
use domain::{OrderId, ShopId};
use draw::Artist;
use loyalty::{CancelBy, CancelOrder, OrderCancelled, OrderView};
use say::orders::{Shown, Standing, Way};
use storage::orders::Order;

use super::{back_to, join, member_or_invite, menu, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::handlers::{payment, staff};
use crate::pictures::{self, hue};
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Picture, Style};

/// Orders of one page.
const PAGE: i64 = 8;

/// The link of an order was opened: its member sees it, and the till sees its own page of it.
pub async fn arrive(visit: &Visit<'_>, shop: ShopId, order: OrderId) -> anyhow::Result<()> {
    let Some(there) = join::at(visit, shop).await? else {
        return join::start(visit).await;
    };
    if let Some((shop, member)) = there.member()
        && there.club.loyalty.own_order(shop.id, member.id, order).await?.is_some()
    {
        return page(&there, order).await;
    }
    if there.visitor.role.is_some() {
        return staff::orders::page(&there, order).await;
    }
    menu::show(&there).await
}

pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let loyalty = &visit.club.loyalty;
    let (orders, more) = loyalty.orders_of(shop.id, member.id, page * PAGE, PAGE).await?;
    if orders.is_empty() && page == 0 {
        let rows = vec![
            vec![Button::tap(say::orders::catalogue_label(lang), Tap::Catalogue.data())],
            back_to(visit, &Tap::Menu),
        ];
        visit.show(&screen(say::orders::none_yet(lang), rows)).await?;
        return Ok(());
    }
    let mut rows: Vec<Vec<Button>> = orders
        .iter()
        .map(|order| {
            let label = say::orders::order_label(lang, &reference(order.id), order.state, order.total, shop.currency);
            vec![Button::tap(label, Tap::OwnOrder { order: order.id }.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| Tap::OwnOrders { page }));
    rows.push(back_to(visit, &Tap::Menu));
    visit.show(&screen(say::orders::list(lang), rows)).await?;
    Ok(())
}

pub async fn page(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    show(visit, order, None).await
}

/// One own order. `above`: what stands above it.
async fn show(visit: &Visit<'_>, order: OrderId, above: Option<String>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(view) = Box::pin(loyalty.own_order(shop.id, member.id, order)).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let stars = loyalty.stars(shop, &view).await?;
    let (text, slip) = in_words(visit, shop, &view, stars, |shown| {
        (say::orders::own(lang, shown), slip(visit, shop, order, shown))
    });
    let text = above.map_or_else(|| text.clone(), |above| format!("{above}\n\n{text}"));
    let mut rows = Vec::new();
    if view.order.state == OrderState::Unpaid {
        let tap = Tap::PayOrder { order }.data();
        match stars {
            Some(stars) => {
                let label = say::orders::pay_stars_label(lang, stars);
                rows.push(vec![Button::tap(label, tap).style(Style::Success)]);
            }
            None if visit.club.provider.is_some() && !view.order.total.is_zero() => {
                let label = say::orders::pay_label(lang, view.order.total, shop.currency);
                rows.push(vec![Button::tap(label, tap).style(Style::Success)]);
            }
            None => {}
        }
        let label = say::orders::cancel_label(lang);
        rows.push(vec![Button::tap(label, Tap::AskCancelOrder { order }.data())]);
    }
    rows.push(back_to(visit, &Tap::OwnOrders { page: 0 }));
    let picture = drawn(visit, slip).await?;
    visit.show(&screen(text, rows).picture(picture)).await?;
    Ok(())
}

/// What is drawn on the slip of an order.
struct Slip {
    shop: String,
    reference: String,
    what: String,
    sum: String,
    standing: String,
    footnote: String,
    link: Option<String>,
    hue: u16,
}

fn slip(visit: &Visit<'_>, shop: &Shop, order: OrderId, shown: &Shown<'_>) -> Slip {
    let lang = visit.lang();
    // Whoever has it, or will not have it, has nothing to show for it.
    let waits = matches!(shown.standing, Standing::Unpaid { .. } | Standing::Paid);
    let link = || Start::Order(shop.id, order).link(&visit.club.me.username);
    Slip {
        shop: shop.name.clone(),
        reference: shown.reference.to_owned(),
        what: say::orders::what_line(lang, shown.lines),
        sum: say::orders::sum_line(lang, shown),
        standing: say::orders::standing(lang, shown.standing),
        footnote: if waits {
            say::orders::slip_footnote_line(lang)
        } else {
            say::orders::sign(shown.standing).to_owned()
        },
        link: waits.then(link),
        hue: hue(shop),
    }
}

async fn drawn(visit: &Visit<'_>, slip: Slip) -> anyhow::Result<Picture> {
    let link = slip.link.as_deref().unwrap_or_default();
    let Slip {
        shop,
        reference,
        what,
        sum,
        standing,
        footnote,
        ..
    } = &slip;
    let key = pictures::key("order", &[shop, reference, what, sum, standing, footnote, link]);
    if let Some(kept) = visit.club.telegram.kept_picture(&key).await {
        return Ok(kept);
    }
    let draw = move |artist: &Artist| {
        artist.slip(&draw::Slip {
            shop: &slip.shop,
            reference: &slip.reference,
            what: &slip.what,
            sum: &slip.sum,
            standing: &slip.standing,
            footnote: &slip.footnote,
            link: slip.link.as_deref(),
            hue: slip.hue,
        })
    };
    let bytes = visit.club.studio.draw(draw).await?;
    Ok(Picture::Png {
        name: "order.png".into(),
        bytes,
        key: Some(key),
        // It names nobody.
        of: None,
    })
}

/// An order in the words of `say`.
pub fn in_words<T>(
    visit: &Visit<'_>,
    shop: &Shop,
    view: &OrderView,
    stars: Option<i64>,
    say: impl FnOnce(&Shown<'_>) -> T,
) -> T {
    let order = &view.order;
    say(&Shown {
        reference: &reference(order.id),
        standing: standing(visit, shop, order),
        lines: &view.lines,
        applied: &view.applied(),
        fee: order.fee,
        total: order.total,
        currency: shop.currency,
        way: Way::of(order.delivery.as_deref(), view.place_hidden),
        for_whom: order.for_whom.as_ref(),
        stars,
    })
}

/// Where an order stands. A time that is over counts before the job has written it down.
fn standing(visit: &Visit<'_>, shop: &Shop, order: &Order) -> Standing {
    let now = visit.club.loyalty.clock.now();
    let given_back = order.paid().value();
    match order.state {
        OrderState::Unpaid => match order.due_at {
            Some(due) if due > now => Standing::Unpaid {
                held_until: due.with_timezone(&shop.time_zone).naive_local(),
            },
            _ => Standing::Cancelled,
        },
        OrderState::Paid | OrderState::Fulfilled
            if order.undone_at.is_some() || (order.refunded == given_back && !given_back.is_zero()) =>
        {
            Standing::Refunded
        }
        OrderState::Paid => Standing::Paid,
        OrderState::Fulfilled => Standing::Fulfilled,
        OrderState::Cancelled => Standing::Cancelled,
    }
}

/// "Pay now": an invoice comes below.
pub async fn pay(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(view) = Box::pin(loyalty.own_order(shop.id, member.id, order)).await? else {
        return menu::old_button(visit).await;
    };
    match loyalty.invoice(shop, view).await? {
        Some(invoice) => {
            visit.tap_seen().await?;
            payment::send_invoice(visit, shop, &invoice).await
        }
        None => show(visit, order, Some(say::orders::not_open(visit.lang()))).await,
    }
}

pub async fn ask_cancel(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(view) = Box::pin(visit.club.loyalty.own_order(shop.id, member.id, order)).await? else {
        return menu::old_button(visit).await;
    };
    let lang = visit.lang();
    if view.order.state != OrderState::Unpaid {
        return show(visit, order, Some(say::orders::not_open(lang))).await;
    }
    visit.tap_seen().await?;
    let yes = Button::tap(
        say::orders::cancel_confirm_label(lang),
        Tap::CancelOrder { order }.data(),
    );
    let keep = Button::tap(say::orders::keep_label(lang), Tap::OwnOrder { order }.data());
    let text = say::orders::cancel_question(lang, &reference(order));
    visit
        .replace(&screen(text, vec![vec![yes.style(Style::Danger)], vec![keep]]))
        .await?;
    Ok(())
}

pub async fn cancel(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let ask = CancelOrder {
        shop,
        order,
        by: CancelBy::Member(visit.user()),
    };
    match Box::pin(visit.club.loyalty.cancel_order(&ask)).await? {
        OrderCancelled::Done(_) | OrderCancelled::Before(_) => page(visit, order).await,
        OrderCancelled::NotOpen(_) => show(visit, order, Some(say::orders::not_open(visit.lang()))).await,
        OrderCancelled::NotYet(_) | OrderCancelled::NoSuchOrder | OrderCancelled::NotAllowed => {
            menu::old_button(visit).await
        }
    }
}

/// `/paysupport`: whom to ask about a payment. Telegram wants every seller of digital things to answer it.
pub async fn pay_support(visit: &Visit<'_>) -> anyhow::Result<()> {
    let lang = visit.lang();
    let shop = visit
        .visitor
        .shop
        .as_ref()
        .map_or("Regulars", |shop| shop.name.as_str());
    let label = say::orders::orders_label(lang);
    let rows = vec![
        vec![Button::tap(label, Tap::OwnOrders { page: 0 }.data())],
        back_to(visit, &Tap::Menu),
    ];
    visit.show(&screen(say::orders::pay_support(lang, shop), rows)).await?;
    Ok(())
}
