//! Rust types (prost), and the table by which JSON is read and written and frames are bounded.

use anyhow::Context as _;
use prost_build::Module;

use crate::{
    COMMAND, GeneratedFile,
    schema::{PACKAGE, Schema},
    table,
};

/// Messages that hold a token or a key: `crates/protocol/src/secrets.rs` shows them without it.
const HOLDERS_OF_SECRETS: [&str; 2] = [".skein.v1.Hello", ".skein.v1.PollBatch"];

/// The two Rust files of the protocol crate.
pub(crate) fn generate(schema: &Schema) -> anyhow::Result<Vec<GeneratedFile>> {
    Ok(vec![
        GeneratedFile {
            path: "crates/protocol/src/generated/types.rs",
            text: format!("{}{}", header("The wire types"), types(schema)?),
        },
        GeneratedFile {
            path: "crates/protocol/src/generated/table.rs",
            text: format!(
                "{}{}",
                header("The fields of the wire types, and how much of each a server takes"),
                table::generate(schema)?
            ),
        },
    ])
}

fn header(what: &str) -> String {
    format!("// {what}. Generated from proto/ by `{COMMAND}`; do not edit.\n\n")
}

fn types(schema: &Schema) -> anyhow::Result<String> {
    let module = Module::from_protobuf_package_name(PACKAGE.trim_start_matches('.'));
    let requests = schema
        .descriptors
        .file
        .iter()
        .map(|file| (module.clone(), file.clone()))
        .collect();
    let mut config = prost_build::Config::new();
    config.bytes(["."]);
    // Else every frame would be as large as this one.
    config.boxed(".skein.v1.Frame.body.conversation");
    config.skip_debug(HOLDERS_OF_SECRETS);
    let mut generated = config.generate(requests)?;
    generated.remove(&module).context("the package has types")
}
