// SPDX-License-Identifier: MIT

use alloc::vec::Vec;

use super::*;
use crate::XdhCurve;

/// Sizes as python-mbedtls has them.
#[test]
fn messages_are_those_of_tls() -> Result<(), Error> {
    for &group in Group::available() {
        let (server, ske) = EcdhServer::generate(group)?;
        let size = group.public_key_size();
        assert_eq!((ske.len(), server.group()), (size + 4, group));
        assert_eq!((ske[0], usize::from(ske[3])), (3, size));
        assert_eq!(&ske[4..], server.0.public_key());
        let client = EcdhClient::import_ske(&ske)?;
        assert_eq!(client.group(), group);
        let (cke, secret) = client.generate()?;
        assert_eq!((cke.len(), usize::from(cke[0])), (size + 1, size));
        assert_eq!(server.import_cke(&cke)?.expose(), secret.expose());
    }
    let begins = |group: Group| EcdhServer::generate(group).map(|(_, ske)| ske[..4].to_vec());
    assert_eq!(begins(Group::SECP256R1)?, [3, 0, 0x17, 65]);
    assert_eq!(begins(Group::SECP384R1)?, [3, 0, 0x18, 97]);
    assert_eq!(begins(Group::X25519)?, [3, 0, 0x1d, 32]);
    Ok(())
}

#[test]
fn every_group_has_a_number() {
    for &group in Group::available() {
        assert!(payload::write_ske(group, &[]).is_some(), "{group}");
    }
}

#[test]
fn what_comes_after_is_given_back_or_refused() -> Result<(), Error> {
    for &group in Group::available() {
        let (server, ske) = EcdhServer::generate(group)?;
        let longer = [&ske[..], b"signature"].concat();
        let (client, rest) = EcdhClient::read_ske(&longer)?;
        assert_eq!(rest, b"signature");
        let refused = EcdhClient::import_ske(&longer).err();
        assert_eq!(refused, Some(InvalidKey::Malformed { offset: ske.len() }));
        let (mut cke, _) = client.generate()?;
        cke.push(0);
        let refused = server.import_cke(&cke).err();
        assert_eq!(refused, Some(InvalidKey::Malformed { offset: cke.len() - 1 }));
    }
    Ok(())
}

#[test]
fn damaged_messages_are_refused() -> Result<(), Error> {
    for &group in Group::available() {
        let (_, ske) = EcdhServer::generate(group)?;
        for length in 0..ske.len() {
            assert!(EcdhClient::import_ske(&ske[..length]).is_err(), "{group}: {length} bytes");
        }
        for (at, value) in [(0, 1), (0, 2), (1, 0xff), (2, 0), (3, 0), (3, 1)] {
            let mut ske = ske.clone();
            ske[at] = value;
            assert!(EcdhClient::import_ske(&ske).is_err(), "{group}: {value} at {at}");
        }
        let (cke, _) = EcdhClient::import_ske(&ske)?.generate()?;
        for length in 0..cke.len() {
            let (server, _) = EcdhServer::generate(group)?;
            assert!(server.import_cke(&cke[..length]).is_err(), "{group}: {length} bytes");
        }
    }
    Ok(())
}

#[test]
fn points_off_the_curve_are_refused_at_once() -> Result<(), Error> {
    for &group in Group::available() {
        if group.name().parse::<Curve>().is_err() {
            continue;
        }
        let (_, ske) = EcdhServer::generate(group)?;
        for at in 4..ske.len() {
            let mut ske = ske.clone();
            ske[at] ^= 1;
            let refused = EcdhClient::import_ske(&ske).err();
            assert_eq!(refused, Some(InvalidKey::PublicKeyInvalid), "{group}: byte {at}");
        }
        // Compressed, and the neutral element.
        let half = group.public_key_size() / 2;
        let mut compressed: Vec<u8> = ske[..5 + half].to_vec();
        (compressed[3], compressed[4]) = (ske[3] / 2 + 1, 2 | ske[ske.len() - 1] & 1);
        assert_eq!(EcdhClient::import_ske(&compressed).err(), Some(InvalidKey::PublicKeyInvalid));
        let neutral = [&ske[..3], &[1, 0]].concat();
        assert_eq!(EcdhClient::import_ske(&neutral).err(), Some(InvalidKey::PublicKeyInvalid));
    }
    Ok(())
}

#[test]
fn secrets_known_to_all_are_refused() -> Result<(), Error> {
    let mut ske = [0; 36];
    ske[..4].copy_from_slice(&[3, 0, 29, 32]);
    let client = EcdhClient::import_ske(&ske)?;
    assert_eq!(client.generate().err(), Some(Error::InvalidKey(InvalidKey::PublicKeyInvalid)));
    let (server, _) = EcdhServer::generate(Group::X25519)?;
    assert_eq!(server.import_cke(&ske[3..]).err(), Some(InvalidKey::PublicKeyInvalid));
    Ok(())
}

#[test]
fn servers_with_long_lived_keys_serve_many() -> Result<(), Error> {
    for &curve in Curve::available() {
        let server = Ecc::generate(curve)?;
        let other = Ecc::generate(curve)?;
        let mut secrets = Vec::new();
        for _ in 0..3 {
            let client = EcdhClient::from_public_key(server.public_key());
            assert_eq!(client.group(), curve.into());
            let (cke, secret) = client.generate()?;
            assert_eq!(server.import_cke(&cke)?.expose(), secret.expose());
            assert_ne!(other.import_cke(&cke)?.expose(), secret.expose());
            assert!(!secrets.contains(&secret.expose().to_vec()), "{curve}");
            secrets.push(secret.expose().to_vec());
        }
    }
    for curve in [XdhCurve::X25519, XdhCurve::X448] {
        let server = Xdh::generate(curve)?;
        for _ in 0..3 {
            let client = EcdhClient::from_xdh_public_key(server.public_key());
            assert_eq!(client.group(), curve.into());
            let (cke, secret) = client.generate()?;
            assert_eq!(server.import_cke(&cke)?.expose(), secret.expose());
        }
    }
    Ok(())
}

#[test]
fn servers_with_long_lived_keys_refuse_what_others_refuse() -> Result<(), Error> {
    let invalid = Some(InvalidKey::PublicKeyInvalid);
    for &curve in Curve::available() {
        let server = Ecc::generate(curve)?;
        let client = EcdhClient::from_public_key(server.public_key());
        let (cke, _) = client.generate()?;
        for length in 0..cke.len() {
            assert!(server.import_cke(&cke[..length]).is_err(), "{curve}: {length} bytes");
        }
        let longer = [&cke[..], &[0]].concat();
        assert_eq!(server.import_cke(&longer).err(), Some(InvalidKey::Malformed { offset: cke.len() }));
        for at in 1..cke.len() {
            let mut cke = cke.clone();
            cke[at] ^= 1;
            assert_eq!(server.import_cke(&cke).err(), invalid, "{curve}: byte {at}");
        }
        // Compressed, and the neutral element.
        let compressed =
            payload::write_cke(&server.public_key().to_compressed_point()).ok_or(Error::Fault)?;
        assert_eq!(server.import_cke(&compressed).err(), invalid);
        assert_eq!(server.import_cke(&[1, 0]).err(), invalid);
    }
    for curve in [XdhCurve::X25519, XdhCurve::X448] {
        let server = Xdh::generate(curve)?;
        let size = curve.key_size();
        for (length, low) in [(size, 0), (size, 1), (size - 1, 9), (size + 1, 9)] {
            let mut public = alloc::vec![0; length];
            public[0] = low;
            let cke = payload::write_cke(&public).ok_or(Error::Fault)?;
            assert_eq!(server.import_cke(&cke).err(), invalid, "{curve}: {length} bytes, {low}");
        }
        let weak = XdhPublicKey::from_bytes(curve, &alloc::vec![0; size])?;
        let refused = EcdhClient::from_xdh_public_key(&weak).generate().err();
        assert_eq!(refused, Some(Error::InvalidKey(InvalidKey::PublicKeyInvalid)));
    }
    Ok(())
}
