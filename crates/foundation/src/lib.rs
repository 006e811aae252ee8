//! What every other crate stands on: ids, clock, addresses, error kinds, limits, characters, tasks, pauses, room, units of work and stopping. Knows no business.

pub mod address;
pub mod backoff;
pub mod clock;
pub mod error;
pub mod ids;
pub mod lifecycle;
pub mod limits;
pub mod recent;
pub mod rooms;
pub mod runtime;
pub mod stamp;
pub mod text;
pub mod unit;

pub use backoff::Backoff;
pub use clock::{Clock, ManualClock, SteadyClock, SystemClock};
pub use error::{StoreError, StoreErrorKind};
pub use ids::{
    AppId, BirthId, ClientMsgId, ConsultationId, ConversationId, DeviceId, IdError, Seq, SessionId,
    TeamId, Uid, UserKey,
};
pub use limits::Limits;
pub use stamp::Stamp;
pub use unit::{Fact, Lock, Unit, record};
