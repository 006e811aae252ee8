//! The newest commits, kept in memory for those who follow the log: a consumer that keeps up reads no table.
//!
//! Bounded by messages and by their bytes. Shares the messages with the live feed, so keeping them copies nothing.

use std::collections::VecDeque;

use parking_lot::Mutex;
use skein_messaging::model::LoggedMessage;
use skein_messaging::ports::{LogPosition, TailPage};

const MAX_MESSAGES: usize = 16_384;
const MAX_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Recent {
    commits: Mutex<Commits>,
}

#[derive(Debug, Default)]
struct Commits {
    /// Ascending by position, without a hole.
    newest_last: VecDeque<Commit>,
    messages: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Commit {
    position: LogPosition,
    messages: Vec<LoggedMessage>,
    bytes: usize,
}

impl Recent {
    /// Keeps a commit, which follows the last one kept.
    pub(crate) fn keep(&self, position: LogPosition, messages: &[LoggedMessage]) {
        let kept: Vec<LoggedMessage> = messages
            .iter()
            // Who sent it matters to the live feed only.
            .map(|logged| LoggedMessage { origin: None, ..logged.clone() })
            .collect();
        let bytes = kept
            .iter()
            .map(|logged| logged.message.content.held_bytes())
            .sum();
        let mut commits = self.commits.lock();
        let follows = commits
            .newest_last
            .back()
            .is_none_or(|last| last.position.0 + 1 == position.0);
        if !follows {
            *commits = Commits::default();
        }
        commits.messages += kept.len();
        commits.bytes += bytes;
        commits.newest_last.push_back(Commit {
            position,
            messages: kept,
            bytes,
        });
        while commits.messages > MAX_MESSAGES || commits.bytes > MAX_BYTES {
            let Some(oldest) = commits.newest_last.pop_front() else {
                break;
            };
            commits.messages -= oldest.messages.len();
            commits.bytes -= oldest.bytes;
        }
    }

    /// The page after a position; `None` when the tables have to be asked.
    pub(crate) fn tail(&self, after: LogPosition, limit: usize) -> Option<TailPage> {
        let commits = self.commits.lock();
        let first = commits.newest_last.front()?.position;
        let skip = usize::try_from(after.0.checked_sub(first.0.checked_sub(1)?)?).ok()?;
        if skip > commits.newest_last.len() {
            return None;
        }
        let mut page = TailPage {
            messages: Vec::new(),
            next: after,
        };
        for commit in commits.newest_last.iter().skip(skip) {
            if page.messages.len() >= limit {
                break;
            }
            page.messages.extend(commit.messages.iter().cloned());
            page.next = commit.position;
        }
        Some(page)
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, Uid};
    use skein_messaging::model::{Content, Message};

    use super::*;

    fn message(seq: u64, bytes: usize) -> LoggedMessage {
        LoggedMessage {
            app: AppId::parse("app").expect("an id"),
            message: Message {
                conversation_id: ConversationId::from_bytes([1; 16]),
                seq: Seq(seq),
                sender: Uid::parse("ann").ok(),
                client_msg_id: ClientMsgId::parse("m").expect("an id"),
                time_ms: 0,
                content: Content::text("x".repeat(bytes)),
            }
            .into(),
            origin: None,
        }
    }

    fn seqs(page: &TailPage) -> Vec<u64> {
        page.messages
            .iter()
            .map(|logged| logged.message.seq.0)
            .collect()
    }

    #[test]
    fn a_follower_that_keeps_up_is_served_and_one_that_is_behind_is_sent_to_the_tables() {
        let recent = Recent::default();
        assert!(recent.tail(LogPosition(0), 10).is_none());
        for position in 5..=8 {
            recent.keep(
                LogPosition(position),
                &[message(position, 1), message(100 + position, 1)],
            );
        }
        assert!(
            recent.tail(LogPosition(3), 10).is_none(),
            "5 is the first here: 4 is missing"
        );
        let page = recent.tail(LogPosition(4), 3).expect("all of it is here");
        assert_eq!(
            (seqs(&page), page.next),
            (vec![5, 105, 6, 106], LogPosition(6))
        );
        let page = recent
            .tail(LogPosition(8), 3)
            .expect("there is nothing new");
        assert_eq!((seqs(&page), page.next), (vec![], LogPosition(8)));
        assert!(
            recent.tail(LogPosition(9), 3).is_none(),
            "nobody was told of a 9"
        );
    }

    #[test]
    fn memory_is_bounded_and_a_hole_starts_anew() {
        let recent = Recent::default();
        for position in 1..=20 {
            recent.keep(LogPosition(position), &[message(position, 1024 * 1024)]);
        }
        assert!(recent.tail(LogPosition(11), 100).is_none());
        assert_eq!(
            seqs(&recent.tail(LogPosition(12), 100).expect("the newest 8 MiB")).len(),
            8
        );
        recent.keep(LogPosition(30), &[message(30, 1)]);
        assert!(recent.tail(LogPosition(19), 100).is_none());
        assert_eq!(
            seqs(&recent.tail(LogPosition(29), 100).expect("the newest")),
            vec![30]
        );
    }
}
