//! A shop's colours, all made from its hue.

use resvg::tiny_skia::Color;

/// What the card of a tier is made of, in place of the shop's own colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metal {
    Bronze,
    Silver,
    Gold,
    Night,
    Rose,
    Sea,
}

/// The colours of one hue, as CSS.
///
/// They are mixed in `OKLCH`, where equal lightness looks equally light: white letters read as well
/// on yellow as on blue.
pub(crate) struct Colours {
    /// The light end of the cloth behind everything.
    pub(crate) bright: Rgb,
    /// Its dark end.
    pub(crate) deep: Rgb,
    /// Letters on the cloth that come second.
    pub(crate) soft: String,
    /// Letters on paper.
    pub(crate) ink: Rgb,
    /// Letters on paper that come second.
    pub(crate) faded: String,
    /// Letters on paper that carry the shop's colour.
    pub(crate) accent: String,
    /// A panel on paper.
    pub(crate) tint: Rgb,
    pub(crate) line: String,
}

pub(crate) type Rgb = [u8; 3];

impl Colours {
    /// `hue` is an angle on the common colour wheel: 0 is red, 120 green, 240 blue.
    pub(crate) fn of(hue: u16) -> Self {
        Self::dyed(hue, 1.0, 1.0)
    }

    pub(crate) fn of_metal(metal: Metal) -> Self {
        let (hue, strong, light) = match metal {
            Metal::Bronze => (18, 0.62, 0.92),
            Metal::Silver => (215, 0.2, 1.08),
            Metal::Gold => (42, 0.95, 1.12),
            Metal::Night => (245, 0.45, 0.6),
            Metal::Rose => (338, 0.95, 1.08),
            Metal::Sea => (188, 1.0, 1.0),
        };
        Self::dyed(hue, strong, light)
    }

    /// `strong` and `light`: how much of the colour and of the light of a shop's own.
    fn dyed(hue: u16, strong: f32, light: f32) -> Self {
        let angle = perceived(f32::from(hue % 360));
        Self {
            bright: mix(0.51 * light, 0.115 * strong, angle),
            deep: mix(0.32 * light, 0.09 * strong, angle + 0.35),
            soft: css(mix(0.90, 0.045 * strong, angle)),
            ink: mix(0.22, 0.04 * strong, angle),
            faded: css(mix(0.50, 0.03 * strong, angle)),
            accent: css(mix(0.48, 0.12 * strong, angle)),
            tint: mix(0.955, 0.018 * strong, angle),
            line: css(mix(0.80, 0.04 * strong, angle)),
        }
    }
}

/// What charts are drawn with.
pub(crate) struct Chalks {
    pub(crate) paper: Rgb,
    pub(crate) ink: Rgb,
    /// Words and lines that come second.
    pub(crate) faded: Rgb,
    pub(crate) line: Rgb,
    /// They differ in lightness as well, for those who see colours differently.
    pub(crate) series: [Rgb; 3],
}

impl Chalks {
    pub(crate) fn of(hue: u16, dark: bool) -> Self {
        let angle = perceived(f32::from(hue % 360));
        let other = angle + 2.6;
        if dark {
            return Self {
                paper: mix(0.21, 0.015, angle),
                ink: mix(0.97, 0.01, angle),
                faded: mix(0.76, 0.02, angle),
                line: mix(0.33, 0.02, angle),
                series: [mix(0.72, 0.13, angle), mix(0.85, 0.09, other), mix(0.52, 0.02, angle)],
            };
        }
        Self {
            paper: [255; 3],
            ink: mix(0.22, 0.04, angle),
            faded: mix(0.48, 0.03, angle),
            line: mix(0.91, 0.012, angle),
            series: [mix(0.55, 0.14, angle), mix(0.74, 0.12, other), mix(0.62, 0.02, angle)],
        }
    }
}

pub(crate) fn css([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The angle at which `OKLCH` has the hue of the common colour wheel.
fn perceived(hue: f32) -> f32 {
    let part = |shift: f32| {
        let k = (shift + hue / 60.0) % 6.0;
        1.0 - k.min(4.0 - k).clamp(0.0, 1.0)
    };
    let [red, green, blue] = [part(5.0), part(3.0), part(1.0)].map(|part| part.powf(2.2));
    let long = (0.412_22 * red + 0.536_33 * green + 0.051_45 * blue).cbrt();
    let middle = (0.211_9 * red + 0.680_7 * green + 0.107_4 * blue).cbrt();
    let short = (0.088_3 * red + 0.281_72 * green + 0.629_98 * blue).cbrt();
    let a = 1.977_998 * long - 2.428_592 * middle + 0.450_594 * short;
    let b = 0.025_904 * long + 0.782_772 * middle - 0.808_676 * short;
    b.atan2(a)
}

/// A colour by lightness, strength and angle; the strength gives way where a screen has no such colour.
fn mix(lightness: f32, strength: f32, angle: f32) -> Rgb {
    let mut strength = strength;
    loop {
        let linear = linear(lightness, strength * angle.cos(), strength * angle.sin());
        if strength <= 0.0 || linear.iter().all(|part| (0.0..=1.0).contains(part)) {
            return on_screen(linear);
        }
        strength = (strength - 0.005).max(0.0);
    }
}

fn linear(lightness: f32, a: f32, b: f32) -> [f32; 3] {
    let long = (lightness + 0.396_338 * a + 0.215_804 * b).powi(3);
    let middle = (lightness - 0.105_561 * a - 0.063_854 * b).powi(3);
    let short = (lightness - 0.089_484 * a - 1.291_486 * b).powi(3);
    [
        4.076_742 * long - 3.307_712 * middle + 0.230_97 * short,
        -1.268_438 * long + 2.609_757 * middle - 0.341_319 * short,
        -0.004_196 * long - 0.703_419 * middle + 1.707_615 * short,
    ]
}

fn on_screen(linear: [f32; 3]) -> Rgb {
    let [red, green, blue] = linear.map(|part| {
        let part = part.clamp(0.0, 1.0);
        if part <= 0.003_130_8 {
            part * 12.92
        } else {
            (1.055 * part.powf(1.0 / 2.4) - 0.055).clamp(0.0, 1.0)
        }
    });
    let colour = Color::from_rgba(red, green, blue, 1.0)
        .unwrap_or(Color::BLACK)
        .to_color_u8();
    [colour.red(), colour.green(), colour.blue()]
}

#[cfg(test)]
mod tests {
    use super::{Colours, Rgb, css, mix, perceived};

    /// Contrast as WCAG 2 counts it.
    fn contrast(one: Rgb, other: Rgb) -> f32 {
        let light = |colour: Rgb| {
            let [red, green, blue] = colour.map(|part| (f32::from(part) / 255.0).powf(2.2));
            0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
        };
        let (one, other) = (light(one), light(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn every_hue_can_be_read() {
        for hue in 0..360 {
            let angle = perceived(f32::from(hue));
            let colours = Colours::of(hue);

            assert!(contrast([255; 3], colours.bright) > 4.5, "white on the cloth at {hue}");
            assert!(
                contrast(mix(0.90, 0.045, angle), colours.bright) > 3.5,
                "soft on the cloth at {hue}"
            );
            assert!(contrast(colours.ink, colours.tint) > 10.0, "ink on a panel at {hue}");
            assert!(
                contrast(mix(0.50, 0.03, angle), [255; 3]) > 4.5,
                "faded on paper at {hue}"
            );
        }
    }

    #[test]
    fn a_hue_keeps_its_name() {
        let [red, green, blue] = mix(0.6, 0.15, perceived(0.0));
        assert!(red > green && red > blue, "{}", css([red, green, blue]));
        let [red, green, blue] = mix(0.6, 0.15, perceived(120.0));
        assert!(green > red && green > blue, "{}", css([red, green, blue]));
        let [red, green, blue] = mix(0.6, 0.15, perceived(240.0));
        assert!(blue > red && blue > green, "{}", css([red, green, blue]));
    }

    #[test]
    fn a_hue_is_an_angle() {
        assert_eq!(Colours::of(30).bright, Colours::of(390).bright);
    }
}
