//! Making views: names, presence, places and estimates joined to the desk's own facts.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use skein_foundation::{AppId, StoreError, TeamId, Uid};

use super::{Desk, DeskError};
use crate::model::{
    AgentStatus, Consultation, ConsultationState, ConsultationView, CustomerView, PersonView, Team,
    TeamRef,
};
use crate::rules::{
    first_response_after_assignment_ms, first_response_ms, silence_deadline, wait, wait_estimate,
};

/// Resolved consultations an estimate looks back on.
const HANDLING_SAMPLES: usize = 20;

/// What an estimate of the wait in a team's queue stands on.
#[derive(Debug)]
pub(super) struct WaitGround {
    recent_handling_ms: Vec<i64>,
    /// Consultations that those who are online may serve at one time.
    places: u32,
    /// Somebody of the team is there, be it one who only takes by hand.
    pub(super) agents_online: bool,
}

impl WaitGround {
    pub(super) fn estimate_s(&self, position: u32) -> Option<u32> {
        wait_estimate(position, &self.recent_handling_ms, self.places)
    }
}

/// In which order consultations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Of the queues of some teams, none of them left out between the first and the last: only the first of a team has to be
    /// counted.
    Queue,
    Any,
}

/// A team as views need it, looked up once per page; the ground only when somebody in it waits.
struct TeamGround {
    team: Team,
    wait: Option<WaitGround>,
    /// The position of the last that was shown.
    last_position: Option<u32>,
}

impl Desk {
    pub(super) async fn view(
        &self,
        consultation: Consultation,
    ) -> Result<ConsultationView, DeskError> {
        let app = consultation.app.clone();
        let mut views = self.views(&app, vec![consultation], Order::Any).await?;
        Ok(views.pop().expect("one view for one consultation"))
    }

    /// In the order given.
    pub(super) async fn views(
        &self,
        app: &AppId,
        consultations: Vec<Consultation>,
        order: Order,
    ) -> Result<Vec<ConsultationView>, DeskError> {
        let people: HashSet<Uid> = consultations
            .iter()
            .flat_map(|one| std::iter::once(&one.customer).chain(one.agent.as_ref()))
            .cloned()
            .collect();
        let names = self.names(app, people).await?;
        let mut teams: HashMap<TeamId, TeamGround> = HashMap::new();
        let mut views = Vec::with_capacity(consultations.len());
        for consultation in consultations {
            let team_id = consultation.team_id;
            let ground = match teams.entry(team_id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    // A deleted one, too: what was answered in it stays.
                    let team = self.ports.store.find_team(app, team_id).await?;
                    let team = team.ok_or(DeskError::NotFound)?;
                    unknown.insert(TeamGround {
                        team,
                        wait: None,
                        last_position: None,
                    })
                }
            };
            let mut queue_position = 0;
            let mut wait_estimate_s = None;
            let mut agents_online = None;
            if consultation.state == ConsultationState::Waiting {
                if ground.wait.is_none() {
                    ground.wait = Some(self.wait_ground(app, team_id).await?);
                }
                let ahead = match ground.last_position {
                    Some(last) if order == Order::Queue => last,
                    _ => {
                        let place = Some(consultation.place);
                        self.ports.store.count_waiting(app, team_id, place).await?
                    }
                };
                queue_position = ahead + 1;
                ground.last_position = Some(queue_position);
                wait_estimate_s = ground
                    .wait
                    .as_ref()
                    .and_then(|wait| wait.estimate_s(queue_position));
                agents_online = ground.wait.as_ref().map(|wait| wait.agents_online);
            }
            let deadline = silence_deadline(&consultation, ground.team.silence_resolve_ms());
            let silence_deadline_ms = match deadline {
                Some(deadline) => Some(self.time_of_day_ms(deadline).await?),
                None => None,
            };
            let response_target_ms = ground.team.response_target_ms();
            views.push(ConsultationView {
                team: TeamRef {
                    id: ground.team.id,
                    name: ground.team.name.as_str().to_owned(),
                },
                customer: CustomerView {
                    uid: consultation.customer.clone(),
                    name: names.of(&consultation.customer),
                    verified: names.is_verified(&consultation.customer),
                    online: self.is_shown_online(app, &consultation.customer).await,
                },
                agent: consultation.agent.as_ref().map(|uid| PersonView {
                    uid: uid.clone(),
                    name: names.of(uid),
                }),
                queue_position,
                wait_estimate_s,
                agents_online,
                wait: wait(&consultation, response_target_ms),
                first_response_ms: first_response_ms(&consultation),
                first_response_after_assignment_ms: first_response_after_assignment_ms(
                    &consultation,
                ),
                response_target_ms,
                can_rate: consultation.can_rate(),
                silence_deadline_ms,
                consultation,
            });
        }
        Ok(views)
    }

    pub(super) async fn wait_ground(
        &self,
        app: &AppId,
        team: TeamId,
    ) -> Result<WaitGround, StoreError> {
        let recent_handling_ms = self
            .ports
            .store
            .list_recent_handling_ms(app, team, HANDLING_SAMPLES)
            .await?;
        let there = self.agents_there(app, team).await?;
        Ok(WaitGround {
            recent_handling_ms,
            places: there
                .iter()
                .filter(|agent| agent.status == AgentStatus::Online)
                .map(|agent| agent.capacity.get())
                .sum(),
            agents_online: !there.is_empty(),
        })
    }
}
