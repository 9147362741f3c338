//! The people a member buys for (B8).

use domain::relative::{self, LONGEST_NAME, LONGEST_SIZE, LONGEST_TASTE, MOST_RELATIVES, Relation, Relative};
use domain::shop::Shop;
use domain::{Lang, RelativeId, ShopId};
use loyalty::RelativeSaved;
use say::me::{self as words, Act, RelativeLine, act_label};

use super::{back_to, birthday, join, me, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// `/family`: all of them.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let relatives = visit.club.loyalty.relatives(shop, visit.user()).await?;
    let mut rows: Vec<Vec<Button>> = relatives
        .iter()
        .map(|known| {
            let label = say::common::name_label(&called(lang, known));
            vec![Button::tap(label, Tap::Relative { relative: known.id }.data())]
        })
        .collect();
    rows.push(vec![Button::tap(
        act_label(lang, Act::AddRelative),
        Tap::NewRelative.data(),
    )]);
    rows.push(back_to(visit, &Tap::Me));
    visit.show(&screen(words::family(lang, &relatives), rows)).await?;
    Ok(())
}

/// "Father Jan": what they are to the member, and their name.
pub(super) fn called(lang: Lang, relative: &Relative) -> String {
    named(lang, relative.relation, &relative.name)
}

/// The same of whom an order is for.
pub(super) fn named(lang: Lang, relation: Relation, name: &str) -> String {
    let relation = say::file::relation_label(lang, relation);
    if name.is_empty() {
        relation
    } else {
        format!("{relation} {name}")
    }
}

/// "Add somebody": who it is.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if member_or_invite(visit).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let buttons: Vec<Button> = Relation::ALL
        .into_iter()
        .map(|relation| {
            let tap = Tap::RelativeIs {
                relation: relation.as_str().into(),
            };
            Button::tap(say::file::relation_label(lang, relation), tap.data())
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::Family));
    visit.show(&screen(words::choose_relation(lang), rows)).await?;
    Ok(())
}

/// Enters somebody by what they are to the member; the rest follows as the member likes.
pub async fn add(visit: &Visit<'_>, relation: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(relation) = Relation::parse(relation) else {
        return menu::old_button(visit).await;
    };
    let entered = Relative {
        id: visit.club.loyalty.new_relative_id(),
        relation,
        name: String::new(),
        birthday: None,
        size: String::new(),
        taste: String::new(),
    };
    match visit.club.loyalty.save_relative(shop, visit.user(), &entered).await? {
        RelativeSaved::Done { reward } => {
            show(visit, entered.id).await?;
            me::thanks_for_relative(visit, reward).await
        }
        RelativeSaved::TooMany => me::said(visit, words::too_many_relatives(visit.lang(), MOST_RELATIVES)).await,
        RelativeSaved::NotAMember => menu::old_button(visit).await,
    }
}

async fn find(visit: &Visit<'_>, shop: &Shop, relative: RelativeId) -> anyhow::Result<Option<Relative>> {
    let relatives = visit.club.loyalty.relatives(shop, visit.user()).await?;
    Ok(relatives.into_iter().find(|known| known.id == relative))
}

/// One of them, and what can be said.
pub async fn show(visit: &Visit<'_>, relative: RelativeId) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(known) = find(visit, shop, relative).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    let of_relatives = |open: &Dialog| matches!(open, Dialog::Relative { .. });
    visit.close_question(of_relatives).await?;
    let lang = visit.lang();
    let part = |act, part: &str| {
        let part = part.to_owned();
        Button::tap(act_label(lang, act), Tap::RelativePart { relative, part }.data())
    };
    let mut rows = vec![
        vec![part(Act::Name, "name"), part(Act::Day, "day")],
        vec![part(Act::Size, "size"), part(Act::Taste, "taste")],
    ];
    let mut text = words::relative(lang, &known);
    let days = i64::from(shop.birthdays.family_days);
    if days > 0 && known.birthday.is_some() {
        let reminds = visit.club.loyalty.reminds_of(shop, visit.user(), relative).await?;
        let remind = i64::from(reminds != Some(true));
        text = format!(
            "{text}\n\n{}",
            say::birthdays::reminds(lang, (remind == 0).then_some(days))
        );
        let label = if remind == 0 {
            say::birthdays::no_reminder_label(lang)
        } else {
            say::birthdays::reminder_label(lang)
        };
        let tap = Tap::SetReminder { relative, remind };
        rows.push(vec![Button::tap(label, tap.data())]);
    }
    rows.push(vec![Button::tap(
        act_label(lang, Act::Remove),
        Tap::RemoveRelative { relative }.data(),
    )]);
    rows.push(back_to(visit, &Tap::Family));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// What can be typed about a relative, by the word in its button, and how long it may be.
fn line(part: &str) -> Option<(RelativeLine, usize)> {
    match part {
        "name" => Some((RelativeLine::Name, LONGEST_NAME)),
        "size" => Some((RelativeLine::Size, LONGEST_SIZE)),
        "taste" => Some((RelativeLine::Taste, LONGEST_TASTE)),
        _ => None,
    }
}

pub async fn on_part(visit: &Visit<'_>, relative: RelativeId, part: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(known) = find(visit, shop, relative).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    if part == "day" {
        return birthday::of_relative(visit, &known).await;
    }
    let Some((asked, _)) = line(part) else {
        return menu::old_button(visit).await;
    };
    let rows = vec![back_to(visit, &Tap::Relative { relative })];
    visit
        .show(&screen(words::ask_relative(visit.lang(), asked), rows))
        .await?;
    let part = part.to_owned();
    visit.ask(&Dialog::Relative { relative, part }).await
}

/// What was typed about a relative.
pub async fn on_words(visit: &Visit<'_>, relative: RelativeId, part: &str, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let (Some(mut known), Some((asked, most))) = (find(visit, shop, relative).await?, line(part)) else {
        return menu::on_words(visit, text).await;
    };
    let Some(said) = relative::line(text, most) else {
        let rows = vec![back_to(visit, &Tap::Relative { relative })];
        visit
            .show(&screen(words::line_too_long(visit.lang(), most), rows))
            .await?;
        return Ok(());
    };
    match asked {
        RelativeLine::Name => known.name = said,
        RelativeLine::Size => known.size = said,
        RelativeLine::Taste => known.taste = said,
    }
    visit.club.loyalty.save_relative(shop, visit.user(), &known).await?;
    visit.end_dialog().await?;
    show(visit, relative).await
}

/// "Don't remind me of this one", under a reminder.
pub async fn drop_reminder(visit: &Visit<'_>, shop: ShopId, relative: RelativeId) -> anyhow::Result<()> {
    let Some(there) = join::at(visit, shop).await? else {
        return menu::old_button(visit).await;
    };
    let visit = &there;
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    if !loyalty.remind_of(shop, visit.user(), relative, false).await? {
        return menu::old_button(visit).await;
    }
    visit.tap_seen().await?;
    let rows = vec![vec![Button::tap(
        act_label(visit.lang(), Act::Family),
        Tap::Family.data(),
    )]];
    visit
        .replace(&screen(say::birthdays::reminder_dropped(visit.lang()), rows))
        .await?;
    Ok(())
}

/// Whether there is a reminder, on their own page.
pub async fn set_reminder(visit: &Visit<'_>, relative: RelativeId, remind: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit
        .club
        .loyalty
        .remind_of(shop, visit.user(), relative, remind)
        .await?;
    show(visit, relative).await
}

pub async fn remove(visit: &Visit<'_>, relative: RelativeId) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.club.loyalty.remove_relative(shop, visit.user(), relative).await?;
    list(visit).await
}
