// SPDX-License-Identifier: MIT
//! A client and a server joined by two buffers.

use alloc::sync::Arc;
use std::io::{Read, Write};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, ClientConnection, ConnectionCommon, Error, ServerConfig, ServerConnection};

use crate::fixtures::Kind;

/// Configurations for both sides, each authenticated by a certificate with this kind of key, for the versions that
/// the provider has suites of.
pub(crate) fn configs(provider: &CryptoProvider, kind: Kind) -> (ClientConfig, ServerConfig) {
    let versions: Vec<_> = rustls::ALL_VERSIONS
        .iter()
        .copied()
        .filter(|version| provider.cipher_suites.iter().any(|suite| suite.version() == *version))
        .collect();
    let provider = Arc::new(provider.clone());
    let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions)
        .unwrap()
        .with_root_certificates(kind.roots())
        .with_client_auth_cert(kind.chain(), kind.key())
        .unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(kind.roots().into(), Arc::clone(&provider));
    let server = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(kind.chain(), kind.key())
        .unwrap();
    (client, server)
}

pub(crate) struct Pair {
    pub(crate) client: ClientConnection,
    pub(crate) server: ServerConnection,
}

impl Pair {
    pub(crate) fn new(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> Self {
        let name = ServerName::try_from("localhost").unwrap();
        Self {
            client: ClientConnection::new(Arc::clone(client), name).unwrap(),
            server: ServerConnection::new(Arc::clone(server)).unwrap(),
        }
    }

    /// Goes on until neither has anything to say, or until one finds fault with the other.
    pub(crate) fn handshake(&mut self) -> Result<(), Error> {
        loop {
            let from_client = send(&mut self.client);
            let from_server = send(&mut self.server);
            if from_client.is_empty() && from_server.is_empty() {
                return Ok(());
            }
            receive(&mut self.server, &from_client)?;
            receive(&mut self.client, &from_server)?;
        }
    }

    pub(crate) fn done(&self) -> bool {
        !self.client.is_handshaking() && !self.server.is_handshaking()
    }

    /// Sends `data` there and back, checking that it arrives.
    pub(crate) fn echo(&mut self, data: &[u8]) {
        assert!(
            transfer(&mut self.client, &mut self.server, data) == data,
            "{} bytes to the server",
            data.len()
        );
        assert!(
            transfer(&mut self.server, &mut self.client, data) == data,
            "{} bytes to the client",
            data.len()
        );
    }
}

fn transfer<A, B>(from: &mut ConnectionCommon<A>, to: &mut ConnectionCommon<B>, data: &[u8]) -> Vec<u8> {
    from.writer().write_all(data).unwrap();
    let mut received = vec![0; data.len() + 1];
    let mut length = 0;
    let wire = send(from);
    let mut wire = &wire[..];
    while !wire.is_empty() {
        to.read_tls(&mut wire).unwrap();
        to.process_new_packets().unwrap();
        // the reader says "would block" where nothing is left
        while let Ok(more @ 1..) = to.reader().read(&mut received[length..]) {
            length += more;
        }
    }
    received.truncate(length);
    received
}

/// What a side has to say.
pub(crate) fn send<D>(connection: &mut ConnectionCommon<D>) -> Vec<u8> {
    let mut wire = Vec::new();
    while connection.wants_write() {
        connection.write_tls(&mut wire).unwrap();
    }
    wire
}

/// Takes in what the other side said.
pub(crate) fn receive<D>(connection: &mut ConnectionCommon<D>, mut wire: &[u8]) -> Result<(), Error> {
    while !wire.is_empty() {
        connection.read_tls(&mut wire).unwrap();
        connection.process_new_packets()?;
    }
    Ok(())
}
