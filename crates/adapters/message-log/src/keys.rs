//! Keys of rows.
//!
//! | keyspace  | key                                       | row                                            |
//! | --------- | ----------------------------------------- | ---------------------------------------------- |
//! | `runs`    | conversation (16), first seq (8)          | the messages one commit appended to it         |
//! | `ids`     | hash of app and sender (8), of the id (8) | conversation (16), seq (1 to 8, no zeros ahead) |
//! | `commits` | position (8)                              | the runs of the commit                         |
//!
//! Numbers are big-endian, so that keys sort as they count. The key of a client message id is a hash, because
//! 16 bytes are kept inside the engine's nodes without an allocation. It has the sender in front, because what
//! one sender sent lies together: the few who talk now touch few blocks, however many messages there ever were.
//! Two ids with one hash are told apart by what is stored, and the second takes the next free `attempt`.

use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, Uid};
use xxhash_rust::xxh3::xxh3_64_with_seed;

pub(crate) fn run_key(conversation_id: ConversationId, first_seq: Seq) -> [u8; 24] {
    let mut key = [0; 24];
    key[..16].copy_from_slice(conversation_id.as_bytes());
    key[16..].copy_from_slice(&first_seq.0.to_be_bytes());
    key
}

/// `None` when the bytes are no key of a run.
pub(crate) fn parse_run_key(key: &[u8]) -> Option<(ConversationId, Seq)> {
    let (conversation_id, seq) = key.split_at_checked(16)?;
    let conversation_id = ConversationId::from_bytes(conversation_id.try_into().ok()?);
    Some((
        conversation_id,
        Seq(u64::from_be_bytes(seq.try_into().ok()?)),
    ))
}

pub(crate) type IdKey = [u8; 16];

/// More ids than this with one hash are not an accident; the seed would have to be known.
pub(crate) const MAX_ATTEMPTS: u64 = 64;

/// Hashes who sent what. The seed is drawn once per log and secret: nobody can choose ids that collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdHasher {
    seed: u64,
    /// Bits of the hash that count; fewer only in tests of collisions.
    mask: u64,
}

impl IdHasher {
    pub(crate) const fn new(seed: u64) -> Self {
        Self {
            seed,
            mask: u64::MAX,
        }
    }

    #[cfg(test)]
    pub(crate) const fn colliding() -> Self {
        Self { seed: 1, mask: 0 }
    }

    pub(crate) fn sender(&self, app: &AppId, sender: Option<&Uid>) -> u64 {
        // An app is a slug, so a zero ends it; nobody is called "\0", so the system has its own name.
        let sender = sender.map_or("\0", Uid::as_str);
        let mut bytes = [0_u8; AppId::MAX_CHARS + 1 + Uid::MAX_CHARS * 4];
        let end = app.as_str().len() + 1 + sender.len();
        bytes[..app.as_str().len()].copy_from_slice(app.as_str().as_bytes());
        bytes[app.as_str().len() + 1..end].copy_from_slice(sender.as_bytes());
        xxh3_64_with_seed(&bytes[..end], self.seed) & self.mask
    }

    pub(crate) fn key(&self, sender_hash: u64, id: &ClientMsgId, attempt: u64) -> IdKey {
        let id_hash =
            xxh3_64_with_seed(id.as_str().as_bytes(), self.seed ^ sender_hash) & self.mask;
        let mut key = [0; 16];
        key[..8].copy_from_slice(&sender_hash.to_be_bytes());
        key[8..].copy_from_slice(&id_hash.wrapping_add(attempt).to_be_bytes());
        key
    }
}

/// The hash of the sender and the hash of the id.
pub(crate) fn split_id_key(key: &IdKey) -> (u64, u64) {
    let (sender, id) = key.split_at(8);
    let hash = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().expect("a half of 16 bytes"));
    (hash(sender), hash(id))
}

/// At most 20 bytes while a conversation has fewer than four thousand million messages, which the engine keeps
/// without an allocation.
pub(crate) fn encode_location(conversation_id: ConversationId, seq: Seq) -> ([u8; 24], usize) {
    let mut row = [0; 24];
    row[..16].copy_from_slice(conversation_id.as_bytes());
    let skipped = (seq.0.leading_zeros() as usize / 8).min(7);
    let length = 24 - skipped;
    row[16..length].copy_from_slice(&seq.0.to_be_bytes()[skipped..]);
    (row, length)
}

/// `None` when the bytes are no location.
pub(crate) fn decode_location(row: &[u8]) -> Option<(ConversationId, Seq)> {
    let (conversation_id, seq) = row.split_at_checked(16)?;
    let conversation_id = ConversationId::from_bytes(conversation_id.try_into().ok()?);
    if seq.is_empty() || seq.len() > 8 {
        return None;
    }
    let seq = seq.iter().fold(0, |seq, byte| seq << 8 | u64::from(*byte));
    Some((conversation_id, Seq(seq)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_survives_and_is_short() {
        let conversation_id = ConversationId::from_bytes([5; 16]);
        for (seq, length) in [
            (1, 17),
            (255, 17),
            (256, 18),
            (u64::from(u32::MAX), 20),
            (u64::MAX, 24),
        ] {
            let (row, row_length) = encode_location(conversation_id, Seq(seq));
            assert_eq!(row_length, length);
            assert_eq!(
                decode_location(&row[..length]),
                Some((conversation_id, Seq(seq)))
            );
        }
        assert_eq!(decode_location(&[0; 16]), None);
        assert_eq!(decode_location(&[0; 25]), None);
    }

    #[test]
    fn an_app_and_a_sender_are_not_run_together() {
        let hasher = IdHasher::new(7);
        let hash = |app, sender| {
            hasher.sender(
                &AppId::parse(app).unwrap(),
                Some(&Uid::parse(sender).unwrap()),
            )
        };
        assert_ne!(hash("ab", "c"), hash("a", "bc"));
        assert_ne!(
            hash("a", "b"),
            hasher.sender(&AppId::parse("a").unwrap(), None)
        );
    }

    #[test]
    fn keys_of_runs_sort_as_they_count() {
        let conversation_id = ConversationId::from_bytes([5; 16]);
        assert!(run_key(conversation_id, Seq(255)) < run_key(conversation_id, Seq(256)));
        assert_eq!(
            parse_run_key(&run_key(conversation_id, Seq(9))),
            Some((conversation_id, Seq(9)))
        );
    }
}
