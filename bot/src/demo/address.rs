//! Where the page listens: on this machine only.

use std::net::SocketAddr;

use anyhow::{Context, bail};

/// When nothing else is asked for.
pub const USUAL: &str = "127.0.0.1:8090";

/// The address that `--listen` names for the demo or the playground, as `what` says.
///
/// # Errors
/// When it is no address, or one that other machines reach.
pub fn of(listen: &str, what: &str) -> anyhow::Result<SocketAddr> {
    let address: SocketAddr = listen
        .parse()
        .with_context(|| format!("--listen: {listen:?} is no address. For example: --listen {USUAL}"))?;
    if !address.ip().is_loopback() {
        bail!(
            "--listen: whoever reaches the {what} acts for everybody in it, so it listens on this machine only, and \
             {address} is open to others. For example: --listen {USUAL}"
        );
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_on() {
        for own in [USUAL, "127.0.0.1:0", "127.0.0.2:8090", "[::1]:8090"] {
            assert_eq!(of(own, "demo").unwrap(), own.parse().unwrap());
        }
        for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let refused = of(open, "demo").unwrap_err().to_string();
            assert!(refused.starts_with("--listen: whoever reaches the demo "), "{refused}");
        }
        for none in ["", "somewhere", "127.0.0.1", "localhost:8090"] {
            let refused = of(none, "demo").unwrap_err().to_string();
            assert!(
                refused.starts_with("--listen: ") && refused.contains(USUAL),
                "{refused}"
            );
        }
    }
}
