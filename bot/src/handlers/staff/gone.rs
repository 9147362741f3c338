//! Files that go: deleted because their member asked for it, made one with another, or to another account (D3, D4).

use domain::MemberId;
use domain::role::{Right, Role};
use domain::shop::Shop;
use loyalty::{FilesJoined, ForgetBy, Forgotten, MoveLet};
use say::privacy as words;

use super::{file, no_longer_staff, on_staff, outdated, to_menu};
use crate::handlers::customer::{back_to, privacy, screen};
use crate::handlers::visit::Visit;
use crate::tap::{Start, Tap};
use crate::telegram::{Address, Button, Style};

/// The buttons on a file for those who may do so: files of what may be the same person, and the end of this one.
pub(super) async fn rows(
    visit: &Visit<'_>,
    shop: &Shop,
    role: Role,
    member: MemberId,
) -> anyhow::Result<Vec<Vec<Button>>> {
    if !role.may(Right::ForgetMembers) {
        return Ok(Vec::new());
    }
    let lang = visit.lang();
    let alike = visit.club.loyalty.alike(shop, member).await?;
    let mut rows: Vec<Vec<Button>> = alike
        .iter()
        .map(|other| {
            let tap = Tap::AskJoinFiles {
                from: other.id,
                into: member,
            };
            vec![Button::tap(
                words::alike_label(lang, &other.name, other.number),
                tap.data(),
            )]
        })
        .collect();
    rows.push(vec![Button::tap(
        words::let_move_label(lang),
        Tap::LetMove { member }.data(),
    )]);
    rows.push(vec![Button::tap(
        words::file_forget_label(lang),
        Tap::AskForgetFile { member }.data(),
    )]);
    Ok(rows)
}

pub async fn ask_forget(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::ForgetMembers).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    let Some(lost) = visit.club.loyalty.would_lose(shop, found.id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let text = words::ask_forget_file(lang, &found.name, found.number, privacy::in_words(lost));
    let rows = vec![
        vec![
            Button::tap(
                words::forget_confirm_label(lang),
                Tap::ForgetFile { member: found.id }.data(),
            )
            .style(Style::Danger),
        ],
        back_to(visit, &Tap::File { member: found.id }),
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

pub async fn forget(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::ForgetMembers).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let tags = loyalty.tag_of(shop.id, member).await?;
    let reader = match loyalty.member(shop.id, member).await?.and_then(|found| found.user) {
        Some(user) => loyalty.lang_of(user).await?,
        None => lang,
    };
    match loyalty
        .forget_member(shop, member, ForgetBy::Staff(visit.user()))
        .await?
    {
        Forgotten::Done { user, .. } => {
            visit.tap_seen().await?;
            visit.replace(&to_menu(visit, words::file_forgotten(lang))).await?;
            if let Some(tags) = tags {
                privacy::take_tags_off(visit, &tags).await;
            }
            // By no letter: it would keep whom it went to.
            if let Some(user) = user {
                let to = Address {
                    chat: user.0,
                    topic: None,
                };
                let told = screen(words::forgotten_by_staff(reader, &shop.name), vec![]);
                if let Err(error) = visit.club.telegram.send(to, &told).await {
                    tracing::debug!(%error, "somebody who was forgotten could not be told");
                }
            }
            Ok(())
        }
        Forgotten::MoneyUnderWay => {
            visit.tap_seen().await?;
            let rows = vec![back_to(visit, &Tap::File { member })];
            visit.replace(&screen(words::forget_later(lang), rows)).await?;
            Ok(())
        }
        Forgotten::Nobody => {
            visit.tap_seen().await?;
            visit.replace(&to_menu(visit, words::file_forgotten(lang))).await?;
            Ok(())
        }
        Forgotten::NotAllowed => no_longer_staff(visit).await,
    }
}

/// A code for a member who is known and whose old account is lost.
pub async fn let_move(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::ForgetMembers).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let text = match visit.club.loyalty.let_move(shop, visit.user(), member).await? {
        MoveLet::Done { member, code, until } => {
            let link = Start::Move(shop.id, code.clone()).link(&visit.club.me.username);
            let until = until.with_timezone(&shop.time_zone).naive_local();
            words::let_move(lang, &member.name, member.number, &code.to_string(), &link, until)
        }
        MoveLet::Own => words::let_move_own(lang),
        MoveLet::Nobody => return outdated(visit).await,
        MoveLet::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    visit
        .show(&screen(text, vec![back_to(visit, &Tap::File { member })]))
        .await?;
    Ok(())
}

/// What two files would be together, and the question.
pub async fn ask_join(visit: &Visit<'_>, from: MemberId, into: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::ForgetMembers).await? else {
        return Ok(());
    };
    let Some(both) = visit.club.loyalty.join_preview(shop, from, into).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let together = words::Together {
        from: (&both.from.name, both.from.number),
        into: (&both.into.name, both.into.number),
        points: both.points,
        pending: both.pending,
        owed: both.owed,
        account_lost: both.account_lost,
    };
    let rows = vec![
        vec![Button::tap(words::join_label(lang), Tap::JoinFiles { from, into }.data()).style(Style::Danger)],
        vec![Button::tap(
            words::join_swap_label(lang),
            Tap::AskJoinFiles { from: into, into: from }.data(),
        )],
        back_to(visit, &Tap::File { member: into }),
    ];
    visit.show(&screen(words::ask_join(lang, &together), rows)).await?;
    Ok(())
}

pub async fn join(visit: &Visit<'_>, from: MemberId, into: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::ForgetMembers).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let joined = visit.club.loyalty.join_files(shop, visit.user(), from, into).await?;
    let text = match joined {
        FilesJoined::Done { member } | FilesJoined::Before { member } => {
            file::keep_open(visit, member.id).await?;
            words::joined(lang, &member.name, member.number, member.points)
        }
        FilesJoined::Nobody => words::join_gone(lang),
        FilesJoined::Own => words::join_own(lang),
        FilesJoined::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::File { member: into })];
    visit.replace(&screen(text, rows)).await?;
    Ok(())
}
