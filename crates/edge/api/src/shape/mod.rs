//! The JSON of requests and answers, apart from what the domain calls things.

mod consultation;
mod conversation;
mod desk;
mod people;

pub(crate) use consultation::{ClueBody, ConsultationBody, ConsultationDetailBody, RatingRequest};
pub(crate) use conversation::{
    ConversationBody, MessageBody, MessagePageBody, NewConversation, NewMessage, ReadRequest,
};
pub(crate) use desk::{
    AgentBody, AgentChange, NewAgent, NewTeam, StatusBody, StatusRequest, TeamBody, TeamChange,
    TeamRefBody,
};
pub(crate) use people::{
    CustomerBody, LoginRequest, MeBody, NewUser, SessionBody, SetupInspectBody,
    SetupInspectRequest, SetupRequest, TokenBody, TokenRequest, UserBody, UserChange,
};
