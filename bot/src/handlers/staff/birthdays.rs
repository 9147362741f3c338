//! `/birthdays`: whose birthday is today or within the week, and the line that staff add to a greeting.

use domain::role::Right;
use domain::{MemberId, name};
use loyalty::{LONGEST_LINE, LineWritten, WeekPlace};
use say::birthdays as words;

use super::{answer, menu_row, no_longer_staff, on_staff, outdated, turn_away};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Members of one page.
const PAGE: usize = 8;

/// The first page.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    page(visit, WeekPlace::BEGINNING).await
}

/// The page that a button names.
pub async fn more(visit: &Visit<'_>, ahead: i64, nth: i64, after: MemberId) -> anyhow::Result<()> {
    let (Ok(ahead), Ok(nth)) = (u64::try_from(ahead), usize::try_from(nth)) else {
        return outdated(visit).await;
    };
    page(visit, WeekPlace { ahead, nth, after }).await
}

async fn page(visit: &Visit<'_>, from: WeekPlace) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Ok(week) = loyalty.birthdays_of_the_week(shop, visit.user(), from, PAGE).await? else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    visit
        .close_question(|open| matches!(open, Dialog::BirthdayLine { .. }))
        .await?;
    let today = shop.day(loyalty.clock.now());
    let told: Vec<words::Soon<'_>> = week
        .soon
        .iter()
        .map(|one| words::Soon {
            name: &one.name,
            day: one.day,
            tier: one.tier.as_deref(),
            told: one.told,
            greeted: one.greeted,
            line: one.line.as_deref(),
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = week
        .soon
        .iter()
        .map(|one| {
            let member = one.member;
            let file = Button::tap(say::common::name_label(&one.name), Tap::File { member }.data());
            let line = Button::tap(words::line_label(lang), Tap::BirthdayLine { member }.data());
            if one.greeted { vec![file] } else { vec![file, line] }
        })
        .collect();
    let mut turns = Vec::new();
    if from != WeekPlace::BEGINNING {
        turns.push(Button::tap(words::first_page_label(lang), Tap::Birthdays.data()));
    }
    if let Some(next) = week.next {
        let tap = Tap::BirthdaysFrom {
            ahead: i64::try_from(next.ahead)?,
            nth: i64::try_from(next.nth)?,
            after: next.after,
        };
        turns.push(Button::tap(words::next_page_label(lang), tap.data()));
    }
    if !turns.is_empty() {
        rows.push(turns);
    }
    rows.push(menu_row(visit));
    visit.show(&screen(words::week(lang, today, &told), rows)).await?;
    Ok(())
}

/// What is to go out with somebody's greeting.
pub async fn ask_line(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    ask(visit, member, None).await
}

async fn ask(visit: &Visit<'_>, member: MemberId, wrong: Option<String>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let Some(soon) = visit.club.loyalty.birthday_soon(shop, member).await? else {
        return turn_away(visit, &words::line_not_soon(lang)).await;
    };
    visit.tap_seen().await?;
    let mut rows = Vec::new();
    if soon.line.is_some() {
        let tap = Tap::RemoveBirthdayLine { member };
        rows.push(vec![Button::tap(words::remove_line_label(lang), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::Birthdays));
    let text = words::ask_line(lang, &soon.name, soon.day, soon.line.as_deref(), LONGEST_LINE);
    let text: Vec<String> = wrong.into_iter().chain([text]).collect();
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    visit.ask(&Dialog::BirthdayLine { member }).await
}

/// The line was sent.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, text: &str) -> anyhow::Result<()> {
    let line = name::one_line(text);
    if line.is_empty() || line.chars().count() > LONGEST_LINE {
        let wrong = say::me::line_too_long(visit.lang(), LONGEST_LINE);
        return ask(visit, member, Some(wrong)).await;
    }
    write(visit, member, Some(&line)).await
}

pub async fn remove_line(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    write(visit, member, None).await
}

async fn write(visit: &Visit<'_>, member: MemberId, line: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let said = match loyalty.write_birthday_line(shop, visit.user(), member, line).await? {
        LineWritten::Done if line.is_some() => words::line_written(lang),
        LineWritten::Done => words::line_removed(lang),
        LineWritten::TooLate => words::line_too_late(lang),
        LineWritten::NotGreeted => words::line_not_greeted(lang),
        LineWritten::NotSoon => words::line_not_soon(lang),
        LineWritten::Gone => return outdated(visit).await,
        LineWritten::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    visit.end_dialog().await?;
    answer(visit, &screen(said, vec![back_to(visit, &Tap::Birthdays)])).await
}
