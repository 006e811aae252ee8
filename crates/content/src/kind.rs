//! What each kind of content has to say about itself.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use skein_foundation::Limits;

use crate::shape::Shape;

/// A kind of content.
pub trait Kind: Sized {
    /// Its number in the log, never used for another kind.
    const TAG: u8;
    /// Texts that its row in the log is made of. Rows are passed over by this number, so it can't change; a new kind takes
    /// one and writes it as JSON, to which fields can be added.
    const PARTS: usize = 1;
    /// How the facade shows it.
    const SHOWN: Shape;

    /// As clients read it.
    type Wire;
    /// As business servers read it.
    type Shown: Serialize + std::fmt::Debug;

    fn to_wire(&self) -> Self::Wire;

    fn to_shown(&self) -> Self::Shown;

    /// What the beginning is shown of in a list; `None` for what is not said by anybody.
    fn preview(&self) -> Option<Cow<'_, str>>;

    /// What it holds in memory beside itself.
    fn held_bytes(&self) -> usize;

    /// At most what it takes in JSON, the longer of the formats, names of fields included if they are many.
    fn json_bytes(&self) -> usize;

    /// Gives [`PARTS`](Self::PARTS) texts.
    fn store(&self, put: &mut dyn FnMut(&str));

    /// From as many texts as [`PARTS`](Self::PARTS) says.
    fn restore(parts: &[&str]) -> Result<Self, UnknownContent>;
}

/// A kind that clients and business servers may send.
pub trait Sendable: Kind {
    /// How the facade takes it.
    const DRAFT: Shape;

    /// As business servers write it: nothing is checked yet.
    type Draft: DeserializeOwned + Into<Self::Wire> + std::fmt::Debug;

    /// The checks of all doors.
    fn parse(said: Self::Wire, limits: &Limits) -> Result<Self, Refused>;
}

/// Why something is not said. The text is for developers and names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    TooLarge(String),
}

/// A row of the log holds no content that this version knows; says of which kind it should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a {0} that this version knows")]
pub struct UnknownContent(pub &'static str);
