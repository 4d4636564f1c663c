// SPDX-License-Identifier: MIT
//! dimpl, DTLS in Rust with aws-lc-rs's algorithms. It leaves it to its callers to judge certificates, and resumes nothing.

use std::sync::Arc;
use std::time::Instant;

use ::dimpl::crypto::Dtls12CipherSuite;
use ::dimpl::{Config, Dtls, DtlsCertificate, NamedGroup, Output, PskResolver};

use super::{Agreement, IDENTITY, KEY, MTU, Maker, Pair, Protocol, Secret};

struct FixedKey;

impl PskResolver for FixedKey {
    fn resolve(&self, identity: &[u8]) -> Option<Vec<u8>> {
        (identity == IDENTITY).then(|| KEY.to_vec())
    }
}

pub(super) fn maker(agreement: &Agreement) -> Option<Maker> {
    if agreement.protocol != Protocol::Dtls12 || agreement.resumed {
        return None;
    }
    let suite = match agreement.suite {
        "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256" => Dtls12CipherSuite::ECDHE_ECDSA_AES128_GCM_SHA256,
        "TLS-PSK-WITH-AES-128-CCM-8" => Dtls12CipherSuite::PSK_AES128_CCM_8,
        _ => return None,
    };
    let config = || {
        Config::builder()
            .mtu(MTU)
            .dtls12_cipher_suites(&[suite])
            .kx_groups(&[NamedGroup::Secp256r1])
            .use_server_cookie(false)
            .require_client_certificate(false)
    };
    let (client, server) = match agreement.secret {
        Secret::Psk => (
            config().with_psk_client(IDENTITY.to_vec(), Arc::new(FixedKey)),
            config().with_psk_server(None, Arc::new(FixedKey)),
        ),
        Secret::Certificate(_) => (config(), config()),
    };
    let client = Arc::new(client.build().expect("a client"));
    let server = Arc::new(server.build().expect("a server"));
    let certificate = match &agreement.secret {
        Secret::Psk => None,
        Secret::Certificate(pki) => Some(DtlsCertificate {
            certificate: pki.leaf.as_der().to_vec(),
            private_key: pki.key.to_pkcs8_der().expose().to_vec(),
        }),
    };
    Some(super::maker(move || {
        let (client, server, certificate) = (Arc::clone(&client), Arc::clone(&server), certificate.clone());
        move || -> Box<dyn Pair> { Box::new(Both::new(&client, &server, certificate.as_ref())) }
    }))
}

struct Both {
    client: Dtls,
    server: Dtls,
    datagram: [u8; 2048],
}

impl Both {
    fn new(client: &Arc<Config>, server: &Arc<Config>, certificate: Option<&DtlsCertificate>) -> Self {
        let now = Instant::now();
        let new = |config: &Arc<Config>| match certificate {
            None => Dtls::new_12_psk(Arc::clone(config), now),
            Some(certificate) => Dtls::new_12(Arc::clone(config), certificate.clone(), now),
        };
        let mut pair = Self { client: new(client), server: new(server), datagram: [0; 2048] };
        pair.client.set_active(true);
        pair.client.handle_timeout(now).expect("a clock");
        pair.server.handle_timeout(now).expect("a clock");
        let mut connected = [false; 2];
        while connected != [true; 2] {
            connected[0] |= carry(&mut pair.client, &mut pair.server, &mut pair.datagram);
            connected[1] |= carry(&mut pair.server, &mut pair.client, &mut pair.datagram);
        }
        pair
    }
}

/// Sends everything; whether the sender says that it is connected.
fn carry(from: &mut Dtls, to: &mut Dtls, datagram: &mut [u8]) -> bool {
    let mut connected = false;
    loop {
        match from.poll_output(datagram) {
            Output::Packet(packet) => to.handle_packet(packet).expect("a good peer"),
            Output::Connected => connected = true,
            Output::Timeout(_) => return connected,
            _ => {}
        }
    }
}

impl Pair for Both {
    fn is_resumed(&mut self) -> bool {
        false
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        self.client.send_application_data(data).expect("connected");
        carry(&mut self.client, &mut self.server, &mut self.datagram);
        loop {
            match self.server.poll_output(&mut self.datagram) {
                Output::ApplicationData(data) => return out.copy_from_slice(data),
                Output::Timeout(_) => panic!("no data"),
                _ => {}
            }
        }
    }
}
