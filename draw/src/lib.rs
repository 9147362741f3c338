//! Every picture Regulars draws: the member card, the coupon, the slip of an order, the poster of a gift, and charts.
//!
//! A picture is an SVG template with its places filled in. Words become outlines before they get
//! there, so no text from outside is ever read as markup, and a font is chosen for every grapheme.

mod block;
mod card;
mod chart;
mod cloth;
mod colour;
mod coupon;
mod faces;
mod fonts;
mod outline;
mod picture;
mod poster;
mod qr;
mod slip;
mod stamps;
mod text;
mod words;

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

pub use card::Card;
pub use chart::{Chart, Column, Columns, Plot, Row};
pub use colour::Metal;
pub use coupon::CouponFace;
use faces::Faces;
use fonts::Fonts;
use picture::Easel;
pub use poster::Poster;
pub use slip::Slip;
use stamps::Stamps;

/// Draws. Clones share the fonts and what has been drawn before.
///
/// The work is all computing and takes milliseconds and megabytes: a program does it on a thread of
/// its own.
#[derive(Clone)]
pub struct Artist(Arc<Tools>);

struct Tools {
    fonts: Fonts,
    stamps: Stamps,
    faces: Faces,
    easel: Easel,
}

#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// A link is too long for any QR code.
    #[error("the link does not fit into a QR code")]
    Link(#[source] qrcode::types::QrError),
    /// A template, filled in, is not an SVG.
    #[error("a template does not make an SVG")]
    Template(#[source] Box<resvg::usvg::Error>),
    /// A template has no size.
    #[error("a template has no size")]
    Canvas,
    /// The picture could not be written as a PNG.
    #[error("the picture could not be written as a PNG")]
    Png(#[from] png::EncodingError),
}

impl Artist {
    /// Gets ready: draws what every coupon needs.
    pub fn new() -> Result<Self, DrawError> {
        let fonts = Fonts::default();
        let stamps = Stamps::draw(&fonts)?;
        Ok(Self(Arc::new(Tools {
            fonts,
            stamps,
            faces: Faces::default(),
            easel: Easel::default(),
        })))
    }

    /// Draws a member card, 1000 × 630, as a PNG.
    pub fn card(&self, card: &Card<'_>) -> Result<Vec<u8>, DrawError> {
        card::draw(&self.0.fonts, &self.0.easel, card)?.canvas().png()
    }

    /// Draws the slip of an order, 1000 × 560, as a PNG.
    pub fn slip(&self, slip: &Slip<'_>) -> Result<Vec<u8>, DrawError> {
        slip::draw(&self.0.fonts, &self.0.easel, slip)?.canvas().png()
    }

    /// Draws a poster, 1000 × 560, as a PNG.
    pub fn poster(&self, poster: &Poster<'_>) -> Result<Vec<u8>, DrawError> {
        poster::draw(&self.0.fonts, &self.0.easel, poster)?.canvas().png()
    }

    /// Draws a chart, 1000 × 740, as a PNG.
    pub fn chart(&self, chart: &Chart<'_>) -> Result<Vec<u8>, DrawError> {
        chart::draw(&self.0.fonts, &self.0.easel, chart)?.canvas().png()
    }

    /// Draws a coupon, 1000 × 560, as a PNG.
    ///
    /// The first of its kind costs milliseconds, the ones that differ only in code and link a fraction
    /// of one.
    pub fn coupon(&self, coupon: &CouponFace<'_>) -> Result<Vec<u8>, DrawError> {
        let tools = &*self.0;
        if !Stamps::can_write(coupon.code) {
            let face = coupon::draw(&tools.fonts, &tools.easel, coupon, coupon.code)?;
            return coupon::finish(&face, &tools.stamps, "", coupon.link);
        }
        let face = tools
            .faces
            .find_or_draw(coupon, || coupon::draw(&tools.fonts, &tools.easel, coupon, ""))?;
        coupon::finish(&face, &tools.stamps, coupon.code, coupon.link)
    }
}

/// Puts values into the places `{{name}}` of a template.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (place, after) = after.split_once("}}").unwrap_or((after, ""));
        let value = values.iter().find(|&&(name, _)| name == place);
        debug_assert!(value.is_some(), "nothing to put into {place}");
        filled.push_str(before);
        filled.push_str(value.map_or("", |&(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The first grapheme of a name that is more than a blank.
fn initial(name: &str) -> &str {
    name.trim().graphemes(true).next().unwrap_or_default()
}
