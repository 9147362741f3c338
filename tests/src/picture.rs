//! Pictures, as a scanner at the till reads them.

use std::io::Cursor;

/// What the one QR code on a picture says.
#[must_use]
pub fn scan(png: &[u8]) -> String {
    let mut codes = codes(png);
    assert_eq!(codes.len(), 1, "there is one QR code on the picture");
    codes.remove(0)
}

/// What the QR codes on a picture say.
#[must_use]
pub fn codes(png: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().expect("this is a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("its size is known")];
    let frame = reader.next_frame(&mut pixels).expect("it can be read");
    let channels = frame.color_type.samples();
    let (width, height) = (
        usize::try_from(frame.width).unwrap(),
        usize::try_from(frame.height).unwrap(),
    );
    let grey = |x: usize, y: usize| pixels[(y * width + x) * channels];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = image.detect_grids();
    let read = |grid: &rqrr::Grid<_>| grid.decode().expect("it can be read").1;
    grids.iter().map(read).collect()
}

/// A small picture, as a phone sends it.
#[must_use]
pub fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[200; 8 * 8 * 3]).unwrap();
    writer.finish().unwrap();
    bytes
}
