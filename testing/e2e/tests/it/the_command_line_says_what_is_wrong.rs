//! What a command can't do it says in words, and never by a trace of the program.

use skein_testkit::SkeinServer;

#[tokio::test]
async fn a_second_server_on_a_data_folder_is_refused_in_words() {
    let server = SkeinServer::builder()
        // As service managers and developers set it for everything.
        .environment("RUST_BACKTRACE", "1")
        .start()
        .await
        .unwrap();
    for command in [
        ["serve", "--listen", "127.0.0.1:0"],
        ["init", "--app", "other"],
    ] {
        let refused = server.run_subcommand(&command).unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let expected = format!(
            "Error: another skein works in {}; stop it first\n",
            server.data_dir().display()
        );
        assert_eq!(String::from_utf8_lossy(&refused.stderr), expected);
    }
    // The first one never noticed.
    server
        .facade()
        .create_user("ann", "employee")
        .await
        .unwrap();
}
