// SPDX-License-Identifier: MIT
//! Our engine for TLS 1.2 and DTLS 1.2 and C's behind one face, so that either can be either side.

use core::time::Duration;

pub use purembed::parity::tls12::Transport;

pub use self::ours::{Datagrams, Ours, Stream};
pub use self::theirs::Theirs;

pub mod configs;
mod ours;
mod theirs;

/// Both.
pub const TRANSPORTS: [Transport; 2] = [Transport::Stream, Transport::Datagram];

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

    /// What to send now: pieces of a stream, or datagrams.
    fn outgoing(&mut self) -> Vec<Vec<u8>>;

    /// Learns the time since the beginning. What is to be done then is done by [`advance`](Self::advance).
    fn set_time(&mut self, now: Duration);

    /// When it wants to be [advanced](Self::advance), if the other side says nothing before.
    fn deadline(&mut self) -> Option<Duration>;

    /// Whether the handshake is over, and well.
    fn is_connected(&self) -> bool;

    /// The most bytes that can be written at once.
    fn max_data(&self) -> usize;

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

/// What happens to a datagram on its way: it becomes any number of them, now. `from` is 0 for the client.
pub type Link<'a> = dyn FnMut(usize, Vec<u8>) -> Vec<Vec<u8>> + 'a;

/// Shakes hands over a link that loses datagrams or worse, with a clock that goes on when both sides wait.
///
/// # Errors
///
/// What ended the connection, as the side has it that failed first.
///
/// # Panics
///
/// If neither comes to an end in as much time as both together may wait.
pub fn shake_hands_over(
    link: &mut Link<'_>,
    client: &mut dyn Peer,
    server: &mut dyn Peer,
) -> Result<(), String> {
    let mut now = Duration::ZERO;
    for _ in 0..1000 {
        let mut silent = true;
        let mut outcomes = [Ok(()), Ok(())];
        for (turn, outcome) in outcomes.iter_mut().enumerate() {
            let from: &mut dyn Peer = if turn == 0 { client } else { server };
            *outcome = from.advance();
            let pieces: Vec<_> = from.outgoing().into_iter().flat_map(|piece| link(turn, piece)).collect();
            silent &= pieces.is_empty();
            let to: &mut dyn Peer = if turn == 0 { server } else { client };
            pieces.iter().for_each(|piece| to.receive(piece));
        }
        if !silent {
            continue;
        }
        match outcomes {
            [Ok(()), Ok(())] if client.is_connected() && server.is_connected() => return Ok(()),
            [Err(client), Err(server)] => return Err(format!("client: {client}; server: {server}")),
            [Err(error), _] if server.is_connected() => return Err(error),
            [_, Err(error)] if client.is_connected() => return Err(error),
            _ => {}
        }
        let Some(next) = [client.deadline(), server.deadline()].into_iter().flatten().min() else {
            return Err(format!("nobody waits: {outcomes:?}"));
        };
        now = now.max(next);
        client.set_time(now);
        server.set_time(now);
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

/// Sends bytes from one to the other, in as many records as it takes.
///
/// # Errors
///
/// What ended the connection.
pub fn send(from: &mut dyn Peer, to: &mut dyn Peer, data: &[u8]) -> Result<(), String> {
    let (mut sent, mut received) = (0, Vec::new());
    loop {
        let length = (data.len() - sent).min(from.max_data());
        sent += from.write(&data[sent..sent + length])?;
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

/// A handshake, data both ways, exporters, farewells.
///
/// # Errors
///
/// What went wrong.
pub fn converse(client: &mut dyn Peer, server: &mut dyn Peer) -> Result<(), String> {
    shake_hands(client, server)?;
    exchange(client, server)
}

/// Data both ways, exporters, farewells.
///
/// # Errors
///
/// What went wrong.
pub fn exchange(client: &mut dyn Peer, server: &mut dyn Peer) -> Result<(), String> {
    for length in [0, 1, 1000, 16_384, 40_000] {
        let data: Vec<u8> = (0..=250).cycle().take(length).collect();
        send(client, server, &data).map_err(|error| format!("{length} bytes to the server: {error}"))?;
        send(server, client, &data).map_err(|error| format!("{length} bytes to the client: {error}"))?;
    }
    if client.suite() != server.suite() {
        return Err("two suites".to_owned());
    }
    for (label, context) in [("EXPERIMENTAL one", None), ("EXPERIMENTAL two", Some(&b"context"[..]))] {
        if client.export(label.as_bytes(), context) != server.export(label.as_bytes(), context) {
            return Err("exporters differ".to_owned());
        }
    }
    client.close();
    carry(client, server)?;
    server.read()?;
    server.close();
    carry(client, server)?;
    client.read()?;
    if client.is_closed() && server.is_closed() { Ok(()) } else { Err("no farewell".to_owned()) }
}
