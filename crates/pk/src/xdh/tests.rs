// SPDX-License-Identifier: MIT
//! X25519 and X448: static keys against each other, in and out of files, and what must be refused.

use alloc::format;

use super::*;
use crate::testing::backends;

const CURVES: [XdhCurve; 2] = [XdhCurve::X25519, XdhCurve::X448];

#[test]
fn keys_are_read_as_they_were_written() -> Result<(), InvalidKey> {
    for curve in CURVES {
        for backend in backends() {
            let one = Xdh::with_backend(curve, &alloc::vec![0x5b; curve.key_size()], backend)?;
            let two = Xdh::with_backend(curve, &alloc::vec![0xc7; curve.key_size()], backend)?;
            let shared = one.agree(two.public_key())?;
            for again in [
                Xdh::from_buffer(one.to_pkcs8_der().expose())?,
                Xdh::from_buffer(one.to_pkcs8_pem().expose().as_bytes())?,
                Xdh::from_bytes(curve, one.to_bytes().expose())?,
                Xdh::from_number(curve, one.to_number().expose())?,
            ] {
                assert_eq!(again.public_key(), one.public_key());
                assert_eq!(two.agree(again.public_key())?.expose(), shared.expose());
                assert_eq!(again.agree(two.public_key())?.expose(), shared.expose());
                assert_eq!(again.to_number(), one.to_number());
            }
            let public = one.public_key();
            assert_eq!(XdhPublicKey::from_buffer(&public.to_der()).as_ref(), Ok(public));
            assert!(!format!("{one:?}").contains("5b5b5b"));
        }
    }
    Ok(())
}

#[test]
fn secrets_known_to_all_and_wrong_lengths_are_refused() -> Result<(), InvalidKey> {
    for curve in CURVES {
        let size = curve.key_size();
        let key = Xdh::from_bytes(curve, &alloc::vec![7; size])?;
        // 0 and 1 have small order on both curves.
        for low in [0, 1] {
            let mut peer = alloc::vec![0; size];
            peer[0] = low;
            let peer = XdhPublicKey::from_bytes(curve, &peer)?;
            assert_eq!(key.agree(&peer).err(), Some(InvalidKey::PublicKeyInvalid));
        }
        for length in [0, size - 1, size + 1] {
            let bytes = alloc::vec![1; length];
            assert_eq!(Xdh::from_bytes(curve, &bytes).err(), Some(InvalidKey::Inconsistent));
            assert_eq!(XdhPublicKey::from_bytes(curve, &bytes).err(), Some(InvalidKey::PublicKeyInvalid));
        }
        assert_eq!(Xdh::from_number(curve, &alloc::vec![1; size + 1]).err(), Some(InvalidKey::Inconsistent));
    }
    let (one, other) =
        (Xdh::from_bytes(XdhCurve::X448, &[1; 56])?, Xdh::from_bytes(XdhCurve::X25519, &[1; 32])?);
    assert!(matches!(one.agree(other.public_key()), Err(InvalidKey::WrongKind { .. })));
    Ok(())
}
