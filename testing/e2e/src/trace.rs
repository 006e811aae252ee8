//! Reads a trace of system calls (`strace -f -y`) and decides whether an ack left before its message was synced.
//!
//! For a message with an id that stands nowhere else, three calls have to come one after the other, each begun only
//! after the one before had returned: the write of the message to the journal, a sync of that journal, the write of
//! the ack to a socket. A power cut at any moment then loses nothing that was acknowledged.

use std::collections::HashMap;

/// What `strace` is asked to write down.
pub const TRACED_CALLS: &str =
    "write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,sync_file_range,msync";

/// One call: the lines of the trace at which it began and returned.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    name: String,
    /// What stands between the brackets after the name, as strace writes it.
    arguments: String,
    began: usize,
    returned: usize,
    succeeded: bool,
}

/// What is wrong with the order, or with the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disorder {
    /// The trace has no write of the message to a journal.
    NotWritten,
    /// The trace has no ack of the message.
    NotAcknowledged,
    /// The ack left before a sync of the journal had begun after the write and returned.
    AckBeforeSync {
        ack_line: usize,
        written_line: usize,
    },
}

/// Checks one message, named by its client message id. `journal` is how the names of journals end.
pub fn check_order(trace: &str, journal: &str, client_msg_id: &str) -> Result<(), Disorder> {
    let calls = parse(trace);
    let written = calls
        .iter()
        .find(|call| {
            call.is_write() && call.is_on(journal) && call.arguments.contains(client_msg_id)
        })
        .ok_or(Disorder::NotWritten)?;
    let ack = calls
        .iter()
        .find(|call| {
            call.is_write()
                && call.arguments.contains("\\\"ack\\\"")
                && call.arguments.contains(client_msg_id)
                && !call.is_on(journal)
        })
        .ok_or(Disorder::NotAcknowledged)?;
    let is_synced = calls.iter().any(|call| {
        call.is_sync()
            && call.succeeded
            && call.file() == written.file()
            && call.began > written.returned
            && call.returned < ack.began
    });
    if is_synced {
        Ok(())
    } else {
        Err(Disorder::AckBeforeSync {
            ack_line: ack.began,
            written_line: written.returned,
        })
    }
}

impl Call {
    fn is_write(&self) -> bool {
        matches!(
            self.name.as_str(),
            "write" | "writev" | "pwrite64" | "pwritev" | "sendto" | "sendmsg"
        )
    }

    fn is_sync(&self) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync")
    }

    /// What the first argument is: `17</data/log/0.jnl>` → `/data/log/0.jnl`.
    fn file(&self) -> Option<&str> {
        let first = self
            .arguments
            .split_once(", ")
            .map_or(self.arguments.as_str(), |(first, _)| first);
        first.split_once('<')?.1.strip_suffix('>')
    }

    fn is_on(&self, journal: &str) -> bool {
        self.file().is_some_and(|file| file.ends_with(journal))
    }
}

/// Calls in the order in which they began. A call that another thread interrupts in the trace stands on two lines.
fn parse(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut unfinished: HashMap<&str, usize> = HashMap::new();
    for (line_number, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            if let Some(call) = unfinished.remove(thread).and_then(|at| calls.get_mut(at)) {
                call.returned = line_number;
                call.succeeded = is_success(resumed);
            }
            continue;
        }
        let Some((name, rest)) = rest.split_once('(') else {
            continue;
        };
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            continue;
        }
        let interrupted = rest.strip_suffix("<unfinished ...>");
        let arguments = match interrupted {
            Some(arguments) => arguments.trim_end(),
            None => rest
                .rsplit_once(") ")
                .map_or(rest, |(arguments, _)| arguments.trim_end()),
        };
        if interrupted.is_some() {
            unfinished.insert(thread, calls.len());
        }
        calls.push(Call {
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            began: line_number,
            // One that never returned is after everything.
            returned: if interrupted.is_some() {
                usize::MAX
            } else {
                line_number
            },
            succeeded: interrupted.is_none() && is_success(rest),
        });
    }
    calls
}

/// `… = 0` is a success, `… = -1 EIO (…)` is not.
fn is_success(rest: &str) -> bool {
    rest.rsplit_once(" = ")
        .is_some_and(|(_, result)| !result.starts_with(['-', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITE: &str = r#"7 write(17</data/log/0.jnl>, "\1\2id-1\1hello", 12) = 12"#;
    const SYNC: &str = "7 fdatasync(17</data/log/0.jnl>) = 0";
    const ACK: &str = r#"9 write(26<TCP:[127.0.0.1:1->127.0.0.1:2]>, "\201~{\"id\":2,\"ack\":{\"clientMsgId\":\"id-1\"}}", 40) = 40"#;

    fn check(lines: &[&str]) -> Result<(), Disorder> {
        check_order(&lines.join("\n"), ".jnl", "id-1")
    }

    #[test]
    fn write_sync_ack_is_the_right_order() {
        check(&[SYNC, WRITE, SYNC, ACK]).unwrap();
    }

    #[test]
    fn every_other_order_is_caught() {
        let early = |lines: &[&str]| {
            assert!(
                matches!(check(lines), Err(Disorder::AckBeforeSync { .. })),
                "{lines:?}"
            );
        };
        early(&[WRITE, ACK, SYNC]);
        early(&[ACK, WRITE, SYNC]);
        early(&[SYNC, WRITE, ACK]);
        early(&[WRITE, ACK]);
        early(&[
            WRITE,
            "7 fdatasync(17</data/log/0.jnl>) = -1 EIO (Input/output error)",
            ACK,
        ]);
        early(&[WRITE, "7 fdatasync(18</data/log/1.jnl>) = 0", ACK]);
        assert_eq!(check(&[SYNC, ACK]), Err(Disorder::NotWritten));
        assert_eq!(check(&[WRITE, SYNC]), Err(Disorder::NotAcknowledged));
    }

    #[test]
    fn a_sync_counts_when_it_has_returned_and_a_write_too() {
        let sync_begins = "7 fdatasync(17</data/log/0.jnl> <unfinished ...>";
        let sync_returns = "7 <... fdatasync resumed>) = 0";
        check(&[WRITE, sync_begins, sync_returns, ACK]).unwrap();
        assert!(check(&[WRITE, sync_begins, ACK, sync_returns]).is_err());

        let write_begins = r#"8 write(17</data/log/0.jnl>, "id-1", 4 <unfinished ...>"#;
        let write_returns = "8 <... write resumed>) = 4";
        check(&[write_begins, write_returns, SYNC, ACK]).unwrap();
        assert!(check(&[write_begins, SYNC, write_returns, ACK]).is_err());
    }
}
