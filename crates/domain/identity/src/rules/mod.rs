//! What is allowed and what a token proves: pure and synchronous, the time is a parameter.

pub mod permissions;
pub(crate) mod tokens;
mod visitors;

pub use permissions::{Action, Actor, is_allowed};
pub(crate) use visitors::{new_visitor_uid, visitor_name};

use crate::model::{Role, User};

/// Customers reach the business through their thread only; everybody else may open a direct conversation with
/// anybody who is there.
pub fn may_open_direct(from: Role, to: Option<&User>) -> bool {
    from != Role::Customer && to.is_some_and(|user| !user.disabled)
}
