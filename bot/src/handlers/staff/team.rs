//! The staff: who is on it, invitations, and goodbyes (S1, S2).

use chrono::TimeDelta;
use domain::role::{Right, Role};
use domain::{Token, UserId, name};
use loyalty::{Accepted, Invited, Removed};
use say::staff::Colleague;

use super::{answer, menu_row, no_longer_staff, on_staff, to_menu, turn_away};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::visit::Visit;
use crate::menus;
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Message, Style};

/// Names on buttons; a longer staff is removed from page by page as it gets shorter.
const MOST_BUTTONS: usize = 40;

pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let staff = visit.club.loyalty.staff(shop.id).await?;
    let colleagues: Vec<Colleague<'_>> = staff
        .iter()
        .take(MOST_BUTTONS)
        .map(|colleague| Colleague {
            name: &colleague.name,
            role: colleague.role,
            since: shop.day(colleague.added_at),
        })
        .collect();
    let mut rows = vec![vec![
        Button::tap(say::staff::invite_label(lang), Tap::AskInvite.data()).style(Style::Primary),
    ]];
    rows.extend(
        staff
            .iter()
            .filter(|colleague| colleague.user != visit.user())
            .take(MOST_BUTTONS)
            .map(|colleague| {
                let label = say::staff::remove_somebody_label(lang, &colleague.name);
                vec![Button::tap(label, Tap::AskRemoveStaff { user: colleague.user }.data())]
            }),
    );
    rows.push(menu_row(visit));
    visit
        .show(&screen(say::staff::list(lang, &shop.name, &colleagues), rows))
        .await?;
    Ok(())
}

pub async fn ask_invite(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunShop).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows: Vec<Vec<Button>> = [Role::Clerk, Role::Manager, Role::Owner]
        .into_iter()
        .map(|role| {
            vec![Button::tap(
                say::staff::role_label(lang, role),
                Tap::Invite { role }.data(),
            )]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Staff));
    visit.show(&screen(say::staff::ask_role(lang), rows)).await?;
    Ok(())
}

/// A role was chosen: the link comes as a message of its own, so that it can be forwarded as it is, and
/// what to know about it below.
pub async fn invite(visit: &Visit<'_>, role: Role) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    match visit.club.loyalty.invite_staff(shop, visit.user(), role).await? {
        Invited::Done { token, days } => {
            let link = Start::Staff(token).link(&visit.club.me.username);
            let text = say::staff::invitation(visit.lang(), &shop.name, role, &link, TimeDelta::days(days));
            list(visit).await?;
            let invitation = visit.say(&Message::text(text)).await?;
            let hint = Message::text(say::staff::invitation_hint(visit.lang())).reply_to(invitation);
            visit.say(&hint).await?;
            Ok(())
        }
        Invited::NotAllowed => no_longer_staff(visit).await,
    }
}

/// A one-time link to the staff was opened.
pub async fn accept(visit: &Visit<'_>, token: &Token) -> anyhow::Result<()> {
    let lang = visit.lang();
    let visitor = &visit.visitor;
    let last_name = visitor.last_name.as_deref().unwrap_or_default();
    let name = name::clean(&format!("{} {last_name}", visitor.first_name));
    let name = if name.is_empty() { "–" } else { name.as_str() };
    let text = match visit.club.loyalty.accept_invitation(token, visit.user(), name).await? {
        Accepted::Done { shop, role } => {
            menus::refresh(visit.club, visit.user()).await?;
            say::staff::accepted(lang, &shop.name, role)
        }
        Accepted::AlreadyStaff { role, .. } => say::staff::on_the_staff_already(lang, role),
        Accepted::Invalid => say::staff::link_no_longer_good(lang),
    };
    visit.say(&to_menu(visit, text)).await?;
    Ok(())
}

pub async fn ask_remove(visit: &Visit<'_>, user: UserId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let staff = visit.club.loyalty.staff(shop.id).await?;
    let Some(colleague) = staff.iter().find(|colleague| colleague.user == user) else {
        return list(visit).await;
    };
    visit.tap_seen().await?;
    let yes = Button::tap(say::staff::remove_confirm_label(lang), Tap::RemoveStaff { user }.data());
    let rows = vec![vec![yes.style(Style::Danger)], back_to(visit, &Tap::Staff)];
    visit
        .show(&screen(say::staff::remove_question(lang, &colleague.name), rows))
        .await?;
    Ok(())
}

pub async fn remove(visit: &Visit<'_>, user: UserId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunShop).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let staff = visit.club.loyalty.staff(shop.id).await?;
    let name = staff
        .iter()
        .find(|colleague| colleague.user == user)
        .map(|colleague| colleague.name.as_str());
    match visit.club.loyalty.remove_staff(shop, visit.user(), user).await? {
        Removed::Done => {
            menus::refresh(visit.club, user).await?;
            let text = say::staff::removed(lang, name.unwrap_or_default());
            answer(visit, &screen(text, vec![back_to(visit, &Tap::Staff)])).await
        }
        Removed::LastOwner => turn_away(visit, &say::staff::last_owner(lang)).await,
        // Removed before, by the same tap or by somebody else: the list says who is here.
        Removed::NotStaff => list(visit).await,
        Removed::NotAllowed => no_longer_staff(visit).await,
    }
}
