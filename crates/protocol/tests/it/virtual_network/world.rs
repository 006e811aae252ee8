//! The simulated world: virtual time, hosts, links, and the application on each client.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    sync::Arc,
};

use skein_foundation::{ConversationId, Limits, SessionId};
use skein_protocol::{
    frame::{Format, decode, encode},
    session::{
        ServerSession, SessionConfig, SessionState, Slot,
        client::{ClientConfig, ClientSession, Event, Output, StartAt},
    },
    wire::{Ack, Message},
};

use super::{
    backend::{Backend, Conversation, Defect},
    dice::Dice,
    network::Faults,
};
use crate::wire::{device, talk, text};

/// What a run does.
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) faults: Faults,
    pub(crate) defect: Option<Defect>,
    /// Applications are busy and the network is bad for so long.
    pub(crate) busy_ms: i64,
    /// Then everything must come to rest within so long.
    pub(crate) patience_ms: i64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 0,
            faults: Faults::NONE,
            defect: None,
            busy_ms: 60_000,
            patience_ms: 300_000,
        }
    }
}

/// One client host: the machine, and the application that uses it.
pub(crate) struct Client {
    pub(crate) uid: String,
    pub(crate) conversations: Vec<ConversationId>,
    pub(crate) sent: Vec<(ConversationId, String)>,
    pub(crate) acks: Vec<Ack>,
    pub(crate) shown: BTreeMap<ConversationId, Vec<Message>>,
    pub(crate) marked: BTreeMap<ConversationId, u64>,
    machine: ClientSession,
    format: Format,
    connection: Option<usize>,
    wakes_at_ms: Option<i64>,
}

/// One connection, seen from both ends.
pub(super) struct Connection {
    pub(super) client: usize,
    pub(super) uid: String,
    pub(super) session: ServerSession,
    pub(super) format: Format,
    /// Frames still travel.
    pub(super) is_carrying: bool,
    wakes_at_ms: Option<i64>,
    busy_until_ms: [i64; 2],
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    Opened {
        client: usize,
    },
    ToServer {
        connection: usize,
        bytes: Vec<u8>,
    },
    ToClient {
        connection: usize,
        bytes: Vec<u8>,
    },
    /// The store has done its work; the answer may leave.
    Answer {
        connection: usize,
        is_send: bool,
        bytes: Vec<u8>,
    },
    ClientLost {
        connection: usize,
        code: Option<u16>,
    },
    ServerWake {
        connection: usize,
    },
    ClientWake {
        client: usize,
    },
    Application {
        client: usize,
    },
    Cut,
    Restart,
}

pub(crate) struct World {
    pub(crate) clients: Vec<Client>,
    pub(crate) backend: Backend,
    pub(crate) came_to_rest: bool,
    plan: Plan,
    pub(super) dice: Dice,
    pub(super) now_ms: i64,
    queue: BinaryHeap<Reverse<(i64, u64, Happening)>>,
    order: u64,
    pub(super) connections: Vec<Connection>,
    /// On which connection each session was last; a server that starts again knows of none.
    pub(super) sessions: BTreeMap<SessionId, usize>,
    /// Pushes that sessions had on their way when they were gone on with.
    pub(crate) resumed_pushes: u64,
    session_config: Arc<SessionConfig>,
}

/// Far more than any run needs.
const MAX_HAPPENINGS: u64 = 1_000_000;

/// Users, the devices of each, and who talks where.
const DEVICES: [&str; 5] = ["ann", "ann", "bob", "cho", "dan"];
const TALKS: [&[&str]; 3] = [
    &["ann", "bob"],
    &["ann", "bob", "cho", "dan"],
    &["cho", "dan"],
];

impl World {
    pub(crate) fn new(plan: Plan) -> Self {
        let mut backend = Backend::new(plan.defect);
        for (number, members) in TALKS.iter().enumerate() {
            let members = members.iter().map(|uid| (*uid).to_owned()).collect();
            backend.conversations.insert(
                talk(number as u8),
                Conversation {
                    members,
                    ..Conversation::default()
                },
            );
        }
        let clients = DEVICES.iter().enumerate().map(|(number, uid)| {
            let config = ClientConfig {
                start_at: StartAt::Beginning,
                ..ClientConfig::new(device(&format!("device-{number}")), "test/1")
            };
            let conversations = TALKS
                .iter()
                .enumerate()
                .filter(|(_, members)| members.contains(uid));
            Client {
                uid: (*uid).to_owned(),
                conversations: conversations
                    .map(|(number, _)| talk(number as u8))
                    .collect(),
                sent: Vec::new(),
                acks: Vec::new(),
                shown: BTreeMap::new(),
                marked: BTreeMap::new(),
                machine: ClientSession::new(config, plan.seed.wrapping_add(number as u64)),
                format: if number % 2 == 0 {
                    Format::Json
                } else {
                    Format::Proto
                },
                connection: None,
                wakes_at_ms: None,
            }
        });
        let limits = Limits {
            max_in_flight: 2,
            sends_per_second: 5,
            sends_burst: 4,
            ..Limits::default()
        };
        let mut world = Self {
            clients: clients.collect(),
            backend,
            came_to_rest: false,
            dice: Dice::new(plan.seed),
            plan,
            now_ms: 1_000_000,
            queue: BinaryHeap::new(),
            order: 0,
            connections: Vec::new(),
            sessions: BTreeMap::new(),
            resumed_pushes: 0,
            session_config: Arc::new(SessionConfig::new(limits)),
        };
        for client in 0..world.clients.len() {
            world.clients[client].machine.connect();
            world.carry_out(client);
            world.later(10, Happening::Application { client });
        }
        world.plan_fault(world.plan.faults.cuts_per_minute, Happening::Cut);
        world.plan_fault(world.plan.faults.restarts_per_minute, Happening::Restart);
        world
    }

    /// Runs the busy time, then until everything rests, then a little longer.
    pub(crate) fn run(&mut self) {
        let busy_until_ms = self.now_ms + self.plan.busy_ms;
        self.run_until(busy_until_ms);
        self.plan.faults = Faults::NONE;
        let give_up_ms = busy_until_ms + self.plan.patience_ms;
        while !self.rests() && self.now_ms < give_up_ms {
            self.run_until(self.now_ms + 1_000);
        }
        self.came_to_rest = self.rests();
        // Late copies and repetitions must change nothing; the last confirmations arrive.
        self.run_until(self.now_ms + 60_000);
    }

    fn rests(&self) -> bool {
        self.clients.iter().all(|client| {
            let shows_all = client.conversations.iter().all(|id| {
                let last = self.backend.conversations[id].log.len() as u64;
                client.machine.position(*id).unwrap_or_default() >= last
            });
            client.machine.queued_sends() == 0 && shows_all
        })
    }

    pub(crate) fn what_is_missing(&self) -> String {
        let lines = self.clients.iter().map(|client| {
            let positions: Vec<_> = client
                .conversations
                .iter()
                .map(|id| client.machine.position(*id))
                .collect();
            format!(
                "{} is {:?}, shows {positions:?}, queued {}; ",
                client.uid,
                client.machine.state(),
                client.machine.queued_sends()
            )
        });
        lines.collect()
    }

    pub(crate) fn unconfirmed_pushes(&self) -> u64 {
        let open = self
            .connections
            .iter()
            .filter(|connection| connection.session.state() == SessionState::Ready);
        // A half-open connection is found by its heartbeat; only what a live client holds counts.
        let live = open.filter(|connection| connection.is_carrying);
        live.map(|connection| connection.session.unconfirmed_pushes())
            .sum()
    }

    fn run_until(&mut self, until_ms: i64) {
        while self
            .queue
            .peek()
            .is_some_and(|Reverse((at_ms, ..))| *at_ms <= until_ms)
        {
            let Some(Reverse((at_ms, _, happening))) = self.queue.pop() else {
                break;
            };
            self.now_ms = at_ms;
            // A machine whose deadline never passes would stop the time.
            assert!(self.order < MAX_HAPPENINGS, "time stands still at {at_ms}");
            self.happen(happening);
        }
        self.now_ms = until_ms;
    }

    pub(super) fn later(&mut self, delay_ms: i64, happening: Happening) {
        self.order += 1;
        self.queue
            .push(Reverse((self.now_ms + delay_ms, self.order, happening)));
    }

    fn is_busy(&self) -> bool {
        self.now_ms < 1_000_000 + self.plan.busy_ms
    }

    fn plan_fault(&mut self, per_minute: u64, fault: Happening) {
        if per_minute > 0 && self.is_busy() {
            let delay_ms = self.dice.between(100, 120_000 / per_minute as i64);
            self.later(delay_ms, fault);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Opened { client } => self.open(client),
            Happening::ToServer { connection, bytes } => self.arrive_at_server(connection, &bytes),
            Happening::ToClient { connection, bytes } => self.arrive_at_client(connection, &bytes),
            Happening::Answer {
                connection,
                is_send,
                bytes,
            } => {
                let end = &mut self.connections[connection];
                if end.session.state() != SessionState::Closed {
                    let slot = if is_send { Slot::Send } else { Slot::Other };
                    end.session.release(slot);
                    self.transmit_to_client(connection, &bytes);
                }
            }
            Happening::ClientLost { connection, code } => {
                let client = self.connections[connection].client;
                if self.clients[client].connection == Some(connection) {
                    self.clients[client].connection = None;
                    self.clients[client].machine.disconnected(code, self.now_ms);
                    self.carry_out(client);
                }
            }
            Happening::ServerWake { connection } => {
                self.connections[connection].wakes_at_ms = None;
                while let Some(action) = self.connections[connection]
                    .session
                    .on_deadline(self.now_ms)
                {
                    self.act(connection, action);
                }
                self.plan_server_wake(connection);
            }
            Happening::ClientWake { client } => {
                self.clients[client].wakes_at_ms = None;
                self.clients[client].machine.on_deadline(self.now_ms);
                self.carry_out(client);
            }
            Happening::Application { client } => self.application_step(client),
            Happening::Cut => {
                if !self.connections.is_empty() {
                    let recent = self.connections.len().min(8);
                    let connection = self.connections.len() - 1 - self.dice.below(recent);
                    self.cut(connection);
                }
                self.plan_fault(self.plan.faults.cuts_per_minute, Happening::Cut);
            }
            Happening::Restart => {
                self.restart();
                self.plan_fault(self.plan.faults.restarts_per_minute, Happening::Restart);
            }
        }
    }

    /// Frames stop; each side may learn of it, or find out by its heartbeat.
    fn cut(&mut self, connection: usize) {
        self.connections[connection].is_carrying = false;
        if self.dice.percent(60) {
            self.later(
                20,
                Happening::ClientLost {
                    connection,
                    code: None,
                },
            );
        }
        if self.dice.percent(60) {
            self.connections[connection].session.replaced("");
        }
    }

    fn restart(&mut self) {
        if self.dice.percent(50) {
            for connection in 0..self.connections.len() {
                let action = self.connections[connection]
                    .session
                    .drain(3_000, self.now_ms);
                self.act(connection, action);
                self.plan_server_wake(connection);
            }
            return;
        }
        self.backend.crash(self.now_ms);
        self.sessions.clear();
        for connection in 0..self.connections.len() {
            if self.connections[connection].is_carrying {
                self.connections[connection].is_carrying = false;
                self.connections[connection].session.replaced("");
                self.later(
                    30,
                    Happening::ClientLost {
                        connection,
                        code: None,
                    },
                );
            }
        }
    }

    fn application_step(&mut self, client: usize) {
        if !self.is_busy() {
            return;
        }
        let now_ms = self.now_ms;
        let host = &mut self.clients[client];
        let id = host.conversations[self.dice.below(host.conversations.len())];
        if self.dice.percent(60) {
            let client_msg_id = format!("{}-{client}-{}", host.uid, host.sent.len());
            if host
                .machine
                .send(id, client_msg_id.clone(), text(&client_msg_id), now_ms)
                .is_ok()
            {
                host.sent.push((id, client_msg_id));
            }
        } else if let Some(seq) = host.machine.position(id).filter(|seq| *seq > 0) {
            host.machine.mark_read(id, seq, now_ms);
            host.marked.insert(id, seq);
        }
        self.carry_out(client);
        let delay_ms = self.dice.between(100, 3_000);
        self.later(delay_ms, Happening::Application { client });
    }

    pub(super) fn new_session(&self) -> ServerSession {
        ServerSession::new(Arc::clone(&self.session_config), self.now_ms)
    }

    fn open(&mut self, client: usize) {
        let session = self.new_session();
        let host = &mut self.clients[client];
        self.connections.push(Connection {
            client,
            uid: host.uid.clone(),
            session,
            format: host.format,
            is_carrying: true,
            wakes_at_ms: None,
            busy_until_ms: [0; 2],
        });
        let connection = self.connections.len() - 1;
        host.connection = Some(connection);
        host.machine.connected("token", self.now_ms);
        self.carry_out(client);
        self.plan_server_wake(connection);
    }

    /// Does what the client machine asks for.
    fn carry_out(&mut self, client: usize) {
        while let Some(output) = self.clients[client].machine.poll_output() {
            let host = &mut self.clients[client];
            match output {
                Output::Connect { .. } => {
                    let delay_ms = self.dice.between(10, 300);
                    self.later(delay_ms, Happening::Opened { client });
                }
                Output::Disconnect => {
                    if let Some(connection) = host.connection.take() {
                        self.connections[connection].is_carrying = false;
                        self.connections[connection].session.replaced("");
                    }
                }
                Output::Transmit(frame) => {
                    if let Some(connection) = host.connection {
                        let bytes = encode(host.format, &frame).to_vec();
                        self.carry(
                            connection,
                            0,
                            |bytes| Happening::ToServer { connection, bytes },
                            &bytes,
                        );
                    }
                }
                Output::Event(Event::Message(message)) => {
                    let id = ConversationId::parse(&message.conversation_id)
                        .expect("the server's own id");
                    host.shown.entry(id).or_default().push(message);
                }
                Output::Event(Event::Acked(ack)) => host.acks.push(ack),
                Output::Event(Event::SendFailed { error, .. }) => {
                    panic!("nothing is refused for good: {error:?}")
                }
                Output::Event(_) => {}
            }
        }
        let host = &mut self.clients[client];
        if let Some(at_ms) = host.machine.next_deadline_ms()
            && host
                .wakes_at_ms
                .is_none_or(|planned_ms| at_ms < planned_ms || planned_ms <= self.now_ms)
        {
            host.wakes_at_ms = Some(at_ms);
            let delay_ms = (at_ms - self.now_ms).max(0);
            self.later(delay_ms, Happening::ClientWake { client });
        }
    }

    pub(super) fn plan_server_wake(&mut self, connection: usize) {
        let end = &mut self.connections[connection];
        if let Some(at_ms) = end.session.next_deadline_ms()
            && end.wakes_at_ms.is_none_or(|planned_ms| at_ms < planned_ms)
        {
            end.wakes_at_ms = Some(at_ms);
            let delay_ms = (at_ms - self.now_ms).max(1);
            self.later(delay_ms, Happening::ServerWake { connection });
        }
    }

    fn carry(
        &mut self,
        connection: usize,
        way: usize,
        happening: impl Fn(Vec<u8>) -> Happening,
        bytes: &[u8],
    ) {
        let end = &mut self.connections[connection];
        let arrivals =
            self.plan
                .faults
                .arrivals(&mut self.dice, self.now_ms, &mut end.busy_until_ms[way]);
        for at_ms in arrivals {
            self.later(at_ms - self.now_ms, happening(bytes.to_vec()));
        }
    }

    pub(super) fn transmit_to_client(&mut self, connection: usize, bytes: &[u8]) {
        self.carry(
            connection,
            1,
            |bytes| Happening::ToClient { connection, bytes },
            bytes,
        );
    }

    fn arrive_at_client(&mut self, connection: usize, bytes: &[u8]) {
        let client = self.connections[connection].client;
        if self.clients[client].connection != Some(connection)
            || !self.connections[connection].is_carrying
        {
            return;
        }
        let frame =
            decode(self.clients[client].format, bytes, usize::MAX).expect("the server's own frame");
        self.clients[client].machine.on_frame(frame, self.now_ms);
        self.carry_out(client);
    }
}
