//! What the node holds for clients that have not shown who they are: bytes of hellos that come in pieces, and bodies of POSTs.
//!
//! All of them together get a fixed amount, and of the bodies one address gets a part of it, so that a flood from one
//! place leaves room for others. Whoever finds no room waits a moment for it, holding nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use skein_foundation::address::subscriber;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of unfinished hellos on all WebSockets, and of bodies of all POSTs without a session.
const MAX_BYTES: usize = 16 << 20;
/// Of bodies, from one address.
const MAX_BYTES_OF_ADDRESS: usize = 2 << 20;
/// How long a request waits for room.
const WAIT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Strangers {
    held: AtomicUsize,
    bodies: Arc<Semaphore>,
    by_address: Mutex<HashMap<IpAddr, OfAddress>>,
}

#[derive(Debug)]
struct OfAddress {
    bodies: Arc<Semaphore>,
    /// Who has room or waits for it; with the last of them the entry goes.
    users: usize,
}

/// What one connection holds of the common amount. Whoever owns it says 0 in the end.
#[derive(Debug, Default)]
pub(crate) struct HeldBytes(usize);

/// Room for a body.
#[derive(Debug)]
pub(crate) struct Room {
    _all: OwnedSemaphorePermit,
    _here: OwnedSemaphorePermit,
    _user: User,
}

#[derive(Debug)]
struct User {
    strangers: Arc<Strangers>,
    address: IpAddr,
}

impl Drop for User {
    fn drop(&mut self) {
        let mut by_address = self.strangers.by_address.lock();
        if let Some(here) = by_address.get_mut(&self.address) {
            here.users -= 1;
            if here.users == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

impl Strangers {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            held: AtomicUsize::new(0),
            bodies: Arc::new(Semaphore::new(MAX_BYTES)),
            by_address: Mutex::default(),
        })
    }

    /// Room for a body of so many bytes; `None` when it does not come in time.
    pub(crate) async fn room(self: &Arc<Self>, address: IpAddr, bytes: usize) -> Option<Room> {
        let address = subscriber(address);
        let (user, bodies) = self.enter(address);
        // At least one, so that requests without a body wait their turn, too; and never more than there is at all.
        let bytes = bytes.clamp(1, MAX_BYTES_OF_ADDRESS) as u32;
        let room = async {
            let here = bodies.acquire_many_owned(bytes).await.ok()?;
            let all = Arc::clone(&self.bodies)
                .acquire_many_owned(bytes)
                .await
                .ok()?;
            Some(Room {
                _all: all,
                _here: here,
                _user: user,
            })
        };
        tokio::time::timeout(WAIT, room).await.ok().flatten()
    }

    fn enter(self: &Arc<Self>, address: IpAddr) -> (User, Arc<Semaphore>) {
        let mut by_address = self.by_address.lock();
        let here = by_address.entry(address).or_insert_with(|| OfAddress {
            bodies: Arc::new(Semaphore::new(MAX_BYTES_OF_ADDRESS)),
            users: 0,
        });
        here.users += 1;
        let user = User {
            strangers: Arc::clone(self),
            address,
        };
        (user, Arc::clone(&here.bodies))
    }
}

impl HeldBytes {
    /// Says what is held now. False when that is more than there is for all: the connection has to let go.
    pub(crate) fn set(&mut self, strangers: &Strangers, bytes: usize) -> bool {
        if bytes == self.0 {
            return true;
        }
        let grows = bytes > self.0;
        let before = strangers.held.fetch_add(bytes, Ordering::Relaxed);
        strangers.held.fetch_sub(self.0, Ordering::Relaxed);
        let total = before + bytes - self.0;
        self.0 = bytes;
        !grows || total <= MAX_BYTES
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[tokio::test]
    async fn one_address_does_not_take_the_room_of_others_and_what_is_free_again_is_given() {
        let strangers = Strangers::new();
        let first = strangers
            .room(HERE, MAX_BYTES_OF_ADDRESS)
            .await
            .expect("room");
        assert!(strangers.room(HERE, 1).now_or_never().is_none());
        let there = strangers.room(THERE, 1_000).await.expect("room");
        drop(first);
        assert!(strangers.room(HERE, 1_000).await.is_some());
        drop(there);
        assert!(strangers.by_address.lock().is_empty());
    }

    #[test]
    fn pieces_of_hellos_are_counted_together() {
        let strangers = Strangers::new();
        let (mut one, mut other) = (HeldBytes::default(), HeldBytes::default());
        assert!(one.set(&strangers, MAX_BYTES - 10));
        assert!(other.set(&strangers, 10));
        assert!(!other.set(&strangers, 11));
        assert!(other.set(&strangers, 0));
        assert!(one.set(&strangers, MAX_BYTES));
        assert!(one.set(&strangers, 0));
        assert_eq!(strangers.held.load(Ordering::Relaxed), 0);
    }
}
