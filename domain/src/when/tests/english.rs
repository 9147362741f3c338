//! English phrases.

use super::*;

const PHRASES: &[Row] = &[
    // Days.
    ("tomorrow", "2026-12-03", ""),
    ("Tomorrow call Anna", "2026-12-03", "call Anna"),
    ("tmrw", "2026-12-03", ""),
    ("today", "2026-12-02", ""),
    ("day after tomorrow", "2026-12-04", ""),
    ("the day after tomorrow, measure", "2026-12-04", "measure"),
    ("tomorrow, Thursday, call", "2026-12-03", "call"),
    ("by tomorrow the invoice", "2026-12-03", "the invoice"),
    ("until Friday", "2026-12-04", ""),
    // Days with hours.
    (
        "tomorrow 10 call about the boots",
        "2026-12-03 10:00",
        "call about the boots",
    ),
    ("tomorrow at 10:30", "2026-12-03 10:30", ""),
    ("tmrw 3pm", "2026-12-03 15:00", ""),
    ("tomorrow 3", "2026-12-03 15:00", ""),
    ("tomorrow 03:00", "2026-12-03 03:00", ""),
    ("today 17", "2026-12-02 17:00", ""),
    ("today at 5", "2026-12-02 17:00", ""),
    ("tomorrow at ten", "2026-12-03 10:00", ""),
    ("tomorrow @ 9 - call", "2026-12-03 09:00", "call"),
    ("tomorrow 9.30", "2026-12-03 09:30", ""),
    ("tomorrow 3 p.m. call", "2026-12-03 15:00", "call"),
    ("3pm tomorrow call", "2026-12-03 15:00", "call"),
    ("10 tomorrow", "2026-12-03 10:00", ""),
    ("at 10 on Friday, call", "2026-12-04 10:00", "call"),
    ("tomorrow half past 3", "2026-12-03 15:30", ""),
    ("tomorrow at quarter to 4", "2026-12-03 15:45", ""),
    ("tomorrow 24:00", "2026-12-04 00:00", ""),
    (
        "tomorrow 15:30-16:00 fitting",
        "2026-12-03 15:30",
        "15:30-16:00 fitting",
    ),
    // Parts of the day.
    ("tonight", "2026-12-02 20:00", ""),
    ("tonight 8", "2026-12-02 20:00", ""),
    ("at 8 tonight call", "2026-12-02 20:00", "call"),
    ("tonight at 1", "2026-12-03 01:00", ""),
    ("this evening", "2026-12-02 18:00", ""),
    ("this afternoon ring Ben", "2026-12-02 15:00", "ring Ben"),
    ("tomorrow morning", "2026-12-03 09:00", ""),
    ("tomorrow evening at 7", "2026-12-03 19:00", ""),
    ("Friday night", "2026-12-04 20:00", ""),
    ("10 in the morning", "2026-12-03 10:00", ""),
    ("in the evening", "2026-12-02 18:00", ""),
    ("noon", "2026-12-02 12:00", ""),
    ("at noon", "2026-12-02 12:00", ""),
    ("Friday noon", "2026-12-04 12:00", ""),
    ("midnight", "2026-12-03 00:00", ""),
    ("tomorrow 12am", "2026-12-03 00:00", ""),
    ("eod", "2026-12-02 18:00", ""),
    // Times alone.
    ("15:30 call", "2026-12-02 15:30", "call"),
    ("9:30", "2026-12-03 09:30", ""),
    ("3 pm", "2026-12-02 15:00", ""),
    ("at 4 call", "2026-12-02 16:00", "call"),
    ("11 o'clock", "2026-12-02 11:00", ""),
    ("10.30", "2026-12-02 10:30", ""),
    // Weekdays.
    ("Fri", "2026-12-04", ""),
    ("Fri call Anna", "2026-12-04", "call Anna"),
    ("on Friday 14:00", "2026-12-04 14:00", ""),
    ("Wednesday", "2026-12-09", ""),
    ("next Monday", "2026-12-07", ""),
    ("next Friday", "2026-12-11", ""),
    ("this Friday", "2026-12-04", ""),
    ("coming Sunday", "2026-12-06", ""),
    ("Sat", "2026-12-05", ""),
    ("Sat 10", "2026-12-05 10:00", ""),
    ("sat, bring the boots", "2026-12-05", "bring the boots"),
    ("on Sun call", "2026-12-06", "call"),
    ("Mon morning", "2026-12-07 09:00", ""),
    ("Friday next week", "2026-12-11", ""),
    ("next week", "2026-12-07", ""),
    ("next week Friday 3pm", "2026-12-11 15:00", ""),
    ("this weekend", "2026-12-05", ""),
    ("next weekend", "2026-12-12", ""),
    ("end of the week", "2026-12-04", ""),
    // Lengths of time.
    ("in 2 weeks", "2026-12-16", ""),
    ("in half an hour", "2026-12-02 10:30", ""),
    ("in an hour and a half", "2026-12-02 11:30", ""),
    ("in one and a half hours", "2026-12-02 11:30", ""),
    ("in 1.5 hours", "2026-12-02 11:30", ""),
    ("in 1½ hours", "2026-12-02 11:30", ""),
    ("in 2h30 call", "2026-12-02 12:30", "call"),
    ("in 90 min", "2026-12-02 11:30", ""),
    ("in 90min", "2026-12-02 11:30", ""),
    ("in 3 days at 9", "2026-12-05 09:00", ""),
    ("in a month", "2027-01-02", ""),
    ("in two weeks' time", "2026-12-16", ""),
    ("in a couple of days", "2026-12-04", ""),
    ("in a few days", "2026-12-05", ""),
    ("a week from now", "2026-12-09", ""),
    ("in a quarter of an hour", "2026-12-02 10:15", ""),
    ("in a year", "2027-12-02", ""),
    ("in 2 hours and 15 minutes", "2026-12-02 12:15", ""),
    // Dates.
    ("12 Dec", "2026-12-12", ""),
    ("Dec 12 3 pm", "2026-12-12 15:00", ""),
    ("Dec. 12th, 2026 call", "2026-12-12", "call"),
    ("12th of December at 10", "2026-12-12 10:00", ""),
    ("1 Dec", "2027-12-01", ""),
    ("Fri 4 Dec", "2026-12-04", ""),
    ("Friday, 4 December 15:00", "2026-12-04 15:00", ""),
    ("12.12.", "2026-12-12", ""),
    ("12.12", "2026-12-12", ""),
    ("12.12.2026 9:15", "2026-12-12 09:15", ""),
    ("2026-12-12 14:00", "2026-12-12 14:00", ""),
    ("2026-12-12T14:00", "2026-12-12 14:00", ""),
    ("25/12", "2026-12-25", ""),
    ("12/25 call", "2026-12-25", "call"),
    ("the 5th", "2026-12-05", ""),
    ("on the 1st", "2027-01-01", ""),
    ("the 31st", "2026-12-31", ""),
    ("5th of next month", "2027-01-05", ""),
    ("end of the month", "2026-12-31", ""),
    ("end of next month", "2027-01-31", ""),
    ("end of February", "2027-02-28", ""),
    ("next month", "2027-01-01", ""),
    ("end of the year", "2026-12-31", ""),
    ("29 Feb 2028", "2028-02-29", ""),
    // As phones and hurried people write.
    ("  TOMORROW\u{a0}１０：３０ !", "2026-12-03 10:30", ""),
    ("tomorrow!", "2026-12-03", ""),
    ("tomorrow — call", "2026-12-03", "call"),
    ("tomorrow 50 boots", "2026-12-03", "50 boots"),
    ("tomorrow 2 pairs to Anna", "2026-12-03", "2 pairs to Anna"),
    ("tomorrow 10 percent off", "2026-12-03", "10 percent off"),
    ("tomorrow, 2 boots", "2026-12-03", "2 boots"),
    ("tomorrow -10 %", "2026-12-03", "-10 %"),
    ("tomorrow one more thing", "2026-12-03", "one more thing"),
    // Other languages.
    ("besok jam 10 call", "2026-12-03 10:00", "call"),
    ("明天10点 call", "2026-12-03 10:00", "call"),
    ("tomorrow jam 3 sore", "2026-12-03 15:00", ""),
    // Spans, and hours that are not exact.
    ("tomorrow 8-10 visit", "2026-12-03 08:00", "8-10 visit"),
    ("Friday 3pm to 4pm fitting", "2026-12-04 15:00", "3pm to 4pm fitting"),
    ("10:00-11:00 tomorrow", "2026-12-03 10:00", "10:00-11:00 tomorrow"),
    ("tomorrow from 10", "2026-12-03 10:00", ""),
    ("tomorrow around 10", "2026-12-03 10:00", ""),
    ("tomorrow after 3", "2026-12-03 15:00", ""),
    ("tomorrow before noon", "2026-12-03 12:00", ""),
    ("early tomorrow call", "2026-12-03 09:00", "call"),
    ("tomorrow first thing", "2026-12-03 09:00", ""),
    // The edges of years.
    ("12 Dec 26", "2026-12-12", ""),
    ("in 2 years", "2028-12-02", ""),
    ("end of next year", "2027-12-31", ""),
    // Ordinals.
    ("on the 5th call", "2026-12-05", "call"),
    ("the 5th at 10 call", "2026-12-05 10:00", "call"),
    ("Friday the 11th at 3", "2026-12-11 15:00", ""),
    ("tomorrow 2-3 pairs", "2026-12-03", "2-3 pairs"),
    ("in 2 weeks on Friday", "2026-12-18", ""),
    ("Saturday night 1am", "2026-12-06 01:00", ""),
    ("Sat 5/12 call", "2026-12-05", "call"),
];

const REFUSED: &[Row] = &[
    ("5/12", "2026-12-05 or 2027-05-12", ""),
    ("3/4 at 10 call", "2027-04-03 10:00 or 2027-03-04 10:00", "call"),
    ("Fri 5 Dec call", "2026-12-05 or 2026-12-04", "call"),
    ("yesterday", "past", ""),
    ("yesterday evening call", "past", "call"),
    ("today 9", "past", ""),
    ("last week", "past", ""),
    ("2 days ago she came", "past", "she came"),
    ("this morning at 8", "past", ""),
    ("2026-12-01", "past", ""),
    ("1 Dec 2026", "past", ""),
    ("in 0 days", "past", ""),
    ("31.2.", "no such day", ""),
    ("30 Feb call", "no such day", "call"),
    ("29 Feb", "no such day", ""),
    ("25:00", "no such day", ""),
    ("tomorrow 10:75", "no such day", ""),
    ("tomorrow at 15 am", "no such day", ""),
    ("at 30", "no such day", ""),
    ("2026-13-01", "no such day", ""),
    ("in 3 years", "too far", ""),
    ("in 99999999999 weeks", "too far", ""),
    ("1 Jan 2030", "too far", ""),
    ("", "nothing", ""),
    ("call Anna tomorrow", "nothing", ""),
    ("may be late", "nothing", ""),
    ("5 may be enough", "nothing", ""),
    ("sat down with her", "nothing", ""),
    ("sun hat", "nothing", ""),
    ("wed in June", "nothing", ""),
    ("mon ami", "nothing", ""),
    ("2 boots", "nothing", ""),
    ("10 percent", "nothing", ""),
    ("at home", "nothing", ""),
    ("at 10 percent", "nothing", ""),
    ("in the shop", "nothing", ""),
    ("in 5", "nothing", ""),
    ("on sale", "nothing", ""),
    ("morning all", "nothing", ""),
    ("tomorrow's delivery", "nothing", ""),
    ("Mon-Fri only", "nothing", ""),
    ("2.5 kg", "nothing", ""),
    ("10-12 pairs", "nothing", ""),
    ("marketing 5", "nothing", ""),
    ("sepatu 2 pasang", "nothing", ""),
    ("Friday's order", "nothing", ""),
    ("5th anniversary", "nothing", ""),
    ("next in line", "nothing", ""),
    ("12345678 receipt", "nothing", ""),
    ("weekend sale", "nothing", ""),
    ("2 weeks", "nothing", ""),
    ("a few boots", "nothing", ""),
    ("Friday or Saturday", "2026-12-04 or 2026-12-05", ""),
    ("Friday or Saturday at 10", "2026-12-04 10:00 or 2026-12-05 10:00", ""),
    ("Sat or Sun", "2026-12-05 or 2026-12-06", ""),
    (
        "Fri 10:00 or Sat 12:00, fitting",
        "2026-12-04 10:00 or 2026-12-05 12:00",
        "fitting",
    ),
    ("3pm or 4pm tomorrow", "2026-12-03 15:00 or 2026-12-03 16:00", ""),
    ("month end report", "nothing", ""),
    ("the 2nd pair is wrong", "nothing", ""),
    ("for sun lotion", "nothing", ""),
    ("12.50 refund", "nothing", ""),
    ("half price", "nothing", ""),
    ("by hand", "nothing", ""),
    ("week 49", "nothing", ""),
    ("in size 42", "nothing", ""),
    ("or tomorrow", "nothing", ""),
];

#[test]
fn english_phrases_are_read() {
    read_all(PHRASES, Lang::En, NOW);
    assert!(PHRASES.len() >= 70);
}

#[test]
fn what_is_no_moment_in_english_is_refused() {
    read_all(REFUSED, Lang::En, NOW);
}

#[test]
fn whoever_reads_in_another_language_may_type_english() {
    // What dots mean hangs on the reader.
    let clear: Vec<Row> = PHRASES
        .iter()
        .copied()
        .filter(|(typed, ..)| !matches!(*typed, "10.30" | "12.12" | "Sat 5/12 call"))
        .collect();
    for lang in [Lang::ZhCn, Lang::Id] {
        read_all(&clear, lang, NOW);
    }
}

#[test]
fn an_evening_that_has_begun_is_not_over() {
    read_all(
        &[
            ("today", "2026-12-02 about 20:00", ""),
            ("tonight", "2026-12-02 20:00", ""),
            ("this evening", "2026-12-02 20:00", ""),
            ("this morning", "past", ""),
            ("in the morning", "2026-12-03 09:00", ""),
            ("Wednesday", "2026-12-09", ""),
        ],
        Lang::En,
        "2026-12-02 19:10",
    );
    read_all(
        &[
            ("today", "past", ""),
            ("tonight", "past", ""),
            ("at 1", "2026-12-03 13:00", ""),
        ],
        Lang::En,
        "2026-12-02 23:30",
    );
    read_all(
        &[("at 1 at night", "2026-12-03 01:00", "")],
        Lang::En,
        "2026-12-03 00:30",
    );
}

#[test]
fn a_month_and_a_year_end_at_the_right_place() {
    read_all(
        &[
            ("tomorrow", "2027-02-01", ""),
            ("in a month", "2027-02-28", ""),
            ("the 30th", "2027-03-30", ""),
            ("the 31st", "2027-01-31", ""),
            ("31st of next month", "no such day", ""),
            ("end of the month", "2027-01-31", ""),
            ("this weekend", "2027-01-31", ""),
            ("next Monday", "2027-02-01", ""),
            ("Sunday", "2027-02-07", ""),
        ],
        Lang::En,
        "2027-01-31 08:00",
    );
}
