//! What the OpenAPI document says is what the server does: schemathesis makes requests from it, right ones and wrong ones,
//! and holds every answer against it. It is installed once, into the target folder, in the version named here.

use std::path::{Path, PathBuf};
use std::process::Command;

use skein_testkit::SkeinServer;

const VERSION: &str = "4.32.5";
/// The business's own operations. Those of people need a person who is signed in, and what they answer depends on the day.
const OPERATIONS: &str = "^/v1/(users|sites|teams|agents|conversations|consultations)";
/// A format of the document that has to be made up: the rest follows from the patterns.
const HOOKS: &str = "import json\n\
    import schemathesis\n\
    from hypothesis import strategies\n\
    texts = strategies.dictionaries(strategies.text(max_size=5), strategies.integers(), max_size=2)\n\
    schemathesis.openapi.format('json', texts.map(json.dumps))\n";

fn must(command: &mut Command) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{text}\n{error}");
}

/// The program, installed when it is not there.
fn schemathesis() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join(format!("target/schemathesis-{VERSION}"));
    let done = folder.join("installed");
    if !done.exists() {
        must(Command::new("python3").args(["-m", "venv"]).arg(&folder));
        must(Command::new(folder.join("bin/pip")).args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            &format!("schemathesis=={VERSION}"),
        ]));
        std::fs::write(&done, VERSION).unwrap();
    }
    folder.join("bin/schemathesis")
}

#[tokio::test]
async fn every_answer_is_one_that_the_document_names_and_what_it_allows_is_taken() {
    let server = SkeinServer::start().await.unwrap();
    let hooks = server.scratch_dir().join("contract_hooks.py");
    std::fs::write(&hooks, HOOKS).unwrap();
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/skein.json");
    let mut run = Command::new(schemathesis());
    run.current_dir(server.scratch_dir())
        .env("SCHEMATHESIS_HOOKS", "contract_hooks")
        .env("PYTHONPATH", server.scratch_dir())
        .arg("run")
        .arg(contract)
        .args(["--url", &server.http_url(), "--no-color"])
        .args(["--include-path-regex", OPERATIONS])
        .args(["--checks", "all", "--phases", "examples,fuzzing"])
        // Texts of one plane: the patterns say nothing about the unseen characters of the others.
        .args(["--generation-codec", "gbk"])
        .args([
            "--max-examples",
            "25",
            "--generation-deterministic",
            "--workers",
            "2",
        ])
        .args([
            "--header",
            &format!("Authorization: Bearer {}", server.app().app_key),
        ]);
    must(&mut run);
}
