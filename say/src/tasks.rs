//! What staff are to do.

use chrono::{NaiveDate, NaiveDateTime};
use domain::Lang;
use domain::task::{Stands, Subject, Told};

use crate::automations;
use crate::date::{appointment, date};
use crate::number::number;
use crate::text::{GAP, counted, escape, in_list, lines, short};

/// Characters of what is to be done, in a line of a list.
const IN_A_LINE: usize = 60;
/// The same on a button.
const ON_A_BUTTON: usize = 32;

/// A task as it stands in a list.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub who: &'a str,
    /// `None`: it cannot be read.
    pub told: Option<&'a Told>,
    /// On the shop's clock.
    pub due: NaiveDateTime,
    pub stands: Stands,
    /// Whose it is, where that is said.
    pub owner: Option<&'a str>,
}

/// How one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Done,
    Dropped,
}

/// A task, whole.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    pub line: Line<'a>,
    /// Who made it. `None`: the club itself.
    pub maker: Option<&'a str>,
    pub made_on: NaiveDate,
    pub ended: Option<(End, NaiveDate)>,
    /// Where the message is that it goes back to.
    pub link: Option<&'a str>,
    pub today: NaiveDate,
}

/// Buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Menu,
    FollowUp,
    Mine,
    Everybodys,
    Done,
    Later,
    Give,
    Take,
    Drop,
    Reopen,
    AddNote,
    /// Of everybody: whoever takes it.
    Nobody,
    Open,
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Menu => words!(lang, "tasks.act.menu"),
        Act::FollowUp => words!(lang, "tasks.act.follow_up"),
        Act::Mine => words!(lang, "tasks.act.mine"),
        Act::Everybodys => words!(lang, "tasks.act.everybodys"),
        Act::Done => words!(lang, "tasks.act.done"),
        Act::Later => words!(lang, "tasks.act.later"),
        Act::Give => words!(lang, "tasks.act.give"),
        Act::Take => words!(lang, "tasks.act.take"),
        Act::Drop => words!(lang, "tasks.act.drop"),
        Act::Reopen => words!(lang, "tasks.act.reopen"),
        Act::AddNote => words!(lang, "tasks.act.add_note"),
        Act::Nobody => words!(lang, "tasks.act.nobody"),
        Act::Open => words!(lang, "tasks.act.open"),
    }
}

/// The menu's button, with how many are due today.
#[must_use]
pub fn menu_label(lang: Lang, due: i64) -> String {
    if due == 0 {
        return act_label(lang, Act::Menu);
    }
    words!(lang, "tasks.menu_due", n = number(lang, due))
}

/// "Call about the boots". Not escaped.
pub(crate) fn what(lang: Lang, told: Option<&Told>) -> String {
    match told.map(|told| &told.subject) {
        Some(Subject::Words { what }) => what.clone(),
        Some(Subject::GetBack) => words!(lang, "tasks.what.get_back"),
        Some(Subject::LowRating { stars }) => {
            words!(lang, "tasks.what.low_rating", stars = number(lang, i64::from(*stars)))
        }
        Some(Subject::Automation { trigger, title, .. }) => {
            let name = title.clone().unwrap_or_else(|| automations::name(lang, *trigger, None));
            words!(lang, "tasks.what.automation", name = name)
        }
        None => words!(lang, "tasks.what.sealed"),
    }
}

/// "What · who" on a button.
#[must_use]
pub fn task_label(lang: Lang, line: &Line<'_>) -> String {
    let told = format!("{} · {}", line.who, what(lang, line.told));
    format!("{} {}", mark(line.stands), short(&told, ON_A_BUTTON))
}

const fn mark(stands: Stands) -> &'static str {
    match stands {
        Stands::Overdue => "🔴",
        Stands::Today => "🟡",
        Stands::Later => "▫️",
    }
}

/// A page of tasks.
#[must_use]
pub fn list(lang: Lang, everybodys: bool, tasks: &[Line<'_>], today: NaiveDate) -> String {
    let title = if everybodys {
        words!(lang, "tasks.everybodys")
    } else {
        words!(lang, "tasks.mine")
    };
    if tasks.is_empty() {
        return format!("{title}\n\n{}", words!(lang, "tasks.none"));
    }
    let told: Vec<String> = tasks
        .iter()
        .map(|task| {
            let head = format!("{} <b>{}</b>", mark(task.stands), appointment(lang, task.due, today));
            let owner = task.owner.map(|owner| format!(" · {}", in_list(owner)));
            let what = escape(&short(&what(lang, task.told), IN_A_LINE));
            format!("{head}{}\n{} · {what}", owner.unwrap_or_default(), in_list(task.who))
        })
        .collect();
    format!("{title}\n\n{}", told.join("\n\n"))
}

/// One of them.
#[must_use]
pub fn detail(lang: Lang, task: &Task<'_>) -> String {
    let line = &task.line;
    let due = appointment(lang, line.due, task.today);
    let stands = match (task.ended, line.stands) {
        (Some((End::Done, on)), _) => words!(lang, "tasks.was_done", date = date(lang, on)),
        (Some((End::Dropped, on)), _) => words!(lang, "tasks.was_dropped", date = date(lang, on)),
        (None, Stands::Overdue) => words!(lang, "tasks.overdue", when = due),
        (None, Stands::Today | Stands::Later) => words!(lang, "tasks.due", when = due),
    };
    let owner = match line.owner {
        Some(owner) => words!(lang, "tasks.owner", name = in_list(owner)),
        None => words!(lang, "tasks.nobodys"),
    };
    let made = match task.maker {
        Some(maker) => words!(
            lang,
            "tasks.made_by",
            name = in_list(maker),
            date = date(lang, task.made_on)
        ),
        None => words!(lang, "tasks.made_by_itself", date = date(lang, task.made_on)),
    };
    let quote = line.told.and_then(|told| told.quote.as_deref());
    lines([
        Some(format!("📌 <b>{}</b>", escape(&what(lang, line.told)))),
        Some(in_list(line.who)),
        GAP,
        quote.map(quoted),
        task.link
            .map(|link| format!("<a href=\"{}\">{}</a>", escape(link), words!(lang, "tasks.message"))),
        GAP.filter(|_| quote.is_some() || task.link.is_some()),
        Some(stands),
        Some(owner),
        Some(made),
    ])
}

fn quoted(quote: &str) -> String {
    format!("<blockquote>{}</blockquote>", escape(quote))
}

/// A task was made: what and when its maker is reminded.
#[must_use]
pub fn made(lang: Lang, line: &Line<'_>, today: NaiveDate) -> String {
    words!(
        lang,
        "tasks.made",
        who = in_list(line.who),
        what = escape(&what(lang, line.told)),
        when = appointment(lang, line.due, today)
    )
}

/// To its owner: its time has come.
#[must_use]
pub fn is_due(lang: Lang, who: &str, told: Option<&Told>) -> String {
    news(words!(lang, "tasks.is_due", who = in_list(who)), lang, told)
}

/// To somebody who was given it.
#[must_use]
pub fn is_given(lang: Lang, who: &str, told: Option<&Told>, due: NaiveDateTime) -> String {
    let head = words!(
        lang,
        "tasks.is_given",
        who = in_list(who),
        when = crate::date::moment(lang, due)
    );
    news(head, lang, told)
}

/// To managers: nobody did it.
#[must_use]
pub fn is_overdue(lang: Lang, who: &str, told: Option<&Told>, due: NaiveDateTime, owner: Option<&str>) -> String {
    let when = crate::date::moment(lang, due);
    let head = match owner {
        Some(owner) => words!(
            lang,
            "tasks.is_overdue",
            who = in_list(who),
            when = when,
            name = in_list(owner)
        ),
        None => words!(lang, "tasks.is_overdue_for_nobody", who = in_list(who), when = when),
    };
    news(head, lang, told)
}

fn news(head: String, lang: Lang, told: Option<&Told>) -> String {
    let quote = told.and_then(|told| told.quote.as_deref());
    lines([
        Some(head),
        Some(format!("<b>{}</b>", escape(&what(lang, told)))),
        quote.map(quoted),
    ])
}

/// To staff: so many wait for somebody.
#[must_use]
pub fn waiting(lang: Lang, shop: &str, count: i64) -> String {
    words!(
        lang,
        "tasks.waiting",
        shop = in_list(shop),
        customers = counted(lang, "tasks.customers", count)
    )
}

/// What is asked when somebody taps "Follow up". `hour`: at which days begin.
#[must_use]
pub fn ask_follow_up(lang: Lang, who: &str, hour: u32) -> String {
    words!(
        lang,
        "tasks.ask_follow_up",
        who = in_list(who),
        hour = crate::settings::hour_of_day(lang, i64::from(hour))
    )
}

/// How it goes in a group.
#[must_use]
pub fn how_to_follow(lang: Lang) -> String {
    words!(lang, "tasks.how_to_follow")
}

#[must_use]
pub fn ask_later(lang: Lang, who: &str) -> String {
    words!(lang, "tasks.ask_later", who = in_list(who))
}

#[must_use]
pub fn ask_owner(lang: Lang, who: &str) -> String {
    words!(lang, "tasks.ask_owner", who = in_list(who))
}

/// After "Done": what came of it.
#[must_use]
pub fn ask_outcome(lang: Lang, who: &str) -> String {
    words!(lang, "tasks.ask_outcome", who = in_list(who))
}

/// A time on a button.
#[must_use]
pub fn time_label(lang: Lang, at: NaiveDateTime, today: NaiveDate) -> String {
    appointment(lang, at, today)
}

/// No time was said where one is needed.
#[must_use]
pub fn no_time(lang: Lang) -> String {
    words!(lang, "tasks.no_time")
}

#[must_use]
pub fn past(lang: Lang) -> String {
    words!(lang, "tasks.past")
}

#[must_use]
pub fn no_such_day(lang: Lang) -> String {
    words!(lang, "tasks.no_such_day")
}

#[must_use]
pub fn too_far(lang: Lang) -> String {
    words!(lang, "tasks.too_far")
}

/// It could be either.
#[must_use]
pub fn unclear(lang: Lang, either: [NaiveDateTime; 2], today: NaiveDate) -> String {
    let [one, other] = either.map(|at| appointment(lang, at, today));
    words!(lang, "tasks.unclear", one = one, other = other)
}

#[must_use]
pub fn too_long(lang: Lang, most: usize) -> String {
    words!(
        lang,
        "tasks.too_long",
        n = number(lang, i64::try_from(most).unwrap_or(i64::MAX))
    )
}

/// Over the chat: it ended before.
#[must_use]
pub fn ended_before(lang: Lang) -> String {
    words!(lang, "tasks.ended_before")
}

/// On a file: what is open about the member.
#[must_use]
pub fn on_file(lang: Lang, tasks: &[Line<'_>], today: NaiveDate) -> String {
    let told: Vec<String> = tasks
        .iter()
        .map(|task| {
            let what = escape(&short(&what(lang, task.told), IN_A_LINE));
            format!("📌 {}: {what}", appointment(lang, task.due, today))
        })
        .collect();
    told.join("\n")
}
