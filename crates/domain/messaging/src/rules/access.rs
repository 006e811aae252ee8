//! Who may do what in a conversation, and how a membership changes.

use skein_foundation::Seq;

use crate::model::{MemberChange, MemberState, Membership, Message};
use crate::ports::HistoryRange;

/// Active members send; past ones (an agent after resolving) only read.
pub fn may_send(member: Option<&Membership>) -> bool {
    member.is_some_and(Membership::is_active)
}

/// What the member becomes; `None` when nothing changes. A membership that ends keeps what could be read until then, and one that
/// begins again reads from where it began first.
pub fn change_membership(before: Option<&Membership>, change: &MemberChange) -> Option<Membership> {
    let since_seq = match before {
        Some(before) => before.since_seq,
        None if change.from_now => change.at,
        None => Seq::ZERO,
    };
    let until_seq = match (change.state, before) {
        (MemberState::Active, _) => None,
        (MemberState::Past, Some(before)) if !before.is_active() => before.until_seq,
        (MemberState::Past, _) => Some(change.at),
    };
    let after = Membership {
        role: change.role,
        state: change.state,
        since_seq,
        until_seq,
    };
    (before != Some(&after)).then_some(after)
}

/// The part of a conversation that somebody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readable {
    /// Nothing up to here.
    pub after: Seq,
    /// Nothing beyond, if there is an end.
    pub up_to: Option<Seq>,
}

impl Readable {
    /// For who reads by right and not as a member.
    pub const ALL: Self = Self {
        after: Seq::ZERO,
        up_to: None,
    };

    pub fn of(membership: &Membership) -> Self {
        Self {
            after: membership.since_seq,
            up_to: membership.until_seq,
        }
    }

    /// The newest that there is for who may read this much.
    pub fn last(&self, last_seq: Seq) -> Seq {
        self.up_to.map_or(last_seq, |end| end.min(last_seq))
    }

    /// A range that begins and ends where this does, if it would begin or end outside.
    pub fn clamp(&self, range: HistoryRange) -> HistoryRange {
        // The first position that is not readable any more.
        let end = self.up_to.map(Seq::next);
        match (range, end) {
            (HistoryRange::After(seq), _) => HistoryRange::After(seq.max(self.after)),
            (HistoryRange::Before(seq), Some(end)) => HistoryRange::Before(seq.min(end)),
            (HistoryRange::Newest, Some(end)) => HistoryRange::Before(end),
            (range, None) => range,
        }
    }

    pub fn contains(&self, message: &Message) -> bool {
        message.seq > self.after && self.up_to.is_none_or(|end| message.seq <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemberRole;

    fn membership(state: MemberState, since: u64, until: Option<u64>) -> Membership {
        Membership {
            role: MemberRole::Agent,
            state,
            since_seq: Seq(since),
            until_seq: until.map(Seq),
        }
    }

    fn change(state: MemberState, at: u64, from_now: bool) -> MemberChange {
        MemberChange {
            role: MemberRole::Agent,
            state,
            at: Seq(at),
            from_now,
        }
    }

    #[test]
    fn strangers_and_past_members_send_nothing() {
        assert!(!may_send(None));
        assert!(!may_send(Some(&membership(MemberState::Past, 0, Some(3)))));
        assert!(may_send(Some(&membership(MemberState::Active, 0, None))));
    }

    #[test]
    fn a_membership_ends_once_and_begins_again_where_it_began() {
        use MemberState::{Active, Past};
        let steps = [
            (None, change(Active, 7, false), Some((Active, 0, None))),
            (None, change(Active, 7, true), Some((Active, 7, None))),
            (None, change(Past, 7, false), Some((Past, 0, Some(7)))),
            (
                Some((Active, 7, None)),
                change(Past, 9, true),
                Some((Past, 7, Some(9))),
            ),
            (Some((Past, 7, Some(9))), change(Past, 12, false), None),
            (
                Some((Past, 7, Some(9))),
                change(Active, 12, true),
                Some((Active, 7, None)),
            ),
            (Some((Active, 7, None)), change(Active, 12, true), None),
            // Of before ends were written down.
            (Some((Past, 0, None)), change(Past, 12, false), None),
        ];
        for (before, change, after) in steps {
            let before = before.map(|(state, since, until)| membership(state, since, until));
            let after = after.map(|(state, since, until)| membership(state, since, until));
            assert_eq!(change_membership(before.as_ref(), &change), after);
        }
        let mut role = change(Active, 1, false);
        role.role = MemberRole::Member;
        let before = membership(Active, 0, None);
        let after = change_membership(Some(&before), &role).expect("the role changed");
        assert_eq!(after.role, MemberRole::Member);
    }

    #[test]
    fn a_range_is_kept_inside_of_what_may_be_read() {
        use HistoryRange::{After, Before, Newest};
        let part = Readable {
            after: Seq(10),
            up_to: Some(Seq(20)),
        };
        assert_eq!(part.clamp(Newest), Before(Seq(21)));
        assert_eq!(part.clamp(Before(Seq(30))), Before(Seq(21)));
        assert_eq!(part.clamp(Before(Seq(15))), Before(Seq(15)));
        assert_eq!(part.clamp(After(Seq(0))), After(Seq(10)));
        assert_eq!(part.clamp(After(Seq(15))), After(Seq(15)));
        assert_eq!(part.last(Seq(30)), Seq(20));
        assert_eq!(part.last(Seq(15)), Seq(15));
        for range in [Newest, Before(Seq(5)), After(Seq(0))] {
            assert_eq!(Readable::ALL.clamp(range), range);
        }
    }
}
