//! The table of all fields. Whatever a client may fill in has a limit here, or nothing is generated.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use anyhow::{Context as _, bail};

use crate::schema::{EnumType, Field, FieldKind, Item, Max, MessageType, Schema};

/// What clients and servers say to each other.
const FRAME: &str = "Frame";

pub(crate) fn generate(schema: &Schema) -> anyhow::Result<String> {
    let messages: Vec<&MessageType> = items(schema)
        .filter_map(|item| match item {
            Item::Message(message) => Some(message),
            Item::Enum(_) => None,
        })
        .collect();
    check_limits(&messages)?;

    let mut text = "use crate::table::{Enum, Field, Kind, Message};\n".to_owned();
    for item in items(schema) {
        match item {
            Item::Message(message) => write_message(&mut text, message),
            Item::Enum(item) => write_enum(&mut text, item),
        }
    }
    Ok(text)
}

fn items(schema: &Schema) -> impl Iterator<Item = &Item> {
    schema.files.iter().flat_map(|file| &file.items)
}

/// A list without a limit, said by a client, would be memory for the asking.
fn check_limits(messages: &[&MessageType]) -> anyhow::Result<()> {
    let said = reachable(messages, is_from_clients)?;
    for message in messages
        .iter()
        .filter(|message| said.contains(message.name.as_str()))
    {
        for field in &message.fields {
            let (name, max) = (&field.name, field.directives.max);
            if !is_from_clients(message, field) {
                continue;
            }
            if (field.repeated || matches!(field.kind, FieldKind::Text)) && max.is_none() {
                bail!(
                    "{}.{name} is said by clients and has no `@max`",
                    message.name
                );
            }
            if field.repeated && max == Some(Max::Frame) {
                bail!("{}.{name} is a list: its `@max` is a number", message.name);
            }
        }
    }
    Ok(())
}

/// What a frame may hold, by the fields that count.
fn reachable<'m>(
    messages: &[&'m MessageType],
    counts: impl Fn(&MessageType, &Field) -> bool,
) -> anyhow::Result<BTreeSet<&'m str>> {
    let by_name: HashMap<&str, &'m MessageType> = messages
        .iter()
        .map(|message| (message.name.as_str(), *message))
        .collect();
    let mut reached = BTreeSet::new();
    let mut open = vec![FRAME];
    while let Some(name) = open.pop() {
        let message = by_name.get(name).context("every message is defined")?;
        if !reached.insert(message.name.as_str()) {
            continue;
        }
        for field in message.fields.iter().filter(|field| counts(message, field)) {
            if let FieldKind::Message(inner) = &field.kind {
                open.push(inner);
            }
        }
    }
    Ok(reached)
}

/// Of the bodies of a frame those that are marked, of everything else what is not marked.
fn is_from_clients(message: &MessageType, field: &Field) -> bool {
    if message.name == FRAME && field.choice.is_some() {
        field.directives.client
    } else {
        !field.directives.server
    }
}

fn write_message(text: &mut String, message: &MessageType) {
    let _ = writeln!(
        text,
        "\npub static {}: Message = Message {{\n    name: \"{}\",\n    fields: &[",
        constant(&message.name),
        message.name
    );
    for field in &message.fields {
        let kind = match &field.kind {
            FieldKind::Bool => "Bool".to_owned(),
            FieldKind::Text => "Text".to_owned(),
            FieldKind::Int32("uint32") => "Uint32".to_owned(),
            FieldKind::Int32(_) => "Int32".to_owned(),
            FieldKind::Int64("uint64") => "Uint64".to_owned(),
            FieldKind::Int64(_) => "Int64".to_owned(),
            FieldKind::Message(name) => format!("Message(&{})", constant(name)),
            FieldKind::Enum(name) => format!("Enum(&{})", constant(name)),
        };
        let max = match field.directives.max {
            Some(Max::Of(max)) => max.to_string(),
            Some(Max::Frame) | None => "u32::MAX".to_owned(),
        };
        let _ = writeln!(
            text,
            "        Field {{ number: {}, name: \"{}\", json_name: \"{}\", kind: Kind::{kind}, repeated: {}, choice: {}, \
             from_clients: {}, max: {max} }},",
            field.number,
            field.name,
            field.json_name,
            field.repeated,
            field.choice.is_some(),
            is_from_clients(message, field),
        );
    }
    text.push_str("    ],\n};\n");
}

fn write_enum(text: &mut String, item: &EnumType) {
    let values: Vec<String> = item
        .values
        .iter()
        .map(|value| format!("({}, \"{}\")", value.number, value.name))
        .collect();
    let _ = writeln!(
        text,
        "\npub static {}: Enum = Enum {{ values: &[{}] }};",
        constant(&item.name),
        values.join(", ")
    );
}

/// `SyncPage` as the name of a static.
fn constant(name: &str) -> String {
    let mut constant = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !constant.is_empty() {
            constant.push('_');
        }
        constant.push(character.to_ascii_uppercase());
    }
    constant
}
