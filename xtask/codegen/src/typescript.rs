//! TypeScript types of the JSON frames: nothing of it exists at run time.

use std::fmt::Write as _;

use crate::{
    COMMAND,
    schema::{EnumType, Field, FieldKind, Item, MessageType, Schema},
};

/// The whole file.
pub(crate) fn generate(schema: &Schema) -> String {
    let mut text = format!(
        "/**\n * Types of the JSON frames (proto3 JSON mapping). Generated from proto/ by `{COMMAND}`; do not edit.\n *\n \
         * A field that has its default value (empty, 0, false) may be left out. 64-bit numbers are strings.\n */\n"
    );
    for item in schema.files.iter().flat_map(|file| &file.items) {
        text.push('\n');
        match item {
            Item::Message(message) => write_message(&mut text, message),
            Item::Enum(item) => write_enum(&mut text, item),
        }
    }
    text
}

fn write_message(text: &mut String, message: &MessageType) {
    write_comment(text, "", &message.comment);
    if message.fields.is_empty() {
        let _ = writeln!(
            text,
            "export type {} = Record<string, never>;",
            message.name
        );
        return;
    }
    let _ = writeln!(text, "export interface {} {{", message.name);
    let mut choice = None;
    for field in &message.fields {
        let comment = if field.choice.is_some() && choice != field.choice.as_ref() {
            format!(
                "{}\nOne of the `{}` fields at most is present.",
                field.comment,
                field.choice.as_deref().unwrap_or_default()
            )
        } else {
            field.comment.clone()
        };
        choice = field.choice.as_ref();
        write_comment(text, "  ", comment.trim());
        let _ = writeln!(text, "  {}?: {};", field.json_name, field_type(field));
    }
    text.push_str("}\n");
}

fn field_type(field: &Field) -> String {
    let name = match &field.kind {
        FieldKind::Bool => "boolean",
        FieldKind::Text | FieldKind::Int64(_) => "string",
        FieldKind::Int32(_) => "number",
        FieldKind::Message(name) | FieldKind::Enum(name) => name,
    };
    if field.repeated {
        format!("{name}[]")
    } else {
        name.to_owned()
    }
}

fn write_enum(text: &mut String, item: &EnumType) {
    write_comment(text, "", &item.comment);
    let _ = write!(text, "export type {} =", item.name);
    for value in &item.values {
        text.push('\n');
        write_comment(text, "  ", &value.comment);
        let _ = write!(text, "  | \"{}\"", value.name);
    }
    text.push_str(";\n");
}

fn write_comment(text: &mut String, indent: &str, comment: &str) {
    let lines: Vec<&str> = comment.lines().collect();
    match lines.as_slice() {
        [] => {}
        [line] => {
            let _ = writeln!(text, "{indent}/** {line} */");
        }
        lines => {
            let _ = writeln!(text, "{indent}/**");
            for line in lines {
                let _ = writeln!(text, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(text, "{indent} */");
        }
    }
}
