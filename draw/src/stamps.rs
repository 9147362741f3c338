//! The letters of codes, drawn once and copied from then on.

use skrifa::MetadataProvider;

use crate::DrawError;
use crate::fonts::Fonts;
use crate::outline::{self, put};
use crate::picture::{Canvas, Sketch};

/// How many shades a letter's edge has.
pub(crate) const LEVELS: u8 = 16;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SIZE: f32 = 60.0;
/// Every letter has a cell of this size; a hyphen between groups has a narrower one.
const WIDTH: usize = 37;
const HEIGHT: usize = 56;
const GAP: usize = 26;
const BASELINE: f32 = 50.0;
/// The panel that codes are centred on.
const LEFT: usize = 72;
const TOP: usize = 408;
const ROOM: usize = 530;

/// For each letter its cell, row by row, as shades from 0 (paper) to 15 (ink).
pub(crate) struct Stamps(Vec<Vec<u8>>);

impl Stamps {
    pub(crate) fn draw(fonts: &Fonts) -> Result<Self, DrawError> {
        LETTERS
            .chars()
            .map(|letter| stamp(fonts, letter))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a code has only letters there are stamps for, and not too many.
    pub(crate) fn can_write(code: &str) -> bool {
        code.chars().all(|c| c == '-' || LETTERS.contains(c)) && width(code) <= ROOM
    }

    pub(crate) fn write(&self, canvas: &mut Canvas<'_>, code: &str) {
        if !Self::can_write(code) {
            return;
        }
        let stride = canvas.stride();
        let mut left = LEFT + (ROOM - width(code)) / 2;
        for letter in code.chars() {
            if let Some(stamp) = LETTERS.find(letter).and_then(|place| self.0.get(place)) {
                for (row, shades) in stamp.chunks_exact(WIDTH).enumerate() {
                    let start = (TOP + row) * stride + left;
                    canvas.pixels[start..start + WIDTH].copy_from_slice(shades);
                }
            }
            left += advance(letter);
        }
    }
}

fn width(code: &str) -> usize {
    code.chars().map(advance).sum()
}

fn advance(letter: char) -> usize {
    if letter == '-' { GAP } else { WIDTH }
}

fn stamp(fonts: &Fonts, letter: char) -> Result<Vec<u8>, DrawError> {
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" fill="#fff">"##),
    );
    if let Some(face) = fonts.code()
        && let Some(glyph) = face.font.charmap().map(letter)
    {
        // The font is 0.6 em wide; half a pixel centres it in the cell.
        outline::push(&mut svg, face, glyph, (0.5, BASELINE), SIZE);
    }
    svg.push_str("</svg>");
    let mut pixels = Vec::new();
    let sketch = Sketch::read(&svg)?;
    sketch.draw(0, sketch.height, &mut pixels)?;
    let (pixels, _) = pixels.as_chunks::<4>();
    Ok(pixels.iter().map(|&[_, _, _, alpha]| alpha / 17).collect())
}
