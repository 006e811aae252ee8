//! Looking up whom the desk talks about: customers of threads, names, who is connected.

use std::collections::{HashMap, HashSet};

use skein_foundation::{AppId, ConversationId, StoreError, TeamId, Uid, UserKey};

use super::Desk;
use crate::model::{Agent, MAX_PAGE};
use crate::ports::Person;

/// Names of users, by uid. A user the app does not know (any more) goes by the uid.
#[derive(Debug)]
pub(super) struct Names(HashMap<Uid, Person>);

impl Names {
    pub(super) fn of(&self, uid: &Uid) -> String {
        self.0
            .get(uid)
            .map_or_else(|| uid.to_string(), |person| person.name.clone())
    }

    pub(super) fn is_verified(&self, uid: &Uid) -> bool {
        self.0.get(uid).is_some_and(|person| person.verified)
    }
}

impl Desk {
    pub(super) async fn names(&self, app: &AppId, uids: HashSet<Uid>) -> Result<Names, StoreError> {
        let distinct: Vec<Uid> = uids.into_iter().collect();
        let mut people = HashMap::with_capacity(distinct.len());
        for page in distinct.chunks(MAX_PAGE) {
            for person in self.ports.people.describe_people(app, page).await? {
                people.insert(person.uid.clone(), person);
            }
        }
        Ok(Names(people))
    }

    pub(super) async fn is_connected(&self, app: &AppId, uid: &Uid) -> bool {
        let user = UserKey::new(app.clone(), uid.clone());
        !self.ports.presence.terminals_of(&user).await.is_empty()
    }

    /// For screens; nothing is decided by it.
    pub(super) async fn is_shown_online(&self, app: &AppId, uid: &Uid) -> bool {
        let user = UserKey::new(app.clone(), uid.clone());
        !self
            .ports
            .presence
            .shown_terminals_of(&user)
            .await
            .is_empty()
    }

    /// Agents of the team who have a live connection and may take somebody: online ones are given the next, busy ones
    /// take by hand.
    pub(super) async fn agents_there(
        &self,
        app: &AppId,
        team: TeamId,
    ) -> Result<Vec<Agent>, StoreError> {
        let mut there = Vec::new();
        for agent in self.ports.store.list_team_agents(app, team).await? {
            if agent.status.may_pick() && self.is_connected(app, &agent.uid).await {
                there.push(agent);
            }
        }
        Ok(there)
    }

    /// Whose thread it is; `None` when it is no thread.
    pub(super) async fn customer_of(
        &self,
        app: &AppId,
        conversation_id: ConversationId,
    ) -> Result<Option<Uid>, StoreError> {
        self.ports
            .messaging
            .customer_of_thread(app, conversation_id)
            .await
    }
}
