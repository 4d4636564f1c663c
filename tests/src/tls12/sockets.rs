// SPDX-License-Identifier: MIT
//! The engine over sockets on 127.0.0.1, to talk to foreign programs: lines of text, each with an answer.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use purembed_tls12::{Config, DtlsConnection, Session, TlsConnection};

use self::lines::{Datagrams, Lines, Stream};
use super::{now, rng};

mod lines;

/// How long anybody waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The label of the keying material in [`Talk::exported`].
pub const LABEL: &str = "EXPERIMENTAL purembed";

/// What became of a connection, or what went wrong.
pub type Outcome = Result<Talk, String>;

/// Streams or datagrams.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Transport {
    /// TLS over TCP.
    Stream,
    /// DTLS over UDP.
    Datagram,
}

impl Transport {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Stream, Self::Datagram];
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Stream { "TLS 1.2" } else { "DTLS 1.2" })
    }
}

/// A connection that came to a good end, as our side saw it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Talk {
    pub suite: &'static str,
    pub protocol: Option<Vec<u8>>,
    pub server_name: Option<String>,
    pub peer_certificates: usize,
    pub resumed: bool,
    /// What a client may resume later.
    pub session: Option<Session>,
    /// Twenty bytes for [`LABEL`], without a context.
    pub exported: Vec<u8>,
    pub traffic: Traffic,
}

/// What went over the network, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    /// The longest record that we sent, without its header.
    pub record_sent: usize,
    /// The longest that came.
    pub record_received: usize,
    /// The longest datagram that we sent.
    pub datagram_sent: usize,
    /// The longest that came.
    pub datagram_received: usize,
    /// Whether the server asked for a cookie.
    pub asked_for_cookie: bool,
}

/// What a client of ours is to do: send a line, and get back an answer, perhaps among other lines.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Errand<'a> {
    pub server: SocketAddr,
    pub name: &'a str,
    pub line: &'a str,
    pub answer: &'a str,
    /// What to resume.
    pub session: Option<&'a Session>,
    pub mtu: Option<u16>,
    pub patience: Duration,
}

impl<'a> Errand<'a> {
    /// To say hello to `localhost`.
    #[must_use]
    pub const fn new(server: SocketAddr, answer: &'a str) -> Self {
        Self {
            server,
            name: "localhost",
            line: "hello",
            answer,
            session: None,
            mtu: None,
            patience: PATIENCE,
        }
    }

    /// With little patience, if nobody is going to answer.
    #[must_use]
    pub const fn in_vain(self) -> Self {
        Self { patience: Duration::from_secs(2), ..self }
    }

    /// Goes there.
    ///
    /// # Errors
    ///
    /// What went wrong, the connection or the answer.
    pub fn run(&self, transport: Transport, config: &Config) -> Outcome {
        let (config, name) = (Arc::new(config.clone()), Some(self.name));
        match transport {
            Transport::Stream => {
                let connection = match self.session {
                    Some(session) => TlsConnection::resume(config, name, session, rng(), now()),
                    None => TlsConnection::client(config, name, rng(), now()),
                };
                let connection = connection.map_err(text)?;
                let socket = connect(self.server).map_err(text)?;
                socket.set_read_timeout(Some(self.patience)).map_err(text)?;
                self.visit(Stream::new(connection, socket))
            }
            Transport::Datagram => {
                let connection = match self.session {
                    Some(session) => DtlsConnection::resume(config, name, session, rng(), now()),
                    None => DtlsConnection::client(config, name, rng(), now()),
                };
                let mut connection = connection.map_err(text)?;
                if let Some(mtu) = self.mtu {
                    connection.set_mtu(mtu);
                }
                let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(text)?;
                socket.connect(self.server).map_err(text)?;
                self.visit(Datagrams::new(connection, socket, self.patience))
            }
        }
    }

    fn visit(&self, mut lines: impl Lines) -> Outcome {
        let mut talk = || {
            lines.write_line(self.line)?;
            while lines.read_line()? != self.answer {}
            lines.close()
        };
        talk().map_err(text)?;
        Ok(lines.talk())
    }
}

/// Serves one visitor in a thread: answers a line with the same in capitals.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn serve(transport: Transport, config: Config, mtu: Option<u16>) -> (SocketAddr, JoinHandle<Outcome>) {
    let config = Arc::new(config);
    match transport {
        Transport::Stream => {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let address = listener.local_addr().expect("an address");
            let thread = thread::spawn(move || {
                let socket = accept(&listener).map_err(text)?;
                answer(Stream::new(TlsConnection::server(config, rng(), now()), socket))
            });
            (address, thread)
        }
        Transport::Datagram => {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let address = socket.local_addr().expect("an address");
            let thread = thread::spawn(move || {
                socket.set_read_timeout(Some(PATIENCE)).map_err(text)?;
                let (_, visitor) = socket.peek_from(&mut [0; 2000]).map_err(text)?;
                socket.connect(visitor).map_err(text)?;
                let mut connection = DtlsConnection::server(config, rng(), now());
                if let Some(mtu) = mtu {
                    connection.set_mtu(mtu);
                }
                answer(Datagrams::new(connection, socket, PATIENCE))
            });
            (address, thread)
        }
    }
}

fn answer(mut lines: impl Lines) -> Outcome {
    let mut talk = || {
        let line = lines.read_line()?;
        lines.write_line(&line.to_uppercase())?;
        lines.close()
    };
    talk().map_err(text)?;
    Ok(lines.talk())
}

/// The first visitor, who does not come if a foreign program fails before it sends anything.
///
/// # Errors
///
/// Of the sockets, or if nobody came.
pub fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    listener.set_nonblocking(true)?;
    let begin = Instant::now();
    loop {
        match listener.accept() {
            Err(error) if error.kind() == ErrorKind::WouldBlock && begin.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(error),
            Ok((socket, _)) => {
                socket.set_nonblocking(false)?;
                socket.set_read_timeout(Some(PATIENCE))?;
                return Ok(socket);
            }
        }
    }
}

/// A server that has just been started may not listen yet.
fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let begin = Instant::now();
    loop {
        match TcpStream::connect(server) {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused && begin.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(error) => return Err(error),
            Ok(socket) => {
                socket.set_read_timeout(Some(PATIENCE))?;
                return Ok(socket);
            }
        }
    }
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
