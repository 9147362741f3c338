//! Fits a text into a box: on as many lines as there are, then smaller, then with an ellipsis.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::fonts::{Fonts, Weight};
use crate::text::{Line, Text};

/// A place for text.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub(crate) x: f32,
    /// The first baseline, or where it would be at full size.
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) lines: usize,
    pub(crate) size: f32,
    /// Text is cut rather than set smaller than this.
    pub(crate) smallest: f32,
    pub(crate) leading: f32,
    pub(crate) weight: Weight,
    pub(crate) align: Align,
    pub(crate) grow: Grow,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
}

/// Which baseline stays put when there are more lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grow {
    Down,
    Up,
}

/// A text in its place.
pub(crate) struct Set {
    pub(crate) svg: String,
    /// The widest line, in pixels.
    pub(crate) width: f32,
    /// The baseline of the last line.
    pub(crate) bottom: f32,
}

impl Block {
    pub(crate) fn set(&self, fonts: &Fonts, raw: &str) -> Set {
        let text = Text::new(fonts, raw, self.weight);
        if text.is_empty() {
            return Set {
                svg: String::new(),
                width: 0.0,
                bottom: self.y,
            };
        }
        let (lines, size) = self.fit(&text);
        self.place(fonts, &lines, size, text.is_rtl())
    }

    /// Lines in ems, and how large an em is.
    ///
    /// Slightly smaller is better than a break inside a Thai word or a Japanese name.
    fn fit(&self, text: &Text<'_>) -> (Vec<Line>, f32) {
        if let Some(fit) = self.fit_units(text, &units(text, Break::AtBlanks), self.size * 0.7) {
            return fit;
        }
        let units = units(text, Break::WithoutBlanks);
        self.fit_units(text, &units, self.smallest)
            .unwrap_or_else(|| (cut(text, &units, self.width / self.smallest, self.lines), self.smallest))
    }

    fn fit_units(&self, text: &Text<'_>, units: &[Unit], smallest: f32) -> Option<(Vec<Line>, f32)> {
        let mut size = self.size;
        while size >= smallest.max(self.smallest) {
            if let Some(ranges) = balanced(units, self.width / size, self.lines) {
                return Some((ranges.iter().map(|range| text.line(range)).collect(), size));
            }
            size *= 0.94;
        }
        None
    }

    fn place(&self, fonts: &Fonts, lines: &[Line], size: f32, rtl: bool) -> Set {
        let widest = lines.iter().fold(0.0_f32, |widest, line| widest.max(line.width));
        // One grapheme can be wider than the box; nothing else gets here that is.
        let size = if widest * size > self.width {
            self.width / widest
        } else {
            size
        };
        let step = size * self.leading;
        let below = lines.iter().skip(1).fold(0.0, |below, _| below + step);
        // Smaller text hangs from the same height as text of full size.
        let mut y = match self.grow {
            Grow::Down => self.y - (self.size - size) * 0.7,
            Grow::Up => self.y - below,
        };
        let mut svg = String::new();
        for line in lines {
            let x = match self.align {
                Align::Middle => self.x + (self.width - line.width * size) / 2.0,
                Align::Start if rtl => self.x + (widest - line.width) * size,
                Align::Start => self.x,
            };
            line.push(fonts, &mut svg, (x, y), size);
            y += step;
        }
        Set {
            svg,
            width: widest * size,
            bottom: y - step,
        }
    }
}

/// A stretch that is not broken, with the blank after it.
struct Unit {
    bytes: Range<usize>,
    width: f32,
    blank: f32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    AtBlanks,
    /// Also where scripts break that have no blanks between words.
    WithoutBlanks,
}

fn units(text: &Text<'_>, breaks: Break) -> Vec<Unit> {
    let string = &text.string;
    let mut starts = vec![0];
    let mut before = "";
    for (start, word) in string.split_word_bound_indices() {
        if start > 0 && may_break(before, word, breaks) {
            starts.push(start);
        }
        before = word;
    }
    let ends = starts.iter().skip(1).copied().chain([string.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let solid = start + string[start..end].trim_end().len();
            let width = text.line(&(start..solid)).width;
            Unit {
                bytes: start..solid,
                width,
                blank: text.line(&(start..end)).width - width,
            }
        })
        .collect()
}

fn may_break(before: &str, word: &str, breaks: Break) -> bool {
    if word.trim().is_empty() {
        return false;
    }
    if before.trim().is_empty() || before.ends_with(['-', '\u{2010}', '\u{2013}', '/']) {
        return true;
    }
    // East Asian and Thai text has no blanks; a mark may not begin a line, nor a bracket end one.
    let open = before
        .chars()
        .next_back()
        .is_some_and(|c| "([{\u{ab}\u{201c}\u{2018}\u{300c}\u{300e}\u{3010}\u{ff08}\u{300a}".contains(c));
    breaks == Break::WithoutBlanks
        && !open
        && word
            .chars()
            .next()
            .is_some_and(|c| c >= '\u{E00}' && c.is_alphanumeric())
}

/// As few lines as it takes, none of them much longer than the others.
fn balanced(units: &[Unit], width: f32, lines: usize) -> Option<Vec<Range<usize>>> {
    let mut best = wrap(units, width, lines)?;
    let mut narrower = width;
    while best.len() > 1 {
        narrower *= 0.95;
        match wrap(units, narrower, best.len()) {
            Some(ranges) => best = ranges,
            None => break,
        }
    }
    Some(best)
}

/// The lines, or nothing if they are too many or a word is wider than a line.
fn wrap(units: &[Unit], width: f32, lines: usize) -> Option<Vec<Range<usize>>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut filled = 0.0;
    for unit in units {
        let begun = ranges.len();
        match ranges.last_mut() {
            Some(range) if filled + unit.width <= width => range.end = unit.bytes.end,
            _ if unit.width <= width && begun < lines => {
                ranges.push(unit.bytes.clone());
                filled = 0.0;
            }
            _ => return None,
        }
        filled += unit.width + unit.blank;
    }
    Some(ranges)
}

/// As much as the lines hold, words broken where they must be, and an ellipsis if that is not all.
fn cut(text: &Text<'_>, units: &[Unit], width: f32, lines: usize) -> Vec<Line> {
    let mut done = Vec::new();
    let mut start = 0;
    while done.len() + 1 < lines {
        let rest = units.iter().filter(|unit| unit.bytes.end > start);
        let fitting = rest
            .take_while(|unit| text.line(&(start..unit.bytes.end)).width <= width)
            .last()
            .map(|unit| unit.bytes.end);
        let end = fitting.unwrap_or_else(|| {
            let ends = text.ends(&(start..text.string.len()));
            let count = ends.partition_point(|&end| text.line(&(start..end)).width <= width);
            ends.get(count.saturating_sub(1)).copied().unwrap_or(text.string.len())
        });
        done.push(text.line(&(start..end)));
        start = end + text.string[end..].len() - text.string[end..].trim_start().len();
        if start == text.string.len() {
            return done;
        }
    }
    let rest = text.line(&(start..text.string.len()));
    done.push(if rest.width <= width {
        rest
    } else {
        shortened(text, start, width)
    });
    done
}

fn shortened(text: &Text<'_>, start: usize, width: f32) -> Line {
    let with_dots = |end: usize| {
        let short = text.shortened(&(start..start + text.string[start..end].trim_end().len()));
        short.line(&short.whole())
    };
    let ends = text.ends(&(start..text.string.len()));
    let count = ends.partition_point(|&end| with_dots(end).width <= width);
    with_dots(ends.get(count.saturating_sub(1)).copied().unwrap_or(start))
}
