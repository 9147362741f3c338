//! Charts for a phone: one number in large type, and columns or rows below it.

use crate::block::{Align, Block, Grow};
use crate::colour::{Chalks, Rgb, css};
use crate::fonts::{Fonts, Weight};
use crate::picture::{Easel, Picture};
use crate::{DrawError, fill};

/// What a chart shows. All words are in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// "Sales, last 30 days".
    pub title: &'a str,
    /// The one number that matters: "€12,340".
    pub value: &'a str,
    /// What to make of it: "12% more than in the 30 days before".
    pub note: &'a str,
    pub plot: Plot<'a>,
    /// What the colours stand for, in the order of a column's parts. Empty where there is one alone.
    pub legend: &'a [&'a str],
    pub dark: bool,
    /// The shop's colour as an angle on the colour wheel: 0 is red, 120 green, 240 blue.
    pub hue: u16,
}

/// The shape of a chart.
#[derive(Clone, Copy, Debug)]
pub enum Plot<'a> {
    /// Columns side by side, such as days.
    Columns(&'a Columns<'a>),
    /// Bars below each other, each with a name, longest first.
    Rows(&'a [Row<'a>]),
}

/// Columns on a scale.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    pub columns: &'a [Column],
    /// Heights that have a line, with what stands at it. Below zero for lines under the ground.
    pub scale: &'a [(i64, &'a str)],
    /// Columns that have words below them: their place from 0, and the words.
    pub labels: &'a [(usize, &'a str)],
}

/// One column: what stands on the ground, and what hangs below it, the first part nearest to the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    pub up: i64,
    pub down: [i64; 2],
}

/// One bar with its name.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub name: &'a str,
    /// As it is written: "42".
    pub value: &'a str,
    pub length: i64,
}

const TEMPLATE: &str = include_str!("../templates/chart.svg");

const LEFT: f32 = 56.0;
const RIGHT: f32 = 944.0;
const WIDTH: f32 = RIGHT - LEFT;
const TOP: f32 = 330.0;
const BOTTOM: f32 = 650.0;
/// As much as the words of the scale take at most.
const MARKS: f32 = 210.0;
/// More rows than fit are left out.
const MOST_ROWS: usize = 6;

const LINE: Block = Block {
    x: LEFT,
    y: 92.0,
    width: WIDTH,
    lines: 1,
    size: 38.0,
    smallest: 26.0,
    leading: 1.2,
    weight: Weight::Medium,
    align: Align::Start,
    grow: Grow::Down,
};
const VALUE: Block = Block {
    y: 180.0,
    size: 88.0,
    smallest: 40.0,
    weight: Weight::Bold,
    ..LINE
};
const NOTE: Block = Block {
    y: 232.0,
    size: 34.0,
    ..LINE
};
const SMALL: Block = Block {
    size: 28.0,
    smallest: 22.0,
    ..LINE
};

pub(crate) fn draw(fonts: &Fonts, easel: &Easel, chart: &Chart<'_>) -> Result<Picture, DrawError> {
    let chalks = Chalks::of(chart.hue, chart.dark);
    let plot = match chart.plot {
        Plot::Columns(columns) => draw_columns(fonts, &chalks, columns),
        Plot::Rows(rows) => draw_rows(fonts, &chalks, rows),
    };
    let svg = fill(
        TEMPLATE,
        &[
            ("paper", &css(chalks.paper)),
            ("ink", &css(chalks.ink)),
            ("faded", &css(chalks.faded)),
            ("title", &LINE.set(fonts, chart.title).svg),
            ("value", &VALUE.set(fonts, chart.value).svg),
            ("note", &NOTE.set(fonts, chart.note).svg),
            ("legend", &draw_legend(fonts, &chalks, chart.legend)),
            ("plot", &plot),
        ],
    );
    Picture::draw(easel, &svg, &[])
}

/// Names stand in one row, as large as all of them fit. Of those that do not fit the longest are cut.
fn draw_legend(fonts: &Fonts, chalks: &Chalks, names: &[&str]) -> String {
    /// A square and the gap behind it, and the gap before the next.
    const SQUARE: f32 = 36.0;
    const GAP: f32 = 44.0;
    let whole = Block { width: 1e6, ..SMALL };
    let widths: Vec<f32> = names.iter().map(|name| whole.set(fonts, name).width).collect();
    let gaps = SQUARE * length(names.len()) + GAP * length(names.len().saturating_sub(1));
    let all = widths.iter().sum::<f32>();
    // Rounding may not cut the last letter.
    let room = WIDTH - gaps - length(names.len());
    let scale = (room / all.max(1.0)).clamp(SMALL.smallest / SMALL.size, 1.0);
    let widths: Vec<f32> = widths.iter().map(|width| width * scale).collect();
    let mut svg = String::new();
    let mut x = LEFT;
    for ((name, room), colour) in names.iter().zip(rooms(&widths, room)).zip(chalks.series) {
        let words = Block {
            x: x + SQUARE,
            y: 286.0,
            width: room + 1.0,
            size: SMALL.size * scale,
            ..SMALL
        }
        .set(fonts, name);
        put_bar(&mut svg, [x, 264.0, 24.0, 24.0], 7.0, &css(colour));
        put_words(&mut svg, &words.svg, &css(chalks.faded));
        x += SQUARE + words.width + GAP;
    }
    svg
}

/// How much of a row each gets that wants so much: short ones all of it, long ones equal parts of the rest.
fn rooms(wanted: &[f32], room: f32) -> Vec<f32> {
    let mut shortest: Vec<f32> = wanted.to_vec();
    shortest.sort_by(f32::total_cmp);
    let (mut rest, mut longer) = (room, shortest.len());
    let mut most = f32::INFINITY;
    for width in shortest {
        if width * length(longer) > rest {
            most = rest / length(longer);
            break;
        }
        rest -= width;
        longer -= 1;
    }
    wanted.iter().map(|width| width.min(most)).collect()
}

fn draw_columns(fonts: &Fonts, chalks: &Chalks, plot: &Columns<'_>) -> String {
    let lines = plot.scale.iter().map(|(at, _)| *at);
    let highest = plot.columns.iter().map(|column| column.up).chain(lines.clone()).max();
    let highest = highest.unwrap_or(0).max(0);
    let below = |column: &Column| column.down.iter().fold(0_i64, |sum, part| sum.saturating_add(*part));
    let hanging = plot.columns.iter().map(below);
    let lowest = hanging.chain(lines.map(i64::saturating_neg)).max().unwrap_or(0).max(0);
    let pixels = |height: i64| share(height, highest.saturating_add(lowest)) * (BOTTOM - TOP);
    // Where nothing rises or hangs, it lies on the dates.
    let ground = BOTTOM - pixels(lowest);
    let mark = Block { width: MARKS, ..SMALL };
    let marks: Vec<(i64, f32)> = plot
        .scale
        .iter()
        .map(|(at, words)| (*at, mark.set(fonts, words).width))
        .collect();
    let widest = marks.iter().map(|(_, width)| *width).fold(0.0, f32::max);
    let left = if marks.is_empty() { LEFT } else { LEFT + widest + 20.0 };
    let width = RIGHT - left;
    let mut svg = String::new();
    for ((at, words), (_, length)) in plot.scale.iter().zip(marks) {
        let y = ground - pixels(at.saturating_abs()) * if *at < 0 { -1.0 } else { 1.0 };
        put_bar(&mut svg, [left, y - 1.0, width, 2.0], 0.0, &css(chalks.line));
        let mark = Block {
            x: LEFT + widest - length,
            y: y + 10.0,
            ..mark
        };
        put_words(&mut svg, &mark.set(fonts, words).svg, &css(chalks.faded));
    }
    let step = width / length(plot.columns.len().max(1));
    let thick = (step * 0.72).clamp(3.0, 96.0);
    for (at, column) in plot.columns.iter().enumerate() {
        let x = left + step * length(at) + (step - thick) / 2.0;
        let round = (thick / 4.0).min(10.0);
        // A sliver of what there is rises out of the ground.
        let up = pixels(column.up);
        let up = if up > 0.0 { up.max(4.0) } else { 0.0 };
        put_column(&mut svg, [x, ground - up, thick, up], round, chalks.series[0]);
        let mut y = ground;
        for (part, colour) in column.down.into_iter().zip([chalks.series[1], chalks.series[2]]) {
            put_column(&mut svg, [x, y, thick, pixels(part)], 0.0, colour);
            y += pixels(part);
        }
    }
    put_bar(&mut svg, [left, ground - 1.5, width, 3.0], 0.0, &css(chalks.faded));
    for (at, words) in plot.labels {
        let middle = left + step * (length(*at) + 0.5);
        let label = Block {
            y: BOTTOM + 48.0,
            ..SMALL
        };
        let wide = label.set(fonts, words).width;
        let x = (middle - wide / 2.0).clamp(LEFT, (RIGHT - wide).max(LEFT));
        let label = Block { x, ..label };
        put_words(&mut svg, &label.set(fonts, words).svg, &css(chalks.faded));
    }
    svg
}

/// A column of which at least a sliver is seen, unless it is nothing. Its upper corners are round.
fn put_column(svg: &mut String, [x, y, thick, height]: [f32; 4], round: f32, colour: Rgb) {
    if height > 0.0 {
        let (seen, colour) = (height.max(2.0), css(colour));
        let round = round.min(seen / 2.0);
        let (bottom, shoulder, flat) = (y + seen, y + round, thick - round * 2.0);
        let drawn = format!(
            r#"<path d="M{x:.1} {bottom:.1}V{shoulder:.1}q0 -{round:.1} {round:.1} -{round:.1}h{flat:.1}q{round:.1} 0 {round:.1} {round:.1}V{bottom:.1}z" fill="{colour}"/>"#
        );
        svg.push_str(&drawn);
    }
}

fn draw_rows(fonts: &Fonts, chalks: &Chalks, rows: &[Row<'_>]) -> String {
    let longest = rows.iter().map(|row| row.length).max().unwrap_or(0);
    let shown = rows.len().min(MOST_ROWS);
    let step = (BOTTOM + 60.0 - 270.0) / length(shown.max(3));
    let mut svg = String::new();
    for (at, row) in rows.iter().take(MOST_ROWS).enumerate() {
        let y = 270.0 + step * length(at);
        let value = Block {
            y: y + 30.0,
            size: 32.0,
            weight: Weight::Bold,
            ..SMALL
        };
        let width = value.set(fonts, row.value).width;
        let value = Block {
            x: RIGHT - width,
            ..value
        };
        let name = Block {
            y: y + 30.0,
            size: 32.0,
            width: WIDTH - width - 40.0,
            ..SMALL
        };
        put_words(&mut svg, &name.set(fonts, row.name).svg, &css(chalks.ink));
        put_words(&mut svg, &value.set(fonts, row.value).svg, &css(chalks.ink));
        let bar = (WIDTH * share(row.length, longest)).max(2.0);
        put_bar(&mut svg, [LEFT, y + 44.0, WIDTH, 14.0], 7.0, &css(chalks.line));
        put_bar(
            &mut svg,
            [LEFT, y + 44.0, bar, 14.0],
            7.0_f32.min(bar / 2.0),
            &css(chalks.series[0]),
        );
    }
    svg
}

fn put_bar(svg: &mut String, [x, y, width, height]: [f32; 4], round: f32, colour: &str) {
    let drawn = format!(
        r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="{round:.1}" fill="{colour}"/>"#
    );
    svg.push_str(&drawn);
}

fn put_words(svg: &mut String, outlines: &str, colour: &str) {
    let drawn = format!(r#"<g fill="{colour}">{outlines}</g>"#);
    svg.push_str(&drawn);
}

/// A number of things, as a measure. No chart has more than a u16 counts.
fn length(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// How much of the whole a part is, from 0 to 1.
fn share(part: i64, whole: i64) -> f32 {
    // Finer than any pixel.
    const STEPS: u16 = 60_000;
    if whole <= 0 {
        return 0.0;
    }
    let steps = i128::from(part.clamp(0, whole)) * i128::from(STEPS) / i128::from(whole);
    f32::from(u16::try_from(steps).unwrap_or(STEPS)) / f32::from(STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_leave_their_room_to_long_ones() {
        assert_eq!(rooms(&[100.0, 500.0, 100.0], 800.0), [100.0, 500.0, 100.0]);
        assert_eq!(rooms(&[100.0, 900.0, 100.0], 800.0), [100.0, 600.0, 100.0]);
        assert_eq!(rooms(&[100.0, 900.0, 800.0], 800.0), [100.0, 350.0, 350.0]);
        assert_eq!(rooms(&[900.0], 800.0), [800.0]);
        assert_eq!(rooms(&[], 800.0), Vec::<f32>::new());
    }
}
