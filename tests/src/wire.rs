// SPDX-License-Identifier: MIT
//! Two endpoints in memory, and what can happen to the bytes between them.

use purembed::tls::{ClientContext, Error, Progress, ServerContext, TlsWrappedBuffer};
use purembed::x509::Time;

use crate::pki::{NOW, named};

/// A client and a server that wants to be `localhost`.
#[must_use]
pub fn pair(client: &ClientContext, server: &ServerContext) -> (TlsWrappedBuffer, TlsWrappedBuffer) {
    let now = Time::from_unix(NOW);
    (
        client.wrap_buffers(&named("localhost"), now).expect("a client"),
        server.wrap_buffers(now).expect("a server"),
    )
}

/// Carries what one side has to say to the other, as long as it is taken; returns how much.
pub fn carry(from: &mut TlsWrappedBuffer, to: &mut TlsWrappedBuffer) -> usize {
    let mut carried = 0;
    loop {
        let taken = to.receive_from_network(from.peek_outgoing());
        from.consume_outgoing(taken);
        carried += taken;
        if taken == 0 {
            return carried;
        }
    }
}

/// Carries bytes to and fro until there are none, and returns how each side fared.
///
/// # Panics
///
/// If that takes more turns than any handshake could.
pub fn shake_hands(
    client: &mut TlsWrappedBuffer,
    server: &mut TlsWrappedBuffer,
) -> (Result<Progress, Error>, Result<Progress, Error>) {
    for _ in 0..100 {
        if carry(client, server) + carry(server, client) == 0 {
            return (client.do_handshake(), server.do_handshake());
        }
    }
    panic!("the two talk without end");
}
