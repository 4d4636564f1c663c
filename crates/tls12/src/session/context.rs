// SPDX-License-Identifier: MIT
//! What a session may be used for: it is resumed only where a full handshake would have asked the same of the peer.

use purembed_hash::{Algorithm, Hash};

use crate::config::Config;
use crate::schedule::Side;

/// A digest of everything in a configuration that decides who may come in, and of the kind of connection.
///
/// What is negotiated is not in it: names, protocols and suites are compared one by one.
pub(crate) fn of(config: &Config, side: Side, datagram: bool) -> [u8; 32] {
    let mut hash = Hash::new(Algorithm::SHA256);
    hash.update(b"purembed tls12 session context");
    hash.update([matches!(side, Side::Client).into(), datagram.into()]);
    add(&mut hash, &config.session_context);
    hash.update([u8::from(config.peer_verifier.is_some())]);
    hash.update(config.verifier_context);
    match side {
        Side::Client => {
            add(&mut hash, config.psk.as_ref().map(|psk| psk.identity()).unwrap_or_default());
            // Who one is to the server.
            let leaves = config.identities.iter().filter_map(|identity| identity.chain.first());
            leaves.for_each(|leaf| add(&mut hash, leaf.as_der()));
        }
        Side::Server => hash.update([config.client_authentication as u8]),
    }
    hash.digest().as_ref().first_chunk().copied().unwrap_or_default()
}

fn add(hash: &mut Hash, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
