//! Rust types (prost), and the table by which JSON is read and written and frames are bounded.

use anyhow::Context as _;
use prost_build::Module;
use prost_types::FileDescriptorProto;

use crate::{
    COMMAND, GeneratedFile,
    schema::{Item, PACKAGE, Schema},
    table,
};

/// Messages that hold a token or a key: `crates/protocol/src/secrets.rs` shows them without it.
const HOLDERS_OF_SECRETS: [&str; 2] = [".skein.v1.Hello", ".skein.v1.PollBatch"];

/// What a message says has its types in a crate of its own, below the protocol: there each kind is parsed and shaped.
const CONTENT_FILE: &str = "skein/v1/content.proto";
const CONTENT_TYPES: &str = "::skein_content::wire";

/// The Rust files of the content and of the protocol crate.
pub(crate) fn generate(schema: &Schema) -> anyhow::Result<Vec<GeneratedFile>> {
    let is_content = |file: &FileDescriptorProto| file.name() == CONTENT_FILE;
    Ok(vec![
        GeneratedFile {
            path: "crates/content/src/generated/types.rs",
            text: format!(
                "{}{}",
                header("The wire types of what a message says"),
                types(schema, is_content, &[])?
            ),
        },
        GeneratedFile {
            path: "crates/protocol/src/generated/types.rs",
            text: format!(
                "{}{}",
                header("The wire types"),
                types(schema, |_| true, &content_types(schema))?
            ),
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

/// Names of the types that the content crate has.
fn content_types(schema: &Schema) -> Vec<&str> {
    let files = schema.files.iter().filter(|file| file.name == CONTENT_FILE);
    files
        .flat_map(|file| &file.items)
        .map(|item| match item {
            Item::Message(message) => message.name.as_str(),
            Item::Enum(values) => values.name.as_str(),
        })
        .collect()
}

/// The types of some files but for those that are `elsewhere`, in the content crate.
fn types(
    schema: &Schema,
    is_wanted: impl Fn(&FileDescriptorProto) -> bool,
    elsewhere: &[&str],
) -> anyhow::Result<String> {
    let module = Module::from_protobuf_package_name(PACKAGE.trim_start_matches('.'));
    let requests = schema
        .descriptors
        .file
        .iter()
        .filter(|file| is_wanted(file))
        .map(|file| (module.clone(), file.clone()))
        .collect();
    let mut config = prost_build::Config::new();
    config.bytes(["."]);
    // Else every frame would be as large as this one.
    config.boxed(".skein.v1.Frame.body.conversation");
    config.skip_debug(HOLDERS_OF_SECRETS);
    for name in elsewhere {
        config.extern_path(
            format!("{PACKAGE}.{name}"),
            format!("{CONTENT_TYPES}::{name}"),
        );
    }
    let mut generated = config.generate(requests)?;
    generated.remove(&module).context("the package has types")
}
