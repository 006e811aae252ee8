//! Sessions of visitors on a site: anonymous ones that come back, and ones that the business vouches for.

use skein_foundation::{StoreError, UserKey};
use thiserror::Error;

use super::{Identity, IssuedToken};
use crate::model::{
    App, DisplayName, IdentityMode, Locale, Origin, Role, SecretText, Site, SiteKey, Traits, User,
    UserKind, UserPatch, is_visitor_uid,
};
use crate::rules::tokens::{self, Issue, LEEWAY_MS, Refusal, VerifiedIdentity};
use crate::rules::{new_visitor_uid, visitor_name};

const SESSION_TTL_S: u32 = 3_600;
/// An anonymous visitor who stays away longer is a new one.
const VISITOR_TTL_S: i64 = 180 * 24 * 3_600;
/// A visitor who opens many pages is not written down at each.
const TOUCH_EVERY_MS: i64 = 60_000;

#[derive(Debug, Error)]
pub enum VisitorError {
    #[error("there is no such site")]
    UnknownSite,
    #[error("this origin is not allowed to use the site")]
    OriginNotAllowed,
    #[error("the site admits only visitors with an identity token")]
    IdentityRequired,
    /// Silence would let a business believe that its customers are recognised.
    #[error("the site takes no identity tokens")]
    IdentityNotAccepted,
    #[error("the identity token has expired")]
    IdentityExpired,
    #[error("the identity token is not valid")]
    IdentityInvalid,
    #[error("the identity token was used already")]
    IdentityTokenReplayed,
    /// An identity token can make somebody a customer, never an agent or a bot.
    #[error("the identity token names a user that is not a customer")]
    NotACustomer,
    #[error("the user is disabled")]
    Disabled,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a widget says to get a session.
#[derive(Debug, Clone, Copy)]
pub struct OpenVisitorSession<'a> {
    pub site_key: &'a SiteKey,
    pub origin: Option<&'a Origin>,
    /// From an earlier session: brings the same anonymous visitor back. One that no longer holds is ignored.
    pub visitor_token: Option<&'a str>,
    /// From the business: says who the visitor is, and wins over the visitor token.
    pub identity_token: Option<&'a str>,
    pub locale: Option<&'a Locale>,
}

#[derive(Debug)]
pub struct VisitorSession {
    pub user: User,
    pub token: IssuedToken,
    /// For the next visit. `None` for a verified visitor, who comes back by identity token only.
    pub visitor_token: Option<SecretText>,
}

impl Identity {
    pub async fn open_visitor_session(
        &self,
        request: OpenVisitorSession<'_>,
    ) -> Result<VisitorSession, VisitorError> {
        let site = self
            .ports
            .apps
            .find_site(request.site_key)
            .await?
            .ok_or(VisitorError::UnknownSite)?;
        if !site.allows(request.origin) {
            return Err(VisitorError::OriginNotAllowed);
        }
        let app = self
            .ports
            .apps
            .find_app(&site.app)
            .await?
            .ok_or(VisitorError::UnknownSite)?;
        match (request.identity_token, site.identity_mode) {
            (Some(_), IdentityMode::Anonymous) => Err(VisitorError::IdentityNotAccepted),
            (None, IdentityMode::VerifiedOnly) => Err(VisitorError::IdentityRequired),
            (Some(token), _) => {
                let user = self
                    .admit_identified(&app, &site, token, request.locale)
                    .await?;
                let token = self.issue_token(&app, &user, SESSION_TTL_S);
                Ok(VisitorSession {
                    user,
                    token,
                    visitor_token: None,
                })
            }
            (None, _) => {
                let user = self
                    .admit_anonymous(&app, request.visitor_token, request.locale)
                    .await?;
                let token = self.issue_token(&app, &user, SESSION_TTL_S);
                let visitor_token = Some(self.issue_visitor_token(&app, &user));
                Ok(VisitorSession {
                    user,
                    token,
                    visitor_token,
                })
            }
        }
    }

    async fn admit_identified(
        &self,
        app: &App,
        site: &Site,
        token: &str,
        locale: Option<&Locale>,
    ) -> Result<User, VisitorError> {
        let now_ms = self.now_ms();
        let identity =
            tokens::verify_identity_token(token, &app.secrets, &app.id, &site.key, now_ms)
                .map_err(|refusal| match refusal {
                    Refusal::Expired => VisitorError::IdentityExpired,
                    Refusal::NotYetValid | Refusal::Invalid => VisitorError::IdentityInvalid,
                })?;
        let patch = identity_patch(&identity, locale)?;
        // Else the business could be tricked into signing the uid of an anonymous visitor, whose token lives on.
        if is_visitor_uid(&identity.uid) {
            return Err(VisitorError::IdentityInvalid);
        }
        let key = UserKey::new(app.id.clone(), identity.uid.clone());
        let existing = self.ports.users.find_user(&key).await?;
        if let Some(user) = &existing {
            check_identified(user, &identity)?;
        }
        // The last thing that can be refused: a token that led to nothing may be used again.
        if let Some(token_id) = &identity.token_id {
            let kept_until_ms = identity.expires_at_ms + LEEWAY_MS;
            let proofs = &self.ports.proofs;
            if !proofs
                .use_token_once(&app.id, token_id, kept_until_ms, now_ms)
                .await?
            {
                return Err(VisitorError::IdentityTokenReplayed);
            }
        }
        if existing.is_none() {
            let user = patch.apply(new_customer(
                key.clone(),
                visitor_name(&key.uid, locale),
                now_ms,
            ));
            if self.ports.users.insert_user(&user).await? {
                return Ok(user);
            }
            // Somebody else made the user meanwhile, of whatever kind.
            let gone = || StoreError::conflict("a user came and went");
            check_customer(&self.ports.users.find_user(&key).await?.ok_or_else(gone)?)?;
        }
        self.ports.users.touch_user(&key, now_ms).await?;
        let patched = self.ports.users.patch_user(&key, &patch, now_ms).await?;
        let user = patched.ok_or_else(|| StoreError::conflict("a user came and went"))?;
        // The session belongs to what is stored now, which may be after a revocation.
        check_identified(&user, &identity)?;
        Ok(user)
    }

    async fn admit_anonymous(
        &self,
        app: &App,
        visitor_token: Option<&str>,
        locale: Option<&Locale>,
    ) -> Result<User, VisitorError> {
        let now_ms = self.now_ms();
        if let Some(user) = self.find_returning(app, visitor_token, now_ms).await? {
            if user.disabled {
                return Err(VisitorError::Disabled);
            }
            if now_ms - user.last_seen_at_ms >= TOUCH_EVERY_MS {
                self.ports.users.touch_user(&user.key, now_ms).await?;
            }
            return Ok(user);
        }
        let uid = new_visitor_uid();
        let name = visitor_name(&uid, locale);
        let mut user = new_customer(UserKey::new(app.id.clone(), uid), name, now_ms);
        user.locale = locale.cloned();
        if self.ports.users.insert_user(&user).await? {
            Ok(user)
        } else {
            Err(StoreError::conflict("two visitors drew the same uid").into())
        }
    }

    /// The anonymous visitor that the token was given to, unless it has lapsed or become somebody.
    async fn find_returning(
        &self,
        app: &App,
        visitor_token: Option<&str>,
        now_ms: i64,
    ) -> Result<Option<User>, StoreError> {
        let Some(token) = visitor_token else {
            return Ok(None);
        };
        let Ok(verified) = tokens::verify_visitor_token(token, &app.secrets, &app.id, now_ms)
        else {
            return Ok(None);
        };
        let key = UserKey::new(app.id.clone(), verified.uid);
        let user = self.ports.users.find_user(&key).await?;
        Ok(user.filter(|user| {
            user.is_anonymous() && verified.generation_ms >= user.tokens_valid_from_ms
        }))
    }

    fn issue_visitor_token(&self, app: &App, user: &User) -> SecretText {
        let now_ms = self.now_ms();
        let expires_at_s = now_ms / 1_000 + VISITOR_TTL_S;
        let issue = Issue {
            user,
            now_ms,
            expires_at_s,
        };
        tokens::issue_visitor_token(&app.secrets.current, issue)
    }
}

fn check_customer(user: &User) -> Result<(), VisitorError> {
    if user.kind != UserKind::Customer {
        return Err(VisitorError::NotACustomer);
    }
    if user.disabled {
        return Err(VisitorError::Disabled);
    }
    Ok(())
}

/// Whether the token may speak for the user as it is stored.
fn check_identified(user: &User, identity: &VerifiedIdentity) -> Result<(), VisitorError> {
    check_customer(user)?;
    if identity.issued_at_ms <= user.tokens_valid_from_ms {
        return Err(VisitorError::IdentityInvalid);
    }
    Ok(())
}

/// What the business says about the visitor, as far as it says anything.
fn identity_patch(
    identity: &VerifiedIdentity,
    locale: Option<&Locale>,
) -> Result<UserPatch, VisitorError> {
    let name = identity
        .name
        .as_deref()
        .map(DisplayName::parse)
        .transpose()
        .map_err(|_| VisitorError::IdentityInvalid)?;
    let traits = identity
        .traits
        .clone()
        .map(Traits::parse)
        .transpose()
        .map_err(|_| VisitorError::IdentityInvalid)?;
    Ok(UserPatch {
        name,
        traits,
        verified: Some(true),
        locale: locale.cloned(),
        ..UserPatch::default()
    })
}

fn new_customer(key: UserKey, name: DisplayName, now_ms: i64) -> User {
    User {
        key,
        kind: UserKind::Customer,
        role: Role::Customer,
        name,
        verified: false,
        traits: Traits::default(),
        locale: None,
        disabled: false,
        tokens_valid_from_ms: 0,
        created_at_ms: now_ms,
        last_seen_at_ms: now_ms,
    }
}
