//! How each keyspace is kept. The engine remembers this from the creation of a keyspace.

use std::sync::Arc;

use fjall::KeyspaceCreateOptions;
use fjall::compaction::Leveled;
use fjall::config::{
    BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry,
    PartitioningPolicy, PinningPolicy,
};

/// Memory of one keyspace before it is written to a table. The engine halts writes when four of them wait.
const MEMTABLE_BYTES: u64 = 16 * 1024 * 1024;
/// Size of a table, and a quarter of the first level.
const TABLE_BYTES: u64 = 32 * 1024 * 1024;

/// Read by range; the older, the rarer, so only the lower levels are compressed.
pub(super) fn runs() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .compaction_strategy(Arc::new(
            Leveled::default().with_table_target_size(TABLE_BYTES),
        ))
}

/// Written as sorted tables and read by point, nearly always for something that is not there: a filter on every level,
/// split into pages so that only those of the senders who talk now are in the cache. Hashes do not compress. Few reads
/// get here, so many of the small tables that `ids` writes may wait before they are merged, which makes the merges fewer.
pub(super) fn ids() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .data_block_compression_policy(CompressionPolicy::disabled())
        .compaction_strategy(Arc::new(
            Leveled::default()
                .with_table_target_size(TABLE_BYTES)
                .with_l0_threshold(32),
        ))
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(
            BloomConstructionPolicy::BitsPerKey(10.0),
        )))
        .filter_block_pinning_policy(PinningPolicy::new([true, false]))
        .filter_block_partitioning_policy(PartitioningPolicy::new([false, true]))
        .index_block_partitioning_policy(PartitioningPolicy::new([false, true]))
}

/// Only appended to and read in order.
pub(super) fn commits() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES / 4)
        .filter_policy(FilterPolicy::disabled())
}
