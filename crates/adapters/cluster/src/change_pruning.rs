//! Forgetting changes that every consumer has handled, so that the outbox does not grow for ever.

use skein_foundation::StoreError;
use skein_messaging::ports::{ChangeOutbox, CursorStore, EventStream};

/// Forgets the changes that all of the named consumers are past, by the cursors that are stored: what a crash would
/// have repeated is kept. `consumers` are all that follow the changes; one that was never here keeps everything.
/// Gives the position up to which changes are gone.
pub async fn forget_handled_changes(
    changes: &dyn ChangeOutbox,
    cursors: &dyn CursorStore,
    consumers: &[&str],
) -> Result<u64, StoreError> {
    let mut handled_by_all: Option<u64> = None;
    for consumer in consumers {
        let handled = cursors
            .load_cursor(EventStream::Changes.name(), consumer)
            .await?;
        handled_by_all = Some(handled_by_all.map_or(handled, |others| others.min(handled)));
    }
    // Nobody follows: nobody says what may go.
    let up_to = handled_by_all.unwrap_or(0);
    // Deleting nothing would still be a transaction.
    let oldest = changes.list_changes(0, 1).await?;
    if oldest
        .first()
        .is_some_and(|oldest| oldest.position <= up_to)
    {
        changes.forget_changes(up_to).await?;
    }
    Ok(up_to)
}
