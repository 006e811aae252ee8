//! The kinds of content, one file each.

mod custom;
mod location;
mod system;
mod text;

pub use custom::Custom;
pub use location::Location;
pub use system::{SystemEvent, SystemEventKind};
pub use text::Text;
