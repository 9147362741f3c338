//! Tags on a member, by button.

use domain::role::Right;
use domain::tag::{LONGEST_TITLE, MOST_TAGS, Tag};
use domain::{MemberId, TagId, name};
use loyalty::{TagPut, TagSaved};
use say::file::{Act, act_label};

use super::{answer, find, no_longer_staff, on_staff, outdated, tag_editor};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// `/tag`: the tags of the member whose file is open, or the shop's own.
pub async fn on_command(visit: &Visit<'_>, open: Option<MemberId>) -> anyhow::Result<()> {
    match open {
        Some(member) => list(visit, member).await,
        None if visit.visitor.role.is_some_and(|role| role.may(Right::EditFields)) => tag_editor::list(visit, 0).await,
        None => find::how_to(visit).await,
    }
}

/// All tags, with a mark on those that a member has.
pub async fn list(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let worn = loyalty.tags_of(shop.id, member).await?;
    let all = loyalty.tags(shop.id).await?;
    let by_hand = all.iter().filter(|tag| tag.active && tag.rule.is_none());
    let buttons: Vec<Button> = by_hand
        .map(|tag| {
            let has = worn.iter().any(|worn| worn.id == tag.id);
            let tap = Tap::PutTag {
                member,
                tag: tag.id,
                on: i64::from(!has),
            };
            Button::tap(say::file::tag_label(&tag.title, has), tap.data())
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![Button::tap(
        act_label(lang, Act::NewTag),
        Tap::NewTag { member }.data(),
    )]);
    rows.push(back_to(visit, &Tap::File { member }));
    let ruled: Vec<&str> = worn
        .iter()
        .filter(|tag| tag.rule.is_some())
        .map(|tag| tag.title.as_str())
        .collect();
    visit
        .show(&screen(say::file::tags(lang, &found.name, &ruled), rows))
        .await?;
    Ok(())
}

pub async fn put(visit: &Visit<'_>, member: MemberId, tag: TagId, on: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match visit
        .club
        .loyalty
        .put_tag(shop.id, visit.user(), member, tag, on)
        .await?
    {
        TagPut::Done => list(visit, member).await,
        TagPut::ByRule => {
            visit.hint(&say::file::tag_by_rule_alert(visit.lang())).await?;
            Ok(())
        }
        TagPut::Gone => outdated(visit).await,
        TagPut::NotAllowed => no_longer_staff(visit).await,
    }
}

/// "New tag": what it is called comes next.
pub async fn ask(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunTill).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::MemberTags { member })];
    visit.show(&screen(say::file::ask_tag(visit.lang()), rows)).await?;
    visit.ask(&Dialog::TagTitle { member }).await
}

/// The title of a new tag, which the member gets at once.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let back = || vec![back_to(visit, &Tap::MemberTags { member })];
    let title = name::one_line(text);
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return answer(visit, &screen(say::file::bad_tag(lang, LONGEST_TITLE), back())).await;
    }
    let tag = Tag {
        id: loyalty.new_tag_id(),
        title,
        rule: None,
        active: true,
    };
    match loyalty.save_tag(shop.id, visit.user(), &tag).await? {
        TagSaved::Done(tag) => {
            visit.end_dialog().await?;
            put(visit, member, tag.id, true).await
        }
        TagSaved::SameTitle => answer(visit, &screen(say::file::bad_tag(lang, LONGEST_TITLE), back())).await,
        TagSaved::TooMany => answer(visit, &screen(say::file::too_many_tags(lang, MOST_TAGS), back())).await,
        TagSaved::NotAllowed => no_longer_staff(visit).await,
    }
}
