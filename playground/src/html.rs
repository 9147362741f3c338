//! Telegram's HTML: read from what a bot sends, written for what a person sees.
//!
//! Offsets and lengths count UTF-16 units, as the Bot API does; places in an error are bytes of the text as sent.

use serde_json::{Map, Value, json};

/// A stretch of text that is more than plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entity {
    pub kind: &'static str,
    pub offset: usize,
    pub length: usize,
    /// The field that goes with the kind, such as `url` of a `text_link`.
    pub extra: Option<(&'static str, Value)>,
}

impl Entity {
    pub fn plain(kind: &'static str, offset: usize, length: usize) -> Self {
        Self {
            kind,
            offset,
            length,
            extra: None,
        }
    }

    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("type".to_owned(), self.kind.into());
        object.insert("offset".to_owned(), self.offset.into());
        object.insert("length".to_owned(), self.length.into());
        if let Some((name, value)) = &self.extra {
            if self.kind == "date_time" {
                object.extend(value.as_object().cloned().unwrap_or_default());
            } else {
                object.insert((*name).to_owned(), value.clone());
            }
        }
        Value::Object(object)
    }

    pub fn end(&self) -> usize {
        self.offset + self.length
    }
}

/// Plain text and what is marked in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Formatted {
    pub text: String,
    pub entities: Vec<Entity>,
}

struct Open {
    tag: String,
    argument: Option<String>,
    format: Option<String>,
    offset: usize,
    /// Where it begins in the text so far, in bytes.
    start: usize,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    text: String,
    units: usize,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

/// Reads HTML as Telegram does. The error is Telegram's own text, without "Bad Request: can't parse entities: ".
pub(crate) fn parse(source: &str) -> Result<Formatted, String> {
    let mut reader = Reader {
        source,
        at: 0,
        text: String::with_capacity(source.len()),
        units: 0,
        open: Vec::new(),
        entities: Vec::new(),
    };
    while let Some(next) = reader.peek() {
        match next {
            '<' if reader.source[reader.at + 1..].starts_with('/') => reader.end_tag()?,
            '<' => reader.start_tag()?,
            '&' => {
                let (symbol, length) = decode(&reader.source[reader.at..]).unwrap_or(('&', 1));
                reader.at += length;
                reader.push(symbol);
            }
            symbol => {
                reader.at += symbol.len_utf8();
                reader.push(symbol);
            }
        }
    }
    if let Some(open) = reader.open.last() {
        return Err(format!(
            "Can't find end tag corresponding to start tag \"{}\"",
            open.tag
        ));
    }
    let mut entities = reader.entities;
    entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    Ok(Formatted {
        text: reader.text,
        entities,
    })
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn push(&mut self, symbol: char) {
        self.text.push(symbol);
        self.units += symbol.len_utf16();
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|next| next.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn name_until(&mut self, stop: impl Fn(char) -> bool) -> &str {
        let from = self.at;
        while let Some(next) = self.peek()
            && !stop(next)
        {
            self.at += next.len_utf8();
        }
        &self.source[from..self.at]
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let tag = self
            .name_until(|next| next.is_ascii_whitespace() || next == '>')
            .to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !is_supported(&tag) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let mut open = Open {
            tag,
            argument: None,
            format: None,
            offset: self.units,
            start: self.text.len(),
        };
        loop {
            self.skip_spaces();
            match self.peek() {
                None => return Err(format!("Unclosed start tag at byte offset {begin}")),
                Some('>') => {
                    self.at += 1;
                    break;
                }
                Some(_) => self.attribute(&mut open, begin)?,
            }
        }
        if open.tag == "span" && open.argument.as_deref() != Some("tg-spoiler") {
            return Err(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn attribute(&mut self, open: &mut Open, begin: usize) -> Result<(), String> {
        let unclosed = || format!("Unclosed start tag at byte offset {begin}");
        let name = self
            .name_until(|next| next.is_ascii_whitespace() || next == '=' || next == '>')
            .to_ascii_lowercase();
        if name.is_empty() {
            return Err(format!(
                "Empty attribute name in the tag \"{}\" at byte offset {begin}",
                open.tag
            ));
        }
        self.skip_spaces();
        if self.peek() != Some('=') {
            open.keep(&name, String::new());
            return Ok(());
        }
        self.at += 1;
        self.skip_spaces();
        let value = match self.peek() {
            None => return Err(unclosed()),
            Some(quote @ ('"' | '\'')) => {
                self.at += 1;
                let value = decode_all(self.name_until(|next| next == quote));
                if self.peek().is_none() {
                    return Err(unclosed());
                }
                self.at += 1;
                value
            }
            Some(_) => {
                let value = self.name_until(|next| !(next.is_ascii_alphanumeric() || next == '.' || next == '-'));
                if value.is_empty() {
                    return Err(format!("Unexpected end of name token at byte offset {begin}"));
                }
                value.to_owned()
            }
        };
        open.keep(&name, value);
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 2;
        let name = self
            .name_until(|next| next.is_ascii_whitespace() || next == '>')
            .to_ascii_lowercase();
        self.skip_spaces();
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !name.is_empty() && name != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                open.tag
            ));
        }
        self.close(open);
        Ok(())
    }

    fn close(&mut self, open: Open) {
        let length = self.units - open.offset;
        if length == 0 {
            return;
        }
        let (kind, extra) = match open.tag.as_str() {
            "b" | "strong" => ("bold", None),
            "i" | "em" => ("italic", None),
            "u" | "ins" => ("underline", None),
            "s" | "strike" | "del" => ("strikethrough", None),
            "span" | "tg-spoiler" => ("spoiler", None),
            "blockquote" if open.argument.is_some() => ("expandable_blockquote", None),
            "blockquote" => ("blockquote", None),
            "tg-emoji" => (
                "custom_emoji",
                Some(("custom_emoji_id", open.argument.unwrap_or_default().into())),
            ),
            "tg-time" => {
                let mut when = Map::new();
                let unix: i64 = open.argument.unwrap_or_default().parse().unwrap_or_default();
                when.insert("unix_time".to_owned(), unix.into());
                if let Some(format) = open.format {
                    when.insert("date_time_format".to_owned(), format.into());
                }
                ("date_time", Some(("unix_time", Value::Object(when))))
            }
            "a" => match self.link(&open) {
                Some(link) => link,
                None => return,
            },
            "pre" => {
                // <pre><code class="language-x"> is one block with a language.
                let language = self.take_inner_code(open.offset, length);
                ("pre", language.map(|language| ("language", Value::String(language))))
            }
            _ => {
                let language = open
                    .argument
                    .and_then(|class| class.strip_prefix("language-").map(str::to_owned));
                ("code", language.map(|language| ("language", Value::String(language))))
            }
        };
        self.entities.push(Entity {
            kind,
            offset: open.offset,
            length,
            extra,
        });
    }

    fn link(&self, open: &Open) -> Option<(&'static str, Option<(&'static str, Value)>)> {
        let url = match &open.argument {
            Some(url) if !url.is_empty() => url.clone(),
            _ => self.text[open.start..].to_owned(),
        };
        if let Some(id) = url.strip_prefix("tg://user?id=").and_then(|id| id.parse::<i64>().ok()) {
            return Some(("text_mention", Some(("user", json!({ "id": id })))));
        }
        // A link that is not one is dropped without a word, and the text stays.
        let is_link = url.contains("://") || url.contains('.');
        is_link.then_some(("text_link", Some(("url", Value::String(url)))))
    }

    fn take_inner_code(&mut self, offset: usize, length: usize) -> Option<String> {
        let inner = self
            .entities
            .iter()
            .position(|inner| inner.kind == "code" && inner.offset == offset && inner.length == length)?;
        let (_, language) = self.entities.remove(inner).extra?;
        language.as_str().map(str::to_owned)
    }
}

impl Open {
    fn keep(&mut self, attribute: &str, value: String) {
        match (self.tag.as_str(), attribute) {
            ("a", "href")
            | ("code" | "span", "class")
            | ("tg-emoji", "emoji-id")
            | ("tg-time", "unix")
            | ("blockquote", "expandable") => self.argument = Some(value),
            ("tg-time", "format") => self.format = Some(value),
            _ => {}
        }
    }
}

fn is_supported(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "b"
            | "strong"
            | "i"
            | "em"
            | "s"
            | "strike"
            | "del"
            | "u"
            | "ins"
            | "tg-spoiler"
            | "tg-emoji"
            | "tg-time"
            | "span"
            | "pre"
            | "code"
            | "blockquote"
    )
}

/// Telegram knows four named symbols and the numeric ones; any other ampersand is itself.
fn decode(text: &str) -> Option<(char, usize)> {
    for (name, symbol) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')] {
        if text.starts_with(name) {
            return Some((symbol, name.len()));
        }
    }
    let digits = text.strip_prefix("&#")?;
    let (digits, radix, prefix) = match digits.strip_prefix('x') {
        Some(hex) => (hex, 16, 3),
        None => (digits, 10, 2),
    };
    let length = digits
        .find(|digit: char| !digit.is_digit(radix))
        .unwrap_or(digits.len());
    let symbol = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
    let semicolon = usize::from(digits[length..].starts_with(';'));
    (symbol != '\0').then_some((symbol, prefix + length + semicolon))
}

fn decode_all(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(symbol) = text[at..].chars().next() {
        let (symbol, length) = match symbol {
            '&' => decode(&text[at..]).unwrap_or(('&', 1)),
            other => (other, other.len_utf8()),
        };
        decoded.push(symbol);
        at += length;
    }
    decoded
}

/// Drops what Telegram drops before it judges a text: control characters, and white space at both ends.
pub(crate) fn tidy(formatted: Formatted) -> Formatted {
    let Formatted { text, mut entities } = formatted;
    let dirty = text
        .chars()
        .any(|symbol| symbol.is_control() && symbol != '\n' && symbol != '\t');
    let text = if dirty {
        text.chars()
            .map(|symbol| if is_dropped(symbol) { ' ' } else { symbol })
            .collect()
    } else {
        text
    };
    let kept = text.trim_start();
    let cut: usize = text[..text.len() - kept.len()].encode_utf16().count();
    let kept = kept.trim_end();
    if kept.len() == text.len() {
        return Formatted { text, entities };
    }
    let units = kept.encode_utf16().count();
    for entity in &mut entities {
        let end = entity.end().saturating_sub(cut).min(units);
        entity.offset = entity.offset.saturating_sub(cut).min(units);
        entity.length = end - entity.offset;
    }
    entities.retain(|entity| entity.length > 0);
    Formatted {
        text: kept.to_owned(),
        entities,
    }
}

fn is_dropped(symbol: char) -> bool {
    symbol.is_control() && symbol != '\n' && symbol != '\t'
}

/// Writes a text and its entities (as the Bot API has them) back as HTML.
pub(crate) fn render(text: &str, entities: &[Value]) -> String {
    let mut html = String::with_capacity(text.len() + entities.len() * 8);
    let mut ends: Vec<(usize, &'static str)> = Vec::new();
    let mut pending = entities.iter().filter_map(opening).peekable();
    let mut at = 0;
    for symbol in text.chars() {
        close_until(&mut html, &mut ends, at);
        while let Some((_, end, start_tag, end_tag)) = pending.next_if(|(offset, ..)| *offset <= at) {
            html.push_str(&start_tag);
            ends.push((end, end_tag));
        }
        match symbol {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            other => html.push(other),
        }
        at += symbol.len_utf16();
    }
    close_until(&mut html, &mut ends, at);
    html
}

fn close_until(html: &mut String, ends: &mut Vec<(usize, &'static str)>, at: usize) {
    while let Some((_, end_tag)) = ends.pop_if(|(end, _)| *end <= at) {
        html.push_str(end_tag);
    }
}

fn opening(entity: &Value) -> Option<(usize, usize, String, &'static str)> {
    let offset = usize::try_from(entity["offset"].as_u64()?).ok()?;
    let length = usize::try_from(entity["length"].as_u64()?).ok()?;
    let quoted = |field: &str| {
        entity[field]
            .as_str()
            .unwrap_or_default()
            .replace('&', "&amp;")
            .replace('"', "&quot;")
    };
    let (start, end) = match entity["type"].as_str()? {
        "bold" => ("<b>".to_owned(), "</b>"),
        "italic" => ("<i>".to_owned(), "</i>"),
        "underline" => ("<u>".to_owned(), "</u>"),
        "strikethrough" => ("<s>".to_owned(), "</s>"),
        "spoiler" => ("<tg-spoiler>".to_owned(), "</tg-spoiler>"),
        "blockquote" => ("<blockquote>".to_owned(), "</blockquote>"),
        "expandable_blockquote" => ("<blockquote expandable>".to_owned(), "</blockquote>"),
        "code" => ("<code>".to_owned(), "</code>"),
        "pre" => ("<pre>".to_owned(), "</pre>"),
        "text_link" => (format!("<a href=\"{}\">", quoted("url")), "</a>"),
        "text_mention" => (format!("<a href=\"tg://user?id={}\">", entity["user"]["id"]), "</a>"),
        "date_time" => (format!("<tg-time unix=\"{}\">", entity["unix_time"]), "</tg-time>"),
        _ => return None,
    };
    Some((offset, offset + length, start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(&'static str, usize, usize)> {
        parse(source)
            .unwrap()
            .entities
            .iter()
            .map(|entity| (entity.kind, entity.offset, entity.length))
            .collect()
    }

    #[test]
    fn tags_become_entities_counted_in_utf16() {
        assert_eq!(kinds("😀<b>bold <i>both</i></b>"), [("bold", 2, 9), ("italic", 7, 4)]);
        assert_eq!(
            parse("a &lt;b&gt; &amp;&quot;&#65;&nbsp;").unwrap().text,
            "a <b> &\"A&nbsp;"
        );
        assert_eq!(kinds("<b></b>x"), []);
        assert_eq!(
            kinds("<blockquote expandable>q</blockquote>"),
            [("expandable_blockquote", 0, 1)]
        );
        assert_eq!(kinds("<span class=\"tg-spoiler\">s</span>"), [("spoiler", 0, 1)]);
    }

    #[test]
    fn links_mentions_and_languages_keep_their_argument() {
        let link = parse("<a href=\"https://x.y/?a=1&amp;b=2\">here</a>").unwrap();
        assert_eq!(link.entities[0].extra, Some(("url", json!("https://x.y/?a=1&b=2"))));
        let mention = parse("<a href='tg://user?id=42'>Ann</a>").unwrap();
        assert_eq!(mention.entities[0].to_json()["user"]["id"], 42);
        let code = parse("<pre><code class=\"language-rust\">fn</code></pre>").unwrap();
        assert_eq!(code.entities.len(), 1);
        assert_eq!(
            code.entities[0].to_json(),
            json!({"type": "pre", "offset": 0, "length": 2, "language": "rust"})
        );
    }

    #[test]
    fn broken_markup_is_refused_in_telegrams_words() {
        for (source, error) in [
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            (
                "<b>x</i>",
                "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
            ),
            ("1 < 2", "Unsupported start tag \"\" at byte offset 2"),
            ("<h1>x</h1>", "Unsupported start tag \"h1\" at byte offset 0"),
            ("a <3 you> b", "Unsupported start tag \"3\" at byte offset 2"),
            ("<a href=\"x", "Unclosed start tag at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            (
                "<span>x</span>",
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0",
            ),
        ] {
            assert_eq!(parse(source).unwrap_err(), error, "{source}");
        }
    }

    #[test]
    fn white_space_at_the_ends_goes_and_entities_move_with_it() {
        let tidied = tidy(parse("  \n<b>x </b>  ").unwrap());
        assert_eq!(tidied.text, "x");
        assert_eq!((tidied.entities[0].offset, tidied.entities[0].length), (0, 1));
    }

    #[test]
    fn what_was_read_is_written_back() {
        for source in [
            "a <b>b <i>c</i></b> &lt;",
            "<a href=\"https://x.y/?a&amp;b\">l</a>😀<code>k</code>",
        ] {
            let formatted = parse(source).unwrap();
            let entities: Vec<Value> = formatted.entities.iter().map(Entity::to_json).collect();
            assert_eq!(render(&formatted.text, &entities), source);
        }
    }
}
