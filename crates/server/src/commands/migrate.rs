//! `skein migrate`: brings the store to this version's schema.

use anyhow::Result;

use super::say;
use crate::config::Config;
use crate::storage::Storage;

pub(crate) async fn migrate(config: &Config, dry_run: bool) -> Result<()> {
    let storage = Storage::open_unmigrated(config).await?;
    let pending = storage.store.pending_migrations().await?;
    if pending.is_empty() {
        say("nothing to do: the schema is up to date");
    } else if dry_run {
        say(format_args!("{} migrations are waiting:", pending.len()));
        for name in &pending {
            say(format_args!("  {name}"));
        }
    } else {
        storage.store.migrate().await?;
        say(format_args!("done: {} migrations", pending.len()));
    }
    storage.close().await;
    Ok(())
}
