//! A sale before it counts: its coupon and points chosen, the sum shown, then recorded.

use domain::order::Item;
use domain::reckon::NotNow;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::typed_money::{self, Unclear};
use domain::{CouponId, MemberId, Money, Points, ProductId, Token, lot, name};
use loyalty::{OrderView, Preview, Sell, Sold, Unsold, Wish};
use serde::{Deserialize, Serialize};
use storage::coupons::Coupon;

use super::named::{self, Named};
use super::sell::Whose;
use super::{answer, coupon, file, find, no_longer_staff, on_staff, outdated, sell, shelf, turn_away};
use crate::handlers::customer::screen;
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// A sale that a clerk is putting together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub member: MemberId,
    pub items: Vec<Item>,
    /// What was bought, in the clerk's words.
    pub note: String,
    pub coupon: Option<CouponId>,
    pub with_points: bool,
    /// What the question said that it comes to.
    pub shown: Option<Money>,
    /// Names the sale, and the buttons that belong to it.
    pub intention: Token,
}

impl Draft {
    /// Whether it is put together from the catalogue.
    pub(super) fn is_basket(&self) -> bool {
        self.items.iter().all(|item| matches!(item, Item::Product { .. }))
    }

    /// How many of a product are in the basket.
    pub(super) fn quantity(&self, product: ProductId) -> u32 {
        let of_item = |item: &Item| match item {
            Item::Product {
                product: known,
                quantity,
            } if *known == product => Some(*quantity),
            _ => None,
        };
        self.items.iter().find_map(of_item).unwrap_or(0)
    }

    /// Puts so many of a product into the basket, in place of those that were there.
    pub(super) fn put(&mut self, product: ProductId, quantity: u32) {
        let known = |item: &Item| matches!(item, Item::Product { product: known, .. } if *known == product);
        let item = Item::Product { product, quantity };
        match self.items.iter().position(known) {
            Some(at) if quantity == 0 => drop(self.items.remove(at)),
            Some(at) => self.items.splice(at..=at, [item]).for_each(drop),
            None if quantity == 0 => {}
            None => self.items.push(item),
        }
    }

    fn wish(&self) -> Wish<'_> {
        Wish {
            items: &self.items,
            fee: Money::ZERO,
            coupon: self.coupon,
            points: if self.with_points {
                Points::at_least_zero(i64::MAX)
            } else {
                Points::ZERO
            },
        }
    }

    fn cause(&self) -> String {
        sell::cause(&self.intention)
    }
}

/// Asks before a sale counts, if the member has something that could be applied to it. Says whether it
/// asked.
pub(super) async fn offer(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<bool> {
    let loyalty = &visit.club.loyalty;
    let Some(member) = loyalty.member(shop.id, draft.member).await? else {
        return Ok(false);
    };
    let Ok(preview) = loyalty.preview(shop, &member, draft.wish()).await? else {
        return Ok(false);
    };
    if preview.payable.0.is_zero() && counting(&preview).next().is_none() {
        return Ok(false);
    }
    show(visit, shop, draft.clone(), None).await?;
    Ok(true)
}

/// The member's coupons that make this purchase cheaper, or its points more.
fn counting(preview: &Preview) -> impl Iterator<Item = &Coupon> {
    let counts = |coupon: &Coupon, off: Result<Money, NotNow>| {
        off.is_ok_and(|off| !off.is_zero() || matches!(coupon.terms.worth, Worth::Times { .. }))
    };
    preview
        .coupons
        .iter()
        .filter(move |(coupon, off)| counts(coupon, *off))
        .map(|(coupon, _)| coupon)
}

/// Shows what a sale comes to, with what can be changed about it. `why`: what stands above it.
pub(super) async fn show(visit: &Visit<'_>, shop: &Shop, mut draft: Draft, why: Option<String>) -> anyhow::Result<()> {
    let loyalty = &visit.club.loyalty;
    let Some(member) = loyalty.member(shop.id, draft.member).await? else {
        return outdated(visit).await;
    };
    if draft.items.is_empty() {
        visit.ask(&Dialog::Checkout(draft.clone())).await?;
        return Box::pin(shelf::shelves(visit, shop, &draft)).await;
    }
    let mut above = why;
    let preview = match loyalty.preview(shop, &member, draft.wish()).await? {
        Ok(preview) => preview,
        Err(refused) if draft.coupon.is_none() => return cannot_be_had(visit, shop, draft, &refused).await,
        Err(refused) => {
            // The sale goes on without the coupon, and says why.
            above = Some(refusal(visit, shop, &refused));
            draft.coupon = None;
            match loyalty.preview(shop, &member, draft.wish()).await? {
                Ok(preview) => preview,
                Err(refused) => return cannot_be_had(visit, shop, draft, &refused).await,
            }
        }
    };
    draft.shown = Some(preview.reckoned.sum.total);
    visit.ask(&Dialog::Checkout(draft.clone())).await?;
    let basket = if draft.is_basket() {
        shelf::basket_rows(visit, shop, &draft).await?
    } else {
        vec![]
    };
    let mut message = question(visit, shop, &draft, &preview, basket);
    if let Some(above) = above {
        message.text = format!("{above}\n\n{}", message.text);
    }
    answer(visit, &message).await
}

/// Something in a sale went meanwhile. A basket can be changed; any other sale is begun anew.
async fn cannot_be_had(visit: &Visit<'_>, shop: &Shop, draft: Draft, why: &Unsold) -> anyhow::Result<()> {
    let text = refusal(visit, shop, why);
    if !draft.is_basket() {
        return turn_away(visit, &text).await;
    }
    let mut rows = shelf::basket_rows(visit, shop, &draft).await?;
    rows.push(sell::cancel_row(visit));
    visit.ask(&Dialog::Checkout(draft)).await?;
    answer(visit, &screen(text, rows)).await
}

/// `basket`: the rows that change what is bought.
fn question(visit: &Visit<'_>, shop: &Shop, draft: &Draft, preview: &Preview, basket: Vec<Vec<Button>>) -> Message {
    let (lang, sum) = (visit.lang(), &preview.reckoned.sum);
    let intention = &draft.intention;
    let text = say::checkout::question(
        lang,
        &say::checkout::Offer {
            name: &preview.member.name,
            lines: &sum.lines,
            applied: &preview.reckoned.applied(),
            total: sum.total,
            currency: shop.currency,
            earned: preview.reckoned.earned,
        },
    );
    let record = Button::tap(
        say::checkout::record_label(lang, sum.total, shop.currency),
        Tap::Record {
            intention: intention.clone(),
        }
        .data(),
    );
    let mut rows = vec![vec![record.style(Style::Success)]];
    rows.extend(basket);
    if draft.coupon.is_some() {
        let off = Tap::WithoutCoupon {
            intention: intention.clone(),
        };
        let label = say::checkout::without_coupon_label(lang);
        rows.push(vec![Button::tap(label, off.data())]);
    }
    let others = counting(preview).filter(|coupon| Some(coupon.id) != draft.coupon);
    rows.extend(others.map(|coupon| {
        let with = Tap::WithCoupon {
            coupon: coupon.id,
            intention: intention.clone(),
        };
        vec![Button::tap(say::checkout::coupon_label(&coupon.title), with.data())]
    }));
    let (used, worth) = preview.payable;
    if !used.is_zero() {
        let label = if draft.with_points {
            say::checkout::without_points_label(lang)
        } else {
            say::checkout::points_label(lang, used, worth, shop.currency)
        };
        let points = Tap::WithPoints {
            on: i64::from(!draft.with_points),
            intention: intention.clone(),
        };
        rows.push(vec![Button::tap(label, points.data())]);
    }
    rows.push(sell::cancel_row(visit));
    screen(text, rows)
}

/// The sale that a button belongs to, if it is still being put together.
pub(super) async fn drafted(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<Option<Draft>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::Checkout(draft)) if draft.intention == *intention => Some(draft),
        _ => None,
    })
}

/// A coupon was chosen, or none.
pub async fn on_coupon(visit: &Visit<'_>, intention: &Token, coupon: Option<CouponId>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match drafted(visit, intention).await? {
        Some(draft) => show(visit, shop, Draft { coupon, ..draft }, None).await,
        None => outdated(visit).await,
    }
}

/// Points were switched on or off.
pub async fn on_points(visit: &Visit<'_>, intention: &Token, on: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match drafted(visit, intention).await? {
        Some(draft) => {
            let draft = Draft {
                with_points: on,
                ..draft
            };
            show(visit, shop, draft, None).await
        }
        None => outdated(visit).await,
    }
}

/// What a clerk's words name was chosen: one of the nearest names, or none of them.
pub async fn on_name(visit: &Visit<'_>, intention: &Token, choice: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(mut draft) = drafted(visit, intention).await? else {
        return outdated(visit).await;
    };
    let near = sell::nearest(visit, shop, &draft.note).await?;
    let chosen = usize::try_from(choice).ok().and_then(|at| near.into_iter().nth(at));
    if let (Some(known), [Item::Amount(amount)]) = (chosen, draft.items.as_slice()) {
        draft.items = vec![known.for_amount(*amount)];
    }
    if offer(visit, shop, &draft).await? {
        return Ok(());
    }
    record(visit, shop, &draft, &draft.cause()).await
}

/// "Record" was tapped.
pub async fn on_record(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    if let Some(draft) = drafted(visit, intention).await? {
        return record(visit, shop, &draft, &draft.cause()).await;
    }
    // Their own tap came twice, or was handled twice: it is the same good news.
    let cause = sell::cause(intention);
    match visit.club.loyalty.order_by_cause(shop.id, &cause).await? {
        Some(view) if view.order.clerk == Some(visit.user()) => {
            answer(visit, &receipt(visit, shop, &view, Points::ZERO)).await
        }
        _ => outdated(visit).await,
    }
}

/// Records a sale and shows the receipt.
pub(super) async fn record(visit: &Visit<'_>, shop: &Shop, draft: &Draft, cause: &str) -> anyhow::Result<()> {
    let lang = visit.lang();
    let wish = draft.wish();
    let ask = Sell {
        shop,
        clerk: visit.user(),
        member: draft.member,
        items: wish.items,
        coupon: wish.coupon,
        points: wish.points,
        agreed: draft.shown,
        note: &draft.note,
        cause,
    };
    match visit.club.loyalty.sell(&ask).await? {
        Sold::Done { order, covered, member } => {
            let Some(view) = visit.club.loyalty.order_view(shop.id, order.id).await? else {
                return outdated(visit).await;
            };
            answer(visit, &receipt(visit, shop, &view, covered)).await?;
            // A sale leaves the file open, and ends the question that asked for it.
            file::keep_open_after_sale(visit, member.id).await
        }
        Sold::Refused(Unsold::Coupon { .. }) | Sold::Changed if visit.is_private() => {
            let why = say::checkout::changed(lang);
            Box::pin(show(visit, shop, draft.clone(), Some(why))).await
        }
        Sold::Refused(why) if visit.is_private() && draft.is_basket() => {
            Box::pin(cannot_be_had(visit, shop, draft.clone(), &why)).await
        }
        Sold::Refused(why) => turn_away(visit, &refusal(visit, shop, &why)).await,
        Sold::Nothing => turn_away(visit, &refusal(visit, shop, &Unsold::Nothing)).await,
        Sold::ToYourself => turn_away(visit, &say::till::to_yourself(lang)).await,
        Sold::Changed | Sold::NoSuchMember => outdated(visit).await,
        Sold::NotAllowed => no_longer_staff(visit).await,
    }
}

fn refusal(visit: &Visit<'_>, shop: &Shop, why: &Unsold) -> String {
    let lang = visit.lang();
    match why {
        Unsold::Nothing => say::till::unclear(lang, "0", &Unclear::NotPositive, shop.currency),
        Unsold::TooMuch => say::till::unclear(lang, "", &Unclear::TooLarge, shop.currency),
        Unsold::Gone { .. } => say::checkout::not_sold_any_more(lang),
        Unsold::SoldOut { title, left } => say::checkout::sold_out(lang, title, *left),
        Unsold::Coupon {
            coupon,
            why: NotNow::Taken,
            by,
        } => coupon::not_there(visit, shop, coupon, by.as_deref()),
        Unsold::Coupon { coupon, why, .. } => {
            say::checkout::coupon_does_not_count(lang, &coupon.title, *why, shop.currency)
        }
        Unsold::NoSuchCoupon => say::common::nothing_here(lang),
    }
}

fn receipt(visit: &Visit<'_>, shop: &Shop, view: &OrderView, covered: Points) -> Message {
    let (lang, order, member) = (visit.lang(), &view.order, &view.member);
    let waits = lot::pending_until(shop, order.at).filter(|_| !order.earned.is_zero());
    let mut text = say::till::recorded(
        lang,
        &say::till::Sale {
            name: &member.name,
            total: order.total,
            currency: shop.currency,
            earned: order.earned,
            covered,
            spendable_from: waits.map(|at| shop.day(at)),
            balance: member.points,
        },
    );
    if let Some(sum) = say::checkout::sum(lang, &view.applied(), order.fee, order.total, shop.currency) {
        text = format!("{text}\n{sum}");
    }
    let undo = Button::tap(say::till::undo_label(lang), Tap::Undo { order: order.id }.data());
    screen(text, vec![vec![undo, sell::open_file(visit, member)]])
}

/// A coupon that is worth money leads into a sale: how much it is comes next.
pub async fn ask_with_coupon(visit: &Visit<'_>, coupon: CouponId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some((coupon, holder)) = visit.club.loyalty.coupon_and_holder(shop.id, coupon).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let text = if coupon.terms.transferable {
        say::checkout::ask_amount_with_shared_coupon(lang, &holder.name, &coupon.title)
    } else {
        say::checkout::ask_amount_with_coupon(lang, &holder.name, &coupon.title)
    };
    let back = Button::tap(say::common::cancel_label(lang), Tap::File { member: holder.id }.data());
    visit.show(&screen(text, vec![vec![back]])).await?;
    visit
        .ask(&Dialog::AmountWithCoupon {
            member: holder.id,
            coupon: coupon.id,
            rest: String::new(),
        })
        .await
}

/// How much a purchase is that a coupon was shown for.
pub async fn on_amount_with_coupon(
    visit: &Visit<'_>,
    member: MemberId,
    coupon: CouponId,
    text: &str,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (amount, rest) = typed_money::leading(text, visit.lang(), shop.currency);
    match amount {
        Ok(total) => pay_with_coupon(visit, shop, (member, coupon), total, rest).await,
        Err(why) => {
            // One of the amounts may be tapped next, or another one typed.
            visit
                .ask(&Dialog::AmountWithCoupon {
                    member,
                    coupon,
                    rest: rest.to_owned(),
                })
                .await?;
            let question = sell::which(visit, shop, sell::before(text, rest), &why, |reading| {
                Tap::CouponAmount {
                    coupon,
                    minor: reading.minor(),
                }
            });
            answer(visit, &question).await
        }
    }
}

/// Which of several amounts was meant.
pub async fn on_coupon_amount(visit: &Visit<'_>, tapped: CouponId, minor: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let total = Money::new(minor).filter(|total| !total.is_zero());
    match (visit.open_dialog().await?, total) {
        (Some(Dialog::AmountWithCoupon { member, coupon, rest }), Some(total)) if coupon == tapped => {
            pay_with_coupon(visit, shop, (member, coupon), total, &rest).await
        }
        _ => outdated(visit).await,
    }
}

/// A coupon that works for whoever shows it is used for whom the words behind the amount name (C3).
async fn pay_with_coupon(
    visit: &Visit<'_>,
    shop: &Shop,
    (holder, coupon): (MemberId, CouponId),
    total: Money,
    rest: &str,
) -> anyhow::Result<()> {
    let (member, note) = match shown_by(visit, shop, holder, coupon, rest).await? {
        Whose::One { member, note } => (member, note),
        Whose::Several { members, typed } => {
            let names = members
                .iter()
                .map(|member| say::till::member_label(&member.name, member.number));
            let names: Vec<String> = names.collect();
            let text = say::till::find_too_many(visit.lang(), &find::quoted(&typed));
            let text = format!("{text}\n\n{}", say::text::escape(&names.join("\n")));
            return answer(visit, &screen(text, vec![sell::cancel_row(visit)])).await;
        }
        Whose::Nobody { typed } => return answer(visit, &find::nobody(visit, shop, &typed)).await,
        Whose::Unsaid => (holder, String::new()),
    };
    let note = name::clean(&note);
    let item = match named::look_up(visit, shop, &note).await? {
        Named::This(known) => known.for_amount(total),
        Named::Nearly(_) | Named::Nothing => Item::Amount(total),
    };
    let draft = Draft {
        member,
        items: vec![item],
        note,
        coupon: Some(coupon),
        with_points: false,
        shown: None,
        intention: visit.club.loyalty.ids.token(),
    };
    show(visit, shop, draft, None).await
}

/// Whose purchase it is that a coupon of `holder`'s comes off. Words that name nobody are what was bought.
async fn shown_by(
    visit: &Visit<'_>,
    shop: &Shop,
    holder: MemberId,
    coupon: CouponId,
    words: &str,
) -> anyhow::Result<Whose> {
    let of_holder = Whose::One {
        member: holder,
        note: words.to_owned(),
    };
    let found = visit.club.loyalty.coupon_and_holder(shop.id, coupon).await?;
    if !found.is_some_and(|(coupon, _)| coupon.terms.transferable) {
        return Ok(of_holder);
    }
    Ok(match sell::whose(visit, shop, words, None).await? {
        Whose::Nobody { typed } if !sell::is_handle(&typed) => of_holder,
        Whose::Unsaid => of_holder,
        named => named,
    })
}

/// Whether a coupon is used in a sale, and not handed over for itself.
pub(super) const fn is_for_a_sale(coupon: &Coupon) -> bool {
    !matches!(coupon.terms.worth, Worth::Gift)
}
