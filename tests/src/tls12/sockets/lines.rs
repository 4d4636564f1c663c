// SPDX-License-Identifier: MIT
//! Lines of text over connections of ours, and what they look like on the network.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use purembed_tls12::{DtlsConnection, Event, Now, Received, TlsConnection};

use super::{LABEL, Talk, Traffic};

/// A connection of ours that sends and receives lines of text.
pub(super) trait Lines {
    fn write_line(&mut self, line: &str) -> io::Result<()>;
    fn read_line(&mut self) -> io::Result<String>;
    fn close(&mut self) -> io::Result<()>;
    fn talk(&self) -> Talk;
}

/// What can be asked of connections of both kinds.
macro_rules! talk {
    ($connection:expr, $traffic:expr) => {{
        let connection = &$connection;
        let mut exported = vec![0; 20];
        connection.export_keying_material(LABEL.as_bytes(), None, &mut exported).expect("connected");
        Talk {
            suite: connection.suite().map_or("none", |suite| suite.name()),
            protocol: connection.protocol().map(<[u8]>::to_vec),
            server_name: connection.server_name().map(ToOwned::to_owned),
            peer_certificates: connection.peer_certificates().len(),
            resumed: connection.is_resumed(),
            session: connection.session(),
            exported,
            traffic: $traffic,
        }
    }};
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

/// Finds the longest record among bytes that come in pieces.
struct Longest {
    header: usize,
    seen: Vec<u8>,
    left: usize,
    longest: usize,
}

impl Longest {
    const fn new(header: usize) -> Self {
        Self { header, seen: Vec::new(), left: 0, longest: 0 }
    }

    fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.left > 0 {
                self.left -= 1;
                continue;
            }
            self.seen.push(byte);
            if self.seen.len() == self.header {
                self.left = usize::from(self.seen[self.header - 2]) << 8 | usize::from(byte);
                self.longest = self.longest.max(self.left);
                self.seen.clear();
            }
        }
    }

    fn in_datagram(datagram: &[u8]) -> usize {
        let mut records = Self::new(13);
        records.feed(datagram);
        records.longest
    }
}

pub(super) struct Stream {
    connection: TlsConnection,
    socket: TcpStream,
    received: Vec<u8>,
    sent_records: Longest,
    received_records: Longest,
}

impl Stream {
    pub(super) fn new(connection: TlsConnection, socket: TcpStream) -> Self {
        let (sent_records, received_records) = (Longest::new(5), Longest::new(5));
        Self { connection, socket, received: Vec::new(), sent_records, received_records }
    }

    fn flush(&mut self) -> io::Result<()> {
        let bytes = self.connection.take_outgoing();
        self.sent_records.feed(&bytes);
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
        self.received_records.feed(&buffer[..length]);
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
        let line = format!("{line}\n");
        let mut rest = line.as_bytes();
        while !rest.is_empty() {
            let taken = self.connection.write(rest).map_err(|error| failed(&error))?;
            rest = &rest[taken..];
            self.flush()?;
        }
        Ok(())
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

    fn talk(&self) -> Talk {
        let traffic = Traffic {
            record_sent: self.sent_records.longest,
            record_received: self.received_records.longest,
            ..Traffic::default()
        };
        talk!(self.connection, traffic)
    }
}

pub(super) struct Datagrams {
    connection: DtlsConnection,
    socket: UdpSocket,
    begin: Instant,
    patience: Duration,
    received: Vec<u8>,
    traffic: Traffic,
}

impl Datagrams {
    pub(super) fn new(connection: DtlsConnection, socket: UdpSocket, patience: Duration) -> Self {
        let traffic = Traffic::default();
        Self { connection, socket, begin: Instant::now(), patience, received: Vec::new(), traffic }
    }

    fn now(&self) -> Now {
        Now(self.begin.elapsed())
    }

    fn send(&mut self, datagram: &[u8]) -> io::Result<()> {
        let traffic = &mut self.traffic;
        traffic.datagram_sent = traffic.datagram_sent.max(datagram.len());
        traffic.record_sent = traffic.record_sent.max(Longest::in_datagram(datagram));
        self.socket.send(datagram).map(drop)
    }

    fn note_received(&mut self, datagram: &[u8]) {
        let traffic = &mut self.traffic;
        traffic.datagram_received = traffic.datagram_received.max(datagram.len());
        traffic.record_received = traffic.record_received.max(Longest::in_datagram(datagram));
        // A record with a handshake message, which is `HelloVerifyRequest`.
        traffic.asked_for_cookie |= datagram.first() == Some(&22) && datagram.get(13) == Some(&3);
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut datagram = [0; 1400];
        while let Some(length) = self.connection.transmit(&mut datagram, self.now()) {
            self.send(&datagram[..length])?;
        }
        Ok(())
    }

    fn wait(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(error) = self.connection.failure() {
            return Err(failed(error));
        }
        let now = self.now();
        if now.0 > self.patience {
            return Err(ErrorKind::TimedOut.into());
        }
        let deadline =
            self.connection.deadline().map_or(self.patience, |deadline| deadline.0.saturating_sub(now.0));
        self.socket.set_read_timeout(Some(deadline.max(Duration::from_millis(1))))?;
        // python-mbedtls sends whole flights as one.
        let mut datagram = [0; 20_000];
        match self.socket.recv(&mut datagram) {
            Ok(length) => {
                let now = self.now();
                self.note_received(&datagram[..length]);
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
        let line = format!("{line}\n");
        // Fewer bytes than any limit on fragments or datagrams in the tests leaves room for.
        for piece in line.as_bytes().chunks(200) {
            let now = self.now();
            let length = self.connection.send(piece, &mut datagram, now).map_err(|error| failed(&error))?;
            self.send(&datagram[..length])?;
        }
        Ok(())
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

    fn talk(&self) -> Talk {
        talk!(self.connection, self.traffic)
    }
}
