// SPDX-License-Identifier: MIT
//! Our server for datagrams, with cookies, as foreign clients meet it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use purembed_tls12::net::{DtlsServer, PeerEvent};
use purembed_tls12::{Config, DtlsConnection};

use super::sockets::PATIENCE;

/// What became of a visitor: the name of the suite, or what went wrong.
pub type Visit = Result<&'static str, String>;

/// Has a server answer what its visitors send, until it has answered so many times, in a thread.
///
/// # Panics
///
/// Without sockets.
#[must_use]
pub fn host(
    config: Config,
    answers: usize,
    answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
) -> (SocketAddr, JoinHandle<Visit>) {
    let mut server = DtlsServer::bind("127.0.0.1:0", Arc::new(config)).expect("a server");
    let address = server.local_addr().expect("an address");
    let thread = thread::spawn(move || {
        let begin = Instant::now();
        let (mut suite, mut given) = ("none", 0);
        while given < answers {
            let Some(left) = PATIENCE.checked_sub(begin.elapsed()) else {
                return Err(format!("{given} answers in time"));
            };
            let (peer, data) = match server.step(Some(left)).map_err(|error| error.to_string())? {
                Some(PeerEvent::Data(peer, data)) => (peer, answer(data)),
                Some(PeerEvent::Closed(_, Some(error))) => return Err(error.to_string()),
                _ => continue,
            };
            let agreed = server.connection(peer).and_then(DtlsConnection::suite);
            suite = agreed.map_or("none", |suite| suite.name());
            // Nothing is not an answer.
            if !data.is_empty() {
                server.send(peer, &data).map_err(|error| error.to_string())?;
                given += 1;
            }
            if given == answers {
                server.close(peer);
            }
        }
        Ok(suite)
    });
    (address, thread)
}
