//! What waited in an outbox, and what the session has to do about it: the same for a socket and for a poll.

use skein_protocol::session::{Action, ServerSession};
use skein_protocol::wire::ErrorCode;

use super::outbox::{End, Waiting};

/// Notes what is pushed, looks at the deadlines when there was a tick, and hears why the session has to end. Nothing
/// follows a [`Action::Close`].
pub(crate) fn follow(session: &mut ServerSession, waiting: &Waiting, now_ms: i64) -> Vec<Action> {
    for (conversation_id, seq) in &waiting.pushed {
        if let Err(closing) = session.on_push(*conversation_id, *seq, now_ms) {
            return vec![Action::Close(closing)];
        }
    }
    let mut actions = Vec::new();
    if waiting.tick {
        while let Some(action) = session.on_deadline(now_ms) {
            let is_over = matches!(action, Action::Close(_));
            actions.push(action);
            if is_over {
                return actions;
            }
        }
    }
    actions.extend(waiting.end.as_ref().map(|end| ended(session, end, now_ms)));
    actions
}

fn ended(session: &mut ServerSession, end: &End, now_ms: i64) -> Action {
    match end {
        End::Replaced { device_name } => Action::Close(session.replaced(device_name)),
        End::Revoked => Action::Close(session.revoked()),
        End::TokenExpired => Action::Close(session.token_expired()),
        End::SlowReader => Action::Close(session.close(
            0,
            ErrorCode::SlowReader,
            "what waits is not taken fast enough",
        )),
        End::Drain { spread_ms } => session.drain(*spread_ms, now_ms),
    }
}

#[cfg(test)]
mod tests {
    use skein_foundation::{ConversationId, Seq};

    use super::*;
    use crate::session::testing::open_session;

    fn waiting(change: impl FnOnce(&mut Waiting)) -> Waiting {
        let mut waiting = Waiting::default();
        change(&mut waiting);
        waiting
    }

    fn reasons(actions: &[Action]) -> Vec<&'static str> {
        let reason = |action: &Action| match action {
            Action::Close(closing) => closing.reason,
            Action::Reply(_) => "reply",
            Action::Ping => "ping",
            other => panic!("{other:?}"),
        };
        actions.iter().map(reason).collect()
    }

    #[test]
    fn every_reason_to_end_has_its_name() {
        for (end, reason) in [
            (
                End::Replaced {
                    device_name: "phone".into(),
                },
                "replaced",
            ),
            (End::Revoked, "unauthenticated"),
            (End::TokenExpired, "token_expired"),
            (End::SlowReader, "slow_reader"),
            (End::Drain { spread_ms: 5 }, "reply"),
        ] {
            let waiting = waiting(|waiting| waiting.end = Some(end));
            let actions = follow(&mut open_session(), &waiting, 0);
            assert_eq!(reasons(&actions), [reason]);
        }
    }

    #[test]
    fn deadlines_are_looked_at_when_there_was_a_tick_and_nothing_follows_the_last_words() {
        let late_ms = 1_000_000;
        let silent = waiting(|waiting| waiting.end = Some(End::Revoked));
        let actions = follow(&mut open_session(), &silent, late_ms);
        assert_eq!(reasons(&actions), ["unauthenticated"]);
        let ticked = waiting(|waiting| {
            waiting.end = Some(End::Revoked);
            waiting.tick = true;
        });
        let actions = follow(&mut open_session(), &ticked, late_ms);
        assert_eq!(reasons(&actions), ["heartbeat_timeout"]);
    }

    #[test]
    fn who_confirms_nothing_is_ended_before_more_is_written() {
        let pushed = |number: u32| {
            let mut bytes = [1; 16];
            bytes[..4].copy_from_slice(&number.to_be_bytes());
            (ConversationId::from_bytes(bytes), Seq(1))
        };
        let far = waiting(|waiting| {
            waiting.pushed = (0..100_000).map(pushed).collect();
            waiting.end = Some(End::Revoked);
        });
        let actions = follow(&mut open_session(), &far, 0);
        assert_eq!(reasons(&actions), ["slow_reader"]);
    }
}
