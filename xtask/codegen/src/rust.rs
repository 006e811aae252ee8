//! Rust types (prost) and their canonical proto3 JSON mapping (pbjson).

use anyhow::Context as _;
use prost::Message as _;
use prost_build::Module;

use crate::{
    COMMAND, GeneratedFile,
    schema::{PACKAGE, Schema},
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
            path: "crates/protocol/src/generated/json.rs",
            text: format!(
                "{}use super::types::*;\n\n{}",
                header("Canonical proto3 JSON of the wire types"),
                json(schema)?
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
    config.skip_debug(HOLDERS_OF_SECRETS);
    let mut generated = config.generate(requests)?;
    generated.remove(&module).context("the package has types")
}

fn json(schema: &Schema) -> anyhow::Result<String> {
    let mut builder = pbjson_build::Builder::new();
    builder.register_descriptors(&schema.descriptors.encode_to_vec())?;
    // As in the binary format, what a newer peer adds is skipped instead of refused.
    builder
        .ignore_unknown_fields()
        .ignore_unknown_enum_variants();
    let generated = builder.generate(&[PACKAGE], |_| Ok(Vec::new()))?;
    let mut text = String::new();
    for (_, bytes) in generated {
        text.push_str(&String::from_utf8(bytes)?);
    }
    Ok(text)
}
