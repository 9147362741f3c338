//! A member's file for staff: fields, notes, tags, photos, birthday, and what they write down.

use chrono::NaiveDate;
use domain::birthday::{Birthday, Calendar, SOON_DAYS};
use domain::field::Thousandths;
use domain::field::{Field, FieldValue, Unfit};
use domain::relative::{ForWhom, Relation, Relative};
use domain::visits::Rhythm;
use domain::{Currency, Lang};

use crate::date::{date, day_and_month};
use crate::me::{Wish, wish_line};
use crate::number::number;
use crate::text::{GAP, bullets, counted, days, escape, in_list, lines, short};

/// Fields on one screen of a file: more are a tap away.
const FIELDS: usize = 8;
/// People whom a member buys for, on the first screen: all of them are a tap away.
const RELATIVES: usize = 4;
/// A note on the first screen is cut to this many characters.
const NOTE: usize = 120;
/// A text in a field is cut to this many characters in a row of several.
const VALUE: usize = 40;

/// A note as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    pub body: &'a str,
    pub private: bool,
    pub author: Option<&'a str>,
    pub on: NaiveDate,
}

/// What a file says besides points and purchases.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    pub tags: &'a [&'a str],
    pub birthday: Option<Birthday>,
    /// From when on it counts for gifts, where that is not the next one (B2).
    pub birthday_counts_from: Option<NaiveDate>,
    pub today: NaiveDate,
    pub rhythm: Option<Rhythm>,
    pub open_orders: i64,
    pub fields: &'a [(&'a Field, &'a FieldValue)],
    pub notes: &'a [Note<'a>],
    pub note_count: i64,
    pub relatives: &'a [Relative],
    /// The latest.
    pub wishes: &'a [&'a str],
    pub wish_count: i64,
    pub photos: i64,
}

/// Who somebody is, below their points and purchases. Empty while nothing is known.
#[must_use]
pub fn person(lang: Lang, person: &Person<'_>) -> String {
    let tags: Vec<String> = person.tags.iter().map(|tag| in_list(tag)).collect();
    let fields = person.fields.iter().take(FIELDS);
    let mut fields: Vec<String> = fields.map(|(field, value)| field_row(lang, field, value)).collect();
    let more = person.fields.len().saturating_sub(FIELDS);
    if more > 0 {
        let n = number(lang, i64::try_from(more).unwrap_or(i64::MAX));
        fields.push(words!(lang, "file.more_fields", n = n));
    }
    let notes: Vec<String> = person.notes.iter().map(|written| note_row(lang, written)).collect();
    let hidden = person.note_count - i64::try_from(person.notes.len()).unwrap_or(0);
    let relatives = person.relatives.iter().take(RELATIVES);
    let mut relatives: Vec<String> = relatives.map(|one| relative(lang, one)).collect();
    let kin = i64::try_from(person.relatives.len()).unwrap_or(i64::MAX);
    relatives.extend(and_more(lang, kin, relatives.len()));
    let mut wishes: Vec<String> = person.wishes.iter().map(|wish| in_list(wish)).collect();
    wishes.extend(and_more(lang, person.wish_count, wishes.len()));
    lines([
        (!tags.is_empty()).then(|| words!(lang, "file.tags", tags = tags.join(&words!(lang, "names.comma")))),
        person.birthday.map(|day| birthday_line(lang, day, person.today)),
        person.birthday_counts_from.map(|from| birthday_is_late(lang, from)),
        person.rhythm.map(|rhythm| rhythm_line(lang, rhythm)),
        (person.open_orders > 0).then(|| words!(lang, "file.open_orders", n = number(lang, person.open_orders))),
        GAP,
        (!fields.is_empty()).then(|| fields.join("\n")),
        (!notes.is_empty()).then(|| notes.join("\n")),
        (hidden > 0).then(|| words!(lang, "file.more_notes", n = number(lang, hidden))),
        (!relatives.is_empty()).then(|| {
            words!(
                lang,
                "file.relatives",
                relatives = relatives.join(&words!(lang, "names.semicolon"))
            )
        }),
        (!wishes.is_empty()).then(|| words!(lang, "file.wishes", wishes = wishes.join(&words!(lang, "names.comma")))),
        (person.photos > 0).then(|| words!(lang, "file.photos", n = number(lang, person.photos))),
    ])
}

/// What is not among the `shown` of `count`.
fn and_more(lang: Lang, count: i64, shown: usize) -> Option<String> {
    let more = count - i64::try_from(shown).unwrap_or(i64::MAX);
    (more > 0).then(|| words!(lang, "file.and_more", n = number(lang, more)))
}

fn rhythm_line(lang: Lang, rhythm: Rhythm) -> String {
    let every = days(lang, rhythm.every_days.max(1));
    match rhythm.last_days_ago {
        ago if ago <= 0 => words!(lang, "file.rhythm_today", every = every),
        ago => words!(lang, "file.rhythm", every = every, ago = days(lang, ago)),
    }
}

/// "14 March", "14 March 1990", "lunar 8/15".
#[must_use]
pub fn birthday(lang: Lang, day: Birthday) -> String {
    match (day.calendar(), day.year()) {
        (Calendar::Gregorian, Some(year)) => {
            NaiveDate::from_ymd_opt(year, day.month(), day.day()).map_or_else(String::new, |born| date(lang, born))
        }
        (Calendar::Gregorian, None) => {
            // Any leap year has the day.
            NaiveDate::from_ymd_opt(2000, day.month(), day.day())
                .map_or_else(String::new, |born| day_and_month(lang, born))
        }
        (Calendar::Lunar, year) => lunar(lang, day, year),
    }
}

fn lunar(lang: Lang, day: Birthday, year: Option<i32>) -> String {
    let (month, date) = if lang == Lang::ZhCn {
        (lunar_month(day.month()), lunar_day(day.day()))
    } else {
        (day.month().to_string(), day.day().to_string())
    };
    let said = if day.leap() {
        words!(lang, "file.lunar_leap", month = month, day = date)
    } else {
        words!(lang, "file.lunar", month = month, day = date)
    };
    match year {
        Some(year) => words!(lang, "file.lunar_in", day = said, year = year),
        None => said,
    }
}

fn lunar_month(month: u32) -> String {
    const MONTHS: [&str; 12] = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];
    let at = usize::try_from(month).unwrap_or(1).saturating_sub(1);
    MONTHS
        .get(at)
        .map_or_else(|| month.to_string(), |name| (*name).to_owned())
}

fn lunar_day(day: u32) -> String {
    const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let at = usize::try_from(day).unwrap_or(1).saturating_sub(1);
    match day {
        20 => "二十".into(),
        30 => "三十".into(),
        _ => {
            let tens = ["初", "十", "廿"].get(at / 10).copied().unwrap_or("");
            let digit = DIGITS.get(at % 10).copied().unwrap_or("");
            format!("{tens}{digit}")
        }
    }
}

fn birthday_line(lang: Lang, day: Birthday, today: NaiveDate) -> String {
    let said = birthday(lang, day);
    match day.days_until(today) {
        Some(0) => words!(lang, "file.birthday_today", day = said),
        Some(until) if until <= SOON_DAYS => words!(lang, "file.birthday_soon", day = said, days = days(lang, until)),
        _ => words!(lang, "file.birthday", day = said),
    }
}

/// The birthday was said within two weeks of the day.
#[must_use]
pub fn birthday_is_late(lang: Lang, counts_from: NaiveDate) -> String {
    words!(lang, "file.birthday_is_late", from = date(lang, counts_from))
}

/// Staff are to say why a birthday counts that was said late.
#[must_use]
pub fn ask_why_birthday_counts(lang: Lang, name: &str) -> String {
    words!(lang, "file.ask_why_birthday_counts", name = escape(name))
}

#[must_use]
pub fn birthday_counts(lang: Lang) -> String {
    words!(lang, "file.birthday_counts")
}

/// To whoever would decide about their own.
#[must_use]
pub fn own_birthday(lang: Lang) -> String {
    words!(lang, "file.own_birthday")
}

/// "Milk: Oat".
#[must_use]
pub fn field_row(lang: Lang, field: &Field, known: &FieldValue) -> String {
    words!(
        lang,
        "file.field",
        title = in_list(&field.title),
        value = escape(&short(&plain_value(lang, known), VALUE))
    )
}

/// What stands in a field, without markup.
fn plain_value(lang: Lang, value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) | FieldValue::Choice(text) | FieldValue::Size(text) => text.clone(),
        FieldValue::Number(number) => thousandths(lang, *number),
        FieldValue::Date(day) => date(lang, *day),
        FieldValue::Photo(_) => words!(lang, "file.a_photo"),
    }
}

fn thousandths(lang: Lang, number: Thousandths) -> String {
    let plain = number.to_string();
    if lang == Lang::Id {
        plain.replace('.', ",")
    } else {
        plain
    }
}

/// What stands in a field, in full.
#[must_use]
pub fn value(lang: Lang, known: &FieldValue) -> String {
    escape(&plain_value(lang, known))
}

fn note_row(lang: Lang, note: &Note<'_>) -> String {
    let body = escape(&short(note.body, NOTE));
    if note.private {
        words!(lang, "file.private_note", body = body)
    } else {
        words!(lang, "file.note", body = body)
    }
}

/// A relative in one line: "Father Jan, size 43, 14 Mar".
#[must_use]
pub fn relative(lang: Lang, relative: &Relative) -> String {
    let relation = relation_label(lang, relative.relation);
    let who = if relative.name.is_empty() {
        relation
    } else {
        format!("{relation} {}", in_list(&relative.name))
    };
    let parts = [
        (!relative.size.is_empty()).then(|| words!(lang, "file.relative_size", size = in_list(&relative.size))),
        relative.birthday.map(|day| birthday(lang, day)),
        (!relative.taste.is_empty()).then(|| in_list(&relative.taste)),
    ];
    let parts = parts.into_iter().flatten();
    parts.fold(who, |line, part| line + &words!(lang, "names.comma") + &part)
}

/// Whom an order is for, in one line: "Father Jan, size 43, brown".
#[must_use]
pub fn for_whom(lang: Lang, whom: &ForWhom) -> String {
    relative(
        lang,
        &Relative {
            id: whom.relative,
            relation: whom.relation,
            name: whom.name.clone(),
            birthday: None,
            size: whom.size.clone(),
            taste: whom.taste.clone(),
        },
    )
}

/// "Father", "爸爸", "Ayah".
#[must_use]
pub fn relation_label(lang: Lang, relation: Relation) -> String {
    match relation {
        Relation::Partner => words!(lang, "file.relation.partner"),
        Relation::Mother => words!(lang, "file.relation.mother"),
        Relation::Father => words!(lang, "file.relation.father"),
        Relation::Daughter => words!(lang, "file.relation.daughter"),
        Relation::Son => words!(lang, "file.relation.son"),
        Relation::Sister => words!(lang, "file.relation.sister"),
        Relation::Brother => words!(lang, "file.relation.brother"),
        Relation::Grandmother => words!(lang, "file.relation.grandmother"),
        Relation::Grandfather => words!(lang, "file.relation.grandfather"),
        Relation::Friend => words!(lang, "file.relation.friend"),
        Relation::Other => words!(lang, "file.relation.someone"),
    }
}

/// A button of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Fields,
    Notes,
    Tags,
    Photos,
    Birthday,
    LetBirthdayCount,
    Orders,
    Wishes,
    Family,
    WriteNote,
    WritePrivateNote,
    RemoveNote,
    PutBack,
    NewTag,
    AddPhoto,
    RemovePhoto,
    Empty,
    Type,
}

impl Act {
    pub const ALL: [Self; 18] = [
        Self::Fields,
        Self::Notes,
        Self::Tags,
        Self::Photos,
        Self::Birthday,
        Self::LetBirthdayCount,
        Self::Orders,
        Self::Wishes,
        Self::Family,
        Self::WriteNote,
        Self::WritePrivateNote,
        Self::RemoveNote,
        Self::PutBack,
        Self::NewTag,
        Self::AddPhoto,
        Self::RemovePhoto,
        Self::Empty,
        Self::Type,
    ];
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Fields => words!(lang, "file.act.fields_label"),
        Act::Notes => words!(lang, "file.act.notes_label"),
        Act::Tags => words!(lang, "file.act.tags_label"),
        Act::Photos => words!(lang, "file.act.photos_label"),
        Act::Birthday => words!(lang, "file.act.birthday_label"),
        Act::LetBirthdayCount => words!(lang, "file.act.let_birthday_count_label"),
        Act::Orders => words!(lang, "file.act.orders_label"),
        Act::Wishes => words!(lang, "file.act.wishes_label"),
        Act::Family => words!(lang, "file.act.family_label"),
        Act::WriteNote => words!(lang, "file.act.write_note_label"),
        Act::WritePrivateNote => words!(lang, "file.act.write_private_note_label"),
        Act::RemoveNote => words!(lang, "file.act.remove_note_label"),
        Act::PutBack => words!(lang, "file.act.put_back_label"),
        Act::NewTag => words!(lang, "file.act.new_tag_label"),
        Act::AddPhoto => words!(lang, "file.act.add_photo_label"),
        Act::RemovePhoto => words!(lang, "file.act.remove_photo_label"),
        Act::Empty => words!(lang, "file.act.empty_label"),
        Act::Type => words!(lang, "file.act.type_label"),
    }
}

/// A field on a button: its title, and what stands in it.
#[must_use]
pub fn field_label(lang: Lang, field: &Field, known: Option<&FieldValue>) -> String {
    let title = short(&field.title, 20);
    match known {
        Some(known) => words!(
            lang,
            "file.filled_label",
            title = title,
            value = short(&plain_value(lang, known), 20)
        ),
        None => words!(lang, "file.unfilled_label", title = title),
    }
}

/// Above all fields of a member.
#[must_use]
pub fn fields(lang: Lang, name: &str) -> String {
    words!(lang, "file.fields", name = escape(name))
}

/// The shop has no fields of its own yet that this member of staff may see.
#[must_use]
pub fn no_fields(lang: Lang) -> String {
    words!(lang, "file.no_fields")
}

/// One field of a member: what stands in it, and how to change it.
#[must_use]
pub fn field(lang: Lang, name: &str, field: &Field, known: Option<&FieldValue>) -> String {
    let held = known.map_or_else(|| words!(lang, "file.nothing_yet"), |known| value(lang, known));
    lines([
        Some(words!(
            lang,
            "file.field_of",
            title = escape(&field.title),
            name = escape(name)
        )),
        Some(held),
    ])
}

/// How a value is written, by the field's type.
#[must_use]
pub fn how_to_write(lang: Lang, field: &Field) -> String {
    use domain::field::FieldKind;
    match &field.kind {
        FieldKind::Text => words!(lang, "file.write.text"),
        FieldKind::Number => words!(lang, "file.write.number"),
        FieldKind::Date => words!(lang, "file.write.date"),
        FieldKind::Choice { .. } => words!(lang, "file.write.choice"),
        FieldKind::Size { .. } => words!(lang, "file.write.size"),
        FieldKind::Photo => words!(lang, "file.write.photo"),
    }
}

/// Why something cannot stand in a field, and what would do.
#[must_use]
pub fn unfit(lang: Lang, why: Unfit) -> String {
    match why {
        Unfit::Empty => words!(lang, "file.unfit.empty"),
        Unfit::TooLong { most } => words!(lang, "file.unfit.too_long", most = most),
        Unfit::NotANumber => words!(lang, "file.unfit.not_a_number"),
        Unfit::TwoNumbers => words!(lang, "file.unfit.two_numbers"),
        Unfit::NotADay => words!(lang, "file.unfit.not_a_day"),
        Unfit::NotAChoice => words!(lang, "file.unfit.not_a_choice"),
        Unfit::NotASize => words!(lang, "file.unfit.not_a_size"),
        Unfit::NotAPhoto => words!(lang, "file.unfit.not_a_photo"),
    }
}

/// This field is not for this role to change.
#[must_use]
pub fn may_not_change_alert(lang: Lang) -> String {
    words!(lang, "file.may_not_change_alert")
}

/// All notes of a member, a page of them.
#[must_use]
pub fn notes(lang: Lang, name: &str, notes: &[Note<'_>]) -> String {
    let heading = words!(lang, "file.notes", name = escape(name));
    if notes.is_empty() {
        return lines([Some(heading), Some(words!(lang, "file.no_notes"))]);
    }
    let rows: Vec<String> = notes.iter().map(|note| whole_note(lang, note)).collect();
    lines([Some(heading), GAP, Some(rows.join("\n\n"))])
}

fn whole_note(lang: Lang, note: &Note<'_>) -> String {
    let author = note.author.map_or_else(|| "–".into(), in_list);
    let (body, on) = (escape(note.body), date(lang, note.on));
    if note.private {
        words!(lang, "file.private_note_by", body = body, author = author, on = on)
    } else {
        words!(lang, "file.note_by", body = body, author = author, on = on)
    }
}

/// A note on the button that removes it.
#[must_use]
pub fn remove_this_label(lang: Lang, body: &str) -> String {
    words!(lang, "file.remove_this_label", body = short(body, 24))
}

#[must_use]
pub fn ask_note(lang: Lang, name: &str, private: bool) -> String {
    if private {
        words!(lang, "file.ask_private_note", name = escape(name))
    } else {
        words!(lang, "file.ask_note", name = escape(name))
    }
}

#[must_use]
pub fn note_too_long(lang: Lang, most: usize) -> String {
    words!(lang, "file.note_too_long", most = most)
}

#[must_use]
pub fn note_kept(lang: Lang, name: &str) -> String {
    words!(lang, "file.note_kept", name = escape(name))
}

#[must_use]
pub fn note_removed(lang: Lang) -> String {
    words!(lang, "file.note_removed")
}

#[must_use]
pub fn note_put_back(lang: Lang) -> String {
    words!(lang, "file.note_put_back")
}

/// Somebody else's note, or a private one.
#[must_use]
pub fn note_of_a_colleague_alert(lang: Lang) -> String {
    words!(lang, "file.note_of_a_colleague_alert")
}

/// The tags of a member, to put on and take off.
#[must_use]
pub fn tags(lang: Lang, name: &str, by_rule: &[&str]) -> String {
    let ruled: Vec<String> = by_rule.iter().map(|tag| in_list(tag)).collect();
    lines([
        Some(words!(lang, "file.tags_of", name = escape(name))),
        (!ruled.is_empty()).then(|| {
            words!(
                lang,
                "file.tags_by_rule",
                tags = ruled.join(&words!(lang, "names.comma"))
            )
        }),
    ])
}

/// A tag on a button, with a mark if the member has it.
#[must_use]
pub fn tag_label(title: &str, on: bool) -> String {
    let title = short(title, 24);
    if on { format!("✅ {title}") } else { title }
}

#[must_use]
pub fn ask_tag(lang: Lang) -> String {
    words!(lang, "file.ask_tag")
}

#[must_use]
pub fn bad_tag(lang: Lang, most: usize) -> String {
    words!(lang, "file.bad_tag", most = most)
}

/// There are as many tags as there can be.
#[must_use]
pub fn too_many_tags(lang: Lang, most: usize) -> String {
    words!(lang, "file.too_many_tags", most = most)
}

/// A rule puts this tag on and takes it off.
#[must_use]
pub fn tag_by_rule_alert(lang: Lang) -> String {
    words!(lang, "file.tag_by_rule_alert")
}

/// Under a photo of a member's things.
#[must_use]
pub fn photo(lang: Lang, name: &str, caption: &str, on: NaiveDate, place: i64, count: i64) -> String {
    lines([
        Some(words!(
            lang,
            "file.photo_of",
            name = escape(name),
            place = number(lang, place),
            count = number(lang, count)
        )),
        (!caption.is_empty()).then(|| escape(&short(caption, 200))),
        Some(date(lang, on)),
    ])
}

#[must_use]
pub fn no_photos(lang: Lang, name: &str) -> String {
    words!(lang, "file.no_photos", name = escape(name))
}

#[must_use]
pub fn ask_photo(lang: Lang, name: &str) -> String {
    words!(lang, "file.ask_photo", name = escape(name))
}

#[must_use]
pub fn photo_kept(lang: Lang, name: &str) -> String {
    words!(lang, "file.photo_kept", name = escape(name))
}

#[must_use]
pub fn too_many_photos(lang: Lang, most: i64) -> String {
    words!(lang, "file.too_many_photos", most = number(lang, most))
}

/// Above a member's orders that wait to be paid or handed over.
#[must_use]
pub fn open_orders_of(lang: Lang, name: &str) -> String {
    words!(lang, "file.open_orders_of", name = escape(name))
}

#[must_use]
pub fn no_open_orders_of(lang: Lang, name: &str) -> String {
    words!(lang, "file.no_open_orders_of", name = escape(name))
}

/// All that a member would like to have.
#[must_use]
pub fn wishes_of(lang: Lang, name: &str, wishes: &[Wish<'_>], currency: Currency) -> String {
    let rows = wishes.iter().map(|wish| wish_line(lang, wish, currency));
    words!(lang, "file.wishes_of", name = escape(name)) + &bullets(rows)
}

#[must_use]
pub fn no_wishes_of(lang: Lang, name: &str) -> String {
    words!(lang, "file.no_wishes_of", name = escape(name))
}

/// Everybody a member buys for.
#[must_use]
pub fn family_of(lang: Lang, name: &str, relatives: &[Relative]) -> String {
    let rows = relatives.iter().map(|one| relative(lang, one));
    words!(lang, "file.family_of", name = escape(name)) + &bullets(rows)
}

#[must_use]
pub fn no_family_of(lang: Lang, name: &str) -> String {
    words!(lang, "file.no_family_of", name = escape(name))
}

/// What was bought, with how many of each: "2 × House blend, Cup".
#[must_use]
pub fn bought(what: &[(String, u32)]) -> String {
    let things: Vec<String> = what
        .iter()
        .map(|(title, quantity)| match quantity {
            1 => title.clone(),
            several => format!("{several} × {title}"),
        })
        .collect();
    things.join(", ")
}

/// How many members have something: "1 member", "12 members".
#[must_use]
pub fn members(lang: Lang, n: i64) -> String {
    counted(lang, "file.members", n)
}
