//! Admission: a connection is counted, in all and by address, before anything is allocated for it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use skein_foundation::address::subscriber;

#[derive(Debug)]
pub struct Admission {
    max_connections: usize,
    max_per_address: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// Held by a connection for as long as it lives, also across an upgrade.
#[derive(Debug)]
pub struct Permit {
    admission: Arc<Admission>,
    address: IpAddr,
}

impl Admission {
    pub fn new(max_connections: usize, max_per_address: usize) -> Arc<Self> {
        Arc::new(Self {
            max_connections,
            max_per_address,
            counts: Mutex::default(),
        })
    }

    /// `None` when the node, or this address, has as many connections as it may. A proxy of one's own brings many clients
    /// from one address: only the node's limit holds for it.
    pub fn admit(self: &Arc<Self>, address: IpAddr, is_proxy: bool) -> Option<Permit> {
        let address = subscriber(address);
        let mut counts = self.counts.lock();
        if counts.all >= self.max_connections {
            return None;
        }
        let here = counts.by_address.entry(address).or_default();
        if *here >= self.max_per_address && !is_proxy {
            return None;
        }
        *here += 1;
        counts.all += 1;
        Some(Permit {
            admission: Arc::clone(self),
            address,
        })
    }

    /// Connections there are now.
    pub fn connections(&self) -> usize {
        self.counts.lock().all
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.admission.counts.lock();
        counts.all -= 1;
        if let Some(here) = counts.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                counts.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_address_does_not_shut_others_out_and_a_gone_connection_makes_room() {
        let admission = Admission::new(3, 2);
        let crowd: IpAddr = [10, 0, 0, 1].into();
        let other: IpAddr = [10, 0, 0, 2].into();
        let first = admission.admit(crowd, false).expect("room");
        let _second = admission.admit(crowd, false).expect("room");
        assert!(admission.admit(crowd, false).is_none());
        let _third = admission
            .admit(other, false)
            .expect("room for another address");
        assert!(admission.admit([10, 0, 0, 3].into(), true).is_none());
        drop(first);
        assert!(admission.admit(crowd, false).is_some());
        assert_eq!(admission.connections(), 2);
    }

    #[test]
    fn a_subscriber_is_one_however_many_addresses_it_has() {
        let admission = Admission::new(9, 2);
        let host = |host: u16| -> IpAddr { [0x2001, 0xdb8, 0, 1, 0, 0, 0, host].into() };
        let first = admission.admit(host(1), false).expect("room");
        let _second = admission.admit(host(2), false).expect("room");
        assert!(admission.admit(host(3), false).is_none());
        drop(first);
        assert!(admission.admit(host(3), false).is_some());
    }
}
