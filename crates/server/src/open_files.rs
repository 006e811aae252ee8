//! Open files: as many as the system gives, shared out among connections, tables of the log, the operator's doors and
//! what else has to be opened, so that connections never take what storage needs.

use anyhow::{Result, ensure};
use rlimit::Resource;
use skein_foundation::Limits;

/// Store, journals, sockets that listen, the runtime, a command that looks around.
const EVERYTHING_ELSE: u64 = 64;
/// Tables that the message log keeps open when it has many.
const LOG_TABLES: u64 = 256;
/// With fewer connections there is nothing to serve.
const LEAST_CONNECTIONS: u64 = 16;

/// Who may open how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shares {
    all: u64,
    /// Connections to each of the side doors.
    pub(crate) side_connections: usize,
    connections: u64,
}

/// Takes all that the system gives: the usual limit of 1,024 is that of programs from another time (`select`), and the
/// one that may not be passed is far above it. Where that is refused, the shares are of what there is.
pub(crate) fn raise_limit() {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
}

/// Of what this process may open.
pub(crate) fn shares() -> Shares {
    Shares::of(Resource::NOFILE.get_soft().unwrap_or(1_024))
}

impl Shares {
    fn of(all: u64) -> Self {
        let log_tables = (all / 4).min(LOG_TABLES);
        let side_connections = (all / 32).clamp(4, 256);
        let kept = EVERYTHING_ELSE + log_tables + 2 * side_connections;
        Self {
            all,
            side_connections: side_connections as usize,
            connections: all.saturating_sub(kept),
        }
    }

    /// Lowers the limits to what can be kept, and says so.
    pub(crate) fn fit(self, limits: &mut Limits) -> Result<()> {
        let Self {
            all, connections, ..
        } = self;
        ensure!(
            connections >= LEAST_CONNECTIONS,
            "the system lets this process open {all} files, which is too few to serve anybody; raise the limit \
             (LimitNOFILE of systemd, ulimit -n)"
        );
        let wanted = limits.max_connections as u64;
        if wanted <= connections {
            return Ok(());
        }
        // An address keeps its share of the whole.
        let by_address = limits.max_connections_per_address as u64 * connections / wanted;
        limits.max_connections = connections as usize;
        limits.max_connections_per_address = by_address.max(1) as usize;
        tracing::warn!(
            limits.max_connections,
            limits.max_connections_per_address,
            "the system lets this process open {all} files, so there can be {connections} connections at a time and not \
             {wanted}; raise the limit (LimitNOFILE of systemd, ulimit -n), or lower limits.max_connections"
        );
        Ok(())
    }
}

/// Connections the system keeps waiting to be accepted, when it keeps fewer than we ask for.
pub(crate) fn shorter_backlog(wanted: u32) -> Option<u32> {
    let text = std::fs::read_to_string("/proc/sys/net/core/somaxconn").ok()?;
    text.trim().parse().ok().filter(|kept| *kept < wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_never_take_what_storage_needs() {
        for all in [160, 256, 1_024, 4_096, 20_000, 1 << 20] {
            let shares = Shares::of(all);
            let mut limits = Limits {
                max_connections: 10_000_000,
                max_connections_per_address: 2_500_000,
                ..Limits::default()
            };
            shares.fit(&mut limits).expect("enough to serve");
            let kept = EVERYTHING_ELSE as usize + 2 * shares.side_connections;
            let tables = (all / 4).min(LOG_TABLES) as usize;
            assert!(
                limits.max_connections + kept + tables <= all as usize,
                "{all}"
            );
            assert!(limits.max_connections_per_address <= limits.max_connections / 4);
        }
    }

    #[test]
    fn what_fits_stays_as_it_is_and_what_can_not_serve_is_refused() {
        let mut limits = Limits::default();
        Shares::of(20_000).fit(&mut limits).expect("enough");
        assert_eq!(limits, Limits::default());
        let refused = Shares::of(64).fit(&mut limits).expect_err("too few");
        assert!(refused.to_string().contains("LimitNOFILE"));
    }
}
