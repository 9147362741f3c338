//! From text to lines of placed glyphs: fonts chosen per grapheme, directions resolved, shaped.

use std::ops::Range;

use harfrust::{Direction, ShapeOptions, UnicodeBuffer};
use skrifa::GlyphId;
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::fonts::{Fonts, Weight};
use crate::outline;
use crate::words;

/// A text of which every character can be drawn.
pub(crate) struct Text<'f> {
    fonts: &'f Fonts,
    pub(crate) string: String,
    graphemes: Vec<Grapheme>,
    base: Level,
}

#[derive(Clone)]
struct Grapheme {
    bytes: Range<usize>,
    face: usize,
}

/// A line of glyphs in the order of the page, measured in ems.
pub(crate) struct Line {
    glyphs: Vec<Placed>,
    pub(crate) width: f32,
}

struct Placed {
    face: usize,
    glyph: GlyphId,
    x: f32,
    y: f32,
}

impl<'f> Text<'f> {
    /// Tidies a text and chooses its fonts. What no font can draw is left out.
    pub(crate) fn new(fonts: &'f Fonts, raw: &str, weight: Weight) -> Self {
        let tidied = words::tidy(raw);
        let mut text = Self {
            fonts,
            string: String::with_capacity(tidied.len()),
            graphemes: Vec::new(),
            base: Level::ltr(),
        };
        for grapheme in tidied.graphemes(true) {
            text.take(grapheme, weight);
        }
        let bidi = BidiInfo::new(&text.string, None);
        text.base = bidi
            .paragraphs
            .first()
            .map_or(Level::ltr(), |paragraph| paragraph.level);
        text
    }

    fn take(&mut self, grapheme: &str, weight: Weight) {
        if let Some(face) = self.fonts.choose(grapheme, weight) {
            self.push(grapheme, face);
            return;
        }
        let plainer = grapheme.nfkc().collect::<String>();
        if plainer != grapheme
            && let Some(face) = self.fonts.choose(&plainer, weight)
        {
            self.push(&plainer, face);
            return;
        }
        // Letters first: a letter without its odd mark is better than no letter.
        for c in grapheme.chars().filter(|c| !c.is_whitespace()) {
            let one = c.to_string();
            if let Some(face) = self.fonts.choose(&one, weight) {
                self.push(&one, face);
                return;
            }
        }
    }

    fn push(&mut self, grapheme: &str, face: usize) {
        let start = self.string.len();
        self.string.push_str(grapheme);
        self.graphemes.push(Grapheme {
            bytes: start..self.string.len(),
            face,
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.string.trim().is_empty()
    }

    pub(crate) fn is_rtl(&self) -> bool {
        self.base.is_rtl()
    }

    /// Where graphemes end within `bytes`.
    pub(crate) fn ends(&self, bytes: &Range<usize>) -> Vec<usize> {
        self.within(bytes).map(|grapheme| grapheme.bytes.end).collect()
    }

    fn within(&self, bytes: &Range<usize>) -> impl Iterator<Item = &Grapheme> {
        self.graphemes
            .iter()
            .filter(|grapheme| bytes.start <= grapheme.bytes.start && grapheme.bytes.end <= bytes.end)
    }

    /// Shapes a part of the text that begins and ends between graphemes.
    pub(crate) fn line(&self, bytes: &Range<usize>) -> Line {
        let mut line = Line {
            glyphs: Vec::new(),
            width: 0.0,
        };
        let string = &self.string[bytes.clone()];
        let bidi = BidiInfo::new(string, Some(self.base));
        let Some(paragraph) = bidi.paragraphs.first() else {
            return line;
        };
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let rtl = levels[run.start].is_rtl();
            let mut pieces = self.pieces(&(bytes.start + run.start..bytes.start + run.end));
            if rtl {
                pieces.reverse();
            }
            for piece in pieces {
                self.shape(&piece, rtl, &mut line);
            }
        }
        line
    }

    /// The same part with an ellipsis after it.
    pub(crate) fn shortened(&self, bytes: &Range<usize>) -> Self {
        let mut short = Self {
            fonts: self.fonts,
            string: String::new(),
            graphemes: Vec::new(),
            base: self.base,
        };
        for grapheme in self.within(bytes) {
            short.push(&self.string[grapheme.bytes.clone()], grapheme.face);
        }
        short.take("\u{2026}", Weight::Medium);
        short
    }

    pub(crate) fn whole(&self) -> Range<usize> {
        0..self.string.len()
    }

    /// Neighbours that share a face, shaped together so that letters join and kern.
    fn pieces(&self, bytes: &Range<usize>) -> Vec<Grapheme> {
        let mut pieces: Vec<Grapheme> = Vec::new();
        for grapheme in self.within(bytes) {
            match pieces.last_mut() {
                Some(piece) if piece.face == grapheme.face => piece.bytes.end = grapheme.bytes.end,
                _ => pieces.push(grapheme.clone()),
            }
        }
        pieces
    }

    fn shape(&self, piece: &Grapheme, rtl: bool, line: &mut Line) {
        let Some(face) = self.fonts.face(piece.face) else {
            return;
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&self.string[piece.bytes.clone()]);
        buffer.set_direction(if rtl {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        buffer.guess_segment_properties();
        let shaped = face.shape(buffer, ShapeOptions::new());
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            // Glyph 0 is the box that says "no such glyph"; selectors the font does not know get it.
            if info.glyph_id != 0 {
                line.glyphs.push(Placed {
                    face: piece.face,
                    glyph: GlyphId::new(info.glyph_id),
                    x: line.width + ems(position.x_offset, face.units_per_em),
                    y: ems(position.y_offset, face.units_per_em),
                });
                line.width += ems(position.x_advance, face.units_per_em);
            }
        }
    }
}

impl Line {
    /// Appends the line's glyphs, the pen starting at (x, y).
    pub(crate) fn push(&self, fonts: &Fonts, svg: &mut String, (x, y): (f32, f32), size: f32) {
        for placed in &self.glyphs {
            let at = (x + placed.x * size, y - placed.y * size);
            if let Some(face) = fonts.face(placed.face) {
                outline::push(svg, face, placed.glyph, at, size);
            }
        }
    }
}

/// Font units as ems. No glyph is wider than 32767 units.
fn ems(units: i32, units_per_em: f32) -> f32 {
    f32::from(i16::try_from(units).unwrap_or(0)) / units_per_em
}
