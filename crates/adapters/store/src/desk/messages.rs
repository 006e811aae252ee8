//! Taking note of messages: a page of the log in one transaction.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use skein_desk::model::{Clue, Consultation, ThreadMessage};
use skein_desk::ports::{GoneThread, Recorded};
use skein_desk::rules::{Reaction, note, open, react};
use skein_foundation::{AppId, ConversationId, Seq, StoreError};

use super::consultations::{find_latest, find_thread};
use super::merging::{Gone, gone};
use super::numbers::draw_ticket;
use super::rows::{column_value, from_json, large, to_json};
use super::saving;
use super::teams::find_default_team;
use crate::database::Store;
use crate::entity::desk_thread;
use crate::error::store_error;
use crate::unit_of_work::UnitOfWork;

/// A thread while a page of messages passes: read once, written once.
struct Thread {
    clue: Option<Clue>,
    noted: Seq,
    /// What was noted when it was read.
    noted_before: Seq,
    latest: Option<Consultation>,
    gone: Option<Gone>,
    /// The talk of the latest changed since it was read.
    noted_in_latest: bool,
}

pub(super) async fn record_messages(
    store: &Store,
    messages: &[ThreadMessage],
) -> Result<Recorded, StoreError> {
    let mut unit = store.begin_write().await?;
    let mut threads: HashMap<(AppId, ConversationId), Thread> = HashMap::new();
    let mut opened = Vec::new();
    let mut gone = BTreeSet::new();
    for message in messages {
        let key = (message.app.clone(), message.conversation_id);
        if !threads.contains_key(&key) {
            let thread = read_thread(&unit, &key.0, key.1).await?;
            threads.insert(key.clone(), thread);
        }
        let thread = threads
            .get_mut(&key)
            .expect("inserted above when it was missing");
        if let Some(into) = &thread.gone {
            let thread = GoneThread {
                visitors: message.conversation_id,
                own: into.into,
            };
            gone.insert((message.app.clone(), thread));
            continue;
        }
        if message.seq <= thread.noted {
            continue;
        }
        thread.noted = message.seq;
        if is_history(&unit, message).await? {
            continue;
        }
        match react(thread.latest.as_ref(), message) {
            Reaction::Ignore => {}
            Reaction::Note => {
                thread.latest = thread.latest.as_ref().map(|latest| note(latest, message));
                thread.noted_in_latest = true;
            }
            Reaction::Open => {
                save_talk(&unit, thread).await?;
                let begun = open_consultation(&mut unit, thread, message).await?;
                thread.latest = Some(begun.clone());
                opened.push(begun);
            }
        }
    }
    for ((app, conversation_id), thread) in &mut threads {
        save_talk(&unit, thread).await?;
        if thread.noted > thread.noted_before {
            save_noted(&unit, app, *conversation_id, thread.noted).await?;
        }
    }
    unit.commit().await?;
    let gone = gone.into_iter().collect();
    Ok(Recorded { opened, gone })
}

/// Said anew, and of a consultation that had ended before it came here.
async fn is_history(unit: &UnitOfWork, message: &ThreadMessage) -> Result<bool, StoreError> {
    let Some((visitors, seq)) = message.anew_of else {
        return Ok(false);
    };
    let from = find_thread(unit.db(), &message.app, visitors).await?;
    let gone = from.as_ref().map(gone).transpose()?.flatten();
    Ok(gone.is_some_and(|gone| gone.into == message.conversation_id && seq < gone.counts_from))
}

pub(super) async fn remember_clue(
    store: &Store,
    app: &AppId,
    conversation_id: ConversationId,
    clue: &Clue,
) -> Result<(), StoreError> {
    let wanted = to_json(Some(clue))?;
    let known = find_thread(store.reader(), app, conversation_id).await?;
    // Every page that a visitor opens says where it is: the same again takes no write lock.
    if known.is_some_and(|thread| thread.clue == wanted) {
        return Ok(());
    }
    let unit = store.begin_write().await?;
    let row = desk_thread::ActiveModel {
        clue: Set(wanted),
        ..thread_row(app, conversation_id)
    };
    upsert_thread(&unit, row, [desk_thread::Column::Clue]).await?;
    unit.commit().await
}

async fn read_thread(
    unit: &UnitOfWork,
    app: &AppId,
    conversation_id: ConversationId,
) -> Result<Thread, StoreError> {
    let row = find_thread(unit.db(), app, conversation_id).await?;
    let (clue, noted, gone) = match row {
        None => (None, Seq::ZERO, None),
        Some(row) => (
            from_json(row.clue.as_deref())?,
            Seq(large(row.noted_seq)?),
            gone(&row)?,
        ),
    };
    let latest = find_latest(unit.db(), app, conversation_id).await?;
    Ok(Thread {
        clue,
        noted,
        noted_before: noted,
        latest,
        gone,
        noted_in_latest: false,
    })
}

async fn open_consultation(
    unit: &mut UnitOfWork,
    thread: &Thread,
    message: &ThreadMessage,
) -> Result<Consultation, StoreError> {
    let team = find_default_team(unit.db(), &message.app)
        .await?
        .ok_or_else(|| StoreError::internal("the app has no default team"))?;
    let number = thread.latest.as_ref().map_or(1, |latest| latest.number + 1);
    let ticket = draw_ticket(unit, &message.app).await?;
    let (opened, step) = open(message, team.id, number, ticket, thread.clue.clone());
    saving::insert(unit, &opened, &step).await?;
    Ok(opened)
}

async fn save_talk(unit: &UnitOfWork, thread: &mut Thread) -> Result<(), StoreError> {
    if let Some(latest) = &thread.latest
        && thread.noted_in_latest
    {
        saving::update(unit, latest, latest.transitions).await?;
        thread.noted_in_latest = false;
    }
    Ok(())
}

async fn save_noted(
    unit: &UnitOfWork,
    app: &AppId,
    conversation_id: ConversationId,
    noted: Seq,
) -> Result<(), StoreError> {
    let row = desk_thread::ActiveModel {
        noted_seq: Set(column_value(noted.0)?),
        ..thread_row(app, conversation_id)
    };
    upsert_thread(unit, row, [desk_thread::Column::NotedSeq]).await
}

/// What the desk knows of a thread it has noted nothing of.
pub(super) fn thread_row(app: &AppId, conversation_id: ConversationId) -> desk_thread::ActiveModel {
    desk_thread::ActiveModel {
        app_id: Set(app.to_string()),
        conversation_id: Set(conversation_id.as_uuid()),
        clue: Set(None),
        noted_seq: Set(0),
        gone_into: Set(None),
        counts_from_seq: Set(None),
    }
}

/// Makes the row, or changes those columns of the row that is there.
pub(super) async fn upsert_thread<const N: usize>(
    unit: &UnitOfWork,
    row: desk_thread::ActiveModel,
    changed: [desk_thread::Column; N],
) -> Result<(), StoreError> {
    let key = [
        desk_thread::Column::AppId,
        desk_thread::Column::ConversationId,
    ];
    desk_thread::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(changed).to_owned())
        .exec_without_returning(unit.db())
        .await
        .map(drop)
        .map_err(store_error)
}
