//! The wallet: coupons that can be used, and those that were.

use domain::CouponId;
use domain::coupon::CouponState;
use domain::shop::Shop;
use domain::terms::Names;
use draw::{Artist, CouponFace};
use loyalty::Cancelled;
use say::coupons::{Line, Own, Standing};
use say::terms::Written;
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
    let terms: Vec<_> = wallet.coupons.iter().map(|coupon| &coupon.terms).collect();
    let names = visit.club.loyalty.names_in(shop.id, &terms).await?;
    let lines: Vec<Line<'_>> = wallet
        .coupons
        .iter()
        .zip(&names)
        .map(|(coupon, names)| Line {
            title: &coupon.title,
            written: written(shop, coupon, names),
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

/// A coupon's terms, ready to be read out.
#[must_use]
pub const fn written<'a>(shop: &Shop, coupon: &'a Coupon, names: &'a Names) -> Written<'a> {
    Written {
        terms: &coupon.terms,
        names,
        currency: shop.currency,
    }
}

/// What the things in a coupon's terms are called.
pub async fn names(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon) -> anyhow::Result<Names> {
    let mut names = visit.club.loyalty.names_in(shop.id, &[&coupon.terms]).await?;
    Ok(names.pop().unwrap_or_default())
}

/// A coupon in full, for its holder.
async fn in_full(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon) -> anyhow::Result<String> {
    let names = names(visit, shop, coupon).await?;
    let own = Own {
        title: &coupon.title,
        code: &coupon.code,
        written: written(shop, coupon, &names),
        paid: !coupon.price.is_zero(),
        standing: standing(visit, shop, coupon, None),
    };
    Ok(say::coupons::detail(visit.lang(), &own))
}

/// Whether it is of use to anybody that a coupon is given back: its points return, or somebody waits
/// for it.
fn can_be_given_back(coupon: &Coupon) -> bool {
    !coupon.price.is_zero() || coupon.offer.is_some()
}

/// A coupon as its holder shows it at the till.
pub async fn face(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon, caption: &str) -> anyhow::Result<Message> {
    let lang = visit.lang();
    let names = names(visit, shop, coupon).await?;
    let terms = say::card::coupon_terms_line(lang, &written(shop, coupon, &names));
    let last_day = domain::lot::last_day(shop, coupon.expires_at);
    let code = coupon.code.to_string();
    let link = Start::Coupon(shop.id, coupon.code.clone()).link(&visit.club.me.username);
    let mut rows = vec![vec![Button::copy(say::coupons::copy_code_label(lang), &code)]];
    if can_be_given_back(coupon) {
        rows.push(vec![Button::tap(
            say::coupons::give_back_label(lang),
            Tap::AskCancelCoupon { coupon: coupon.id }.data(),
        )]);
    }
    rows.push(vec![Button::tap(
        say::menu::coupons_label(lang),
        Tap::Coupons { page: 0 }.data(),
    )]);
    let (shop_name, title, hue) = (shop.name.clone(), coupon.title.clone(), hue(shop));
    let draw = move |artist: &Artist| {
        artist.coupon(&CouponFace {
            shop: &shop_name,
            title: &title,
            code: &code,
            terms: &terms,
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
        of: None,
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
    let Some(coupon) = own(visit, shop, member, coupon).await? else {
        return Ok(());
    };
    show(visit, shop, &coupon).await
}

/// A coupon as it stands: its picture while it can be used, else what became of it.
async fn show(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon) -> anyhow::Result<()> {
    let text = in_full(visit, shop, coupon).await?;
    if state_of(visit, coupon) == CouponState::Issued {
        visit.show(&face(visit, shop, coupon, &text).await?).await?;
    } else {
        visit
            .replace(&screen(text, vec![back_to(visit, &Tap::Coupons { page: 0 })]))
            .await?;
    }
    Ok(())
}

/// The question before a coupon is given back. One that cannot be any more is shown as it stands: the
/// button may stand under an old message.
pub async fn ask_cancel(visit: &Visit<'_>, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(found) = own(visit, shop, member, coupon).await? else {
        return Ok(());
    };
    if state_of(visit, &found) != CouponState::Issued || !can_be_given_back(&found) {
        return show(visit, shop, &found).await;
    }
    let question = if found.price.is_zero() {
        say::coupons::cancel_question_unpaid(lang, &found.title)
    } else {
        say::coupons::cancel_question(lang, &found.title, found.price)
    };
    let rows = vec![
        vec![Button::tap(say::coupons::cancel_label(lang), Tap::CancelCoupon { coupon }.data()).style(Style::Danger)],
        vec![Button::tap(
            say::coupons::keep_label(lang),
            Tap::Coupon { coupon }.data(),
        )],
    ];
    visit.replace(&screen(question, rows)).await?;
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
        } if !coupon.price.is_zero() => {
            let grace = extended_until.map(|at| domain::lot::last_day(shop, at));
            say::coupons::cancelled(lang, &coupon.title, returned, balance, grace)
        }
        Cancelled::Done { coupon, .. } => say::coupons::cancelled_unpaid(lang, &coupon.title),
        Cancelled::PointsGone { coupon } => {
            let until = domain::lot::last_day(shop, coupon.expires_at);
            say::coupons::points_gone(lang, &coupon.title, until)
        }
        Cancelled::TooLate { coupon } => in_full(visit, shop, &coupon).await?,
        Cancelled::NotYours => say::coupons::not_yours(lang, &shop.name),
    };
    let rows = vec![
        vec![Button::tap(say::menu::gifts_label(lang), Tap::Gifts { page: 0 }.data())],
        back_to(visit, &Tap::Coupons { page: 0 }),
    ];
    visit.replace(&screen(text, rows)).await?;
    Ok(())
}
