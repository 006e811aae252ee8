//! The JSON of requests and answers, apart from what the domain calls things.

mod change;
mod consultation;
mod content;
mod conversation;
mod desk;
mod names;
mod people;
mod site;
mod text;
mod user_page;

pub(crate) use change::{Change, Given};
pub(crate) use consultation::{ClueBody, ConsultationBody, ConsultationDetailBody, RatingRequest};
pub(crate) use conversation::{
    ConversationBody, HistoryFrom, MemberBody, MemberRequest, MessageBody, MessagePageBody,
    NewConversation, NewDirect, NewGroup, NewMessage, NewThread, ReadRequest,
};
pub(crate) use desk::{
    AgentBody, AgentChange, NewAgent, NewTeam, StatusBody, StatusRequest, TeamBody, TeamChange,
    TeamRefBody,
};
pub(crate) use names::{
    ActorKindName, AgentRoleName, AgentStatusName, AssignmentRuleName, ChannelName,
    ConsultationStateName, ConversationKindName, IdentityModeName, MemberRoleName, MemberStateName,
    ResolvedByName, RoleName, StrategyName, TerminalName, UserKindName,
};
pub(crate) use people::{
    CustomerBody, LoginRequest, MeBody, NewUser, SessionBody, SetupInspectBody,
    SetupInspectRequest, SetupRequest, TokenBody, TokenRequest, UserBody, UserChange,
};
pub(crate) use site::{OriginsBody, SiteBody, SiteChange, SiteRequest, TextBody};
pub(crate) use text::{
    AccentText, ClientMsgIdText, ConsultationIdText, ConversationIdText, GroupTitleText, NameText,
    NewUidText, OriginText, SiteKeyText, TeamIdText, TeamNameText, UidText, UserCursorText,
};
pub(crate) use user_page::{UserCursor, UserPageBody};
