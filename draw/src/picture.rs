//! Pictures of at most 256 colours: drawn from SVG, kept as runs, written as PNG.
//!
//! Flat colours with soft edges need no more, and a pixel of one byte is what makes drawing
//! and writing cheap.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, PoisonError};

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{PixmapMut, Transform};
use resvg::usvg::{Options, Tree};

use crate::DrawError;
use crate::colour::Rgb;

/// Rows that are drawn at one go. A whole picture would take megabytes.
const STRIP: u16 = 80;

/// Room for the pixels of the strip being drawn, kept from one to the next.
#[derive(Default)]
pub(crate) struct Easel(Mutex<Vec<u8>>);

/// A drawn picture.
pub(crate) struct Picture {
    width: u32,
    height: u32,
    palette: Vec<Rgb>,
    runs: Vec<Run>,
}

/// Neighbours of one colour.
struct Run {
    length: u16,
    index: u8,
}

impl Picture {
    /// Draws an SVG. The palette begins with the `reserved` colours, used or not.
    pub(crate) fn draw(easel: &Easel, svg: &str, reserved: &[Rgb]) -> Result<Self, DrawError> {
        let sketch = Sketch::read(svg)?;
        let mut pixels = easel.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stretches = Stretches::default();
        for top in (0..sketch.height).step_by(usize::from(STRIP)) {
            sketch.draw(top, STRIP, &mut pixels)?;
            stretches.add(&pixels);
        }
        let palette = palette(&stretches.colours, reserved);
        let places = stretches
            .colours
            .iter()
            .map(|colour| nearest(&palette, colour.rgb))
            .collect::<Vec<_>>();
        let runs = stretches
            .runs
            .iter()
            .map(|&(colour, length)| Run {
                length,
                index: places[colour],
            })
            .collect();
        Ok(Self {
            width: u32::from(sketch.width),
            height: u32::from(sketch.height),
            palette,
            runs,
        })
    }

    /// One byte per pixel: its place in the palette.
    pub(crate) fn canvas(&self) -> Canvas<'_> {
        let size = self.runs.iter().map(|run| usize::from(run.length)).sum();
        let mut pixels = Vec::with_capacity(size);
        for run in &self.runs {
            pixels.resize(pixels.len() + usize::from(run.length), run.index);
        }
        Canvas { picture: self, pixels }
    }

    /// What it takes to keep.
    pub(crate) fn bytes(&self) -> usize {
        self.runs.len() * size_of::<Run>() + self.palette.len() * size_of::<Rgb>()
    }
}

/// A copy of a picture to be finished and written.
pub(crate) struct Canvas<'p> {
    picture: &'p Picture,
    pub(crate) pixels: Vec<u8>,
}

impl Canvas<'_> {
    /// Pixels in a row.
    pub(crate) fn stride(&self) -> usize {
        self.pixels.len() / usize::try_from(self.picture.height).unwrap_or(1).max(1)
    }

    /// The finished picture as a PNG.
    pub(crate) fn png(&self) -> Result<Vec<u8>, DrawError> {
        let mut bytes = Vec::with_capacity(64 * 1024);
        let mut encoder = Encoder::new(&mut bytes, self.picture.width, self.picture.height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette(self.picture.palette.as_flattened());
        encoder.set_compression(Compression::Fast);
        // Most pixels are as the one above, and the fast compression is made for zeros.
        encoder.set_filter(Filter::Up);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        // Whoever sends it keeps it for as long as that takes.
        bytes.shrink_to_fit();
        Ok(bytes)
    }
}

/// An SVG that has been read.
pub(crate) struct Sketch {
    tree: Tree,
    width: u16,
    pub(crate) height: u16,
}

impl Sketch {
    pub(crate) fn read(svg: &str) -> Result<Self, DrawError> {
        let tree = Tree::from_str(svg, &Options::default()).map_err(|error| DrawError::Template(Box::new(error)))?;
        let size = tree.size().to_int_size();
        let pixels = |length: u32| u16::try_from(length).map_err(|_| DrawError::Canvas);
        let (width, height) = (pixels(size.width())?, pixels(size.height())?);
        Ok(Self { tree, width, height })
    }

    /// Puts the pixels of at most `rows` rows, four bytes each, in place of what is in `pixels`.
    pub(crate) fn draw(&self, top: u16, rows: u16, pixels: &mut Vec<u8>) -> Result<(), DrawError> {
        let rows = rows.min(self.height.saturating_sub(top));
        pixels.clear();
        pixels.resize(usize::from(self.width) * usize::from(rows) * 4, 0);
        let mut strip =
            PixmapMut::from_bytes(pixels, u32::from(self.width), u32::from(rows)).ok_or(DrawError::Canvas)?;
        let up = Transform::from_translate(0.0, -f32::from(top));
        resvg::render(&self.tree, up, &mut strip);
        Ok(())
    }
}

/// A colour and how many pixels have it.
struct Colour {
    rgb: Rgb,
    pixels: u32,
}

/// A drawing, strip after strip, as stretches of one colour.
#[derive(Default)]
struct Stretches {
    colours: Vec<Colour>,
    known: HashMap<Rgb, usize, BuildHasherDefault<ColourHasher>>,
    /// Which colour, how many pixels.
    runs: Vec<(usize, u16)>,
}

impl Stretches {
    fn add(&mut self, pixels: &[u8]) {
        let (pixels, _) = pixels.as_chunks::<4>();
        for stretch in pixels
            .chunk_by(|one, next| one == next)
            .flat_map(|same| same.chunks(usize::from(u16::MAX)))
        {
            let (Some(&[red, green, blue, _]), Ok(length)) = (stretch.first(), u16::try_from(stretch.len())) else {
                continue;
            };
            let rgb = [red, green, blue];
            let next = self.colours.len();
            let colour = *self.known.entry(rgb).or_insert(next);
            if colour == next {
                self.colours.push(Colour { rgb, pixels: 0 });
            }
            self.colours[colour].pixels += u32::from(length);
            self.runs.push((colour, length));
        }
    }
}

/// Chooses colours by how much of the picture they cover.
///
/// The first round takes few, so that the many shades of a gradient do not crowd out the few of
/// a letter's edge.
fn palette(colours: &[Colour], reserved: &[Rgb]) -> Vec<Rgb> {
    let mut sorted = colours.iter().collect::<Vec<_>>();
    sorted.sort_unstable_by_key(|colour| (std::cmp::Reverse(colour.pixels), colour.rgb));
    let mut palette = reserved.to_vec();
    for (most, far) in [(128, 2), (256, 12), (256, 4)] {
        for colour in &sorted {
            if palette.len() == most {
                break;
            }
            if palette.iter().all(|&taken| distance(taken, colour.rgb) >= far) {
                palette.push(colour.rgb);
            }
        }
    }
    // Neighbouring shades get neighbouring places: small differences compress well.
    palette[reserved.len()..]
        .sort_by_key(|&[red, green, blue]| (u16::from(red) + u16::from(green) + u16::from(blue), red, green));
    palette
}

fn nearest(palette: &[Rgb], colour: Rgb) -> u8 {
    let nearest = palette
        .iter()
        .enumerate()
        .min_by_key(|&(_, &taken)| distance(taken, colour));
    nearest.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or(0)
}

fn distance(one: Rgb, other: Rgb) -> u32 {
    let [red, green, blue] = [0, 1, 2].map(|part| u32::from(one[part].abs_diff(other[part])));
    red.max(green).max(blue)
}

/// A hash for three bytes; the one of the standard library guards against attacks that colours cannot make.
#[derive(Default)]
struct ColourHasher(u64);

impl Hasher for ColourHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0.rotate_left(8) ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
