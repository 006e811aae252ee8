//! What the node holds for clients that have not shown who they are: bytes of hellos that come in pieces, and bodies of POSTs.
//!
//! All of them together get a fixed amount, and of the bodies one address gets a part of it, so that a flood from one
//! place leaves room for others. Whoever finds no room waits a moment for it, holding nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use skein_foundation::rooms::Rooms;

/// Bytes of unfinished hellos on all sockets, and of bodies of all POSTs without a session.
const MAX_BYTES: usize = 16 << 20;
/// Of bodies, from one address.
const MAX_BYTES_OF_ADDRESS: usize = 2 << 20;

#[derive(Debug)]
pub(crate) struct Strangers {
    held: AtomicUsize,
    pub(crate) bodies: Arc<Rooms>,
}

/// What one connection holds of the common amount. Whoever owns it says 0 in the end.
#[derive(Debug, Default)]
pub(crate) struct HeldBytes(usize);

impl Strangers {
    pub(crate) fn new() -> Self {
        Self {
            held: AtomicUsize::new(0),
            bodies: Rooms::new(MAX_BYTES, MAX_BYTES_OF_ADDRESS),
        }
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
    use super::*;

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
