// SPDX-License-Identifier: MIT
//! What is measured.

use core::num::NonZero;

use purembed::cipher::{self, AnyNonce, Mode};
use purembed::hashlib::{self, Algorithm};
use purembed::pk::{DhGroup, DhServer, PrivateKey, SignatureAlgorithm, Xdh, XdhCurve, XdhPublicKey};
use purembed::{hmac, kdf};

use crate::command::selftest::answers::{Answer, Failure, MESSAGE};

/// What a rate counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unit {
    Bytes,
    Operations,
}

impl Unit {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes/s",
            Self::Operations => "operations/s",
        }
    }

    /// A rate as people read it.
    pub(super) fn show(self, rate: f64) -> String {
        match self {
            Self::Bytes => format!("{:.1} MB/s", rate / 1e6),
            Self::Operations if rate < 100.0 => format!("{rate:.1} /s"),
            Self::Operations => format!("{rate:.0} /s"),
        }
    }
}

/// An algorithm, ready to run.
pub(super) struct Contestant {
    pub(super) name: String,
    pub(super) unit: Unit,
    /// Runs once, and says how many bytes or operations that was.
    pub(super) run: Box<dyn FnMut() -> Result<f64, Failure>>,
}

impl Contestant {
    fn new(name: impl Into<String>, unit: Unit, run: impl FnMut() -> Result<f64, Failure> + 'static) -> Self {
        Self { name: name.into(), unit, run: Box::new(run) }
    }
}

/// Every algorithm, with messages of that length.
pub(super) fn all(size: usize) -> Vec<Contestant> {
    let hashes = hashlib::algorithms_available().iter().flat_map(move |hash| digests(*hash, size));
    let ciphers = cipher::Algorithm::available().iter().filter_map(move |cipher| encryption(*cipher, size));
    let keys = Answer::all().into_iter().flat_map(|answer| with_key(&answer));
    let groups = DhGroup::available().iter().map(agreement);
    hashes.chain(ciphers).chain(keys).chain(groups).collect()
}

fn digests(hash: Algorithm, size: usize) -> [Contestant; 3] {
    let message = vec![0x5a; size];
    let bytes = count(size);
    let (name, key) = (hash.name(), hmac::Key::new(hash, b"key"));
    let rounds = NonZero::new(1000).unwrap_or(NonZero::<u32>::MIN);
    [
        Contestant::new(name, Unit::Bytes, {
            let message = message.clone();
            move || {
                core::hint::black_box(hash.digest(&message));
                Ok(bytes)
            }
        }),
        Contestant::new(format!("hmac-{name}"), Unit::Bytes, move || {
            core::hint::black_box(key.sign(&message));
            Ok(bytes)
        }),
        Contestant::new(format!("pbkdf2-{name}, 1000 rounds"), Unit::Operations, move || {
            let mut out = [0; 16];
            kdf::pbkdf2_hmac(b"password", b"salt", rounds, hash, &mut out)?;
            core::hint::black_box(out);
            Ok(1.0)
        }),
    ]
}

fn encryption(algorithm: cipher::Algorithm, size: usize) -> Option<Contestant> {
    let key: Vec<u8> = (1..=255).cycle().take(algorithm.key_size()).collect();
    let iv = vec![7; algorithm.iv_size()];
    // Modes of blocks take whole ones.
    let whole = matches!(algorithm.mode(), Mode::Ecb | Mode::Cbc);
    let size = if whole { size - size % algorithm.block_size() } else { size };
    let mut message = vec![0x5a; size];
    let bytes = count(size);
    if algorithm.is_aead() {
        let aead = algorithm.start_aead(&key).ok()?;
        return Some(Contestant::new(algorithm.name(), Unit::Bytes, move || {
            // Unique or not: nobody sees what comes out.
            core::hint::black_box(aead.encrypt_in_place(AnyNonce::assume_unique(&iv), b"", &mut message)?);
            Ok(bytes)
        }));
    }
    let mut cipher = algorithm.start(&key, &iv).ok()?;
    Some(Contestant::new(algorithm.name(), Unit::Bytes, move || {
        cipher.encrypt_in_place(&mut message)?;
        Ok(bytes)
    }))
}

/// Signing and verifying, or agreeing, with the keys of the self-test.
fn with_key(answer: &Answer) -> Vec<Contestant> {
    match (answer.kind, answer.fields.as_slice()) {
        ("ecdsa" | "eddsa" | "rsa", [key, result]) => signing(answer, key, result).unwrap_or_default(),
        ("xdh", [private, public, _]) => {
            let curve = if answer.name == "x448" { XdhCurve::X448 } else { XdhCurve::X25519 };
            let keys = (Xdh::from_bytes(curve, private), XdhPublicKey::from_bytes(curve, public));
            let (Ok(private), Ok(public)) = keys else { return Vec::new() };
            vec![Contestant::new(format!("{}, agreeing", answer.name), Unit::Operations, move || {
                core::hint::black_box(private.agree(&public)?);
                Ok(1.0)
            })]
        }
        _ => Vec::new(),
    }
}

fn signing(answer: &Answer, key: &[u8], result: &[u8]) -> Option<Vec<Contestant>> {
    let private = PrivateKey::from_buffer(key).ok()?;
    let public = private.public_key();
    let signature = result.to_vec();
    let name = match answer.name {
        "pkcs1" | "pss" | "oaep" => format!("rsa-2048-{}", answer.name),
        name => name.to_owned(),
    };
    if answer.name == "oaep" {
        let PrivateKey::Rsa(rsa) = private else { return None };
        return Some(vec![Contestant::new(format!("{name}, decrypting"), Unit::Operations, move || {
            core::hint::black_box(rsa.decrypt_oaep(&signature, Algorithm::SHA256, b"")?);
            Ok(1.0)
        })]);
    }
    let algorithm = match answer.name {
        "pss" => SignatureAlgorithm::RsaPss(Algorithm::SHA256),
        _ => SignatureAlgorithm::default_for(&public)?,
    };
    Some(vec![
        // As TLS signs.
        Contestant::new(format!("{name}, signing"), Unit::Operations, move || {
            core::hint::black_box(private.sign_hedged(algorithm, MESSAGE)?);
            Ok(1.0)
        }),
        Contestant::new(format!("{name}, verifying"), Unit::Operations, move || {
            public.verify(algorithm, MESSAGE, &signature)?;
            Ok(1.0)
        }),
    ])
}

fn agreement(group: &'static DhGroup) -> Contestant {
    let name = group.name().unwrap_or_default();
    Contestant::new(format!("{name}, new key and agreeing"), Unit::Operations, move || {
        let (server, _) = DhServer::generate(group)?;
        core::hint::black_box(server.import_cke(&[4])?);
        Ok(1.0)
    })
}

/// A length as a number to divide.
fn count(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}
