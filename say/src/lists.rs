//! The shop's own lists: taken over, taken back and given out (D6); and people on them who come to Telegram.

use domain::field::Field;
use domain::import::{Column, Counts, DayOrder, Fault, Why};
use domain::{Lang, Points};

use crate::number::number;
use crate::text::{GAP, LABEL_NAME, escape, in_list, lines, points, short};

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    NotATable,
    Locked,
    Damaged,
    Empty,
    /// More than so many megabytes.
    TooLarge(i64),
    TooManyRows(i64),
    TooManyColumns {
        line: i64,
        most: i64,
    },
    CellTooLong {
        line: i64,
    },
}

/// A column of a file: its heading or what stands in it, and what it is taken for.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub heading: &'a str,
    pub sample: &'a str,
    pub column: Column,
}

/// What taking a list back came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    pub gone: i64,
    pub stay: i64,
    pub restored: i64,
}

#[must_use]
pub fn ask_file(lang: Lang, most_megabytes: i64) -> String {
    words!(lang, "lists.ask_file", most = number(lang, most_megabytes))
}

#[must_use]
pub fn unreadable(lang: Lang, why: Unreadable) -> String {
    match why {
        Unreadable::NotATable => words!(lang, "lists.unreadable.not_a_table"),
        Unreadable::Locked => words!(lang, "lists.unreadable.locked"),
        Unreadable::Damaged => words!(lang, "lists.unreadable.damaged"),
        Unreadable::Empty => words!(lang, "lists.unreadable.empty"),
        Unreadable::TooLarge(most) => words!(lang, "lists.unreadable.too_large", most = number(lang, most)),
        Unreadable::TooManyRows(most) => words!(lang, "lists.unreadable.too_many_rows", most = number(lang, most)),
        Unreadable::TooManyColumns { line, most } => words!(
            lang,
            "lists.unreadable.too_many_columns",
            line = number(lang, line),
            most = number(lang, most)
        ),
        Unreadable::CellTooLong { line } => {
            words!(lang, "lists.unreadable.cell_too_long", line = number(lang, line))
        }
    }
}

/// What a column is about. `own`: the shop's own fields.
#[must_use]
pub fn column_name(lang: Lang, column: Column, own: &[Field]) -> String {
    match column {
        Column::Name => words!(lang, "lists.column.name"),
        Column::FirstName => words!(lang, "lists.column.first_name"),
        Column::LastName => words!(lang, "lists.column.last_name"),
        Column::Phone => words!(lang, "lists.column.phone"),
        Column::Email => words!(lang, "lists.column.email"),
        Column::Username => words!(lang, "lists.column.username"),
        Column::TelegramId => words!(lang, "lists.column.telegram_id"),
        Column::Number => words!(lang, "lists.column.number"),
        Column::Birthday => words!(lang, "lists.column.birthday"),
        Column::Points => words!(lang, "lists.column.points"),
        Column::Tier => words!(lang, "lists.column.tier"),
        Column::Spent => words!(lang, "lists.column.spent"),
        Column::Orders => words!(lang, "lists.column.orders"),
        Column::Joined => words!(lang, "lists.column.joined"),
        Column::Note => words!(lang, "lists.column.note"),
        Column::Tags => words!(lang, "lists.column.tags"),
        Column::Skip => skipped(lang),
        Column::Field(id) => own
            .iter()
            .find(|field| field.id == id)
            .map_or_else(|| skipped(lang), |field| field.title.clone()),
    }
}

fn skipped(lang: Lang) -> String {
    words!(lang, "lists.column.skip")
}

/// What each column was taken for, and how days are read where that matters.
#[must_use]
pub fn columns(lang: Lang, file: &str, told: &[Told<'_>], order: Option<DayOrder>, own: &[Field]) -> String {
    let rows = told.iter().map(|one| {
        let (heading, sample) = (in_list(one.heading), in_list(one.sample));
        let column = in_list(&column_name(lang, one.column, own));
        if sample.is_empty() {
            words!(lang, "lists.column_row", heading = heading, column = column)
        } else {
            words!(
                lang,
                "lists.column_row_sample",
                heading = heading,
                sample = sample,
                column = column
            )
        }
    });
    let days = order.map(|order| words!(lang, "lists.days_are", order = order_name(lang, order)));
    lines([
        Some(words!(lang, "lists.columns_heading", file = escape(file))),
        GAP,
        Some(rows.collect::<Vec<_>>().join("\n")),
        GAP,
        days,
        GAP,
        Some(words!(lang, "lists.columns_hint")),
    ])
}

fn order_name(lang: Lang, order: DayOrder) -> String {
    match order {
        DayOrder::DayFirst => words!(lang, "lists.day_first"),
        DayOrder::MonthFirst => words!(lang, "lists.month_first"),
    }
}

/// On the button that changes what a column is.
#[must_use]
pub fn column_label(lang: Lang, heading: &str, column: Column, own: &[Field]) -> String {
    words!(
        lang,
        "lists.column_label",
        heading = short(heading, 14),
        column = short(&column_name(lang, column, own), LABEL_NAME)
    )
}

#[must_use]
pub fn ask_column(lang: Lang, heading: &str, sample: &str) -> String {
    words!(
        lang,
        "lists.ask_column",
        heading = in_list(heading),
        sample = in_list(sample)
    )
}

/// On the button that has days read the other way.
#[must_use]
pub fn order_label(lang: Lang, order: DayOrder) -> String {
    words!(lang, "lists.order_label", order = order_name(lang, order))
}

#[must_use]
pub fn read_label(lang: Lang) -> String {
    words!(lang, "lists.read_label")
}

#[must_use]
pub fn no_names(lang: Lang) -> String {
    words!(lang, "lists.no_names")
}

#[must_use]
pub fn reading(lang: Lang, rows: i64) -> String {
    words!(lang, "lists.reading", rows = number(lang, rows))
}

/// While a list is taken over or back: so much of a hundred.
#[must_use]
pub fn working(lang: Lang, percent: i64) -> String {
    words!(lang, "lists.working", percent = number(lang, percent))
}

/// What taking the list over would do. Nothing has changed yet.
#[must_use]
pub fn preview(lang: Lang, file: &str, counts: &Counts) -> String {
    let some = |count: i64| (count > 0).then(|| number(lang, count));
    let nothing = counts.new == 0 && counts.changed == 0;
    let [new, changed, points] = brought(lang, counts);
    lines([
        Some(words!(lang, "lists.preview_heading", file = escape(file))),
        GAP,
        new,
        changed,
        some(counts.same).map(|count| words!(lang, "lists.preview_same", count = count)),
        some(counts.bad).map(|count| words!(lang, "lists.preview_bad", count = count)),
        points,
        GAP,
        Some(if nothing {
            words!(lang, "lists.preview_nothing")
        } else {
            words!(lang, "lists.preview_hint")
        }),
    ])
}

#[must_use]
pub fn take_label(lang: Lang, counts: &Counts) -> String {
    let rows = number(lang, counts.new + counts.changed);
    if counts.bad == 0 {
        words!(lang, "lists.take_label", rows = rows)
    } else {
        words!(
            lang,
            "lists.take_good_label",
            rows = rows,
            bad = number(lang, counts.bad)
        )
    }
}

/// Above the file with the rows that have something wrong.
#[must_use]
pub fn faults_caption(lang: Lang, rows: i64) -> String {
    words!(lang, "lists.faults_caption", rows = number(lang, rows))
}

/// The name of that file, and its headings: line, column, what stands there, what is wrong.
#[must_use]
pub fn faults_table(lang: Lang) -> (String, [String; 4]) {
    let headings = [
        words!(lang, "lists.fault_line"),
        words!(lang, "lists.fault_column"),
        words!(lang, "lists.fault_said"),
        words!(lang, "lists.fault_why"),
    ];
    (words!(lang, "lists.faults_file"), headings)
}

/// What is wrong with a row, as plain text.
#[must_use]
pub fn fault(lang: Lang, fault: &Fault) -> String {
    match &fault.why {
        Why::Nobody => words!(lang, "lists.fault.nobody"),
        Why::TooManyCells => words!(lang, "lists.fault.too_many_cells"),
        Why::NoPhone => words!(lang, "lists.fault.no_phone"),
        Why::LostDigits => words!(lang, "lists.fault.lost_digits"),
        Why::NoEmail => words!(lang, "lists.fault.no_email"),
        Why::NoUsername => words!(lang, "lists.fault.no_username"),
        Why::NoTelegramId => words!(lang, "lists.fault.no_telegram_id"),
        Why::NoNumber => words!(lang, "lists.fault.no_number"),
        Why::NoDay => words!(lang, "lists.fault.no_day"),
        Why::NoSuchDay => words!(lang, "lists.fault.no_such_day"),
        Why::InTheFuture => words!(lang, "lists.fault.in_the_future"),
        Why::NoPoints => words!(lang, "lists.fault.no_points"),
        Why::NoMoney => words!(lang, "lists.fault.no_money"),
        Why::NotANumber => words!(lang, "lists.fault.not_a_number"),
        Why::TwoNumbers => words!(lang, "lists.fault.two_numbers"),
        Why::NoChoice => words!(lang, "lists.fault.no_choice"),
        Why::NoSize => words!(lang, "lists.fault.no_size"),
        Why::NoSuchTier => words!(lang, "lists.fault.no_such_tier"),
        Why::TooLong => words!(lang, "lists.fault.too_long"),
        Why::SameAs { line, by } => words!(
            lang,
            "lists.fault.same_as",
            line = line,
            by = column_name(lang, *by, &[])
        ),
        Why::TwoMembers => words!(lang, "lists.fault.two_members"),
        Why::Forgotten => words!(lang, "lists.fault.forgotten"),
        Why::NumberOfAnother => words!(lang, "lists.fault.number_of_another"),
        Why::TooManyTags => words!(lang, "lists.fault.too_many_tags"),
    }
}

#[must_use]
pub fn taken_over(lang: Lang, counts: &Counts) -> String {
    let [new, changed, points] = brought(lang, counts);
    lines([
        Some(words!(lang, "lists.taken_heading")),
        new,
        changed,
        points,
        GAP,
        Some(words!(lang, "lists.taken_hint")),
    ])
}

/// Who is new by a list, who changes, and the points that it brings.
fn brought(lang: Lang, counts: &Counts) -> [Option<String>; 3] {
    let some = |count: i64| (count > 0).then(|| number(lang, count));
    [
        some(counts.new).map(|count| words!(lang, "lists.preview_new", count = count)),
        some(counts.changed).map(|count| words!(lang, "lists.preview_changed", count = count)),
        (!counts.points.is_zero()).then(|| words!(lang, "lists.preview_points", points = points(lang, counts.points))),
    ]
}

#[must_use]
pub fn undo_label(lang: Lang, file: &str) -> String {
    words!(lang, "lists.undo_label", file = short(file, LABEL_NAME))
}

#[must_use]
pub fn ask_undo(lang: Lang, file: &str, counts: &Counts) -> String {
    words!(
        lang,
        "lists.ask_undo",
        file = escape(file),
        rows = number(lang, counts.new + counts.changed)
    )
}

#[must_use]
pub fn undo_confirm_label(lang: Lang) -> String {
    words!(lang, "lists.undo_confirm_label")
}

#[must_use]
pub fn undone(lang: Lang, came_to: TakenBack) -> String {
    let some = |count: i64| (count > 0).then(|| number(lang, count));
    lines([
        Some(words!(lang, "lists.undone_heading")),
        some(came_to.gone).map(|count| words!(lang, "lists.undone_gone", count = count)),
        some(came_to.restored).map(|count| words!(lang, "lists.undone_restored", count = count)),
        some(came_to.stay).map(|count| words!(lang, "lists.undone_stay", count = count)),
    ])
}

#[must_use]
pub fn too_late(lang: Lang) -> String {
    words!(lang, "lists.too_late")
}

/// The list has to be sent again.
#[must_use]
pub fn gone(lang: Lang) -> String {
    words!(lang, "lists.gone")
}

#[must_use]
pub fn outdated(lang: Lang, line: i64) -> String {
    words!(lang, "lists.outdated", line = number(lang, line))
}

#[must_use]
pub fn still_filing(lang: Lang) -> String {
    words!(lang, "lists.still_filing")
}

#[must_use]
pub fn ask_export(lang: Lang) -> String {
    words!(lang, "lists.ask_export")
}

#[must_use]
pub fn workbook_label(lang: Lang) -> String {
    words!(lang, "lists.workbook_label")
}

#[must_use]
pub fn texts_label(lang: Lang) -> String {
    words!(lang, "lists.texts_label")
}

#[must_use]
pub fn exporting(lang: Lang) -> String {
    words!(lang, "lists.exporting")
}

#[must_use]
pub fn exported(lang: Lang, members: i64) -> String {
    words!(lang, "lists.exported", members = number(lang, members))
}

#[must_use]
pub fn export_too_large(lang: Lang) -> String {
    words!(lang, "lists.export_too_large")
}

/// Somebody came by the shop's invitation: their place in the club is kept.
#[must_use]
pub fn kept_for_you(lang: Lang, name: &str, shop: &str, kept: Points) -> String {
    let (name, shop) = (escape(name), escape(shop));
    if kept.is_zero() {
        words!(lang, "lists.kept_for_you", name = name, shop = shop)
    } else {
        words!(
            lang,
            "lists.kept_points_for_you",
            name = name,
            shop = shop,
            points = points(lang, kept)
        )
    }
}

#[must_use]
pub fn attached(lang: Lang, shop: &str, kept: Points, welcome: Points, balance: Points) -> String {
    lines([
        Some(words!(lang, "lists.attached", shop = escape(shop))),
        (!kept.is_zero()).then(|| words!(lang, "lists.attached_kept", points = points(lang, kept))),
        (!welcome.is_zero()).then(|| words!(lang, "lists.attached_welcome", points = points(lang, welcome))),
        Some(words!(lang, "lists.attached_balance", balance = points(lang, balance))),
    ])
}

/// The invitation was used, or the number is on no list.
#[must_use]
pub fn no_such_file(lang: Lang) -> String {
    words!(lang, "lists.no_such_file")
}

#[must_use]
pub fn several_files(lang: Lang) -> String {
    words!(lang, "lists.several_files")
}

/// Under the agreement, for those who are on the shop's list.
#[must_use]
pub fn on_your_list_label(lang: Lang) -> String {
    words!(lang, "lists.on_your_list_label")
}
