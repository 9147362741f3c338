//! QR codes as modules, and where on a panel the modules lie.

use std::ops::Range;

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, bits, ec};

use crate::outline::put;

/// Modules of white that scanners want around a code.
const QUIET: usize = 4;
/// A seventh of the code may be dirty or in glare.
const LEVEL: EcLevel = EcLevel::M;

/// The modules of a code.
pub(crate) struct Qr {
    side: usize,
    modules: Vec<Color>,
}

/// A square on a picture, in pixels.
#[derive(Clone, Copy)]
pub(crate) struct Panel {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) side: usize,
}

impl Qr {
    /// Fails on more text than the largest code holds.
    ///
    /// Of the eight patterns that break up large patches of one colour it takes the checkerboard
    /// unseen. A scanner reads any of them; to draw and rate all eight takes longer than the rest
    /// of a coupon.
    pub(crate) fn of(text: &str) -> Result<Self, QrError> {
        let bits = bits::encode_auto(text.as_bytes(), LEVEL)?;
        let version = bits.version();
        let (words, correction) = ec::construct_codewords(&bits.into_bytes(), version, LEVEL)?;
        let mut canvas = Canvas::new(version, LEVEL);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&words, &correction);
        canvas.apply_mask(MaskPattern::Checkerboard);
        let modules = canvas.into_colors();
        Ok(Self {
            side: modules.len().isqrt(),
            modules,
        })
    }

    /// Stretches of dark modules as (columns, rows) in pixels of the picture.
    ///
    /// A module is a whole number of pixels, so that its edges are sharp; what is left of the
    /// panel is shared between the sides.
    pub(crate) fn dark(&self, panel: Panel) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let module = (panel.side / (self.side + 2 * QUIET)).max(1);
        let margin = panel.side.saturating_sub(module * self.side) / 2;
        let (left, top) = (panel.x + margin, panel.y + margin);
        self.modules
            .chunks_exact(self.side)
            .enumerate()
            .flat_map(move |(row, modules)| {
                let mut column = 0;
                modules.chunk_by(|one, next| one == next).filter_map(move |stretch| {
                    let from = column;
                    column += stretch.len();
                    (stretch.first() == Some(&Color::Dark)).then(|| {
                        let y = top + row * module;
                        (left + from * module..left + column * module, y..y + module)
                    })
                })
            })
    }

    /// The dark modules as SVG path data.
    pub(crate) fn path(&self, panel: Panel) -> String {
        let mut path = String::new();
        for (columns, rows) in self.dark(panel) {
            put(
                &mut path,
                format_args!(
                    "M{} {}h{}v{}h-{}z",
                    columns.start,
                    rows.start,
                    columns.len(),
                    rows.len(),
                    columns.len()
                ),
            );
        }
        path
    }
}
