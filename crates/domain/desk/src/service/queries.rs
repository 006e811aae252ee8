//! Lists and details for screens and business servers.

use skein_foundation::{AppId, ConsultationId, TeamId, Uid};

use super::views::Order;
use super::{Desk, DeskError};
use crate::model::{
    Actor, BadCursor, Consultation, ConsultationCursor, ConsultationState, ConsultationView,
    MAX_PAGE, Page, TransitionView,
};
use crate::ports::ConsultationFilter;

impl Desk {
    /// Who waits in the agent's teams, next first.
    pub async fn queue(
        &self,
        app: &AppId,
        agent: &Uid,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<ConsultationView>, DeskError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let after = position(cursor, |cursor| match cursor {
            ConsultationCursor::Queue(place) => Some(place),
            _ => None,
        })?;
        let teams = self.ports.store.list_teams_of(app, agent).await?;
        let teams: Vec<TeamId> = teams.into_iter().map(|team| team.id).collect();
        let waiting = if teams.is_empty() {
            Vec::new()
        } else {
            self.ports
                .store
                .list_queue(app, &teams, after, limit + 1)
                .await?
        };
        let cursor_of = |one: &Consultation| ConsultationCursor::Queue(one.place).to_string();
        self.view_page(app, Page::cut(waiting, limit, cursor_of), Order::Queue)
            .await
    }

    /// What the agent serves now, newest first.
    pub async fn mine(
        &self,
        app: &AppId,
        agent: &Uid,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<ConsultationView>, DeskError> {
        let filter = ConsultationFilter {
            state: Some(ConsultationState::Assigned),
            agent: Some(agent.clone()),
            customer: None,
        };
        self.list_consultations(app, &filter, cursor, limit).await
    }

    /// What the agent served, last resolved first.
    pub async fn resolved(
        &self,
        app: &AppId,
        agent: &Uid,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<ConsultationView>, DeskError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let after = position(cursor, |cursor| match cursor {
            ConsultationCursor::Resolved(number) => Some(number),
            _ => None,
        })?;
        let resolved = self
            .ports
            .store
            .list_resolved(app, agent, after, limit + 1)
            .await?;
        let cursor_of = |one: &Consultation| ConsultationCursor::after_resolved(one).to_string();
        self.view_page(app, Page::cut(resolved, limit, cursor_of), Order::Any)
            .await
    }

    /// Of the whole app, newest first.
    pub async fn list_consultations(
        &self,
        app: &AppId,
        filter: &ConsultationFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<ConsultationView>, DeskError> {
        let limit = limit.clamp(1, MAX_PAGE);
        let after = position(cursor, |cursor| match cursor {
            ConsultationCursor::Opened(ticket) => Some(ticket),
            _ => None,
        })?;
        let listed = self
            .ports
            .store
            .list_consultations(app, filter, after, limit + 1)
            .await?;
        let cursor_of =
            |one: &Consultation| ConsultationCursor::Opened(one.place.ticket).to_string();
        self.view_page(app, Page::cut(listed, limit, cursor_of), Order::Any)
            .await
    }

    /// The customer's last consultations, newest first.
    pub async fn consultations_of_customer(
        &self,
        app: &AppId,
        customer: &Uid,
        limit: usize,
    ) -> Result<Vec<ConsultationView>, DeskError> {
        let filter = ConsultationFilter {
            customer: Some(customer.clone()),
            ..ConsultationFilter::default()
        };
        Ok(self
            .list_consultations(app, &filter, None, limit)
            .await?
            .items)
    }

    /// With every step it took.
    pub async fn consultation(
        &self,
        app: &AppId,
        id: ConsultationId,
    ) -> Result<(ConsultationView, Vec<TransitionView>), DeskError> {
        let found = self.ports.store.find_consultation(app, id).await?;
        let consultation = found.ok_or(DeskError::NotFound)?;
        let customer = consultation.customer.clone();
        let transitions = self.ports.store.list_transitions(app, id).await?;
        let transitions = transitions
            .into_iter()
            .map(|transition| TransitionView {
                actor_uid: match &transition.actor {
                    Actor::Customer => Some(customer.clone()),
                    Actor::Agent(uid) => Some(uid.clone()),
                    Actor::System | Actor::App(_) => None,
                },
                transition,
            })
            .collect();
        Ok((self.view(consultation).await?, transitions))
    }

    async fn view_page(
        &self,
        app: &AppId,
        mut page: Page<Consultation>,
        order: Order,
    ) -> Result<Page<ConsultationView>, DeskError> {
        let consultations = std::mem::take(&mut page.items);
        let views = self.views(app, consultations, order).await?;
        Ok(page.with_items(views))
    }
}

/// Where a list goes on. The cursor of another list is a bad one.
fn position<T>(
    cursor: Option<&str>,
    of_this_list: impl FnOnce(ConsultationCursor) -> Option<T>,
) -> Result<Option<T>, BadCursor> {
    cursor
        .map(|text| of_this_list(ConsultationCursor::parse(text)?).ok_or(BadCursor))
        .transpose()
}
