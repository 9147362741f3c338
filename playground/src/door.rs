//! Who may come in: programs on this machine, and of all pages in a browser only the playground's own.

use std::net::IpAddr;

use hyper::{
    HeaderMap,
    header::{HOST, ORIGIN},
};

/// Whether a request calls this machine by a name of its own. What an attacker's server resolves to it is none.
pub(crate) fn is_for_this_machine(headers: &HeaderMap) -> bool {
    host_of(headers).is_some_and(is_loopback)
}

/// The host a request is for, as it says itself.
pub(crate) fn host_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

/// Whether a browser sent this for some page. Programs do not say where they come from.
pub(crate) fn is_from_a_page(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) || headers.contains_key("Sec-Fetch-Site")
}

fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_own = match (bare, name.parse::<IpAddr>()) {
        (Some(bare), _) => bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_ipv6() && address.is_loopback()),
        (None, Ok(address)) => address.is_ipv4() && address.is_loopback(),
        (None, Err(_)) => name == "localhost",
    };
    is_own && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        for own in [
            "127.0.0.1:8090",
            "127.0.0.1",
            "127.0.0.2:8090",
            "localhost:1",
            "localhost",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_loopback(own), "{own}");
        }
        for foreign in [
            "",
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "127.0.0.1:80:evil",
            "[::1].evil",
            "[127.0.0.1]",
            "::1",
            "0.0.0.0:80",
            "192.168.0.2:80",
            "[::2]:80",
        ] {
            assert!(!is_loopback(foreign), "{foreign}");
        }
    }
}
