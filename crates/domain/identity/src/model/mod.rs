//! What identity is about. Whatever comes from outside is one of these before anything else happens to it.

mod app;
mod app_key;
mod change;
mod principal;
mod secret;
mod setup_code;
mod sign_in;
mod site;
mod text;
mod user;

pub use app::{App, AppSummary, TokenSecret, TokenSecrets};
pub use app_key::{AppKey, AppKeyId, AppKeyText};
pub use change::{
    AppCreated, AppKeyChanged, IdentityChange, SecretChanged, SetupCodeIssued, SignInChanged,
    SiteChanged, TokensRevoked, UserChanged,
};
pub use principal::{AppPrincipal, Principal, Standing};
pub use secret::{SecretDigest, SecretText};
pub use setup_code::SetupCode;
pub use sign_in::{SignInId, SignInSession};
pub use site::{
    Accent, AllowedOrigins, IdentityMode, LocalisedText, Origin, Site, SiteKey, SitePatch,
};
pub use text::{DisplayName, Locale, NewPassword, PasswordError};
pub use user::{
    ChangedUser, ChangesFrom, Deletion, Revocation, Role, Traits, TraitsError, User, UserChanges,
    UserFilter, UserKind, UserPatch,
};

pub(crate) use secret::random_text;
pub(crate) use user::{VISITOR_PREFIX, is_visitor_uid};
