//! The gift area: looking, asking, redeeming.

use domain::gift::{Gift, Unavailable};
use domain::{GiftId, Points, ShopId, Token};
use loyalty::{Redeem, Redeemed};
use say::gifts::Card;

use super::{back_to, coupons, join, member_or_invite, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Gifts of one page.
const PAGE: i64 = 6;

pub async fn arrive(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => list(&there, 0).await,
        None => join::start(visit).await,
    }
}

pub async fn arrive_at(visit: &Visit<'_>, shop: ShopId, gift: GiftId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => detail(&there, gift).await,
        None => join::start(visit).await,
    }
}

pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (gifts, more) = visit
        .club
        .loyalty
        .gifts_for(shop, Some(member), page * PAGE, PAGE)
        .await?;
    if gifts.is_empty() && page == 0 {
        visit
            .show(&screen(
                say::gifts::none_yet(lang, &shop.name),
                vec![back_to(visit, &Tap::Menu)],
            ))
            .await?;
        return Ok(());
    }
    let cards: Vec<Card<'_>> = gifts
        .iter()
        .map(|view| Card {
            gift: &view.gift,
            offered: view.offered,
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = gifts
        .iter()
        .map(|view| {
            let label = say::gifts::gift_label(lang, &view.gift.title, view.gift.price);
            vec![Button::tap(label, Tap::Gift { gift: view.gift.id }.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| Tap::Gifts { page }));
    rows.push(back_to(visit, &Tap::Menu));
    visit
        .show(&screen(say::gifts::list(lang, member.points, &cards), rows))
        .await?;
    Ok(())
}

pub async fn detail(visit: &Visit<'_>, gift: GiftId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(view) = visit.club.loyalty.gift_for(shop, Some(member), gift).await? else {
        return gone(visit).await;
    };
    let mut rows = Vec::new();
    if view.offered.is_ok() {
        let label = say::gifts::redeem_label(lang, view.gift.price);
        rows.push(vec![
            Button::tap(label, Tap::AskRedeem { gift }.data()).style(Style::Primary),
        ]);
    }
    rows.push(back_to(visit, &Tap::Gifts { page: 0 }));
    let card = Card {
        gift: &view.gift,
        offered: view.offered,
    };
    let page = screen(say::gifts::detail(lang, &card, member.points), rows);
    visit.show_pictured(view.gift.photo.as_deref(), &page).await?;
    Ok(())
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    let rows = vec![back_to(visit, &Tap::Gifts { page: 0 })];
    visit.show(&screen(say::gifts::gone(visit.lang()), rows)).await?;
    Ok(())
}

/// The question before points are spent. Its button is good for one redemption.
pub async fn ask(visit: &Visit<'_>, gift: GiftId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(view) = visit.club.loyalty.gift_for(shop, Some(member), gift).await? else {
        return gone(visit).await;
    };
    if let Err(why) = view.offered {
        return refused(visit, &view.gift, why).await;
    }
    let left = member.points.less(view.gift.price);
    let question = say::gifts::confirm(lang, &view.gift.title, view.gift.price, left);
    put_question(visit, &view.gift, question).await
}

async fn put_question(visit: &Visit<'_>, gift: &Gift, question: String) -> anyhow::Result<()> {
    let intention = visit.club.loyalty.ids.token();
    let yes = Tap::Redeem {
        gift: gift.id,
        price: gift.price.get(),
        intention,
    };
    let rows = vec![
        vec![Button::tap(say::gifts::confirm_label(visit.lang()), yes.data()).style(Style::Success)],
        back_to(visit, &Tap::Gift { gift: gift.id }),
    ];
    visit.replace(&screen(question, rows)).await?;
    Ok(())
}

/// The question was answered with yes.
pub async fn redeem(visit: &Visit<'_>, gift: GiftId, price: i64, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let ask = Redeem {
        shop,
        member: member.id,
        user: visit.user(),
        gift,
        agreed: Some(Points::at_least_zero(price)),
        intention,
    };
    match visit.club.loyalty.redeem(&ask).await? {
        Redeemed::Done { coupon, left } => {
            visit.tap_seen().await?;
            let last_day = domain::lot::last_day(shop, coupon.expires_at);
            let caption = say::gifts::redeemed(visit.lang(), &coupon.title, &coupon.code, last_day, left);
            let message = coupons::face(visit, shop, &coupon, &caption).await?;
            visit.show(&message).await?;
            Ok(())
        }
        Redeemed::PriceChanged { gift } => {
            visit.tap_seen().await?;
            let question = say::gifts::price_changed(visit.lang(), &gift.title, gift.price);
            put_question(visit, &gift, question).await
        }
        Redeemed::Refused { gift, why } => {
            visit.tap_seen().await?;
            refused(visit, &gift, why).await
        }
        Redeemed::NoSuchGift => {
            visit.tap_seen().await?;
            gone(visit).await
        }
    }
}

async fn refused(visit: &Visit<'_>, gift: &Gift, why: Unavailable) -> anyhow::Result<()> {
    let text = say::gifts::unavailable(visit.lang(), &gift.title, why);
    visit
        .replace(&screen(text, vec![back_to(visit, &Tap::Gifts { page: 0 })]))
        .await?;
    Ok(())
}
