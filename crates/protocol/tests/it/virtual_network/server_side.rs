//! The server of the simulated world: carries out what its session machines ask for.

use skein_foundation::{ConversationId, Seq, SessionId, Uid};
use skein_protocol::{
    frame::{Request, encode},
    session::{Accepted, Action, OutstandingPushes, SessionState, Slot},
    wire::{Done, Frame, Mark, Message, PresenceList, Role},
};

use super::{
    backend::Backend,
    world::{Happening, World},
};

impl World {
    pub(super) fn arrive_at_server(&mut self, connection: usize, bytes: &[u8]) {
        let end = &mut self.connections[connection];
        if !end.is_carrying {
            return;
        }
        let action = end.session.on_bytes(end.format, bytes, self.now_ms);
        self.act(connection, action);
        self.plan_server_wake(connection);
    }

    fn write(&mut self, connection: usize, frame: &Frame) {
        let bytes = encode(self.connections[connection].format, frame).to_vec();
        self.transmit_to_client(connection, &bytes);
    }

    /// Does what the server machine asks for.
    pub(super) fn act(&mut self, connection: usize, action: Action) {
        match action {
            // A network that loses everything may lose what is below frames, too: the machines live without it.
            Action::Ignore | Action::Received { .. } | Action::SetTyping { .. } | Action::Ping => {}
            Action::Authenticate { request_id, hello } => {
                assert_eq!(hello.token, "token");
                let fresh = SessionId::from_bytes((connection as u128).to_be_bytes());
                let (session_id, resumed) = self
                    .resume(hello.resume_session_id)
                    .map_or((fresh, None), |(id, outstanding)| (id, Some(outstanding)));
                self.sessions.insert(session_id, connection);
                let accepted = Accepted {
                    session_id,
                    uid: Uid::parse(&self.connections[connection].uid).expect("a test user"),
                    role: Role::Employee,
                    server_time_ms: self.now_ms,
                    resumed,
                };
                let welcome =
                    self.connections[connection]
                        .session
                        .accept(request_id, accepted, self.now_ms);
                self.write(connection, &welcome.expect("nothing happens meanwhile"));
            }
            Action::Reply(frame) => self.write(connection, &frame),
            Action::Request { id, request, slot } => self.serve(connection, id, request, slot),
            Action::Resend {
                conversation_id,
                from_seq,
                to_seq,
            } => {
                for message in self.backend.read(conversation_id, from_seq.0, to_seq.0) {
                    self.write(connection, &Frame::push(message));
                }
            }
            Action::Close(closing) => {
                if let Some(frame) = closing.frame {
                    self.write(connection, &frame);
                }
                if self.connections[connection].is_carrying {
                    self.later(
                        500,
                        Happening::ClientLost {
                            connection,
                            code: Some(closing.code),
                        },
                    );
                }
            }
        }
    }

    /// What a session had on its way whose connection is known to be gone. Now and then it was forgotten.
    fn resume(&mut self, asked_for: Option<SessionId>) -> Option<(SessionId, OutstandingPushes)> {
        let id = asked_for?;
        let connection = self.sessions.get(&id).copied()?;
        if self.connections[connection].session.state() != SessionState::Closed
            || self.dice.percent(20)
        {
            return None;
        }
        let gone = &mut self.connections[connection].session;
        self.resumed_pushes += gone.unconfirmed_pushes();
        Some((id, gone.leave()))
    }

    fn serve(&mut self, connection: usize, id: u32, request: Request, slot: Slot) {
        let uid = self.connections[connection].uid.clone();
        let answer = match request {
            Request::Send(send) => {
                let (message, is_new) = self.backend.store(&uid, &send, self.now_ms);
                let ack = Backend::ack(&message);
                if is_new {
                    self.push_to_others(connection, &message);
                }
                Frame::reply(id, ack)
            }
            Request::Sync(sync) => Frame::reply(id, self.backend.sync(&uid, &sync)),
            Request::History(range) => Frame::reply(id, self.backend.history(&range)),
            Request::MarkRead {
                conversation_id,
                seq,
            } => {
                let read_seq = self.backend.mark_read(conversation_id, &uid, seq);
                let conversation_id = conversation_id.to_string();
                self.write(
                    connection,
                    &Frame::push(Mark {
                        conversation_id,
                        uid,
                        read_seq,
                        received_seq: 0,
                    }),
                );
                Frame::reply(id, Done {})
            }
            Request::WatchPresence { .. }
            | Request::OpenDirect { .. }
            | Request::ListMembers(_) => Frame::reply(id, PresenceList::default()),
        };
        let bytes = encode(self.connections[connection].format, &answer).to_vec();
        let delay_ms = self.dice.between(1, 30);
        self.later(
            delay_ms,
            Happening::Answer {
                connection,
                is_send: slot == Slot::Send,
                bytes,
            },
        );
    }

    fn push_to_others(&mut self, sender: usize, message: &Message) {
        let id = ConversationId::parse(&message.conversation_id).expect("the server's own id");
        let members = self.backend.conversations[&id].members.clone();
        for connection in 0..self.connections.len() {
            let end = &mut self.connections[connection];
            let is_served = matches!(
                end.session.state(),
                SessionState::Ready | SessionState::Draining
            );
            if connection == sender || !is_served || !members.contains(&end.uid) {
                continue;
            }
            match end.session.on_push(id, Seq(message.seq), self.now_ms) {
                Ok(()) => self.write(connection, &Frame::push(message.clone())),
                Err(closing) => self.act(connection, Action::Close(closing)),
            }
            self.plan_server_wake(connection);
        }
    }
}
