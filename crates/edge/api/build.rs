//! Makes sure that there is a folder of web pages to embed, filled or empty.

use std::env;
use std::fs;

const PAGES: &str = "../../../web/dist";

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts by the environment"
)]
fn main() {
    // rust-embed resolves the folder while it compiles, and a debug build reads the pages from it while it runs. A
    // folder that appears only after the build would stay unseen for ever. Where the sources are read-only there is
    // nothing to build pages into either, so a failure changes nothing.
    let _ = fs::create_dir_all(PAGES);
    println!("cargo::rerun-if-changed=build.rs");
    // A release build holds the pages themselves, and an empty folder leaves no file for cargo to watch.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={PAGES}");
    }
}
