//! What stands in a member's fields, seen and written by staff where they may (S5).

use domain::field::{Field, FieldKind, FieldValue, option_key};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{FieldId, MemberId};
use loyalty::{Fill, Filled};
use say::file::{Act, act_label};

use super::{field_editor, no_longer_staff, on_staff, outdated, turn_away};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Picture};

/// Fields of one page.
const PAGE: usize = 16;
/// Options in one row of buttons: choices are words, sizes are numbers.
const CHOICES: usize = 2;
const SIZES: usize = 5;

/// `/field`: the fields of the member whose file is open, or the shop's own.
pub async fn on_command(visit: &Visit<'_>, open: Option<MemberId>) -> anyhow::Result<()> {
    match open {
        Some(member) => list(visit, member, 0).await,
        None => field_editor::list(visit).await,
    }
}

/// All fields of a member that this member of staff may see.
pub async fn list(visit: &Visit<'_>, member: MemberId, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty, page) = (visit.lang(), &visit.club.loyalty, page_in_range(page));
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    let by = Actor::Staff(visit.user());
    let Some((_, fields)) = loyalty.fields_of(shop, by, member).await? else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    let skipped = usize::try_from(page)?.saturating_mul(PAGE);
    let more = fields.len() > skipped.saturating_add(PAGE);
    let mut rows: Vec<Vec<Button>> = fields
        .iter()
        .skip(skipped)
        .take(PAGE)
        .map(|(field, filled)| {
            let value = filled.as_ref().map(|filled| &filled.value);
            let tap = Tap::MemberField {
                member,
                field: field.id,
            };
            vec![Button::tap(say::file::field_label(lang, field, value), tap.data())]
        })
        .collect();
    rows.push(pager(visit, page, more, |page| Tap::MemberFields { member, page }));
    rows.push(back_to(visit, &Tap::File { member }));
    let text = if fields.is_empty() {
        say::file::no_fields(lang)
    } else {
        say::file::fields(lang, &found.name)
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One field: what stands in it, its options, and how it is written.
pub async fn show(visit: &Visit<'_>, member: MemberId, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    page(visit, shop, member, field, None).await
}

/// `refused`: why what was typed does not fit.
async fn page(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    field: FieldId,
    refused: Option<String>,
) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let by = Actor::Staff(visit.user());
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    let Some((viewer, fields)) = loyalty.fields_of(shop, by, member).await? else {
        return no_longer_staff(visit).await;
    };
    let Some((field, filled)) = fields.into_iter().find(|(known, _)| known.id == field) else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let value = filled.map(|filled| filled.value);
    let mut text = say::file::field(lang, &found.name, &field, value.as_ref());
    let mut rows = Vec::new();
    if field.is_edited_by(viewer) {
        text = format!(
            "{text}\n\n{}",
            refused.unwrap_or_else(|| say::file::how_to_write(lang, &field))
        );
        rows = option_rows(&field, |option| Tap::FillOption {
            member,
            field: field.id,
            option,
        });
        if value.is_some() {
            let tap = Tap::EmptyField {
                member,
                field: field.id,
            };
            rows.push(vec![Button::tap(act_label(lang, Act::Empty), tap.data())]);
        }
    }
    rows.push(back_to(visit, &Tap::MemberFields { member, page: 0 }));
    visit.show(&with_photo(screen(text, rows), value.as_ref())).await?;
    if field.is_edited_by(viewer) && !matches!(field.kind, FieldKind::Choice { .. }) {
        visit
            .ask(&Dialog::Fill {
                member,
                field: field.id,
            })
            .await?;
    }
    Ok(())
}

/// The photo that stands in a field stands above its words.
pub(in crate::handlers) fn with_photo(message: Message, value: Option<&FieldValue>) -> Message {
    match value {
        Some(FieldValue::Photo(file)) => message.picture(Picture::FileId(file.clone())),
        _ => message,
    }
}

/// The options of a field as buttons.
pub(in crate::handlers) fn option_rows(field: &Field, tap: impl Fn(i64) -> Tap) -> Vec<Vec<Button>> {
    let width = match field.kind {
        FieldKind::Size { .. } => SIZES,
        _ => CHOICES,
    };
    let button = |option: &String| Button::tap(say::me::option_label(option), tap(option_key(option)).data());
    let options = field.kind.options().chunks(width);
    options.map(|row| row.iter().map(button).collect()).collect()
}

/// An option was tapped.
pub async fn on_option(visit: &Visit<'_>, member: MemberId, field: FieldId, option: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let fields = visit.club.loyalty.fields(shop.id).await?;
    let known = fields.iter().find(|known| known.id == field);
    let Some(value) = known.and_then(|field| field.kind.option(option)) else {
        return outdated(visit).await;
    };
    fill(visit, shop, member, field, Some(value)).await
}

pub async fn empty(visit: &Visit<'_>, member: MemberId, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    fill(visit, shop, member, field, None).await
}

/// What was typed for a field.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, field: FieldId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let fields = visit.club.loyalty.fields(shop.id).await?;
    let Some(known) = fields.iter().find(|known| known.id == field) else {
        return outdated(visit).await;
    };
    match known.kind.read(text, visit.lang()) {
        Ok(value) => fill(visit, shop, member, field, Some(value)).await,
        Err(why) => page(visit, shop, member, field, Some(say::file::unfit(visit.lang(), why))).await,
    }
}

/// A photo that was sent for a field.
pub async fn on_photo(visit: &Visit<'_>, member: MemberId, field: FieldId, file: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    fill(visit, shop, member, field, Some(FieldValue::Photo(file.to_owned()))).await
}

async fn fill(
    visit: &Visit<'_>,
    shop: &Shop,
    member: MemberId,
    field: FieldId,
    value: Option<FieldValue>,
) -> anyhow::Result<()> {
    let ask = Fill {
        member,
        field,
        value,
        by: Actor::Staff(visit.user()),
    };
    match visit.club.loyalty.fill(shop, &ask).await? {
        Filled::Done { .. } => {
            visit.end_dialog().await?;
            list(visit, member, 0).await
        }
        Filled::NotAllowed => {
            let text = say::file::may_not_change_alert(visit.lang());
            turn_away(visit, &text).await
        }
        Filled::Gone => outdated(visit).await,
    }
}
