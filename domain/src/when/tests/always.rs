//! What holds for every text.

use chrono::{Months, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;

/// Words that phrases are made of, in every order.
const WORDS: &[&str] = &[
    "tomorrow",
    "today",
    "tonight",
    "next",
    "week",
    "in",
    "2",
    "31",
    "12",
    "30",
    "Feb",
    "Dec",
    "Friday",
    "Fri",
    "sat",
    "at",
    "10",
    "25",
    ":30",
    "15:30",
    "24:00",
    "5/12",
    "12.12.",
    "31.2.",
    "10.12",
    "2026-12-12",
    "2028",
    "end of",
    "the",
    "month",
    "5th",
    "half",
    "an hour",
    "and a half",
    "hours",
    "days",
    "years",
    "ago",
    "noon",
    "morning",
    "pm",
    ",",
    "-",
    "besok",
    "jam",
    "setengah",
    "tiga",
    "minggu",
    "depan",
    "lagi",
    "lalu",
    "hari",
    "Jumat",
    "sore",
    "malam",
    "tanggal",
    "akhir",
    "bulan",
    "明天",
    "后天",
    "下",
    "周",
    "五",
    "三",
    "十",
    "点",
    "半",
    "小时",
    "后",
    "前",
    "月",
    "号",
    "日",
    "底",
    "晚上",
    "一刻",
    "个",
    "天",
    "年",
    "９９９９９",
    "½",
    "１０：３０",
    "call",
    "or",
    "-16:00",
    "to",
    "到",
    "early",
    "before",
    "",
];

fn times() -> impl Strategy<Value = NaiveDateTime> {
    let epoch = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap().and_time(NaiveTime::MIN);
    (0..60 * 24 * 366 * 20_i64).prop_map(move |minutes| epoch + TimeDelta::minutes(minutes))
}

fn langs() -> impl Strategy<Value = Lang> {
    proptest::sample::select(&Lang::ALL[..])
}

fn hours() -> impl Strategy<Value = NaiveTime> {
    (0..24_u32).prop_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap())
}

fn holds(typed: &str, lang: Lang, now: NaiveDateTime, usual: NaiveTime) {
    let (when, rest) = read(typed, lang, now, usual);
    let is_plan = |moment: &Moment| moment.at > now && moment.at.date() <= now.date() + Months::new(MOST_MONTHS);

    assert!(typed.trim().ends_with(rest), "{rest:?} is no end of {typed:?}");
    match when {
        When::At(moment) => assert!(is_plan(&moment), "{typed:?} at {now}: {moment:?}"),
        When::Unclear(both) => {
            assert!(both.iter().all(is_plan), "{typed:?} at {now}: {both:?}");
            assert_ne!(both[0].at, both[1].at, "{typed:?} at {now}");
        }
        When::Nothing => assert_eq!(rest, typed.trim()),
        When::Past | When::NoSuchDay | When::TooFar => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read_without_harm(typed: String, lang in langs(), now in times(), usual in hours()) {
        holds(&typed, lang, now, usual);
    }

    #[test]
    fn any_phrase_is_a_moment_to_come_or_refused(
        words in proptest::collection::vec((proptest::sample::select(WORDS), any::<bool>()), 0..8),
        lang in langs(),
        now in times(),
        usual in hours(),
    ) {
        let typed: String = words.iter().flat_map(|(word, spaced)| [*word, if *spaced { " " } else { "" }]).collect();
        holds(&typed, lang, now, usual);
    }

    #[test]
    fn what_follows_a_phrase_is_left_as_it_was_typed(
        day in proptest::sample::select(&["tomorrow", "besok", "Friday", "in 2 weeks", "lusa"][..]),
        what in "Ask [a-z]{3,8} [а-яА-Я🦶]{1,8}",
    ) {
        let typed = format!("{day}: {what}");
        let (when, rest) = read(&typed, Lang::En, moment(NOW), usual());
        prop_assert!(matches!(when, When::At(_)), "{typed}");
        prop_assert_eq!(rest, what);
    }
}

#[test]
fn the_ends_of_the_calendar_break_nothing() {
    let phrases = [
        "tomorrow",
        "in 2 weeks",
        "next month",
        "Friday",
        "end of the month",
        "12 Dec",
        "29 Feb",
        "next year",
        "yesterday",
        "in 3 hours",
        "noon",
        "at night",
        "9:30",
        "the 31st",
        "this weekend",
        "end of the year",
        "5.1.26",
    ];
    for now in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
        for typed in phrases {
            assert!(typed.ends_with(read(typed, Lang::En, now, usual()).1));
        }
    }
}

#[test]
fn a_long_text_is_read_at_its_beginning_only() {
    let what = "x".repeat(100_000);
    let typed = format!("tomorrow {what}");

    assert_eq!(read(&typed, Lang::En, moment(NOW), usual()).1, what);
    assert_eq!(
        read(&what, Lang::En, moment(NOW), usual()),
        (When::Nothing, what.as_str())
    );
}
