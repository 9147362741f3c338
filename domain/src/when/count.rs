//! Numbers in figures and in words, where they count something.

use super::A_FEW;
use super::text::{Cursor, Digits};

/// Hundredths, so that "one and a half" has room.
pub(super) type Hundredths = u64;

pub(super) const HALF: Hundredths = 50;

const ENGLISH: &[(&str, u32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fourteen", 14),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty-five", 45),
    ("forty five", 45),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
];

const INDONESIAN: &[(&str, u32)] = &[
    ("satu", 1),
    ("dua belas", 12),
    ("dua puluh", 20),
    ("dua", 2),
    ("tiga puluh", 30),
    ("tiga", 3),
    ("empat belas", 14),
    ("empat puluh lima", 45),
    ("empat puluh", 40),
    ("empat", 4),
    ("lima belas", 15),
    ("lima puluh", 50),
    ("lima", 5),
    ("enam puluh", 60),
    ("enam", 6),
    ("tujuh", 7),
    ("delapan", 8),
    ("sembilan puluh", 90),
    ("sembilan", 9),
    ("sepuluh", 10),
    ("sebelas", 11),
    ("tigapuluh", 30),
    ("duabelas", 12),
    ("limabelas", 15),
];

pub(super) fn english(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    at.of(ENGLISH)
}

pub(super) fn indonesian(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    at.of(INDONESIAN)
}

/// A Chinese number below a hundred.
pub(super) fn chinese(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    let (tens, after_tens) = match digit(at) {
        Some((first, after)) => match after.sign("十") {
            Some(after) => (first, after),
            None => return Some((first, after)),
        },
        None => match at.sign("廿") {
            Some(after) => (2, after),
            None => (1, at.sign("十")?),
        },
    };
    let (ones, after) = digit(after_tens).unwrap_or((0, after_tens));
    Some((tens * 10 + ones, after))
}

fn digit(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    let value = match at.next()? {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    let mut digit = [0; 4];
    Some((value, at.sign(at.next()?.encode_utf8(&mut digit))?))
}

/// A number in figures, with up to two decimals or a half sign.
pub(super) fn figures(at: Cursor<'_>) -> Option<(Hundredths, Cursor<'_>)> {
    let half = |after: Cursor<'_>| after.sign("½").is_some();
    let Some((whole, after)) = at.digits() else {
        return at.sign("½").map(|after| (HALF, after));
    };
    let hundreds = Hundredths::from(whole.value) * 100;
    if half(after) {
        return Some((hundreds + HALF, after.sign("½")?));
    }
    let decimals = after.sign(".").or_else(|| after.sign(",")).and_then(Cursor::short);
    Some(match decimals {
        Some((Digits { value, length: 1, .. }, after)) => (hundreds + u64::from(value) * 10, after),
        Some((Digits { value, .. }, after)) => (hundreds + u64::from(value), after),
        None => (hundreds, after),
    })
}

pub(super) fn few() -> Hundredths {
    whole(A_FEW)
}

pub(super) fn whole(count: u32) -> Hundredths {
    Hundredths::from(count) * 100
}
