//! A start after damage: a torn end of the log is repaired and said; damage to what was acknowledged stops the start
//! with the way out, and touches nothing.

use std::path::{Path, PathBuf};

use skein_testkit::SkeinServer;

/// A server that stored some messages and was killed, with the path of its newest journal.
async fn with_messages(count: u64) -> (SkeinServer, String, PathBuf) {
    let mut server = SkeinServer::start().await.unwrap();
    let facade = server.facade();
    facade.create_user("ann", "employee").await.unwrap();
    facade.create_user("bob", "employee").await.unwrap();
    let talk = facade.create_direct("ann", "bob").await.unwrap();
    for number in 1..=count {
        let id = format!("m-{number}");
        facade
            .send_text(&talk, "ann", &id, "long enough to be torn in the middle")
            .await
            .unwrap();
    }
    server.kill().unwrap();
    let journal = newest_journal(&server.data_dir().join("log"));
    (server, talk, journal)
}

fn newest_journal(folder: &Path) -> PathBuf {
    let number = |path: &PathBuf| path.file_stem()?.to_str()?.parse::<u64>().ok();
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jnl"))
        .max_by_key(number)
        .unwrap()
}

/// Length without the zeroed space that the engine reserves.
fn written_bytes(journal: &Path) -> usize {
    let bytes = std::fs::read(journal).unwrap();
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[tokio::test]
async fn a_torn_end_is_cut_off_and_said() {
    let (mut server, talk, journal) = with_messages(20).await;
    // The machine stopped in the middle of a commit that nobody was told of: half of the last one, once more.
    let mut bytes = std::fs::read(&journal).unwrap();
    let end = written_bytes(&journal);
    let begin = find_last(&bytes[..end], b"m-20").unwrap();
    let torn: Vec<u8> = bytes[begin - 60..end - 40].to_vec();
    bytes.truncate(end);
    bytes.extend_from_slice(&torn);
    std::fs::write(&journal, bytes).unwrap();

    server.restart().await.unwrap();
    let log = server.log().unwrap();
    assert!(
        log.contains("half written") && log.contains("log.cut_bytes"),
        "{log}"
    );
    let facade = server.facade();
    assert_eq!(
        facade.messages_after(&talk, 0, 100).await.unwrap().len(),
        20
    );
    assert_eq!(
        facade
            .send_text(&talk, "ann", "m-21", "and on")
            .await
            .unwrap(),
        21
    );
    assert_eq!(
        facade
            .send_text(&talk, "ann", "m-20", "again")
            .await
            .unwrap(),
        20
    );

    // Repaired once and for all.
    server.kill().unwrap();
    server.restart().await.unwrap();
    assert_eq!(server.log().unwrap().matches("half written").count(), 1);
    assert_eq!(
        server
            .facade()
            .messages_after(&talk, 0, 100)
            .await
            .unwrap()
            .len(),
        21
    );
}

#[tokio::test]
async fn a_damaged_middle_stops_the_start_with_the_way_out() {
    let (mut server, talk, journal) = with_messages(20).await;
    let whole = std::fs::read(&journal).unwrap();
    let mut damaged = whole.clone();
    let middle = find_last(&damaged, b"m-10").unwrap();
    damaged[middle] ^= 0x10;
    std::fs::write(&journal, &damaged).unwrap();

    let refused = format!("{:#}", server.restart().await.unwrap_err());
    assert!(
        refused.contains("is damaged at byte") && refused.contains("skein restore"),
        "{refused}"
    );
    assert_eq!(
        std::fs::read(&journal).unwrap(),
        damaged,
        "nothing was touched"
    );

    // With the file as it was, nothing is lost.
    std::fs::write(&journal, whole).unwrap();
    server.restart().await.unwrap();
    assert_eq!(
        server
            .facade()
            .messages_after(&talk, 0, 100)
            .await
            .unwrap()
            .len(),
        20
    );
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}
