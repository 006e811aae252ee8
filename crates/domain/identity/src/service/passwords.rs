//! Hashing and comparing passwords with Argon2id, off the async threads and in bounded memory.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use skein_foundation::StoreError;
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::model::{NewPassword, random_text};

/// Hashes under way at one time. Each takes 19 MiB and a core for some tens of milliseconds.
const WORKERS: usize = 2;
/// Callers that wait for a worker; those beyond are turned away at once.
const MAX_WAITING: usize = 64;
const MAX_WAIT: Duration = Duration::from_secs(5);

#[derive(Debug, Error)]
pub(super) enum PasswordFault {
    #[error("too many passwords are being checked")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where passwords are hashed. The parameters are those of the `argon2` crate: Argon2id, 19 MiB, 2 passes, 1 lane
/// (OWASP's first choice); each hash names its own, so they can be raised later.
pub(super) struct PasswordWorkshop {
    workers: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// The hash of a password that nobody knows: what unknown users are compared with, so that they take as long.
    nobodys_hash: Arc<str>,
}

impl PasswordWorkshop {
    pub(super) fn new() -> Self {
        let password = random_text::<32>();
        let nobodys_hash = hash(&password).expect("the default parameters hash any text");
        Self {
            workers: Arc::new(Semaphore::new(WORKERS)),
            places: Arc::new(Semaphore::new(WORKERS + MAX_WAITING)),
            nobodys_hash: nobodys_hash.into(),
        }
    }

    /// The hash of a new password, in the PHC string format.
    pub(super) async fn hash(&self, password: &NewPassword) -> Result<String, PasswordFault> {
        let password = password.clone();
        let hashed = self.work(move || hash(password.expose())).await?;
        hashed.map_err(|error| StoreError::internal(error.to_string()).into())
    }

    /// Whether the password is the one that was hashed. Without a hash it is not, which takes as long to find out.
    pub(super) async fn matches(
        &self,
        password: SecretString,
        stored_hash: Option<String>,
    ) -> Result<bool, PasswordFault> {
        let is_known = stored_hash.is_some();
        let hash = stored_hash.map_or_else(|| Arc::clone(&self.nobodys_hash), Arc::from);
        let matches = self
            .work(move || {
                let parsed = PasswordHash::new(&hash)?;
                let password = password.expose_secret().as_bytes();
                match Argon2::default().verify_password(password, &parsed) {
                    Ok(()) => Ok(true),
                    Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                    Err(error) => Err(error),
                }
            })
            .await?
            .map_err(|error: argon2::password_hash::Error| {
                StoreError::corrupt(format!("a stored password hash can't be read: {error}"))
            })?;
        Ok(matches && is_known)
    }

    /// The job has its place until it is done: it goes on when the caller turns away.
    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordFault> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| PasswordFault::Busy)?;
        let worker = timeout(MAX_WAIT, Arc::clone(&self.workers).acquire_owned())
            .await
            .map_err(|_| PasswordFault::Busy)?
            .expect("the semaphore is never closed");
        spawn_blocking(move || {
            let done = job();
            // The worker before the place, so that whoever gets a place finds a worker.
            drop(worker);
            drop(place);
            done
        })
        .await
        .map_err(|error| StoreError::internal(error).into())
    }
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

impl fmt::Debug for PasswordWorkshop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordWorkshop")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;
    use std::task::{Context, Waker};

    use super::*;

    #[tokio::test]
    async fn a_job_keeps_its_place_when_its_caller_turns_away() {
        let workshop = PasswordWorkshop::new();
        let (at_work, begun) = sync_channel(1);
        let (let_go, held) = sync_channel::<()>(1);
        let mut asked = Box::pin(workshop.work(move || {
            at_work.send(()).unwrap();
            held.recv()
        }));
        let mut context = Context::from_waker(Waker::noop());
        assert!(asked.as_mut().poll(&mut context).is_pending());
        begun.recv().unwrap();
        drop(asked);
        assert_eq!(workshop.workers.available_permits(), WORKERS - 1);
        assert_eq!(
            workshop.places.available_permits(),
            WORKERS + MAX_WAITING - 1
        );
        let_go.send(()).unwrap();
        let all = u32::try_from(WORKERS + MAX_WAITING).unwrap();
        let _all = workshop.places.acquire_many(all).await.unwrap();
        assert_eq!(workshop.workers.available_permits(), WORKERS);
    }
}
