//! Loopback ports for tests that must name a port before anything listens on it.

use std::collections::HashSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{LazyLock, Mutex};

use anyhow::{Context as _, Result};

/// Ports already handed out by this process, so that two tests running side by side never share one.
static HANDED_OUT: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);

/// A loopback port that nobody listens on now and that this process has not handed out before.
///
/// Prefer listening on port 0 and reading the address back (as [`crate::SkeinServer`] does): between this call and
/// the moment of listening, another process may take the port.
pub fn free_port() -> Result<u16> {
    loop {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free loopback port")?;
        let port = listener
            .local_addr()
            .context("the listener has no address")?
            .port();
        let mut handed_out = HANDED_OUT
            .lock()
            .expect("nobody panics while holding the set");
        if handed_out.insert(port) {
            return Ok(port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_handed_out_once_and_can_be_listened_on() {
        let ports: HashSet<u16> = (0..20).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 20);
        for port in ports {
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        }
    }
}
