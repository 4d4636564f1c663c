// SPDX-License-Identifier: MIT
//! Key agreement: RFC vectors, both back ends against each other, and what must be refused.

use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;
use crate::testing::backends;

struct Vector {
    group: Group,
    private: &'static [u8],
    peer: &'static [u8],
    shared: &'static [u8],
}

/// RFC 7748 sections 5.2 and 6.1.
const X25519: [Vector; 3] = [
    Vector {
        group: Group::X25519,
        private: &hex!("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
        peer: &hex!("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
        shared: &hex!("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"),
    },
    Vector {
        group: Group::X25519,
        private: &hex!("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
        peer: &hex!("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"),
        shared: &hex!("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
    },
    Vector {
        group: Group::X25519,
        private: &hex!("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"),
        peer: &hex!("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"),
        shared: &hex!("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
    },
];

/// RFC 5903 sections 8.1 and 8.2: both private keys and the x-coordinate of the result.
const CURVES: [Vector; 2] = [
    Vector {
        group: Group::SECP256R1,
        private: &hex!("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"),
        peer: &hex!("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53"),
        shared: &hex!("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"),
    },
    Vector {
        group: Group::SECP384R1,
        private: &hex!(
            "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194"
        ),
        peer: &hex!(
            "41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc"
        ),
        shared: &hex!(
            "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746"
        ),
    },
];

#[test]
fn rfc_vectors() -> Result<(), InvalidKey> {
    for backend in backends() {
        for vector in X25519 {
            let key = EphemeralKey::with_backend(vector.group, vector.private, backend)?;
            assert_eq!(key.agree(vector.peer)?.expose(), vector.shared);
        }
        for vector in CURVES {
            let one = EphemeralKey::with_backend(vector.group, vector.private, backend)?;
            let two = EphemeralKey::with_backend(vector.group, vector.peer, backend)?;
            let (to_two, to_one) = (one.public_key().to_vec(), two.public_key().to_vec());
            assert_eq!(to_two.len(), vector.group.public_key_size());
            assert_eq!(one.agree(&to_one)?.expose(), vector.shared);
            assert_eq!(two.agree(&to_two)?.expose(), vector.shared);
        }
    }
    Ok(())
}

/// RFC 7748 section 5.2: the function of its own result, again and again.
fn iterated(group: Group, base: u8, times: usize, backend: Backend) -> Result<Vec<u8>, InvalidKey> {
    let mut k = alloc::vec![0; group.shared_secret_size()];
    k[0] = base;
    let mut u = k.clone();
    for _ in 0..times {
        let secret = Secret::from_bytes(group, &k, backend).ok_or(InvalidKey::Inconsistent)?;
        let result = secret.agree(group, &u)?.expose().to_vec();
        (k, u) = (result, k);
    }
    Ok(k)
}

#[test]
fn iterated_vectors() -> Result<(), InvalidKey> {
    for backend in backends() {
        assert_eq!(
            iterated(Group::X25519, 9, 1, backend)?,
            hex!("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")
        );
        assert_eq!(
            iterated(Group::X25519, 9, 1000, backend)?,
            hex!("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
        );
        assert_eq!(
            iterated(Group::X448, 5, 1000, backend)?,
            hex!(
                "aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38"
            )
        );
    }
    Ok(())
}

/// Of X448, the crate's own function has the same.
#[test]
#[ignore = "takes minutes"]
fn a_million_iterations_of_x25519() -> Result<(), InvalidKey> {
    for backend in backends() {
        assert_eq!(
            iterated(Group::X25519, 9, 1_000_000, backend)?,
            hex!("7c3911e0ab2586fd864497297e575e6f3bc601c0883c30df5f4dd2d24f665424")
        );
    }
    Ok(())
}

#[test]
fn the_back_ends_agree_with_each_other() -> Result<(), Error> {
    for &group in Group::available() {
        for _ in 0..20 {
            let mut scalars = [[0; secret::MAX]; 2];
            for scalar in &mut scalars {
                // With a zero first they are less than the order of any curve.
                purembed_core::random::fill(&mut scalar[1..])?;
            }
            let [one, two] = scalars.each_ref().map(|scalar| &scalar[..group.shared_secret_size()]);
            let mut results = backends().into_iter().map(|backend| {
                let one = EphemeralKey::with_backend(group, one, backend).expect("in range");
                let two = EphemeralKey::with_backend(group, two, backend).expect("in range");
                let (to_two, to_one) = (one.public_key().to_vec(), two.public_key().to_vec());
                let shared = one.agree(&to_one).expect("a good key").expose().to_vec();
                assert_eq!(two.agree(&to_two).expect("a good key").expose(), shared);
                (to_two, to_one, shared)
            });
            let first = results.next();
            assert!(results.all(|result| Some(&result) == first.as_ref()));
        }
    }
    Ok(())
}

/// Every u-coordinate of small order, and those that are not reduced.
const SMALL_ORDER: [[u8; 32]; 7] = [
    hex!("0000000000000000000000000000000000000000000000000000000000000000"),
    hex!("0100000000000000000000000000000000000000000000000000000000000000"),
    hex!("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    hex!("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
];

#[test]
fn secrets_known_to_all_are_refused() -> Result<(), InvalidKey> {
    for backend in backends() {
        for mut peer in SMALL_ORDER {
            // RFC 7748 section 5: the last bit is ignored.
            for last in [0, 0x80] {
                peer[31] |= last;
                let key = EphemeralKey::with_backend(Group::X25519, X25519[0].private, backend)?;
                assert_eq!(key.agree(&peer).err(), Some(InvalidKey::PublicKeyInvalid));
            }
        }
    }
    Ok(())
}

#[test]
fn only_uncompressed_points_of_the_curve_are_taken() -> Result<(), InvalidKey> {
    for backend in backends() {
        for vector in &CURVES {
            let good = EphemeralKey::with_backend(vector.group, vector.peer, backend)?.public_key().to_vec();
            let refused = |peer: &[u8]| {
                let key =
                    EphemeralKey::with_backend(vector.group, vector.private, backend).expect("a good scalar");
                assert_eq!(key.agree(peer).err(), Some(InvalidKey::PublicKeyInvalid));
            };
            refused(&[]);
            refused(&[0]);
            refused(&alloc::vec![0; good.len()]);
            let mut peer = good.clone();
            for at in 0..good.len() {
                peer[at] ^= 1;
                refused(&peer);
                peer[at] ^= 1;
                refused(&good[..at]);
            }
            let sign = good.last().expect("not empty") & 1;
            for form in [6 | sign, 2 | sign] {
                peer[0] = form;
                refused(&peer);
            }
            peer.truncate(vector.group.shared_secret_size() + 1);
            refused(&peer);
        }
        let x25519 = EphemeralKey::with_backend(Group::X25519, X25519[0].private, backend)?;
        assert_eq!(x25519.agree(&[9; 33]).err(), Some(InvalidKey::PublicKeyInvalid));
    }
    Ok(())
}

#[test]
fn private_keys_must_be_in_range() {
    for backend in backends() {
        for &group in Group::available() {
            for length in [0, 1, group.shared_secret_size() - 1, group.shared_secret_size() + 1] {
                let key = EphemeralKey::with_backend(group, &alloc::vec![1; length], backend);
                assert_eq!(key.err(), Some(InvalidKey::Inconsistent), "{group} {length}");
            }
            for byte in [0, 0xff] {
                let key = EphemeralKey::with_backend(
                    group,
                    &alloc::vec![byte; group.shared_secret_size()],
                    backend,
                );
                // Every string is a key of X25519 and X448. The order of secp224k1 has an octet more than its prime.
                let is_key =
                    !matches!(group.id(), GroupId::Curve(_)) || (group == Group::SECP224K1 && byte == 0xff);
                assert_eq!(key.is_ok(), is_key, "{group} {byte}");
            }
        }
    }
}

#[test]
fn debug_shows_no_secret() -> Result<(), Error> {
    for &group in Group::available() {
        let key = EphemeralKey::generate(group)?;
        assert_eq!(format!("{key:?}"), format!("EphemeralKey {{ group: Group({group}), .. }}"));
        let peer = EphemeralKey::generate(group)?.public_key().to_vec();
        let shown = key.agree(&peer).map(|shared| format!("{shared:?}"));
        assert_eq!(shown, Ok(format!("SharedSecret({} bytes)", group.shared_secret_size())));
    }
    Ok(())
}

#[test]
fn secrets_promise_to_wipe() {
    fn wipes<T: zeroize::ZeroizeOnDrop>() {}
    wipes::<SharedSecret>();
    wipes::<x25519_dalek::StaticSecret>();
}

#[test]
fn names_lead_back_to_the_group() {
    for &group in Group::available() {
        assert_eq!(group.name().parse(), Ok(group));
    }
    assert_eq!("x447".parse::<Group>(), Err(UnknownGroup));
}

/// RFC 8422 section 5.1.1, RFC 4492 section 5.1.1, RFC 7027 section 2.
#[test]
fn every_group_has_its_number() {
    const NUMBERS: [(&str, u16); 13] = [
        ("secp192k1", 18),
        ("secp192r1", 19),
        ("secp224k1", 20),
        ("secp224r1", 21),
        ("secp256k1", 22),
        ("secp256r1", 23),
        ("secp384r1", 24),
        ("secp521r1", 25),
        ("brainpoolp256r1", 26),
        ("brainpoolp384r1", 27),
        ("brainpoolp512r1", 28),
        ("x25519", 29),
        ("x448", 30),
    ];
    assert_eq!(Group::available().len(), NUMBERS.len());
    for (name, number) in NUMBERS {
        assert_eq!(name.parse().map(Group::iana), Ok(number), "{name}");
    }
}
