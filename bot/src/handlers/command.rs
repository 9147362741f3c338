//! Commands as people type them.

/// A command and the words behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// In lower case, without the slash.
    pub name: String,
    pub words: String,
}

impl Command {
    /// Reads a message as a command to this bot. One that is addressed to another bot is none.
    #[must_use]
    pub fn read(text: &str, bot: &str) -> Option<Self> {
        let rest = text.strip_prefix('/')?;
        let (head, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let (name, addressed) = match head.split_once('@') {
            Some((name, to)) => (name, to.eq_ignore_ascii_case(bot)),
            None => (head, true),
        };
        let is_name = !name.is_empty()
            && name.len() <= 32
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_name && addressed).then(|| Self {
            name: name.to_ascii_lowercase(),
            words: words.trim().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_however_it_is_typed() {
        for (text, read) in [
            ("/sell 128.50 shoes", Some(("sell", "128.50 shoes"))),
            ("/Points@Regulars_Bot", Some(("points", ""))),
            ("/points@other_bot", None),
            ("/start\njABC", Some(("start", "jABC"))),
            ("points", None),
            ("/", None),
            ("/ sell", None),
            ("/über", None),
        ] {
            let expected = read.map(|(name, words)| Command {
                name: name.into(),
                words: words.into(),
            });
            assert_eq!(Command::read(text, "regulars_bot"), expected, "{text}");
        }
    }
}
