//! What managers hear about rules, adjustments and figures.

use chrono::Weekday;
use domain::earn_rule::{EarnRule, Weekdays};
use domain::{Delta, Lang, Points, RuleId};
use say::figures::{Held, Movements, Period, Sales, Subject};
use say::rules::{Field, Tried};
use uuid::Uuid;

use super::{Page, People, currency, day, money, points, said};

fn rule(title: &str) -> EarnRule {
    EarnRule {
        id: RuleId(Uuid::nil()),
        title: title.into(),
        times: 200,
        tier: None,
        category: None,
        from: Some(day("2027-03-13")),
        until: Some(day("2027-03-14")),
        weekdays: Some(Weekdays::of(&[Weekday::Sat, Weekday::Sun])),
        active: true,
    }
}

fn tried(points: Points) -> Tried {
    Tried {
        days: 90,
        looked_at: 412,
        orders: 98,
        members: 61,
        points,
        money: money(12_850),
        currency: currency("EUR"),
    }
}

pub fn about_rules(lang: Lang, people: &People) -> Vec<Page> {
    let title = people.title.as_str();
    let today = day("2027-03-12");
    let plain = EarnRule {
        from: None,
        until: None,
        weekdays: None,
        times: 150,
        ..rule(title)
    };
    let one_day = EarnRule {
        until: Some(day("2027-03-13")),
        times: 300,
        ..rule(title)
    };
    let from = EarnRule {
        until: None,
        ..rule(title)
    };
    let until = EarnRule {
        from: None,
        active: false,
        ..rule(title)
    };
    let over = EarnRule {
        from: None,
        until: Some(day("2027-03-01")),
        ..rule(title)
    };
    let all = [
        rule(title),
        plain.clone(),
        one_day.clone(),
        from.clone(),
        until.clone(),
        over,
    ];
    let none = Tried {
        looked_at: 0,
        orders: 0,
        ..tried(Points::ZERO)
    };

    let mut pages = about_choices(lang);
    pages.extend(pages![
        rules::list(lang, &all, today);
        rules::none_yet(lang);
        rules::new_label(lang);
        rules::day_label(lang, Weekday::Mon, false);
        rules::day_label(lang, Weekday::Wed, true);
        rules::percent_label(lang, 1_000);
        rules::draft(lang, &rule(title), Some(title), Some(title), &tried(points(1_240)));
        rules::draft(lang, &plain, None, None, &tried(Points::ZERO));
        rules::draft(lang, &one_day, None, None, &none);
        rules::draft(lang, &from, None, None, &none);
        rules::draft(lang, &until, None, None, &none);
        rules::save_label(lang);
        rules::discard_label(lang);
        rules::end_label(lang);
        rules::end_question(lang, title);
        rules::saved(lang, title, true);
        rules::saved(lang, title, false);
        rules::ended(lang, title);
        rules::gone(lang);
        rules::ask_rate(lang);
        rules::bad_rate(lang, 1_000);
        rules::ask_from(lang);
        rules::ask_until(lang);
        rules::bad_day(lang);
        rules::bad_end(lang, today);
        rules::bad_begin(lang, today);
        rules::today_label(lang);
        rules::now_label(lang);
        rules::saturday_label(lang, day("2027-03-13"));
        rules::sunday_label(lang, day("2027-03-14"));
        rules::no_end_label(lang);
        rules::ask_title(lang);
        rules::bad_title(lang, 40);
        rules::title_label(lang, None);
        rules::title_label(lang, Some(title));
        rules::for_members(lang, &plain, None);
        rules::for_members(lang, &plain, Some(title));
        rules::for_members(lang, &rule(title), None);
        rules::for_members(lang, &rule(title), Some(title));
        rules::menu_label(lang);
    ]);
    pages.extend(each_of_a_rule(lang));
    pages
}

fn about_choices(lang: Lang) -> Vec<Page> {
    pages![
        rules::choose(lang);
        rules::weekend_label(lang);
        rules::week_label(lang);
        rules::weekday_label(lang);
        rules::category_label(lang);
        rules::always_label(lang);
        rules::choose_category(lang);
        rules::no_categories(lang);
        rules::choose_tier(lang);
        rules::no_tiers(lang);
        rules::everybody_label(lang);
        rules::everything_label(lang);
        rules::choose_weekdays(lang);
        rules::every_day_label(lang);
        rules::days_done_label(lang);
    ]
}

fn each_of_a_rule(lang: Lang) -> Vec<Page> {
    let fields = Field::ALL.map(|field| pages![rules::field_label(lang, field);]);
    let weekdays = [Weekday::Tue, Weekday::Thu, Weekday::Fri].map(|day| pages![rules::day_label(lang, day, false);]);
    fields.into_iter().chain(weekdays).flatten().collect()
}

pub fn about_adjustments(lang: Lang, people: &People) -> Vec<Page> {
    let (name, note) = (people.name.as_str(), people.typed.as_str());
    let until = day("2027-03-12").and_hms_opt(14, 5, 0).unwrap();
    let (give, take) = (Delta::new(900), Delta::new(-900));

    pages![
        adjust::file_label(lang);
        adjust::ask_amount(lang, name, points(1_250));
        adjust::bad_amount(lang, 1_000_000);
        adjust::ask_reason(lang, name);
        adjust::bad_reason(lang, 120);
        adjust::confirm(lang, name, give, note);
        adjust::confirm(lang, name, take, note);
        adjust::confirm_label(lang, give);
        adjust::confirm_label(lang, take);
        adjust::done(lang, name, give, give, points(950));
        adjust::done(lang, name, take, take, points(50));
        adjust::done(lang, name, take, Delta::new(-20), points(0));
        adjust::done(lang, name, take, Delta::ZERO, points(0));
        adjust::waiting(lang, until);
        adjust::refused_before(lang);
        adjust::nobody_to_ask(lang, points(500));
        adjust::own(lang);
        adjust::own_request(lang);
        adjust::asked(lang, name, name, give, note, until);
        adjust::asked(lang, name, name, take, note, until);
        adjust::approve_label(lang);
        adjust::refuse_label(lang);
        adjust::you_refused(lang, name);
        adjust::decided_by_another(lang);
        adjust::too_late(lang);
        adjust::no_such_request(lang);
        adjust::decided(lang, name, name, Some(give));
        adjust::decided(lang, name, name, Some(take));
        adjust::decided(lang, name, name, None);
        adjust::letter(lang, &people.shop, give, note, points(950));
        adjust::letter(lang, &people.shop, take, note, points(50));
    ]
}

pub fn about_figures(lang: Lang, people: &People) -> Vec<Page> {
    let period = Period {
        from: day("2027-02-11"),
        until: day("2027-03-12"),
        days: 30,
    };
    let sold = Sales {
        total: money(1_234_000),
        before: money(1_100_000),
        orders: 412,
        best: Some((day("2027-03-06"), money(98_050))),
        currency: currency("EUR"),
    };
    let moved = Movements {
        given: 12_340,
        spent: 8_000,
        expired: 120,
    };
    let months = [
        (day("2027-03-01"), points(120), money(600)),
        (day("2027-04-01"), points(0), money(0)),
        (day("2027-05-01"), points(80), money(400)),
    ];
    let held = Held {
        points: points(12_000),
        money: money(60_000),
        months: &months,
        currency: currency("EUR"),
    };
    let top: Vec<(String, i64)> = (0..6).map(|n| (people.title.clone(), 40 - n)).collect();

    let mut pages = pages![
        figures::days_label(lang, 7, false);
        figures::days_label(lang, 91, true);
        figures::days_label(lang, 364, true);
        figures::dark_label(lang);
        figures::light_label(lang);
        figures::compared_line(lang, 112, 100, 30);
        figures::compared_line(lang, 88, 100, 30);
        figures::compared_line(lang, 100, 100, 7);
        figures::compared_line(lang, 100, 0, 364);
        figures::sales(lang, &period, &sold);
        figures::newcomers(lang, &period, 12, 9);
        figures::movements(lang, &period, &moved);
        figures::net_line(lang, &moved);
        figures::given_line(lang);
        figures::spent_line(lang);
        figures::expired_line(lang);
        figures::owed_line(lang, &held);
        figures::owed(lang, &held);
        figures::month_line(lang, day("2027-03-01"));
        figures::gifts(lang, &period, &top);
        figures::gifts_line(lang);
        figures::tiers(lang, &[(None, 40), (Some("Gold".into()), 1_200)]);
        figures::no_tier_line(lang);
        figures::tiers_line(lang);
        figures::still_counting(lang, 40);
        figures::menu_label(lang);
    ];
    for subject in Subject::ALL {
        pages.extend(pages![
            figures::subject_label(lang, subject);
            figures::title_line(lang, subject, &period);
            figures::nothing(lang, subject);
        ]);
    }
    pages
}
