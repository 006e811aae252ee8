//! Which peers are proxies of one's own, and for whom a request that came by one of them speaks.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use ipnet::IpNet;
use serde::Deserialize;
use thiserror::Error;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Networks whose word about where a request came from is believed. Anybody else's header is ignored.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct TrustedProxies(Vec<IpNet>);

#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadNetwork {
    #[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
    Unreadable(String),
    #[error("`{0}` is everybody: anybody could then pass for anybody else")]
    Everybody(String),
}

impl TryFrom<Vec<String>> for TrustedProxies {
    type Error = BadNetwork;

    fn try_from(texts: Vec<String>) -> Result<Self, BadNetwork> {
        let network = |text: String| {
            let network = IpNet::from_str(&text)
                .or_else(|_| IpAddr::from_str(&text).map(IpNet::from))
                .map_err(|_| BadNetwork::Unreadable(text.clone()))?;
            if network.prefix_len() == 0 {
                return Err(BadNetwork::Everybody(text));
            }
            Ok(network)
        };
        texts
            .into_iter()
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TrustedProxies {
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request really came from. Each proxy appends the address it sees, so the header is read from its end: the
    /// first address that is no proxy of one's own is the client, and what stands before it is only a claim.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        let mut steps = headers
            .get_all(FORWARDED_FOR)
            .into_iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .rev();
        while self.contains(client)
            && let Some(before) = steps.next().and_then(address)
        {
            client = before;
        }
        client
    }
}

/// With or without a port, as proxies write it.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    IpAddr::from_str(bare)
        .or_else(|_| SocketAddr::from_str(text).map(|address| address.ip()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(networks: &[&str]) -> TrustedProxies {
        let texts: Vec<String> = networks.iter().map(|&text| text.to_owned()).collect();
        texts.try_into().expect("networks")
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn client(proxies: &TrustedProxies, peer: &str, headers: &[&'static str]) -> String {
        let mut map = HeaderMap::new();
        for value in headers {
            map.append(FORWARDED_FOR, http::HeaderValue::from_static(value));
        }
        proxies.client(ip(peer), &map).to_string()
    }

    #[test]
    fn a_stranger_is_who_it_is_whatever_it_says() {
        assert_eq!(client(&trusted(&[]), "9.9.9.9", &["1.1.1.1"]), "9.9.9.9");
        assert_eq!(
            client(&trusted(&["10.0.0.0/8"]), "9.9.9.9", &["1.1.1.1"]),
            "9.9.9.9"
        );
    }

    #[test]
    fn the_last_address_that_is_no_proxy_counts_and_claims_before_it_do_not() {
        let proxies = trusted(&["10.0.0.0/8", "::1"]);
        assert_eq!(
            client(&proxies, "10.1.1.1", &["8.8.8.8, 7.7.7.7"]),
            "7.7.7.7"
        );
        assert_eq!(
            client(&proxies, "::1", &["8.8.8.8", "7.7.7.7:4711, 10.2.2.2"]),
            "7.7.7.7"
        );
        assert_eq!(
            client(&proxies, "10.1.1.1", &["[2001:db8::1]:99"]),
            "2001:db8::1"
        );
        assert_eq!(client(&proxies, "::ffff:10.1.1.1", &["7.7.7.7"]), "7.7.7.7");
    }

    #[test]
    fn nonsense_ends_the_search_at_the_proxy_that_passed_it_on() {
        let proxies = trusted(&["10.0.0.0/8"]);
        assert_eq!(
            client(&proxies, "10.1.1.1", &["7.7.7.7, unknown"]),
            "10.1.1.1"
        );
        assert_eq!(client(&proxies, "10.1.1.1", &[]), "10.1.1.1");
        assert_eq!(client(&proxies, "10.1.1.1", &["10.3.3.3"]), "10.3.3.3");
    }

    #[test]
    fn a_network_that_is_none_is_named() {
        let bad = TrustedProxies::try_from(vec!["10.0.0.0/99".to_owned()]);
        assert!(
            bad.expect_err("99 bits")
                .to_string()
                .contains("10.0.0.0/99")
        );
    }
}
