// SPDX-License-Identifier: MIT
//! DTLS: the socket carries datagrams with their lengths, and says how time goes by.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use purembed_core::random;
use purembed_tls12::{CipherSuite, DtlsConnection, Error, Event, Now};

use crate::options::Options;
use crate::outcome::{Established, Failure, answer, check};

/// The largest datagram.
const LARGEST: usize = 20_000;

/// One command of the runner.
enum Command {
    Datagram(Vec<u8>),
    /// So much time goes by.
    Time(Duration),
    Mtu(u32),
    /// The next deadline is so far away, or there is none.
    Deadline(Option<Duration>),
}

impl Command {
    /// The next one; `None` at the end.
    fn read(socket: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut kind = [0];
        if socket.read(&mut kind)? == 0 {
            return Ok(None);
        }
        let unknown = || io::Error::new(io::ErrorKind::InvalidData, "an unknown command");
        Ok(Some(match kind[0] {
            b'P' => {
                let length = usize::try_from(number::<4>(socket)?).map_err(|_| unknown())?;
                let mut datagram = vec![0; length.min(1 << 20)];
                socket.read_exact(&mut datagram)?;
                Self::Datagram(datagram)
            }
            b'T' => Self::Time(Duration::from_nanos(number::<8>(socket)?)),
            b'M' => Self::Mtu(u32::try_from(number::<4>(socket)?).map_err(|_| unknown())?),
            b'E' => {
                let nanoseconds = number::<8>(socket)?;
                Self::Deadline((nanoseconds != u64::MAX).then(|| Duration::from_nanos(nanoseconds)))
            }
            _ => return Err(unknown()),
        }))
    }
}

fn number<const N: usize>(socket: &mut TcpStream) -> io::Result<u64> {
    let mut bytes = [0; N];
    socket.read_exact(&mut bytes)?;
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

struct Shim<'o> {
    options: &'o Options,
    connection: DtlsConnection,
    socket: TcpStream,
    now: Now,
    greeted: bool,
}

pub fn run(options: &Options, socket: TcpStream) -> Result<(), Failure> {
    let missing = || Failure::Expectation("a configuration that can be read".to_owned());
    let config = Arc::new(options.config().ok_or_else(missing)?);
    let rng = Box::new(random::generator().map_err(Error::from)?);
    let mut connection = if options.server {
        DtlsConnection::server(config, rng, 0)
    } else {
        DtlsConnection::client(config, options.host_name.as_deref(), rng, 0)?
    };
    connection.set_mtu(options.mtu.unwrap_or(1400));
    let mut shim = Shim { options, connection, socket, now: Now::default(), greeted: false };
    let outcome = shim.converse();
    shim.flush()?;
    outcome
}

impl Shim<'_> {
    fn put(&mut self, datagram: &[u8]) -> Result<(), Failure> {
        let length = u32::try_from(datagram.len()).unwrap_or(u32::MAX);
        self.socket.write_all(&[b"P", &length.to_be_bytes()[..], datagram].concat())?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let mut out = [0; LARGEST];
        while let Some(length) = self.connection.transmit(&mut out, self.now) {
            self.put(&out[..length])?;
        }
        Ok(())
    }

    fn send(&mut self, data: &[u8]) -> Result<(), Failure> {
        let mut out = [0; LARGEST];
        let length = self.connection.send(data, &mut out, self.now)?;
        self.put(&out[..length])
    }

    fn greet(&mut self) -> Result<(), Failure> {
        let dtls = &self.connection;
        if self.greeted || dtls.is_handshaking() || dtls.failure().is_some() {
            return Ok(());
        }
        self.greeted = true;
        let first = check(
            self.options,
            &Established {
                protocol: dtls.protocol(),
                server_name: dtls.server_name(),
                suite: dtls.suite().map(CipherSuite::id),
                export: &|label, context, out| dtls.export_keying_material(label, context, out),
            },
        )?;
        if !first.is_empty() {
            self.send(&first)?;
        }
        if self.options.shim_shuts_down {
            self.connection.close();
            self.flush()?;
        }
        Ok(())
    }

    fn converse(&mut self) -> Result<(), Failure> {
        loop {
            self.flush()?;
            self.greet()?;
            if let Some(failure) = self.connection.failure() {
                return Err(failure.clone().into());
            }
            match Command::read(&mut self.socket)? {
                None if self.greeted => return Ok(()),
                None => return Err(Error::RaggedEof.into()),
                Some(Command::Datagram(datagram)) => {
                    if self.datagram(datagram)? {
                        return Ok(());
                    }
                }
                Some(Command::Time(passed)) => {
                    // What was sent before and what comes after are told apart by the answer.
                    self.socket.write_all(b"t")?;
                    self.now = Now(self.now.0 + passed);
                    self.connection.timeout(self.now)?;
                }
                Some(Command::Mtu(mtu)) => self.connection.set_mtu(u16::try_from(mtu).unwrap_or(u16::MAX)),
                Some(Command::Deadline(expected)) => {
                    let found = self.connection.deadline().map(|deadline| deadline.0 - self.now.0);
                    if found != expected {
                        return Err(Failure::Expectation(format!("deadline {expected:?}, not {found:?}")));
                    }
                }
            }
        }
    }

    /// Works on a datagram, and tells whether it was the last.
    fn datagram(&mut self, mut datagram: Vec<u8>) -> Result<bool, Failure> {
        let (mut answers, mut closed) = (Vec::new(), false);
        for event in self.connection.receive(&mut datagram, self.now) {
            match event {
                Event::Data(data) => answers.push(answer(data)),
                Event::Closed => closed = true,
                _ => {}
            }
        }
        self.flush()?;
        self.greet()?;
        for answer in answers.iter().filter(|_| !self.options.shim_shuts_down) {
            self.send(answer)?;
        }
        if closed && self.connection.is_closed_by_peer() && self.connection.failure().is_none() {
            self.connection.close();
            return Ok(true);
        }
        Ok(false)
    }
}
