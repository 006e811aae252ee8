//! When the thread that writes the log has failed, the server does not go on refusing sends for ever: it ends, says why, and
//! a new start goes on with all that was acknowledged.

use skein_testkit::SkeinServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_exit_code_that_a_supervisor_understands() {
    let mut server = SkeinServer::builder()
        .environment("SKEIN_FAULT", "log-panic")
        .start()
        .await
        .unwrap();
    for uid in ["ann", "bob"] {
        server.facade().create_user(uid, "employee").await.unwrap();
    }
    let talk = server.facade().create_direct("ann", "bob").await.unwrap();
    let refused = server.facade().send_text(&talk, "ann", "1", "hello").await;
    assert!(refused.is_err(), "{refused:?}");
    let status = server.ended().await.unwrap();
    assert_eq!(status.code(), Some(1), "{status}");
    let log = server.log().unwrap();
    assert!(log.contains("the log thread panicked"), "{log}");
    assert!(log.contains("the message log stopped working"), "{log}");
}
