//! Coupons at the till: scanned or typed, shown, and taken with one tap (C1–C4).

use domain::coupon::{Code, CouponState};
use domain::role::Right;
use domain::shop::Shop;
use domain::{CouponId, MemberId, ShopId, UserId};
use loyalty::{Looked, UseCoupon, Used};
use say::coupons::Seen;
use storage::coupons::Coupon;
use storage::members::Member;
use teloxide::types as heard;

use super::{RepliesTo, answer, checkout, no_longer_staff, on_staff, outdated, replies_to, to_menu, turn_away};
use crate::handlers::customer::coupons::{self, standing, state_of};
use crate::handlers::customer::{back_to, join, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// The QR code of a coupon was scanned.
pub async fn on_scan(visit: &Visit<'_>, shop: ShopId, code: &Code) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => look_up(&there, Some(code)).await,
        None => join::start(visit).await,
    }
}

/// `/coupon CODE`, or a code by itself, in the private chat.
pub async fn on_command(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    match (words.trim(), visit.visitor.role) {
        ("", Some(_)) => how_to(visit).await,
        ("", None) => coupons::wallet(visit, 0).await,
        (typed, _) => look_up(visit, Code::parse(typed).as_ref()).await,
    }
}

/// Shows the coupon with this code to whoever may see it. `None` is what cannot be a code.
async fn look_up(visit: &Visit<'_>, code: Option<&Code>) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return join::start(visit).await;
    };
    let lang = visit.lang();
    let message = match visit.club.loyalty.look_up_code(&visit.visitor, shop, code).await? {
        Looked::AtTheTill { coupon, holder, by } => {
            till_view(visit, shop, &coupon, &holder, by.as_deref(), None).await?
        }
        Looked::Own { coupon } => return coupons::detail(visit, coupon.id).await,
        Looked::SomebodyElses => to_menu(visit, say::coupons::not_yours(lang, &shop.name)),
        Looked::Unknown => to_menu(visit, say::coupons::wrong_code(lang)),
        Looked::Locked { until } => to_menu(
            visit,
            say::coupons::locked(lang, until - visit.club.loyalty.clock.now()),
        ),
    };
    answer(visit, &message).await
}

/// `/coupon CODE` in a group, alone or as a reply to whoever shows it (C3).
pub async fn in_group(visit: &Visit<'_>, message: &heard::Message, words: &str) -> anyhow::Result<()> {
    // What a customer pastes into the group is looked at by nobody.
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    if words.is_empty() {
        return answer(visit, &Message::text(say::coupons::how_to(lang))).await;
    }
    let shown_by = match replies_to(message) {
        RepliesTo::Somebody(user) => Some(UserId(i64::try_from(user.id.0)?)),
        RepliesTo::Nobody | RepliesTo::None => None,
    };
    let code = Code::parse(words);
    let text = match visit
        .club
        .loyalty
        .look_up_code(&visit.visitor, shop, code.as_ref())
        .await?
    {
        Looked::AtTheTill { holder, .. } if shown_by.is_some_and(|user| holder.user != Some(user)) => {
            say::coupons::somebody_elses(lang, &holder.name)
        }
        Looked::AtTheTill { coupon, holder, by } => {
            let message = till_view(visit, shop, &coupon, &holder, by.as_deref(), shown_by).await?;
            return answer(visit, &message).await;
        }
        Looked::Own { .. } => say::coupons::your_own(lang),
        Looked::SomebodyElses => say::staff::only_for_staff(lang),
        Looked::Unknown => say::coupons::wrong_code(lang),
        Looked::Locked { until } => say::coupons::locked(lang, until - visit.club.loyalty.clock.now()),
    };
    answer(visit, &Message::text(text)).await
}

/// One of the coupons on a member's file.
pub async fn of_member(visit: &Visit<'_>, member: MemberId, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let (Some(holder), Some(coupon)) = (
        loyalty.member(shop.id, member).await?,
        loyalty.own_coupon(shop.id, member, coupon).await?,
    ) else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    visit
        .show(&till_view(visit, shop, &coupon, &holder, None, None).await?)
        .await?;
    Ok(())
}

/// A coupon as staff see it, with the button that takes it while it can be taken.
async fn till_view(
    visit: &Visit<'_>,
    shop: &Shop,
    coupon: &Coupon,
    holder: &Member,
    by: Option<&str>,
    shown_by: Option<UserId>,
) -> anyhow::Result<Message> {
    let lang = visit.lang();
    let mut rows = Vec::new();
    if state_of(visit, coupon) == CouponState::Issued && checkout::is_for_a_sale(coupon) {
        // In a group nobody is asked how much it is.
        if visit.is_private() {
            let tap = Tap::SellWithCoupon { coupon: coupon.id };
            let label = say::checkout::use_in_a_sale_label(lang);
            rows.push(vec![Button::tap(label, tap.data()).style(Style::Success)]);
        }
    } else if state_of(visit, coupon) == CouponState::Issued {
        let tap = match shown_by {
            Some(shown_by) => Tap::TakeShownCoupon {
                coupon: coupon.id,
                shown_by,
            },
            None => Tap::TakeCoupon { coupon: coupon.id },
        };
        rows.push(vec![
            Button::tap(say::coupons::take_label(lang), tap.data()).style(Style::Success),
        ]);
    }
    if visit.is_private() {
        rows.push(vec![file_button(visit, holder)]);
    }
    Ok(screen(seen(visit, shop, coupon, holder, by).await?, rows))
}

async fn seen(
    visit: &Visit<'_>,
    shop: &Shop,
    coupon: &Coupon,
    holder: &Member,
    by: Option<&str>,
) -> anyhow::Result<String> {
    let names = coupons::names(visit, shop, coupon).await?;
    let standing = standing(visit, shop, coupon, by);
    let seen = Seen {
        title: &coupon.title,
        code: &coupon.code,
        holder: &holder.name,
        number: holder.number,
        written: coupons::written(shop, coupon, &names),
        paid: !coupon.price.is_zero(),
        standing,
    };
    Ok(say::coupons::till_view(visit.lang(), &seen))
}

/// Why a coupon is not there any more for a sale: who took it, and when (C2).
pub(super) fn not_there(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon, by: Option<&str>) -> String {
    let standing = standing(visit, shop, coupon, by);
    say::coupons::not_there(visit.lang(), &coupon.title, standing, !coupon.price.is_zero())
}

fn file_button(visit: &Visit<'_>, holder: &Member) -> Button {
    Button::tap(
        say::till::open_file_label(visit.lang()),
        Tap::File { member: holder.id }.data(),
    )
}

/// "Take it" was tapped. Who tapped second is told who was first, and when (C2).
pub async fn take(visit: &Visit<'_>, coupon: CouponId, shown_by: Option<UserId>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let ask = UseCoupon {
        shop,
        clerk: visit.user(),
        coupon,
        shown_by,
    };
    let (text, holder) = match visit.club.loyalty.use_coupon(&ask).await? {
        Used::Done { coupon, holder } => (taken(visit, shop, &coupon, &holder), holder),
        // Their own tap came twice, or was handled twice: it is the same good news.
        Used::NotUsable { coupon, holder, .. }
            if coupon.state == CouponState::Used && coupon.closed_by == Some(visit.user()) =>
        {
            (taken(visit, shop, &coupon, &holder), holder)
        }
        Used::NotUsable { coupon, holder, by } => (seen(visit, shop, &coupon, &holder, by.as_deref()).await?, holder),
        Used::NotForThem { coupon, holder, why } => {
            let text = say::checkout::coupon_does_not_count(lang, &coupon.title, why, shop.currency);
            (text, holder)
        }
        Used::InASale => return checkout::ask_with_coupon(visit, coupon).await,
        Used::NotTheirs { holder } => return turn_away(visit, &say::coupons::somebody_elses(lang, &holder.name)).await,
        Used::YourOwn => return turn_away(visit, &say::coupons::your_own(lang)).await,
        Used::NoSuchCoupon => return outdated(visit).await,
        Used::NotAllowed => return no_longer_staff(visit).await,
    };
    let rows = if visit.is_private() {
        vec![vec![file_button(visit, &holder)]]
    } else {
        vec![]
    };
    answer(visit, &screen(text, rows)).await
}

/// Taken, with the time: a clerk who comes back to the message sees when it was.
fn taken(visit: &Visit<'_>, shop: &Shop, coupon: &Coupon, holder: &Member) -> String {
    let lang = visit.lang();
    let at = coupon.closed_at.unwrap_or_else(|| visit.club.loyalty.clock.now());
    let at = at.with_timezone(&shop.time_zone).naive_local();
    format!(
        "{}\n{}",
        say::coupons::taken(lang, &coupon.title, &holder.name),
        say::date::moment(lang, at)
    )
}

/// How coupons are taken; the next words are a code.
pub async fn how_to(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunTill).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    visit
        .show(&screen(
            say::coupons::how_to(visit.lang()),
            vec![back_to(visit, &Tap::Menu)],
        ))
        .await?;
    visit.ask(&Dialog::Code).await
}
