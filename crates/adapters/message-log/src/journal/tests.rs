//! Journals of a real database, cut and damaged.

use std::fs;
use std::path::{Path, PathBuf};

use fjall::{Database, KeyspaceCreateOptions, PersistMode};
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, Uid};
use skein_messaging::model::{Content, Custom, Message};

use super::repair::list_journals;
use super::survey::{Survey, parse_batch};
use super::*;
use crate::codec::encode_run;
use crate::fault::Fault;

fn survey(bytes: &[u8]) -> Survey {
    super::survey::survey(bytes, u64::MAX)
}

/// Three batches of two rows in the journal of a real database, and the path of the journal.
fn written(folder: &Path) -> PathBuf {
    let database = Database::builder(folder)
        .journal_compression(fjall::CompressionType::None)
        .open()
        .unwrap();
    let first = database
        .keyspace("first", KeyspaceCreateOptions::default)
        .unwrap();
    let second = database
        .keyspace("second", KeyspaceCreateOptions::default)
        .unwrap();
    for number in 0..3_u8 {
        let mut batch = database.batch().durability(Some(PersistMode::SyncData));
        batch.insert(&first, [number], vec![number; 100]);
        batch.insert(&second, [number], vec![number; 5_000]);
        batch.commit().unwrap();
    }
    drop((first, second, database));
    list_journals(folder).unwrap().pop().unwrap()
}

/// How many of the three batches the engine finds.
fn found(folder: &Path) -> usize {
    let database = Database::builder(folder).open().unwrap();
    database
        .keyspace("first", KeyspaceCreateOptions::default)
        .unwrap()
        .iter()
        .count()
}

#[test]
fn a_journal_is_read_as_the_engine_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let survey = survey(&fs::read(written(folder.path())).unwrap());
    assert_eq!(
        (survey.batches, survey.torn_bytes, survey.goes_on),
        (3, 0, false)
    );
}

#[test]
fn a_tail_cut_anywhere_leaves_the_whole_batches_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(usize::try_from(survey(&bytes).whole_bytes).unwrap());
    let second_end = {
        let first = parse_batch(&bytes, 0).unwrap();
        parse_batch(&bytes, first.end).unwrap().end
    };
    let third_end = parse_batch(&bytes, second_end).unwrap().end;
    for length in (second_end + 1..third_end).step_by(97) {
        // Cut short, and cut short within the zeroed space that the engine reserves.
        for padding in [0, 4_096] {
            let mut torn = bytes[..length].to_vec();
            torn.resize(length + padding, 0);
            fs::write(&path, torn).unwrap();
            repair(folder.path()).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().len(), second_end as u64);
        }
    }
    assert_eq!(found(folder.path()), 2);
}

#[test]
fn a_hole_in_the_last_batch_is_a_torn_tail_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
    bytes[end - 4_000..end - 2_000].fill(0);
    fs::write(&path, bytes).unwrap();
    repair(folder.path()).unwrap();
    assert_eq!(found(folder.path()), 2);
}

/// A whole batch that is text: all its bytes are ASCII, which some key makes true of the checksum as well.
fn spelled_batch(number: u8) -> String {
    for key in 0..u32::MAX {
        let key = format!("{key:08x}");
        let mut item = vec![
            2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        item.extend_from_slice(key.as_bytes());
        let mut batch = vec![1, 1, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0];
        batch.extend_from_slice(&item);
        batch.push(3);
        batch.extend_from_slice(&xxhash_rust::xxh3::xxh3_64(&item).to_le_bytes());
        batch.extend_from_slice(b"FJL\x03");
        if batch.is_ascii() {
            assert!(parse_batch(&batch, 0).is_ok());
            return String::from_utf8(batch).unwrap();
        }
    }
    unreachable!("one key in 256 will do")
}

/// What a start says to a journal whose last batch, holding a message with this content, is torn at its end.
fn torn_with(content: Content) -> Result<(), Fault> {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let message = Message {
        conversation_id: ConversationId::from_bytes([7; 16]),
        seq: Seq(1),
        sender: Some(Uid::parse("mallory").unwrap()),
        client_msg_id: ClientMsgId::parse("m").unwrap(),
        time_ms: 1,
        content,
    };
    let row = encode_run(&AppId::parse("tour").unwrap(), [&message].into_iter());
    let database = Database::builder(folder.path())
        .journal_compression(fjall::CompressionType::None)
        .open()
        .unwrap();
    let first = database
        .keyspace("first", KeyspaceCreateOptions::default)
        .unwrap();
    let mut batch = database.batch().durability(Some(PersistMode::SyncData));
    batch.insert(&first, [9], row);
    batch.commit().unwrap();
    drop((first, database));
    let mut bytes = fs::read(&path).unwrap();
    let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
    bytes[end - 1] = 0;
    fs::write(&path, bytes).unwrap();
    repair(folder.path())
}

#[test]
fn a_message_that_spells_a_batch_needs_characters_that_no_door_lets_in() {
    let spelled = spelled_batch(100);
    // With them it would be taken for a batch, and a torn tail for damage.
    let raw = torn_with(Content::text(spelled.clone()));
    assert!(matches!(raw, Err(Fault::DamagedJournal { .. })), "{raw:?}");
    let harmless = |character: char| !character.is_ascii_control() || "\t\r\n".contains(character);
    torn_with(Content::text(
        spelled.replace(|character| !harmless(character), ""),
    ))
    .unwrap();
    torn_with(Content::Custom(Custom {
        kind: "card".to_owned(),
        json: serde_json::to_string(&spelled).unwrap(),
        fallback: "-".to_owned(),
    }))
    .unwrap();
}

#[test]
fn a_flipped_bit_before_the_last_batch_is_an_error_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(usize::try_from(survey(&bytes).whole_bytes).unwrap());
    let second_end = parse_batch(&bytes, parse_batch(&bytes, 0).unwrap().end)
        .unwrap()
        .end;
    for at in (0..13).chain((13..second_end).step_by(61)) {
        let mut damaged = bytes.clone();
        // The highest bit: the number then jumps farther than numbers do.
        damaged[at] ^= 0x80;
        fs::write(&path, &damaged).unwrap();
        let error = repair(folder.path()).unwrap_err();
        assert!(
            matches!(error, Fault::DamagedJournal { .. }),
            "{at}: {error}"
        );
        assert_eq!(fs::read(&path).unwrap(), damaged);
    }
}

#[test]
fn damage_in_an_older_journal_is_an_error_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
    bytes[end - 1] ^= 1;
    fs::write(&path, bytes).unwrap();
    fs::write(folder.path().join("1.jnl"), vec![0; 4_096]).unwrap();
    assert!(matches!(
        repair(folder.path()),
        Err(Fault::DamagedJournal { .. })
    ));
}

#[test]
fn a_failed_commit_is_taken_back_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let last = survey(&fs::read(&path).unwrap()).last_number.unwrap();
    let failed = FailedCommit::notice(folder.path(), last);
    failed.take_back(folder.path()).unwrap();
    assert_eq!(found(folder.path()), 2);
}

#[test]
fn a_failed_commit_is_taken_back_when_the_engine_has_begun_another_journal_since() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let bytes = fs::read(&path).unwrap();
    let failed = FailedCommit::notice(folder.path(), survey(&bytes).last_number.unwrap());
    // The half of it, and the rest of it behind a gap.
    let end = usize::try_from(survey(&bytes).whole_bytes).unwrap();
    let mut torn = bytes.clone();
    torn[end - 3_000..end - 1_000].fill(0);
    fs::write(&path, torn).unwrap();
    fs::write(folder.path().join("1.jnl"), vec![0; 4_096]).unwrap();
    assert!(matches!(
        repair(folder.path()),
        Err(Fault::DamagedJournal { .. })
    ));
    failed.take_back(folder.path()).unwrap();
    repair(folder.path()).unwrap();
    assert_eq!(found(folder.path()), 2);
}

#[test]
fn what_was_acknowledged_is_not_taken_back_with_a_failed_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    let failed = FailedCommit::notice(folder.path(), survey(&bytes).last_number.unwrap());
    bytes[40] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(
        failed.take_back(folder.path()),
        Err(Fault::DamagedJournal { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_creation_that_was_interrupted_is_done_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("0.jnl"), vec![0; 4_096]).unwrap();
    fs::write(folder.path().join("version"), []).unwrap();
    clear_unfinished_creation(folder.path()).unwrap();
    Database::builder(folder.path()).open().unwrap();
}
