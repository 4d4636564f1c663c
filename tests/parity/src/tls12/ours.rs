// SPDX-License-Identifier: MIT
//! Our side.

use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use purembed_tests::tls12::{now, rng};
use purembed_tls12::{Config, DtlsConnection, Event, Now, Received, Step, TlsConnection};

use super::{Peer, Transport};

/// Our side, over either transport.
#[derive(Debug)]
#[non_exhaustive]
pub struct Ours;

impl Ours {
    /// A client that wants to talk to `localhost`.
    #[must_use]
    pub fn client(transport: Transport, config: Config) -> Box<dyn Peer> {
        match transport {
            Transport::Stream => Box::new(Stream::client(config)),
            Transport::Datagram => Box::new(Datagrams::client(config)),
        }
    }

    /// A server.
    #[must_use]
    pub fn server(transport: Transport, config: Config) -> Box<dyn Peer> {
        match transport {
            Transport::Stream => Box::new(Stream::server(config)),
            Transport::Datagram => Box::new(Datagrams::server(config)),
        }
    }
}

/// Steps as they are told.
type Steps = Arc<Mutex<Vec<String>>>;

fn told(steps: &Steps) -> impl FnMut(Step) + Send + 'static {
    let steps = Arc::clone(steps);
    move |step| steps.lock().expect("no panic").push(format!("{step:?}"))
}

/// TLS.
#[derive(Debug)]
pub struct Stream {
    /// The connection itself.
    pub connection: TlsConnection,
    steps: Steps,
    closed: bool,
}

impl Stream {
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

    /// Around a connection.
    #[must_use]
    pub fn new(mut connection: TlsConnection) -> Self {
        let steps = Steps::default();
        connection.on_step(told(&steps));
        Self { connection, steps, closed: false }
    }
}

impl Peer for Stream {
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

    fn set_time(&mut self, _: Duration) {}

    fn deadline(&mut self) -> Option<Duration> {
        None
    }

    fn is_connected(&self) -> bool {
        !self.connection.is_handshaking() && self.connection.failure().is_none()
    }

    fn max_data(&self) -> usize {
        usize::MAX
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

/// DTLS.
#[derive(Debug)]
pub struct Datagrams {
    /// The connection itself.
    pub connection: DtlsConnection,
    mtu: usize,
    steps: Steps,
    now: Duration,
    received: Vec<u8>,
    outgoing: VecDeque<Vec<u8>>,
}

impl Datagrams {
    /// A client that wants to talk to `localhost`.
    ///
    /// # Panics
    ///
    /// If the configuration does not fit into a hello.
    #[must_use]
    pub fn client(config: Config) -> Self {
        Self::new(DtlsConnection::client(Arc::new(config), Some("localhost"), rng(), now()).expect("a hello"))
    }

    /// A server.
    #[must_use]
    pub fn server(config: Config) -> Self {
        Self::new(DtlsConnection::server(Arc::new(config), rng(), now()))
    }

    /// Around a connection.
    #[must_use]
    pub fn new(mut connection: DtlsConnection) -> Self {
        let steps = Steps::default();
        connection.on_step(told(&steps));
        let (received, outgoing) = (Vec::new(), VecDeque::new());
        Self { connection, mtu: 1400, steps, now: Duration::ZERO, received, outgoing }
    }

    /// Sets the largest datagram.
    pub fn set_mtu(&mut self, mtu: u16) {
        self.mtu = mtu.into();
        self.connection.set_mtu(mtu);
    }

    fn transmit(&mut self) {
        let mut datagram = vec![0; self.mtu];
        while let Some(length) = self.connection.transmit(&mut datagram, Now(self.now)) {
            self.outgoing.push_back(datagram[..length].to_vec());
        }
    }
}

impl Peer for Datagrams {
    fn advance(&mut self) -> Result<(), String> {
        // What that fails with is the connection's failure.
        drop(self.connection.timeout(Now(self.now)));
        self.connection.failure().map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn receive(&mut self, data: &[u8]) {
        let mut datagram = data.to_vec();
        for event in self.connection.receive(&mut datagram, Now(self.now)) {
            if let Event::Data(data) = event {
                self.received.extend_from_slice(data);
            }
        }
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        self.transmit();
        self.outgoing.drain(..).collect()
    }

    fn set_time(&mut self, now: Duration) {
        self.now = now;
    }

    fn deadline(&mut self) -> Option<Duration> {
        self.connection.deadline().map(|deadline| deadline.0)
    }

    fn is_connected(&self) -> bool {
        !self.connection.is_handshaking() && self.connection.failure().is_none()
    }

    fn max_data(&self) -> usize {
        // What was agreed on for fragments may be less.
        (self.mtu - self.connection.overhead()).min(512)
    }

    fn write(&mut self, data: &[u8]) -> Result<usize, String> {
        self.transmit();
        let mut datagram = vec![0; self.mtu];
        let length =
            self.connection.send(data, &mut datagram, Now(self.now)).map_err(|error| error.to_string())?;
        self.outgoing.push_back(datagram[..length].to_vec());
        Ok(data.len())
    }

    fn read(&mut self) -> Result<Vec<u8>, String> {
        match self.connection.failure() {
            Some(error) if self.received.is_empty() => Err(error.to_string()),
            _ => Ok(core::mem::take(&mut self.received)),
        }
    }

    fn is_closed(&self) -> bool {
        self.connection.is_closed_by_peer()
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
