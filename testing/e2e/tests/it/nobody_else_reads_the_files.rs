//! Data, backups and keys are readable by their owner only, whatever the umask, also what an earlier version left open.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use skein_testkit::SkeinServer;

/// Everything below the folder that somebody else may touch.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut paths = vec![folder.to_owned()];
    while let Some(path) = paths.pop() {
        let metadata = fs::metadata(&path).unwrap();
        if metadata.mode() & 0o077 != 0 {
            found.push(format!("{} {:o}", path.display(), metadata.mode()));
        }
        if metadata.is_dir() {
            paths.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
    }
    found
}

#[tokio::test]
async fn whatever_the_umask_says() {
    let mut server = SkeinServer::builder()
        .launcher(&["sh", "-c", "umask 000; exec \"$0\" \"$@\""])
        .start()
        .await
        .unwrap();
    for uid in ["ann", "bob"] {
        server.facade().create_user(uid, "employee").await.unwrap();
    }
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let facade = server.facade();
    facade.send_text(&talk, "ann", "1", "secret").await.unwrap();
    let copy = server.scratch_dir().join("backups/today");
    let made = server.run_subcommand(&["backup", copy.to_str().unwrap()]);
    assert!(made.unwrap().status.success());
    for folder in [server.data_dir(), &copy] {
        assert_eq!(open_to_others(folder), Vec::<String>::new());
    }

    // As an earlier version left it.
    server.terminate().await.unwrap();
    for path in ["", "log", "log/keyspaces", "skein.db"] {
        let path = server.data_dir().join(path);
        fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    }
    server.restart().await.unwrap();
    assert_eq!(open_to_others(server.data_dir()), Vec::<String>::new());
}
