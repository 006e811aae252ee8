//! What is allowed and what a token proves: pure and synchronous, the time is a parameter.

mod moment;
pub mod permissions;
pub(crate) mod sign_in_sessions;
pub mod tokens;
mod visitors;

pub(crate) use moment::Moment;
pub use permissions::{Action, Actor, is_allowed};
pub(crate) use visitors::{new_visitor_uid, visitor_name};

use crate::model::{Role, User};

/// Customers and the business reach each other through the customer's thread only, where every consultation is counted
/// and can be inspected; everybody else may open a direct conversation with anybody who is there.
pub fn may_open_direct(from: Role, to: Option<&User>) -> bool {
    from != Role::Customer && to.is_some_and(|user| !user.disabled && user.role != Role::Customer)
}
