//! What messaging is about: messages, conversations and their members, and what is pushed to screens.

mod conversation;
mod message;
mod push;

pub use conversation::{
    Conversation, ConversationKind, GroupTitle, MarkAdvance, Marks, Member, MemberChange,
    MemberRole, MemberState, Membership, MembershipFilter, MembershipOf, Roster,
};
pub use message::{
    Append, Appended, Content, LoggedMessage, Message, SystemEvent, SystemEventKind,
};
pub use push::{
    AgentNotice, Asking, ConsultationNotice, MarkPush, Notice, PresencePush, Push, Terminal,
    TypingPush,
};
