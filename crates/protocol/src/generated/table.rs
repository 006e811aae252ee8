// The fields of the wire types, and how much of each a server takes. Generated from proto/ by `cargo run -p skein-codegen`; do not edit.

use crate::table::{Enum, Field, Kind, Message};

pub static FRAME: Message = Message {
    name: "Frame",
    fields: &[
        Field { number: 1, name: "id", json_name: "id", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 10, name: "hello", json_name: "hello", kind: Kind::Message(&HELLO), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 11, name: "send", json_name: "send", kind: Kind::Message(&SEND), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 12, name: "received", json_name: "received", kind: Kind::Message(&RECEIVED), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 13, name: "sync", json_name: "sync", kind: Kind::Message(&SYNC), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 14, name: "history", json_name: "history", kind: Kind::Message(&HISTORY), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 15, name: "mark_read", json_name: "markRead", kind: Kind::Message(&MARK_READ), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 16, name: "set_typing", json_name: "setTyping", kind: Kind::Message(&SET_TYPING), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 17, name: "watch_presence", json_name: "watchPresence", kind: Kind::Message(&WATCH_PRESENCE), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 18, name: "ping", json_name: "ping", kind: Kind::Message(&PING), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 19, name: "open_direct", json_name: "openDirect", kind: Kind::Message(&OPEN_DIRECT), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 20, name: "list_members", json_name: "listMembers", kind: Kind::Message(&LIST_MEMBERS), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 40, name: "welcome", json_name: "welcome", kind: Kind::Message(&WELCOME), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 41, name: "ack", json_name: "ack", kind: Kind::Message(&ACK), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 42, name: "sync_page", json_name: "syncPage", kind: Kind::Message(&SYNC_PAGE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 43, name: "history_page", json_name: "historyPage", kind: Kind::Message(&HISTORY_PAGE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 44, name: "done", json_name: "done", kind: Kind::Message(&DONE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 45, name: "presence_list", json_name: "presenceList", kind: Kind::Message(&PRESENCE_LIST), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 46, name: "pong", json_name: "pong", kind: Kind::Message(&PONG), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 47, name: "error", json_name: "error", kind: Kind::Message(&ERROR), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 48, name: "conversation", json_name: "conversation", kind: Kind::Message(&CONVERSATION_STATE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 49, name: "member_page", json_name: "memberPage", kind: Kind::Message(&MEMBER_PAGE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 60, name: "message", json_name: "message", kind: Kind::Message(&MESSAGE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 61, name: "mark", json_name: "mark", kind: Kind::Message(&MARK), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 62, name: "typing", json_name: "typing", kind: Kind::Message(&TYPING), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 63, name: "presence", json_name: "presence", kind: Kind::Message(&PRESENCE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 64, name: "notice", json_name: "notice", kind: Kind::Message(&NOTICE), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 65, name: "go_away", json_name: "goAway", kind: Kind::Message(&GO_AWAY), repeated: false, choice: true, from_clients: false, max: u32::MAX },
    ],
};

pub static TERMINAL: Enum = Enum { values: &[(0, "TERMINAL_UNSPECIFIED"), (1, "TERMINAL_WEB"), (2, "TERMINAL_H5"), (3, "TERMINAL_IOS"), (4, "TERMINAL_ANDROID"), (5, "TERMINAL_WINDOWS"), (6, "TERMINAL_MACOS"), (7, "TERMINAL_LINUX"), (8, "TERMINAL_SERVER")] };

pub static DEVICE: Message = Message {
    name: "Device",
    fields: &[
        Field { number: 1, name: "id", json_name: "id", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 256 },
        Field { number: 2, name: "terminal", json_name: "terminal", kind: Kind::Enum(&TERMINAL), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "name", json_name: "name", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static HELLO: Message = Message {
    name: "Hello",
    fields: &[
        Field { number: 1, name: "token", json_name: "token", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 4096 },
        Field { number: 2, name: "device", json_name: "device", kind: Kind::Message(&DEVICE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "resume_session_id", json_name: "resumeSessionId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "client", json_name: "client", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static WELCOME: Message = Message {
    name: "Welcome",
    fields: &[
        Field { number: 1, name: "session_id", json_name: "sessionId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "resumed", json_name: "resumed", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "heartbeat_interval_ms", json_name: "heartbeatIntervalMs", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "server_time_ms", json_name: "serverTimeMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "limits", json_name: "limits", kind: Kind::Message(&LIMITS), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 7, name: "role", json_name: "role", kind: Kind::Enum(&ROLE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static LIMITS: Message = Message {
    name: "Limits",
    fields: &[
        Field { number: 1, name: "max_frame_bytes", json_name: "maxFrameBytes", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "max_text_chars", json_name: "maxTextChars", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "max_page", json_name: "maxPage", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "max_in_flight", json_name: "maxInFlight", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static ROLE: Enum = Enum { values: &[(0, "ROLE_UNSPECIFIED"), (1, "ROLE_CUSTOMER"), (2, "ROLE_AGENT"), (3, "ROLE_EMPLOYEE"), (4, "ROLE_BOT"), (5, "ROLE_SUPERVISOR"), (6, "ROLE_ADMIN")] };

pub static SEND: Message = Message {
    name: "Send",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "client_msg_id", json_name: "clientMsgId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 256 },
        Field { number: 3, name: "content", json_name: "content", kind: Kind::Message(&CONTENT), repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static ACK: Message = Message {
    name: "Ack",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "client_msg_id", json_name: "clientMsgId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "seq", json_name: "seq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "time_ms", json_name: "timeMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static RECEIVED: Message = Message {
    name: "Received",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "seq", json_name: "seq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static POSITION: Message = Message {
    name: "Position",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "seq", json_name: "seq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static SYNC: Message = Message {
    name: "Sync",
    fields: &[
        Field { number: 1, name: "have", json_name: "have", kind: Kind::Message(&POSITION), repeated: true, choice: false, from_clients: true, max: 500 },
        Field { number: 2, name: "page_token", json_name: "pageToken", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 1024 },
        Field { number: 3, name: "limit", json_name: "limit", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "only_named", json_name: "onlyNamed", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static SYNC_PAGE: Message = Message {
    name: "SyncPage",
    fields: &[
        Field { number: 1, name: "conversations", json_name: "conversations", kind: Kind::Message(&CONVERSATION_STATE), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "messages", json_name: "messages", kind: Kind::Message(&MESSAGE), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "reload", json_name: "reload", kind: Kind::Text, repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "next_page_token", json_name: "nextPageToken", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "people", json_name: "people", kind: Kind::Message(&PERSON), repeated: true, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static HISTORY: Message = Message {
    name: "History",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "before", json_name: "before", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "after", json_name: "after", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "limit", json_name: "limit", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static HISTORY_PAGE: Message = Message {
    name: "HistoryPage",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "messages", json_name: "messages", kind: Kind::Message(&MESSAGE), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "has_more", json_name: "hasMore", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "last_seq", json_name: "lastSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "people", json_name: "people", kind: Kind::Message(&PERSON), repeated: true, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static MARK_READ: Message = Message {
    name: "MarkRead",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "seq", json_name: "seq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static DONE: Message = Message {
    name: "Done",
    fields: &[
    ],
};

pub static MARK: Message = Message {
    name: "Mark",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "read_seq", json_name: "readSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "received_seq", json_name: "receivedSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static SET_TYPING: Message = Message {
    name: "SetTyping",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "typing", json_name: "typing", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static TYPING: Message = Message {
    name: "Typing",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "typing", json_name: "typing", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static WATCH_PRESENCE: Message = Message {
    name: "WatchPresence",
    fields: &[
        Field { number: 1, name: "uids", json_name: "uids", kind: Kind::Text, repeated: true, choice: false, from_clients: true, max: 200 },
    ],
};

pub static PRESENCE_LIST: Message = Message {
    name: "PresenceList",
    fields: &[
        Field { number: 1, name: "presences", json_name: "presences", kind: Kind::Message(&PRESENCE), repeated: true, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static PRESENCE_STATE: Enum = Enum { values: &[(0, "PRESENCE_STATE_UNSPECIFIED"), (1, "PRESENCE_STATE_OFFLINE"), (2, "PRESENCE_STATE_ONLINE")] };

pub static PRESENCE: Message = Message {
    name: "Presence",
    fields: &[
        Field { number: 1, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "state", json_name: "state", kind: Kind::Enum(&PRESENCE_STATE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "terminals", json_name: "terminals", kind: Kind::Enum(&TERMINAL), repeated: true, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static PING: Message = Message {
    name: "Ping",
    fields: &[
        Field { number: 1, name: "time_ms", json_name: "timeMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static PONG: Message = Message {
    name: "Pong",
    fields: &[
        Field { number: 1, name: "time_ms", json_name: "timeMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static OPEN_DIRECT: Message = Message {
    name: "OpenDirect",
    fields: &[
        Field { number: 1, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 256 },
    ],
};

pub static CONVERSATION_KIND: Enum = Enum { values: &[(0, "CONVERSATION_KIND_UNSPECIFIED"), (1, "CONVERSATION_KIND_DIRECT"), (2, "CONVERSATION_KIND_GROUP"), (3, "CONVERSATION_KIND_THREAD")] };

pub static MEMBER_STATE: Enum = Enum { values: &[(0, "MEMBER_STATE_UNSPECIFIED"), (1, "MEMBER_STATE_ACTIVE"), (2, "MEMBER_STATE_PAST")] };

pub static MEMBER: Message = Message {
    name: "Member",
    fields: &[
        Field { number: 1, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "name", json_name: "name", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "role", json_name: "role", kind: Kind::Enum(&ROLE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "read_seq", json_name: "readSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "received_seq", json_name: "receivedSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "state", json_name: "state", kind: Kind::Enum(&MEMBER_STATE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static PERSON: Message = Message {
    name: "Person",
    fields: &[
        Field { number: 1, name: "uid", json_name: "uid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "name", json_name: "name", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "role", json_name: "role", kind: Kind::Enum(&ROLE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static LIST_MEMBERS: Message = Message {
    name: "ListMembers",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 64 },
        Field { number: 2, name: "page_token", json_name: "pageToken", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: 1024 },
        Field { number: 3, name: "limit", json_name: "limit", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static MEMBER_PAGE: Message = Message {
    name: "MemberPage",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "members", json_name: "members", kind: Kind::Message(&MEMBER), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "next_page_token", json_name: "nextPageToken", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "member_count", json_name: "memberCount", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static CONVERSATION_STATE: Message = Message {
    name: "ConversationState",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "kind", json_name: "kind", kind: Kind::Enum(&CONVERSATION_KIND), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "title", json_name: "title", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "last_seq", json_name: "lastSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "read_seq", json_name: "readSeq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "unread", json_name: "unread", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 7, name: "last_message", json_name: "lastMessage", kind: Kind::Message(&MESSAGE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 8, name: "members", json_name: "members", kind: Kind::Message(&MEMBER), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 9, name: "updated_at_ms", json_name: "updatedAtMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 10, name: "own", json_name: "own", kind: Kind::Message(&MEMBER), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 11, name: "member_count", json_name: "memberCount", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static NOTICE: Message = Message {
    name: "Notice",
    fields: &[
        Field { number: 1, name: "consultation", json_name: "consultation", kind: Kind::Message(&CONSULTATION_NOTICE), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "queue", json_name: "queue", kind: Kind::Message(&QUEUE_NOTICE), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "agent", json_name: "agent", kind: Kind::Message(&AGENT_NOTICE), repeated: false, choice: true, from_clients: true, max: u32::MAX },
    ],
};

pub static CONSULTATION_STATE: Enum = Enum { values: &[(0, "CONSULTATION_STATE_UNSPECIFIED"), (1, "CONSULTATION_STATE_INITIAL"), (2, "CONSULTATION_STATE_WAITING"), (3, "CONSULTATION_STATE_ASSIGNED"), (4, "CONSULTATION_STATE_RESOLVED")] };

pub static RESOLVED_BY: Enum = Enum { values: &[(0, "RESOLVED_BY_UNSPECIFIED"), (1, "RESOLVED_BY_AGENT"), (2, "RESOLVED_BY_SILENCE"), (3, "RESOLVED_BY_CUSTOMER"), (4, "RESOLVED_BY_MERGED"), (5, "RESOLVED_BY_BLOCKED")] };

pub static CONSULTATION_NOTICE: Message = Message {
    name: "ConsultationNotice",
    fields: &[
        Field { number: 1, name: "consultation_id", json_name: "consultationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "state", json_name: "state", kind: Kind::Enum(&CONSULTATION_STATE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "queue_position", json_name: "queuePosition", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "wait_estimate_s", json_name: "waitEstimateS", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "agent_uid", json_name: "agentUid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 7, name: "agent_name", json_name: "agentName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 8, name: "resolved_by", json_name: "resolvedBy", kind: Kind::Enum(&RESOLVED_BY), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 9, name: "can_rate", json_name: "canRate", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 10, name: "team_name", json_name: "teamName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 11, name: "agents_online", json_name: "agentsOnline", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 12, name: "rating_score", json_name: "ratingScore", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 13, name: "customer_uid", json_name: "customerUid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 14, name: "customer_name", json_name: "customerName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 15, name: "last_message_text", json_name: "lastMessageText", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 16, name: "revision", json_name: "revision", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static QUEUE_NOTICE: Message = Message {
    name: "QueueNotice",
    fields: &[
        Field { number: 1, name: "team_id", json_name: "teamId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "waiting", json_name: "waiting", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static AGENT_NOTICE: Message = Message {
    name: "AgentNotice",
    fields: &[
        Field { number: 1, name: "status", json_name: "status", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "load", json_name: "load", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "capacity", json_name: "capacity", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static GO_AWAY_REASON: Enum = Enum { values: &[(0, "GO_AWAY_REASON_UNSPECIFIED"), (1, "GO_AWAY_REASON_DRAIN"), (2, "GO_AWAY_REASON_REPLACED"), (3, "GO_AWAY_REASON_REVOKED")] };

pub static GO_AWAY: Message = Message {
    name: "GoAway",
    fields: &[
        Field { number: 1, name: "reason", json_name: "reason", kind: Kind::Enum(&GO_AWAY_REASON), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "spread_ms", json_name: "spreadMs", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "device_name", json_name: "deviceName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static MESSAGE: Message = Message {
    name: "Message",
    fields: &[
        Field { number: 1, name: "conversation_id", json_name: "conversationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "seq", json_name: "seq", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "sender_uid", json_name: "senderUid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "client_msg_id", json_name: "clientMsgId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "time_ms", json_name: "timeMs", kind: Kind::Int64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "content", json_name: "content", kind: Kind::Message(&CONTENT), repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static CONTENT: Message = Message {
    name: "Content",
    fields: &[
        Field { number: 1, name: "text", json_name: "text", kind: Kind::Message(&TEXT), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "system", json_name: "system", kind: Kind::Message(&SYSTEM_EVENT), repeated: false, choice: true, from_clients: false, max: u32::MAX },
        Field { number: 3, name: "location", json_name: "location", kind: Kind::Message(&LOCATION), repeated: false, choice: true, from_clients: true, max: u32::MAX },
        Field { number: 15, name: "custom", json_name: "custom", kind: Kind::Message(&CUSTOM), repeated: false, choice: true, from_clients: true, max: u32::MAX },
    ],
};

pub static TEXT: Message = Message {
    name: "Text",
    fields: &[
        Field { number: 1, name: "text", json_name: "text", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static SYSTEM_EVENT: Message = Message {
    name: "SystemEvent",
    fields: &[
        Field { number: 1, name: "kind", json_name: "kind", kind: Kind::Enum(&SYSTEM_EVENT_KIND), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "actor_uid", json_name: "actorUid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "actor_name", json_name: "actorName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "subject_uid", json_name: "subjectUid", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "subject_name", json_name: "subjectName", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 6, name: "reason", json_name: "reason", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 7, name: "consultation_id", json_name: "consultationId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static SYSTEM_EVENT_KIND: Enum = Enum { values: &[(0, "SYSTEM_EVENT_KIND_UNSPECIFIED"), (1, "SYSTEM_EVENT_KIND_CONSULTATION_OPENED"), (2, "SYSTEM_EVENT_KIND_CONSULTATION_ASSIGNED"), (3, "SYSTEM_EVENT_KIND_CONSULTATION_RESOLVED"), (4, "SYSTEM_EVENT_KIND_CONSULTATION_RATED"), (5, "SYSTEM_EVENT_KIND_CONSULTATION_RELEASED")] };

pub static LOCATION: Message = Message {
    name: "Location",
    fields: &[
        Field { number: 1, name: "latitude_e6", json_name: "latitudeE6", kind: Kind::Int32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "longitude_e6", json_name: "longitudeE6", kind: Kind::Int32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "name", json_name: "name", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "address", json_name: "address", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static CUSTOM: Message = Message {
    name: "Custom",
    fields: &[
        Field { number: 1, name: "type", json_name: "type", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "json", json_name: "json", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "fallback", json_name: "fallback", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static ERROR_CODE: Enum = Enum { values: &[(0, "ERROR_CODE_UNSPECIFIED"), (1, "ERROR_CODE_MALFORMED"), (2, "ERROR_CODE_INVALID"), (3, "ERROR_CODE_TOO_LARGE"), (4, "ERROR_CODE_UNAUTHENTICATED"), (5, "ERROR_CODE_TOKEN_EXPIRED"), (6, "ERROR_CODE_FORBIDDEN"), (7, "ERROR_CODE_NOT_FOUND"), (8, "ERROR_CODE_CONFLICT"), (9, "ERROR_CODE_IDEMPOTENCY_MISMATCH"), (10, "ERROR_CODE_RATE_LIMITED"), (11, "ERROR_CODE_OVERLOADED"), (12, "ERROR_CODE_STORAGE_UNAVAILABLE"), (13, "ERROR_CODE_INTERNAL"), (14, "ERROR_CODE_SESSION_GONE"), (15, "ERROR_CODE_REPLACED"), (16, "ERROR_CODE_HEARTBEAT_TIMEOUT"), (17, "ERROR_CODE_SLOW_READER")] };

pub static ERROR: Message = Message {
    name: "Error",
    fields: &[
        Field { number: 1, name: "code", json_name: "code", kind: Kind::Enum(&ERROR_CODE), repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "detail", json_name: "detail", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "retryable", json_name: "retryable", kind: Kind::Bool, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 4, name: "retry_after_ms", json_name: "retryAfterMs", kind: Kind::Uint32, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 5, name: "client_msg_id", json_name: "clientMsgId", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static POLL_SEND: Message = Message {
    name: "PollSend",
    fields: &[
        Field { number: 1, name: "frames", json_name: "frames", kind: Kind::Message(&FRAME), repeated: true, choice: false, from_clients: true, max: u32::MAX },
    ],
};

pub static POLL_BATCH: Message = Message {
    name: "PollBatch",
    fields: &[
        Field { number: 1, name: "cursor", json_name: "cursor", kind: Kind::Uint64, repeated: false, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 2, name: "frames", json_name: "frames", kind: Kind::Message(&FRAME), repeated: true, choice: false, from_clients: true, max: u32::MAX },
        Field { number: 3, name: "poll_key", json_name: "pollKey", kind: Kind::Text, repeated: false, choice: false, from_clients: true, max: u32::MAX },
    ],
};
