// SPDX-License-Identifier: MIT
//! The engine over sockets on 127.0.0.1, to talk to foreign programs: lines of text, each with an answer.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use purembed_tls12::{Config, DtlsConnection, Event, Now, Received, TlsConnection};

use super::{now, rng};

/// How long anybody waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What became of a connection: the name of the suite, or what went wrong.
pub type Outcome = Result<&'static str, String>;

/// A connection of ours that sends and receives lines of text.
trait Lines {
    fn write_line(&mut self, line: &str) -> io::Result<()>;
    fn read_line(&mut self) -> io::Result<String>;
    fn close(&mut self) -> io::Result<()>;
    fn suite(&self) -> &'static str;
}

/// Sends a line to a server, and has to get back `answer`, perhaps among other lines.
///
/// # Errors
///
/// What went wrong, the connection or the answer.
pub fn visit_stream(config: &Config, server: SocketAddr, answer: &str) -> Outcome {
    let name = Some("localhost");
    let connection = TlsConnection::client(Arc::new(config.clone()), name, rng(), now())
        .map_err(|error| error.to_string())?;
    let socket = connect(server).map_err(|error| error.to_string())?;
    visit(Stream { connection, socket, received: Vec::new() }, answer)
}

/// As [`visit_stream`], with datagrams.
///
/// # Errors
///
/// What went wrong, the connection or the answer.
pub fn visit_datagrams(config: &Config, server: SocketAddr, answer: &str) -> Outcome {
    let name = Some("localhost");
    let connection = DtlsConnection::client(Arc::new(config.clone()), name, rng(), now())
        .map_err(|error| error.to_string())?;
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
    socket.connect(server).map_err(|error| error.to_string())?;
    visit(Datagrams::new(connection, socket), answer)
}

fn visit(mut lines: impl Lines, answer: &str) -> Outcome {
    let mut talk = || {
        lines.write_line("hello")?;
        while lines.read_line()? != answer {}
        lines.close()
    };
    talk().map_err(|error| error.to_string())?;
    Ok(lines.suite())
}

/// Serves one visitor in a thread: answers a line with the same in capitals.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn serve_stream(config: Config) -> (SocketAddr, JoinHandle<Outcome>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let (socket, _) = listener.accept().map_err(|error| error.to_string())?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(|error| error.to_string())?;
        let connection = TlsConnection::server(Arc::new(config), rng(), now());
        serve(Stream { connection, socket, received: Vec::new() })
    });
    (address, thread)
}

/// As [`serve_stream`], with datagrams.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn serve_datagrams(config: Config) -> (SocketAddr, JoinHandle<Outcome>) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = socket.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        socket.set_read_timeout(Some(PATIENCE)).map_err(|error| error.to_string())?;
        let (_, visitor) = socket.peek_from(&mut [0; 2000]).map_err(|error| error.to_string())?;
        socket.connect(visitor).map_err(|error| error.to_string())?;
        serve(Datagrams::new(DtlsConnection::server(Arc::new(config), rng(), now()), socket))
    });
    (address, thread)
}

fn serve(mut lines: impl Lines) -> Outcome {
    let mut talk = || {
        let line = lines.read_line()?;
        lines.write_line(&line.to_uppercase())?;
        lines.close()
    };
    talk().map_err(|error| error.to_string())?;
    Ok(lines.suite())
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

/// Takes a line out of what was received, if there is a whole one.
fn line_of(received: &mut Vec<u8>) -> Option<String> {
    let end = received.iter().position(|&byte| byte == b'\n')?;
    let line: Vec<u8> = received.drain(..=end).collect();
    Some(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn failed(error: &impl ToString) -> io::Error {
    io::Error::other(error.to_string())
}

struct Stream {
    connection: TlsConnection,
    socket: TcpStream,
    received: Vec<u8>,
}

impl Stream {
    fn flush(&mut self) -> io::Result<()> {
        let bytes = self.connection.take_outgoing();
        self.socket.write_all(&bytes)
    }

    fn wait(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(error) = self.connection.failure() {
            return Err(failed(error));
        }
        let mut buffer = [0; 4000];
        let length = self.socket.read(&mut buffer)?;
        if length == 0 {
            self.connection.receive_eof();
            return Err(ErrorKind::UnexpectedEof.into());
        }
        assert_eq!(self.connection.receive(&buffer[..length]), length, "everything was read before");
        self.flush()
    }

    fn handshake(&mut self) -> io::Result<()> {
        while self.connection.is_handshaking() {
            self.wait()?;
        }
        self.connection.failure().map_or(Ok(()), |error| Err(failed(error)))
    }
}

impl Lines for Stream {
    fn write_line(&mut self, line: &str) -> io::Result<()> {
        self.handshake()?;
        self.connection.write(format!("{line}\n").as_bytes()).map_err(|error| failed(&error))?;
        self.flush()
    }

    fn read_line(&mut self) -> io::Result<String> {
        self.handshake()?;
        loop {
            if let Some(line) = line_of(&mut self.received) {
                return Ok(line);
            }
            let mut buffer = [0; 1000];
            match self.connection.read(&mut buffer).map_err(|error| failed(&error))? {
                Received::Data(length) => self.received.extend_from_slice(&buffer[..length]),
                Received::Closed => return Err(failed(&"closed")),
                _ => self.wait()?,
            }
        }
    }

    fn close(&mut self) -> io::Result<()> {
        self.connection.close();
        self.flush()
    }

    fn suite(&self) -> &'static str {
        self.connection.suite().map_or("none", |suite| suite.name())
    }
}

struct Datagrams {
    connection: DtlsConnection,
    socket: UdpSocket,
    begin: Instant,
    received: Vec<u8>,
}

impl Datagrams {
    fn new(connection: DtlsConnection, socket: UdpSocket) -> Self {
        Self { connection, socket, begin: Instant::now(), received: Vec::new() }
    }

    fn now(&self) -> Now {
        Now(self.begin.elapsed())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut datagram = [0; 1400];
        while let Some(length) = self.connection.transmit(&mut datagram, self.now()) {
            self.socket.send(&datagram[..length])?;
        }
        Ok(())
    }

    fn wait(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(error) = self.connection.failure() {
            return Err(failed(error));
        }
        let now = self.now();
        if now.0 > PATIENCE {
            return Err(ErrorKind::TimedOut.into());
        }
        let deadline =
            self.connection.deadline().map_or(PATIENCE, |deadline| deadline.0.saturating_sub(now.0));
        self.socket.set_read_timeout(Some(deadline.max(Duration::from_millis(1))))?;
        let mut datagram = [0; 2000];
        match self.socket.recv(&mut datagram) {
            Ok(length) => {
                let now = self.now();
                for event in self.connection.receive(&mut datagram[..length], now) {
                    if let Event::Data(data) = event {
                        self.received.extend_from_slice(data);
                    }
                }
            }
            // A server that has just been started may not listen yet.
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                self.connection.timeout(self.now()).map_err(|error| failed(&error))?;
            }
            Err(error) => return Err(error),
        }
        self.flush()
    }

    fn handshake(&mut self) -> io::Result<()> {
        while self.connection.is_handshaking() {
            self.wait()?;
        }
        self.connection.failure().map_or(Ok(()), |error| Err(failed(error)))
    }
}

impl Lines for Datagrams {
    fn write_line(&mut self, line: &str) -> io::Result<()> {
        self.handshake()?;
        self.flush()?;
        let mut datagram = [0; 1400];
        let now = self.now();
        let line = format!("{line}\n");
        let length =
            self.connection.send(line.as_bytes(), &mut datagram, now).map_err(|error| failed(&error))?;
        self.socket.send(&datagram[..length]).map(drop)
    }

    fn read_line(&mut self) -> io::Result<String> {
        self.handshake()?;
        loop {
            if let Some(line) = line_of(&mut self.received) {
                return Ok(line);
            }
            if self.connection.is_closed_by_peer() {
                return Err(failed(&"closed"));
            }
            self.wait()?;
        }
    }

    fn close(&mut self) -> io::Result<()> {
        self.connection.close();
        self.flush()
    }

    fn suite(&self) -> &'static str {
        self.connection.suite().map_or("none", |suite| suite.name())
    }
}
