//! The row of one commit: which runs it holds, in the order they are reported to those who follow the log.

use skein_foundation::{ConversationId, Seq};

use super::CodecError;
use super::bytes::{Reader, put_varint};

const FORMAT: u8 = 1;

/// Where a run of a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommittedRun {
    pub(crate) conversation_id: ConversationId,
    pub(crate) first_seq: Seq,
}

pub(crate) fn encode_commit(runs: impl ExactSizeIterator<Item = CommittedRun>) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 + runs.len() * 20);
    out.push(FORMAT);
    put_varint(&mut out, runs.len() as u64);
    for run in runs {
        out.extend_from_slice(run.conversation_id.as_bytes());
        put_varint(&mut out, run.first_seq.0);
    }
    out
}

pub(crate) fn decode_commit(row: &[u8]) -> Result<Vec<CommittedRun>, CodecError> {
    let mut reader = Reader(row);
    match reader.byte()? {
        FORMAT => {}
        other => return Err(CodecError::UnknownFormat(other)),
    }
    let count = reader.varint()?;
    // The row bounds the count: each run takes at least 17 bytes.
    let mut runs = Vec::with_capacity((count as usize).min(row.len() / 17));
    for _ in 0..count {
        let id: [u8; 16] = reader.take(16)?.try_into().expect("16 bytes were taken");
        let first_seq = Seq(reader.varint()?);
        runs.push(CommittedRun {
            conversation_id: ConversationId::from_bytes(id),
            first_seq,
        });
    }
    reader.end()?;
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_survives_and_a_cut_one_is_an_error() {
        let runs = [
            CommittedRun {
                conversation_id: ConversationId::from_bytes([7; 16]),
                first_seq: Seq(1),
            },
            CommittedRun {
                conversation_id: ConversationId::from_bytes([9; 16]),
                first_seq: Seq(1 << 40),
            },
        ];
        let row = encode_commit(runs.into_iter());
        assert_eq!(decode_commit(&row).unwrap(), runs);
        for length in 0..row.len() {
            assert_eq!(decode_commit(&row[..length]), Err(CodecError::Truncated));
        }
    }
}
