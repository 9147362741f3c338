//! E-mail addresses as people write them.

use unicode_normalization::UnicodeNormalization;

/// As long as a mail server takes one.
const LONGEST: usize = 254;

/// An address that somebody typed or that stood in a file. `None`: it is none.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let text: String = typed.nfkc().collect();
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    is_email(text).then(|| text.to_owned())
}

/// Whether a text is an address and nothing else. Whether there is such a mailbox, only a letter tells.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let labels: Vec<&str> = host.split('.').collect();
    text.len() <= LONGEST
        && !local.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '"'))
        && !host.contains('@')
        && labels.len() >= 2
        && labels.iter().all(|label| !label.is_empty())
}

/// An address in the form in which it is compared: whoever types it does not think of its case.
#[must_use]
pub fn key(email: &str) -> String {
    email.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_other_words() {
        for (typed, read_as) in [
            (" Anna@Example.org ", Some("Anna@Example.org")),
            ("mailto:anna@example.org", Some("anna@example.org")),
            ("ａｎｎａ@example.org", Some("anna@example.org")),
            ("anna.b+shop@mail.example.co.id", Some("anna.b+shop@mail.example.co.id")),
            ("anna@", None),
            ("@anna", None),
            ("anna@localhost", None),
            ("anna@example..org", None),
            ("anna@b@example.org", None),
            ("anna, ben@example.org", None),
            ("<anna@example.org>", None),
            ("", None),
        ] {
            assert_eq!(read(typed).as_deref(), read_as, "{typed}");
        }
        assert_eq!(key("Anna@Example.ORG"), "anna@example.org");
    }
}
