//! Makes text from strangers fit to be drawn.
//!
//! Names hold anything a keyboard, or a prank, can produce: control characters, text direction
//! tricks, invisible letters, towers of accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More characters than any picture can show; the rest is not even looked at.
const LONGEST: usize = 400;
/// Enough for every language that stacks accents; a tower has dozens.
const ACCENTS: usize = 2;
/// Burmese and Tibetan need this many marks on one letter.
const MARKS: usize = 6;

/// The text as one line: composed, without what is invisible, with single spaces.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len().min(LONGEST));
    let mut accents = 0;
    let mut marks = 0;
    let mut last = ' ';
    for c in text.chars().take(LONGEST).nfc() {
        let c = if is_blank(c) { ' ' } else { c };
        if is_hidden(c) || (c == ' ' && last == ' ') {
            continue;
        }
        if is_combining_mark(c) && !is_selector(c) {
            let too_many = marks == MARKS || (is_accent(c) && accents == ACCENTS);
            if too_many || c == last || last == ' ' {
                continue;
            }
            marks += 1;
            accents += usize::from(is_accent(c));
        } else {
            accents = 0;
            marks = 0;
        }
        tidied.push(c);
        last = c;
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

fn is_blank(c: char) -> bool {
    // The last five look like a space and are letters by their papers.
    c.is_whitespace() || c.is_control() || matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}')
}

fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{10FFFF}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20DF}' | '\u{20E1}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_is_invisible_goes_and_what_joins_stays() {
        let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}";

        assert_eq!(tidy("  Anna\t\r\n  Lee\u{0} "), "Anna Lee");
        assert_eq!(tidy("\u{202E}annA\u{2066}\u{FEFF}"), "annA");
        assert_eq!(tidy("\u{3164}\u{2800}\u{200B}"), "");
        assert_eq!(tidy(family), family);
        assert_eq!(tidy("e\u{301}"), "\u{e9}");
    }

    #[test]
    fn a_tower_of_accents_is_cut_to_what_a_language_can_need() {
        let tower = format!("Z{}a", "\u{334}\u{321}\u{35C}".repeat(40));

        assert_eq!(tidy(&tower), "Z\u{334}\u{321}a");
        assert_eq!(tidy("\u{e01}\u{e47}\u{e47}\u{e47}"), "\u{e01}\u{e47}");
        assert_eq!(tidy("\u{301}\u{301}x"), "x");
    }

    #[test]
    fn nobody_has_to_draw_a_novel() {
        assert_eq!(tidy(&"x".repeat(100_000)).len(), 400);
    }
}
