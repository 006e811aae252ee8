//! Sessions of visitors on a site: anonymous ones that come back, and ones that the business vouches for.

use skein_foundation::{StoreError, UserKey};
use thiserror::Error;

use super::{Identity, IssuedToken};
use crate::model::{
    App, DisplayName, IdentityMode, Locale, Origin, Revocation, Role, SecretText, Site, SiteKey,
    Standing, Traits, User, UserKind, UserPatch, is_visitor_uid,
};
use crate::rules::tokens::{
    self, Issue, LEEWAY_MS, MAX_IDENTITY_TTL_MS, Refusal, VerifiedIdentity,
};
use crate::rules::{Moment, new_visitor_uid, visitor_name};

const SESSION_TTL_S: i64 = 3_600;
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
    #[error("the identity token {0}")]
    IdentityRefused(Refusal),
    /// What the token says of the user can't be kept.
    #[error("the {0} in the identity token is not valid")]
    BadClaim(&'static str),
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
        let moment = self.look();
        let now_ms = moment.now_ms;
        let identity =
            tokens::verify_identity_token(token, &app.secrets, &app.id, &site.key, moment)
                .map_err(VisitorError::IdentityRefused)?;
        let patch = identity_patch(&identity, locale)?;
        // Else the business could be tricked into signing the uid of an anonymous visitor, whose token lives on.
        if is_visitor_uid(&identity.uid) {
            return Err(VisitorError::BadClaim("sub"));
        }
        let key = UserKey::new(app.id.clone(), identity.uid.clone());
        let existing = self.ports.users.find_user(&key).await?;
        if let Some(user) = &existing {
            check_identified(user, &identity, moment)?;
            self.note_revocation_right(user, moment).await?;
        }
        // The last thing that can be refused: a token that led to nothing may be used again.
        if let Some(token_id) = &identity.token_id {
            let kept_until_ms = identity.expires_at_ms + LEEWAY_MS;
            let proofs = &self.ports.proofs;
            if !proofs
                .use_token_once(&app.id, token_id, kept_until_ms, forget_before_ms(moment))
                .await?
            {
                return Err(VisitorError::IdentityRefused(Refusal::UsedBefore));
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
        check_identified(&user, &identity, moment)?;
        Ok(user)
    }

    async fn admit_anonymous(
        &self,
        app: &App,
        visitor_token: Option<&str>,
        locale: Option<&Locale>,
    ) -> Result<User, VisitorError> {
        let moment = self.look();
        let now_ms = moment.now_ms;
        if let Some(user) = self.find_returning(app, visitor_token, moment).await? {
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
        moment: Moment,
    ) -> Result<Option<User>, StoreError> {
        let Some(token) = visitor_token else {
            return Ok(None);
        };
        let Ok(verified) = tokens::verify_visitor_token(token, &app.secrets, &app.id, moment)
        else {
            return Ok(None);
        };
        let key = UserKey::new(app.id.clone(), verified.uid);
        let user = self.ports.users.find_user(&key).await?;
        Ok(user.filter(|user| {
            // Blocked before withdrawn: who is not allowed is not taken for somebody unknown.
            user.is_anonymous()
                && (user.disabled || !tokens::is_withdrawn(user, verified.standing, moment))
        }))
    }

    fn issue_visitor_token(&self, app: &App, user: &User) -> SecretText {
        let now_ms = self.now_ms();
        let expires_at_s = now_ms / 1_000 + VISITOR_TTL_S;
        let issue = Issue {
            user,
            sign_in: None,
            now_ms,
            expires_at_s,
        };
        tokens::issue_visitor_token(&app.secrets.current, issue)
    }
}

/// Which used token ids can be forgotten. While the clock may have been set lately none: when it is set back, they would
/// work again. What was used longer ago than tokens live by a clock that nobody sets has expired in any case.
fn forget_before_ms(moment: Moment) -> i64 {
    if moment.even_for_ms > MAX_IDENTITY_TTL_MS + 2 * LEEWAY_MS {
        moment.now_ms
    } else {
        i64::MIN
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
fn check_identified(
    user: &User,
    identity: &VerifiedIdentity,
    moment: Moment,
) -> Result<(), VisitorError> {
    check_customer(user)?;
    let standing = Standing::SignedAt(identity.issued_at_ms);
    if tokens::is_withdrawn(user, standing, moment) {
        return Err(VisitorError::IdentityRefused(Refusal::Revoked));
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
        .map_err(|_| VisitorError::BadClaim("name"))?;
    let traits = identity
        .traits
        .clone()
        .map(Traits::parse)
        .transpose()
        .map_err(|_| VisitorError::BadClaim("traits"))?;
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
        token_generation: 0,
        revocation: Revocation::default(),
        created_at_ms: now_ms,
        last_seen_at_ms: now_ms,
    }
}
