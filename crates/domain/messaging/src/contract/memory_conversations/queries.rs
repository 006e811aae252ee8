//! Reading in memory: the rows of the store, or those of a unit.

use std::collections::BTreeSet;

use async_trait::async_trait;
use skein_foundation::{AppId, ConversationId, Seq, StoreError, Uid};

use super::{Rows, StoreMoment};
use crate::model::{
    Conversation, Member, MemberRole, MemberState, Membership, MembershipFilter, MembershipOf,
    People, Roster,
};
use crate::ports::ConversationQueries;

#[async_trait]
impl<T: Rows> ConversationQueries for T {
    async fn find_conversation(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let tables = self.tables();
        let found = tables.conversations.get(&(app.clone(), id));
        Ok(found.map(|found| Conversation::clone(found)))
    }

    async fn find_roster(
        &self,
        app: &AppId,
        id: ConversationId,
    ) -> Result<Option<Roster>, StoreError> {
        let answer = {
            let tables = self.tables();
            let conversation = tables.conversations.get(&(app.clone(), id));
            conversation.map(|conversation| Roster {
                conversation: Conversation::clone(conversation),
                active: tables
                    .members_of(app, id)
                    .into_iter()
                    .flatten()
                    .filter(|(_, membership)| membership.is_active())
                    .map(|(uid, membership)| (uid.clone(), *membership))
                    .collect(),
            })
        };
        self.store().pass(StoreMoment::RosterFound).await?;
        Ok(answer)
    }

    async fn find_by_people(
        &self,
        app: &AppId,
        people: &People,
    ) -> Result<Option<Conversation>, StoreError> {
        let tables = self.tables();
        let id = tables.by_people.get(&(app.clone(), people.clone()));
        let found = id.and_then(|id| tables.conversations.get(&(app.clone(), *id)));
        Ok(found.map(|found| Conversation::clone(found)))
    }

    async fn find_membership(
        &self,
        app: &AppId,
        id: ConversationId,
        uid: &Uid,
    ) -> Result<Option<Membership>, StoreError> {
        Ok(self.tables().membership(app, id, uid))
    }

    async fn find_members(
        &self,
        app: &AppId,
        id: ConversationId,
        uids: &[Uid],
    ) -> Result<Vec<Member>, StoreError> {
        let answer = {
            let wanted: BTreeSet<&Uid> = uids.iter().collect();
            let tables = self.tables();
            let beside = self.beside();
            let found = wanted.into_iter().filter_map(|uid| {
                let membership = tables.membership(app, id, uid)?;
                Some(beside.shown(app, id, (uid, &membership)))
            });
            found.collect()
        };
        self.store().pass(StoreMoment::MembersFound).await?;
        Ok(answer)
    }

    async fn list_members(
        &self,
        app: &AppId,
        id: ConversationId,
        state: MemberState,
        after: Option<&Uid>,
        limit: usize,
    ) -> Result<Vec<Member>, StoreError> {
        let tables = self.tables();
        let beside = self.beside();
        let members = tables.members_of(app, id).into_iter().flatten();
        let wanted = members.filter(|(uid, membership)| {
            membership.state == state && after.is_none_or(|after| *uid > after)
        });
        let listed = wanted.map(|member| beside.shown(app, id, member));
        Ok(listed.take(limit).collect())
    }

    async fn furthest_read(
        &self,
        app: &AppId,
        id: ConversationId,
        role: MemberRole,
    ) -> Result<Seq, StoreError> {
        let tables = self.tables();
        let beside = self.beside();
        let members = tables.members_of(app, id).into_iter().flatten();
        let of_role = members.filter(|(_, membership)| membership.role == role);
        Ok(of_role
            .map(|(uid, _)| beside.marks(app, id, uid).read)
            .max()
            .unwrap_or_default())
    }

    async fn list_memberships(
        &self,
        app: &AppId,
        uid: &Uid,
        filter: MembershipFilter<'_>,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<MembershipOf>, StoreError> {
        let answer = {
            let tables = self.tables();
            let of = (app.clone(), uid.clone());
            let memberships = tables.memberships.get(&of).map_or(&[][..], Vec::as_slice);
            let end = match after {
                None => memberships.len(),
                Some(after) => memberships.iter().position(|id| *id == after).unwrap_or(0),
            };
            let numbered = memberships[..end].iter().enumerate().rev();
            let rows = numbered.filter_map(|(number, id)| {
                Some(MembershipOf {
                    conversation_id: *id,
                    number: i64::try_from(number).unwrap_or(i64::MAX),
                    state: tables.membership(app, *id, uid)?.state,
                })
            });
            let wanted = rows.filter(|row| match filter {
                MembershipFilter::All => true,
                MembershipFilter::Active => row.state == MemberState::Active,
                MembershipFilter::In(ids) => ids.contains(&row.conversation_id),
            });
            wanted.take(limit).collect()
        };
        self.store().pass(StoreMoment::MembershipsListed).await?;
        Ok(answer)
    }

    async fn list_acquainted(
        &self,
        app: &AppId,
        uid: &Uid,
        others: &[Uid],
    ) -> Result<Vec<Uid>, StoreError> {
        let answer = {
            let tables = self.tables();
            let of = (app.clone(), uid.clone());
            let memberships = tables.memberships.get(&of).map_or(&[][..], Vec::as_slice);
            let is_active = |id: &ConversationId, uid: &Uid| {
                let membership = tables.membership(app, *id, uid);
                membership.is_some_and(|membership| membership.is_active())
            };
            let shares = |other: &&Uid| {
                memberships
                    .iter()
                    .any(|id| is_active(id, uid) && is_active(id, other))
            };
            others.iter().filter(shares).cloned().collect()
        };
        self.store().pass(StoreMoment::AcquaintedListed).await?;
        Ok(answer)
    }
}
