//! What messaging is about: messages, conversations and their members, and what is pushed to screens.

mod change;
mod conversation;
mod message;
mod push;

pub use change::{ConversationCreated, MemberChanged, MessagingChange};
pub use conversation::{
    Conversation, ConversationKind, GroupTitle, MarkAdvance, Marks, Member, MemberChange,
    MemberRole, MemberState, Membership, MembershipFilter, MembershipOf, People, Roster,
};
pub use message::{Append, Appended, LoggedMessage, Message};
pub use push::{MarkPush, Notice, PresencePush, Push, Terminal, TypingPush};
pub use skein_content::{Content, Custom, Location, SystemEvent, SystemEventKind, Text};
