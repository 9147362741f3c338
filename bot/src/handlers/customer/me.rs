//! What the club knows of a member, shown to them, corrected and taken back by them; and the questions they are asked.

use domain::field::{Field, FieldKind, FieldValue, Viewer};
use domain::question::{Outcome, Subject};
use domain::reason::Actor;
use domain::shop::Shop;
use domain::{FieldId, Lang, MemberId, Points};
use loyalty::{Fill, Filled};
use say::me::{self as words, Act, act_label};
use storage::fields::Filled as Stands;

use super::{back_to, birthday, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::staff::fields::{option_rows, with_photo};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// `/me`: all of it, and who sees it.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let of_the_file = |open: &Dialog| {
        matches!(
            open,
            Dialog::Name | Dialog::Email | Dialog::Say { .. } | Dialog::Born { .. }
        )
    };
    visit.close_question(of_the_file).await?;
    let message = in_words(visit, shop).await?;
    visit.show(&message).await?;
    Ok(())
}

async fn in_words(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Message> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(own) = loyalty.own_file(shop, visit.user()).await? else {
        return Ok(screen(say::common::nothing_here(lang), vec![]));
    };
    let phone = own.member.phone.as_deref().map(say::till::phone);
    let fields: Vec<_> = own
        .fields
        .iter()
        .map(|(field, filled)| (field, filled.as_ref().map(|filled| &filled.value)))
        .collect();
    let text = words::own(
        lang,
        &words::Own {
            shop: &shop.name,
            name: &own.member.name,
            phone: phone.as_deref(),
            email: own.member.email.as_deref(),
            birthday: own.birthday,
            fields: &fields,
            relatives: own.relatives,
            wishes: own.wishes,
            kept_by_staff: own.kept_by_staff,
        },
    );
    let button = |act, tap: Tap| Button::tap(act_label(lang, act), tap.data());
    let fields: Vec<Button> = own
        .fields
        .iter()
        .map(|(field, _)| {
            Button::tap(
                say::common::name_label(&field.title),
                Tap::OwnField { field: field.id }.data(),
            )
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = fields.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(vec![
        button(Act::OwnName, Tap::OwnName),
        button(Act::Birthday, Tap::OwnBirthday),
    ]);
    rows.push(vec![
        match own.member.phone {
            Some(_) => Button::tap(say::join::remove_phone_label(lang), Tap::ForgetPhone.data()),
            None => Button::tap(say::join::share_phone_label(lang), Tap::SharePhone.data()),
        },
        button(Act::Email, Tap::OwnEmail),
    ]);
    rows.push(vec![
        button(Act::Family, Tap::Family),
        button(Act::Wishes, Tap::Wishes { page: 0 }),
    ]);
    if loyalty.asking(shop.id).await?.asks {
        rows.push(vec![if loyalty.may_be_asked(shop, own.member.id).await? {
            button(Act::DoNotAskMe, Tap::AskMe { ask: 0 })
        } else {
            button(Act::AskMe, Tap::AskMe { ask: 1 })
        }]);
    }
    rows.push(back_to(visit, &Tap::Menu));
    Ok(screen(text, rows))
}

/// One field of the own file.
pub async fn field(visit: &Visit<'_>, field: FieldId) -> anyhow::Result<()> {
    page(visit, field, None, false).await
}

/// "Answer": the same, waiting for what is typed.
pub async fn ask(visit: &Visit<'_>, field: FieldId) -> anyhow::Result<()> {
    page(visit, field, None, true).await
}

/// What is seen of one field. `None`: they see none of that name.
async fn seen(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    field: FieldId,
) -> anyhow::Result<Option<(Field, Option<Stands>)>> {
    let by = Actor::Member(visit.user());
    let fields = visit.club.loyalty.fields_of(shop, by, member).await?;
    let fields = fields.map(|(_, fields)| fields).unwrap_or_default();
    Ok(fields.into_iter().find(|(known, _)| known.id == field))
}

async fn page(visit: &Visit<'_>, id: FieldId, refused: Option<String>, new_message: bool) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let Some((field, filled)) = seen(visit, shop, member.id, id).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    let can_change = field.is_edited_by(Viewer::Member);
    let value = filled.map(|filled| filled.value);
    let mut text = words::field(lang, &field, value.as_ref(), can_change);
    if let Some(refused) = refused {
        text = format!("{refused}\n\n{text}");
    }
    let mut rows = Vec::new();
    if can_change {
        rows = option_rows(&field, |option| Tap::SayOption { field: id, option });
    }
    if can_change && value.is_some() {
        let forget = Tap::ForgetField { field: id };
        rows.push(vec![Button::tap(act_label(lang, Act::Remove), forget.data())]);
    }
    rows.push(back_to(visit, &Tap::Me));
    let message = with_photo(screen(text, rows), value.as_ref());
    if new_message {
        visit.say(&message).await?;
    } else {
        visit.show(&message).await?;
    }
    if can_change && !matches!(field.kind, FieldKind::Choice { .. }) {
        visit.ask(&Dialog::Say { field: id }).await?;
    }
    Ok(())
}

/// An option was tapped, on the own file or under a question.
pub async fn on_option(visit: &Visit<'_>, field: FieldId, option: i64) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some((known, _)) = seen(visit, shop, member.id, field).await? else {
        return menu::old_button(visit).await;
    };
    match known.kind.option(option) {
        Some(value) => fill(visit, shop, member.id, field, Some(value)).await,
        // The shop offers something else meanwhile.
        None => page(visit, field, None, false).await,
    }
}

/// What was typed for a field.
pub async fn on_words(visit: &Visit<'_>, field: FieldId, text: &str) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some((known, _)) = seen(visit, shop, member.id, field).await? else {
        return menu::on_words(visit, text).await;
    };
    match known.kind.read(text, visit.lang()) {
        Ok(value) => fill(visit, shop, member.id, field, Some(value)).await,
        Err(why) => page(visit, field, Some(say::file::unfit(visit.lang(), why)), false).await,
    }
}

/// Words that nothing was opened for: an answer to the question that was asked last, where they can be one. Says
/// whether they were. What fits anything is left alone, so that small talk is not taken for an answer.
pub async fn on_free_words(visit: &Visit<'_>, text: &str) -> anyhow::Result<bool> {
    let Some((shop, member)) = visit.member() else {
        return Ok(false);
    };
    let Some(open) = visit.club.loyalty.open_question(shop, member.id).await? else {
        return Ok(false);
    };
    match Subject::parse(&open.subject) {
        Some(Subject::Field(field)) => {
            let Some((known, None)) = seen(visit, shop, member.id, field).await? else {
                return Ok(false);
            };
            let reads_anything = matches!(known.kind, FieldKind::Text);
            match known.kind.read(text, visit.lang()) {
                Ok(value) if !reads_anything => {
                    fill(visit, shop, member.id, field, Some(value)).await?;
                    Ok(true)
                }
                _ => Ok(false),
            }
        }
        Some(Subject::Birthday) => birthday::on_free_words(visit, text).await,
        Some(Subject::Family) | None => Ok(false),
    }
}

/// A photo that was sent for a field.
pub async fn on_photo(visit: &Visit<'_>, field: FieldId, file: &str) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    fill(visit, shop, member.id, field, Some(FieldValue::Photo(file.to_owned()))).await
}

pub async fn forget(visit: &Visit<'_>, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    fill(visit, shop, member.id, field, None).await
}

async fn fill(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    field: FieldId,
    value: Option<FieldValue>,
) -> anyhow::Result<()> {
    let (lang, removed) = (visit.lang(), value.is_none());
    let ask = Fill {
        member,
        field,
        value,
        by: Actor::Member(visit.user()),
    };
    match visit.club.loyalty.fill(shop, &ask).await? {
        Filled::Done { reward, .. } => {
            visit.end_dialog().await?;
            if removed {
                said(visit, words::removed(lang)).await
            } else {
                kept(visit, reward).await
            }
        }
        Filled::NotAllowed => {
            visit.hint(&words::not_yours_to_change_alert(lang)).await?;
            Ok(())
        }
        Filled::Gone => menu::old_button(visit).await,
    }
}

/// Thanks, with what the answer brought.
pub(super) async fn kept(visit: &Visit<'_>, reward: Points) -> anyhow::Result<()> {
    said(visit, words::kept(visit.lang(), reward)).await
}

/// A short answer with the way back to the own file.
pub(super) async fn said(visit: &Visit<'_>, text: String) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = vec![vec![Button::tap(act_label(visit.lang(), Act::Me), Tap::Me.data())]];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// No more questions, or questions again.
pub async fn ask_me(visit: &Visit<'_>, ask: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.club.loyalty.ask_me(shop, visit.user(), ask).await?;
    said(visit, words::asked_again(visit.lang(), ask)).await
}

/// "Not now", or "don't ask again".
pub async fn put_off(visit: &Visit<'_>, subject: Subject, never: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let outcome = if never { Outcome::Never } else { Outcome::Later };
    visit.club.loyalty.put_off(shop, visit.user(), subject, outcome).await?;
    visit.tap_seen().await?;
    visit
        .replace(&Message::text(words::put_off(visit.lang(), never)))
        .await?;
    Ok(())
}

/// The buttons under a question: answers, "not now" and "don't ask again".
#[must_use]
pub fn answer_rows(lang: Lang, subject: &str, options: &[String]) -> Vec<Vec<Button>> {
    let Some(subject) = Subject::parse(subject) else {
        return Vec::new();
    };
    let answer = |tap: Tap| vec![vec![Button::tap(act_label(lang, Act::Answer), tap.data())]];
    let mut rows = match subject {
        Subject::Birthday => answer(Tap::OwnBirthday),
        Subject::Family => answer(Tap::NewRelative),
        Subject::Field(field) if options.is_empty() => answer(Tap::SayField { field }),
        Subject::Field(field) => {
            // Numbers are short, words are not.
            let width = if options.iter().all(|option| option.chars().count() <= 4) {
                5
            } else {
                2
            };
            let button = |option: &String| {
                let option_key = domain::field::option_key(option);
                let tap = Tap::SayOption {
                    field,
                    option: option_key,
                };
                Button::tap(words::option_label(option), tap.data())
            };
            let chunks = options.chunks(width);
            chunks.map(|row| row.iter().map(button).collect()).collect()
        }
    };
    let off = |act, never| Button::tap(act_label(lang, act), Tap::PutOff { subject, never }.data());
    rows.push(vec![off(Act::NotNow, 0), off(Act::Never, 1)]);
    rows
}

/// A relative was entered: what it brought, and the relative.
pub(super) async fn thanks_for_relative(visit: &Visit<'_>, reward: Points) -> anyhow::Result<()> {
    if reward.is_zero() {
        return Ok(());
    }
    visit.say(&screen(words::kept(visit.lang(), reward), vec![])).await?;
    Ok(())
}
