//! Room for what many hold at a time: a fixed amount for all together, of which one address gets a part, so that a flood
//! from one place leaves room for others. Whoever finds no room waits a moment for it, holding nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::address::subscriber;

/// How long somebody waits for room.
const WAIT: Duration = Duration::from_secs(5);

/// A fixed number of bytes for all, and how many of them one address may have.
#[derive(Debug)]
pub struct Rooms {
    all: Arc<Semaphore>,
    of_address: usize,
    by_address: Mutex<HashMap<IpAddr, OfAddress>>,
}

#[derive(Debug)]
struct OfAddress {
    room: Arc<Semaphore>,
    /// Who has room or waits for it; with the last of them the entry goes.
    users: usize,
}

/// Room that is taken until this is dropped.
#[derive(Debug)]
pub struct Room {
    _all: OwnedSemaphorePermit,
    _here: OwnedSemaphorePermit,
    _user: User,
}

#[derive(Debug)]
struct User {
    rooms: Arc<Rooms>,
    address: IpAddr,
}

impl Drop for User {
    fn drop(&mut self) {
        let mut by_address = self.rooms.lock();
        if let Some(here) = by_address.get_mut(&self.address) {
            here.users -= 1;
            if here.users == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

impl Rooms {
    pub fn new(all_bytes: usize, bytes_of_address: usize) -> Arc<Self> {
        let of_address = bytes_of_address.clamp(1, u32::MAX as usize >> 3);
        Arc::new(Self {
            all: Arc::new(Semaphore::new(all_bytes.max(of_address))),
            of_address,
            by_address: Mutex::default(),
        })
    }

    /// Room for so many bytes; `None` when it does not come in time.
    pub async fn room(self: &Arc<Self>, address: IpAddr, bytes: usize) -> Option<Room> {
        let address = subscriber(address);
        let (user, here) = self.enter(address);
        // At least one, so that who has nothing to say waits too; and never more than there is at all.
        let bytes = u32::try_from(bytes.clamp(1, self.of_address)).ok()?;
        let room = async {
            let here = here.acquire_many_owned(bytes).await.ok()?;
            let all = Arc::clone(&self.all).acquire_many_owned(bytes).await.ok()?;
            Some(Room {
                _all: all,
                _here: here,
                _user: user,
            })
        };
        tokio::time::timeout(WAIT, room).await.ok().flatten()
    }

    fn enter(self: &Arc<Self>, address: IpAddr) -> (User, Arc<Semaphore>) {
        let mut by_address = self.lock();
        let here = by_address.entry(address).or_insert_with(|| OfAddress {
            room: Arc::new(Semaphore::new(self.of_address)),
            users: 0,
        });
        here.users += 1;
        let user = User {
            rooms: Arc::clone(self),
            address,
        };
        (user, Arc::clone(&here.room))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, OfAddress>> {
        // Nothing that panics is done while it is held.
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[tokio::test]
    async fn one_address_does_not_take_the_room_of_others_and_what_is_free_again_is_given() {
        let rooms = Rooms::new(3_000, 2_000);
        let first = rooms.room(HERE, 2_000).await.expect("room");
        {
            let mut context = Context::from_waker(Waker::noop());
            assert!(
                pin!(rooms.room(HERE, 1)).poll(&mut context).is_pending(),
                "the address has what it may have"
            );
        }
        let there = rooms.room(THERE, 1_000).await.expect("room");
        drop(first);
        assert!(rooms.room(HERE, 1_000).await.is_some());
        drop(there);
        assert!(rooms.lock().is_empty());
    }
}
