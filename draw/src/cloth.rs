//! The ground of every picture: a soft slope from one colour to another.

use crate::colour::{Rgb, css};
use crate::outline::put;

/// Too many to see where one ends, few enough to leave colours for everything else.
const STRIPES: u8 = 40;
/// Steep stripes make small files: most pixels are as the one above.
const ANGLE: f32 = 20.0;
/// What the largest picture, 1000 by 630, spans along the slope and above and below its start.
const LENGTH: f32 = 1156.0;
const ABOVE: f32 = 343.0;
const HEIGHT: f32 = 936.0;

/// Slanting stripes from `bright`, on the left, to `deep`.
///
/// They look like an SVG gradient and are drawn ten times as fast: a stripe is filled, a gradient
/// is computed for every pixel.
pub(crate) fn cloth(bright: Rgb, deep: Rgb) -> String {
    let width = LENGTH / f32::from(STRIPES);
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(r#"<g transform="rotate({ANGLE})" shape-rendering="crispEdges">"#),
    );
    for stripe in 0..STRIPES {
        // A stripe lies a little under the next, so that nothing shows between them.
        put(
            &mut svg,
            format_args!(
                r#"<rect x="{:.2}" y="-{ABOVE}" width="{:.2}" height="{HEIGHT}" fill="{}"/>"#,
                f32::from(stripe) * width - 1.0,
                width + 2.0,
                css(between(bright, deep, stripe, STRIPES - 1)),
            ),
        );
    }
    svg.push_str("</g>");
    svg
}

/// The colour `part` of `whole` of the way from one to another.
pub(crate) fn between(from: Rgb, to: Rgb, part: u8, whole: u8) -> Rgb {
    let (part, whole) = (u16::from(part), u16::from(whole));
    [0, 1, 2].map(|channel| {
        let (from, to) = (u16::from(from[channel]), u16::from(to[channel]));
        u8::try_from((from * (whole - part) + to * part + whole / 2) / whole).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn the_way_from_one_colour_to_another_begins_and_ends_at_them() {
        let (from, to) = ([0, 255, 40], [255, 0, 41]);

        assert_eq!(between(from, to, 0, 15), from);
        assert_eq!(between(from, to, 5, 15), [85, 170, 40]);
        assert_eq!(between(from, to, 15, 15), to);
    }
}
