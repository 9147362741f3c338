//! `/stats`: what the shop sold and gave, as pictures with the same in words below them.

use chrono::{Days, NaiveDate};
use domain::automation::Automation;
use domain::role::Right;
use domain::shop::Shop;
use domain::{Lang, Money};
use draw::{Artist, Chart, Column, Columns, Plot, Row};
use loyalty::{Came, Figures};
use say::figures as words;
use say::figures::{Held, Movements, Period, Sales, Subject};
use say::results::InShort;
use say::text::{LABEL_NAME, short};

use super::{menu_row, no_longer_staff, on_staff, outdated, results};
use crate::handlers::customer::screen;
use crate::handlers::visit::Visit;
use crate::pictures::{self, hue};
use crate::tap::Tap;
use crate::telegram::{Button, Picture};

/// The periods to choose from, in days. Long ones are whole weeks, which is what their columns are.
const PERIODS: [i64; 4] = [7, 30, 91, 364];
/// Longer periods have a column for each week.
const MOST_DAYS: i64 = 31;
/// Months ahead of which it is said what expires.
const MONTHS: u32 = 12;
const TOP: i64 = 6;
/// Automations that have a button.
const MOST_BUTTONS: usize = 30;

/// The word for a picture on dark paper, in a button.
const DARK: &str = "dark";
const LIGHT: &str = "light";

/// What is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct View {
    subject: Subject,
    days: i64,
    dark: bool,
}

/// A chart with everything it needs, to be taken to where it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sketch {
    title: String,
    value: String,
    note: String,
    legend: Vec<String>,
    columns: Vec<Column>,
    scale: Vec<(i64, String)>,
    labels: Vec<(usize, String)>,
    rows: Vec<(String, String, i64)>,
}

const fn word(subject: Subject) -> &'static str {
    match subject {
        Subject::Sales => "s",
        Subject::Newcomers => "n",
        Subject::Points => "p",
        Subject::Owed => "o",
        Subject::Gifts => "g",
        Subject::Tiers => "t",
        Subject::Automations => "a",
    }
}

/// The command: what was sold in the last 30 days.
pub async fn on_command(visit: &Visit<'_>) -> anyhow::Result<()> {
    let view = View {
        subject: Subject::Sales,
        days: 30,
        dark: false,
    };
    show(visit, view).await
}

pub async fn on_tap(visit: &Visit<'_>, subject: &str, days: i64, shade: &str) -> anyhow::Result<()> {
    let named = Subject::ALL.into_iter().find(|known| word(*known) == subject);
    match named {
        Some(subject) if PERIODS.contains(&days) && [DARK, LIGHT].contains(&shade) => {
            let dark = shade == DARK;
            show(visit, View { subject, days, dark }).await
        }
        _ => outdated(visit).await,
    }
}

/// The first picture, from the menu.
#[must_use]
pub fn first() -> Tap {
    tap(View {
        subject: Subject::Sales,
        days: 30,
        dark: false,
    })
}

fn tap(view: View) -> Tap {
    Tap::Figures {
        subject: word(view.subject).to_owned(),
        days: view.days,
        shade: if view.dark { DARK } else { LIGHT }.to_owned(),
    }
}

async fn show(visit: &Visit<'_>, view: View) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::SeeFigures).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let mut leading = Vec::new();
    let (caption, sketch) = match view.subject {
        Subject::Owed => owed(visit, shop).await?,
        Subject::Gifts => gifts(visit, shop, view).await?,
        Subject::Tiers => tiers(visit, shop).await?,
        Subject::Automations => {
            let Ok(did) = visit.club.loyalty.results_of_all(shop, visit.user()).await? else {
                return no_longer_staff(visit).await;
            };
            let (did, came): (Vec<Automation>, Vec<Came>) = did.into_iter().unzip();
            let did: Vec<_> = super::automations::named(visit, shop, did)
                .await?
                .into_iter()
                .zip(came)
                .collect();
            leading = automation_rows(visit.lang(), &did);
            automations(visit.lang(), shop, &did)
        }
        Subject::Sales | Subject::Newcomers | Subject::Points => day_by_day(visit, shop, view).await?,
    };
    leading.extend(rows(visit, view, sketch.is_some()));
    let message = screen(caption, leading);
    let message = match sketch {
        Some(sketch) => message.picture(picture(visit, shop, view, sketch).await?),
        None => message,
    };
    visit.show(&message).await?;
    Ok(())
}

fn rows(visit: &Visit<'_>, view: View, drawn: bool) -> Vec<Vec<Button>> {
    let lang = visit.lang();
    let others = Subject::ALL.into_iter().filter(|subject| *subject != view.subject);
    let subjects: Vec<Button> = others
        .map(|subject| {
            Button::tap(
                words::subject_label(lang, subject),
                tap(View { subject, ..view }).data(),
            )
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = subjects.chunks(2).map(<[Button]>::to_vec).collect();
    if !matches!(view.subject, Subject::Owed | Subject::Tiers | Subject::Automations) {
        let periods = PERIODS.map(|days| {
            let label = words::days_label(lang, days, days == view.days);
            Button::tap(label, tap(View { days, ..view }).data())
        });
        rows.push(periods.to_vec());
    }
    if drawn {
        let label = if view.dark {
            words::light_label(lang)
        } else {
            words::dark_label(lang)
        };
        let dark = !view.dark;
        rows.push(vec![Button::tap(label, tap(View { dark, ..view }).data())]);
    }
    rows.push(menu_row(visit));
    rows
}

async fn day_by_day(visit: &Visit<'_>, shop: &Shop, view: View) -> anyhow::Result<(String, Option<Sketch>)> {
    let lang = visit.lang();
    let count = u64::try_from(view.days).unwrap_or(0);
    let figures = visit.club.loyalty.figures(shop, count).await?;
    let (total, period) = (figures.total(), period(&figures.days, view.days));
    let amount = |minor: i64| Money::new(minor.max(0)).unwrap_or(Money::MAX);
    let in_words = |minor: i64| say::number::money(lang, amount(minor), shop.currency);
    let (mut caption, value, note, is_empty) = match view.subject {
        Subject::Newcomers => (
            words::newcomers(lang, &period, total.newcomers, figures.before.newcomers),
            say::number::number(lang, total.newcomers),
            words::compared_line(lang, total.newcomers, figures.before.newcomers, view.days),
            total.newcomers == 0,
        ),
        Subject::Points => {
            let moved = Movements {
                given: total.given,
                spent: total.spent,
                expired: total.expired,
            };
            (
                words::movements(lang, &period, &moved),
                say::number::number(lang, total.given),
                words::net_line(lang, &moved),
                figures
                    .days
                    .iter()
                    .all(|(_, day)| (day.given, day.spent, day.expired) == (0, 0, 0)),
            )
        }
        _ => {
            let best = figures.days.iter().max_by_key(|(_, day)| day.sales);
            let sales = Sales {
                total: amount(total.sales),
                before: amount(figures.before.sales),
                orders: total.orders,
                best: best.map(|(on, day)| (*on, amount(day.sales))),
                currency: shop.currency,
            };
            (
                words::sales(lang, &period, &sales),
                in_words(total.sales),
                words::compared_line(lang, total.sales, figures.before.sales, view.days),
                total.orders == 0,
            )
        }
    };
    if is_empty {
        caption = words::nothing(lang, view.subject);
    }
    if figures.uncounted > 0 {
        let uncounted = i64::try_from(figures.uncounted).unwrap_or(i64::MAX);
        caption = format!("{caption}\n\n{}", words::still_counting(lang, uncounted));
    }
    if is_empty {
        return Ok((caption, None));
    }
    let columns = columns(&figures, view);
    let mark = |at: i64| match view.subject {
        Subject::Sales => in_words(at),
        _ => say::number::number(lang, at),
    };
    let legend = match view.subject {
        Subject::Points => vec![
            words::given_line(lang),
            words::spent_line(lang),
            words::expired_line(lang),
        ],
        _ => Vec::new(),
    };
    let sketch = Sketch {
        title: words::title_line(lang, view.subject, &period),
        value,
        note,
        legend,
        scale: scale(&columns).into_iter().map(|at| (at, mark(at.abs()))).collect(),
        labels: labels(lang, &figures.days, columns.len()),
        columns,
        rows: Vec::new(),
    };
    Ok((caption, Some(sketch)))
}

fn period(days: &[(NaiveDate, storage::days::Day)], count: i64) -> Period {
    let ends = days.first().zip(days.last()).map(|(first, last)| (first.0, last.0));
    let (from, until) = ends.unwrap_or_default();
    Period {
        from,
        until,
        days: count,
    }
}

/// A column for each day, or for each week of a long period.
fn columns(figures: &Figures, view: View) -> Vec<Column> {
    let each = if view.days > MOST_DAYS { 7 } else { 1 };
    let column = |days: &[(NaiveDate, storage::days::Day)]| {
        let sum = |part: fn(&storage::days::Day) -> i64| days.iter().map(|(_, day)| part(day)).sum::<i64>().max(0);
        match view.subject {
            Subject::Newcomers => Column {
                up: sum(|day| day.newcomers),
                down: [0, 0],
            },
            Subject::Points => Column {
                up: sum(|day| day.given),
                down: [sum(|day| day.spent), sum(|day| day.expired)],
            },
            _ => Column {
                up: sum(|day| day.sales),
                down: [0, 0],
            },
        }
    };
    figures.days.chunks(each).map(column).collect()
}

/// Round heights for lines: at most two above the ground and one below it.
fn scale(columns: &[Column]) -> Vec<i64> {
    let up = columns.iter().map(|column| column.up).max().unwrap_or(0);
    let down = columns.iter().map(|column| column.down.iter().sum::<i64>()).max();
    let down = down.unwrap_or(0);
    let step = round(up.max(down) / 2);
    let above = [step, step.saturating_mul(2)].into_iter().filter(|at| *at <= up);
    let below = [step].into_iter().filter(|at| *at <= down).map(|at| -at);
    if step == 0 {
        return Vec::new();
    }
    above.chain(below).collect()
}

/// The largest of 1, 2, 5, 10, 20 … that is not more.
fn round(most: i64) -> i64 {
    let mut ten = 1_i64;
    let mut best = 0;
    while ten <= most {
        for step in [1, 2, 5] {
            best = ten.checked_mul(step).filter(|step| *step <= most).unwrap_or(best);
        }
        let Some(next) = ten.checked_mul(10) else { break };
        ten = next;
    }
    best
}

/// The first day, one in the middle and the last one.
fn labels(lang: Lang, days: &[(NaiveDate, storage::days::Day)], columns: usize) -> Vec<(usize, String)> {
    let each = days.len().div_ceil(columns.max(1));
    let mut places = vec![0, columns / 2, columns.saturating_sub(1)];
    places.dedup();
    let label = |place: usize| {
        let (day, _) = days.get(place * each)?;
        Some((place, say::date::day_and_month(lang, *day)))
    };
    places.into_iter().filter_map(label).collect()
}

async fn owed(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<(String, Option<Sketch>)> {
    let lang = visit.lang();
    let owed = visit.club.loyalty.owed(shop, MONTHS).await?;
    if owed.points.is_zero() {
        return Ok((words::nothing(lang, Subject::Owed), None));
    }
    let held = Held {
        points: owed.points,
        money: owed.money,
        months: &owed.months,
        currency: shop.currency,
    };
    let columns: Vec<Column> = owed
        .months
        .iter()
        .map(|(_, points, _)| Column {
            up: points.get(),
            down: [0, 0],
        })
        .collect();
    let last = columns.len().saturating_sub(1);
    let label = |at: usize| {
        let (month, ..) = owed.months.get(at)?;
        Some((at, words::month_line(lang, *month)))
    };
    let sketch = Sketch {
        title: words::subject_label(lang, Subject::Owed),
        value: say::number::number(lang, owed.points.get()),
        note: words::owed_line(lang, &held),
        legend: Vec::new(),
        scale: scale(&columns)
            .into_iter()
            .map(|at| (at, say::number::number(lang, at)))
            .collect(),
        labels: [0, last / 2, last].into_iter().filter_map(label).collect(),
        columns,
        rows: Vec::new(),
    };
    Ok((words::owed(lang, &held), Some(sketch)))
}

async fn gifts(visit: &Visit<'_>, shop: &Shop, view: View) -> anyhow::Result<(String, Option<Sketch>)> {
    let lang = visit.lang();
    let count = u64::try_from(view.days).unwrap_or(0);
    let top = visit.club.loyalty.top_gifts(shop, count, TOP).await?;
    if top.is_empty() {
        return Ok((words::nothing(lang, Subject::Gifts), None));
    }
    let until = shop.day(visit.club.loyalty.clock.now());
    let period = Period {
        from: until + Days::new(1) - Days::new(count),
        until,
        days: view.days,
    };
    let rows = top
        .iter()
        .map(|(title, n)| (title.clone(), say::number::number(lang, *n), *n))
        .collect();
    let sketch = Sketch {
        title: words::title_line(lang, Subject::Gifts, &period),
        value: say::number::number(lang, top.iter().map(|(_, n)| n).sum()),
        note: words::gifts_line(lang),
        legend: Vec::new(),
        columns: Vec::new(),
        scale: Vec::new(),
        labels: Vec::new(),
        rows,
    };
    Ok((words::gifts(lang, &period, &top), Some(sketch)))
}

async fn tiers(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<(String, Option<Sketch>)> {
    let lang = visit.lang();
    let counts = visit.club.loyalty.members_per_tier(shop.id).await?;
    if counts.is_empty() {
        return Ok((words::nothing(lang, Subject::Tiers), None));
    }
    let row = |(title, n): &(Option<String>, i64)| {
        let title = title.clone().unwrap_or_else(|| words::no_tier_line(lang));
        (title, say::number::number(lang, *n), *n)
    };
    let sketch = Sketch {
        title: words::subject_label(lang, Subject::Tiers),
        value: say::number::number(lang, counts.iter().map(|(_, n)| n).sum()),
        note: words::tiers_line(lang),
        legend: Vec::new(),
        columns: Vec::new(),
        scale: Vec::new(),
        labels: Vec::new(),
        rows: counts.iter().map(row).collect(),
    };
    Ok((words::tiers(lang, &counts), Some(sketch)))
}

/// What automations brought, in a few words each, and how many bought after a message of which.
fn automations(lang: Lang, shop: &Shop, did: &[(Automation, Came)]) -> (String, Option<Sketch>) {
    let in_short: Vec<InShort<'_>> = did
        .iter()
        .map(|(automation, came)| InShort {
            trigger: automation.trigger,
            title: automation.title.as_deref(),
            reached: came.treated.reached,
            bought: came.treated.bought,
            compared: results::compared(shop, automation, came),
        })
        .collect();
    let caption = say::results::in_short(lang, &in_short);
    let mut rows: Vec<(String, String, i64)> = did
        .iter()
        .map(|(automation, came)| {
            let bought = came.treated.bought;
            (called(lang, automation), say::number::number(lang, bought), bought)
        })
        .collect();
    rows.sort_by_key(|(_, _, bought)| -bought);
    let all = rows.iter().map(|(_, _, bought)| bought).sum::<i64>();
    let sketch = (all > 0).then(|| Sketch {
        title: words::subject_label(lang, Subject::Automations),
        value: say::number::number(lang, all),
        note: say::results::note_line(lang),
        legend: Vec::new(),
        columns: Vec::new(),
        scale: Vec::new(),
        labels: Vec::new(),
        rows,
    });
    (caption, sketch)
}

/// As it is called where nothing is marked up.
fn called(lang: Lang, automation: &Automation) -> String {
    let usual = || say::automations::name(lang, automation.trigger, None);
    automation.title.clone().unwrap_or_else(usual)
}

fn automation_rows(lang: Lang, did: &[(Automation, Came)]) -> Vec<Vec<Button>> {
    let buttons: Vec<Button> = did
        .iter()
        .take(MOST_BUTTONS)
        .map(|(automation, _)| {
            let tap = Tap::Results {
                automation: automation.id,
            };
            Button::tap(short(&called(lang, automation), LABEL_NAME), tap.data())
        })
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

async fn picture(visit: &Visit<'_>, shop: &Shop, view: View, sketch: Sketch) -> anyhow::Result<Picture> {
    let (hue, dark) = (hue(shop), view.dark);
    let key = pictures::key("chart", &[&format!("{sketch:?}"), &hue.to_string(), &dark.to_string()]);
    if let Some(kept) = visit.club.telegram.kept_picture(&key).await {
        return Ok(kept);
    }
    let bytes = visit
        .club
        .studio
        .draw(move |artist| draw_sketch(artist, &sketch, hue, dark))
        .await?;
    Ok(Picture::Png {
        name: "figures.png".into(),
        bytes,
        key: Some(key),
        of: None,
    })
}

fn draw_sketch(artist: &Artist, sketch: &Sketch, hue: u16, dark: bool) -> Result<Vec<u8>, draw::DrawError> {
    let legend: Vec<&str> = sketch.legend.iter().map(String::as_str).collect();
    let scale: Vec<(i64, &str)> = sketch.scale.iter().map(|(at, mark)| (*at, mark.as_str())).collect();
    let labels: Vec<(usize, &str)> = sketch.labels.iter().map(|(at, label)| (*at, label.as_str())).collect();
    let rows: Vec<Row<'_>> = sketch
        .rows
        .iter()
        .map(|(name, value, length)| Row {
            name,
            value,
            length: *length,
        })
        .collect();
    let columns = Columns {
        columns: &sketch.columns,
        scale: &scale,
        labels: &labels,
    };
    artist.chart(&Chart {
        title: &sketch.title,
        value: &sketch.value,
        note: &sketch.note,
        plot: if rows.is_empty() {
            Plot::Columns(&columns)
        } else {
            Plot::Rows(&rows)
        },
        legend: &legend,
        dark,
        hue,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_heights() {
        let column = |up, down| Column { up, down: [down, 0] };
        for (columns, at) in [
            (vec![], vec![]),
            (vec![column(0, 0)], vec![]),
            (vec![column(1, 0)], vec![]),
            (vec![column(3, 0)], vec![1, 2]),
            (vec![column(399, 0)], vec![100, 200]),
            (vec![column(400, 0)], vec![200, 400]),
            (vec![column(400, 250)], vec![200, 400, -200]),
            (vec![column(10, 90)], vec![-20]),
            (
                vec![column(i64::MAX, 0)],
                vec![2_000_000_000_000_000_000, 4_000_000_000_000_000_000],
            ),
        ] {
            assert_eq!(scale(&columns), at, "{columns:?}");
        }
    }

    #[test]
    fn every_button_is_read_back() {
        for subject in Subject::ALL {
            let view = View {
                subject,
                days: 364,
                dark: true,
            };
            let data = tap(view).data();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Tap::read(&data), Some(tap(view)));
        }
    }
}
