//! Sessions of visitors on a site: anonymous ones that come back, and ones that the business vouches for.

use std::net::IpAddr;

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
    /// Somebody at this address was disabled a while ago, and this may be the same one under another name.
    #[error("no new visitors are taken from here for a while")]
    Blocked,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a widget says to get a session.
#[derive(Debug, Clone, Copy)]
pub struct OpenVisitorSession<'a> {
    pub site_key: &'a SiteKey,
    pub origin: Option<&'a Origin>,
    pub address: IpAddr,
    /// From an earlier session: brings the same anonymous visitor back. One that no longer holds is ignored.
    pub visitor_token: Option<&'a str>,
    /// From the business: says who the visitor is, and wins over the visitor token.
    pub identity_token: Option<&'a str>,
    pub locale: Option<&'a Locale>,
}

/// A visitor who was looked at and is not let in yet. Nothing was written so far, so that it can be decided first at whose
/// expense it is.
#[derive(Debug)]
pub struct Arrival {
    app: App,
    address: IpAddr,
    locale: Option<Locale>,
    who: Who,
    previous: Option<UserKey>,
}

#[derive(Debug)]
enum Who {
    Identified(Box<Identified>),
    Returning(Box<User>),
    Stranger,
}

#[derive(Debug)]
struct Identified {
    key: UserKey,
    identity: VerifiedIdentity,
    patch: UserPatch,
    existing: Option<User>,
}

impl Arrival {
    /// Who this is, as far as that was proved.
    pub fn person(&self) -> Option<&UserKey> {
        match &self.who {
            Who::Identified(identified) => Some(&identified.key),
            Who::Returning(user) => Some(&user.key),
            Who::Stranger => None,
        }
    }
}

#[derive(Debug)]
pub struct VisitorSession {
    pub user: User,
    pub token: IssuedToken,
    /// For the next visit. `None` for a verified visitor, who comes back by identity token only.
    pub visitor_token: Option<SecretText>,
    /// Of a verified visitor: the anonymous one that the same browser was before, if it showed its visitor token.
    pub previous: Option<UserKey>,
}

impl Identity {
    /// Both steps at once, for who limits nothing.
    pub async fn open_visitor_session(
        &self,
        request: OpenVisitorSession<'_>,
    ) -> Result<VisitorSession, VisitorError> {
        let arrival = self.recognise_visitor(request).await?;
        self.admit_visitor(arrival).await
    }

    /// Finds out who comes, without writing anything.
    pub async fn recognise_visitor(
        &self,
        request: OpenVisitorSession<'_>,
    ) -> Result<Arrival, VisitorError> {
        let site = self
            .ports
            .store
            .find_site(request.site_key)
            .await?
            .ok_or(VisitorError::UnknownSite)?;
        if !site.allows(request.origin) {
            return Err(VisitorError::OriginNotAllowed);
        }
        let app = self
            .ports
            .store
            .find_app(&site.app)
            .await?
            .ok_or(VisitorError::UnknownSite)?;
        let moment = self.look();
        let returning = self
            .find_returning(&app, request.visitor_token, moment)
            .await?;
        let mut previous = None;
        let who = match (request.identity_token, site.identity_mode) {
            (Some(_), IdentityMode::Anonymous) => return Err(VisitorError::IdentityNotAccepted),
            (None, IdentityMode::VerifiedOnly) => return Err(VisitorError::IdentityRequired),
            (Some(token), _) => {
                previous = returning.filter(|user| !user.disabled).map(|user| user.key);
                let found = self
                    .recognise_identified(&app, &site, token, request)
                    .await?;
                Who::Identified(Box::new(found))
            }
            (None, _) => match returning {
                Some(user) if user.disabled => {
                    return Err(self.turned_away(&user.key, request.address, moment));
                }
                Some(user) => Who::Returning(Box::new(user)),
                None if self
                    .visitor_blocks
                    .is_blocked(&app.id, request.address, moment.now_ms) =>
                {
                    return Err(VisitorError::Blocked);
                }
                None => Who::Stranger,
            },
        };
        Ok(Arrival {
            app,
            address: request.address,
            locale: request.locale.cloned(),
            who,
            previous,
        })
    }

    /// Lets the visitor in.
    pub async fn admit_visitor(&self, arrival: Arrival) -> Result<VisitorSession, VisitorError> {
        let Arrival {
            app,
            address,
            locale,
            who,
            previous,
        } = arrival;
        let (user, is_verified) = match who {
            Who::Identified(identified) => {
                let user = self
                    .admit_identified(&app, *identified, locale.as_ref())
                    .await?;
                (user, true)
            }
            Who::Returning(user) => {
                self.note_visit(&user).await?;
                (*user, false)
            }
            Who::Stranger => (self.admit_stranger(&app, locale).await?, false),
        };
        self.visitor_blocks.seen(&user.key, address);
        Ok(VisitorSession {
            token: self.issue_token(&app, &user, SESSION_TTL_S),
            visitor_token: (!is_verified).then(|| self.issue_visitor_token(&app, &user)),
            user,
            previous,
        })
    }

    async fn recognise_identified(
        &self,
        app: &App,
        site: &Site,
        token: &str,
        request: OpenVisitorSession<'_>,
    ) -> Result<Identified, VisitorError> {
        let moment = self.look();
        let identity =
            tokens::verify_identity_token(token, &app.secrets, &app.id, &site.key, moment)
                .map_err(VisitorError::IdentityRefused)?;
        let patch = identity_patch(&identity, request.locale)?;
        // Else the business could be tricked into signing the uid of an anonymous visitor, whose token lives on.
        if is_visitor_uid(&identity.uid) {
            return Err(VisitorError::BadClaim("sub"));
        }
        let key = UserKey::new(app.id.clone(), identity.uid.clone());
        let existing = self.ports.store.find_user(&key).await?;
        if let Some(user) = &existing {
            check_customer(user)?;
            if user.disabled {
                return Err(self.turned_away(&key, request.address, moment));
            }
            check_identified(user, &identity, moment)?;
            self.note_revocation_right(user, moment).await?;
        }
        Ok(Identified {
            key,
            identity,
            patch,
            existing,
        })
    }

    fn turned_away(&self, user: &UserKey, address: IpAddr, moment: Moment) -> VisitorError {
        self.visitor_blocks.showed_up(user, address, moment.now_ms);
        VisitorError::Disabled
    }

    /// Writes what changed and nothing else: one token, shown again and again, must not keep the store busy.
    async fn admit_identified(
        &self,
        app: &App,
        identified: Identified,
        locale: Option<&Locale>,
    ) -> Result<User, VisitorError> {
        let Identified {
            key,
            identity,
            patch,
            existing,
        } = identified;
        let moment = self.look();
        let now_ms = moment.now_ms;
        // The last thing that can be refused: a token that led to nothing may be used again.
        if let Some(token_id) = &identity.token_id {
            let kept_until_ms = identity.expires_at_ms + LEEWAY_MS;
            if !self
                .commands()
                .use_token_once(&app.id, token_id, kept_until_ms, forget_before_ms(moment))
                .await?
            {
                return Err(VisitorError::IdentityRefused(Refusal::UsedBefore));
            }
        }
        let gone = || StoreError::conflict("a user came and went");
        let user = if let Some(user) = existing {
            user
        } else {
            let name = visitor_name(&key.uid, locale);
            let user = patch.apply(new_customer(key.clone(), name, now_ms));
            if self.commands().create_user(&user).await? {
                return Ok(user);
            }
            // Somebody else made the user meanwhile, of whatever kind.
            self.ports.store.find_user(&key).await?.ok_or_else(gone)?
        };
        check_identified(&user, &identity, moment)?;
        self.note_visit(&user).await?;
        if patch.apply(user.clone()) == user {
            return Ok(user);
        }
        let patched = self.commands().patch_user(&key, &patch, now_ms).await?;
        let user = patched.ok_or_else(gone)?;
        // The session belongs to what is stored now, which may be after a revocation.
        check_identified(&user, &identity, moment)?;
        Ok(user)
    }

    async fn admit_stranger(
        &self,
        app: &App,
        locale: Option<Locale>,
    ) -> Result<User, VisitorError> {
        let uid = new_visitor_uid();
        let name = visitor_name(&uid, locale.as_ref());
        let mut user = new_customer(UserKey::new(app.id.clone(), uid), name, self.now_ms());
        user.locale = locale;
        if self.commands().create_user(&user).await? {
            Ok(user)
        } else {
            Err(StoreError::conflict("two visitors drew the same uid").into())
        }
    }

    async fn note_visit(&self, user: &User) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        // Whichever way the clock was set meanwhile.
        if (now_ms - user.last_seen_at_ms).abs() >= TOUCH_EVERY_MS {
            self.ports.store.touch_user(&user.key, now_ms).await?;
        }
        Ok(())
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
        let user = self.ports.store.find_user(&key).await?;
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
    if user.kind == UserKind::Customer {
        Ok(())
    } else {
        Err(VisitorError::NotACustomer)
    }
}

/// Whether the token may speak for the user as it is stored.
fn check_identified(
    user: &User,
    identity: &VerifiedIdentity,
    moment: Moment,
) -> Result<(), VisitorError> {
    check_customer(user)?;
    if user.disabled {
        return Err(VisitorError::Disabled);
    }
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
