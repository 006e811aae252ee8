//! Teams: agents who share a queue and rules.

use skein_foundation::text::parse_name;
use skein_foundation::{AppId, IdError, TeamId};

use super::{Invalid, Strategy};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub app: AppId,
    pub id: TeamId,
    pub name: TeamName,
    pub strategy: Strategy,
    /// The customer's silence after the agent's last message that ends a consultation.
    pub silence_resolve_s: u32,
    /// Within how long a customer's message is to be answered.
    pub response_target_s: u32,
    /// Takes what no rule sends elsewhere. Exactly one per app.
    pub is_default: bool,
    /// Kept for what was answered in it; nothing opens in it, nobody is in it, and no list has it.
    pub is_deleted: bool,
}

impl Team {
    pub fn silence_resolve_ms(&self) -> i64 {
        i64::from(self.silence_resolve_s) * 1_000
    }

    pub fn response_target_ms(&self) -> i64 {
        i64::from(self.response_target_s) * 1_000
    }
}

/// A label of 1 to 64 characters, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TeamName(String);

impl TeamName {
    pub const MAX_CHARS: usize = 64;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let parsed = parse_name(text, Self::MAX_CHARS).map_err(|error| match error {
            IdError::Empty => "is empty",
            _ => "is longer than 64 characters or holds one that is not seen",
        });
        parsed.map(Self).map_err(|problem| Invalid {
            field: "name",
            problem,
        })
    }

    /// One that was taken before, whatever the rules have become since.
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What may be changed about a team; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamSettings {
    pub name: Option<TeamName>,
    silence_resolve_s: Option<u32>,
    response_target_s: Option<u32>,
}

impl TeamSettings {
    pub const DEFAULT_SILENCE_RESOLVE_S: u32 = 600;
    pub const DEFAULT_RESPONSE_TARGET_S: u32 = 60;

    pub fn parse(
        name: Option<&str>,
        silence_resolve_s: Option<u32>,
        response_target_s: Option<u32>,
    ) -> Result<Self, Invalid> {
        if silence_resolve_s.is_some_and(|seconds| !(30..=86_400).contains(&seconds)) {
            return Err(Invalid {
                field: "silenceResolveS",
                problem: "is not 30 to 86400",
            });
        }
        if response_target_s.is_some_and(|seconds| !(5..=86_400).contains(&seconds)) {
            return Err(Invalid {
                field: "responseTargetS",
                problem: "is not 5 to 86400",
            });
        }
        Ok(Self {
            name: name.map(TeamName::parse).transpose()?,
            silence_resolve_s,
            response_target_s,
        })
    }

    pub fn apply(&self, team: Team) -> Team {
        Team {
            name: self.name.clone().unwrap_or(team.name),
            silence_resolve_s: self.silence_resolve_s.unwrap_or(team.silence_resolve_s),
            response_target_s: self.response_target_s.unwrap_or(team.response_target_s),
            ..team
        }
    }
}
