//! The balance, the statement, and the daily check-in.

use domain::shop::Shop;
use domain::{MemberId, Points, ShopId};
use loyalty::{CheckedIn, Statement};
use say::points::{Balance, LotLine, Pending, Row};

use super::{join, member_or_invite, page_in_range, pager, screen, tier};
use crate::handlers::staff::rules;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Rows of one page of the statement.
const PAGE: i64 = 8;
/// Lots of one page of it.
const LOTS: usize = 8;

pub async fn arrive(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => show(&there).await,
        None => join::start(visit).await,
    }
}

pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let statement = visit.club.loyalty.statement(shop, member.id, 0, 0).await?;
    let rows = vec![
        vec![
            Button::tap(say::menu::statement_label(lang), Tap::Statement { page: 0 }.data()),
            Button::tap(say::menu::gifts_label(lang), Tap::Gifts { page: 0 }.data()),
        ],
        vec![Button::tap(say::common::back_label(lang), Tap::Menu.data())],
    ];
    let mut text = say::points::balance(lang, &shop.name, &standing(shop, &statement));
    let stand = visit.club.loyalty.stand_of(shop.id, member.id).await?;
    for line in tier::about(visit, shop, &stand) {
        text = format!("{text}\n{line}");
    }
    let running = Box::pin(rules::running(visit, shop, member.id)).await?;
    if !running.is_empty() {
        text = format!("{text}\n\n{}", running.join("\n"));
    }
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// The balance and what becomes of it.
#[must_use]
pub fn standing(shop: &Shop, statement: &Statement) -> Balance {
    Balance {
        points: statement.points,
        pending: pending(shop, statement),
        owed: statement.owed,
        expiring: statement
            .next_expiry()
            .map(|(at, points)| (points, domain::lot::last_day(shop, at))),
    }
}

/// What can be spent later, from which day.
fn pending(shop: &Shop, statement: &Statement) -> Option<Pending> {
    let coming = || statement.coming.iter().map(|(at, points)| (shop.day(*at), *points));
    let (from, _) = coming().next()?;
    let first = coming().filter(|(day, _)| *day == from).map(|(_, points)| points).sum();
    let later: Points = coming().filter(|(day, _)| *day > from).map(|(_, points)| points).sum();
    let last = coming().map(|(day, _)| day).filter(|day| *day > from).max();
    Some(Pending {
        first,
        from,
        later: last.map(|day| (later, day)),
    })
}

/// Every row with its reason, and the lots with their dates (P12).
pub async fn statement(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (told, more) = statement_page(visit, shop, member.id, page).await?;
    let text = told.unwrap_or_else(|| say::points::statement_empty(lang));
    let rows = vec![
        pager(visit, page, more, |page| Tap::Statement { page }),
        vec![Button::tap(say::common::back_label(lang), Tap::Points.data())],
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One page of a member's statement, if there is anything to tell, and whether there is another (P12).
pub async fn statement_page(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    page: i64,
) -> anyhow::Result<(Option<String>, bool)> {
    let statement = visit.club.loyalty.statement(shop, member, page * PAGE, PAGE).await?;
    let rows: Vec<Row<'_>> = statement
        .entries
        .iter()
        .map(|entry| Row {
            change: entry.amount,
            reason: &entry.reason,
            actor: entry.actor,
            day: shop.day(entry.at),
        })
        .collect();
    let before = usize::try_from(page).unwrap_or(0) * LOTS;
    let after = statement.lots.len().saturating_sub(before + LOTS);
    let on_this_page = statement.lots.iter().skip(before).take(LOTS);
    let mut lots: Vec<LotLine> = on_this_page
        .map(|lot| LotLine::Lot {
            points: lot.remaining,
            until: lot.expires_at.map(|at| domain::lot::last_day(shop, at)),
        })
        .collect();
    if after > 0 {
        lots.push(LotLine::More(after));
    }
    let more = statement.more || after > 0;
    if rows.is_empty() && lots.is_empty() {
        return Ok((None, more));
    }
    let told = say::points::Statement {
        balance: standing(shop, &statement),
        rows: &rows,
        lots: &lots,
        currency: shop.currency,
    };
    Ok((Some(say::points::statement(visit.lang(), &told)), more))
}

pub async fn check_in(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let outcome = visit
        .club
        .loyalty
        .check_in(shop, member.id, visit.user(), visit.arrived_at)
        .await?;
    let text = checked_in_in_words(visit, outcome);
    visit
        .show(&screen(
            text,
            vec![vec![Button::tap(
                say::common::menu_label(visit.lang()),
                Tap::Menu.data(),
            )]],
        ))
        .await?;
    Ok(())
}

/// How a check-in went, as one message; it is short enough for a group.
#[must_use]
pub fn checked_in_in_words(visit: &Visit<'_>, outcome: CheckedIn) -> String {
    let lang = visit.lang();
    match outcome {
        CheckedIn::Done { given, wanted, balance } if given < wanted => {
            say::points::checked_in_capped(lang, given, wanted, balance)
        }
        CheckedIn::Done { given, balance, .. } => say::points::checked_in(lang, given, balance),
        CheckedIn::AlreadyToday { balance } => say::points::checked_in_already(lang, balance),
        CheckedIn::CapReached => say::points::check_in_cap_reached(lang),
        CheckedIn::Off => say::points::check_in_off(lang),
    }
}
