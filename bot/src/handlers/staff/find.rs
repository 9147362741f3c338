//! Finding members: by name, number, phone, e-mail, username, tag or what stands in a field, on a part of a word.

use domain::role::Right;
use domain::shop::Shop;
use loyalty::{Find, FindBy, Found, Onward};
use storage::members::Member;

use super::{answer, file, invitation, menu_row, on_staff, to_menu};
use crate::handlers::customer::screen;
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// As many as fit on a phone without scrolling.
const MOST: usize = 8;

/// What Telegram takes as the data of a button, in bytes.
const LONGEST_DATA: usize = 64;

/// The first members who may be meant by what was typed. Whoever was taken off the staff meanwhile finds nobody.
pub(super) async fn fitting(visit: &Visit<'_>, shop: &Shop, typed: &str) -> anyhow::Result<Vec<Member>> {
    Ok(found(visit, shop, typed, FindBy::Person, None).await?.members)
}

async fn page(visit: &Visit<'_>, shop: &Shop, typed: &str, after: Option<Onward>) -> anyhow::Result<Found> {
    found(visit, shop, typed, FindBy::Anything, after).await
}

async fn found(
    visit: &Visit<'_>,
    shop: &Shop,
    typed: &str,
    find_by: FindBy,
    after: Option<Onward>,
) -> anyhow::Result<Found> {
    let ask = Find {
        shop: shop.id,
        by: visit.user(),
        typed,
        find_by,
        after,
        limit: MOST,
    };
    Ok(visit.club.loyalty.find(&ask).await?.unwrap_or_default())
}

/// What was typed, short enough to be said again.
pub(super) fn quoted(typed: &str) -> String {
    say::text::short(typed, say::text::ALERT_NAME)
}

/// Nobody fits: what to try, and what to send to somebody who is no member yet.
pub(super) fn nobody(visit: &Visit<'_>, shop: &Shop, typed: &str) -> Message {
    let hint = say::till::nobody_by_that_name(visit.lang(), &quoted(typed));
    to_menu(visit, format!("{hint}\n\n{}", invitation(visit, shop)))
}

pub async fn on_command(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    if words.trim().is_empty() {
        return how_to(visit).await;
    }
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let found = page(visit, shop, words, None).await?;
    match (found.members.as_slice(), found.more) {
        ([], None) => answer(visit, &nobody(visit, shop, words)).await,
        ([only], None) => file::show(visit, only.id).await,
        _ => answer(visit, &pick_list(visit, words, &found, true)).await,
    }
}

/// "More" was tapped, or the way back to the beginning.
pub async fn on_more(visit: &Visit<'_>, after: Onward, words: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let found = page(visit, shop, words, Some(after)).await?;
    answer(visit, &pick_list(visit, words, &found, after.is_beginning())).await
}

fn pick_list(visit: &Visit<'_>, words: &str, found: &Found, is_first: bool) -> Message {
    let lang = visit.lang();
    let mut rows: Vec<Vec<Button>> = found
        .members
        .iter()
        .map(|member| {
            let label = say::till::found_label(lang, &member.name, member.number, member.points);
            vec![Button::tap(label, Tap::File { member: member.id }.data())]
        })
        .collect();
    let page_button = |label: String, after: Onward| {
        let words = words.replace(':', " ");
        let data = Tap::FindMore { after, words }.data();
        (data.len() <= LONGEST_DATA).then(|| Button::tap(label, data))
    };
    let back = found.more.or(Some(Onward::BEGINNING)).filter(|_| !is_first);
    let back = back.and_then(|place| page_button(say::till::find_first_label(lang), place.to_beginning()));
    let on = found
        .more
        .and_then(|on| page_button(say::till::find_more_label(lang), on));
    // Somebody who typed that much can name whom they mean.
    let is_cut = found.more.is_some() && on.is_none();
    let pages: Vec<Button> = back.into_iter().chain(on).collect();
    if !pages.is_empty() {
        rows.push(pages);
    }
    rows.push(menu_row(visit));
    let heading = match found.members.as_slice() {
        _ if is_cut => say::till::find_too_many(lang, &quoted(words)),
        [] if found.more.is_some() => say::till::find_none_yet(lang, &quoted(words)),
        [] => say::till::find_no_others(lang, &quoted(words)),
        _ => say::till::find_results(lang, &quoted(words)),
    };
    screen(heading, rows)
}

/// How members are found; the next words are whom to look for.
pub async fn how_to(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunTill).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    visit
        .show(&to_menu(visit, say::till::find_how_to(visit.lang())))
        .await?;
    // What is being made waits for its answer; the name then stands behind the command.
    if visit.open_dialog().await?.is_some_and(|open| open.is_draft()) {
        return Ok(());
    }
    visit.ask(&Dialog::Search).await
}
