//! The bundled fonts, and which of them draws which character.
//!
//! The bytes stay in the program's image: a font nobody's name needs is never paged in.

use std::sync::OnceLock;

use harfrust::{ShapeOptions, Shaper, ShaperData, UnicodeBuffer};
use skrifa::charmap::Charmap;
use skrifa::raw::{ReadError, TableProvider};
use skrifa::{FontRef, MetadataProvider};

/// How heavy the letters are. Scripts that come in one weight are drawn in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Medium,
    Bold,
}

macro_rules! bundled {
    ($($file:literal),* $(,)?) => {
        /// The order is the order of preference.
        const BUNDLED: &[(&str, &[u8])] =
            &[$(($file, include_bytes!(concat!("../fonts/", $file)))),*];
    };
}

bundled![
    "Inter-Medium.otf",
    "Inter-Bold.otf",
    "NotoSans-Medium.ttf",
    "Han-Medium.otf",
    "Arabic.ttf",
    "Hebrew.ttf",
    "Thai.ttf",
    "Devanagari.ttf",
    "Armenian.ttf",
    "Balinese.ttf",
    "Bengali.ttf",
    "Ethiopic.ttf",
    "Georgian.ttf",
    "Gujarati.ttf",
    "Gurmukhi.ttf",
    "Javanese.ttf",
    "Kannada.ttf",
    "Khmer.ttf",
    "Lao.ttf",
    "Malayalam.ttf",
    "Myanmar.ttf",
    "Sinhala.ttf",
    "Tamil.ttf",
    "Telugu.ttf",
    "Thaana.ttf",
    "Math.ttf",
    "Symbols.ttf",
    "Symbols2.ttf",
    "Borders.ttf",
    "Emoji.ttf",
    "Code-Bold.ttf",
];
const MEDIUM: usize = 0;
const BOLD: usize = 1;
const EMOJI: usize = 29;
const CODE: usize = 30;

/// One font file.
pub(crate) struct Face {
    pub(crate) font: FontRef<'static>,
    pub(crate) units_per_em: f32,
    charmap: Charmap<'static>,
    shaping: OnceLock<ShaperData>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Result<Self, ReadError> {
        let font = FontRef::new(bytes)?;
        let units_per_em = f32::from(font.head()?.units_per_em());
        Ok(Self {
            units_per_em,
            charmap: font.charmap(),
            font,
            shaping: OnceLock::new(),
        })
    }

    /// Whether the face draws all of a grapheme, joiners and selectors aside.
    fn draws(&self, grapheme: &str) -> bool {
        grapheme
            .chars()
            .filter(|&c| !is_ignorable(c))
            .all(|c| self.charmap.map(c).is_some())
    }

    /// Turns text of one direction into glyphs.
    pub(crate) fn shape(&self, buffer: UnicodeBuffer, options: ShapeOptions<'_>) -> harfrust::GlyphBuffer {
        let data = self.shaping.get_or_init(|| ShaperData::new(&self.font));
        let shaper: Shaper<'_> = data.shaper(&self.font).build();
        shaper.shape(buffer, options)
    }
}

/// All faces, each read when a character first asks for it. An index into them is how a choice is
/// remembered.
#[derive(Default)]
pub(crate) struct Fonts([OnceLock<Option<Face>>; BUNDLED.len()]);

impl Fonts {
    /// Every bundled font can be read; a face that could not be would draw nothing.
    pub(crate) fn face(&self, index: usize) -> Option<&Face> {
        let (_, bytes) = BUNDLED[index];
        self.0[index].get_or_init(|| Face::read(bytes).ok()).as_ref()
    }

    /// The face of codes: every letter is as wide as the next.
    pub(crate) fn code(&self) -> Option<&Face> {
        self.face(CODE)
    }

    fn draws(&self, index: usize, grapheme: &str) -> bool {
        self.face(index).is_some_and(|face| face.draws(grapheme))
    }

    /// The face that draws all of a grapheme, if there is one.
    pub(crate) fn choose(&self, grapheme: &str, weight: Weight) -> Option<usize> {
        if wants_emoji(grapheme) && self.draws(EMOJI, grapheme) {
            return Some(EMOJI);
        }
        let (first, second) = match weight {
            Weight::Medium => (MEDIUM, BOLD),
            Weight::Bold => (BOLD, MEDIUM),
        };
        std::iter::once(first)
            .chain((0..CODE).filter(|&index| index != first && index != second))
            .find(|&index| self.draws(index, grapheme))
    }
}

/// Characters that steer the drawing of others and have no picture of their own.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' | '\u{E0020}'..='\u{E007F}'
    )
}

/// Whether people expect a little picture rather than a letter or a plain sign.
fn wants_emoji(grapheme: &str) -> bool {
    if grapheme.contains('\u{FE0E}') {
        return false;
    }
    if grapheme.contains(['\u{FE0F}', '\u{20E3}']) {
        return true;
    }
    // Below the technical signs there are only letters, punctuation and arrows.
    grapheme.chars().next().is_some_and(|c| c >= '\u{231A}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_font_can_be_read() {
        let fonts = Fonts::default();
        for (index, (name, _)) in BUNDLED.iter().enumerate() {
            assert!(fonts.face(index).is_some(), "{name}");
        }
    }
}
