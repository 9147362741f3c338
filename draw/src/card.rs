//! The member card.

use crate::block::{Align, Block, Grow};
use crate::cloth::cloth;
use crate::colour::{Colours, Metal, css};
use crate::fonts::{Fonts, Weight};
use crate::outline::put;
use crate::picture::{Easel, Picture};
use crate::qr::{Panel, Qr};
use crate::{DrawError, fill, initial};

/// What a member card shows. All words are in the member's language.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    pub shop: &'a str,
    pub name: &'a str,
    /// In words: "No. 1042".
    pub number: &'a str,
    /// As the member's language writes numbers: "1,250".
    pub points: &'a str,
    /// What the points are called: "points".
    pub points_label: &'a str,
    pub tier: Option<&'a str>,
    /// What the tier's card is made of. `None`: the shop's own colour.
    pub metal: Option<Metal>,
    /// What to do with the card: "Show this at the till".
    pub footnote: &'a str,
    /// What the QR code says.
    pub link: &'a str,
    /// The shop's colour as an angle on the colour wheel: 0 is red, 120 green, 240 blue.
    pub hue: u16,
}

const TEMPLATE: &str = include_str!("../templates/card.svg");
const QR: Panel = Panel {
    x: 616,
    y: 164,
    side: 328,
};
const RIGHT: f32 = 944.0;

const LINE: Block = Block {
    x: 56.0,
    y: 0.0,
    width: 528.0,
    lines: 1,
    size: 30.0,
    smallest: 20.0,
    leading: 1.22,
    weight: Weight::Medium,
    align: Align::Start,
    grow: Grow::Down,
};
const MONOGRAM: Block = Block {
    y: 105.0,
    width: 76.0,
    size: 40.0,
    weight: Weight::Bold,
    align: Align::Middle,
    ..LINE
};
const SHOP: Block = Block {
    x: 152.0,
    y: 103.0,
    width: 432.0,
    size: 36.0,
    smallest: 25.0,
    weight: Weight::Bold,
    ..LINE
};
const TIER: Block = Block {
    x: 0.0,
    y: 101.0,
    width: 272.0,
    size: 28.0,
    smallest: 22.0,
    ..LINE
};
const NAME: Block = Block {
    y: 236.0,
    lines: 2,
    size: 60.0,
    smallest: 36.0,
    weight: Weight::Bold,
    ..LINE
};
/// Stands in for a name that has nothing to draw.
const HEADLINE: Block = Block { lines: 1, ..NAME };
const NUMBER: Block = Block { ..LINE };
const POINTS: Block = Block {
    y: 524.0,
    size: 92.0,
    smallest: 40.0,
    weight: Weight::Bold,
    ..LINE
};
const POINTS_LABEL: Block = Block { y: 572.0, ..LINE };
const FOOTNOTE: Block = Block {
    x: 616.0,
    y: 542.0,
    width: 328.0,
    lines: 2,
    size: 26.0,
    align: Align::Middle,
    ..LINE
};

pub(crate) fn draw(fonts: &Fonts, easel: &Easel, card: &Card<'_>) -> Result<Picture, DrawError> {
    let colours = card.metal.map_or_else(|| Colours::of(card.hue), Colours::of_metal);
    let qr = Qr::of(card.link).map_err(DrawError::Link)?;
    let mut name = NAME.set(fonts, card.name);
    let mut number = Block {
        y: name.bottom + 50.0,
        ..NUMBER
    }
    .set(fonts, card.number)
    .svg;
    if name.svg.is_empty() {
        name = HEADLINE.set(fonts, card.number);
        number.clear();
    }
    let svg = fill(
        TEMPLATE,
        &[
            ("cloth", &cloth(colours.bright, colours.deep)),
            ("soft", &colours.soft),
            ("ink", &css(colours.ink)),
            ("monogram", &MONOGRAM.set(fonts, initial(card.shop)).svg),
            ("shop", &SHOP.set(fonts, card.shop).svg),
            ("tier", &tier(fonts, card.tier.unwrap_or_default())),
            ("name", &name.svg),
            ("number", &number),
            ("points", &POINTS.set(fonts, card.points).svg),
            ("points_label", &POINTS_LABEL.set(fonts, card.points_label).svg),
            ("footnote", &FOOTNOTE.set(fonts, card.footnote).svg),
            ("qr", &qr.path(QR)),
        ],
    );
    Picture::draw(easel, &svg, &[[255; 3], colours.ink])
}

/// A badge as wide as its word.
fn tier(fonts: &Fonts, tier: &str) -> String {
    const PADDING: f32 = 24.0;
    let word = TIER.set(fonts, tier);
    let mut svg = String::new();
    if !word.svg.is_empty() {
        let width = word.width + 2.0 * PADDING;
        put(
            &mut svg,
            format_args!(
                r##"<g transform="translate({:.2})" fill="#fff"><rect y="64" width="{width:.2}" height="54" rx="27" fill-opacity="0.2"/><g transform="translate({PADDING})">{}</g></g>"##,
                RIGHT - width,
                word.svg
            ),
        );
    }
    svg
}
