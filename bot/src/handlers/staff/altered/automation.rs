//! What was changed about something that goes out by itself.

use domain::automation::{Brings, Trigger, Wave};
use domain::birthday::Birthday;
use domain::offer::Audience;
use domain::{Lang, TierId};
use say::altered::{Altered, Part, Value};
use say::automation_editor::{Piece, Words};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::handlers::staff::meant::Meant;

/// What is another thing than it was, in the order of the screen. `lang`: of whoever reads it, for what kinds of
/// customers are called.
pub(super) fn altered<'a>(was: &'a Json, became: &'a Json, meant: &Meant, lang: Lang) -> Vec<Altered<'a>> {
    let Some(trigger) = became.get("automation").and_then(Json::as_str).and_then(Trigger::parse) else {
        return Vec::new();
    };
    if became.get("wave").is_some() {
        return words(trigger, was, became).into_iter().collect();
    }
    let mut altered = waves(trigger, was, became, meant);
    altered.extend(one(Piece::Audience, was, became, "audience", |json| {
        let audience: Audience = read(json)?;
        Some(Value::People(meant.names(lang, &audience, str::to_owned)))
    }));
    altered.extend(one(Piece::Category, was, became, "category", |json| {
        json.as_str().map(Value::Text)
    }));
    altered.extend(one(Piece::Title, was, became, "name", |json| {
        json.as_str().map(Value::Text)
    }));
    altered.extend(one(Piece::Holiday, was, became, "holiday", |json| {
        read::<Birthday>(json).map(Value::Holiday)
    }));
    altered.extend(one(Piece::Holdout, was, became, "holdout", |json| {
        json.as_i64().map(Value::Percent)
    }));
    altered
}

fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    T::deserialize(json).ok()
}

/// One thing under its key.
fn one<'a>(
    piece: Piece,
    was: &'a Json,
    became: &'a Json,
    key: &str,
    value: impl Fn(&'a Json) -> Option<Value<'a>>,
) -> Option<Altered<'a>> {
    let (was, became) = (was.get(key), became.get(key));
    (was != became).then(|| Altered {
        part: Part::Automation(piece),
        was: was.and_then(&value),
        became: became.and_then(&value),
    })
}

/// Own words are not read out: it is said of which message they are, and in which language.
fn words<'a>(trigger: Trigger, was: &Json, became: &Json) -> Option<Altered<'a>> {
    let days = u32::try_from(became.get("wave")?.as_i64()?).ok()?;
    let of = became.get("lang")?.as_str()?;
    let of = Lang::ALL.into_iter().find(|lang| lang.tag() == of)?;
    let text = |json: &Json| json.get("text").and_then(Json::as_str).map(str::to_owned);
    let (was, became) = match (text(was), text(became)) {
        (None, Some(_)) => (Words::Usual, Words::Own),
        (Some(_), None) => (Words::Own, Words::Usual),
        (Some(was), Some(became)) if was != became => (Words::Own, Words::Others),
        _ => return None,
    };
    Some(Altered {
        part: Part::Automation(Piece::Texts(trigger, days, of)),
        was: Some(Value::Words(was)),
        became: Some(Value::Words(became)),
    })
}

/// Messages by the days that name them: one that went to another day is still the same one.
fn waves<'a>(trigger: Trigger, was: &Json, became: &Json, meant: &Meant) -> Vec<Altered<'a>> {
    let all = |json: &Json| json.get("waves").and_then(read::<Vec<Wave>>).unwrap_or_default();
    let (was, became) = (all(was), all(became));
    let mut altered = Vec::new();
    let mut known = Vec::new();
    for before in &was {
        let after = became.iter().find(|after| after.days == before.days).or_else(|| {
            became.iter().find(|after| {
                let is_new = was.iter().all(|other| other.days != after.days);
                is_new && after.was.contains(&before.days)
            })
        });
        match after {
            Some(after) => {
                known.push(after.days);
                altered.extend(wave(trigger, before, after, meant));
            }
            None => altered.push(Altered {
                part: Part::Automation(Piece::Wave(trigger, before.days)),
                was: Some(Value::Brings(before.brings.clone())),
                became: Some(Value::NoMessage),
            }),
        }
    }
    for new in became.iter().filter(|new| !known.contains(&new.days)) {
        altered.push(Altered {
            part: Part::Automation(Piece::Wave(trigger, new.days)),
            was: Some(Value::NoMessage),
            became: Some(Value::Brings(new.brings.clone())),
        });
        altered.extend(of_tiers(trigger, None, new, meant));
    }
    altered
}

/// One message that is there before and after.
fn wave<'a>(trigger: Trigger, before: &Wave, after: &Wave, meant: &Meant) -> Vec<Altered<'a>> {
    let mut altered = Vec::new();
    if before.days != after.days {
        altered.push(Altered {
            part: Part::Automation(Piece::Day),
            was: Some(Value::When(trigger, before.days)),
            became: Some(Value::When(trigger, after.days)),
        });
    }
    if before.brings != after.brings {
        altered.push(Altered {
            part: Part::Automation(Piece::Wave(trigger, after.days)),
            was: Some(Value::Brings(before.brings.clone())),
            became: Some(Value::Brings(after.brings.clone())),
        });
    }
    altered.extend(of_tiers(trigger, Some(before), after, meant));
    altered
}

/// What tiers get of their own.
fn of_tiers<'a>(trigger: Trigger, before: Option<&Wave>, after: &Wave, meant: &Meant) -> Vec<Altered<'a>> {
    let brought = |wave: Option<&Wave>, tier: TierId| -> Option<Brings> {
        let of_tiers = &wave?.by_tier;
        of_tiers
            .iter()
            .find(|(of, _)| *of == tier)
            .map(|(_, brings)| brings.clone())
    };
    let value = |brings: Option<Brings>| Some(brings.map_or(Value::AsAll, Value::Brings));
    let changed = meant.tiers.iter().filter_map(|tier| {
        let (was, became) = (brought(before, tier.id), brought(Some(after), tier.id));
        (was != became).then(|| Altered {
            part: Part::Automation(Piece::WaveFor(trigger, after.days, tier.title.clone())),
            was: value(was),
            became: value(became),
        })
    });
    changed.collect()
}
