//! Logs in folders of their own, and what is said in them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use skein_foundation::{AppId, ClientMsgId, ConversationId, Seq, Uid};
use skein_message_log::{FjallMessageLog, LogOptions};
use skein_messaging::contract::message_log::LogUnderTest;
use skein_messaging::model::{Append, Content};
use skein_messaging::ports::{HistoryRange, MessageLog};
use tempfile::TempDir;

/// A log that is closed and opened again at will.
#[derive(Debug)]
pub(crate) struct OnDisk {
    folder: TempDir,
    options: LogOptions,
    log: Mutex<Arc<FjallMessageLog>>,
}

impl OnDisk {
    pub(crate) fn new(options: LogOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = Mutex::new(Arc::new(
            FjallMessageLog::open(folder.path(), options.clone()).unwrap(),
        ));
        Self {
            folder,
            options,
            log,
        }
    }
}

#[async_trait]
impl LogUnderTest for OnDisk {
    fn log(&self) -> Arc<dyn MessageLog> {
        Arc::clone(&*self.log.lock()) as Arc<dyn MessageLog>
    }

    async fn restart(&self) {
        let log = Arc::clone(&*self.log.lock());
        log.close().await;
        *self.log.lock() =
            Arc::new(FjallMessageLog::open(self.folder.path(), self.options.clone()).unwrap());
    }
}

pub(crate) fn open(folder: &Path) -> FjallMessageLog {
    FjallMessageLog::open(folder, LogOptions::default()).unwrap()
}

/// Opened, and nobody follows it.
pub(crate) fn open_alone(folder: &Path, options: LogOptions) -> FjallMessageLog {
    let log = FjallMessageLog::open(folder, options).unwrap();
    drop(log.take_commit_feed());
    log
}

pub(crate) fn conversation(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}

pub(crate) fn text(conversation_id: ConversationId, id: &str) -> Append {
    Append {
        app: AppId::parse("tour").unwrap(),
        conversation_id,
        sender: Some(Uid::parse("amy").unwrap()),
        client_msg_id: ClientMsgId::parse(id).unwrap(),
        time_ms: 1,
        content: Content::text(format!("the text of {id}")),
        origin: None,
    }
}

/// The ids of all messages of a conversation, which must have no hole.
pub(crate) async fn ids(log: &FjallMessageLog, conversation_id: ConversationId) -> Vec<String> {
    let messages = log
        .read(conversation_id, HistoryRange::After(Seq(0)), 100_000)
        .await
        .unwrap();
    for (index, message) in messages.iter().enumerate() {
        assert_eq!(message.seq, Seq(index as u64 + 1));
    }
    messages
        .iter()
        .map(|message| message.client_msg_id.to_string())
        .collect()
}

/// What a disk would hold if the machine stopped now: all files as they are.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The newest journal, without the zeroed space after its end.
pub(crate) fn newest_journal(folder: &Path) -> (std::path::PathBuf, Vec<u8>) {
    let journals = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let number = |path: &Path| {
        path.file_stem()
            .unwrap()
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let newest = journals
        .filter(|path| path.extension().is_some_and(|extension| extension == "jnl"))
        .max_by_key(|path| number(path))
        .unwrap();
    let mut bytes = fs::read(&newest).unwrap();
    // A page at a time: byte by byte takes long without optimisation.
    while bytes.len() >= 4_096 && bytes[bytes.len() - 4_096..] == [0; 4_096] {
        bytes.truncate(bytes.len() - 4_096);
    }
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    bytes.truncate(end);
    (newest, bytes)
}
