// SPDX-License-Identifier: MIT
//! Our engine for TLS 1.2 and C's behind one face, so that either can be either side.

use std::sync::{Arc, Mutex};

use purembed::parity::tls12 as c;
use purembed_tls12::{CipherSuite, Config, Received, TlsConnection};

use purembed_tests::tls12::{now, rng};

/// One side of a connection.
pub trait Peer {
    /// Does what can be done without the other side.
    ///
    /// # Errors
    ///
    /// What ended the connection.
    fn advance(&mut self) -> Result<(), String>;

    /// Takes what came from the other side.
    fn receive(&mut self, data: &[u8]);

    /// What to send now.
    fn outgoing(&mut self) -> Vec<Vec<u8>>;

    /// Whether the handshake is over, and well.
    fn is_connected(&self) -> bool;

    /// Writes, and returns how much was taken.
    ///
    /// # Errors
    ///
    /// What ended the connection.
    fn write(&mut self, data: &[u8]) -> Result<usize, String>;

    /// Everything there is to read.
    ///
    /// # Errors
    ///
    /// What ended the connection.
    fn read(&mut self) -> Result<Vec<u8>, String>;

    /// Whether a read has come to the other side's farewell.
    fn is_closed(&self) -> bool;

    /// Says farewell.
    fn close(&mut self);

    /// The name of the suite that was agreed on.
    fn suite(&self) -> Option<String>;

    /// The inner protocol that was agreed on.
    fn protocol(&self) -> Option<Vec<u8>>;

    /// Keying material for another protocol, 64 bytes.
    fn export(&self, label: &[u8], context: Option<&[u8]>) -> Vec<u8>;

    /// The steps of the handshake in the order in which they became due.
    fn steps(&self) -> Vec<String>;
}

/// Ours.
#[derive(Debug)]
pub struct Ours {
    /// The connection itself.
    pub connection: TlsConnection,
    steps: Arc<Mutex<Vec<String>>>,
    closed: bool,
}

impl Ours {
    /// A client that wants to talk to `localhost`.
    ///
    /// # Panics
    ///
    /// If the configuration does not fit into a hello.
    #[must_use]
    pub fn client(config: Config) -> Self {
        Self::new(TlsConnection::client(Arc::new(config), Some("localhost"), rng(), now()).expect("a hello"))
    }

    /// A server.
    #[must_use]
    pub fn server(config: Config) -> Self {
        Self::new(TlsConnection::server(Arc::new(config), rng(), now()))
    }

    fn new(mut connection: TlsConnection) -> Self {
        let steps = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&steps);
        connection.on_step(move |step| told.lock().expect("no panic").push(format!("{step:?}")));
        Self { connection, steps, closed: false }
    }
}

impl Peer for Ours {
    fn advance(&mut self) -> Result<(), String> {
        self.connection.failure().map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn receive(&mut self, data: &[u8]) {
        assert_eq!(self.connection.receive(data), data.len(), "everything was read before");
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        let bytes = self.connection.take_outgoing();
        if bytes.is_empty() { Vec::new() } else { vec![bytes] }
    }

    fn is_connected(&self) -> bool {
        !self.connection.is_handshaking() && self.connection.failure().is_none()
    }

    fn write(&mut self, data: &[u8]) -> Result<usize, String> {
        self.connection.write(data).map_err(|error| error.to_string())
    }

    fn read(&mut self) -> Result<Vec<u8>, String> {
        let (mut data, mut buffer) = (Vec::new(), [0; 5000]);
        loop {
            match self.connection.read(&mut buffer).map_err(|error| error.to_string())? {
                Received::Data(length) => data.extend_from_slice(&buffer[..length]),
                Received::Closed => {
                    self.closed = true;
                    return Ok(data);
                }
                _ => return Ok(data),
            }
        }
    }

    fn is_closed(&self) -> bool {
        self.closed
    }

    fn close(&mut self) {
        self.connection.close();
    }

    fn suite(&self) -> Option<String> {
        self.connection.suite().map(|suite| suite.name().to_owned())
    }

    fn protocol(&self) -> Option<Vec<u8>> {
        self.connection.protocol().map(<[u8]>::to_vec)
    }

    fn export(&self, label: &[u8], context: Option<&[u8]>) -> Vec<u8> {
        let mut out = vec![0; 64];
        self.connection.export_keying_material(label, context, &mut out).expect("connected");
        out
    }

    fn steps(&self) -> Vec<String> {
        self.steps.lock().expect("no panic").clone()
    }
}

/// C's.
#[derive(Debug)]
pub struct Theirs {
    /// The connection itself.
    pub connection: c::Connection,
    steps: Vec<c::Step>,
    failure: Option<String>,
    closed: bool,
}

impl Theirs {
    /// A client that wants to talk to `localhost`.
    ///
    /// # Panics
    ///
    /// If C does not like the configuration.
    #[must_use]
    pub fn client(config: &c::Config) -> Self {
        let context = c::Context::client(c::Transport::Stream, config).expect("a configuration");
        let mut connection = c::Connection::new(&context).expect("a connection");
        connection.set_server_name("localhost").expect("a name");
        Self::new(connection)
    }

    /// A server.
    ///
    /// # Panics
    ///
    /// If C does not like the configuration.
    #[must_use]
    pub fn server(config: &c::Config) -> Self {
        let context = c::Context::server(c::Transport::Stream, config).expect("a configuration");
        Self::new(c::Connection::new(&context).expect("a connection"))
    }

    /// Around a connection.
    #[must_use]
    pub fn new(connection: c::Connection) -> Self {
        let steps = vec![connection.step()];
        Self { connection, steps, failure: None, closed: false }
    }
}

impl Peer for Theirs {
    fn advance(&mut self) -> Result<(), String> {
        // C would go on after a failure.
        while self.connection.is_handshaking() && self.failure.is_none() {
            let progress = match self.connection.handshake_step() {
                Ok(progress) => progress,
                Err(error) => {
                    self.failure = Some(error.to_string());
                    break;
                }
            };
            let step = self.connection.step();
            if self.steps.last() != Some(&step) {
                self.steps.push(step);
            }
            if progress != c::Progress::Done {
                break;
            }
        }
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn receive(&mut self, data: &[u8]) {
        self.connection.receive(data);
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        self.connection.take_outgoing()
    }

    fn is_connected(&self) -> bool {
        !self.connection.is_handshaking()
    }

    fn write(&mut self, data: &[u8]) -> Result<usize, String> {
        self.connection.write(data).map_err(|error| error.to_string())
    }

    fn read(&mut self) -> Result<Vec<u8>, String> {
        let (mut data, mut buffer) = (Vec::new(), [0; 5000]);
        loop {
            match self.connection.read(&mut buffer).map_err(|error| error.to_string())? {
                c::Received::Data(length) => data.extend_from_slice(&buffer[..length]),
                c::Received::WantRead => return Ok(data),
                c::Received::Closed => {
                    self.closed = true;
                    return Ok(data);
                }
            }
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

/// Carries bytes to and fro until both are silent.
///
/// # Errors
///
/// What ended the connection, as the side has it that failed first.
///
/// # Panics
///
/// If that takes more turns than any handshake could.
pub fn carry(client: &mut dyn Peer, server: &mut dyn Peer) -> Result<(), String> {
    let mut outcome = Ok(());
    for _ in 0..100 {
        let mut silent = true;
        for turn in 0..2 {
            let from: &mut dyn Peer = if turn == 0 { client } else { server };
            outcome = outcome.and(from.advance());
            let pieces = from.outgoing();
            silent &= pieces.is_empty();
            let to: &mut dyn Peer = if turn == 0 { server } else { client };
            pieces.iter().for_each(|piece| to.receive(piece));
        }
        if silent {
            return outcome;
        }
    }
    panic!("the two talk without end");
}

/// Shakes hands.
///
/// # Errors
///
/// What ended the connection, as the side has it that failed first.
pub fn shake_hands(client: &mut dyn Peer, server: &mut dyn Peer) -> Result<(), String> {
    carry(client, server)?;
    if client.is_connected() && server.is_connected() {
        Ok(())
    } else {
        Err(format!("stuck: client {:?}, server {:?}", client.steps().last(), server.steps().last()))
    }
}

/// Sends so many bytes from one to the other.
///
/// # Errors
///
/// What ended the connection.
pub fn send(from: &mut dyn Peer, to: &mut dyn Peer, data: &[u8]) -> Result<(), String> {
    let (mut sent, mut received) = (0, Vec::new());
    loop {
        sent += from.write(&data[sent..])?;
        for piece in from.outgoing() {
            to.receive(&piece);
            received.extend(to.read()?);
        }
        if sent == data.len() {
            break;
        }
    }
    received.extend(to.read()?);
    if received == data { Ok(()) } else { Err(format!("sent {}, received {}", data.len(), received.len())) }
}

/// The number of one of our suites, if C has it.
#[must_use]
pub fn number_in_c(suite: CipherSuite) -> Option<u16> {
    c::cipher_suites().iter().find(|theirs| theirs.id == suite.id()).map(|theirs| theirs.id)
}
