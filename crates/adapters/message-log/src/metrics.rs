//! The figures of the log. Names: `skein_log_<noun>_<unit>[_total]`.

use metrics::{counter, gauge, histogram};

pub(crate) fn queued(messages: usize) {
    gauge!("skein_log_queue_messages").increment(messages as f64);
}

pub(crate) fn taken(messages: usize) {
    gauge!("skein_log_queue_messages").decrement(messages as f64);
}

/// A group is on disk.
pub(crate) fn committed(messages: usize, repeated: usize, seconds: f64) {
    counter!("skein_log_appends_total").increment(messages as u64);
    counter!("skein_log_repeats_total").increment(repeated as u64);
    histogram!("skein_log_group_messages").record(messages as f64);
    histogram!("skein_log_commit_seconds").record(seconds);
}

/// A group was refused by the disk.
pub(crate) fn refused() {
    counter!("skein_log_refusals_total").increment(1);
}

/// The database was opened again after a refusal.
pub(crate) fn reopened() {
    counter!("skein_log_reopens_total").increment(1);
}

/// A run that can't be read was passed over by a follower.
pub(crate) fn passed_over() {
    counter!("skein_log_runs_skipped_total").increment(1);
}
