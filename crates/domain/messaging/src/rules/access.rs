//! Who may do what in a conversation.

use crate::model::{Member, MemberState};

/// Active members send; past ones (an agent after resolving) only read.
pub fn may_send(member: Option<&Member>) -> bool {
    member.is_some_and(|member| member.state == MemberState::Active)
}

/// Members read, also past ones.
pub fn may_read(member: Option<&Member>) -> bool {
    member.is_some()
}

#[cfg(test)]
mod tests {
    use skein_foundation::Uid;

    use super::*;
    use crate::model::{Marks, MemberRole};

    fn member(state: MemberState) -> Member {
        Member {
            uid: Uid::parse("a").expect("a uid"),
            name: String::new(),
            role: MemberRole::Agent,
            state,
            marks: Marks::default(),
        }
    }

    #[test]
    fn strangers_do_nothing_past_members_read_active_members_do_both() {
        assert!(!may_send(None) && !may_read(None));
        let past = member(MemberState::Past);
        assert!(!may_send(Some(&past)) && may_read(Some(&past)));
        let active = member(MemberState::Active);
        assert!(may_send(Some(&active)) && may_read(Some(&active)));
    }
}
