//! How long one sign-in lasts.

use super::Moment;
use crate::model::SignInSession;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Over a weekend: a browser that nobody opened for longer asks for the password again.
pub(crate) const IDLE_MS: i64 = 72 * HOUR_MS;
/// However much it is used.
pub(crate) const LIFE_MS: i64 = 30 * 24 * HOUR_MS;
/// A token of the session; the browser gets the next one while the session lives.
pub(crate) const TOKEN_TTL_S: i64 = 3_600;
/// Browsers that one user is signed in with; the one that was not used for longest is signed out for the next one.
pub(crate) const MAX_PER_USER: usize = 20;
/// That a session is used is not written down each time.
const NOTED_EVERY_MS: i64 = 5 * MINUTE_MS;

pub(crate) fn is_live(session: &SignInSession, moment: Moment) -> bool {
    let idle_ms = session.last_used_at_ms + IDLE_MS;
    moment.now_ms < moment.end_of(session.created_at_ms, session.ends_at_ms)
        && moment.now_ms < moment.end_of(session.last_used_at_ms, idle_ms)
}

/// The session as it is to be kept because it is used now; `None` when what is kept says so already.
pub(crate) fn noted(session: &SignInSession, moment: Moment) -> Option<SignInSession> {
    let since_ms = moment.now_ms - session.last_used_at_ms;
    if (0..NOTED_EVERY_MS).contains(&since_ms) {
        return None;
    }
    Some(SignInSession {
        // Stamped anew, should the clock have been ahead.
        created_at_ms: session.created_at_ms.min(moment.now_ms),
        ends_at_ms: moment.end_of(session.created_at_ms, session.ends_at_ms),
        last_used_at_ms: moment.now_ms,
        ..session.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::fixtures::sign_in;

    const NOW_MS: i64 = 1_763_700_000_000;

    fn at(now_ms: i64) -> Moment {
        Moment {
            now_ms,
            even_since_ms: now_ms,
            even_for_ms: 0,
            latest_ms: now_ms,
        }
    }

    fn session() -> SignInSession {
        SignInSession {
            created_at_ms: NOW_MS,
            last_used_at_ms: NOW_MS,
            ends_at_ms: NOW_MS + LIFE_MS,
            ..sign_in("tour", "lin", "secret")
        }
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_and_when_its_life_is_over() {
        let mut session = session();
        assert!(is_live(&session, at(NOW_MS + IDLE_MS - 1)));
        assert!(!is_live(&session, at(NOW_MS + IDLE_MS)));
        let mut now_ms = NOW_MS;
        while is_live(&session, at(now_ms)) {
            session = noted(&session, at(now_ms)).unwrap_or(session);
            now_ms += HOUR_MS;
        }
        assert_eq!(now_ms, NOW_MS + LIFE_MS);
    }

    #[test]
    fn use_is_noted_now_and_then() {
        let session = session();
        assert_eq!(noted(&session, at(NOW_MS + NOTED_EVERY_MS - 1)), None);
        let later = noted(&session, at(NOW_MS + NOTED_EVERY_MS)).unwrap();
        assert_eq!(later.last_used_at_ms, NOW_MS + NOTED_EVERY_MS);
        assert_eq!(
            later.ends_at_ms, session.ends_at_ms,
            "using it prolongs nothing"
        );
    }

    #[test]
    fn a_session_begun_while_the_clock_was_ahead_lives_on_and_no_longer_than_others() {
        let session = session();
        let set_right = at(NOW_MS - 48 * HOUR_MS);
        assert!(is_live(&session, set_right));
        let noted = noted(&session, set_right).unwrap();
        assert_eq!(noted.ends_at_ms, set_right.now_ms + LIFE_MS);
        assert_eq!(noted.last_used_at_ms, set_right.now_ms);
        assert!(!is_live(&noted, at(set_right.now_ms + IDLE_MS)));
    }
}
