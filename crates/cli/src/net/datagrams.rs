// SPDX-License-Identifier: MIT
//! A client's handshake over UDP, datagram by datagram, so that each step can be told.

use core::time::Duration;
use std::io;
use std::net::UdpSocket;

use purembed::tls::{
    ClientContext, Clock, DtlsConfiguration, DtlsEvent, DtlsSocket, DtlsWrappedBuffer, Error, Now, Progress,
    ServerIdentity, Session,
};

use super::events::Events;
use super::failure::is_timeout;
use super::records::Records;
use crate::clock;

/// As long as a datagram can be.
pub(crate) const LONGEST: usize = 65_535;

/// A client, and whom it wants to speak to.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    pub(crate) context: &'a ClientContext<DtlsConfiguration>,
    pub(crate) identity: &'a ServerIdentity<'a>,
    pub(crate) session: Option<&'a Session>,
    /// How long the handshake may take.
    pub(crate) timeout: Duration,
    pub(crate) events: Events,
}

impl Caller<'_> {
    /// Goes through the handshake. What the server said in the same breath is the second half.
    pub(crate) fn connect(&self, socket: UdpSocket) -> io::Result<(DtlsSocket, Vec<Vec<u8>>)> {
        let now = clock::today();
        let mut handshake = Handshake {
            buffer: match self.session {
                Some(session) => self.context.resume_buffers(self.identity, session, now)?,
                None => self.context.wrap_buffers(self.identity, now)?,
            },
            clock: Clock::start(),
            datagram: vec![0; LONGEST],
            early: Vec::new(),
            sent: Records::default(),
            received: Records::default(),
            events: self.events,
        };
        let until = handshake.clock.now().after(self.timeout);
        let done = handshake.run(&socket, until);
        // The last flight, or the alert that says what was wrong.
        handshake.send(&socket)?;
        done?;
        socket.set_read_timeout(None)?;
        let Handshake { buffer, early, .. } = handshake;
        Ok((self.context.wrap_socket_with(socket, buffer)?, early))
    }
}

struct Handshake {
    buffer: DtlsWrappedBuffer,
    clock: Clock,
    datagram: Vec<u8>,
    early: Vec<Vec<u8>>,
    sent: Records,
    received: Records,
    events: Events,
}

impl Handshake {
    fn run(&mut self, socket: &UdpSocket, until: Now) -> io::Result<()> {
        loop {
            self.send(socket)?;
            if self.buffer.do_handshake()? == Progress::Done {
                return Ok(());
            }
            let now = self.clock.now();
            if now >= until {
                return Err(Error::TimedOut.into());
            }
            let next = self.buffer.deadline().map_or(until, |deadline| deadline.min(until));
            let wait = next.0.saturating_sub(now.0).max(Duration::from_millis(1));
            socket.set_read_timeout(Some(wait))?;
            match socket.recv(&mut self.datagram) {
                Ok(length) => self.receive(length)?,
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error),
            }
            self.buffer.handle_timeout(self.clock.now())?;
        }
    }

    fn send(&mut self, socket: &UdpSocket) -> io::Result<()> {
        while let Some(length) = self.buffer.transmit(&mut self.datagram, self.clock.now()) {
            let datagram = self.datagram.get(..length).unwrap_or_default();
            tell(self.events, '>', &mut self.sent, datagram);
            socket.send(datagram)?;
        }
        Ok(())
    }

    fn receive(&mut self, length: usize) -> Result<(), Error> {
        let datagram = self.datagram.get_mut(..length).unwrap_or_default();
        tell(self.events, '<', &mut self.received, datagram);
        for event in self.buffer.receive_datagram(datagram, self.clock.now())? {
            if let DtlsEvent::Data(data) = event {
                self.early.push(data.to_vec());
            }
        }
        Ok(())
    }
}

fn tell(events: Events, arrow: char, records: &mut Records, datagram: &[u8]) {
    if events.is_on() {
        for record in records.datagram(datagram) {
            events.tell(format_args!("{arrow} {record}"));
        }
    }
}
