//! What is said of what there is to do.

use chrono::NaiveDateTime;
use domain::automation::Trigger;
use domain::letter::Letter;
use domain::task::{Stands, Subject, TaskNews, Told};
use domain::{Lang, ShopId, TaskId};
use say::tasks::{Act, End, Line, Task};
use uuid::Uuid;

use super::{Page, People, day, said};

#[expect(clippy::too_many_lines, reason = "each sentence once")]
pub fn about_tasks(lang: Lang, people: &People) -> Vec<Page> {
    let (name, typed) = (people.name.as_str(), people.typed.as_str());
    let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    let (due, today) = (at("2027-03-11T10:00:00"), day("2027-03-10"));
    let told = |subject| Told {
        subject,
        who: None,
        quote: Some(people.typed.clone()),
    };
    let words = told(Subject::Words { what: typed.into() });
    let rating = told(Subject::LowRating { stars: 2 });
    let automated = told(Subject::Automation {
        trigger: Trigger::Retain,
        title: None,
        days: 90,
    });
    let titled = told(Subject::Automation {
        trigger: Trigger::Retain,
        title: Some(people.title.clone()),
        days: 90,
    });
    let back = told(Subject::GetBack);
    let line = |told, stands, owner| Line {
        who: name,
        told,
        due,
        stands,
        owner,
    };
    let lines = [
        line(Some(&words), Stands::Overdue, Some(name)),
        line(Some(&rating), Stands::Today, None),
        line(Some(&automated), Stands::Later, None),
        line(Some(&titled), Stands::Later, None),
        line(Some(&back), Stands::Later, None),
        line(None, Stands::Later, None),
    ];
    let mut pages = Vec::new();
    let mut page = |function, text| {
        pages.push(Page {
            module: "tasks",
            function,
            text,
        });
    };
    for act in [
        Act::Menu,
        Act::FollowUp,
        Act::Mine,
        Act::Everybodys,
        Act::Done,
        Act::Later,
        Act::Give,
        Act::Take,
        Act::Drop,
        Act::Reopen,
        Act::AddNote,
        Act::Nobody,
        Act::Open,
    ] {
        page("act_label", say::tasks::act_label(lang, act));
    }
    page("menu_label", say::tasks::menu_label(lang, 0));
    page("menu_label", say::tasks::menu_label(lang, 3));
    page("list", say::tasks::list(lang, false, &lines, today));
    page("list", say::tasks::list(lang, true, &lines, today));
    page("list", say::tasks::list(lang, true, &[], today));
    page("on_file", say::tasks::on_file(lang, &lines, today));
    for line in lines {
        let address = Some("https://t.me/c/1234567890/55");
        let mut task = Task {
            line,
            maker: Some(name),
            made_on: today,
            ended: None,
            link: address,
            today,
        };
        page("detail", say::tasks::detail(lang, &task));
        task.maker = None;
        task.ended = Some((End::Done, today));
        page("detail", say::tasks::detail(lang, &task));
        task.ended = Some((End::Dropped, today));
        page("detail", say::tasks::detail(lang, &task));
        page("made", say::tasks::made(lang, &line, today));
        page("task_label", say::tasks::task_label(lang, &line));
        for (news, owner) in [
            (TaskNews::Given, None),
            (TaskNews::Due, None),
            (TaskNews::Overdue, None),
            (TaskNews::Overdue, Some(people.name.clone())),
        ] {
            let letter = Letter::TaskDue {
                shop: ShopId(Uuid::nil()),
                task: TaskId(Uuid::nil()),
                who: people.name.clone(),
                told: line.told.cloned(),
                due,
                news,
                owner,
            };
            page("is_due", say::letters::letter(lang, &letter));
        }
    }
    page("time_label", say::tasks::time_label(lang, due, today));
    page(
        "time_label",
        say::tasks::time_label(lang, at("2027-03-10T18:00:00"), today),
    );
    page(
        "time_label",
        say::tasks::time_label(lang, at("2027-03-15T10:00:00"), today),
    );
    page(
        "time_label",
        say::tasks::time_label(lang, at("2028-03-15T10:00:00"), today),
    );
    pages.extend(pages! {
        tasks::waiting(lang, name, 1);
        tasks::waiting(lang, name, 12);
        tasks::is_due(lang, name, Some(&words));
        tasks::is_given(lang, name, Some(&words), due);
        tasks::is_overdue(lang, name, Some(&words), due, Some(name));
        tasks::ask_follow_up(lang, name, 10);
        tasks::how_to_follow(lang);
        tasks::ask_later(lang, name);
        tasks::ask_owner(lang, name);
        tasks::ask_outcome(lang, name);
        tasks::no_time(lang);
        tasks::past(lang);
        tasks::no_such_day(lang);
        tasks::too_far(lang);
        tasks::unclear(lang, [due, at("2027-11-03T10:00:00")], today);
        tasks::too_long(lang, 300);
        tasks::ended_before(lang);
    });
    pages
}
