//! A birthday that was said within two weeks of the day: staff with the right to it let it count all the same (B2).

use domain::MemberId;
use domain::role::Right;
use loyalty::BirthdayCounts;

use super::{file, no_longer_staff, on_staff, outdated, turn_away};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 300;

/// It is to count: why, comes next.
pub async fn ask(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::LetBirthdayCount).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let rows = vec![back_to(visit, &Tap::MemberBirthday { member })];
    let text = say::file::ask_why_birthday_counts(lang, &found.name);
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::WhyBirthdayCounts { member }).await
}

/// Why was sent.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::LetBirthdayCount).await? else {
        return Ok(());
    };
    let reason: String = text.trim().chars().take(LONGEST_REASON).collect();
    if reason.is_empty() {
        return ask(visit, member).await;
    }
    let lang = visit.lang();
    let loyalty = &visit.club.loyalty;
    match loyalty.let_birthday_count(shop, visit.user(), member, &reason).await? {
        BirthdayCounts::Done => {
            visit.end_dialog().await?;
            let rows = vec![back_to(visit, &Tap::File { member })];
            visit.show(&screen(say::file::birthday_counts(lang), rows)).await?;
            Ok(())
        }
        BirthdayCounts::Already => file::show(visit, member).await,
        BirthdayCounts::ToYourself => turn_away(visit, &say::file::own_birthday(lang)).await,
        BirthdayCounts::Gone => outdated(visit).await,
        BirthdayCounts::NotAllowed => no_longer_staff(visit).await,
    }
}
