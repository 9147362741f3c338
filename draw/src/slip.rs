//! The slip of an order: its short name to be called out, and a code that the till scans.

use crate::block::{Align, Block, Grow};
use crate::cloth::cloth;
use crate::colour::{Colours, css};
use crate::fonts::{Fonts, Weight};
use crate::picture::{Easel, Picture};
use crate::qr::{Panel, Qr};
use crate::{DrawError, fill};

/// What the slip of an order shows. All words are in the member's language.
#[derive(Clone, Copy, Debug)]
pub struct Slip<'a> {
    pub shop: &'a str,
    /// As it is called out at the counter: "K7M2Q".
    pub reference: &'a str,
    /// What was ordered: "2 × House blend, Mug".
    pub what: &'a str,
    /// What it comes to: "€28".
    pub sum: &'a str,
    /// Where it stands: "Held for you until 25 November".
    pub standing: &'a str,
    /// What to do with it: "Show this at the till". Without a code a sign in its place: "✅".
    pub footnote: &'a str,
    /// What the QR code says. `None`: nobody needs to scan it any more.
    pub link: Option<&'a str>,
    /// The shop's colour as an angle on the colour wheel: 0 is red, 120 green, 240 blue.
    pub hue: u16,
}

const TEMPLATE: &str = include_str!("../templates/slip.svg");
const QR: Panel = Panel {
    x: 637,
    y: 74,
    side: 318,
};

const LINE: Block = Block {
    x: 76.0,
    y: 0.0,
    width: 526.0,
    lines: 1,
    size: 30.0,
    smallest: 20.0,
    leading: 1.2,
    weight: Weight::Medium,
    align: Align::Start,
    grow: Grow::Down,
};
const SHOP: Block = Block {
    y: 104.0,
    weight: Weight::Bold,
    ..LINE
};
const REFERENCE: Block = Block {
    y: 212.0,
    size: 100.0,
    smallest: 50.0,
    weight: Weight::Bold,
    ..LINE
};
const WHAT: Block = Block {
    y: 300.0,
    lines: 2,
    size: 30.0,
    smallest: 22.0,
    ..LINE
};
const SUM: Block = Block {
    y: 404.0,
    size: 46.0,
    smallest: 30.0,
    weight: Weight::Bold,
    ..LINE
};
const STANDING: Block = Block {
    y: 474.0,
    lines: 2,
    size: 26.0,
    smallest: 18.0,
    grow: Grow::Up,
    ..LINE
};
const FOOTNOTE: Block = Block {
    x: 646.0,
    y: 426.0,
    width: 300.0,
    lines: 3,
    size: 26.0,
    smallest: 18.0,
    align: Align::Middle,
    ..LINE
};
/// Where the code would be.
const SIGN: Block = Block {
    y: 330.0,
    lines: 1,
    size: 150.0,
    smallest: 60.0,
    ..FOOTNOTE
};

pub(crate) fn draw(fonts: &Fonts, easel: &Easel, slip: &Slip<'_>) -> Result<Picture, DrawError> {
    let colours = Colours::of(slip.hue);
    let (qr, footnote) = match slip.link {
        Some(link) => (Qr::of(link).map_err(DrawError::Link)?.path(QR), FOOTNOTE),
        None => (String::new(), SIGN),
    };
    let svg = fill(
        TEMPLATE,
        &[
            ("cloth", &cloth(colours.bright, colours.deep)),
            ("line", &colours.line),
            ("accent", &colours.accent),
            ("ink", &css(colours.ink)),
            ("faded", &colours.faded),
            ("shop", &SHOP.set(fonts, slip.shop).svg),
            ("reference", &REFERENCE.set(fonts, slip.reference).svg),
            ("what", &WHAT.set(fonts, slip.what).svg),
            ("sum", &SUM.set(fonts, slip.sum).svg),
            ("standing", &STANDING.set(fonts, slip.standing).svg),
            ("footnote", &footnote.set(fonts, slip.footnote).svg),
            ("qr", &qr),
        ],
    );
    Picture::draw(easel, &svg, &[[255; 3], colours.ink])
}
