//! Who is blocked does not come back at once under another name: for a while no new anonymous visitor is taken from the
//! addresses that a blocked visitor used.
//!
//! The browser itself is known by its visitor token and is refused for as long as the visitor is disabled. Addresses are kept in
//! the memory of this node only, for as long as they may be needed, and are written nowhere.

use std::net::IpAddr;

use parking_lot::Mutex;
use skein_foundation::address::subscriber;
use skein_foundation::recent::Recent;
use skein_foundation::{AppId, UserKey};

/// Visitors whose last address is remembered: about 3 MiB.
const MAX_VISITORS: usize = 16_384;
/// Blocks at a time.
const MAX_BLOCKS: usize = 4_096;

#[derive(Debug)]
pub(super) struct VisitorBlocks {
    /// 0 blocks no addresses.
    block_ms: i64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    last_addresses: Recent<UserKey, IpAddr>,
    /// Until when a blocked visitor also blocks the addresses it shows up at.
    users: Recent<UserKey, i64>,
    addresses: Recent<(AppId, IpAddr), Block>,
}

#[derive(Debug)]
struct Block {
    by: UserKey,
    until_ms: i64,
}

impl VisitorBlocks {
    pub(super) fn new(block_ms: i64) -> Self {
        Self {
            block_ms,
            state: Mutex::new(State {
                last_addresses: Recent::new(MAX_VISITORS),
                users: Recent::new(MAX_BLOCKS),
                addresses: Recent::new(MAX_BLOCKS),
            }),
        }
    }

    /// The visitor was let in.
    pub(super) fn seen(&self, user: &UserKey, address: IpAddr) {
        if self.block_ms > 0 {
            let address = subscriber(address);
            let mut state = self.state.lock();
            *state.last_addresses.entry(user.clone(), || address) = address;
        }
    }

    /// The visitor was disabled.
    pub(super) fn begin(&self, user: &UserKey, now_ms: i64) {
        if self.block_ms == 0 {
            return;
        }
        let mut state = self.state.lock();
        let until_ms = now_ms + self.block_ms;
        *state.users.entry(user.clone(), || until_ms) = until_ms;
        if let Some(address) = state.last_addresses.remove(user) {
            state.block(user, address, until_ms);
        }
    }

    /// A blocked visitor shows up. This prolongs nothing: who shares the address is not shut out for as long as the visitor
    /// keeps trying.
    pub(super) fn showed_up(&self, user: &UserKey, address: IpAddr, now_ms: i64) {
        let mut state = self.state.lock();
        if let Some(&until_ms) = state.users.get(user)
            && self.is_running(until_ms, now_ms)
        {
            state.block(user, subscriber(address), until_ms);
        }
    }

    /// The visitor was enabled again.
    pub(super) fn end(&self, user: &UserKey) {
        let mut state = self.state.lock();
        if state.users.remove(user).is_some() {
            state.addresses.retain(|_, block| block.by != *user);
        }
    }

    pub(super) fn is_blocked(&self, app: &AppId, address: IpAddr, now_ms: i64) -> bool {
        let key = (app.clone(), subscriber(address));
        let state = self.state.lock();
        let block = state.addresses.get(&key);
        block.is_some_and(|block| self.is_running(block.until_ms, now_ms))
    }

    /// Also when the clock is set: no block lasts longer than it was meant to by more than that.
    fn is_running(&self, until_ms: i64, now_ms: i64) -> bool {
        (1..=self.block_ms).contains(&(until_ms - now_ms))
    }
}

impl State {
    fn block(&mut self, user: &UserKey, address: IpAddr, until_ms: i64) {
        let block = self.addresses.entry((user.app.clone(), address), || Block {
            by: user.clone(),
            until_ms,
        });
        if block.until_ms < until_ms {
            *block = Block {
                by: user.clone(),
                until_ms,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::fixtures::key;

    const NOW_MS: i64 = 1_763_700_000_000;
    const BLOCK_MS: i64 = 3_600_000;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    fn blocked(blocks: &VisitorBlocks, last: u8, now_ms: i64) -> bool {
        blocks.is_blocked(&key("tour", "x").app, address(last), now_ms)
    }

    #[test]
    fn the_addresses_of_a_blocked_visitor_are_blocked_for_a_while_in_its_app() {
        let blocks = VisitorBlocks::new(BLOCK_MS);
        let visitor = key("tour", "v_1");
        blocks.seen(&visitor, address(1));
        blocks.seen(&key("tour", "v_2"), address(3));
        assert!(!blocked(&blocks, 1, NOW_MS));
        blocks.begin(&visitor, NOW_MS);
        assert!(blocked(&blocks, 1, NOW_MS));
        assert!(!blocked(&blocks, 3, NOW_MS));
        assert!(!blocks.is_blocked(&key("hotel", "x").app, address(1), NOW_MS));

        // It tries from elsewhere, and goes on trying.
        for minute in 0..120 {
            blocks.showed_up(&visitor, address(2), NOW_MS + minute * 60_000);
        }
        for last in [1, 2] {
            assert!(blocked(&blocks, last, NOW_MS + BLOCK_MS - 1));
            assert!(!blocked(&blocks, last, NOW_MS + BLOCK_MS));
        }
        blocks.showed_up(&visitor, address(4), NOW_MS + BLOCK_MS);
        assert!(!blocked(&blocks, 4, NOW_MS + BLOCK_MS));
    }

    #[test]
    fn who_is_enabled_again_blocks_nothing() {
        let blocks = VisitorBlocks::new(BLOCK_MS);
        let (visitor, other) = (key("tour", "v_1"), key("tour", "v_2"));
        blocks.seen(&visitor, address(1));
        blocks.seen(&other, address(2));
        blocks.begin(&visitor, NOW_MS);
        blocks.begin(&other, NOW_MS);
        blocks.end(&visitor);
        assert!(!blocked(&blocks, 1, NOW_MS));
        assert!(blocked(&blocks, 2, NOW_MS));
    }

    #[test]
    fn a_clock_that_is_set_back_prolongs_no_block() {
        let blocks = VisitorBlocks::new(BLOCK_MS);
        let visitor = key("tour", "v_1");
        blocks.seen(&visitor, address(1));
        blocks.begin(&visitor, NOW_MS);
        assert!(!blocked(&blocks, 1, NOW_MS - 48 * BLOCK_MS));
        let none = VisitorBlocks::new(0);
        none.seen(&visitor, address(1));
        none.begin(&visitor, NOW_MS);
        assert!(!blocked(&none, 1, NOW_MS));
    }
}
