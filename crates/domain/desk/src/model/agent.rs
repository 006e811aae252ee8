//! Agents: who serves, how much at one time, and whether they take more now.

use serde::{Deserialize, Serialize};
use skein_foundation::{AppId, Uid};

use super::DeskTime;

/// A user of the app who serves customers. The name belongs to the user, not to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub app: AppId,
    pub uid: Uid,
    pub status: AgentStatus,
    pub capacity: Capacity,
    /// Consultations assigned and not resolved. Kept in the transaction of every assignment and resolution.
    /// Above the capacity only when the capacity was lowered below it; nothing is taken away then.
    pub load: u32,
    /// Which assignment of the app was the agent's last: drawn from a counter, for clocks are set back. `None` before
    /// the first.
    pub last_assigned: Option<u64>,
    /// Since when the agent has no connection at all. `None` while there is one, and before the first.
    pub absence: Option<Absence>,
}

/// The last connection of an agent was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// For people.
    pub since_ms: i64,
    /// For the grace.
    pub since: DeskTime,
}

impl Agent {
    pub const fn has_room(&self) -> bool {
        self.load < self.capacity.get()
    }

    /// What others see: nobody is online or busy who has no connection.
    pub const fn shown_status(&self, is_connected: bool) -> AgentStatus {
        match self.status {
            AgentStatus::Online | AgentStatus::Busy if !is_connected => AgentStatus::Away,
            status => status,
        }
    }
}

/// What an agent says about being there. Being connected is another matter: see `Candidate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentStatus {
    /// Is given consultations, and may take them.
    Online,
    /// Is given none, but may take one from the queue.
    Busy,
    /// Is given none and takes none.
    Away,
    /// Is given none and takes none.
    Offline,
}

impl AgentStatus {
    pub const ALL: [Self; 4] = [Self::Online, Self::Busy, Self::Away, Self::Offline];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Busy => "busy",
            Self::Away => "away",
            Self::Offline => "offline",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether the agent may take the next of the queue by hand.
    pub const fn may_pick(self) -> bool {
        matches!(self, Self::Online | Self::Busy)
    }
}

/// Consultations an agent may serve at one time: 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capacity(u32);

/// A capacity outside 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a capacity is 1 to 100")]
pub struct BadCapacity;

impl Capacity {
    pub const fn new(count: u32) -> Result<Self, BadCapacity> {
        if count >= 1 && count <= 100 {
            Ok(Self(count))
        } else {
            Err(BadCapacity)
        }
    }

    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Capacity {
    fn default() -> Self {
        Self(5)
    }
}
