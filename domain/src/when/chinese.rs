//! Time in Chinese.

use chrono::{Datelike, Weekday};

use super::ahead::{Ahead, Unit};
use super::clock::{Clock, Half, Part};
use super::count::{self, HALF, Hundredths};
use super::date::Which;
use super::numeric::{self, half_of};
use super::phrase::{Context, Found, Piece, Refusal, furthest};
use super::text::{Cursor, Digits};
use super::{calendar, counted};

const DAYS: &[(&str, u64)] = &[
    ("大后天", 3),
    ("后天", 2),
    ("后日", 2),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
];

const DAYS_WITH_PART: &[(&str, (u64, Part))] = &[
    ("今早", (0, Part::Morning)),
    ("今晨", (0, Part::Morning)),
    ("今晚", (0, Part::Night)),
    ("今夜", (0, Part::Night)),
    ("明早", (1, Part::Morning)),
    ("明晨", (1, Part::Morning)),
    ("明晚", (1, Part::Night)),
    ("明夜", (1, Part::Night)),
    ("后晚", (2, Part::Night)),
];

const PARTS: &[(&str, Part)] = &[
    ("凌晨", Part::Dawn),
    ("上午", Part::Morning),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("清晨", Part::Morning),
    ("清早", Part::Morning),
    ("一早", Part::Morning),
    ("中午", Part::Noon),
    ("正午", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("傍晚", Part::Evening),
    ("黄昏", Part::Evening),
    ("晚上", Part::Night),
    ("晚间", Part::Night),
    ("夜里", Part::Night),
    ("夜晚", Part::Night),
    ("深夜", Part::Night),
    ("半夜", Part::Midnight),
    ("午夜", Part::Midnight),
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("一", Weekday::Mon),
    ("二", Weekday::Tue),
    ("三", Weekday::Wed),
    ("四", Weekday::Thu),
    ("五", Weekday::Fri),
    ("六", Weekday::Sat),
    ("日", Weekday::Sun),
    ("天", Weekday::Sun),
];

const UNITS: &[(&str, Unit)] = &[
    ("分钟", Unit::Minute),
    ("小时", Unit::Hour),
    ("钟头", Unit::Hour),
    ("天", Unit::Day),
    ("日", Unit::Day),
    ("周", Unit::Week),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("年", Unit::Year),
];

/// Units that are counted with 个 between.
const UNITS_WITH_MEASURE: &[(&str, Unit)] = &[
    ("小时", Unit::Hour),
    ("钟头", Unit::Hour),
    ("钟", Unit::Hour),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("月", Unit::Month),
];

pub(super) fn piece<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    furthest([
        day(at, context),
        past(at),
        weekday(at, context),
        date(at, context),
        day_of_month(at, context),
        edge(at, context),
        ahead(at, context),
        part(at, context),
        clock(at, context),
    ])
}

fn day<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if let Some(((days, part), after)) = at.of(DAYS_WITH_PART) {
        let after = after.sign("上").unwrap_or(after);
        return Some((Piece::DayPart(calendar::days(context.today(), days), part), after));
    }
    let (days, after) = at.of(DAYS)?;
    Some((Piece::Day(calendar::days(context.today(), days)), after))
}

/// "早点" and "晚些" say "sooner" and "later", not which part of the day.
fn is_sooner_or_later(after: Cursor<'_>) -> bool {
    after.any(&["点", "些", "一点", "一些"]).is_some()
}

fn past(at: Cursor<'_>) -> Found<'_> {
    let past = |after| Some((Piece::Refused(Refusal::Past), after));
    if let Some(after) = at.any(&[
        "大前天",
        "前天",
        "昨天",
        "昨日",
        "昨晚",
        "昨夜",
        "前晚",
        "刚才",
        "去年",
        "前年",
    ]) {
        return past(after);
    }
    let after = at.sign("上")?;
    let after = after.sign("上").unwrap_or(after);
    let after = after.sign("个").unwrap_or(after);
    if let Some(after) = after.sign("月") {
        return past(after);
    }
    let after = after.any(&["周", "星期", "礼拜"])?;
    let end = after.sign("末").or_else(|| Some(after.of(WEEKDAYS)?.1));
    past(end.unwrap_or(after))
}

/// "周五", "下周一", "下下周三", "本周六", "周末".
fn weekday<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    let (weeks, after) = if let Some(after) = at.any(&["下下个", "下下"]) {
        (Some(2), after)
    } else if let Some(after) = at.any(&["下个", "下"]) {
        (Some(1), after)
    } else if let Some(after) = at.any(&["这个", "这", "本"]) {
        (Some(0), after)
    } else {
        (None, at)
    };
    let after = after.any(&["周", "星期", "礼拜"])?;
    if let Some(after) = after.sign("末") {
        return Some((Piece::Day(calendar::weekend(today, weeks.unwrap_or(0))), after));
    }
    let in_figures = |at: Cursor<'t>| {
        let (day, after) = at.short().filter(|(day, _)| day.length == 1)?;
        let weekday = Weekday::try_from(u8::try_from(day.value.checked_sub(1)?).ok()?).ok()?;
        Some((weekday, after))
    };
    let Some((weekday, after)) = after.of(WEEKDAYS).or_else(|| in_figures(after)) else {
        let monday = calendar::in_week(today, weeks.filter(|weeks| *weeks > 0)?, Weekday::Mon);
        return Some((Piece::Day(monday), after));
    };
    // "周六日" are both days of a weekend.
    let after = after.sign("日").filter(|_| weekday == Weekday::Sat).unwrap_or(after);
    let day = match weeks {
        None => calendar::coming(today, weekday),
        Some(weeks) => calendar::in_week(today, weeks, weekday),
    };
    let piece = if day < today {
        Piece::Refused(Refusal::Past)
    } else {
        Piece::Weekday(day)
    };
    Some((piece, after))
}

/// A number in figures or in Chinese.
fn number(at: Cursor<'_>) -> Option<(Digits, Cursor<'_>)> {
    at.digits().or_else(|| {
        let (value, after) = count::chinese(at)?;
        let digits = Digits {
            value,
            length: 2,
            zero_first: false,
        };
        Some((digits, after))
    })
}

/// "12月5日", "2026年12月5号", "明年三月五号", "12月底".
fn date<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let this = context.today().year();
    let year = |ahead: i32| u32::try_from(this + ahead).ok();
    let (year, after) = if let Some(after) = at.sign("今年") {
        (Some(year(0)?), after)
    } else if let Some(after) = at.sign("明年") {
        (Some(year(1)?), after)
    } else if let Some(after) = at.sign("后年") {
        (Some(year(2)?), after)
    } else {
        let typed = at
            .year()
            .or_else(|| at.two().map(|(year, after)| (year.value, after)))
            .and_then(|(year, after)| Some((year, after.sign("年")?)));
        typed.map_or((None, at), |(year, after)| (Some(year), after))
    };
    let months = number(after.after_space()).and_then(|(month, after)| Some((month, after.then("月")?)));
    let Some((month, after)) = months else {
        // "明年" alone is its first day; "明年春节" is another.
        let ahead = i32::try_from(year?).ok()? - this;
        let is_named = at.sign("明年").or_else(|| at.sign("后年")).is_some();
        return (is_named
            && ahead > 0
            && after
                .next()
                .is_none_or(|c| !c.is_ascii_digit() && !"底年春中端国清五元过情圣双".contains(c)))
        .then(|| (Piece::Day(calendar::new_year(context.today(), ahead)), after));
    };
    if let Some((which, after)) = after.of(&[
        ("底", Which::Last),
        ("末", Which::Last),
        ("初", Which::First),
        ("中旬", Which::Middle),
    ]) {
        return Some((which.of_month(context, year, month.value), after));
    }
    let (day, after) = number(after.after_space())?;
    let after = match after.then_any(&["日", "号"]) {
        Some(after) => after,
        // "12月5" may be cut short, "12月5双" is not.
        None if after.is_end() || after.next() == Some(' ') => after,
        None => return None,
    };
    let date = calendar::date(context.today(), year, month.value, day.value);
    Some((calendar::day(date), after))
}

/// How many months after this one a word says.
fn months_ahead(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    at.of(&[
        ("下下个月", 2),
        ("下个月", 1),
        ("下月", 1),
        ("这个月", 0),
        ("本月", 0),
        ("当月", 0),
    ])
}

/// "5号", "下个月5号", "下个月".
fn day_of_month<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    let month = months_ahead(at);
    let (day, after) = match (
        month,
        number(month.map_or(at, |(_, after)| after.sign("的").unwrap_or(after).after_space())),
    ) {
        (_, Some((day, after))) if after.any(&["号", "日"]).is_some() => (day, after.any(&["号", "日"])?),
        (Some((ahead, after)), _)
            if ahead > 0 && !after.next().is_some_and(|c| matches!(c, '底' | '末' | '初' | '中')) =>
        {
            return Some((Piece::Day(calendar::first_in(today, ahead)), after));
        }
        _ => return None,
    };
    if let Some((ahead, _)) = month {
        return Some((calendar::day(calendar::in_month(today, ahead, day.value)), after));
    }
    // "5号桌" is a table, "42号" a size.
    let is_number_of_else = after
        .next()
        .is_some_and(|c| "店桌柜楼线门鞋码房机仓台车床位球色款技内后本常用元".contains(c));
    (numeric::is_day_number(day) && !is_number_of_else).then(|| (numeric::day_of_month(today, day), after))
}

/// "月底", "下月初", "年底".
fn edge<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if let Some(after) = at.any(&["年底", "年末", "今年年底", "今年底"]) {
        return Some((Piece::Day(calendar::end_of_year(context.today(), 0)), after));
    }
    if let Some(after) = at.any(&["明年年底", "明年底", "明年年末"]) {
        return Some((Piece::Day(calendar::end_of_year(context.today(), 1)), after));
    }
    let ahead = months_ahead(at);
    let month = match ahead {
        Some((_, after)) => after.sign("月").unwrap_or(after),
        None => at.sign("月")?,
    };
    let (which, after) = month.of(&[
        ("底", Which::Last),
        ("末", Which::Last),
        ("初", Which::First),
        ("中旬", Which::Middle),
        ("中", Which::Middle),
    ])?;
    let piece = match ahead {
        Some((ahead, _)) => which.in_months(context, ahead),
        None => which.coming(context),
    };
    Some((piece, after))
}

/// "半小时后", "过两天", "一个半小时以后", "3天内".
fn ahead<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let after_word = at.any(&["再过", "过"]);
    let (mut ahead, mut after) = term(after_word.unwrap_or(at).after_space(), Ahead::default())?;
    let next = after.sign("零").unwrap_or(after).after_space();
    if let Some((more, end)) = term(next, ahead) {
        (ahead, after) = (more, end);
    } else if let Some(end) = after.sign("半") {
        // "一小时半".
        (ahead, after) = (ahead.and(HALF, Unit::Hour), end);
    }
    let end = after.after_space();
    if let Some(after) = end.any(&["以前", "之前", "前"]) {
        return Some((Piece::Refused(Refusal::Past), after));
    }
    let after = match end.any(&["以后", "之后", "过后", "后", "以内", "之内", "内"]) {
        Some(end) => end,
        None => after_word.map(|_| after)?,
    };
    Some((ahead.piece(context), after))
}

fn term(at: Cursor<'_>, before: Ahead) -> Option<(Ahead, Cursor<'_>)> {
    if let Some(after) = at.any(&["半个小时", "半小时", "半个钟头", "半个钟"]) {
        return Some((before.and(HALF, Unit::Hour), after));
    }
    if let Some(after) = at.any(&["半个月"]) {
        return Some((before.and(HALF, Unit::Month), after));
    }
    if let Some(after) = at.any(&["半年"]) {
        return Some((before.and(HALF, Unit::Year), after));
    }
    let (count, after) = quantity(at)?;
    let after = after.after_space();
    if let Some(after) = after.sign("刻钟") {
        return Some((before.and(count * 15, Unit::Minute), after));
    }
    if let Some(after) = after.sign("个半") {
        let (unit, after) = after.of(UNITS_WITH_MEASURE)?;
        return Some((before.and(count + HALF, unit), after));
    }
    if let Some(after) = after.sign("个") {
        let (unit, after) = after.of(UNITS_WITH_MEASURE)?;
        return Some((before.and(count, unit), after));
    }
    if let Some(after) = after.sign("天半") {
        return Some((before.and(count + HALF, Unit::Day), after));
    }
    // "30分后", and not "30分": those are points.
    let minutes = after
        .sign("分")
        .filter(|after| after.any(&["以后", "之后", "过后", "后"]).is_some());
    if let Some(after) = minutes {
        return Some((before.and(count, Unit::Minute), after));
    }
    let (unit, after) = after.of(UNITS)?;
    Some((before.and(count, unit), after))
}

fn quantity(at: Cursor<'_>) -> Option<(Hundredths, Cursor<'_>)> {
    if let Some(after) = at.sign("几") {
        return Some((count::few(), after));
    }
    count::figures(at).or_else(|| count::chinese(at).map(|(count, after)| (count::whole(count), after)))
}

fn part<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if let Some((part, after)) = at.of(PARTS) {
        // "早上好" is a greeting.
        return after.sign("好").is_none().then_some((Piece::Part(part), after));
    }
    if !context.day {
        return None;
    }
    let (part, after) = at.of(&[("早", Part::Morning), ("晚", Part::Night)])?;
    (!is_sooner_or_later(after) && after.sign("好").is_none()).then_some((Piece::Part(part), after))
}

/// "10点", "三点一刻", "九点半", "10点30分", "15时30分", "差一刻三点".
fn clock<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let before = at.sign("差").and_then(minutes_in_words);
    let (hour, after) = number(before.map_or(at, |(_, after)| after)).filter(|(hour, _)| hour.length <= 2)?;
    let of = |minute, after| {
        let half = if at.short().is_some() {
            half_of(hour)
        } else {
            Half::Open
        };
        let clock = Clock {
            hour: hour.value,
            minute,
            half,
        };
        Some((Piece::Clock(clock), after))
    };
    if let Some(after) = after.then("时") {
        let (minute, after) = number(after)
            .and_then(|(minute, after)| Some((minute.value, after.sign("分")?)))
            .unwrap_or((0, after));
        let is_time = minute > 0 || after.next().is_none_or(|c| !c.is_alphanumeric()) || context.day || context.part;
        return is_time.then(|| of(minute, after)).flatten();
    }
    let after = after.then("点")?;
    if let Some((minutes, _)) = before {
        let hour = if hour.value == 1 {
            12
        } else {
            hour.value.checked_sub(1)?
        };
        let clock = Clock {
            hour,
            minute: 60_u32.checked_sub(minutes)? % 60,
            half: Half::Open,
        };
        return Some((Piece::Clock(clock), after));
    }
    if let Some(after) = after.sign("半") {
        return of(30, after);
    }
    if let Some(after) = after.sign("三刻") {
        return of(45, after);
    }
    if let Some(after) = after.sign("一刻") {
        return of(15, after);
    }
    if let Some(after) = after.any(&["钟", "整"]) {
        return of(0, after);
    }
    if let Some((minute, end)) = minutes(after) {
        return of(minute, end);
    }
    // Points of a member, and points to be made; "一点" is "a little".
    let is_other = hour.value > 25
        || after
            .any(&["积分", "建议", "意见", "要求", "问题", "原因", "注意", "心", "几"])
            .is_some()
        || hour.value == 1 && context.is_start() && after.next().is_some_and(|c| c.is_alphanumeric() || c == '点');
    if is_other && !(context.day && after.is_end()) {
        return None;
    }
    of(0, after)
}

/// Minutes after 点: "30", "30分", "零五分", "三十".
fn minutes(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    let (minute, after) = match at.any(&["零", "〇"]) {
        Some(after) => count::chinese(after)?,
        None => number(at)
            .filter(|(minute, after)| minute.length == 2 || after.sign("分").is_some())
            .map(|(minute, after)| (minute.value, after))?,
    };
    if let Some(after) = after.sign("分") {
        return after.sign("钟").is_none().then_some((minute, after));
    }
    // "10点三个人" has no minutes.
    (minute >= 10 || at.two().is_some() || at.sign("零").is_some())
        .then_some((minute, after))
        .filter(|(_, after)| !counted::follows(*after) && after.ends_word())
}

/// "一刻", "5分".
fn minutes_in_words(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    if let Some(after) = at.sign("一刻") {
        return Some((15, after));
    }
    let (minutes, after) = number(at)?;
    let after = after.sign("分")?;
    Some((minutes.value, after.sign("钟").unwrap_or(after)))
}
