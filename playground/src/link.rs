//! Links that Telegram's apps follow themselves.

/// Where a link of Telegram's leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TelegramLink<'a> {
    /// What comes after the slash: a username or an invitation, and a query.
    rest: &'a str,
}

impl<'a> TelegramLink<'a> {
    /// `None` for a link that leads elsewhere.
    pub fn read(link: &'a str) -> Option<Self> {
        let link = link.trim();
        let bare = link
            .strip_prefix("https://")
            .or_else(|| link.strip_prefix("http://"))
            .unwrap_or(link);
        let (host, rest) = bare.split_once('/')?;
        let is_own = ["t.me", "telegram.me"].iter().any(|own| host.eq_ignore_ascii_case(own));
        (is_own && !rest.is_empty()).then_some(Self { rest })
    }

    /// The invitation to a group, in the one way that they are kept.
    pub fn invitation(&self) -> Option<String> {
        self.rest
            .starts_with('+')
            .then(|| format!("https://t.me/{}", self.rest))
    }

    /// What names an invoice that is paid by link.
    pub fn invoice(&self) -> Option<&'a str> {
        let (path, _) = self.parts();
        path.strip_prefix('$').or_else(|| path.strip_prefix("invoice/"))
    }

    pub fn username(&self) -> String {
        let (name, _) = self.parts();
        name.to_ascii_lowercase()
    }

    /// A part of the query, empty when it says nothing.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        let (_, query) = self.parts();
        query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    fn parts(&self) -> (&'a str, &'a str) {
        self.rest.split_once('?').unwrap_or((self.rest, ""))
    }
}

/// Whether only Telegram's own apps know what to do with a link, which the playground does not.
pub(crate) fn is_for_apps(link: &str) -> bool {
    let scheme = link.trim().split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("tg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_under_both_names() {
        for link in [
            "https://t.me/Bot?start=a&x",
            "http://Telegram.me/Bot?start=a&x",
            " t.me/Bot?x&start=a",
        ] {
            let read = TelegramLink::read(link).unwrap();

            assert_eq!(read.username(), "bot");
            assert_eq!((read.parameter("start"), read.parameter("x")), (Some("a"), Some("")));
            assert_eq!((read.parameter("startgroup"), read.invitation()), (None, None));
        }
        let invited = TelegramLink::read("telegram.me/+AbC").unwrap();
        assert_eq!(invited.invitation().unwrap(), "https://t.me/+AbC");
        for elsewhere in [
            "",
            "t.me",
            "t.me/",
            "https://evil.example/t.me/bot",
            "https://not.me/bot",
            "tg://resolve",
        ] {
            assert_eq!(TelegramLink::read(elsewhere), None);
        }
        assert!(is_for_apps("TG://resolve?domain=bot") && !is_for_apps("https://t.me/tg://"));
    }
}
