// SPDX-License-Identifier: MIT
//! Every suite with every group and every kind of key, both sides authenticated; and data of many lengths.

use alloc::sync::Arc;

use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::{HandshakeKind, ProtocolVersion, SupportedCipherSuite};
use rustls_purembed::{ALL_CIPHER_SUITES, ALL_KX_GROUPS, kx_group, provider};

use crate::fixtures::Kind;
use crate::pair::{Pair, configs};

fn only(suite: SupportedCipherSuite, group: &'static dyn SupportedKxGroup) -> CryptoProvider {
    let mut provider = provider();
    provider.cipher_suites = vec![suite];
    provider.kx_groups = vec![group];
    provider
}

/// Whether a certificate with this kind of key goes with the suite: with those of TLS 1.3 all do.
fn fits(suite: SupportedCipherSuite, kind: Kind) -> bool {
    let name = format!("{:?}", suite.suite());
    suite.tls13().is_some() || name.contains("_RSA_") == (kind == Kind::Rsa)
}

fn connected(provider: &CryptoProvider, kind: Kind) -> Pair {
    let (client, server) = configs(provider, kind);
    let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
    pair.handshake().unwrap();
    assert!(pair.done());
    pair
}

#[test]
fn every_suite_group_and_kind_of_key() {
    let data: Vec<u8> = (0_u8..=255).cycle().take(40_000).collect();
    let mut handshakes = 0;
    for suite in ALL_CIPHER_SUITES {
        for group in ALL_KX_GROUPS {
            for kind in Kind::ALL.into_iter().filter(|kind| fits(*suite, *kind)) {
                let mut pair = connected(&only(*suite, *group), kind);
                for (side, negotiated, exchange, peer) in [
                    (
                        "client",
                        pair.client.negotiated_cipher_suite(),
                        pair.client.negotiated_key_exchange_group(),
                        pair.client.peer_certificates(),
                    ),
                    (
                        "server",
                        pair.server.negotiated_cipher_suite(),
                        pair.server.negotiated_key_exchange_group(),
                        pair.server.peer_certificates(),
                    ),
                ] {
                    assert_eq!(negotiated, Some(*suite), "{side}");
                    assert_eq!(exchange.map(SupportedKxGroup::name), Some(group.name()), "{side}");
                    assert_eq!(peer, Some(&kind.chain()[..]), "{side}");
                }
                assert_eq!(pair.client.handshake_kind(), Some(HandshakeKind::Full));
                for length in [0, 1, 1000, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 40_000] {
                    pair.echo(&data[..length]);
                }
                handshakes += 1;
            }
        }
    }
    println!("{handshakes} handshakes ({})", rustls_purembed::backend());
    // 3 suites of TLS 1.3 with 4 kinds of keys, 3 of TLS 1.2 with 3, and 3 with RSA; 3 groups each
    assert_eq!(handshakes, (3 * 4 + 3 * 3 + 3) * 3);
}

#[test]
fn data_of_every_length() {
    let data: Vec<u8> = (0_u32..10_000).flat_map(u32::to_be_bytes).collect();
    for suite in ALL_CIPHER_SUITES {
        let kind = if fits(*suite, Kind::Rsa) { Kind::Rsa } else { Kind::P256 };
        let mut pair = connected(&only(*suite, kx_group::X25519), kind);
        for length in (0..=600).chain((601..=40_000).step_by(61)).chain([40_000]) {
            pair.echo(&data[..length]);
        }
    }
}

/// What the two agree on if nobody cuts the provider down; a client without the server's group tries again.
#[test]
fn defaults() {
    let pair = connected(&provider(), Kind::P256);
    assert_eq!(pair.client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    assert_eq!(
        pair.client.negotiated_cipher_suite(),
        Some(rustls_purembed::cipher_suite::TLS13_AES_128_GCM_SHA256)
    );
    assert_eq!(pair.client.negotiated_key_exchange_group().unwrap().name(), kx_group::X25519.name());

    let (client, _) = configs(&provider(), Kind::P256);
    let mut restricted = provider();
    restricted.kx_groups = vec![kx_group::SECP384R1];
    let (_, server) = configs(&restricted, Kind::P256);
    let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
    pair.handshake().unwrap();
    assert_eq!(pair.client.handshake_kind(), Some(HandshakeKind::FullWithHelloRetryRequest));
    pair.echo(b"after a second hello");
}

/// RFC 7627: without it, TLS 1.2 sessions can be spliced.
#[test]
fn extended_master_secret_is_required_on_request() {
    for suite in ALL_CIPHER_SUITES.iter().filter(|suite| suite.tls13().is_none()) {
        let kind = if fits(*suite, Kind::Rsa) { Kind::Rsa } else { Kind::P384 };
        let (mut client, mut server) = configs(&only(*suite, kx_group::SECP256R1), kind);
        client.require_ems = true;
        server.require_ems = true;
        let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
        pair.handshake().unwrap();
        pair.echo(b"bound to this handshake");
    }
}

/// The keys of both directions, and what RFC 5705 derives from them, are the same on both sides.
#[test]
fn secrets_can_be_exported() {
    for suite in ALL_CIPHER_SUITES {
        let kind = if fits(*suite, Kind::Rsa) { Kind::Rsa } else { Kind::Ed25519 };
        let (mut client, mut server) = configs(&only(*suite, kx_group::X25519), kind);
        client.enable_secret_extraction = true;
        server.enable_secret_extraction = true;
        let mut pair = Pair::new(&Arc::new(client), &Arc::new(server));
        pair.handshake().unwrap();

        let exported = |output: Result<[u8; 48], _>| output.unwrap();
        let client = exported(pair.client.export_keying_material([0; 48], b"EXPERIMENTAL", Some(b"context")));
        let server = exported(pair.server.export_keying_material([0; 48], b"EXPERIMENTAL", Some(b"context")));
        assert_eq!(client, server);

        let client = pair.client.dangerous_extract_secrets().unwrap();
        let server = pair.server.dangerous_extract_secrets().unwrap();
        assert_eq!(client.tx.0, server.rx.0);
        assert_eq!(parts(&client.tx.1).0, parts(&server.rx.1).0);
        assert_eq!(parts(&client.rx.1).0, parts(&server.tx.1).0);
        assert_ne!(parts(&client.tx.1).0, parts(&client.rx.1).0);
    }
}

fn parts(secrets: &rustls::ConnectionTrafficSecrets) -> (Vec<u8>, Vec<u8>) {
    match secrets {
        rustls::ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | rustls::ConnectionTrafficSecrets::Aes256Gcm { key, iv }
        | rustls::ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => {
            (key.as_ref().to_vec(), iv.as_ref().to_vec())
        }
        _ => panic!("secrets of an unknown algorithm"),
    }
}
