// SPDX-License-Identifier: MIT
//! C's side.

use core::time::Duration;

use purembed::parity::tls12::{Config, Connection, Context, Progress, Received, Step, Transport};

use super::Peer;

/// What cookies are bound to.
const CLIENT_ID: &[u8] = b"192.0.2.1:5684";

/// C's side, over either transport.
#[derive(Debug)]
pub struct Theirs {
    /// The connection itself.
    pub connection: Connection,
    transport: Transport,
    now: Duration,
    steps: Vec<Step>,
    failure: Option<String>,
    received: Vec<u8>,
    closed: bool,
}

impl Theirs {
    /// A client that wants to talk to `localhost`.
    ///
    /// # Panics
    ///
    /// If C does not like the configuration.
    #[must_use]
    pub fn client(transport: Transport, config: &Config) -> Self {
        Self::client_of(&Context::client(transport, config).expect("a configuration"), transport)
    }

    /// Another client of a context.
    ///
    /// # Panics
    ///
    /// Without memory.
    #[must_use]
    pub fn client_of(context: &Context, transport: Transport) -> Self {
        let mut client = Self::new(context, transport);
        client.connection.set_server_name("localhost").expect("a name");
        client
    }

    /// A server.
    ///
    /// # Panics
    ///
    /// If C does not like the configuration.
    #[must_use]
    pub fn server(transport: Transport, config: &Config) -> Self {
        Self::server_of(&Context::server(transport, config).expect("a configuration"), transport)
    }

    /// Another server of a context: they share tickets and sessions.
    ///
    /// # Panics
    ///
    /// Without memory.
    #[must_use]
    pub fn server_of(context: &Context, transport: Transport) -> Self {
        let mut server = Self::new(context, transport);
        if transport == Transport::Datagram {
            server.connection.set_client_id(CLIENT_ID).expect("a server");
        }
        server
    }

    /// A connection of a context.
    ///
    /// # Panics
    ///
    /// Without memory.
    #[must_use]
    pub fn new(context: &Context, transport: Transport) -> Self {
        let mut connection = Connection::new(context).expect("a connection");
        if transport == Transport::Datagram {
            connection.set_mtu(1400);
        }
        let steps = vec![connection.step()];
        Self {
            connection,
            transport,
            now: Duration::ZERO,
            steps,
            failure: None,
            received: Vec::new(),
            closed: false,
        }
    }

    /// Reads all there is.
    fn work(&mut self) {
        let mut buffer = [0; 5000];
        while !self.closed && self.failure.is_none() {
            match self.connection.read(&mut buffer) {
                Ok(Received::Data(length)) => self.received.extend_from_slice(&buffer[..length]),
                Ok(Received::WantRead) => break,
                Ok(Received::Closed) => self.closed = true,
                Err(error) => self.failure = Some(error.to_string()),
            }
        }
    }

    fn note_step(&mut self) {
        let step = self.connection.step();
        if self.steps.last() != Some(&step) {
            self.steps.push(step);
        }
    }
}

impl Peer for Theirs {
    fn advance(&mut self) -> Result<(), String> {
        // C would go on after a failure.
        while self.connection.is_handshaking() && self.failure.is_none() {
            let progress = self.connection.handshake_step();
            self.note_step();
            match progress {
                Ok(Progress::Done) => {}
                Ok(Progress::WantRead) => break,
                Ok(Progress::HelloVerifyRequested) => {
                    self.connection.reset(CLIENT_ID).expect("memory");
                    self.note_step();
                }
                Err(error) => self.failure = Some(error.to_string()),
            }
        }
        if self.is_connected() && self.failure.is_none() {
            // It answers what comes late only when it reads.
            self.work();
        }
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn receive(&mut self, data: &[u8]) {
        self.connection.receive(data);
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        self.connection.take_outgoing()
    }

    fn set_time(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.now);
        self.now = now;
        self.connection.advance(passed.as_millis().try_into().expect("not that long"));
    }

    fn deadline(&mut self) -> Option<Duration> {
        self.connection.deadline().map(|delay| self.now + Duration::from_millis(delay))
    }

    fn is_connected(&self) -> bool {
        !self.connection.is_handshaking()
    }

    fn max_data(&self) -> usize {
        match self.transport {
            Transport::Stream => usize::MAX,
            Transport::Datagram => self.connection.max_payload().expect("room in a datagram"),
        }
    }

    fn write(&mut self, data: &[u8]) -> Result<usize, String> {
        self.connection.write(data).map_err(|error| error.to_string())
    }

    fn read(&mut self) -> Result<Vec<u8>, String> {
        self.work();
        match &self.failure {
            Some(failure) if self.received.is_empty() => Err(failure.clone()),
            _ => Ok(core::mem::take(&mut self.received)),
        }
    }

    fn is_closed(&self) -> bool {
        self.closed
    }

    fn close(&mut self) {
        self.connection.close().expect("a farewell");
    }

    fn suite(&self) -> Option<String> {
        self.connection.suite().map(ToOwned::to_owned)
    }

    fn protocol(&self) -> Option<Vec<u8>> {
        self.connection.protocol().map(<[u8]>::to_vec)
    }

    fn export(&self, label: &[u8], context: Option<&[u8]>) -> Vec<u8> {
        let mut out = vec![0; 64];
        self.connection
            .export_keying_material(label, context, &mut out)
            .expect("connected")
            .expect("C's PRF");
        out
    }

    fn steps(&self) -> Vec<String> {
        self.steps.iter().map(|step| format!("{step:?}")).collect()
    }
}
