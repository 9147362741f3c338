//! Glyphs as SVG.

use std::fmt::Write as _;

use skrifa::color::{Brush, ColorPainter, CompositeMode, Transform};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::BoundingBox;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};

use crate::fonts::Face;

/// Appends one glyph, its origin at (x, y) and its em `size` pixels high.
///
/// A coloured glyph keeps its colours; any other takes the fill of the element around it.
pub(crate) fn push(svg: &mut String, face: &Face, glyph: GlyphId, at: (f32, f32), size: f32) {
    let scale = size / face.units_per_em;
    let mut inside = String::new();
    match face.font.color_glyphs().get(glyph) {
        Some(coloured) => {
            let mut layers = Layers { face, svg: &mut inside };
            // A broken emoji leaves a gap, which is the best that can be done for it.
            drop(coloured.paint(LocationRef::default(), &mut layers));
        }
        None => push_path(&mut inside, face, glyph, None),
    }
    if !inside.is_empty() {
        put(
            svg,
            format_args!(
                r#"<g transform="matrix({scale:.5} 0 0 -{scale:.5} {:.2} {:.2})">{inside}</g>"#,
                at.0, at.1
            ),
        );
    }
}

/// Appends to a text.
pub(crate) fn put(svg: &mut String, what: std::fmt::Arguments<'_>) {
    // A String takes everything.
    svg.write_fmt(what).unwrap_or_default();
}

fn push_path(svg: &mut String, face: &Face, glyph: GlyphId, fill: Option<&str>) {
    let mut path = Path(String::new());
    let drawn = face.font.outline_glyphs().get(glyph).map(|outline| {
        outline.draw(
            DrawSettings::unhinted(Size::unscaled(), LocationRef::default()),
            &mut path,
        )
    });
    if !matches!(drawn, Some(Ok(_))) || path.0.is_empty() {
        return;
    }
    match fill {
        Some(fill) => put(svg, format_args!(r#"<path fill="{fill}" d="{}"/>"#, path.0)),
        None => put(svg, format_args!(r#"<path d="{}"/>"#, path.0)),
    }
}

/// Path data in font units, whose y points up.
struct Path(String);

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        put(&mut self.0, format_args!("M{x} {y}"));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        put(&mut self.0, format_args!("L{x} {y}"));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        put(&mut self.0, format_args!("Q{cx} {cy} {x} {y}"));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        put(&mut self.0, format_args!("C{cx0} {cy0} {cx1} {cy1} {x} {y}"));
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}

/// The layers of a coloured glyph: outlines, each in one colour of the font's palette.
///
/// The bundled emoji use nothing else; what newer formats add is left out.
struct Layers<'a> {
    face: &'a Face,
    svg: &'a mut String,
}

impl ColorPainter for Layers<'_> {
    fn fill_glyph(&mut self, glyph: GlyphId, _: Option<Transform>, brush: Brush<'_>) {
        let Brush::Solid { palette_index, .. } = brush else {
            return;
        };
        let palettes = self.face.font.color_palettes();
        let palette = palettes.get(0);
        let colour = palette
            .as_ref()
            .and_then(|palette| palette.colors().get(usize::from(palette_index)));
        if let Some(colour) = colour {
            let alpha = f32::from(colour.alpha) / 255.0;
            let fill = format!("rgba({},{},{},{alpha:.3})", colour.red, colour.green, colour.blue);
            push_path(self.svg, self.face, glyph, Some(&fill));
        }
    }

    fn push_transform(&mut self, _: Transform) {}
    fn pop_transform(&mut self) {}
    fn push_clip_glyph(&mut self, _: GlyphId) {}
    fn push_clip_box(&mut self, _: BoundingBox) {}
    fn pop_clip(&mut self) {}
    fn fill(&mut self, _: Brush<'_>) {}
    fn push_layer(&mut self, _: CompositeMode) {}
}
