//! The wallet: coupons that can be used, and those that were.

use domain::CouponId;
use domain::coupon::CouponState;
use domain::shop::Shop;
use draw::{Artist, CouponFace};
use loyalty::Cancelled;
use say::coupons::{Line, Standing};
use storage::coupons::Coupon;
use storage::people::Membership;

use super::{back_to, member_or_invite, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::pictures::hue;
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Message, Picture, Style};

/// Coupons of one page.
const PAGE: i64 = 8;

pub async fn wallet(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let wallet = visit.club.loyalty.wallet(shop.id, member.id, page * PAGE, PAGE).await?;
    if wallet.coupons.is_empty() && page == 0 {
        let rows = vec![
            vec![Button::tap(say::menu::gifts_label(lang), Tap::Gifts { page: 0 }.data())],
            back_to(visit, &Tap::Menu),
        ];
        visit.show(&screen(say::coupons::wallet_empty(lang), rows)).await?;
        return Ok(());
    }
    let lines: Vec<Line<'_>> = wallet
        .coupons
        .iter()
        .map(|coupon| Line {
            title: &coupon.title,
            standing: standing(visit, shop, coupon, None),
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = wallet
        .coupons
        .iter()
        .filter(|coupon| state_of(visit, coupon) == CouponState::Issued)
        .map(|coupon| {
            vec![Button::tap(
                say::common::name_label(&coupon.title),
                Tap::Coupon { coupon: coupon.id }.data(),
            )]
        })
        .collect();
    rows.push(pager(visit, page, wallet.more, |page| Tap::Coupons { page }));
    rows.push(back_to(visit, &Tap::Menu));
    visit.show(&screen(say::coupons::wallet(lang, &lines), rows)).await?;
    Ok(())
}

/// The state as it is at this moment: a validity that has passed counts before the night run has
/// written it down.
#[must_use]
pub fn state_of(visit: &Visit<'_>, coupon: &Coupon) -> CouponState {
    let passed = coupon.expires_at <= visit.club.loyalty.clock.now();
    if passed && coupon.state == CouponState::Issued {
        CouponState::Expired
    } else {
        coupon.state
    }
}

/// Where a coupon stands, in the days of the shop. `by`: who took it at the till.
#[must_use]
pub fn standing<'a>(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon, by: Option<&'a str>) -> Standing<'a> {
    let last_day = domain::lot::last_day(shop, coupon.expires_at);
    let closed = coupon.closed_at.unwrap_or(coupon.expires_at);
    match state_of(visit, coupon) {
        CouponState::Issued => Standing::Open { until: last_day },
        CouponState::Held => Standing::Held { until: last_day },
        CouponState::Used => Standing::Used {
            at: closed.with_timezone(&shop.time_zone).naive_local(),
            by,
        },
        CouponState::Expired => Standing::Expired { on: last_day },
        CouponState::Revoked => Standing::Revoked { on: shop.day(closed) },
    }
}

/// A coupon as its holder shows it at the till.
pub async fn face(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon, caption: &str) -> anyhow::Result<Message> {
    let lang = visit.lang();
    let last_day = domain::lot::last_day(shop, coupon.expires_at);
    let code = coupon.code.to_string();
    let link = Start::Coupon(shop.id, coupon.code.clone()).link(&visit.club.me.username);
    let rows = vec![
        vec![Button::copy(say::coupons::copy_code_label(lang), &code)],
        vec![Button::tap(
            say::coupons::give_back_label(lang),
            Tap::AskCancelCoupon { coupon: coupon.id }.data(),
        )],
        vec![Button::tap(
            say::menu::coupons_label(lang),
            Tap::Coupons { page: 0 }.data(),
        )],
    ];
    let (shop_name, title, hue) = (shop.name.clone(), coupon.title.clone(), hue(shop));
    let draw = move |artist: &Artist| {
        artist.coupon(&CouponFace {
            shop: &shop_name,
            title: &title,
            code: &code,
            valid: &say::card::valid_until_line(lang, last_day),
            footnote: &say::card::coupon_footnote_line(lang),
            link: &link,
            hue,
        })
    };
    let bytes = visit.club.studio.draw(draw).await?;
    let picture = Picture::Png {
        name: "coupon.png".into(),
        bytes,
        key: None,
    };
    Ok(Message::text(caption).picture(picture).buttons(rows))
}

/// One of the member's own coupons. Whoever asks for another is told that it is not theirs.
async fn own(visit: &Visit<'_>, shop: &Shop, member: &Membership, coupon: CouponId) -> anyhow::Result<Option<Coupon>> {
    let found = visit.club.loyalty.own_coupon(shop.id, member.id, coupon).await?;
    if found.is_none() {
        let text = say::coupons::not_yours(visit.lang(), &shop.name);
        let rows = vec![back_to(visit, &Tap::Coupons { page: 0 })];
        visit.show(&screen(text, rows)).await?;
    }
    Ok(found)
}

pub async fn detail(visit: &Visit<'_>, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(coupon) = own(visit, shop, member, coupon).await? else {
        return Ok(());
    };
    let text = say::coupons::detail(lang, &coupon.title, &coupon.code, standing(visit, shop, &coupon, None));
    if state_of(visit, &coupon) == CouponState::Issued {
        visit.show(&face(visit, shop, &coupon, &text).await?).await?;
    } else {
        visit
            .show(&screen(text, vec![back_to(visit, &Tap::Coupons { page: 0 })]))
            .await?;
    }
    Ok(())
}

pub async fn ask_cancel(visit: &Visit<'_>, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(found) = own(visit, shop, member, coupon).await? else {
        return Ok(());
    };
    let rows = vec![
        vec![Button::tap(say::coupons::cancel_label(lang), Tap::CancelCoupon { coupon }.data()).style(Style::Danger)],
        vec![Button::tap(
            say::coupons::keep_label(lang),
            Tap::Coupon { coupon }.data(),
        )],
    ];
    visit
        .replace(&screen(
            say::coupons::cancel_question(lang, &found.title, found.price),
            rows,
        ))
        .await?;
    Ok(())
}

pub async fn cancel(visit: &Visit<'_>, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let text = match visit
        .club
        .loyalty
        .cancel_coupon(shop, member.id, visit.user(), coupon)
        .await?
    {
        Cancelled::Done {
            coupon,
            returned,
            balance,
            extended_until,
        } => {
            let grace = extended_until.map(|at| domain::lot::last_day(shop, at));
            say::coupons::cancelled(lang, &coupon.title, returned, balance, grace)
        }
        Cancelled::PointsGone { coupon } => {
            let until = domain::lot::last_day(shop, coupon.expires_at);
            say::coupons::points_gone(lang, &coupon.title, until)
        }
        Cancelled::TooLate { coupon } => {
            say::coupons::detail(lang, &coupon.title, &coupon.code, standing(visit, shop, &coupon, None))
        }
        Cancelled::NotYours => say::coupons::not_yours(lang, &shop.name),
    };
    let rows = vec![
        vec![Button::tap(say::menu::gifts_label(lang), Tap::Gifts { page: 0 }.data())],
        back_to(visit, &Tap::Coupons { page: 0 }),
    ];
    visit.replace(&screen(text, rows)).await?;
    Ok(())
}
