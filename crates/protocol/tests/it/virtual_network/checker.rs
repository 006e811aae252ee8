//! What must be true when a run has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use super::world::World;

/// The first promise that is broken.
pub(crate) fn check(world: &World) -> Result<(), String> {
    if !world.came_to_rest {
        return Err(format!("no rest: {}", world.what_is_missing()));
    }
    nothing_acknowledged_is_missing(world)?;
    nothing_is_stored_twice(world)?;
    every_client_shows_the_log(world)?;
    senders_keep_their_order(world)?;
    read_marks_never_go_back(world)?;
    nothing_stays_on_its_way(world)
}

fn nothing_acknowledged_is_missing(world: &World) -> Result<(), String> {
    for client in &world.clients {
        for ack in &client.acks {
            let conversation = &world.backend.conversations[&ack.conversation_id.parse_id()];
            let stored = conversation.log.get(ack.seq as usize - 1);
            let is_there = stored.is_some_and(|message| {
                message.sender_uid == client.uid && message.client_msg_id == ack.client_msg_id
            });
            if !is_there {
                return Err(format!(
                    "{} was acknowledged as {} and is not there",
                    ack.client_msg_id, ack.seq
                ));
            }
        }
        if client.acks.len() != client.sent.len() {
            return Err(format!(
                "{} of {} sends acknowledged",
                client.acks.len(),
                client.sent.len()
            ));
        }
    }
    Ok(())
}

fn nothing_is_stored_twice(world: &World) -> Result<(), String> {
    for conversation in world.backend.conversations.values() {
        let mut seen = BTreeSet::new();
        for message in &conversation.log {
            if !seen.insert((&message.sender_uid, &message.client_msg_id)) {
                return Err(format!("{} is stored twice", message.client_msg_id));
            }
        }
    }
    Ok(())
}

fn every_client_shows_the_log(world: &World) -> Result<(), String> {
    for client in &world.clients {
        for id in &client.conversations {
            let log = &world.backend.conversations[id].log;
            let shown = client.shown.get(id).map(Vec::as_slice).unwrap_or_default();
            if shown != log.as_slice() {
                let seqs: Vec<u64> = shown.iter().map(|message| message.seq).collect();
                return Err(format!(
                    "{} shows {seqs:?} of {} messages",
                    client.uid,
                    log.len()
                ));
            }
        }
    }
    Ok(())
}

fn senders_keep_their_order(world: &World) -> Result<(), String> {
    for client in &world.clients {
        for id in &client.conversations {
            let own: BTreeSet<&String> = client
                .sent
                .iter()
                .map(|(_, client_msg_id)| client_msg_id)
                .collect();
            let log = world.backend.conversations[id]
                .log
                .iter()
                .map(|message| &message.client_msg_id);
            let stored: Vec<&String> = log
                .filter(|client_msg_id| own.contains(client_msg_id))
                .collect();
            let sent: Vec<&String> = client
                .sent
                .iter()
                .filter(|(to, _)| to == id)
                .map(|(_, client_msg_id)| client_msg_id)
                .collect();
            if stored != sent {
                return Err(format!(
                    "{} sent {sent:?}, stored is {stored:?}",
                    client.uid
                ));
            }
        }
    }
    Ok(())
}

fn read_marks_never_go_back(world: &World) -> Result<(), String> {
    let mut last: BTreeMap<(&str, _), u64> = BTreeMap::new();
    for (id, conversation) in &world.backend.conversations {
        for (uid, marks) in &conversation.read_marks {
            if !marks.is_sorted() {
                return Err(format!("the read mark of {uid} went back: {marks:?}"));
            }
            last.insert((uid, *id), marks.last().copied().unwrap_or_default());
        }
    }
    for client in &world.clients {
        for (id, seq) in &client.marked {
            if last
                .get(&(client.uid.as_str(), *id))
                .copied()
                .unwrap_or_default()
                < *seq
            {
                return Err(format!(
                    "{} read up to {seq}, the server does not know",
                    client.uid
                ));
            }
        }
    }
    Ok(())
}

fn nothing_stays_on_its_way(world: &World) -> Result<(), String> {
    match world.unconfirmed_pushes() {
        0 => Ok(()),
        count => Err(format!("{count} pushes were never confirmed")),
    }
}

trait ParseId {
    fn parse_id(&self) -> skein_foundation::ConversationId;
}

impl ParseId for String {
    fn parse_id(&self) -> skein_foundation::ConversationId {
        skein_foundation::ConversationId::parse(self).expect("the server's own id")
    }
}
