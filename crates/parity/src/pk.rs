// SPDX-License-Identifier: MIT
//! C's keys: RSA, the 13 curves, key files, and the messages of DH and ECDH.
//!
//! One type for private keys and one for public ones, whatever their kind; what a key cannot do is C's error for that.
//! Messages come as digests where C takes digests.
//!
//! ```
//! use purembed_parity::hashlib::{Algorithm, sha256};
//! use purembed_parity::pk::{Curve, PrivateKey};
//!
//! let key = PrivateKey::generate_ec(Curve::SECP256R1)?;
//! let digest = sha256().chain(b"message").finalize();
//! let signature = key.sign_deterministic(digest.as_ref(), Algorithm::SHA256)?;
//! key.public_key()?.verify(digest.as_ref(), &signature, Algorithm::SHA256)?;
//!
//! let read = PrivateKey::from_buffer(&key.to_pem()?, None)?;
//! assert_eq!(read.curve()?, Curve::SECP256R1);
//! # Ok::<(), purembed_parity::Error>(())
//! ```

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::c::{self, Pk, PkKind};
pub use crate::error::Error;
use crate::hashlib::Algorithm;
use crate::mpi::Mpi;

mod exchange;

pub use exchange::{DhClient, DhServer, EcdhClient, EcdhServer, agree, generate_number, point_of};

/// One of C's curves, the two of Montgomery's form among them.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Curve(c::GroupId);

macro_rules! curves {
    ($($name:ident $number:literal)*) => {
        impl Curve {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                pub const $name: Self = Self($number);
            )*
        }
    };
}

// The numbers of `mbedtls_ecp_group_id`.
curves! {
    SECP192R1 1
    SECP224R1 2
    SECP256R1 3
    SECP384R1 4
    SECP521R1 5
    BRAINPOOLP256R1 6
    BRAINPOOLP384R1 7
    BRAINPOOLP512R1 8
    X25519 9
    SECP192K1 10
    SECP224K1 11
    SECP256K1 12
    X448 13
}

impl Curve {
    /// C's number.
    pub(crate) const fn id(self) -> c::GroupId {
        self.0
    }

    /// Every curve, in C's order of preference.
    #[must_use]
    pub fn available() -> Vec<Self> {
        c::curves().into_iter().map(|(id, _)| Self(id)).collect()
    }

    /// C's name, like `secp256r1`, `brainpoolP256r1`, `x25519`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        c::curves().into_iter().find(|(id, _)| *id == self.0).map_or("", |(_, name)| name)
    }

    /// The number that TLS has for it.
    #[must_use]
    pub fn tls_id(&self) -> u16 {
        c::tls_id(self.0)
    }

    /// Whether it is of Montgomery's form, for agreement alone.
    #[must_use]
    pub fn is_montgomery(&self) -> bool {
        [Self::X25519, Self::X448].contains(self)
    }
}

impl fmt::Debug for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What kind of key it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// RSA.
    Rsa,
    /// A point on a curve.
    Ec,
}

/// How long the salt of PSS is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Salt {
    /// As long as C takes it: as the digest where there is room, and any when verifying.
    Any,
    /// So many bytes.
    Bytes(usize),
}

impl Salt {
    const fn length(self) -> Option<usize> {
        match self {
            Self::Any => None,
            Self::Bytes(bytes) => Some(bytes),
        }
    }
}

/// C wants a zero at the end of PEM, and reads as PEM only what has one.
fn terminated(buffer: &[u8]) -> Vec<u8> {
    let is_pem = buffer.windows(11).any(|window| window == b"-----BEGIN ");
    let mut buffer = buffer.to_vec();
    if is_pem && buffer.last() != Some(&0) {
        buffer.push(0);
    }
    buffer
}

/// The key of either type. C wants it mutable even where it only reads.
struct Key(Mutex<Pk>);

impl Key {
    const fn new(key: Pk) -> Self {
        Self(Mutex::new(key))
    }

    fn lock(&self) -> MutexGuard<'_, Pk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kind(&self) -> Kind {
        match self.lock().kind() {
            Some(PkKind::Rsa) | None => Kind::Rsa,
            Some(PkKind::Ec) => Kind::Ec,
        }
    }
}

/// A private key of any kind.
pub struct PrivateKey(Key);

/// A public key of any kind.
pub struct PublicKey(Key);

macro_rules! both {
    ($($type:ident)*) => {$(
        impl $type {
            /// What kind of key it is.
            #[must_use]
            pub fn kind(&self) -> Kind {
                self.0.kind()
            }

            /// The bits of the modulus, or of the curve.
            #[must_use]
            pub fn bit_length(&self) -> usize {
                self.0.lock().bit_length()
            }

            /// The curve.
            ///
            /// # Errors
            ///
            /// [`Error`] with C's number.
            pub fn curve(&self) -> Result<Curve, Error> {
                self.0.lock().group().map(Curve)
            }

            /// The public point.
            ///
            /// # Errors
            ///
            /// [`Error`] with C's number.
            pub fn to_point(&self) -> Result<Vec<u8>, Error> {
                self.0.lock().point(false)
            }

            /// The public point, compressed.
            ///
            /// # Errors
            ///
            /// [`Error`] with C's number.
            pub fn to_compressed_point(&self) -> Result<Vec<u8>, Error> {
                self.0.lock().point(true)
            }

            /// Modulus, primes, private and public exponent: zero where there is none.
            ///
            /// # Errors
            ///
            /// [`Error`] with C's number.
            pub fn rsa_parts(&self) -> Result<[Mpi; 5], Error> {
                Ok(self.0.lock().rsa_parts()?.map(Mpi::new))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({:?}, {} bits)"), self.kind(), self.bit_length())
            }
        }
    )*};
}

both! { PrivateKey PublicKey }

impl PrivateKey {
    /// Reads any format that C reads, DER or PEM (whose last zero is put there).
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_buffer(buffer: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::parse_private(&terminated(buffer), password)?)))
    }

    /// A new RSA key.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_rsa(bits: u32, exponent: i32) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::generate_rsa(bits, exponent)?)))
    }

    /// From modulus, primes, private and public exponent; those that are missing are computed, if they can be.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_rsa(parts: [Option<&Mpi>; 5]) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::from_rsa(parts.map(|part| part.map(Mpi::raw)))?)))
    }

    /// A new key on a curve.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_ec(curve: Curve) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::generate_ec(curve.0)?)))
    }

    /// From the private number, big-endian.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_number(curve: Curve, number: &[u8]) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::from_number(curve.0, number)?)))
    }

    /// The private number.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_number(&self) -> Result<Mpi, Error> {
        self.0.lock().number().map(Mpi::new)
    }

    /// PKCS#1 or SEC1, never encrypted.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        self.0.lock().private_der()
    }

    /// As [`to_der`](Self::to_der), as PEM.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_pem(&self) -> Result<Vec<u8>, Error> {
        self.0.lock().private_pem()
    }

    /// The public half.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        let der = self.0.lock().public_der()?;
        PublicKey::from_buffer(&der)
    }

    /// Whether the key's parts belong together.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number if they do not.
    pub fn check(&self) -> Result<(), Error> {
        let key = self.0.lock();
        match key.kind() {
            Some(PkKind::Rsa) => key.check_rsa(true),
            _ => Pk::is_pair(&key, &key),
        }
    }

    /// Signs a digest: PKCS#1 v1.5, or ECDSA with a random number.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn sign(&self, digest: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        self.0.lock().sign(digestmod.kind(), digest)
    }

    /// Signs a digest by ECDSA as RFC 6979 has it; DER.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn sign_deterministic(&self, digest: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        let (r, s) = self.0.lock().sign_deterministic(digestmod.kind(), digest)?;
        Ok(sequence(&[Mpi::new(r), Mpi::new(s)]))
    }

    /// Signs a digest by PSS, with the digest's function in the mask.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn sign_pss(&self, digest: &[u8], digestmod: Algorithm, salt: Salt) -> Result<Vec<u8>, Error> {
        self.0.lock().sign_pss(digestmod.kind(), digest, salt.length())
    }

    /// Decrypts PKCS#1 v1.5.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number: those for wrong paddings can be told apart.
    pub fn decrypt_pkcs1v15(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.lock().decrypt_pkcs1v15(message)
    }

    /// Decrypts OAEP.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn decrypt_oaep(&self, message: &[u8], digestmod: Algorithm, label: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.lock().decrypt_oaep(message, digestmod.kind(), label)
    }
}

impl PublicKey {
    /// Reads any format that C reads, DER or PEM (whose last zero is put there).
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::parse_public(&terminated(buffer))?)))
    }

    /// From a point.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_point(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        Ok(Self(Key::new(Pk::from_point(curve.0, point)?)))
    }

    /// `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        self.0.lock().public_der()
    }

    /// As [`to_der`](Self::to_der), as PEM.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_pem(&self) -> Result<Vec<u8>, Error> {
        self.0.lock().public_pem()
    }

    /// Whether C thinks well of the modulus and the exponent.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number if not.
    pub fn check(&self) -> Result<(), Error> {
        self.0.lock().check_rsa(false)
    }

    /// Whether this is the public half of that key.
    #[must_use]
    pub fn belongs_to(&self, private: &PrivateKey) -> bool {
        Pk::is_pair(&self.0.lock(), &private.0.lock()).is_ok()
    }

    /// Verifies the signature of a digest: PKCS#1 v1.5 or ECDSA.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn verify(&self, digest: &[u8], signature: &[u8], digestmod: Algorithm) -> Result<(), Error> {
        self.0.lock().verify(digestmod.kind(), digest, signature)
    }

    /// Verifies the signature of a digest: PSS.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn verify_pss(
        &self,
        digest: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
        salt: Salt,
    ) -> Result<(), Error> {
        self.0.lock().verify_pss(digestmod.kind(), digest, signature, salt.length())
    }

    /// Encrypts with PKCS#1 v1.5.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn encrypt_pkcs1v15(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.lock().encrypt_pkcs1v15(message)
    }

    /// Encrypts with OAEP.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn encrypt_oaep(&self, message: &[u8], digestmod: Algorithm, label: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.lock().encrypt_oaep(message, digestmod.kind(), label)
    }
}

/// A DER sequence of numbers of up to 66 bytes each, as C's own function for this, which is private, writes it.
fn sequence(numbers: &[Mpi]) -> Vec<u8> {
    let mut body = Vec::new();
    for number in numbers {
        let mut bytes = number.to_be_bytes();
        if bytes.first().is_none_or(|&first| first >= 0x80) {
            bytes.insert(0, 0);
        }
        body.extend([0x02, u8::try_from(bytes.len()).unwrap_or(u8::MAX)]);
        body.extend(bytes);
    }
    let length = u8::try_from(body.len()).unwrap_or(u8::MAX);
    let mut der = if length < 0x80 { vec![0x30, length] } else { vec![0x30, 0x81, length] };
    der.extend(body);
    der
}
