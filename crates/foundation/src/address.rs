//! Whom an address stands for, where something is counted by address.

use std::net::{IpAddr, Ipv6Addr};

/// The address, or its network: an IPv6 subscriber has a whole /64 to come from.
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        subscriber(address.parse().expect("an address")).to_string()
    }

    #[test]
    fn a_network_of_ipv6_is_one_subscriber_and_an_address_of_ipv4_is_one_however_it_is_written() {
        assert_eq!(of("2001:db8:0:1:2:3:4:5"), "2001:db8:0:1::");
        assert_eq!(of("2001:db8:0:2::1"), "2001:db8:0:2::");
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
    }
}
