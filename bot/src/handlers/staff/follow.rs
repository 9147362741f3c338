//! `/follow`: what a customer said or needs becomes a task, with their words and the time to think of it.

use chrono::Days;
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{LONGEST_QUOTE, LONGEST_TASK, Said, Subject, Told, Whom};
use domain::when::When;
use domain::{MemberId, UserId, name};
use loyalty::{MakeTask, TaskMade};
use say::tasks as words;
use teloxide::types as heard;

use super::tasks::{cause_of, in_words, line, local_now, read_time, refusal};
use super::{RepliesTo, answer, find, no_longer_staff, on_staff, outdated, replies_to};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Message;

/// What a task goes back to.
struct About {
    whom: Whom,
    /// What somebody is called who has no file.
    who: Option<String>,
    quote: Option<String>,
    said: Option<Said>,
}

/// `/follow tomorrow 10 call about the boots` in a group, as a reply to what a customer said.
pub async fn in_group(visit: &Visit<'_>, message: &heard::Message, typed: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let customer = match replies_to(message) {
        RepliesTo::None => return answer(visit, &Message::text(words::how_to_follow(lang))).await,
        RepliesTo::Nobody => return answer(visit, &Message::text(say::till::reply_to_nobody(lang))).await,
        RepliesTo::Somebody(customer) => customer,
    };
    let user = UserId(i64::try_from(customer.id.0)?);
    let member = visit.club.loyalty.member_by_user(shop.id, user).await?;
    let said = message.reply_to_message();
    let quote = said.and_then(|said| said.text().or(said.caption()));
    let about = About {
        whom: member
            .as_ref()
            .map_or(Whom::Visitor(user), |member| Whom::Member(member.id)),
        who: member.is_none().then(|| name::clean(&customer.full_name())),
        quote: quote.map(|quote| shortened(&name::one_line(quote))),
        said: said.map(|said| Said {
            chat: visit.chat,
            message: said.id.0,
        }),
    };
    make(visit, shop, about, typed).await
}

/// `/follow` on the file that is open; without words, it is asked for them.
pub async fn on_command(visit: &Visit<'_>, open: Option<MemberId>, typed: &str) -> anyhow::Result<()> {
    match open {
        Some(member) if typed.is_empty() => ask(visit, member).await,
        Some(member) => on_words(visit, member, typed).await,
        None => find::how_to(visit).await,
    }
}

/// "Follow up" on a file.
pub async fn ask(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let text = words::ask_follow_up(visit.lang(), &found.name, shop.mail.hour);
    visit
        .show(&screen(text, vec![back_to(visit, &Tap::File { member })]))
        .await?;
    visit.ask(&Dialog::FollowUp { member }).await
}

/// What is to be done for a member, and when.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, typed: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let about = About {
        whom: Whom::Member(member),
        who: None,
        quote: None,
        said: None,
    };
    make(visit, shop, about, typed).await
}

async fn make(visit: &Visit<'_>, shop: &Shop, about: About, typed: &str) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let (said, rest) = read_time(visit, shop, typed);
    if let Some(refused) = refusal(lang, &said, local_now(visit, shop).date()) {
        return answer(visit, &Message::text(refused)).await;
    }
    let what = name::one_line(rest);
    if what.chars().count() > LONGEST_TASK {
        return answer(visit, &Message::text(words::too_long(lang, LONGEST_TASK))).await;
    }
    let due_at = if let When::At(moment) = said {
        shop.at(moment.at)
    } else {
        // Nothing was said about it: tomorrow, when days begin.
        let today = shop.day(loyalty.clock.now());
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        shop.at_hour(tomorrow, shop.mail.hour)
    };
    let ask = MakeTask {
        whom: about.whom,
        told: Told {
            subject: if what.is_empty() {
                Subject::GetBack
            } else {
                Subject::Words { what }
            },
            who: about.who,
            quote: about.quote,
        },
        said: about.said,
        due_at,
        by: visit.user(),
        cause: &cause_of(visit),
    };
    match loyalty.make_task(shop, ask).await? {
        TaskMade::Done(task) if visit.is_private() => {
            answer(visit, &in_words(visit, shop, &task)).await?;
            visit.end_dialog().await?;
            Ok(())
        }
        TaskMade::Done(task) => {
            let now = loyalty.clock.now();
            let text = words::made(lang, &line(shop, &task, now), shop.day(now));
            answer(visit, &Message::text(text)).await
        }
        TaskMade::Gone => outdated(visit).await,
        TaskMade::NotAllowed => no_longer_staff(visit).await,
    }
}

fn shortened(quote: &str) -> String {
    say::text::short(quote, LONGEST_QUOTE)
}
