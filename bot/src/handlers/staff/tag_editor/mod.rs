//! Tags and the rules by which they come and go: made by buttons and typed answers, tried on the members there are,
//! saved, and retired (T5).

mod questions;

use domain::field::Viewer;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::tag::{Condition, LONGEST_TITLE, MOST_CONDITIONS, MOST_TAGS, Tag, TagRule};
use domain::{CategoryId, FieldId, Money, ShopId, TagId, name};
use loyalty::{TagNames, TagSaved};
use say::tag_editor::{self as words, Act, Fact, Row, Sketch, Tried, act_label};
use serde::{Deserialize, Serialize};

use self::questions::Next;
use super::editors::{DONE, below};
use super::{menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// Tags of one page.
const PAGE: usize = 10;
/// Before the condition that a button takes away.
const DROP: &str = "drop";
/// What a tag is to be from here on: tapped twice, it is that once.
const IN_USE: &str = "used";
const RETIRED: &str = "retired";

/// A tag as it would be saved, and the question about it that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagDraft {
    shop: ShopId,
    tag: Tag,
    question: Option<Question>,
    /// The message of theirs that was the last answer: read again, it is not the next one.
    answered: Option<i32>,
}

/// What is asked about a tag. A condition of two parts remembers the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Question {
    Title,
    About,
    Least,
    SpentWithin { least: Money },
    Category,
    BoughtWithin { category: CategoryId },
    Tier,
    Customer,
    Field,
    Value { field: FieldId },
    Quiet,
}

/// `/tag` where no file is open: all tags, retired ones too.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    if let Some(Dialog::Tag(_)) = visit.open_dialog().await? {
        visit.end_dialog().await?;
    }
    let (lang, page) = (visit.lang(), page_in_range(page));
    let skipped = usize::try_from(page)?.saturating_mul(PAGE);
    let (all, names) = tags_and_names(visit, shop, role).await?;
    let shown: Vec<_> = all.iter().skip(skipped).take(PAGE).collect();
    let mut told = Vec::new();
    for tag in &shown {
        told.push(Row {
            title: &tag.title,
            facts: facts(tag, &names),
            worn: visit.club.loyalty.worn_by(shop.id, tag.id).await?,
            active: tag.active,
        });
    }
    let mut rows = vec![vec![
        Button::tap(act_label(lang, Act::New), Tap::MakeTag.data()).style(Style::Primary),
    ]];
    let buttons: Vec<Button> = shown
        .iter()
        .map(|tag| Button::tap(words::choice_label(&tag.title), Tap::EditTag { tag: tag.id }.data()))
        .collect();
    rows.extend(buttons.chunks(2).map(<[Button]>::to_vec));
    let more = all.len() > skipped.saturating_add(PAGE);
    rows.push(pager(visit, page, more, |page| Tap::Tags { page }));
    rows.push(menu_row(visit));
    visit
        .show(&screen(words::list(lang, &told, shop.currency), rows))
        .await?;
    Ok(())
}

/// "New tag": what it is called comes first.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let tag = Tag {
        id: visit.club.loyalty.new_tag_id(),
        title: String::new(),
        rule: None,
        active: true,
    };
    go_on(visit, shop, role, tag, Some(Question::Title), None).await
}

/// A tag that is there, to be looked at and changed.
pub async fn show(visit: &Visit<'_>, tag: TagId) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    match kept(visit, shop, tag).await? {
        Some(tag) => go_on(visit, shop, role, tag, None, None).await,
        None => outdated(visit).await,
    }
}

async fn kept(visit: &Visit<'_>, shop: &Shop, tag: TagId) -> anyhow::Result<Option<Tag>> {
    let all = visit.club.loyalty.tags(shop.id).await?;
    Ok(all.into_iter().find(|known| known.id == tag))
}

/// The draft that is open for this shop.
async fn draft(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Option<TagDraft>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::Tag(draft)) if draft.shop == shop.id => Some(draft),
        _ => None,
    })
}

/// One thing about the tag that is open.
pub async fn on_part(visit: &Visit<'_>, part: &str) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let Some(TagDraft { mut tag, .. }) = draft(visit, shop).await? else {
        return list(visit, 0).await;
    };
    let question = match part {
        "title" => Some(Question::Title),
        "add" if conditions(&tag).len() >= MOST_CONDITIONS => {
            let full = words::too_many_conditions(visit.lang(), MOST_CONDITIONS);
            return go_on(visit, shop, role, tag, None, Some(&full)).await;
        }
        "add" => Some(Question::About),
        IN_USE | RETIRED => {
            tag.active = part == IN_USE;
            None
        }
        part => {
            let key = part.strip_prefix(DROP).and_then(|key| key.parse::<i64>().ok());
            let (Some(key), Some(TagRule { all })) = (key, &mut tag.rule) else {
                return outdated(visit).await;
            };
            all.retain(|condition| condition.key() != key);
            tag.rule = tag.rule.filter(|rule| !rule.all.is_empty());
            None
        }
    };
    go_on(visit, shop, role, tag, question, None).await
}

fn conditions(tag: &Tag) -> &[Condition] {
    tag.rule.as_ref().map_or(&[], |rule| &rule.all)
}

/// A button under a question.
pub async fn on_answer(visit: &Visit<'_>, answer: &str) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let Some(draft) = draft(visit, shop).await? else {
        return list(visit, 0).await;
    };
    let Some((question, word)) = answer
        .split_once('=')
        .and_then(|(question, word)| Some((draft.question.filter(|open| open.as_str() == question)?, word)))
    else {
        return outdated(visit).await;
    };
    // Back to the whole, as far as there is one.
    if word == DONE {
        if draft.tag.title.is_empty() {
            return list(visit, 0).await;
        }
        return go_on(visit, shop, role, draft.tag, None, None).await;
    }
    let names = choices(visit, shop, role).await?;
    match questions::tapped(question, word, &names) {
        Some(next) => answered(visit, shop, role, draft.tag, next).await,
        None => outdated(visit).await,
    }
}

/// A typed answer. Read again, it is not the answer to the next question as well.
pub async fn on_words(visit: &Visit<'_>, draft: TagDraft, text: &str) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let Some(question) = draft.question.filter(|_| draft.shop == shop.id) else {
        return crate::handlers::customer::menu::on_words(visit, text).await;
    };
    if visit.repeats(draft.answered) {
        return go_on(visit, shop, role, draft.tag, Some(question), None).await;
    }
    let names = choices(visit, shop, role).await?;
    match questions::typed(question, text, visit.lang(), shop.currency, &names) {
        Ok(next) => answered(visit, shop, role, draft.tag, next).await,
        Err(wrong) => go_on(visit, shop, role, draft.tag, Some(question), Some(&wrong)).await,
    }
}

async fn answered(visit: &Visit<'_>, shop: &Shop, role: Role, mut tag: Tag, next: Next) -> anyhow::Result<()> {
    let question = match next {
        Next::Ask(question) => Some(question),
        Next::ByHand => {
            tag.rule = None;
            None
        }
        Next::Title(title) => {
            let is_new = tag.title.is_empty();
            if is_taken(visit, shop, &tag, &title).await? {
                let wrong = say::file::bad_tag(visit.lang(), LONGEST_TITLE);
                return go_on(visit, shop, role, tag, Some(Question::Title), Some(&wrong)).await;
            }
            tag.title = title;
            is_new.then_some(Question::About)
        }
        Next::Condition(condition) => {
            let TagRule { all } = tag.rule.get_or_insert_with(|| TagRule { all: Vec::new() });
            if !all.contains(&condition) && all.len() < MOST_CONDITIONS {
                all.push(condition);
            }
            None
        }
    };
    go_on(visit, shop, role, tag, question, None).await
}

/// Whether another tag in use is called so.
async fn is_taken(visit: &Visit<'_>, shop: &Shop, tag: &Tag, title: &str) -> anyhow::Result<bool> {
    let folded = name::folded(title);
    let all = visit.club.loyalty.tags(shop.id).await?;
    Ok(all
        .iter()
        .any(|known| known.id != tag.id && known.active && name::folded(&known.title) == folded))
}

/// All tags and what their conditions name, without the fields that whoever asks may not see (S5).
async fn tags_and_names(visit: &Visit<'_>, shop: &Shop, role: Role) -> anyhow::Result<(Vec<Tag>, TagNames)> {
    let (all, mut names) = visit.club.loyalty.tags_and_names(shop.id).await?;
    names.fields.retain(|field| field.is_seen_by(Viewer::Staff(role)));
    Ok((all, names))
}

/// What a new condition can name.
async fn choices(visit: &Visit<'_>, shop: &Shop, role: Role) -> anyhow::Result<TagNames> {
    let (_, mut names) = tags_and_names(visit, shop, role).await?;
    names.categories.retain(|category| category.active);
    names.tiers.retain(|tier| tier.active);
    Ok(names)
}

/// Puts the next question, or shows the tag with whom it would be on; what was wrong stands above.
async fn go_on(
    visit: &Visit<'_>,
    shop: &Shop,
    role: Role,
    tag: Tag,
    question: Option<Question>,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let mut message = match question {
        Some(question) => {
            let names = choices(visit, shop, role).await?;
            questions::message(visit.lang(), question, &names)
        }
        None => preview(visit, shop, role, &tag).await?,
    };
    message.text = below(wrong, message.text);
    visit.show(&message).await?;
    let draft = TagDraft {
        shop: shop.id,
        tag,
        question,
        answered: visit.message(),
    };
    // Kept when it is put: who dies in between puts it again.
    visit.ask(&Dialog::Tag(draft)).await
}

/// The tag as it would be saved, and whom it would be on.
async fn preview(visit: &Visit<'_>, shop: &Shop, role: Role, tag: &Tag) -> anyhow::Result<Message> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let (all, names) = tags_and_names(visit, shop, role).await?;
    let kept = all.iter().find(|known| known.id == tag.id);
    let worn = match kept {
        Some(_) => Some(loyalty.worn_by(shop.id, tag.id).await?),
        None => None,
    };
    let tried = if tag.active && tag.rule.is_some() {
        Some(loyalty.rehearse_tag(shop, tag).await?)
    } else {
        None
    };
    let facts = facts(tag, &names);
    let sketch = Sketch {
        title: &tag.title,
        facts: &facts,
        active: tag.active,
        worn,
        tried: tried.map(|tried| Tried {
            looked_at: tried.looked_at,
            fitting: tried.fitting,
            new: tried.new,
            losing: tried.losing,
            all: tried.all,
        }),
        currency: shop.currency,
    };
    let part = |label: String, part: String| Button::tap(label, Tap::TagPart { part }.data());
    let mut rows = Vec::new();
    if kept != Some(tag) {
        let save = Button::tap(act_label(lang, Act::Save), Tap::SaveTag { tag: tag.id }.data());
        rows.push(vec![save.style(Style::Success)]);
    }
    for (condition, fact) in conditions(tag).iter().zip(&facts) {
        let label = words::remove_label(lang, fact, shop.currency);
        rows.push(vec![part(label, format!("{DROP}{}", condition.key()))]);
    }
    rows.push(vec![
        part(act_label(lang, Act::Condition), "add".into()),
        part(act_label(lang, Act::Title), "title".into()),
    ]);
    if kept.is_some() {
        let (act, into) = if tag.active {
            (Act::Retire, RETIRED)
        } else {
            (Act::Restore, IN_USE)
        };
        rows.push(vec![part(act_label(lang, act), into.into())]);
    }
    rows.push(back_to(visit, &Tap::Tags { page: 0 }));
    Ok(screen(words::detail(lang, &sketch), rows))
}

/// The conditions of a tag with what their things are called, those that are out of use too. Of a field that is not
/// among the names, neither that nor the value is told.
fn facts<'a>(tag: &'a Tag, names: &'a TagNames) -> Vec<Fact<'a>> {
    let conditions = conditions(tag).iter();
    conditions
        .map(|condition| match condition {
            Condition::Spent { least, days } => Fact::Spent {
                least: *least,
                days: *days,
            },
            Condition::Bought { category, days } => Fact::Bought {
                category: names.category(*category),
                days: *days,
            },
            Condition::Tier { tier } => Fact::Tier {
                title: names.tier(*tier),
            },
            Condition::Customer { name } => Fact::Customer(*name),
            Condition::Field { field, value } => Fact::Field {
                title: names.field(*field),
                value: value.as_ref().filter(|_| names.has_field(*field)),
            },
            Condition::Quiet { days } => Fact::Quiet { days: *days },
        })
        .collect()
}

/// The tag counts from here on. Tapped again, it is the same tag.
pub async fn save(visit: &Visit<'_>, tag: TagId) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::EditFields).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let Some(draft) = draft(visit, shop).await?.filter(|draft| draft.tag.id == tag) else {
        // Saved before, or thrown away.
        return match kept(visit, shop, tag).await? {
            Some(tag) => saved(visit, &tag).await,
            None => list(visit, 0).await,
        };
    };
    match visit.club.loyalty.save_tag(shop.id, visit.user(), &draft.tag).await? {
        TagSaved::Done(tag) => {
            saved(visit, &tag).await?;
            visit.end_dialog().await?;
            Ok(())
        }
        TagSaved::SameTitle => {
            let wrong = say::file::bad_tag(lang, LONGEST_TITLE);
            go_on(visit, shop, role, draft.tag, Some(Question::Title), Some(&wrong)).await
        }
        TagSaved::TooMany => {
            let wrong = say::file::too_many_tags(lang, MOST_TAGS);
            go_on(visit, shop, role, draft.tag, None, Some(&wrong)).await
        }
        TagSaved::NotAllowed => no_longer_staff(visit).await,
    }
}

async fn saved(visit: &Visit<'_>, tag: &Tag) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let text = words::saved(visit.lang(), &tag.title, tag.rule.is_some());
    let rows = vec![back_to(visit, &Tap::Tags { page: 0 })];
    visit.replace(&screen(text, rows)).await?;
    Ok(())
}
