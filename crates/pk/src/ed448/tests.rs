// SPDX-License-Identifier: MIT
//! Ed448: RFC 8032 vectors, and what must be refused.

use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;
use crate::testing::{self, backends};
use crate::{InvalidSignature, PublicKey};

struct Vector {
    seed: [u8; 57],
    public: [u8; 57],
    message: &'static [u8],
    context: &'static [u8],
    prehashed: bool,
    signature: [u8; 114],
}

impl Vector {
    fn sign(&self, key: &Ed448) -> [u8; 114] {
        let signature = if self.prehashed {
            key.sign_prehashed(&Ed448::prehash(self.message), self.context)
        } else {
            key.sign_ctx(self.message, self.context)
        };
        signature.expect("a short context")
    }

    fn verify(&self, key: &Ed448PublicKey, signature: &[u8]) -> Result<(), InvalidSignature> {
        if self.prehashed {
            key.verify_prehashed(&Ed448::prehash(self.message), signature, self.context)
        } else {
            key.verify_ctx(self.message, signature, self.context)
        }
    }
}

/// RFC 8032 sections 7.4 and 7.5; of 7.4 the messages of 0, 1 (with and without context) and 256 bytes.
const VECTORS: [Vector; 6] = [
    Vector {
        seed: hex!(
            "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b"
        ),
        public: hex!(
            "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180"
        ),
        message: &hex!(""),
        context: &hex!(""),
        prehashed: false,
        signature: hex!(
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600"
        ),
    },
    Vector {
        seed: hex!(
            "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e"
        ),
        public: hex!(
            "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480"
        ),
        message: &hex!("03"),
        context: &hex!(""),
        prehashed: false,
        signature: hex!(
            "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00"
        ),
    },
    Vector {
        seed: hex!(
            "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e"
        ),
        public: hex!(
            "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480"
        ),
        message: &hex!("03"),
        context: &hex!("666f6f"),
        prehashed: false,
        signature: hex!(
            "d4f8f6131770dd46f40867d6fd5d5055de43541f8c5e35abbcd001b32a89f7d2151f7647f11d8ca2ae279fb842d607217fce6e042f6815ea000c85741de5c8da1144a6a1aba7f96de42505d7a7298524fda538fccbbb754f578c1cad10d54d0d5428407e85dcbc98a49155c13764e66c3c00"
        ),
    },
    Vector {
        seed: hex!(
            "2ec5fe3c17045abdb136a5e6a913e32ab75ae68b53d2fc149b77e504132d37569b7e766ba74a19bd6162343a21c8590aa9cebca9014c636df5"
        ),
        public: hex!(
            "79756f014dcfe2079f5dd9e718be4171e2ef2486a08f25186f6bff43a9936b9bfe12402b08ae65798a3d81e22e9ec80e7690862ef3d4ed3a00"
        ),
        message: &hex!(
            "15777532b0bdd0d1389f636c5f6b9ba734c90af572877e2d272dd078aa1e567cfa80e12928bb542330e8409f3174504107ecd5efac61ae7504dabe2a602ede89e5cca6257a7c77e27a702b3ae39fc769fc54f2395ae6a1178cab4738e543072fc1c177fe71e92e25bf03e4ecb72f47b64d0465aaea4c7fad372536c8ba516a6039c3c2a39f0e4d832be432dfa9a706a6e5c7e19f397964ca4258002f7c0541b590316dbc5622b6b2a6fe7a4abffd96105eca76ea7b98816af0748c10df048ce012d901015a51f189f3888145c03650aa23ce894c3bd889e030d565071c59f409a9981b51878fd6fc110624dcbcde0bf7a69ccce38fabdf86f3bef6044819de11"
        ),
        context: &hex!(""),
        prehashed: false,
        signature: hex!(
            "c650ddbb0601c19ca11439e1640dd931f43c518ea5bea70d3dcde5f4191fe53f00cf966546b72bcc7d58be2b9badef28743954e3a44a23f880e8d4f1cfce2d7a61452d26da05896f0a50da66a239a8a188b6d825b3305ad77b73fbac0836ecc60987fd08527c1a8e80d5823e65cafe2a3d00"
        ),
    },
    Vector {
        seed: hex!(
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42ef7822e0d5104127dc05d6dbefde69e3ab2cec7c867c6e2c49"
        ),
        public: hex!(
            "259b71c19f83ef77a7abd26524cbdb3161b590a48f7d17de3ee0ba9c52beb743c09428a131d6b1b57303d90d8132c276d5ed3d5d01c0f53880"
        ),
        message: &hex!("616263"),
        context: &hex!(""),
        prehashed: true,
        signature: hex!(
            "822f6901f7480f3d5f562c592994d9693602875614483256505600bbc281ae381f54d6bce2ea911574932f52a4e6cadd78769375ec3ffd1b801a0d9b3f4030cd433964b6457ea39476511214f97469b57dd32dbc560a9a94d00bff07620464a3ad203df7dc7ce360c3cd3696d9d9fab90f00"
        ),
    },
    Vector {
        seed: hex!(
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42ef7822e0d5104127dc05d6dbefde69e3ab2cec7c867c6e2c49"
        ),
        public: hex!(
            "259b71c19f83ef77a7abd26524cbdb3161b590a48f7d17de3ee0ba9c52beb743c09428a131d6b1b57303d90d8132c276d5ed3d5d01c0f53880"
        ),
        message: &hex!("616263"),
        context: &hex!("666f6f"),
        prehashed: true,
        signature: hex!(
            "c32299d46ec8ff02b54540982814dce9a05812f81962b649d528095916a2aa481065b1580423ef927ecf0af5888f90da0f6a9a85ad5dc3f280d91224ba9911a3653d00e484e2ce232521481c8658df304bb7745a73514cdb9bf3e15784ab71284f8d0704a608c54a6b62d97beb511d132100"
        ),
    },
];

#[test]
fn rfc8032_vectors() -> Result<(), InvalidKey> {
    for vector in VECTORS {
        let key = Ed448::from_seed(&vector.seed);
        assert_eq!(key.public_key().as_bytes(), &vector.public);
        assert_eq!(vector.sign(&key), vector.signature);
        if vector.context.is_empty() && !vector.prehashed {
            assert_eq!(key.sign(vector.message), vector.signature);
        }
        let public = Ed448PublicKey::from_bytes(&vector.public)?;
        assert_eq!(vector.verify(&public, &vector.signature), Ok(()));
        for at in 0..114 {
            let mut forged = vector.signature;
            forged[at] ^= 1 << (at % 8);
            assert_eq!(vector.verify(&public, &forged), Err(InvalidSignature), "{at}");
            assert_eq!(vector.verify(&public, &vector.signature[..at]), Err(InvalidSignature));
        }
        let longer = [&vector.signature[..], &[0]].concat();
        assert_eq!(vector.verify(&public, &longer), Err(InvalidSignature));
    }
    Ok(())
}

#[test]
fn openssl_signatures_verify() -> Result<(), InvalidKey> {
    let public = Ed448PublicKey::from_buffer(testing::ED448_SPKI)?;
    assert_eq!(public.verify(b"message", testing::ED448_SIGNATURE), Ok(()));
    let key = Ed448::from_buffer(testing::ED448_PKCS8)?;
    assert_eq!(key.sign(b"message"), testing::ED448_SIGNATURE);
    Ok(())
}

/// One message and key, every way to sign it: each signature is good for its own way alone.
#[test]
fn ways_to_sign_are_kept_apart() {
    let key = Ed448::from_seed(&VECTORS[0].seed);
    let public = key.public_key();
    let message = Ed448::prehash(b"message");
    let contexts = [&b""[..], b"a", b"b", b"ab"];
    let verify = |signature: &[u8]| -> Vec<bool> {
        let pure = contexts.iter().map(|context| public.verify_ctx(&message, signature, context));
        let prehashed = contexts.iter().map(|context| public.verify_prehashed(&message, signature, context));
        pure.chain(prehashed).map(|verdict| verdict.is_ok()).collect()
    };
    let pure = contexts.iter().map(|context| key.sign_ctx(&message, context));
    let prehashed = contexts.iter().map(|context| key.sign_prehashed(&message, context));
    for (at, signature) in pure.chain(prehashed).enumerate() {
        let verdicts = verify(&signature.expect("a short context"));
        assert!(verdicts.iter().enumerate().all(|(i, &verdict)| verdict == (i == at)), "{verdicts:?}");
    }
}

#[test]
fn contexts_have_255_bytes_at_most() -> Result<(), Error> {
    let key = Ed448::from_seed(&VECTORS[0].seed);
    let context = [7; 256];
    let signature = key.sign_ctx(b"", &context[..255])?;
    assert!(key.public_key().verify_ctx(b"", &signature, &context[..255]).is_ok());
    assert_eq!(key.sign_ctx(b"", &context), Err(Error::ContextTooLong));
    assert_eq!(key.sign_prehashed(&[0; 64], &context), Err(Error::ContextTooLong));
    // 256 is not taken for 0.
    let signature = key.sign_ctx(b"", &[])?;
    assert_eq!(key.public_key().verify_ctx(b"", &signature, &context), Err(InvalidSignature));
    let signature = key.sign_prehashed(&[0; 64], &[])?;
    assert_eq!(key.public_key().verify_prehashed(&[0; 64], &signature, &context), Err(InvalidSignature));
    Ok(())
}

/// (0, 1), (0, -1), (1, 0), (-1, 0), and encodings that are not canonical.
#[test]
fn weak_and_non_canonical_points_are_refused() {
    let refused = |bytes: &[u8; 57]| {
        assert_eq!(
            Ed448PublicKey::from_bytes(bytes).err(),
            Some(InvalidKey::PublicKeyInvalid),
            "{bytes:02x?}"
        );
    };
    let mut prime = [0xff; 57];
    prime[28] = 0xfe;
    prime[56] = 0;
    for sign in [0, 0x80] {
        for low in [0, 1] {
            let mut point = [0; 57];
            (point[0], point[56]) = (low, sign);
            refused(&point);
        }
        // p - 1 = -1, p = 0, and so on up to 2^448 - 1.
        for low in [0xfe, 0xff] {
            let mut point = prime;
            (point[0], point[56]) = (low, sign);
            refused(&point);
        }
        for low in 0..=0xff {
            let mut point = [0; 57];
            point[28..56].fill(0xff);
            (point[0], point[56]) = (low, sign);
            refused(&point);
        }
    }
    for bit in 0..7 {
        let mut point = VECTORS[0].public;
        point[56] |= 1 << bit;
        refused(&point);
    }
    for length in [0, 56, 58] {
        let bytes = alloc::vec![1; length];
        assert_eq!(Ed448PublicKey::from_slice(&bytes).err(), Some(InvalidKey::PublicKeyInvalid));
        assert_eq!(Ed448::from_bytes(&bytes).err(), Some(InvalidKey::Inconsistent));
    }
}

/// S + L, which a verifier that reduces S would accept.
#[test]
fn signatures_cannot_be_changed_into_others() {
    const ORDER: [u8; 57] = hex!(
        "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffffffffffffffffffffffffffffffffffffffffffffffffff3f00"
    );
    for vector in VECTORS {
        let mut forged = vector.signature;
        let mut carry = 0;
        for (byte, add) in forged[57..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        let key = Ed448::from_seed(&vector.seed);
        assert_eq!(vector.verify(key.public_key(), &forged), Err(InvalidSignature));
    }
}

#[test]
fn keys_are_read_as_they_were_written() -> Result<(), InvalidKey> {
    let key = Ed448::from_seed(&VECTORS[0].seed);
    assert_eq!(key.to_bytes().expose(), VECTORS[0].seed);
    for again in [
        Ed448::from_buffer(key.to_pkcs8_der().expose())?,
        Ed448::from_buffer(key.to_pkcs8_pem().expose().as_bytes())?,
        Ed448::from_bytes(key.to_bytes().expose())?,
    ] {
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(again.to_bytes(), key.to_bytes());
    }
    let public = key.public_key();
    assert_eq!(Ed448PublicKey::from_buffer(&public.to_der()).as_ref(), Ok(public));
    assert_eq!(Ed448PublicKey::from_buffer(public.to_pem().as_bytes()).as_ref(), Ok(public));
    assert_eq!(PublicKey::from(public.clone()).key_bits(), 448);
    Ok(())
}

#[test]
fn version_2_with_another_public_key_is_refused() {
    use crate::encoding::writer::{element, integer, sequence};
    let Vector { seed, public, .. } = VECTORS[0];
    let write = |version: u8, public: &[u8]| {
        sequence(&[
            &integer(&[version]),
            &KeyAlgorithm::Ed448.write(),
            &writer::octet_string(&writer::octet_string(&seed)),
            &element(0x81, &[&[0], public]),
        ])
    };
    for backend in backends() {
        let read = |der: &[u8]| PrivateKey::with_backend(der, backend).map(|key| key.public_key().to_der());
        assert!(read(&write(1, &public)).is_ok());
        assert_eq!(read(&write(1, &VECTORS[1].public)), Err(InvalidKey::Inconsistent));
        assert_eq!(read(&write(1, &public[..56])), Err(InvalidKey::Inconsistent));
    }
}

#[test]
fn debug_shows_no_private_key() {
    let shown = format!("{:?}", Ed448::from_seed(&VECTORS[0].seed));
    assert!(shown.contains("5fd7449b") && !shown.contains("6c82a5"), "{shown}");
}

#[test]
fn private_keys_promise_to_wipe() {
    fn wipes<T: ZeroizeOnDrop>() {}
    wipes::<Secret>();
}
