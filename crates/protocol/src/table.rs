//! What the generated table says about each field: by it JSON is read and written, and frames are bounded before they are built.

/// A message type and its fields, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) number: u32,
    /// As `.proto` writes it, which canonical JSON takes too.
    pub(crate) name: &'static str,
    pub(crate) json_name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) repeated: bool,
    /// One of a `oneof`: at most one of them is given. No message of this protocol has two.
    pub(crate) choice: bool,
    /// Clients may fill it in.
    pub(crate) from_clients: bool,
    /// Entries of a list, or bytes of a text, that a server takes.
    pub(crate) max: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Bool,
    Text,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Enum(&'static Enum),
    Message(&'static Message),
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) values: &'static [(i32, &'static str)],
}

impl Message {
    /// With its place in the list.
    pub(crate) fn find_by_number(&self, number: u32) -> Option<(usize, &'static Field)> {
        let place = self
            .fields
            .iter()
            .position(|field| field.number == number)?;
        Some((place, &self.fields[place]))
    }

    pub(crate) fn find_by_name(&self, name: &str) -> Option<(usize, &'static Field)> {
        let place = self
            .fields
            .iter()
            .position(|field| field.json_name == name || field.name == name)?;
        Some((place, &self.fields[place]))
    }
}

impl Enum {
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        let mut values = self.values.iter();
        values.find(|value| value.1 == name).map(|value| value.0)
    }

    pub(crate) fn name(&self, number: i32) -> Option<&'static str> {
        let mut values = self.values.iter();
        values.find(|value| value.0 == number).map(|value| value.1)
    }
}
