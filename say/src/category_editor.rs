//! Making and changing the categories of a catalogue, for staff.

use domain::Lang;
use domain::product::Category;

use crate::number::number;
use crate::text::{GAP, LABEL_NAME, escape, in_list, lines, short};

/// Something about a category that can be changed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Photo,
}

impl Field {
    pub const ALL: [Self; 2] = [Self::Title, Self::Photo];
}

/// The button that leads from the products to the categories.
#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "category_editor.menu_label")
}

/// All of them, hidden ones too.
#[must_use]
pub fn list(lang: Lang, categories: &[Category]) -> String {
    let rows: Vec<String> = categories
        .iter()
        .map(|category| {
            let title = in_list(&category.title);
            if category.active {
                words!(lang, "category_editor.row", title = title)
            } else {
                words!(lang, "category_editor.row_hidden", title = title)
            }
        })
        .collect();
    if rows.is_empty() {
        return words!(lang, "category_editor.none_yet");
    }
    lines([
        Some(words!(lang, "category_editor.heading")),
        GAP,
        Some(rows.join("\n")),
    ])
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "category_editor.new_label")
}

#[must_use]
pub fn category_label(title: &str) -> String {
    short(title, LABEL_NAME)
}

/// One category, with what can be changed.
#[must_use]
pub fn detail(lang: Lang, category: &Category) -> String {
    lines([
        Some(words!(lang, "category_editor.title", title = escape(&category.title))),
        (!category.active).then(|| words!(lang, "category_editor.hidden")),
    ])
}

#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "category_editor.field.title"),
        Field::Photo => words!(lang, "category_editor.field.photo"),
    }
}

#[must_use]
pub fn ask(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "category_editor.ask.title"),
        Field::Photo => words!(lang, "category_editor.ask.photo"),
    }
}

#[must_use]
pub fn no_photo_label(lang: Lang) -> String {
    words!(lang, "category_editor.no_photo_label")
}

#[must_use]
pub fn hide_label(lang: Lang) -> String {
    words!(lang, "category_editor.hide_label")
}

#[must_use]
pub fn show_label(lang: Lang) -> String {
    words!(lang, "category_editor.show_label")
}

#[must_use]
pub fn bad_title(lang: Lang, most: i64) -> String {
    words!(lang, "category_editor.bad_title", most = number(lang, most))
}

/// Another category has this name.
#[must_use]
pub fn same_title(lang: Lang, title: &str) -> String {
    words!(lang, "category_editor.same_title", title = escape(title))
}

#[must_use]
pub fn saved(lang: Lang) -> String {
    words!(lang, "category_editor.saved")
}
