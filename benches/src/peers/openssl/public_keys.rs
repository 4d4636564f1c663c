// SPDX-License-Identifier: MIT
//! Public keys, with contexts that were made ready where OpenSSL lets them be used again.

use openssl::bn::{BigNum, BigNumContext};
use openssl::derive::Deriver;
use openssl::dh::Dh;
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::md::Md;
use openssl::md_ctx::MdCtx;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer, Verifier};

use crate::peers::{Crypt, Exchange, Generate, Scheme, Sign, Verify, field};

/// A digest that is computed before the signature.
struct Prehash {
    md: Md,
    context: MdCtx,
}

impl Prehash {
    fn new(scheme: Scheme) -> Self {
        let md = Md::fetch(None, super::name(scheme.digest()).expect("a digest"), None).expect("a digest");
        Self { md, context: MdCtx::new().expect("memory") }
    }

    fn digest(&mut self, message: &[u8]) -> ([u8; 64], usize) {
        let mut out = [0; 64];
        self.context.digest_init(&self.md).expect("init");
        self.context.digest_update(message).expect("update");
        let size = self.md.size();
        self.context.digest_final(&mut out[..size]).expect("final");
        (out, size)
    }
}

fn set_padding<T>(context: &mut PkeyCtx<T>, scheme: Scheme, md: &Md) {
    match scheme {
        Scheme::RsaPkcs1 => context.set_rsa_padding(Padding::PKCS1).expect("padding"),
        Scheme::RsaPss => {
            context.set_rsa_padding(Padding::PKCS1_PSS).expect("padding");
            context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).expect("salt");
            context.set_rsa_mgf1_md(md).expect("digest");
        }
        Scheme::RsaOaep => {
            context.set_rsa_padding(Padding::PKCS1_OAEP).expect("padding");
            context.set_rsa_oaep_md(md).expect("digest");
            context.set_rsa_mgf1_md(md).expect("digest");
        }
        _ => {}
    }
}

pub(super) fn sign(scheme: Scheme, key: &[u8]) -> Option<Sign> {
    let key: PKey<Private> = PKey::private_key_from_pkcs8(key).ok()?;
    match scheme {
        Scheme::EcdsaDeterministic(_) => None,
        Scheme::Ed25519 | Scheme::Ed448 => Some(Box::new(move |message| {
            let mut signer = Signer::new_without_digest(&key).expect("a key");
            signer.sign_oneshot_to_vec(message).expect("a signature")
        })),
        _ => {
            let mut prehash = Prehash::new(scheme);
            let mut context = PkeyCtx::new(&key).ok()?;
            context.sign_init().ok()?;
            set_padding(&mut context, scheme, &prehash.md);
            context.set_signature_md(&prehash.md).ok()?;
            Some(Box::new(move |message| {
                let (digest, size) = prehash.digest(message);
                let mut signature = vec![0; 1024];
                let length = context.sign(&digest[..size], Some(&mut signature)).expect("a signature");
                signature.truncate(length);
                signature
            }))
        }
    }
}

pub(super) fn verify(scheme: Scheme, key: &[u8]) -> Option<Verify> {
    let key: PKey<Public> = PKey::public_key_from_der(key).ok()?;
    match scheme {
        Scheme::EcdsaDeterministic(_) => None,
        Scheme::Ed25519 | Scheme::Ed448 => Some(Box::new(move |message, signature| {
            let mut verifier = Verifier::new_without_digest(&key).expect("a key");
            verifier.verify_oneshot(signature, message).unwrap_or(false)
        })),
        _ => {
            let mut prehash = Prehash::new(scheme);
            let mut context = PkeyCtx::new(&key).ok()?;
            context.verify_init().ok()?;
            set_padding(&mut context, scheme, &prehash.md);
            context.set_signature_md(&prehash.md).ok()?;
            Some(Box::new(move |message, signature| {
                let (digest, size) = prehash.digest(message);
                context.verify(&digest[..size], signature).unwrap_or(false)
            }))
        }
    }
}

pub(super) fn encrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    let key: PKey<Public> = PKey::public_key_from_der(key).ok()?;
    let md = Prehash::new(scheme).md;
    let mut context = PkeyCtx::new(&key).ok()?;
    context.encrypt_init().ok()?;
    set_padding(&mut context, scheme, &md);
    Some(Box::new(move |message| {
        let mut out = vec![0; key.size()];
        let length = context.encrypt(message, Some(&mut out)).expect("short enough");
        out.truncate(length);
        out
    }))
}

pub(super) fn decrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    let key: PKey<Private> = PKey::private_key_from_pkcs8(key).ok()?;
    let md = Prehash::new(scheme).md;
    let mut context = PkeyCtx::new(&key).ok()?;
    context.decrypt_init().ok()?;
    set_padding(&mut context, scheme, &md);
    Some(Box::new(move |message| {
        let mut out = vec![0; key.size()];
        let length = context.decrypt(message, Some(&mut out)).expect("for this key");
        out.truncate(length);
        out
    }))
}

fn nid(group: &str) -> Option<Nid> {
    Some(match group {
        "secp192r1" => Nid::X9_62_PRIME192V1,
        "secp224r1" => Nid::SECP224R1,
        "secp256r1" => Nid::X9_62_PRIME256V1,
        "secp384r1" => Nid::SECP384R1,
        "secp521r1" => Nid::SECP521R1,
        "brainpoolP256r1" => Nid::BRAINPOOL_P256R1,
        "brainpoolP384r1" => Nid::BRAINPOOL_P384R1,
        "brainpoolP512r1" => Nid::BRAINPOOL_P512R1,
        "secp192k1" => Nid::SECP192K1,
        "secp224k1" => Nid::SECP224K1,
        "secp256k1" => Nid::SECP256K1,
        _ => return None,
    })
}

fn derive(own: &PKey<Private>, peer: &PKey<Public>) -> Vec<u8> {
    let mut deriver = Deriver::new(own).expect("a key");
    deriver.set_peer(peer).expect("a public key");
    deriver.derive_to_vec().expect("a secret")
}

pub(super) fn exchange(group: &str) -> Option<Exchange> {
    if let Some((modulus, generator)) = field(group) {
        return Some(Box::new(move |peer| {
            let number = |bytes: &[u8]| BigNum::from_slice(bytes).expect("a number");
            let parameters = Dh::from_pqg(number(&modulus), None, number(&[generator])).expect("a group");
            let own = parameters.generate_key().expect("a key");
            let public = own.public_key().to_vec_padded(modulus.len() as i32).expect("a number");
            [public, own.compute_key(&number(peer)).expect("a secret")]
        }));
    }
    let montgomery = match group {
        "x25519" => Some(Id::X25519),
        "x448" => Some(Id::X448),
        _ => None,
    };
    if let Some(id) = montgomery {
        return Some(Box::new(move |peer| {
            let own = if id == Id::X25519 { PKey::generate_x25519() } else { PKey::generate_x448() };
            let own = own.expect("a key");
            let peer = PKey::public_key_from_raw_bytes(peer, id).expect("a public key");
            [own.raw_public_key().expect("a public key"), derive(&own, &peer)]
        }));
    }
    let group = EcGroup::from_curve_name(nid(group)?).ok()?;
    let mut context = BigNumContext::new().ok()?;
    Some(Box::new(move |peer| {
        let own = EcKey::generate(&group).expect("a key");
        let form = PointConversionForm::UNCOMPRESSED;
        let public = own.public_key().to_bytes(&group, form, &mut context).expect("a point");
        let peer = EcPoint::from_bytes(&group, peer, &mut context).expect("a point");
        let peer = EcKey::from_public_key(&group, &peer).expect("a public key");
        let own = PKey::from_ec_key(own).expect("a key");
        [public, derive(&own, &PKey::from_ec_key(peer).expect("a key"))]
    }))
}

pub(super) fn generate_rsa(bits: usize) -> Option<Generate> {
    let size = bits.try_into().ok()?;
    Some(Box::new(move || Rsa::generate(size).expect("a key").size() as usize * 8))
}
