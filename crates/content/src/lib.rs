//! What a message says: one file for each kind, which owns its limits, its size, its preview, its row in the log and its looks.
//!
//! | who | gets it by |
//! | --- | --- |
//! | doors | [`Content::parse`], the only way from what a client says to what is stored; the facade's bodies are [`Draft`]s first |
//! | members' clients | [`Content::to_wire`] |
//! | business servers | [`Content::to_shown`], described by [`bodies`] |
//! | the desk's lists | [`Content::preview`] |
//! | the log | [`Content::store`] and [`Content::restore`]: a tag and texts, of which it knows no more |
//!
//! Nobody outside of this crate matches on kinds to measure, to store, to check or to shape. `registry` holds the list of
//! them; a kind is a file in `kinds` and its line there.

mod carried;
mod characters;
mod generated;
mod kind;
mod kinds;
mod registry;
mod shape;

pub use generated::types as wire;
pub use kind::{Kind, Refused, Sendable, UnknownContent};
pub use kinds::{Custom, Location, SystemEvent, SystemEventKind, Text};
pub use registry::{Content, Draft, MAX_PARTS, Shown, bodies, parts_of};
pub use shape::{Body, Characters, Field, FieldShape, Shape};
