//! Finding members: by name, number, phone or username, on a part of a word.

use domain::role::Right;
use domain::shop::Shop;
use storage::members::Member;

use super::{answer, file, invitation, menu_row, on_staff, to_menu};
use crate::handlers::customer::screen;
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// As many as fit on a phone without scrolling.
const MOST: usize = 8;

/// Members that fit what was typed, and whether there are more of them.
pub(super) async fn fitting(visit: &Visit<'_>, shop: &Shop, typed: &str) -> anyhow::Result<(Vec<Member>, bool)> {
    let limit = i64::try_from(MOST + 1)?;
    let mut found = visit.club.loyalty.find_members(shop.id, typed, limit).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    Ok((found, more))
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
    let lang = visit.lang();
    let (found, more) = fitting(visit, shop, words).await?;
    let heading = match found.as_slice() {
        [] => return answer(visit, &nobody(visit, shop, words)).await,
        [only] => return file::show(visit, only.id).await,
        _ if more => say::till::find_too_many(lang, &quoted(words)),
        _ => say::till::find_results(lang, &quoted(words)),
    };
    let mut rows: Vec<Vec<Button>> = found
        .iter()
        .map(|member| {
            let label = say::till::found_label(lang, &member.name, member.number, member.points);
            vec![Button::tap(label, Tap::File { member: member.id }.data())]
        })
        .collect();
    rows.push(menu_row(visit));
    answer(visit, &screen(heading, rows)).await
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
    visit.ask(&Dialog::Search).await
}
