//! The closed sets of names that the contract knows, apart from what the domain calls them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An enum of the contract and its counterpart in the domain: a variant that one has and the other lacks does not compile.
macro_rules! names {
    ($($(#[$attribute:meta])* $name:ident = $domain:ty as $schema:ident { $($(#[$variant_doc:meta])* $variant:ident),+ })*) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $(<$domain>::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }
    )*};
}

names! {
    /// Who somebody is in the app. Never changes.
    UserKindName = skein_identity::model::UserKind as UserKind { Customer, Agent, Employee, Bot }
    /// What somebody may do.
    RoleName = skein_identity::model::Role as Role { Customer, Agent, Supervisor, Admin, Employee, Bot }
    /// What a visitor must prove: nothing, and nothing can be; nothing, but an identity token is taken; who they are.
    IdentityModeName = skein_identity::model::IdentityMode as IdentityMode { Anonymous, Optional, VerifiedOnly }
    ConversationKindName = skein_messaging::model::ConversationKind as ConversationKind { Direct, Group, Thread }
    MemberRoleName = skein_messaging::model::MemberRole as MemberRole { Member, Customer, Agent }
    /// Whether somebody takes part, or did.
    MemberStateName = skein_messaging::model::MemberState as MemberState { Active, Past }
    TerminalName = skein_messaging::model::Terminal as Terminal { Web, H5, Ios, Android, Windows, Macos, Linux, Server }
    /// What an agent wants to be given: `online` by assignment and by hand, `busy` only by hand, the others nothing.
    AgentStatusName = skein_desk::model::AgentStatus as AgentAvailability { Online, Busy, Away, Offline }
    ConsultationStateName = skein_desk::model::ConsultationState as ConsultationState { Initial, Waiting, Assigned, Resolved }
    ResolvedByName = skein_desk::model::ResolvedBy as ResolvedBy {
        Agent,
        Silence,
        Customer,
        /// The customer signed in and goes on in another consultation.
        Merged,
        /// The customer was disabled.
        Blocked
    }
    /// The door a customer came through.
    ChannelName = skein_desk::model::Channel as Channel { Web, H5, App, Api }
    StrategyName = skein_desk::model::Strategy as Strategy { Even }
    AssignmentRuleName = skein_desk::model::AssignmentRule as AssignmentRule {
        /// Served this customer last, is available and has room.
        LastAgent,
        /// Serves the fewest.
        FewestConsultations,
        /// Several serve as few; was assigned something longest ago.
        LongestIdle,
        /// Took it by hand.
        Picked
    }
}

/// The role of somebody who serves customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AgentRole)]
pub(crate) enum AgentRoleName {
    Agent,
    Supervisor,
    Admin,
}

impl From<AgentRoleName> for skein_identity::model::Role {
    fn from(role: AgentRoleName) -> Self {
        match role {
            AgentRoleName::Agent => Self::Agent,
            AgentRoleName::Supervisor => Self::Supervisor,
            AgentRoleName::Admin => Self::Admin,
        }
    }
}

/// Who did a step: the customer, an agent, the rules, or the business by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ActorKind)]
pub(crate) enum ActorKindName {
    Customer,
    Agent,
    System,
    App,
}

impl From<&skein_desk::model::Actor> for ActorKindName {
    fn from(actor: &skein_desk::model::Actor) -> Self {
        use skein_desk::model::Actor;
        match actor {
            Actor::Customer => Self::Customer,
            Actor::Agent(_) => Self::Agent,
            Actor::System => Self::System,
            Actor::App(_) => Self::App,
        }
    }
}
