//! Which encoding a text has, and the text itself as a stream of UTF-8.

use std::io::{self, Read, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Source, Trouble};

const CHUNK: usize = 64 << 10;
/// So much of what is not English is enough to tell an encoding.
const ENOUGH: usize = 1 << 20;
/// A text with one wrong sequence in so many is UTF-8 with a mistake in it.
const MISTAKES: u64 = 100;

/// Reads the whole text once to tell its encoding: names may come late in a file.
pub fn encoding_of(source: &mut impl Source, country: Option<&str>) -> Result<&'static Encoding, Trouble> {
    source.seek(SeekFrom::Start(0))?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut fed, mut first) = (0, true);
    let (mut good, mut bad) = (0_u64, 0_u64);
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    loop {
        let read = fill(source, buffer.get_mut(kept..).unwrap_or_default())?;
        let Some(chunk) = buffer.get(..kept + read) else { break };
        if chunk.is_empty() {
            break;
        }
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                return Ok(encoding);
            }
            if let Some(encoding) = wide(chunk) {
                return Ok(encoding);
            }
            if chunk.contains(&0) {
                return Err(Trouble::NotATable);
            }
        }
        let last = read == 0;
        let mut rest = 0;
        for part in chunk.utf8_chunks() {
            good += part.valid().chars().filter(|c| !c.is_ascii()).map(|_| 1).sum::<u64>();
            let wrong = part.invalid();
            // A sequence that the end of the chunk cuts through is looked at with the next one.
            let cut = !last && !wrong.is_empty() && wrong.as_ptr_range().end == chunk.as_ptr_range().end;
            if cut && wrong.len() < 4 {
                rest = wrong.len();
            } else if !wrong.is_empty() {
                bad += 1;
            }
        }
        let whole = chunk.len() - rest;
        if fed < ENOUGH && chunk.iter().any(|byte| !byte.is_ascii()) {
            fed += whole;
            detector.feed(chunk.get(..whole).unwrap_or_default(), false);
        }
        if last {
            break;
        }
        buffer.copy_within(whole..kept + read, 0);
        kept = rest;
    }
    if bad == 0 || good / bad >= MISTAKES {
        return Ok(UTF_8);
    }
    detector.feed(&[], true);
    let guess = detector.guess(country.map(str::as_bytes), Utf8Detection::Deny);
    // The larger of the two reads whatever the smaller one does.
    Ok(if guess == GBK { GB18030 } else { guess })
}

/// UTF-16 without a mark: every second byte of what is mostly digits and separators is zero.
fn wide(chunk: &[u8]) -> Option<&'static Encoding> {
    let head = chunk.get(..chunk.len().min(1024)).unwrap_or_default();
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = (head.len() / 8).max(1);
    match (even >= many, odd >= many) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        match source.read(buffer.get_mut(done..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// A text as UTF-8, each of its lines ended by a line feed. What is no letter in its encoding becomes the replacement
/// character.
pub struct Utf8<S> {
    source: S,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// What of `text` has been handed on.
    done: usize,
    ended: bool,
    /// The last byte that was handed on was the first half of a line's end.
    after_cr: bool,
    last: u8,
}

impl<S: Source> Utf8<S> {
    pub fn new(mut source: S, encoding: &'static Encoding) -> Result<Self, Trouble> {
        source.seek(SeekFrom::Start(0))?;
        Ok(Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            text: Vec::new(),
            done: 0,
            ended: false,
            after_cr: false,
            last: b'\n',
        })
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = fill(&mut self.source, &mut self.raw)?;
        self.ended = read == 0;
        let raw = self.raw.get(..read).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(raw.len()).unwrap_or(CHUNK * 4);
        self.text.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.done = 0;
        self.end_lines();
        Ok(())
    }

    /// Windows ends a line by two bytes, and old Macs by the other one.
    fn end_lines(&mut self) {
        if self.after_cr || self.text.contains(&b'\r') {
            let mut after_cr = self.after_cr;
            self.text.retain_mut(|byte| {
                let second = after_cr && *byte == b'\n';
                after_cr = *byte == b'\r';
                if after_cr {
                    *byte = b'\n';
                }
                !second
            });
            self.after_cr = after_cr;
        }
        self.last = self.text.last().copied().unwrap_or(self.last);
        if self.ended && self.last != b'\n' {
            self.text.push(b'\n');
        }
    }
}

impl<S: Source> Read for Utf8<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.done == self.text.len() && !self.ended {
            self.refill()?;
        }
        let there = self.text.get(self.done..).unwrap_or_default();
        let given = there.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..given), there.get(..given)) {
            to.copy_from_slice(from);
        }
        self.done += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn told(bytes: Vec<u8>) -> (&'static str, String) {
        let mut source = Cursor::new(bytes);
        let encoding = encoding_of(&mut source, None).unwrap();
        let mut text = String::new();
        Utf8::new(source, encoding).unwrap().read_to_string(&mut text).unwrap();
        (encoding.name(), text)
    }

    #[test]
    fn a_text_is_read_in_whatever_encoding_it_is_kept() {
        let chinese = "姓名,电话,积分\n王小明,13800138000,120\n李丽,13900139000,75\n";
        let polish = "Imię;Nazwisko;Miasto\nŁukasz;Żółć;Gdańsk\nZofia;Wiśniewska;Łódź\nJędrzej;Śliwiński;Kraków\n";
        let russian = "Имя;Телефон\nАнна Каренина;+7 912 345-67-89\nЮлия Смирнова;+7 913 000-00-00\n";
        let french = "Nom;Prénom\nLefèvre;Zoé\nGarçon;François\nHébert;Éloïse\n";
        let with = |encoding: &'static Encoding, text: &str| encoding.encode(text).0.into_owned();
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();

        for (bytes, name, text) in [
            (chinese.as_bytes().to_vec(), "UTF-8", chinese),
            ([b"\xef\xbb\xbf", chinese.as_bytes()].concat(), "UTF-8", chinese),
            (with(GB18030, chinese), "gb18030", chinese),
            (with(encoding_rs::WINDOWS_1250, polish), "windows-1250", polish),
            (with(encoding_rs::WINDOWS_1251, russian), "windows-1251", russian),
            (with(encoding_rs::WINDOWS_1252, french), "windows-1252", french),
            ([&[0xff, 0xfe][..], &wide(chinese)].concat(), "UTF-16LE", chinese),
            (wide("Name;Phone\nAnna;1\n"), "UTF-16LE", "Name;Phone\nAnna;1\n"),
        ] {
            assert_eq!(told(bytes), (name, text.to_owned()), "{name}");
        }
        assert_eq!(told(b"a\r\nb\rc\n\r\nd".to_vec()).1, "a\nb\nc\n\nd\n");
    }

    #[test]
    fn a_mistake_in_a_long_text_does_not_change_its_encoding() {
        let mut bytes = "王小明,120\n".repeat(20_000).into_bytes();
        bytes.extend_from_slice(b"Zo\xeb,1\n");

        let (name, text) = told(bytes);

        assert_eq!(name, "UTF-8");
        assert!(text.ends_with("Zo\u{fffd},1\n"));
        assert_eq!(text.matches('\u{fffd}').count(), 1);
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_one() {
        let program = [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 3, 0, 62, 0];

        let told = encoding_of(&mut Cursor::new(program.repeat(20)), None);

        assert!(matches!(told, Err(Trouble::NotATable)));
    }
}
