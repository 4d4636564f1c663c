// SPDX-License-Identifier: MIT
//! A TCP connection that is told about, and that nobody waits for without end while the handshake goes on.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use purembed::tls::Socket;

use super::events::Events;
use super::records::Records;
use crate::clock;

/// A TCP connection.
#[derive(Debug)]
pub(crate) struct Wire {
    socket: TcpStream,
    state: Mutex<State>,
    events: Events,
}

#[derive(Debug)]
struct State {
    /// When the handshake has to be over; nothing once it is.
    deadline: Option<Instant>,
    sent: Records,
    received: Records,
}

impl Wire {
    /// Puts a limit to the time until [`settle`](Self::settle).
    pub(crate) fn new(socket: TcpStream, handshake: Duration, events: Events) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(handshake))?;
        let deadline = clock::now().checked_add(handshake);
        let state = State { deadline, sent: Records::default(), received: Records::default() };
        Ok(Self { socket, state: Mutex::new(state), events })
    }

    /// The handshake is over: from now on each wait has this limit, and nothing is told.
    pub(crate) fn settle(&self, wait: Option<Duration>) -> io::Result<()> {
        self.state().deadline = None;
        self.socket.set_write_timeout(wait)?;
        self.socket.set_read_timeout(wait)
    }

    /// Another handle of the socket, to cut it off.
    pub(crate) fn another(&self) -> io::Result<TcpStream> {
        self.socket.try_clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, arrow: char, bytes: &[u8]) {
        if !self.events.is_on() {
            return;
        }
        let mut state = self.state();
        if state.deadline.is_none() {
            return;
        }
        let records = if arrow == '>' { &mut state.sent } else { &mut state.received };
        for record in records.stream(bytes) {
            self.events.tell(format_args!("{arrow} {record}"));
        }
    }
}

impl Read for &Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let deadline = self.state().deadline;
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(clock::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.socket.set_read_timeout(Some(left))?;
        }
        let length = (&self.socket).read(buffer)?;
        self.tell('<', buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}

impl Write for &Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = (&self.socket).write(bytes)?;
        self.tell('>', bytes.get(..length).unwrap_or_default());
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&self.socket).flush()
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&mut &*self).read(buffer)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&mut &*self).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&mut &*self).flush()
    }
}

impl Socket for Wire {
    fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.socket.set_read_timeout(timeout)
    }

    fn write_timeout(&self) -> io::Result<Option<Duration>> {
        self.socket.write_timeout()
    }

    fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.socket.set_write_timeout(timeout)
    }
}
