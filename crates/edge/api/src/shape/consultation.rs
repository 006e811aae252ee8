//! Consultations and clues.

use serde::{Deserialize, Serialize};
use skein_desk::model::{
    AssignmentReason, Clue, ClueDraft, ConsultationView, ProductClue, ProductDraft, Rating,
    TransitionView,
};
use utoipa::ToSchema;

/// Where a consultation came from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Clue)]
pub(crate) struct ClueBody {
    /// `web`, `h5`, `app` or `api`.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    referrer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<ProductBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProductClue)]
pub(crate) struct ProductBody {
    id: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl From<ClueBody> for ClueDraft {
    fn from(body: ClueBody) -> Self {
        Self {
            channel: body.channel,
            page_url: body.page_url,
            page_title: body.page_title,
            referrer: body.referrer,
            product: body.product.map(|product| ProductDraft {
                id: product.id,
                title: product.title,
                price: product.price,
                image_url: product.image_url,
                url: product.url,
            }),
            campaign: body.campaign,
            order: body.order,
        }
    }
}

impl From<&Clue> for ClueBody {
    fn from(clue: &Clue) -> Self {
        Self {
            channel: clue.channel.map(|channel| channel.as_str().to_owned()),
            page_url: clue.page_url.clone(),
            page_title: clue.page_title.clone(),
            referrer: clue.referrer.clone(),
            product: clue.product.as_ref().map(ProductBody::from),
            campaign: clue.campaign.clone(),
            order: clue.order.clone(),
        }
    }
}

impl From<&ProductClue> for ProductBody {
    fn from(product: &ProductClue) -> Self {
        Self {
            id: product.id.clone(),
            title: product.title.clone(),
            price: product.price.clone(),
            image_url: product.image_url.clone(),
            url: product.url.clone(),
        }
    }
}

/// One segment of a thread, from the first question to resolved.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Consultation)]
pub(crate) struct ConsultationBody {
    id: String,
    conversation_id: String,
    /// Counts the consultations of this customer from 1.
    number: u32,
    /// `initial`, `waiting`, `assigned` or `resolved`.
    state: &'static str,
    team: NamedTeam,
    customer: CustomerRef,
    agent: Option<PersonBody>,
    clue: Option<ClueBody>,
    /// 1 is next; 0 when not in a queue.
    queue_position: u32,
    wait_estimate_s: Option<u32>,
    opened_at_ms: i64,
    assigned_at_ms: Option<i64>,
    first_response_at_ms: Option<i64>,
    resolved_at_ms: Option<i64>,
    /// `agent`, `silence` or `customer`.
    resolved_by: Option<&'static str>,
    rating: Option<RatingBody>,
    can_rate: bool,
    last_message: Option<LastMessageBody>,
    /// Time of the oldest customer message nobody answered yet.
    customer_waiting_since_ms: Option<i64>,
    /// When silence ends it, if nothing is said until then.
    silence_deadline_ms: Option<i64>,
    assignment_reason: Option<AssignmentReasonBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedTeam {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub(crate) struct CustomerRef {
    uid: String,
    name: String,
    /// The business vouched for the identity.
    verified: bool,
    online: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(crate) struct PersonBody {
    uid: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rating)]
pub(crate) struct RatingBody {
    score: u8,
    tags: Vec<String>,
    comment: String,
    at_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LastMessage)]
pub(crate) struct LastMessageBody {
    seq: u64,
    sender_uid: String,
    text: String,
    time_ms: i64,
}

/// Why this agent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignmentReason)]
pub(crate) struct AssignmentReasonBody {
    strategy: &'static str,
    /// `last_agent`, `fewest_consultations`, `longest_idle` or `picked`.
    rule: &'static str,
    /// What the agent served before this one.
    load: u32,
    capacity: u32,
    /// Agents who could have got it.
    candidates: u32,
}

impl From<&AssignmentReason> for AssignmentReasonBody {
    fn from(reason: &AssignmentReason) -> Self {
        Self {
            strategy: reason.strategy.as_str(),
            rule: reason.rule.as_str(),
            load: reason.load,
            capacity: reason.capacity,
            candidates: reason.candidates,
        }
    }
}

impl From<&Rating> for RatingBody {
    fn from(rating: &Rating) -> Self {
        Self {
            score: rating.score,
            tags: rating.tags.clone(),
            comment: rating.comment.clone(),
            at_ms: rating.at_ms,
        }
    }
}

impl From<&ConsultationView> for ConsultationBody {
    fn from(view: &ConsultationView) -> Self {
        let facts = &view.consultation;
        Self {
            id: facts.id.to_string(),
            conversation_id: facts.conversation_id.to_string(),
            number: facts.number,
            state: facts.state.as_str(),
            team: NamedTeam {
                id: view.team.id.to_string(),
                name: view.team.name.clone(),
            },
            customer: CustomerRef {
                uid: view.customer.uid.to_string(),
                name: view.customer.name.clone(),
                verified: view.customer.verified,
                online: view.customer.online,
            },
            agent: view.agent.as_ref().map(|agent| PersonBody {
                uid: agent.uid.to_string(),
                name: agent.name.clone(),
            }),
            clue: facts.clue.as_ref().map(ClueBody::from),
            queue_position: view.queue_position,
            wait_estimate_s: view.wait_estimate_s,
            opened_at_ms: facts.opened_at_ms,
            assigned_at_ms: facts.assigned_at_ms,
            first_response_at_ms: facts.first_response_at_ms,
            resolved_at_ms: facts.resolved_at_ms,
            resolved_by: facts.resolved_by.map(skein_desk::model::ResolvedBy::as_str),
            rating: facts.rating.as_ref().map(RatingBody::from),
            can_rate: view.can_rate,
            last_message: facts
                .talk
                .last_message
                .as_ref()
                .map(|last| LastMessageBody {
                    seq: last.seq.0,
                    sender_uid: last.sender.to_string(),
                    text: last.text.clone(),
                    time_ms: last.time_ms,
                }),
            customer_waiting_since_ms: facts.talk.customer_waiting_since_ms,
            silence_deadline_ms: view.silence_deadline_ms,
            assignment_reason: facts.assignment.as_ref().map(AssignmentReasonBody::from),
        }
    }
}

/// A consultation with every step it took.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsultationDetail)]
pub(crate) struct ConsultationDetailBody {
    #[serde(flatten)]
    consultation: ConsultationBody,
    transitions: Vec<TransitionBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transition)]
pub(crate) struct TransitionBody {
    from: &'static str,
    to: &'static str,
    at_ms: i64,
    actor: ActorBody,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub(crate) struct ActorBody {
    /// `customer`, `agent`, `system` or `app`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<String>,
}

impl ConsultationDetailBody {
    pub(crate) fn new(view: &ConsultationView, transitions: &[TransitionView]) -> Self {
        let transitions = transitions
            .iter()
            .map(|view| TransitionBody {
                from: view.transition.from.as_str(),
                to: view.transition.to.as_str(),
                at_ms: view.transition.at_ms,
                actor: ActorBody {
                    kind: view.transition.actor.kind(),
                    uid: view.actor_uid.as_ref().map(ToString::to_string),
                },
                reason: view.transition.reason.clone(),
            })
            .collect();
        Self {
            consultation: view.into(),
            transitions,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatingRequest {
    /// 1 to 5.
    pub(crate) score: u8,
    /// At most 8 of at most 32 characters.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    /// At most 500 characters.
    pub(crate) comment: Option<String>,
}
