//! Who may do what: one table, asked by every route before it does anything.
//!
//! The table answers "may somebody of this role do this at all". Whether the thing belongs to them (own thread, own
//! consultation, member of the conversation) is checked where the thing is loaded.

use crate::model::Role;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    User(Role),
    /// A business server with an app key.
    Server,
}

/// What is to be done. One per route or group of routes that always stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See oneself, renew one's token, sign out.
    UseOwnSession,
    /// Open a live connection or a long poll.
    Connect,
    /// Read and write in conversations one is a member of.
    TakePartInConversations,
    /// Find or open one's own thread with the desk.
    OpenOwnThread,
    /// Rate or end one's own consultation.
    CloseOwnConsultation,
    /// See the queue of one's teams.
    SeeQueue,
    /// Take from the queue, resolve, set one's desk status.
    ServeConsultations,
    /// See consultations of the desk and their customers.
    SeeConsultations,
    /// See consultations and messages of others than oneself.
    SuperviseConsultations,
    /// List agents and teams.
    SeeAgents,
    /// Make and change agents and teams.
    ManageAgents,
    /// Make, change, list and look up users.
    ManageUsers,
    /// End the sessions of a user.
    RevokeUserTokens,
    /// Issue tokens of users, make conversations and speak in them for any user.
    ActForUsers,
    /// Make and change the sites that show the widget.
    ManageSites,
    /// Change keys and secrets of the app.
    ManageApp,
}

impl Action {
    pub const ALL: [Self; 16] = [
        Self::UseOwnSession,
        Self::Connect,
        Self::TakePartInConversations,
        Self::OpenOwnThread,
        Self::CloseOwnConsultation,
        Self::SeeQueue,
        Self::ServeConsultations,
        Self::SeeConsultations,
        Self::SuperviseConsultations,
        Self::SeeAgents,
        Self::ManageAgents,
        Self::ManageUsers,
        Self::RevokeUserTokens,
        Self::ActForUsers,
        Self::ManageSites,
        Self::ManageApp,
    ];
}

/// Whether the actor may do this at all.
pub const fn is_allowed(actor: Actor, action: Action) -> bool {
    match actor {
        Actor::User(role) => is_allowed_to_user(role, action),
        Actor::Server => matches!(
            action,
            Action::SeeConsultations
                | Action::SuperviseConsultations
                | Action::SeeAgents
                | Action::ManageAgents
                | Action::ManageUsers
                | Action::RevokeUserTokens
                | Action::ActForUsers
                | Action::ManageSites
        ),
    }
}

const fn is_allowed_to_user(role: Role, action: Action) -> bool {
    match action {
        Action::UseOwnSession | Action::Connect | Action::TakePartInConversations => true,
        Action::OpenOwnThread | Action::CloseOwnConsultation => matches!(role, Role::Customer),
        Action::SeeQueue
        | Action::ServeConsultations
        | Action::SeeConsultations
        | Action::SeeAgents => matches!(role, Role::Agent | Role::Supervisor | Role::Admin),
        Action::SuperviseConsultations => matches!(role, Role::Supervisor | Role::Admin),
        Action::ManageAgents
        | Action::ManageUsers
        | Action::RevokeUserTokens
        | Action::ManageSites
        | Action::ManageApp => matches!(role, Role::Admin),
        // Nobody speaks in the name of somebody else but the business itself.
        Action::ActForUsers => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, written down a second time as people read it: a change has to be made on purpose.
    /// Columns: customer, agent, supervisor, admin, employee, bot, server.
    const TABLE: [(Action, &str); 16] = [
        (Action::UseOwnSession, /*         */ "yyyyyy-"),
        (Action::Connect, /*               */ "yyyyyy-"),
        (Action::TakePartInConversations, /**/ "yyyyyy-"),
        (Action::OpenOwnThread, /*         */ "y------"),
        (Action::CloseOwnConsultation, /*  */ "y------"),
        (Action::SeeQueue, /*              */ "-yyy---"),
        (Action::ServeConsultations, /*    */ "-yyy---"),
        (Action::SeeConsultations, /*      */ "-yyy--y"),
        (Action::SuperviseConsultations, /**/ "--yy--y"),
        (Action::SeeAgents, /*             */ "-yyy--y"),
        (Action::ManageAgents, /*          */ "---y--y"),
        (Action::ManageUsers, /*           */ "---y--y"),
        (Action::RevokeUserTokens, /*      */ "---y--y"),
        (Action::ActForUsers, /*           */ "------y"),
        (Action::ManageSites, /*           */ "---y--y"),
        (Action::ManageApp, /*             */ "---y---"),
    ];

    #[test]
    fn the_table_is_as_written() {
        for (action, (listed, row)) in Action::ALL.into_iter().zip(TABLE) {
            assert_eq!(action, listed);
            let actors = Role::ALL
                .map(Actor::User)
                .into_iter()
                .chain([Actor::Server]);
            for (actor, expected) in actors.zip(row.chars()) {
                assert_eq!(
                    is_allowed(actor, action),
                    expected == 'y',
                    "{actor:?} {action:?}"
                );
            }
        }
    }
}
