//! `/tasks`: what there is to do, and each of it done, put off or handed over with a tap.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{TaskState, Whom, often, stands};
use domain::when::{self, When};
use domain::{Lang, ShopId, TaskId, UserId, name};
use loyalty::{LONGEST_NOTE, MyTasks, NoteWritten, TaskChanged, TaskTurn, WriteNote};
use say::tasks::{self as words, Act, act_label};
use storage::tasks::Task;

use super::{answer, menu_row, no_longer_staff, on_staff, outdated, turn_away};
use crate::handlers::customer::{back_to, join, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// What is open, one's own or everybody's.
pub async fn list(visit: &Visit<'_>, everybodys: bool, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    visit.end_dialog().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let whose = if everybodys { MyTasks::Everybodys } else { MyTasks::Mine };
    let Ok(found) = visit.club.loyalty.tasks(shop, visit.user(), whose, page).await? else {
        return no_longer_staff(visit).await;
    };
    let now = visit.club.loyalty.clock.now();
    let told: Vec<words::Line<'_>> = found
        .tasks
        .iter()
        .map(|task| words::Line {
            owner: task.owner_name.as_deref().filter(|_| everybodys),
            ..line(shop, task, now)
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = found
        .tasks
        .iter()
        .zip(&told)
        .map(|(task, line)| {
            let label = words::task_label(lang, line);
            vec![Button::tap(label, Tap::Task { task: task.id }.data())]
        })
        .collect();
    rows.push(pager(visit, page, found.more, |page| Tap::Tasks {
        everybodys: i64::from(everybodys),
        page,
    }));
    let other = if everybodys { Act::Mine } else { Act::Everybodys };
    let tap = Tap::Tasks {
        everybodys: i64::from(!everybodys),
        page: 0,
    };
    rows.push(vec![Button::tap(act_label(lang, other), tap.data())]);
    rows.push(menu_row(visit));
    let text = words::list(lang, everybodys, &told, shop.day(now));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// The button of a letter that tells of all that waits in a shop.
pub async fn open_all(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => list(&there, true, 0).await,
        None => outdated(visit).await,
    }
}

/// The button of a letter: its task may be another shop's than the chat is about.
pub async fn open(visit: &Visit<'_>, shop: ShopId, task: TaskId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) => show(&there, task).await,
        None => outdated(visit).await,
    }
}

pub async fn show(visit: &Visit<'_>, id: TaskId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(task) = visit.club.loyalty.task(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    visit.end_dialog().await?;
    visit.show(&in_words(visit, shop, &task)).await?;
    Ok(())
}

/// A task with what can be done about it.
pub(super) fn in_words(visit: &Visit<'_>, shop: &Shop, task: &Task) -> Message {
    let (lang, id) = (visit.lang(), task.id);
    let tap = |act, tap: Tap| Button::tap(act_label(lang, act), tap.data());
    let mut rows = if task.state == TaskState::Open {
        let user = visit.user();
        let mut first = vec![tap(Act::Done, Tap::EndTask { task: id, done: 1 }).style(Style::Success)];
        if task.owner != Some(user) {
            first.push(tap(Act::Take, Tap::GiveTask { task: id, user }));
        }
        let later = vec![
            tap(Act::Later, Tap::AskTaskTime { task: id }),
            tap(Act::Give, Tap::AskTaskOwner { task: id }),
        ];
        vec![first, later]
    } else {
        let mut rows = vec![vec![tap(Act::Reopen, Tap::ReopenTask { task: id })]];
        if let Whom::Member(_) = task.whom {
            rows.insert(0, vec![tap(Act::AddNote, Tap::AskOutcome { task: id })]);
        }
        rows
    };
    if let Whom::Member(member) = task.whom {
        rows.push(vec![Button::tap(
            say::till::open_file_label(lang),
            Tap::File { member }.data(),
        )]);
    }
    if task.state == TaskState::Open {
        rows.push(vec![
            tap(Act::Drop, Tap::EndTask { task: id, done: 0 }).style(Style::Danger),
        ]);
    }
    rows.push(back_to(visit, &Tap::Tasks { everybodys: 0, page: 0 }));
    let now = visit.club.loyalty.clock.now();
    let link = task.said.and_then(domain::task::Said::link);
    let end = match task.state {
        TaskState::Open => None,
        TaskState::Done => Some(words::End::Done),
        TaskState::Dropped => Some(words::End::Dropped),
    };
    let told = words::Task {
        line: line(shop, task, now),
        maker: task.maker_name.as_deref(),
        made_on: shop.day(task.made_at),
        ended: end.zip(task.ended_at).map(|(end, at)| (end, shop.day(at))),
        link: link.as_deref(),
        today: shop.day(now),
    };
    screen(words::detail(lang, &told), rows)
}

/// A task as `say` takes it.
pub(super) fn line<'a>(shop: &Shop, task: &'a Task, now: DateTime<Utc>) -> words::Line<'a> {
    words::Line {
        who: &task.who,
        told: task.told.as_ref(),
        due: task.due_at.with_timezone(&shop.time_zone).naive_local(),
        stands: stands(shop, task.due_at, now),
        owner: task.owner_name.as_deref(),
    }
}

/// Changes a task, and shows it as it stands now.
pub async fn turn(visit: &Visit<'_>, id: TaskId, turn: TaskTurn) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let changed = visit.club.loyalty.change_task(shop, visit.user(), id, turn).await?;
    let task = match changed {
        TaskChanged::Ended(task) if turn != TaskTurn::Done || task.state != TaskState::Done => {
            return turn_away(visit, &words::ended_before(lang)).await;
        }
        TaskChanged::Done(task) | TaskChanged::Ended(task) => task,
        TaskChanged::Gone => return outdated(visit).await,
        TaskChanged::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    visit.end_dialog().await?;
    answer(visit, &in_words(visit, shop, &task)).await
}

/// What came of it can stand in the file: its words come next.
pub async fn ask_outcome(visit: &Visit<'_>, id: TaskId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(task) = visit.club.loyalty.task(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let text = words::ask_outcome(visit.lang(), &task.who);
    visit
        .show(&screen(text, vec![back_to(visit, &Tap::Task { task: id })]))
        .await?;
    visit.ask(&Dialog::TaskOutcome { task: id }).await
}

/// The words of what came of it: a note on the file.
pub async fn on_outcome(visit: &Visit<'_>, id: TaskId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(task) = loyalty.task(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let Whom::Member(member) = task.whom else {
        return outdated(visit).await;
    };
    let body = name::one_line(text);
    if body.is_empty() || body.chars().count() > LONGEST_NOTE {
        let rows = vec![back_to(visit, &Tap::Task { task: id })];
        return answer(visit, &screen(say::file::note_too_long(lang, LONGEST_NOTE), rows)).await;
    }
    let ask = WriteNote {
        member,
        body: &body,
        private: false,
        by: visit.user(),
        cause: &format!("outcome:{id}:{}", visit.message().unwrap_or_default()),
    };
    match loyalty.write_note(shop, &ask).await? {
        NoteWritten::Done(_) => {
            let rows = vec![
                back_to(visit, &Tap::Tasks { everybodys: 0, page: 0 }),
                back_to(visit, &Tap::File { member }),
            ];
            answer(visit, &screen(say::file::note_kept(lang, &task.who), rows)).await?;
            visit.end_dialog().await?;
            Ok(())
        }
        NoteWritten::Gone => outdated(visit).await,
        NoteWritten::NotAllowed => no_longer_staff(visit).await,
    }
}

/// "Later": when.
pub async fn ask_time(visit: &Visit<'_>, id: TaskId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(task) = visit.club.loyalty.task(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, now) = (visit.lang(), local_now(visit, shop));
    let times = often(now, shop.mail.hour);
    let mut rows: Vec<Vec<Button>> = time_rows(lang, shop, id, &times, now.date());
    rows.push(back_to(visit, &Tap::Task { task: id }));
    visit.show(&screen(words::ask_later(lang, &task.who), rows)).await?;
    visit.ask(&Dialog::TaskTime { task: id }).await
}

fn time_rows(lang: Lang, shop: &Shop, task: TaskId, times: &[NaiveDateTime], today: NaiveDate) -> Vec<Vec<Button>> {
    let buttons: Vec<Button> = times
        .iter()
        .map(|time| {
            let minute = shop.at(*time).timestamp().div_euclid(60);
            let label = words::time_label(lang, *time, today);
            Button::tap(label, Tap::PutOffTask { task, minute }.data())
        })
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

/// A time on a button, in minutes since 1970.
pub async fn put_off(visit: &Visit<'_>, id: TaskId, minute: i64) -> anyhow::Result<()> {
    let at = minute
        .checked_mul(60)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    match at.filter(|at| *at > visit.club.loyalty.clock.now()) {
        Some(at) => turn(visit, id, TaskTurn::PutOff(at)).await,
        // The button is old.
        None => ask_time(visit, id).await,
    }
}

/// A time in words.
pub async fn on_time(visit: &Visit<'_>, id: TaskId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let (said, _) = read_time(visit, shop, text);
    match said {
        When::At(moment) => turn(visit, id, TaskTurn::PutOff(shop.at(moment.at))).await,
        When::Unclear(either) => {
            let now = local_now(visit, shop);
            let times = either.map(|moment| moment.at);
            let mut rows = time_rows(lang, shop, id, &times, now.date());
            rows.push(back_to(visit, &Tap::Task { task: id }));
            answer(visit, &screen(words::unclear(lang, times, now.date()), rows)).await
        }
        refused => {
            let text = refusal(lang, &refused, local_now(visit, shop).date()).unwrap_or_else(|| words::no_time(lang));
            answer(visit, &screen(text, vec![back_to(visit, &Tap::Task { task: id })])).await
        }
    }
}

/// The time that words begin with, and what follows it.
pub(super) fn read_time<'t>(visit: &Visit<'_>, shop: &Shop, text: &'t str) -> (When, &'t str) {
    let usual = NaiveTime::from_hms_opt(shop.mail.hour, 0, 0).unwrap_or_default();
    when::read(text, visit.lang(), local_now(visit, shop), usual)
}

/// Why a time is none, for those that are refused.
pub(super) fn refusal(lang: Lang, said: &When, today: NaiveDate) -> Option<String> {
    Some(match said {
        When::Past => words::past(lang),
        When::NoSuchDay => words::no_such_day(lang),
        When::TooFar => words::too_far(lang),
        When::Unclear(either) => words::unclear(lang, either.map(|moment| moment.at), today),
        When::At(_) | When::Nothing => return None,
    })
}

pub(super) fn local_now(visit: &Visit<'_>, shop: &Shop) -> NaiveDateTime {
    let now = visit.club.loyalty.clock.now();
    now.with_timezone(&shop.time_zone).naive_local()
}

/// "Hand over": to whom.
pub async fn ask_owner(visit: &Visit<'_>, id: TaskId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(task) = loyalty.task(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let staff = loyalty.staff(shop.id).await?;
    let mut rows: Vec<Vec<Button>> = staff
        .iter()
        .filter(|employee| Some(employee.user) != task.owner)
        .map(|employee| {
            let tap = Tap::GiveTask {
                task: id,
                user: employee.user,
            };
            vec![Button::tap(say::common::name_label(&employee.name), tap.data())]
        })
        .collect();
    let nobody = Tap::GiveTask { task: id, user: NOBODY };
    rows.push(vec![Button::tap(act_label(lang, Act::Nobody), nobody.data())]);
    rows.push(back_to(visit, &Tap::Task { task: id }));
    visit.show(&screen(words::ask_owner(lang, &task.who), rows)).await?;
    Ok(())
}

/// On a button: whoever is free. No account has this id.
const NOBODY: UserId = UserId(0);

pub async fn give(visit: &Visit<'_>, id: TaskId, user: UserId) -> anyhow::Result<()> {
    turn(visit, id, TaskTurn::Give((user != NOBODY).then_some(user))).await
}

/// The message that asks for something, as the cause of what comes of it.
pub(super) fn cause_of(visit: &Visit<'_>) -> String {
    match &visit.asked {
        Asked::Message { id } => format!("task:{}:{id}", visit.chat),
        Asked::Tap { id, .. } => format!("task:tap:{id}"),
    }
}
