//! The member zone: looking, claiming, waiting in line.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::offer::Unavailable;
use domain::shop::Shop;
use domain::{OfferId, ShopId};
use loyalty::{ClaimOffer, OfferClaimed, OfferView, WhyMe};
use say::offers::{Card, Stands, Why};
use say::terms::Written;

use super::{back_to, coupons, join, member_or_invite, page_in_range, pager, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Offers of one page.
const PAGE: usize = 5;

pub async fn arrive(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => list(&there, 0).await,
        None => join::start(visit).await,
    }
}

pub async fn arrive_at(visit: &Visit<'_>, shop: ShopId, offer: OfferId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => detail(&there, offer).await,
        None => join::start(visit).await,
    }
}

/// `/offers`: what is offered to this member, the best first.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let views = visit.club.loyalty.offers_for(shop, member.id).await?;
    let skipped = usize::try_from(page).unwrap_or(0) * PAGE;
    let shown: Vec<&OfferView> = views.iter().skip(skipped).take(PAGE).collect();
    if shown.is_empty() {
        let text = say::offers::none_yet(lang, &shop.name);
        visit.show(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
        return Ok(());
    }
    let cards: Vec<Card<'_>> = shown.iter().map(|view| card(shop, view)).collect();
    let mut rows: Vec<Vec<Button>> = shown
        .iter()
        .map(|view| {
            let label = say::offers::offer_label(&view.offer.title);
            vec![Button::tap(label, Tap::Offer { offer: view.offer.id }.data())]
        })
        .collect();
    let more = views.len() > skipped + PAGE;
    rows.push(pager(visit, page, more, |page| Tap::Offers { page }));
    rows.push(back_to(visit, &Tap::Menu));
    visit
        .show(&screen(say::offers::list(lang, &shop.name, &cards), rows))
        .await?;
    Ok(())
}

/// The words of the list without its buttons, for whoever asks in the group.
pub async fn in_words(visit: &Visit<'_>, shop: &Shop, member: domain::MemberId) -> anyhow::Result<String> {
    let views = visit.club.loyalty.offers_for(shop, member).await?;
    let cards: Vec<Card<'_>> = views.iter().take(PAGE).map(|view| card(shop, view)).collect();
    Ok(if cards.is_empty() {
        say::offers::none_yet(visit.lang(), &shop.name)
    } else {
        say::offers::list(visit.lang(), &shop.name, &cards)
    })
}

fn card<'a>(shop: &Shop, view: &'a OfferView) -> Card<'a> {
    Card {
        offer: &view.offer,
        written: Written {
            terms: &view.offer.terms,
            names: &view.names,
            currency: shop.currency,
        },
        until: domain::lot::last_day(shop, view.offer.ends_at),
        stands: match &view.stands {
            loyalty::Stands::Open => Stands::Open,
            loyalty::Stands::Yours(_) => Stands::Yours,
            loyalty::Stands::InLine { place, opens_at } => in_line(shop, *place, *opens_at),
            loyalty::Stands::Not(why) => not(shop, *why),
        },
        why: view.why.as_ref().map(|why| match why {
            WhyMe::Tier { title } => Why::Tier { title },
            WhyMe::Kind(kind) => Why::Kind(*kind),
            WhyMe::Tag => Why::Tag,
            WhyMe::Bought { category, times, of } => Why::Bought {
                category,
                times: *times,
                of: *of,
            },
        }),
    }
}

fn local(shop: &Shop, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&shop.time_zone).naive_local()
}

fn in_line(shop: &Shop, place: i64, opens_at: Option<DateTime<Utc>>) -> Stands {
    Stands::InLine {
        place,
        opens: opens_at.map(|at| local(shop, at)),
    }
}

fn not(shop: &Shop, why: Unavailable) -> Stands {
    match why {
        Unavailable::Withdrawn | Unavailable::Over { .. } => Stands::Over,
        Unavailable::NotForYou => Stands::NotForYou,
        Unavailable::LimitReached { limit } => Stands::LimitReached { limit },
        Unavailable::NotYet { opens_at } => Stands::NotYet {
            opens: local(shop, opens_at),
        },
        Unavailable::Gone => Stands::Gone,
    }
}

/// One offer, with the button that fits where the member stands with it.
pub async fn detail(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(view) = visit.club.loyalty.offer_for(shop, member.id, offer).await? else {
        return gone(visit).await;
    };
    let button = match &view.stands {
        loyalty::Stands::Open => {
            Some(Button::tap(say::offers::claim_label(lang), Tap::ClaimOffer { offer }.data()).style(Style::Primary))
        }
        loyalty::Stands::Yours(coupon) => {
            let tap = Tap::Coupon { coupon: *coupon };
            Some(Button::tap(say::offers::coupon_label(lang), tap.data()))
        }
        loyalty::Stands::InLine { .. } => Some(Button::tap(
            say::offers::leave_label(lang),
            Tap::LeaveLine { offer }.data(),
        )),
        loyalty::Stands::Not(Unavailable::NotYet { .. } | Unavailable::Gone) => Some(Button::tap(
            say::offers::wait_label(lang),
            Tap::ClaimOffer { offer }.data(),
        )),
        loyalty::Stands::Not(_) => None,
    };
    let rows = vec![button.into_iter().collect(), back_to(visit, &Tap::Offers { page: 0 })];
    let text = say::offers::detail(lang, &card(shop, &view));
    visit
        .show_pictured(view.offer.photo.as_deref(), &screen(text, rows))
        .await?;
    Ok(())
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    let rows = vec![back_to(visit, &Tap::Offers { page: 0 })];
    visit
        .show(&screen(say::offers::no_longer_there(visit.lang()), rows))
        .await?;
    Ok(())
}

/// "Get it" and "Wait in line" in the private chat.
pub async fn claim(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let ask = ClaimOffer {
        shop,
        member: member.id,
        offer,
        by_letter: false,
    };
    let claimed = visit.club.loyalty.claim(&ask).await?;
    visit.tap_seen().await?;
    let lang = visit.lang();
    let (title, stands) = match claimed {
        OfferClaimed::Yours { coupon, .. } => {
            let last_day = domain::lot::last_day(shop, coupon.expires_at);
            let caption = say::offers::claimed(lang, &coupon.title, &coupon.code, last_day);
            visit
                .show(&coupons::face(visit, shop, &coupon, &caption).await?)
                .await?;
            return Ok(());
        }
        OfferClaimed::InLine { title, place, opens_at } => (title, in_line(shop, place, opens_at)),
        OfferClaimed::Refused { title, why } => (title, not(shop, why)),
        OfferClaimed::NoSuchOffer => return gone(visit).await,
    };
    let leave = matches!(stands, Stands::InLine { .. })
        .then(|| Button::tap(say::offers::leave_label(lang), Tap::LeaveLine { offer }.data()));
    let rows = vec![leave.into_iter().collect(), back_to(visit, &Tap::Offers { page: 0 })];
    visit
        .replace(&screen(say::offers::standing(lang, &title, stands), rows))
        .await?;
    Ok(())
}

/// "I want it" under the post in the group: what only the tapper reads, and whether the private chat has
/// to be opened because nothing reaches them there.
pub async fn claim_in_group(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<(String, bool)> {
    let lang = visit.lang();
    let Some((shop, member)) = visit.member() else {
        return Ok((String::new(), true));
    };
    let ask = ClaimOffer {
        shop,
        member: member.id,
        offer,
        by_letter: true,
    };
    Ok(match visit.club.loyalty.claim(&ask).await? {
        OfferClaimed::Yours { coupon, new: true, .. } => (
            say::offers::claimed_alert(lang, &coupon.title),
            !visit.visitor.reachable,
        ),
        OfferClaimed::Yours { coupon, .. } => (say::offers::yours_alert(lang, &coupon.title), !visit.visitor.reachable),
        OfferClaimed::InLine { title, place, opens_at } => (
            say::offers::standing(lang, &title, in_line(shop, place, opens_at)),
            !visit.visitor.reachable,
        ),
        OfferClaimed::Refused { title, why } => (say::offers::standing(lang, &title, not(shop, why)), false),
        OfferClaimed::NoSuchOffer => (say::offers::no_longer_there(lang), false),
    })
}

/// "Leave the line".
pub async fn leave(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    visit.club.loyalty.leave_line(shop, member.id, offer).await?;
    let Some((found, _)) = visit.club.loyalty.offer(shop.id, offer).await? else {
        return gone(visit).await;
    };
    let rows = vec![back_to(visit, &Tap::Offers { page: 0 })];
    visit
        .replace(&screen(say::offers::left_line(visit.lang(), &found.title), rows))
        .await?;
    Ok(())
}
