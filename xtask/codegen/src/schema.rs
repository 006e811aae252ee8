//! The `.proto` files as a tree that is convenient to print: order, comments and JSON names resolved.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use anyhow::{Context as _, bail};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    FileDescriptorSet, SourceCodeInfo,
    field_descriptor_proto::{Label, Type},
};

/// The package all files share.
pub(crate) const PACKAGE: &str = ".skein.v1";

/// Everything the generators need.
pub(crate) struct Schema {
    /// As the compiler made it, for the Rust generators.
    pub(crate) descriptors: FileDescriptorSet,
    /// In reading order: frame first, then what it imports, then the rest.
    pub(crate) files: Vec<SchemaFile>,
}

/// One `.proto` file.
pub(crate) struct SchemaFile {
    pub(crate) name: String,
    pub(crate) comment: String,
    /// In the order of the source.
    pub(crate) items: Vec<Item>,
}

/// A top-level type.
pub(crate) enum Item {
    Message(MessageType),
    Enum(EnumType),
}

/// A message and its fields.
pub(crate) struct MessageType {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) fields: Vec<Field>,
}

/// A field of a message.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) json_name: String,
    pub(crate) number: i32,
    pub(crate) comment: String,
    pub(crate) kind: FieldKind,
    pub(crate) repeated: bool,
    /// Its default value, when given, differs from its absence.
    pub(crate) has_presence: bool,
    /// Name of the `oneof` it belongs to.
    pub(crate) choice: Option<String>,
    pub(crate) directives: Directives,
}

/// What a comment says to this generator, on lines that begin with `@`. Readers never see them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Directives {
    /// `@client`: a body that clients send.
    pub(crate) client: bool,
    /// `@server`: clients must not fill it in.
    pub(crate) server: bool,
    /// `@max`: entries of a list, or bytes of a string.
    pub(crate) max: Option<Max>,
}

/// How much of a field a server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Max {
    /// As much as fits into a frame.
    Frame,
    Of(u32),
}

/// Type of a field, without its cardinality.
pub(crate) enum FieldKind {
    Bool,
    Text,
    Int32(&'static str),
    Int64(&'static str),
    Message(String),
    Enum(String),
}

/// An enum and its values.
pub(crate) struct EnumType {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) values: Vec<EnumValue>,
}

/// A value of an enum.
pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) number: i32,
    pub(crate) comment: String,
}

impl Schema {
    /// Compiles every file under `proto_root/skein/v1`.
    pub(crate) fn load(proto_root: &Path) -> anyhow::Result<Self> {
        let folder = proto_root.join("skein/v1");
        let names: BTreeSet<String> = fs::read_dir(&folder)
            .with_context(|| format!("can't list {}", folder.display()))?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<anyhow::Result<_>>()?;
        let names: Vec<String> = names
            .into_iter()
            .filter(|name| {
                Path::new(name)
                    .extension()
                    .is_some_and(|extension| extension == "proto")
            })
            .map(|name| format!("skein/v1/{name}"))
            .collect();
        let mut compiler = protox::Compiler::new([proto_root])?;
        compiler.include_source_info(true).include_imports(true);
        compiler.open_files(&names)?;
        let mut descriptors = compiler.file_descriptor_set();

        let mut files = Vec::new();
        for file in &descriptors.file {
            files.push(SchemaFile::read(file)?);
        }
        without_directives(&mut descriptors);
        let order = ["frame", "message", "content", "error", "poll"];
        let position = |file: &SchemaFile| {
            let known = order
                .iter()
                .position(|name| file.name == format!("skein/v1/{name}.proto"));
            (known.unwrap_or(order.len()), file.name.clone())
        };
        files.sort_by_key(position);
        Ok(Self { descriptors, files })
    }
}

/// The Rust types carry the comments as they are.
fn without_directives(descriptors: &mut FileDescriptorSet) {
    let infos = descriptors
        .file
        .iter_mut()
        .filter_map(|file| file.source_code_info.as_mut());
    for location in infos.flat_map(|info| &mut info.location) {
        if let Some(comment) = &mut location.leading_comments {
            let mut kept = String::new();
            for line in comment.lines().filter(|line| !is_directive(line)) {
                kept.push_str(line);
                kept.push('\n');
            }
            *comment = kept;
        }
    }
}

fn is_directive(line: &str) -> bool {
    line.trim_start().starts_with('@')
}

impl Directives {
    fn read(comment: &str) -> anyhow::Result<Self> {
        let mut directives = Self::default();
        for line in comment.lines().filter(|line| is_directive(line)) {
            match line.trim().split_once(' ').unwrap_or((line.trim(), "")) {
                ("@client", "") => directives.client = true,
                ("@server", "") => directives.server = true,
                ("@max", "frame") => directives.max = Some(Max::Frame),
                ("@max", number) => {
                    let number = number
                        .parse()
                        .with_context(|| format!("`{line}` is not a number"))?;
                    directives.max = Some(Max::Of(number));
                }
                _ => bail!("`{line}` is nothing this generator knows"),
            }
        }
        Ok(directives)
    }
}

impl SchemaFile {
    fn read(file: &FileDescriptorProto) -> anyhow::Result<Self> {
        let comments = Comments::read(
            file.source_code_info
                .as_ref()
                .context("source info was asked for")?,
        );
        let mut items = Vec::new();
        for (index, message) in file.message_type.iter().enumerate() {
            let path = [4, index as i32];
            items.push((
                comments.line(&path),
                Item::Message(MessageType::read(message, &comments, &path)?),
            ));
        }
        for (index, item) in file.enum_type.iter().enumerate() {
            let path = [5, index as i32];
            items.push((
                comments.line(&path),
                Item::Enum(EnumType::read(item, &comments, &path)),
            ));
        }
        items.sort_by_key(|(line, _)| *line);
        Ok(Self {
            name: file.name().to_owned(),
            comment: comments.text(&[12]),
            items: items.into_iter().map(|(_, item)| item).collect(),
        })
    }
}

impl MessageType {
    fn read(message: &DescriptorProto, comments: &Comments, path: &[i32]) -> anyhow::Result<Self> {
        if !message.nested_type.is_empty() || !message.enum_type.is_empty() {
            bail!(
                "{}: nested types are not used in this protocol",
                message.name()
            );
        }
        let fields = message.field.iter().enumerate().map(|(index, field)| {
            // The compiler wraps an `optional` field into a choice of one.
            let choice = field
                .oneof_index
                .filter(|_| !field.proto3_optional())
                .map(|choice| message.oneof_decl[choice as usize].name().to_owned());
            Field::read(
                field,
                &comments.text(&[path, &[2, index as i32]].concat()),
                choice,
            )
        });
        Ok(Self {
            name: message.name().to_owned(),
            comment: comments.text(path),
            fields: fields.collect::<anyhow::Result<_>>()?,
        })
    }
}

impl Field {
    fn read(
        field: &FieldDescriptorProto,
        comment: &str,
        choice: Option<String>,
    ) -> anyhow::Result<Self> {
        let directives = Directives::read(comment)
            .with_context(|| format!("the comment of {}", field.name()))?;
        let words: Vec<&str> = comment.lines().filter(|line| !is_directive(line)).collect();
        let comment = words.join("\n");
        let type_name = || {
            field
                .type_name()
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let kind = match field.r#type() {
            Type::Bool => FieldKind::Bool,
            Type::String => FieldKind::Text,
            Type::Int32 => FieldKind::Int32("int32"),
            Type::Uint32 => FieldKind::Int32("uint32"),
            Type::Int64 => FieldKind::Int64("int64"),
            Type::Uint64 => FieldKind::Int64("uint64"),
            Type::Message => FieldKind::Message(type_name()),
            Type::Enum => FieldKind::Enum(type_name()),
            other => bail!("{}: {other:?} is not used in this protocol", field.name()),
        };
        Ok(Self {
            name: field.name().to_owned(),
            json_name: json_name(field.name()),
            number: field.number(),
            comment,
            kind,
            repeated: field.label() == Label::Repeated,
            has_presence: field.proto3_optional(),
            choice,
            directives,
        })
    }
}

impl EnumType {
    fn read(item: &EnumDescriptorProto, comments: &Comments, path: &[i32]) -> Self {
        let values = item
            .value
            .iter()
            .enumerate()
            .map(|(index, value)| EnumValue {
                name: value.name().to_owned(),
                number: value.number(),
                comment: comments.text(&[path, &[2, index as i32]].concat()),
            });
        Self {
            name: item.name().to_owned(),
            comment: comments.text(path),
            values: values.collect(),
        }
    }
}

/// Name of a field in canonical proto3 JSON.
fn json_name(name: &str) -> String {
    let mut parts = name.split('_');
    let mut json = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut characters = part.chars();
        json.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(characters.as_str());
    }
    json
}

/// Comments and lines by descriptor path.
struct Comments {
    by_path: HashMap<Vec<i32>, (i32, String)>,
}

impl Comments {
    fn read(info: &SourceCodeInfo) -> Self {
        let by_path = info.location.iter().map(|location| {
            let text = location
                .leading_comments()
                .lines()
                .map(str::trim)
                .collect::<Vec<_>>()
                .join("\n");
            let line = location.span.first().copied().unwrap_or_default();
            (location.path.clone(), (line, text.trim().to_owned()))
        });
        Self {
            by_path: by_path.collect(),
        }
    }

    fn text(&self, path: &[i32]) -> String {
        self.by_path
            .get(path)
            .map(|(_, text)| text.clone())
            .unwrap_or_default()
    }

    fn line(&self, path: &[i32]) -> i32 {
        self.by_path.get(path).map_or(i32::MAX, |(line, _)| *line)
    }
}
