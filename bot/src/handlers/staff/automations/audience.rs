//! Whom an automation is for: everybody, or whoever is in a tier, is a kind of customer, has a tag or something that can
//! be chosen in a field of the shop's own.

use domain::field::{Field, option_key};
use domain::grade::KindName;
use domain::offer::{Audience, Choice, Named};
use domain::role::Right;
use domain::{AutomationId, FieldId, TagId, TierId};
use say::automation_editor as words;
use say::offer_editor::kind_label;

use super::change;
use crate::handlers::customer::{back_to, screen};
use crate::handlers::staff::meant::Meant;
use crate::handlers::staff::{on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Those of whom there can be so many that buttons for all of them fit.
const MOST: usize = 24;

/// Tiers, kinds, tags and fields, each with whether it is meant.
pub async fn choose(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(automation) = loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let audience = &automation.audience;
    let meant = Meant::of(visit, shop).await?;
    let mut buttons = vec![Button::tap(
        words::everybody_label(lang, *audience == Audience::Everybody),
        Tap::ForEverybody { id }.data(),
    )];
    buttons.extend(meant.tiers.iter().map(|tier| {
        let label = words::meant_label(&tier.title, audience.tiers().contains(&tier.id));
        Button::tap(label, Tap::ForTier { id, tier: tier.id }.data())
    }));
    buttons.extend(KindName::ALL.into_iter().map(|kind| {
        let label = words::meant_label(&kind_label(lang, kind), audience.kinds().contains(&kind));
        let tap = Tap::ForKind {
            id,
            kind: kind.as_str().to_owned(),
        };
        Button::tap(label, tap.data())
    }));
    buttons.extend(meant.tags.iter().filter(|tag| tag.active).map(|tag| {
        let label = words::meant_label(&tag.title, audience.tags().contains(&tag.id));
        Button::tap(label, Tap::ForTag { id, tag: tag.id }.data())
    }));
    buttons.truncate(MOST);
    buttons.extend(of_fields(&meant, audience, id).take(MOST));
    // What nobody is chosen by any more can be taken away.
    let lost = audience.choices().iter().filter(|named| !meant.works(named));
    buttons.extend(lost.map(|named| {
        let label = words::meant_label(&meant.choice(lang, named), true);
        Button::tap(label, for_choice(id, named).data())
    }));
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::Automation { id }));
    visit.show(&screen(words::choose_audience(lang), rows)).await?;
    Ok(())
}

/// The fields that have choices.
fn of_fields(meant: &Meant, audience: &Audience, id: AutomationId) -> impl Iterator<Item = Button> {
    let fields = meant.fields.iter().filter(|field| !field.choosable().is_empty());
    fields.map(move |field| {
        let names_it = |named: &Choice| named.field == field.id && field.can_choose(&named.choice);
        let label = words::field_label(&field.title, audience.choices().iter().any(names_it));
        Button::tap(label, Tap::ForField { id, field: field.id }.data())
    })
}

fn for_choice(id: AutomationId, named: &Choice) -> Tap {
    Tap::ForChoice {
        id,
        field: named.field,
        choice: option_key(&named.choice),
    }
}

/// The choices of one field, each with whether it is meant.
pub async fn choose_in(visit: &Visit<'_>, id: AutomationId, field: FieldId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(automation) = loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let meant = Meant::of(visit, shop).await?;
    let Some(field) = meant.field(field).filter(|field| !field.choosable().is_empty()) else {
        return choose(visit, id).await;
    };
    let buttons: Vec<Button> = all_choices(field)
        .map(|choice| {
            let is_meant = automation.audience.choices().iter().any(|named| named.is_same(&choice));
            let label = words::meant_label(&choice.choice, is_meant);
            Button::tap(label, for_choice(id, &choice).data())
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::AutomationFor { id }));
    visit
        .show(&screen(words::choose_choice(lang, &field.title), rows))
        .await?;
    Ok(())
}

fn all_choices(field: &Field) -> impl Iterator<Item = Choice> {
    field.choosable().iter().map(|choice| Choice {
        field: field.id,
        choice: choice.clone(),
    })
}

pub async fn everybody(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| automation.audience = Audience::Everybody).await
}

pub async fn on_tier(visit: &Visit<'_>, id: AutomationId, tier: TierId) -> anyhow::Result<()> {
    turn(visit, id, move |named| toggle(&mut named.tiers, tier)).await
}

pub async fn on_kind(visit: &Visit<'_>, id: AutomationId, kind: &str) -> anyhow::Result<()> {
    match KindName::parse(kind) {
        Some(kind) => turn(visit, id, move |named| toggle(&mut named.kinds, kind)).await,
        None => outdated(visit).await,
    }
}

pub async fn on_tag(visit: &Visit<'_>, id: AutomationId, tag: TagId) -> anyhow::Result<()> {
    turn(visit, id, move |named| toggle(&mut named.tags, tag)).await
}

/// A choice is named by what it says: however a field's choices change meanwhile, a tap never means another one.
pub async fn on_choice(visit: &Visit<'_>, id: AutomationId, field: FieldId, key: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let meant = Meant::of(visit, shop).await?;
    let open = meant.field(field).map(all_choices).into_iter().flatten();
    let open: Vec<Choice> = open.filter(|choice| option_key(&choice.choice) == key).collect();
    turn(visit, id, move |named| {
        let tapped = |choice: &Choice| {
            let is_open = open.iter().any(|open| open.is_same(choice));
            choice.field == field && (is_open || option_key(&choice.choice) == key)
        };
        let before = named.choices.len();
        named.choices.retain(|choice| !tapped(choice));
        if named.choices.len() == before {
            named.choices.extend(open);
        }
    })
    .await
}

/// Changes who is named.
async fn turn(visit: &Visit<'_>, id: AutomationId, how: impl FnOnce(&mut Named) + Send) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        let mut named = automation.audience.named();
        how(&mut named);
        automation.audience = named.into();
    })
    .await
}

fn toggle<T: PartialEq>(all: &mut Vec<T>, one: T) {
    match all.iter().position(|other| *other == one) {
        Some(place) => drop(all.remove(place)),
        None => all.push(one),
    }
}
