//! What identity writes into the outbox in the transaction of a change.

use serde::{Deserialize, Serialize};
use skein_foundation::{Fact, Uid};

use super::{App, AppKeyId, Role, SignInId, SiteKey, User, UserKind};

/// Serialises as its payload alone; the kind stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum IdentityChange {
    AppCreated(AppCreated),
    UserCreated(UserChanged),
    /// Also of one who was deleted: as of somebody who was disabled.
    UserUpdated(UserChanged),
    TokensRevoked(TokensRevoked),
    /// The current secret is another, and the one before it still holds.
    SecretRotated(SecretChanged),
    /// Only the current secret holds.
    PreviousSecretDropped(SecretChanged),
    SiteChanged(SiteChanged),
    SiteDeleted(SiteChanged),
    AppKeyCreated(AppKeyChanged),
    AppKeyRevoked(AppKeyChanged),
    SetupCodeIssued(SetupCodeIssued),
    SignInBegun(SignInChanged),
    SignInEnded(SignInChanged),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppCreated {
    pub name: String,
}

/// A user after a change: what others show of it. Traits are read when needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserChanged {
    pub uid: Uid,
    pub kind: UserKind,
    pub role: Role,
    pub name: String,
    pub verified: bool,
    pub disabled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensRevoked {
    pub uid: Uid,
}

/// It is the app's that the change names; what it says is nobody's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretChanged {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteChanged {
    pub site_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppKeyChanged {
    pub key_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupCodeIssued {
    pub uid: Uid,
}

/// Of a user, in one browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInChanged {
    pub uid: Uid,
    pub sign_in_id: String,
}

impl Fact for IdentityChange {
    fn kind(&self) -> &'static str {
        match self {
            Self::AppCreated(_) => "app.created",
            Self::UserCreated(_) => "user.created",
            Self::UserUpdated(_) => "user.updated",
            Self::TokensRevoked(_) => "user.tokens_revoked",
            Self::SecretRotated(_) => "app.secret_rotated",
            Self::PreviousSecretDropped(_) => "app.previous_secret_dropped",
            Self::SiteChanged(_) => "site.changed",
            Self::SiteDeleted(_) => "site.deleted",
            Self::AppKeyCreated(_) => "app_key.created",
            Self::AppKeyRevoked(_) => "app_key.revoked",
            Self::SetupCodeIssued(_) => "user.setup_code_issued",
            Self::SignInBegun(_) => "sign_in.begun",
            Self::SignInEnded(_) => "sign_in.ended",
        }
    }
}

impl AppCreated {
    pub fn of(app: &App) -> Self {
        Self {
            name: app.name.to_string(),
        }
    }
}

impl SiteChanged {
    pub fn of(key: &SiteKey) -> Self {
        Self {
            site_key: key.to_string(),
        }
    }
}

impl AppKeyChanged {
    pub fn of(id: &AppKeyId) -> Self {
        Self {
            key_id: id.to_string(),
        }
    }
}

impl SignInChanged {
    pub fn of(uid: &Uid, id: &SignInId) -> Self {
        Self {
            uid: uid.clone(),
            sign_in_id: id.to_string(),
        }
    }
}

impl UserChanged {
    pub fn of(user: &User) -> Self {
        Self {
            uid: user.key.uid.clone(),
            kind: user.kind,
            role: user.role,
            name: user.name.to_string(),
            verified: user.verified,
            disabled: user.disabled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::fixtures::user;

    /// Whoever follows reads what versions before wrote.
    #[test]
    fn facts_are_spelled_as_ever() {
        let json = |change: &IdentityChange| {
            let payload = serde_json::to_string(change).unwrap();
            (change.kind(), payload)
        };
        let lin = UserChanged::of(&user("tour", "lin"));
        let told = r#"{"uid":"lin","kind":"agent","role":"supervisor","name":"林 小雁","verified":true,"disabled":false}"#;
        let created = json(&IdentityChange::UserCreated(lin.clone()));
        assert_eq!(created, ("user.created", told.to_owned()));
        let updated = json(&IdentityChange::UserUpdated(lin.clone()));
        assert_eq!(updated, ("user.updated", told.to_owned()));
        let revoked = json(&IdentityChange::TokensRevoked(TokensRevoked {
            uid: lin.uid,
        }));
        let told = r#"{"uid":"lin"}"#.to_owned();
        assert_eq!(revoked, ("user.tokens_revoked", told));
        let name = "Tour".to_owned();
        let app = json(&IdentityChange::AppCreated(AppCreated { name }));
        assert_eq!(app, ("app.created", r#"{"name":"Tour"}"#.to_owned()));
        for role in Role::ALL {
            let spelled = serde_json::to_value(role).unwrap();
            assert_eq!(spelled.as_str(), Some(role.name()));
        }
    }
}
