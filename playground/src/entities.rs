//! What Telegram marks in a text by itself: commands, mentions, links, hashtags, addresses.

use crate::html::Entity;

/// Endings by which a bare word with a dot is taken for a link.
const KNOWN_ENDINGS: [&str; 16] = [
    "com", "org", "net", "io", "me", "dev", "app", "shop", "de", "ru", "cn", "id", "uk", "info", "example", "eu",
];

/// Finds what is marked by itself, leaving alone what the sender marked as code or link.
pub(crate) fn detect(text: &str, marked: &[Entity]) -> Vec<Entity> {
    if !text
        .bytes()
        .any(|byte| matches!(byte, b'/' | b'@' | b'#' | b'$' | b'.'))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut offset = 0;
    let mut at = 0;
    let mut before: Option<char> = None;
    while let Some(symbol) = text[at..].chars().next() {
        let rest = &text[at..];
        let bounded = before.is_none_or(|before| !is_word(before));
        let hit = match symbol {
            '/' if bounded && before != Some('/') && before != Some('<') => {
                command(rest).map(|length| ("bot_command", length))
            }
            '@' if bounded => mention(rest).map(|length| ("mention", length)),
            '#' if bounded => hashtag(rest).map(|length| ("hashtag", length)),
            '$' if bounded => cashtag(rest).map(|length| ("cashtag", length)),
            _ if bounded && is_word(symbol) && before != Some('@') && before != Some('/') => link_or_address(rest),
            _ => None,
        };
        if let Some((kind, length)) = hit {
            let units = rest[..length].encode_utf16().count();
            let entity = Entity::plain(kind, offset, units);
            if !marked.iter().any(|other| hides(other, &entity)) {
                found.push(entity);
            }
            before = rest[..length].chars().next_back();
            at += length;
            offset += units;
            continue;
        }
        before = Some(symbol);
        at += symbol.len_utf8();
        offset += symbol.len_utf16();
    }
    found
}

/// The command that opens a text, without its slash: `("points", Some("regulars_bot"))` of `/points@regulars_bot`.
pub(crate) fn leading_command(text: &str) -> Option<(&str, Option<&str>)> {
    let length = text.starts_with('/').then(|| command(text)).flatten()?;
    let command = &text[1..length];
    Some(match command.split_once('@') {
        Some((name, bot)) => (name, Some(bot)),
        None => (command, None),
    })
}

fn hides(marked: &Entity, found: &Entity) -> bool {
    let blocking = matches!(marked.kind, "code" | "pre" | "text_link" | "text_mention");
    blocking && marked.offset < found.end() && found.offset < marked.end()
}

fn is_word(symbol: char) -> bool {
    symbol.is_alphanumeric() || symbol == '_'
}

fn word_length(text: &str, accepts: impl Fn(char) -> bool) -> usize {
    text.find(|symbol| !accepts(symbol)).unwrap_or(text.len())
}

fn is_name(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || symbol == '_'
}

fn command(text: &str) -> Option<usize> {
    let name = word_length(&text[1..], is_name);
    if !(1..=64).contains(&name) {
        return None;
    }
    let end = 1 + name;
    if let Some(bot) = text[end..].strip_prefix('@') {
        let length = word_length(bot, is_name);
        if (3..=32).contains(&length) {
            return Some(end + 1 + length);
        }
    }
    // A path such as /usr/bin is not a command.
    let follows = text[end..].chars().next();
    follows
        .is_none_or(|symbol| !is_word(symbol) && symbol != '/')
        .then_some(end)
}

fn mention(text: &str) -> Option<usize> {
    let length = word_length(&text[1..], is_name);
    (2..=32).contains(&length).then_some(1 + length)
}

fn hashtag(text: &str) -> Option<usize> {
    let length = word_length(&text[1..], is_word);
    let tag = &text[1..=length];
    (length > 0 && tag.chars().any(|symbol| !symbol.is_ascii_digit())).then_some(1 + length)
}

fn cashtag(text: &str) -> Option<usize> {
    let length = word_length(&text[1..], |symbol| symbol.is_ascii_uppercase());
    let bounded = text[1 + length..].chars().next().is_none_or(|symbol| !is_word(symbol));
    ((1..=8).contains(&length) && bounded).then_some(1 + length)
}

fn link_or_address(text: &str) -> Option<(&'static str, usize)> {
    let end = word_length(text, |symbol| {
        !symbol.is_whitespace() && !matches!(symbol, '<' | '>' | '"')
    });
    let word = text[..end].trim_end_matches(['.', ',', '!', '?', ';', ':', ')', ']', '\'']);
    if word.starts_with("http://") || word.starts_with("https://") || word.starts_with("tg://") {
        let host = word.split_once("://").map_or("", |(_, host)| host);
        return (!host.is_empty()).then_some(("url", word.len()));
    }
    if let Some((name, domain)) = word.split_once('@') {
        let fits = !name.is_empty() && has_known_ending(domain) && domain.chars().all(is_domain);
        return fits.then_some(("email", word.len()));
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    (has_known_ending(host) && host.chars().all(is_domain)).then_some(("url", word.len()))
}

fn is_domain(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || matches!(symbol, '.' | '-')
}

fn has_known_ending(host: &str) -> bool {
    host.rsplit_once('.')
        .is_some_and(|(name, ending)| !name.is_empty() && KNOWN_ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, usize, usize)> {
        detect(text, &[])
            .iter()
            .map(|entity| (entity.kind, entity.offset, entity.length))
            .collect()
    }

    #[test]
    fn commands_mentions_links_and_tags_are_marked() {
        assert_eq!(found("/start abc"), [("bot_command", 0, 6)]);
        assert_eq!(found("/points@regulars_bot now"), [("bot_command", 0, 20)]);
        assert_eq!(found("😀 hi @anna_b!"), [("mention", 6, 7)]);
        assert_eq!(found("see https://t.me/x?start=1, ok"), [("url", 4, 22)]);
        assert_eq!(found("#gift for $USD"), [("hashtag", 0, 5), ("cashtag", 10, 4)]);
        assert_eq!(
            found("write me@shop.com or t.me/shop."),
            [("email", 6, 11), ("url", 21, 9)]
        );
    }

    #[test]
    fn paths_prices_and_plain_words_are_not() {
        for text in ["/usr/bin", "128.50", "a/b", "mail@", "x@y", "#12", "1.5kg and 2/3"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn code_and_links_of_the_sender_hide_what_is_in_them() {
        assert_eq!(detect("/start", &[Entity::plain("code", 0, 6)]), []);
    }

    #[test]
    fn the_leading_command_is_read_with_its_bot() {
        assert_eq!(leading_command("/sell@shop_bot 128"), Some(("sell", Some("shop_bot"))));
        assert_eq!(leading_command("/sell 128"), Some(("sell", None)));
        assert_eq!(leading_command("sell"), None);
    }
}
