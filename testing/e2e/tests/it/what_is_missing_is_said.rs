//! A start that can't be, an address that is assumed, pages that were never built: said in words, with what to do.

use std::process::Command;

use reqwest::Method;
use skein_testkit::{SkeinServer, skein_binary};

/// What a command prints: exit code, standard output, standard error.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(skein_binary().unwrap())
        .args(arguments)
        .env("SKEIN__SERVER__LISTEN", "127.0.0.1:0")
        .env("SKEIN__OPERATIONS__LISTEN", "")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn the_link_of_init_leads_to_where_the_server_will_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let init = ["init", "--data-dir", data, "--listen", "127.0.0.1:7721"];
    let (code, said, errors) = run(&init);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains("http://127.0.0.1:7721/console/#/setup?code="),
        "{said}"
    );
    assert!(
        said.contains("for a server that listens on 127.0.0.1:7721"),
        "{said}"
    );
}

#[tokio::test]
async fn a_port_that_is_taken_and_one_that_may_not_be_had_are_told_apart() {
    let server = SkeinServer::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for (listen, words) in [
        (server.address(), "is taken"),
        ("192.0.2.1:7711", "is no address of this machine"),
    ] {
        let (code, _, errors) = run(&["serve", "--data-dir", data, "--listen", listen]);
        assert_eq!(code, Some(1), "{errors}");
        let last = errors.lines().last().unwrap();
        assert!(last.starts_with("Error: server.listen = "), "{errors}");
        assert!(last.contains(words), "{errors}");
    }
}

#[test]
fn a_command_line_that_means_nothing_says_what_there_is() {
    for (arguments, code) in [(&[][..], 2), (&["--help"], 0), (&["serve", "--help"], 0)] {
        let (ended, said, errors) = run(arguments);
        assert_eq!(ended, Some(code), "{arguments:?}");
        assert!(
            format!("{said}{errors}").contains("Usage: skein"),
            "{said}{errors}"
        );
    }
    let (ended, _, errors) = run(&["sreve"]);
    assert_eq!(ended, Some(2));
    assert!(errors.contains("serve"), "{errors}");
}

/// Debug builds look for the pages in the checkout, so what there is depends on it; both must make sense.
#[tokio::test]
async fn a_build_without_pages_says_so_and_shows_what_to_do() {
    let server = SkeinServer::start().await.unwrap();
    let get = async |path: &str| {
        let answer = server.rest().request(Method::GET, path).send().await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, console) = get("/console/").await;
    let (loader_status, loader) = get("/widget/loader.js").await;
    assert_eq!(loader_status, 200, "a page that embeds it can run it");
    let warns = server.log().unwrap().contains("holds no web pages");
    if status == 200 {
        assert!(!warns);
        return;
    }
    assert!(warns, "{}", server.log().unwrap());
    assert_eq!(status, 404);
    for words in ["npm --prefix web run build", "缺少网页", "<style>"] {
        assert!(console.contains(words), "{console}");
    }
    assert!(loader.starts_with("console.warn("), "{loader}");
}

/// The frame is a page of its own, too: people follow links to it, and see no JSON when the link is wrong.
#[tokio::test]
async fn a_link_to_a_chat_that_is_not_there_leads_to_words() {
    let server = SkeinServer::start().await.unwrap();
    let ask = async |path: &str, accept: &str| {
        let request = server.rest().request(Method::GET, path);
        let answer = request.header("Accept", accept).send().await.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (answer.status().as_u16(), kind, answer.text().await.unwrap())
    };
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for path in [
        "/widget/frame?site=nope",
        "/widget/frame?site=%20",
        "/widget/frame",
    ] {
        let (status, kind, page) = ask(path, browser).await;
        assert_eq!(
            (status, kind.as_str()),
            (404, "text/html; charset=utf-8"),
            "{path}"
        );
        assert!(
            page.contains("There is no chat here") && page.contains("这里没有聊天"),
            "{page}"
        );
    }
    let (status, kind, _) = ask("/widget/frame?site=nope", "*/*").await;
    assert_eq!((status, kind.as_str()), (404, "application/problem+json"));
}

#[test]
fn a_command_that_finds_no_data_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let copy = copy.to_str().unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let missing = folder.path().join("mistyped");
    let rights = || std::fs::metadata(&empty).unwrap().permissions();
    let before = rights();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--quick"],
        &["backup", copy],
        &["migrate"],
        &["migrate", "--dry-run"],
        &["secret", "rotate", "--app", "shop"],
        &["restore", copy],
    ] {
        for (data, words) in [(&missing, "there is no data folder"), (&empty, "no data")] {
            let is_fine = arguments[0] == "doctor" && *data == empty;
            let named = ["--data-dir", data.to_str().unwrap()];
            let (code, said, errors) = run(&[arguments, &named].concat());
            let told = format!("{said}{errors}");
            assert_eq!(code, Some(i32::from(!is_fine)), "{arguments:?}: {told}");
            if arguments[0] == "doctor" && !is_fine {
                assert!(told.contains("1 problem was found"), "{told}");
            }
            if arguments[0] == "restore" {
                assert!(told.contains(copy), "{told}");
            } else {
                assert!(told.contains(words), "{arguments:?}: {told}");
            }
            assert!(!missing.exists(), "{arguments:?} made the folder");
            let made = std::fs::read_dir(&empty).unwrap().count();
            assert_eq!(made, 0, "{arguments:?} left something in the folder");
            assert_eq!(
                rights(),
                before,
                "{arguments:?} changed the folder's rights"
            );
        }
    }
}
