//! The coupon: a ticket with a code and a QR code.
//!
//! Everything but the two codes is the same for all who redeem the same gift on the same day. That
//! face is drawn once and kept; the codes are stamped on a copy.

use crate::block::{Align, Block, Grow};
use crate::cloth::{between, cloth};
use crate::colour::{Colours, Rgb, css};
use crate::fonts::{Fonts, Weight};
use crate::picture::{Canvas, Easel, Picture};
use crate::qr::{Panel, Qr};
use crate::stamps::{LEVELS, Stamps};
use crate::{DrawError, fill};

/// What a coupon shows. All words are in the member's language.
#[derive(Clone, Copy, Debug)]
pub struct CouponFace<'a> {
    pub shop: &'a str,
    /// What it is good for: "Free coffee".
    pub title: &'a str,
    /// As it is read out or typed in: "ABCD-EFGH-JKMN".
    pub code: &'a str,
    /// What it is worth and what it asks: "20% off, at most €10". May be empty.
    pub terms: &'a str,
    /// In words: "Valid until 3 March 2027".
    pub valid: &'a str,
    /// What to do with it: "Show this at the till".
    pub footnote: &'a str,
    /// What the QR code says.
    pub link: &'a str,
    /// The shop's colour as an angle on the colour wheel: 0 is red, 120 green, 240 blue.
    pub hue: u16,
}

const TEMPLATE: &str = include_str!("../templates/coupon.svg");
const QR: Panel = Panel {
    x: 669,
    y: 84,
    side: 288,
};

const LINE: Block = Block {
    x: 76.0,
    y: 0.0,
    width: 522.0,
    lines: 1,
    size: 30.0,
    smallest: 20.0,
    leading: 1.2,
    weight: Weight::Medium,
    align: Align::Start,
    grow: Grow::Down,
};
const SHOP: Block = Block {
    y: 112.0,
    weight: Weight::Bold,
    ..LINE
};
const TITLE: Block = Block {
    y: 202.0,
    lines: 2,
    size: 66.0,
    smallest: 38.0,
    leading: 1.14,
    weight: Weight::Bold,
    ..LINE
};
/// Beside terms the title is set smaller and higher.
const TITLE_OVER_TERMS: Block = Block {
    y: 184.0,
    size: 52.0,
    smallest: 32.0,
    ..TITLE
};
const TERMS: Block = Block {
    y: 320.0,
    grow: Grow::Up,
    lines: 2,
    size: 28.0,
    smallest: 21.0,
    leading: 1.18,
    ..LINE
};
const VALID: Block = Block {
    y: 352.0,
    lines: 2,
    size: 28.0,
    grow: Grow::Up,
    ..LINE
};
const FOOTNOTE: Block = Block {
    x: 678.0,
    y: 420.0,
    width: 270.0,
    lines: 3,
    size: 26.0,
    smallest: 18.0,
    align: Align::Middle,
    ..LINE
};
const VALID_UNDER_TERMS: Block = Block {
    y: 370.0,
    lines: 1,
    ..VALID
};
/// Where a code is set that the stamps cannot write.
const CODE: Block = Block {
    y: 456.0,
    size: 46.0,
    weight: Weight::Bold,
    align: Align::Middle,
    ..LINE
};

/// The place of the ink in a palette that begins with the shades of a stamp.
const INK: u8 = LEVELS - 1;

/// Draws a face without its codes, or with a code of letters there is no stamp for.
pub(crate) fn draw(
    fonts: &Fonts,
    easel: &Easel,
    coupon: &CouponFace<'_>,
    odd_code: &str,
) -> Result<Picture, DrawError> {
    let colours = Colours::of(coupon.hue);
    let (title, valid) = if coupon.terms.is_empty() {
        (TITLE, VALID)
    } else {
        (TITLE_OVER_TERMS, VALID_UNDER_TERMS)
    };
    let svg = fill(
        TEMPLATE,
        &[
            ("cloth", &cloth(colours.bright, colours.deep)),
            ("line", &colours.line),
            ("accent", &colours.accent),
            ("ink", &css(colours.ink)),
            ("faded", &colours.faded),
            ("tint", &css(colours.tint)),
            ("shop", &SHOP.set(fonts, coupon.shop).svg),
            ("title", &title.set(fonts, coupon.title).svg),
            ("terms", &TERMS.set(fonts, coupon.terms).svg),
            ("valid", &valid.set(fonts, coupon.valid).svg),
            ("code", &CODE.set(fonts, odd_code).svg),
            ("footnote", &FOOTNOTE.set(fonts, coupon.footnote).svg),
        ],
    );
    Picture::draw(easel, &svg, &shades(colours.tint, colours.ink))
}

/// Stamps the codes on a copy of a face and writes it.
pub(crate) fn finish(face: &Picture, stamps: &Stamps, code: &str, link: &str) -> Result<Vec<u8>, DrawError> {
    let qr = Qr::of(link).map_err(DrawError::Link)?;
    let mut canvas = face.canvas();
    stamp_qr(&mut canvas, &qr);
    stamps.write(&mut canvas, code);
    canvas.png()
}

fn stamp_qr(canvas: &mut Canvas<'_>, qr: &Qr) {
    let stride = canvas.stride();
    for (columns, rows) in qr.dark(QR) {
        for row in rows {
            canvas.pixels[row * stride + columns.start..row * stride + columns.end].fill(INK);
        }
    }
}

/// What every palette begins with: the shades from a panel to the ink on it, and white.
fn shades(light: Rgb, dark: Rgb) -> Vec<Rgb> {
    let mut shades = (0..LEVELS)
        .map(|level| between(light, dark, level, INK))
        .collect::<Vec<_>>();
    shades.push([255; 3]);
    shades
}
