//! Consultations and clues.

use serde::{Deserialize, Serialize};
use skein_desk::model::{
    AssignmentReason, Clue, ClueDraft, ConsultationView, ProductClue, ProductDraft, Rating,
    TransitionView, Wait,
};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

use super::text::name_pattern;
use super::{
    ActorKindName, AssignmentRuleName, ChannelName, ConsultationIdText, ConsultationStateName,
    ConversationIdText, ResolvedByName, StrategyName, TeamIdText, UidText,
};

/// Where a consultation came from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Clue)]
pub(crate) struct ClueBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    page_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    page_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    referrer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<ProductBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    order: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProductClue)]
pub(crate) struct ProductBody {
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^(?=[\s\S]*[^\s\u0000-\u001f\u007f-\u009f])[\s\S]+$"
    )]
    id: String,
    #[schema(
        min_length = 1,
        max_length = 500,
        pattern = r"^(?=[\s\S]*[^\s\u0000-\u001f\u007f-\u009f])[\s\S]+$"
    )]
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    url: Option<String>,
}

impl From<ClueBody> for ClueDraft {
    fn from(body: ClueBody) -> Self {
        Self {
            channel: body.channel.map(|channel| {
                skein_desk::model::Channel::from(channel)
                    .as_str()
                    .to_owned()
            }),
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
            channel: clue.channel.map(ChannelName::from),
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
    #[schema(value_type = ConsultationIdText)]
    id: String,
    #[schema(value_type = ConversationIdText)]
    conversation_id: String,
    /// Counts the consultations of this customer from 1.
    #[schema(minimum = 1)]
    number: u32,
    state: ConsultationStateName,
    team: NamedTeam,
    customer: CustomerRef,
    agent: Option<PersonBody>,
    clue: Option<ClueBody>,
    /// 1 is next; 0 when not in a queue.
    queue_position: u32,
    wait_estimate_s: Option<u32>,
    /// Whether an agent of the team is there; null when not in a queue.
    agents_online: Option<bool>,
    /// Runs while the customer waits for a word of the desk, in the queue and after it; null while it is the customer's
    /// turn.
    wait: Option<WaitBody>,
    opened_at_ms: i64,
    assigned_at_ms: Option<i64>,
    first_response_at_ms: Option<i64>,
    /// From the customer's first message to the first message of a human agent.
    first_response_ms: Option<i64>,
    /// From the assignment under which it came to that message.
    first_response_after_assignment_ms: Option<i64>,
    /// Within how long the team means to answer.
    response_target_ms: i64,
    resolved_at_ms: Option<i64>,
    /// Null before the end, and when the business ended it.
    resolved_by: Option<ResolvedByName>,
    /// The consultation in which it goes on, when it ended as `merged`.
    #[schema(value_type = Option<ConsultationIdText>)]
    merged_into: Option<String>,
    rating: Option<RatingBody>,
    can_rate: bool,
    last_message: Option<LastMessageBody>,
    /// Time of the oldest customer message nobody answered yet.
    customer_waiting_since_ms: Option<i64>,
    /// When silence ends it, if nothing is said until then.
    silence_deadline_ms: Option<i64>,
    assignment_reason: Option<AssignmentReasonBody>,
}

/// How long the customer has been waiting for a word of the desk.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Wait)]
pub(crate) struct WaitBody {
    /// Time of the oldest customer message nobody answered yet, or of the release that put the customer back in the
    /// queue.
    since_ms: i64,
    /// When it is late.
    deadline_ms: i64,
    /// Nobody has answered anything in this consultation yet.
    is_for_first_response: bool,
}

impl From<&Wait> for WaitBody {
    fn from(wait: &Wait) -> Self {
        Self {
            since_ms: wait.since_ms,
            deadline_ms: wait.deadline_ms,
            is_for_first_response: wait.is_for_first_response,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedTeam {
    #[schema(value_type = TeamIdText)]
    id: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub(crate) struct CustomerRef {
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
    /// The business vouched for the identity.
    verified: bool,
    online: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(crate) struct PersonBody {
    #[schema(value_type = UidText)]
    uid: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rating)]
pub(crate) struct RatingBody {
    #[schema(minimum = 1, maximum = 5)]
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
    #[schema(value_type = UidText)]
    sender_uid: String,
    text: String,
    time_ms: i64,
}

/// Why this agent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignmentReason)]
pub(crate) struct AssignmentReasonBody {
    strategy: StrategyName,
    rule: AssignmentRuleName,
    /// What the agent served before this one.
    load: u32,
    capacity: u32,
    /// Agents who could have got it.
    candidates: u32,
}

impl From<&AssignmentReason> for AssignmentReasonBody {
    fn from(reason: &AssignmentReason) -> Self {
        Self {
            strategy: reason.strategy.into(),
            rule: reason.rule.into(),
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
            state: facts.state.into(),
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
            agents_online: view.agents_online,
            wait: view.wait.as_ref().map(WaitBody::from),
            opened_at_ms: facts.opened_at_ms,
            assigned_at_ms: facts.assigned_at_ms,
            first_response_at_ms: facts.first_response_at_ms,
            first_response_ms: view.first_response_ms,
            first_response_after_assignment_ms: view.first_response_after_assignment_ms,
            response_target_ms: view.response_target_ms,
            resolved_at_ms: facts.resolved_at_ms,
            resolved_by: facts.resolved_by.map(ResolvedByName::from),
            merged_into: facts.merged_into.map(|id| id.to_string()),
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
    from: ConsultationStateName,
    to: ConsultationStateName,
    at_ms: i64,
    actor: ActorBody,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub(crate) struct ActorBody {
    kind: ActorKindName,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UidText>)]
    uid: Option<String>,
}

impl ConsultationDetailBody {
    pub(crate) fn new(view: &ConsultationView, transitions: &[TransitionView]) -> Self {
        let transitions = transitions
            .iter()
            .map(|view| TransitionBody {
                from: view.transition.from.into(),
                to: view.transition.to.into(),
                at_ms: view.transition.at_ms,
                actor: ActorBody {
                    kind: (&view.transition.actor).into(),
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
    #[schema(minimum = 1, maximum = 5)]
    pub(crate) score: u8,
    #[serde(default)]
    #[schema(schema_with = tags_schema)]
    pub(crate) tags: Vec<String>,
    #[schema(max_length = 500)]
    pub(crate) comment: Option<String>,
}

fn tags_schema() -> Array {
    let tag = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(Rating::MAX_TAG_CHARS))
        .pattern(Some(name_pattern()));
    ArrayBuilder::new()
        .items(tag)
        .max_items(Some(Rating::MAX_TAGS))
        .build()
}
