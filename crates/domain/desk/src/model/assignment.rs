//! Why an agent got a consultation: stored with it and shown.

use serde::{Deserialize, Serialize};

/// How a team shares its consultations out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Remembered relation first, then whoever serves the fewest.
    Even,
}

impl Strategy {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Even => "even",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        (text == Self::Even.as_str()).then_some(Self::Even)
    }
}

/// What decided between the candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRule {
    /// Served this customer last, is available and has room.
    LastAgent,
    /// Serves the fewest consultations.
    FewestConsultations,
    /// Several serve as few; was assigned something longest ago.
    LongestIdle,
    /// Took it from the head of the queue by hand.
    Picked,
}

impl AssignmentRule {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LastAgent => "last_agent",
            Self::FewestConsultations => "fewest_consultations",
            Self::LongestIdle => "longest_idle",
            Self::Picked => "picked",
        }
    }
}

/// The answer to "why this agent?", as it was at the moment of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentReason {
    pub strategy: Strategy,
    pub rule: AssignmentRule,
    /// What the agent served before this one.
    pub load: u32,
    pub capacity: u32,
    /// Agents who could have got it, the chosen one included.
    pub candidates: u32,
}
