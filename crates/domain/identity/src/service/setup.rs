//! Setup codes: how somebody chooses a password without anybody else ever knowing one.

use skein_foundation::{StoreError, UserKey};
use thiserror::Error;

use super::commands::Redemption;
use super::passwords::PasswordFault;
use super::{Identity, SignedIn};
use crate::model::{
    AppSummary, DisplayName, NewPassword, SecretDigest, SecretText, SetupCode, User,
};
use crate::rules::tokens;

const CODE_TTL_MS: i64 = 7 * 24 * 3_600 * 1_000;
/// A code has 43 characters; what is longer is none.
const MAX_CODE_BYTES: usize = 128;

#[derive(Debug, Error)]
pub enum SetupError {
    /// Unknown, used, replaced or expired.
    #[error("the setup code is not valid or was used already")]
    InvalidCode,
    #[error("there is no such user")]
    UnknownUser,
    #[error("only agents and employees sign in with a password")]
    DoesNotSignIn,
    #[error("the user is disabled")]
    Disabled,
    /// More people sign in at this moment than can be checked.
    #[error("too many sign-ins at this moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PasswordFault> for SetupError {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Busy => Self::Busy,
            PasswordFault::Store(error) => Self::Store(error),
        }
    }
}

/// A code that was just made.
#[derive(Debug)]
pub struct NewSetupCode {
    /// Shown this once.
    pub code: SecretText,
    pub expires_at_ms: i64,
}

/// For whom a code is.
#[derive(Debug, Clone)]
pub struct SetupInvitation {
    pub app: AppSummary,
    pub user: User,
    pub expires_at_ms: i64,
}

impl Identity {
    /// Ends the code that was open for the user. The password, if there is one, holds until the new code is used.
    pub async fn create_setup_code(&self, key: &UserKey) -> Result<NewSetupCode, SetupError> {
        let user = self
            .ports
            .store
            .find_user(key)
            .await?
            .ok_or(SetupError::UnknownUser)?;
        if !user.kind.signs_in() {
            return Err(SetupError::DoesNotSignIn);
        }
        let code = SecretText::generate();
        let now_ms = self.now_ms();
        let expires_at_ms = now_ms + CODE_TTL_MS;
        let stored = SetupCode {
            user: key.clone(),
            code_digest: SecretDigest::of(code.expose()),
            created_at_ms: now_ms,
            expires_at_ms,
        };
        self.commands().put_setup_code(&stored).await?;
        Ok(NewSetupCode {
            code,
            expires_at_ms,
        })
    }

    pub async fn inspect_setup_code(&self, code: &str) -> Result<SetupInvitation, SetupError> {
        let found = self.find_open_code(code).await?;
        let user = self
            .ports
            .store
            .find_user(&found.user)
            .await?
            .ok_or(SetupError::InvalidCode)?;
        if user.disabled {
            return Err(SetupError::Disabled);
        }
        let app = self
            .ports
            .store
            .find_app(&user.key.app)
            .await?
            .ok_or(SetupError::InvalidCode)?;
        Ok(SetupInvitation {
            app: app.summary(),
            user,
            expires_at_ms: found.expires_at_ms,
        })
    }

    /// Works once: of two callers at once one gets the session.
    pub async fn redeem_setup_code(
        &self,
        code: &str,
        name: Option<&DisplayName>,
        password: &NewPassword,
    ) -> Result<SignedIn, SetupError> {
        // Looked up first, so that strangers can't make us hash.
        let invitation = self.inspect_setup_code(code).await?;
        let password_hash = self.passwords.hash(password).await?;
        let redemption = Redemption {
            code_digest: SecretDigest::of(code),
            password_hash: &password_hash,
            name,
            revocation: tokens::revocation(self.look()),
        };
        let user = self
            .commands()
            .redeem_setup_code(&redemption)
            .await?
            .ok_or(SetupError::InvalidCode)?;
        let app = self
            .ports
            .store
            .find_app(&invitation.app.id)
            .await?
            .ok_or(SetupError::InvalidCode)?;
        self.begin_sign_in(&app, user)
            .await?
            .ok_or(SetupError::InvalidCode)
    }

    async fn find_open_code(&self, code: &str) -> Result<SetupCode, SetupError> {
        if code.len() > MAX_CODE_BYTES {
            return Err(SetupError::InvalidCode);
        }
        let moment = self.look();
        self.ports
            .store
            .find_setup_code(&SecretDigest::of(code))
            .await?
            .filter(|found| moment.end_of(found.created_at_ms, found.expires_at_ms) > moment.now_ms)
            .ok_or(SetupError::InvalidCode)
    }
}
