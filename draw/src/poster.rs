//! A picture of a gift that has no photo: a symbol on the shop's colour, and what it is.

use crate::block::{Align, Block, Grow};
use crate::cloth::cloth;
use crate::colour::Colours;
use crate::fonts::{Fonts, Weight};
use crate::picture::{Easel, Picture};
use crate::{DrawError, fill};

/// What a poster shows.
#[derive(Clone, Copy, Debug)]
pub struct Poster<'a> {
    /// An emoji.
    pub symbol: &'a str,
    /// "Free coffee".
    pub title: &'a str,
    /// The shop's colour as an angle on the colour wheel: 0 is red, 120 green, 240 blue.
    pub hue: u16,
}

const TEMPLATE: &str = include_str!("../templates/poster.svg");

const SYMBOL: Block = Block {
    x: 350.0,
    y: 305.0,
    width: 300.0,
    lines: 1,
    size: 208.0,
    smallest: 60.0,
    leading: 1.2,
    weight: Weight::Medium,
    align: Align::Middle,
    grow: Grow::Down,
};
const TITLE: Block = Block {
    x: 60.0,
    y: 504.0,
    width: 880.0,
    size: 60.0,
    smallest: 34.0,
    weight: Weight::Bold,
    ..SYMBOL
};

pub(crate) fn draw(fonts: &Fonts, easel: &Easel, poster: &Poster<'_>) -> Result<Picture, DrawError> {
    let colours = Colours::of(poster.hue);
    let svg = fill(
        TEMPLATE,
        &[
            ("cloth", &cloth(colours.bright, colours.deep)),
            ("symbol", &SYMBOL.set(fonts, poster.symbol).svg),
            ("title", &TITLE.set(fonts, poster.title).svg),
        ],
    );
    Picture::draw(easel, &svg, &[[255; 3]])
}
