//! The categories of the catalogue in the private chat: their names, their pictures, and whether members see them.

use domain::product::Category;
use domain::role::Right;
use domain::shop::Shop;
use domain::{CategoryId, name};
use loyalty::CategorySaved;
use say::category_editor::{self as words, Field};

use super::editors::{below, count, title};
use super::product_editor::LONGEST_TITLE;
use super::{no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Words of [`Tap::CategoryField`] that are answered at once.
const SHOWN: &str = "on";
const HIDDEN: &str = "off";
const NO_PHOTO: &str = "no-photo";
/// What a category that does not exist yet is to be called.
const NEW: &str = "new";

const fn word(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Photo => "photo",
    }
}

fn field(word: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|field| self::word(*field) == word)
}

/// All categories, hidden ones too.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    close_question(visit).await?;
    let lang = visit.lang();
    let categories = visit.club.loyalty.all_categories(shop.id).await?;
    let mut rows = vec![vec![
        Button::tap(words::new_label(lang), Tap::NewCategory.data()).style(Style::Primary),
    ]];
    let labels: Vec<Button> = categories
        .iter()
        .map(|category| {
            let tap = Tap::EditCategory { category: category.id };
            Button::tap(words::category_label(&category.title), tap.data())
        })
        .collect();
    rows.extend(labels.chunks(2).map(<[Button]>::to_vec));
    rows.push(back_to(visit, &Tap::EditProducts { page: 0 }));
    visit.show(&screen(words::list(lang, &categories), rows)).await?;
    Ok(())
}

async fn close_question(visit: &Visit<'_>) -> anyhow::Result<()> {
    let of_categories = |open: &Dialog| matches!(open, Dialog::Category { .. });
    Ok(visit.close_question(of_categories).await?)
}

/// One category.
pub async fn show(visit: &Visit<'_>, category: CategoryId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    match known(visit, shop, category).await? {
        Some(found) => look_at(visit, None, &found).await,
        None => outdated(visit).await,
    }
}

async fn known(visit: &Visit<'_>, shop: &Shop, category: CategoryId) -> anyhow::Result<Option<Category>> {
    let all = visit.club.loyalty.all_categories(shop.id).await?;
    Ok(all.into_iter().find(|known| known.id == category))
}

async fn look_at(visit: &Visit<'_>, news: Option<&str>, category: &Category) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    close_question(visit).await?;
    let lang = visit.lang();
    let button = |label: String, field: &str| {
        let tap = Tap::CategoryField {
            category: category.id,
            field: field.to_owned(),
        };
        Button::tap(label, tap.data())
    };
    let fields = Field::ALL
        .into_iter()
        .map(|field| button(words::field_label(lang, field), word(field)))
        .collect();
    let shown = if category.active {
        button(words::hide_label(lang), HIDDEN)
    } else {
        button(words::show_label(lang), SHOWN).style(Style::Success)
    };
    let rows = vec![fields, vec![shown], back_to(visit, &Tap::EditCategories)];
    let screen = screen(below(news, words::detail(lang, category)), rows);
    visit.show_pictured(category.photo.as_deref(), &screen).await?;
    Ok(())
}

/// "New category": its name is asked for.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditGifts).await?.is_none() {
        return Ok(());
    }
    let category = visit.club.loyalty.new_category_id();
    ask(visit, category, NEW, None).await
}

/// Asks for a name or a picture, below what was wrong with the answer before.
async fn ask(visit: &Visit<'_>, category: CategoryId, asked: &str, wrong: Option<&str>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    if asked == word(Field::Photo) {
        let tap = Tap::CategoryField {
            category,
            field: NO_PHOTO.to_owned(),
        };
        rows.push(vec![Button::tap(words::no_photo_label(lang), tap.data())]);
    }
    rows.push(if asked == NEW {
        back_to(visit, &Tap::EditCategories)
    } else {
        back_to(visit, &Tap::EditCategory { category })
    });
    let text = below(wrong, words::ask(lang, field(asked).unwrap_or(Field::Title)));
    visit.show(&screen(text, rows)).await?;
    visit
        .ask(&Dialog::Category {
            category,
            field: asked.to_owned(),
        })
        .await
}

/// One thing about a category was tapped.
pub async fn on_field(visit: &Visit<'_>, category: CategoryId, tapped: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    match (tapped, field(tapped)) {
        (SHOWN, _) => change(visit, shop, category, |category| category.active = true).await,
        (HIDDEN, _) => change(visit, shop, category, |category| category.active = false).await,
        (NO_PHOTO, _) => change(visit, shop, category, |category| category.photo = None).await,
        (_, Some(_)) if known(visit, shop, category).await?.is_some() => ask(visit, category, tapped, None).await,
        _ => outdated(visit).await,
    }
}

async fn change(
    visit: &Visit<'_>,
    shop: &Shop,
    category: CategoryId,
    how: impl FnOnce(&mut Category) + Send,
) -> anyhow::Result<()> {
    let loyalty = &visit.club.loyalty;
    let saved = loyalty.change_category(shop, visit.user(), category, how).await?;
    answer(visit, saved).await
}

async fn answer(visit: &Visit<'_>, saved: CategorySaved) -> anyhow::Result<()> {
    match saved {
        CategorySaved::Done(category) => look_at(visit, Some(&words::saved(visit.lang())), &category).await,
        CategorySaved::NoSuchCategory => outdated(visit).await,
        CategorySaved::NotAllowed => no_longer_staff(visit).await,
    }
}

/// A name was sent. Sent again, it makes or renames the same category.
pub async fn on_words(visit: &Visit<'_>, category: CategoryId, asked: &str, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    if asked == word(Field::Photo) {
        return ask(visit, category, asked, Some(&say::gift_editor::bad_photo(lang))).await;
    }
    let Some(called) = title(text, LONGEST_TITLE) else {
        return ask(
            visit,
            category,
            asked,
            Some(&words::bad_title(lang, count(LONGEST_TITLE))),
        )
        .await;
    };
    let all = loyalty.all_categories(shop.id).await?;
    let same = |other: &&Category| other.id != category && name::folded(&other.title) == name::folded(&called);
    if let Some(twin) = all.iter().find(same) {
        return ask(visit, category, asked, Some(&words::same_title(lang, &twin.title))).await;
    }
    if asked != NEW {
        return change(visit, shop, category, |category| category.title = called).await;
    }
    let made = Category {
        id: category,
        title: called,
        photo: None,
        active: true,
    };
    let saved = loyalty.add_category(shop, visit.user(), &made).await?;
    answer(visit, saved).await
}

/// A picture was sent while something about a category was asked.
pub async fn on_photo(visit: &Visit<'_>, category: CategoryId, asked: &str, file_id: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    if asked != word(Field::Photo) {
        let wrong = say::common::please_as_text(visit.lang());
        return ask(visit, category, asked, Some(&wrong)).await;
    }
    let photo = Some(file_id.to_owned());
    change(visit, shop, category, |category| category.photo = photo).await
}
