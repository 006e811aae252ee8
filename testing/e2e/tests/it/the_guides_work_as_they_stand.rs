//! Whoever copies the commands of the guides into a shell gets what the guides say: the fences are taken from the documents
//! themselves and run against a server of their own.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use skein_testkit::{SkeinServer, skein_binary};

/// Every call of the guide is one that succeeds: what `curl` is refused is written down here, with its answer.
const NOTE_REFUSALS: &str =
    r#"curl() { command curl --fail-with-body "$@" || echo "$*" >> refused; }"#;
/// Between the outputs of two fences.
const CUT: &str = "--- next fence ---";

/// A fence of a document: its language and its lines.
struct Fence {
    language: String,
    text: String,
    /// Stands directly below the fence before: it shows what came of it.
    is_below: bool,
}

fn fences(document: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    let mut line_above = "";
    for line in document.lines() {
        let mark = line.trim_start().strip_prefix("```");
        open = match (open.take(), mark) {
            (None, Some(language)) => Some(Fence {
                language: language.to_owned(),
                text: String::new(),
                is_below: line_above.trim() == "```",
            }),
            (Some(fence), Some(_)) => {
                fences.push(fence);
                None
            }
            (Some(mut fence), None) => {
                fence.text += line;
                fence.text.push('\n');
                Some(fence)
            }
            (None, None) => None,
        };
        line_above = line;
    }
    fences
}

fn document(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// Runs the script in the folder; what it printed.
fn run(script: &str, folder: &Path) -> String {
    let shell = Command::new("sh")
        .args(["-eu", "-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8(shell.stdout).unwrap();
    let errors = String::from_utf8_lossy(&shell.stderr);
    assert!(shell.status.success(), "{script}\n{said}\n{errors}");
    if let Ok(refused) = std::fs::read_to_string(folder.join("refused")) {
        panic!("refused:\n{refused}\n{said}");
    }
    said
}

/// The same with what the reader puts in: each must be there, or the document says something else by now.
fn filled_in(text: &str, blanks: &[(&str, &str)]) -> String {
    let mut filled = text.to_owned();
    for (blank, value) in blanks {
        assert!(filled.contains(blank), "{blank} is not in\n{filled}");
        filled = filled.replace(blank, value);
    }
    filled
}

fn fields(json: &str) -> BTreeSet<String> {
    let value: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    value.as_object().unwrap().keys().cloned().collect()
}

async fn server_on(folder: &Path) -> SkeinServer {
    let builder = SkeinServer::builder().without_app().data_dir(folder);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_worked_example_of_the_guide_for_builders() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let data = here.join("data");
    let fences = fences(&document("docs/integration.md"));
    let shell: Vec<usize> = (0..fences.len())
        .filter(|index| fences[*index].language == "sh")
        .collect();
    let answers: Vec<Option<&Fence>> = shell
        .iter()
        .map(|index| {
            fences
                .get(index + 1)
                .filter(|next| next.is_below && next.language != "sh")
        })
        .collect();

    let binary = skein_binary().unwrap().display().to_string();
    let init = filled_in(
        &fences[shell[0]].text,
        &[
            ("skein init", &format!("{binary} init")),
            ("/var/lib/skein", data.to_str().unwrap()),
        ],
    );
    let made = run(&init, here);
    assert_eq!(fields(&made), fields(&answers[0].unwrap().text));
    let made: Value = serde_json::from_str(&made).unwrap();
    let server = server_on(&data).await;

    let mut script = format!("{NOTE_REFUSALS}\n");
    for index in &shell[1..] {
        script.push_str(&fences[*index].text);
        script.push_str("echo '");
        script.push_str(CUT);
        script.push_str("'\n");
    }
    let script = filled_in(
        &script,
        &[
            ("http://127.0.0.1:7711", &server.http_url()),
            ("sk_…", made["appKey"].as_str().unwrap()),
        ],
    );
    let said = run(&script, here);
    let outputs: Vec<&str> = said.split(CUT).collect();
    assert_eq!(outputs.len(), shell.len(), "{said}");
    for (output, answer) in outputs.iter().zip(&answers[1..]) {
        let Some(answer) = answer else { continue };
        let last = output.trim().lines().last();
        let last = last.unwrap_or_else(|| panic!("no answer like {}\n{said}", answer.text));
        assert_eq!(fields(last), fields(&answer.text), "{output}");
    }

    // A refusal looks as it is shown, and what the guide ends with is there.
    let shown = fences
        .iter()
        .find(|fence| fence.text.contains("urn:skein:error:"));
    let refused = server.rest().with_bearer(made["appKey"].as_str().unwrap());
    let refused = refused.get("/v1/users/nobody").await.unwrap();
    assert_eq!(
        fields(&refused.body.to_string()),
        fields(&shown.unwrap().text)
    );
    let facade = server.rest().with_bearer(made["appKey"].as_str().unwrap());
    let found = facade.get("/v1/users?query=Order%20desk").await.unwrap();
    let found = found.success().unwrap();
    assert_eq!(found["items"][0]["uid"], "order-desk", "{found}");
    let asked = facade.get("/v1/consultations?customerUid=c-1001").await;
    let asked = asked.unwrap().success().unwrap();
    assert_eq!(asked["items"].as_array().unwrap().len(), 1, "{asked}");
}

#[tokio::test]
async fn the_readmes_way_in_by_rest() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let data = here.join("data/mine");
    let readme = document("README.md");
    let chapter = readme.split("**Come in by REST.**").nth(1).unwrap();
    let fences = fences(chapter);
    let mut lines = fences[0].text.trim().lines().map(str::trim);
    let (init, serve) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(
        serve.ends_with("target/debug/skein serve --data-dir data/mine --listen 127.0.0.1:7721"),
        "{serve}"
    );
    let binary = skein_binary().unwrap().display().to_string();
    let said = run(&filled_in(init, &[("target/debug/skein", &binary)]), here);
    let key = said.split_whitespace().find(|word| word.starts_with("sk_"));
    let server = server_on(&data).await;

    let last_id = r#"conversation=$(tail -1 said | sed 's/^{"id":"\([^"]*\)".*/\1/')"#;
    let script = filled_in(
        &format!("{NOTE_REFUSALS}\n{}", fences[1].text),
        &[
            ("http://127.0.0.1:7721", &server.http_url()),
            ("sk_…", key.unwrap()),
            ("conversation='…'", last_id),
        ],
    );
    let said = run(&format!("{{ {script}\n}} > said; cat said"), here);
    let answers: Vec<&str> = said.trim().lines().collect();
    assert_eq!(answers.len(), 6, "{said}");
    assert_eq!(answers[4], answers[5], "the same message again");
    let message: Value = serde_json::from_str(answers[5]).unwrap();
    assert_eq!(
        (&message["seq"], &message["content"]["text"]),
        (&1.into(), &"Hello Bob".into())
    );
}
