//! Pictures, as the camera of a phone reads them.

use std::io::Cursor;

use crate::error::PlaygroundError;

/// A small file can unfold into a picture larger than the memory.
const MOST_POINTS: u64 = 50_000_000;

/// What the one QR code on a PNG says.
///
/// # Errors
/// When the bytes are no PNG, or there is not exactly one code that can be read.
pub fn scan(png: &[u8]) -> Result<String, PlaygroundError> {
    let no_picture = |_| PlaygroundError::NotAPicture("a PNG that can be read");
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(no_picture)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > MOST_POINTS {
        return Err(PlaygroundError::NotAPicture("a PNG that a camera could have taken"));
    }
    let size = reader
        .output_buffer_size()
        .ok_or(PlaygroundError::NotAPicture("a PNG that fits"))?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(no_picture)?;
    let channels = frame.color_type.samples();
    let row = frame.line_size;
    let (Ok(width), Ok(height)) = (usize::try_from(frame.width), usize::try_from(frame.height)) else {
        return Err(PlaygroundError::NotAPicture("a PNG that fits"));
    };
    let brightness = |x: usize, y: usize| pixels[y * row + x * channels];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, brightness);
    match image.detect_grids().as_slice() {
        [grid] => grid.decode().map(|(_, text)| text).map_err(|_| PlaygroundError::NoCode),
        _ => Err(PlaygroundError::NoCode),
    }
}
