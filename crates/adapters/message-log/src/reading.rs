//! Reading ranges of conversations, and the commits of all of them in order.

use std::ops::ControlFlow;

use skein_foundation::{ConversationId, Seq};
use skein_messaging::model::{LoggedMessage, Message};
use skein_messaging::ports::{CountOthers, HistoryRange, LogPosition, TailPage};

use crate::codec::look_at_senders;
use crate::fault::Fault;
use crate::metrics;
use crate::tables::Tables;

pub(crate) fn read(
    tables: &Tables,
    conversation_id: ConversationId,
    range: HistoryRange,
    limit: usize,
) -> Result<Vec<Message>, Fault> {
    match range {
        HistoryRange::Newest => read_back(tables, conversation_id, Seq(u64::MAX), limit),
        HistoryRange::Before(before) => read_back(tables, conversation_id, before, limit),
        HistoryRange::After(after) => read_on(tables, conversation_id, after, limit),
    }
}

fn read_back(
    tables: &Tables,
    conversation_id: ConversationId,
    before: Seq,
    limit: usize,
) -> Result<Vec<Message>, Fault> {
    let mut newest_first = Vec::new();
    if before > Seq::ZERO && limit > 0 {
        for run in tables
            .runs_between(conversation_id, Seq::ZERO..=Seq(before.0 - 1))
            .rev()
        {
            let messages = run?
                .messages
                .into_iter()
                .rev()
                .filter(|message| message.seq < before);
            newest_first.extend(messages.take(limit - newest_first.len()));
            if newest_first.len() == limit {
                break;
            }
        }
    }
    newest_first.reverse();
    Ok(newest_first)
}

fn read_on(
    tables: &Tables,
    conversation_id: ConversationId,
    after: Seq,
    limit: usize,
) -> Result<Vec<Message>, Fault> {
    let mut messages = Vec::new();
    if after.0 == u64::MAX || limit == 0 {
        return Ok(messages);
    }
    // The first one asked for may be in the middle of a run.
    let holder = tables
        .runs_between(conversation_id, Seq::ZERO..=after.next())
        .next_back();
    let Some(first) = holder
        .transpose()?
        .and_then(|run| run.messages.first().map(|message| message.seq))
    else {
        return Ok(messages);
    };
    for run in tables.runs_between(conversation_id, first..=Seq(u64::MAX)) {
        let wanted = run?
            .messages
            .into_iter()
            .filter(|message| message.seq > after);
        messages.extend(wanted.take(limit - messages.len()));
        if messages.len() == limit {
            break;
        }
    }
    Ok(messages)
}

/// Counts without making messages of the rows.
pub(crate) fn count_others(
    tables: &Tables,
    conversation_id: ConversationId,
    wanted: &CountOthers,
) -> Result<usize, Fault> {
    let (mut counted, mut looked_at) = (0, 0);
    if wanted.most == 0 || wanted.look_at == 0 {
        return Ok(0);
    }
    // The first one asked for may be in the middle of a run.
    let from = tables.first_seq_of_run_with(conversation_id, wanted.after)?;
    for row in tables.run_rows_from(conversation_id, from) {
        let (first_seq, row) = row?;
        let mut seq = first_seq;
        let mut is_done = false;
        look_at_senders(&row, |sender| {
            if seq > wanted.up_to {
                is_done = true;
            } else if seq > wanted.after {
                let is_other = sender.is_some_and(|sender| sender != wanted.reader.as_str());
                looked_at += 1;
                counted += usize::from(is_other);
                is_done = counted >= wanted.most || looked_at >= wanted.look_at;
            }
            seq = seq.next();
            if is_done {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if is_done {
            break;
        }
    }
    Ok(counted)
}

pub(crate) fn tail(tables: &Tables, after: LogPosition, limit: usize) -> Result<TailPage, Fault> {
    let mut page = TailPage {
        messages: Vec::new(),
        next: after,
    };
    for commit in tables.commits_after(after) {
        if page.messages.len() >= limit {
            break;
        }
        let (position, runs) = commit?;
        for run in runs {
            let run = match tables.get_run(run) {
                Ok(run) => run,
                // One run that can't be read must not hold up what reacts to all others.
                Err(fault) if fault.is_damage() => {
                    tracing::error!(
                        log.position = position.0,
                        conversation = %run.conversation_id,
                        log.seq = run.first_seq.0,
                        error = &fault as &dyn std::error::Error,
                        "messages can't be read and are passed over by whoever follows the log; `skein doctor` says more"
                    );
                    metrics::passed_over();
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            page.messages
                .extend(run.messages.into_iter().map(|message| LoggedMessage {
                    app: run.app.clone(),
                    message: message.into(),
                    origin: None,
                }));
        }
        page.next = position;
    }
    Ok(page)
}
