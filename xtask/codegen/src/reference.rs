//! The protocol reference: every message, field and enum value as tables in reading order.

use std::fmt::Write as _;

use crate::{
    COMMAND,
    schema::{EnumType, Field, FieldKind, Item, MessageType, Schema},
};

/// The whole page.
pub(crate) fn generate(schema: &Schema) -> String {
    let mut text = format!(
        "# Protocol reference\n\n<!-- Generated from proto/ by `{COMMAND}`; do not edit. -->\n\n\
         Every message, field and enum of the wire format. How they work together is told in [protocol.md](protocol.md).\n\n\
         Binary frames are protobuf and use the field numbers. JSON frames are the canonical proto3 JSON mapping and use the JSON names: \
         a field that has its default value is absent (but an *optional* one, when it is given), 64-bit integers are strings, enum values are their full names. \
         Both sides skip fields they do not know.\n"
    );
    write_contents(&mut text, schema);
    for file in &schema.files {
        let _ = writeln!(text, "\n## {}\n\n{}", file.name, file.comment);
        for item in &file.items {
            match item {
                Item::Message(message) => write_message(&mut text, message),
                Item::Enum(item) => write_enum(&mut text, item),
            }
        }
    }
    text
}

fn write_contents(text: &mut String, schema: &Schema) {
    text.push('\n');
    for file in &schema.files {
        let links: Vec<String> = file
            .items
            .iter()
            .map(|item| link(item_name(item)))
            .collect();
        let _ = writeln!(text, "- `{}`: {}", file.name, links.join(" · "));
    }
}

fn item_name(item: &Item) -> &str {
    match item {
        Item::Message(message) => &message.name,
        Item::Enum(item) => &item.name,
    }
}

fn write_message(text: &mut String, message: &MessageType) {
    let _ = writeln!(text, "\n### {}\n\n{}", message.name, message.comment);
    if message.fields.is_empty() {
        text.push_str("\nNo fields.\n");
        return;
    }
    let choices: Vec<&str> = message
        .fields
        .iter()
        .filter_map(|field| field.choice.as_deref())
        .collect();
    if let Some(choice) = choices.first() {
        let _ = writeln!(
            text,
            "\nAt most one of the fields marked *{choice}* is present."
        );
    }
    text.push_str(
        "\n| number | field | JSON name | type | meaning |\n| ---: | --- | --- | --- | --- |\n",
    );
    for field in &message.fields {
        let mark = field
            .choice
            .as_deref()
            .map(|choice| format!("*{choice}* "))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | `{}` | `{}` | {} | {} |",
            field.number,
            field.name,
            field.json_name,
            field_type(field),
            cell(&format!("{mark}{}", field.comment)),
        );
    }
}

fn write_enum(text: &mut String, item: &EnumType) {
    let _ = writeln!(text, "\n### {}\n\n{}\n", item.name, item.comment);
    text.push_str("| number | value | meaning |\n| ---: | --- | --- |\n");
    for value in &item.values {
        let comment = if value.number == 0 && value.comment.is_empty() {
            "Not given."
        } else {
            &value.comment
        };
        let _ = writeln!(
            text,
            "| {} | `{}` | {} |",
            value.number,
            value.name,
            cell(comment)
        );
    }
}

fn field_type(field: &Field) -> String {
    let name = match &field.kind {
        FieldKind::Bool => "bool".to_owned(),
        FieldKind::Text => "string".to_owned(),
        FieldKind::Int32(name) => (*name).to_owned(),
        FieldKind::Int64(name) => format!("{name} (JSON string)"),
        FieldKind::Message(name) | FieldKind::Enum(name) => link(name),
    };
    match field {
        Field { repeated: true, .. } => format!("repeated {name}"),
        Field {
            has_presence: true, ..
        } => format!("optional {name}"),
        _ => name,
    }
}

fn link(name: &str) -> String {
    format!("[{name}](#{})", name.to_ascii_lowercase())
}

fn cell(comment: &str) -> String {
    comment.replace('\n', " ").replace('|', "\\|")
}
