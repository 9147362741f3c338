//! What members read about their own file, the people they buy for, their wishes, and the questions they are asked.

use chrono::NaiveDate;
use domain::birthday::Birthday;
use domain::field::{Circle, Field, FieldValue};
use domain::question::Subject;
use domain::relative::Relative;
use domain::role::Role;
use domain::{Currency, Lang, Money, Points};

use crate::date::date;
use crate::file;
use crate::number::{money, number};
use crate::text::{GAP, bullets, escape, in_list, lines, points, short};

/// What a member reads about themselves.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    pub shop: &'a str,
    pub name: &'a str,
    /// As it is dialled.
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub birthday: Option<Birthday>,
    pub fields: &'a [(&'a Field, Option<&'a FieldValue>)],
    pub relatives: i64,
    pub wishes: i64,
    pub kept_by_staff: bool,
}

/// The answer to /me: all that is known, and who sees it.
#[must_use]
pub fn own(lang: Lang, own: &Own<'_>) -> String {
    let nothing = || not_said(lang);
    let fields: Vec<String> = own
        .fields
        .iter()
        .map(|(field, value)| own_field(lang, field, *value))
        .collect();
    lines([
        Some(words!(lang, "me.heading", shop = escape(own.shop))),
        GAP,
        Some(words!(lang, "me.name", name = escape(own.name))),
        Some(words!(lang, "me.phone", phone = own.phone.map_or_else(nothing, escape))),
        Some(words!(lang, "me.email", email = own.email.map_or_else(nothing, escape))),
        Some(words!(
            lang,
            "me.birthday",
            day = own.birthday.map_or_else(nothing, |day| file::birthday(lang, day))
        )),
        (!fields.is_empty()).then(|| fields.join("\n")),
        (own.relatives > 0).then(|| words!(lang, "me.relatives", n = number(lang, own.relatives))),
        (own.wishes > 0).then(|| words!(lang, "me.wishes_count", n = number(lang, own.wishes))),
        GAP,
        Some(words!(lang, "me.who_sees")),
        own.kept_by_staff.then(|| words!(lang, "me.kept_by_staff")),
    ])
}

fn own_field(lang: Lang, field: &Field, value: Option<&FieldValue>) -> String {
    let title = in_list(&field.title);
    let value = value.map_or_else(|| not_said(lang), |value| escape(&short(&plain(lang, value), 60)));
    match field.seen_by.staff {
        Role::Clerk => words!(lang, "me.field", title = title, value = value),
        Role::Manager => words!(lang, "me.field_for_managers", title = title, value = value),
        Role::Owner => words!(lang, "me.field_for_owner", title = title, value = value),
    }
}

/// A value that [`escape`] has not touched yet.
fn plain(lang: Lang, value: &FieldValue) -> String {
    crate::text::alert(&file::value(lang, value))
}

/// The own e-mail address, who sees it, and how to say another one.
#[must_use]
pub fn ask_email(lang: Lang, known: Option<&str>) -> String {
    lines([
        Some(words!(lang, "me.email_heading")),
        Some(known.map_or_else(|| not_said(lang), escape)),
        GAP,
        Some(seen_by_managers(lang)),
        Some(words!(lang, "me.ask_email")),
    ])
}

/// What the shop calls the member who asks. `own`: because they said so.
#[must_use]
pub fn ask_name(lang: Lang, name: &str, own: bool) -> String {
    lines([
        Some(words!(lang, "me.name_heading")),
        Some(escape(name)),
        GAP,
        Some(if own {
            words!(lang, "me.name_is_yours")
        } else {
            words!(lang, "me.name_is_telegrams")
        }),
        Some(words!(lang, "me.ask_name")),
    ])
}

/// What was sent is no name, or longer than `most` characters.
#[must_use]
pub fn no_name(lang: Lang, most: usize) -> String {
    words!(lang, "me.no_name", most = most)
}

#[must_use]
pub fn name_kept(lang: Lang, name: &str) -> String {
    words!(lang, "me.name_kept", name = escape(name))
}

/// What was sent is no e-mail address.
#[must_use]
pub fn no_email(lang: Lang) -> String {
    words!(lang, "me.no_email")
}

fn not_said(lang: Lang) -> String {
    words!(lang, "me.not_said")
}

fn seen_by_managers(lang: Lang) -> String {
    words!(lang, "me.seen_by_managers")
}

/// Who sees a field, as the member reads it.
#[must_use]
pub fn seen_by(lang: Lang, circle: Circle) -> String {
    match circle.staff {
        Role::Clerk => words!(lang, "me.seen_by_staff"),
        Role::Manager => seen_by_managers(lang),
        Role::Owner => words!(lang, "me.seen_by_owner"),
    }
}

/// One field of the own file. `reward`: what the answer brings, if it still does.
#[must_use]
pub fn field(lang: Lang, field: &Field, known: Option<&FieldValue>, can_change: bool) -> String {
    lines([
        Some(words!(lang, "me.field_heading", title = escape(&field.title))),
        Some(known.map_or_else(|| not_said(lang), |known| file::value(lang, known))),
        GAP,
        field.why.as_deref().map(escape),
        Some(seen_by(lang, field.seen_by)),
        can_change.then(|| file::how_to_write(lang, field)),
    ])
}

/// It is kept, and what came with it.
#[must_use]
pub fn kept(lang: Lang, reward: Points) -> String {
    if reward.is_zero() {
        words!(lang, "me.kept")
    } else {
        words!(lang, "me.kept_with_points", points = points(lang, reward))
    }
}

/// The own birthday is kept; `again_from`: not to be changed before that day. `counts_from`: the day is so near that for
/// gifts it counts from then on (B2).
#[must_use]
pub fn birthday_kept(
    lang: Lang,
    reward: Points,
    again_from: Option<NaiveDate>,
    counts_from: Option<NaiveDate>,
) -> String {
    lines([
        Some(birthday_is_kept(lang, reward, again_from)),
        counts_from.map(|from| words!(lang, "me.birthday_is_near", from = date(lang, from))),
    ])
}

fn birthday_is_kept(lang: Lang, reward: Points, again_from: Option<NaiveDate>) -> String {
    match again_from {
        None => kept(lang, reward),
        Some(from) if reward.is_zero() => words!(lang, "me.birthday_kept", from = date(lang, from)),
        Some(from) => words!(
            lang,
            "me.birthday_kept_with_points",
            points = points(lang, reward),
            from = date(lang, from)
        ),
    }
}

#[must_use]
pub fn removed(lang: Lang) -> String {
    words!(lang, "me.removed")
}

/// This field is the shop's to fill in.
#[must_use]
pub fn not_yours_to_change_alert(lang: Lang) -> String {
    words!(lang, "me.not_yours_to_change_alert")
}

/// A button of the own file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Me,
    OwnName,
    TelegramName,
    Birthday,
    Email,
    Family,
    Wishes,
    AskMe,
    DoNotAskMe,
    Answer,
    NotNow,
    Never,
    ByMonth,
    ByLunarMonth,
    ByLeapMonth,
    TakeFromProfile,
    AddRelative,
    Name,
    Day,
    Size,
    Taste,
    Remove,
    Wish,
    Unwish,
}

impl Act {
    pub const ALL: [Self; 24] = [
        Self::Me,
        Self::OwnName,
        Self::TelegramName,
        Self::Birthday,
        Self::Email,
        Self::Family,
        Self::Wishes,
        Self::AskMe,
        Self::DoNotAskMe,
        Self::Answer,
        Self::NotNow,
        Self::Never,
        Self::ByMonth,
        Self::ByLunarMonth,
        Self::ByLeapMonth,
        Self::TakeFromProfile,
        Self::AddRelative,
        Self::Name,
        Self::Day,
        Self::Size,
        Self::Taste,
        Self::Remove,
        Self::Wish,
        Self::Unwish,
    ];
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Me => words!(lang, "me.act.me_label"),
        Act::OwnName => words!(lang, "me.act.own_name_label"),
        Act::TelegramName => words!(lang, "me.act.telegram_name_label"),
        Act::Birthday => words!(lang, "me.act.birthday_label"),
        Act::Email => words!(lang, "me.act.email_label"),
        Act::Family => words!(lang, "me.act.family_label"),
        Act::Wishes => words!(lang, "me.act.wishes_label"),
        Act::AskMe => words!(lang, "me.act.ask_me_label"),
        Act::DoNotAskMe => words!(lang, "me.act.do_not_ask_label"),
        Act::Answer => words!(lang, "me.act.answer_label"),
        Act::NotNow => words!(lang, "me.act.not_now_label"),
        Act::Never => words!(lang, "me.act.never_label"),
        Act::ByMonth => words!(lang, "me.act.by_month_label"),
        Act::ByLunarMonth => words!(lang, "me.act.by_lunar_month_label"),
        Act::ByLeapMonth => words!(lang, "me.act.by_leap_month_label"),
        Act::TakeFromProfile => words!(lang, "me.act.take_from_profile_label"),
        Act::AddRelative => words!(lang, "me.act.add_relative_label"),
        Act::Name => words!(lang, "me.act.name_label"),
        Act::Day => words!(lang, "me.act.day_label"),
        Act::Size => words!(lang, "me.act.size_label"),
        Act::Taste => words!(lang, "me.act.taste_label"),
        Act::Remove => words!(lang, "me.act.remove_label"),
        Act::Wish => words!(lang, "me.act.wish_label"),
        Act::Unwish => words!(lang, "me.act.unwish_label"),
    }
}

/// How questions stand: they come now and then, or no more.
#[must_use]
pub fn asked_again(lang: Lang, ask: bool) -> String {
    if ask {
        words!(lang, "me.asked_again")
    } else {
        words!(lang, "me.not_asked")
    }
}

/// The own birthday, and what it is for.
#[must_use]
pub fn birthday(lang: Lang, known: Option<Birthday>) -> String {
    lines([
        Some(words!(lang, "me.birthday_heading")),
        Some(known.map_or_else(|| not_said(lang), |day| file::birthday(lang, day))),
        GAP,
        Some(words!(lang, "me.birthday_what_for")),
        Some(words!(lang, "me.birthday_how")),
    ])
}

/// Somebody else's birthday, typed or tapped: a member's by staff, a relative's by the member. `counts_from`: where it
/// was said too late for the next one's gift.
#[must_use]
pub fn birthday_of(lang: Lang, who: &str, known: Option<Birthday>, counts_from: Option<NaiveDate>) -> String {
    lines([
        Some(words!(lang, "me.birthday_of", who = escape(who))),
        Some(known.map_or_else(|| not_said(lang), |day| file::birthday(lang, day))),
        counts_from.map(|from| file::birthday_is_late(lang, from)),
        GAP,
        Some(words!(lang, "me.birthday_of_how")),
    ])
}

/// What stands in the public profile, for a yes.
#[must_use]
pub fn from_profile(lang: Lang, day: Birthday) -> String {
    words!(lang, "me.from_profile", day = file::birthday(lang, day))
}

#[must_use]
pub fn choose_month(lang: Lang) -> String {
    words!(lang, "me.choose_month")
}

#[must_use]
pub fn choose_day(lang: Lang) -> String {
    words!(lang, "me.choose_day")
}

/// A month on a button: "March", "三月".
#[must_use]
pub fn month_label(lang: Lang, month: u32, is_lunar: bool) -> String {
    if is_lunar {
        return words!(lang, "me.lunar_month_label", month = month);
    }
    // Any year has the month.
    NaiveDate::from_ymd_opt(2000, month, 1).map_or_else(String::new, |day| crate::date::month_name(lang, day))
}

/// A typed birthday that cannot be read.
#[must_use]
pub fn bad_birthday(lang: Lang) -> String {
    words!(lang, "me.bad_birthday")
}

/// The birthday was changed less than a year ago.
#[must_use]
pub fn birthday_not_yet(lang: Lang, from: NaiveDate) -> String {
    words!(lang, "me.birthday_not_yet", from = date(lang, from))
}

/// The people a member buys for.
#[must_use]
pub fn family(lang: Lang, relatives: &[Relative]) -> String {
    let rows = bullets(relatives.iter().map(|one| file::relative(lang, one)));
    lines([
        Some(words!(lang, "me.family_heading")),
        (!rows.is_empty()).then(|| rows.trim_start().to_owned()),
        GAP,
        Some(words!(lang, "me.family_what_for")),
    ])
}

#[must_use]
pub fn choose_relation(lang: Lang) -> String {
    words!(lang, "me.choose_relation")
}

/// One of them, to be completed.
#[must_use]
pub fn relative(lang: Lang, relative: &Relative) -> String {
    lines([
        Some(words!(lang, "me.relative", who = file::relative(lang, relative))),
        GAP,
        Some(words!(lang, "me.relative_hint")),
    ])
}

/// What is asked about a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativeLine {
    Name,
    Size,
    Taste,
}

impl RelativeLine {
    pub const ALL: [Self; 3] = [Self::Name, Self::Size, Self::Taste];
}

#[must_use]
pub fn ask_relative(lang: Lang, what: RelativeLine) -> String {
    match what {
        RelativeLine::Name => words!(lang, "me.ask_relative_name"),
        RelativeLine::Size => words!(lang, "me.ask_relative_size"),
        RelativeLine::Taste => words!(lang, "me.ask_relative_taste"),
    }
}

#[must_use]
pub fn line_too_long(lang: Lang, most: usize) -> String {
    words!(lang, "me.line_too_long", most = most)
}

#[must_use]
pub fn too_many_relatives(lang: Lang, most: usize) -> String {
    words!(lang, "me.too_many_relatives", most = most)
}

/// Something on the wish list.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub title: &'a str,
    pub price: Money,
    pub sold_out: bool,
}

/// The answer to /wishes.
#[must_use]
pub fn wishes(lang: Lang, wishes: &[Wish<'_>], currency: Currency) -> String {
    if wishes.is_empty() {
        return words!(lang, "me.no_wishes");
    }
    let rows = wishes.iter().map(|wish| wish_line(lang, wish, currency));
    lines([Some(words!(lang, "me.wishes_heading") + &bullets(rows))])
}

pub(crate) fn wish_line(lang: Lang, wish: &Wish<'_>, currency: Currency) -> String {
    let (title, price) = (in_list(wish.title), money(lang, wish.price, currency));
    if wish.sold_out {
        words!(lang, "me.wish_sold_out", title = title, price = price)
    } else {
        words!(lang, "me.wish", title = title, price = price)
    }
}

#[must_use]
pub fn wished_alert(lang: Lang, wished: bool) -> String {
    if wished {
        words!(lang, "me.wished_alert")
    } else {
        words!(lang, "me.unwished_alert")
    }
}

#[must_use]
pub fn too_many_wishes_alert(lang: Lang, most: i64) -> String {
    words!(lang, "me.too_many_wishes_alert", most = number(lang, most))
}

/// A question as it comes to a member.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub shop: &'a str,
    pub subject: Option<Subject>,
    pub title: &'a str,
    pub why: Option<&'a str>,
    pub points: Points,
}

/// One gentle question, and what the member gets for an answer (D1).
#[must_use]
pub fn question(lang: Lang, asked: &Question<'_>) -> String {
    let shop = escape(asked.shop);
    let (ask, usual) = match asked.subject {
        Some(Subject::Birthday) => (
            words!(lang, "me.question_birthday", shop = shop),
            words!(lang, "me.question_birthday_why"),
        ),
        Some(Subject::Family) => (
            words!(lang, "me.question_family", shop = shop),
            words!(lang, "me.question_family_why"),
        ),
        Some(Subject::Field(_)) | None => (
            words!(lang, "me.question_field", shop = shop, title = escape(asked.title)),
            words!(lang, "me.question_field_why", shop = shop),
        ),
    };
    lines([
        Some(ask),
        Some(asked.why.map_or(usual, escape)),
        (!asked.points.is_zero()).then(|| words!(lang, "me.question_points", points = points(lang, asked.points))),
    ])
}

/// After "not now" or "don't ask again".
#[must_use]
pub fn put_off(lang: Lang, never: bool) -> String {
    if never {
        words!(lang, "me.never_again")
    } else {
        words!(lang, "me.another_time")
    }
}

/// An option of a choice or size on a button.
#[must_use]
pub fn option_label(option: &str) -> String {
    short(option, 28)
}
