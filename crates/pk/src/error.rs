// SPDX-License-Identifier: MIT
//! What can go wrong with keys and signatures.

use core::fmt;

use purembed_core::pem::InvalidPem;
use purembed_core::random::RngError;

/// A key that cannot be used, and why.
///
/// Says where a file is damaged, and nothing about the value of a private key beyond that it is no good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidKey {
    /// The DER is damaged, or is not DER. The offset counts bytes of the DER, from 0, to the element that is wrong.
    Malformed {
        /// Bytes from the start of the DER.
        offset: usize,
    },
    /// The PEM armour is damaged.
    Pem(InvalidPem),
    /// There is no block with a key in the PEM.
    NotFound,
    /// A key for an algorithm that this crate does not have, such as DSA or RSASSA-PSS with parameters.
    UnsupportedAlgorithm,
    /// A curve that this crate does not have, or one given by explicit parameters.
    UnsupportedCurve,
    /// A version of the format that this crate does not know, such as RSA with more than two primes.
    UnsupportedVersion,
    /// The key is encrypted, and no password was given.
    #[doc(alias = "password")]
    PasswordNeeded,
    /// A good key of another kind: public instead of private, RSA instead of elliptic curve, and so on.
    WrongKind {
        /// What there is instead.
        found: KeyKind,
    },
    /// The numbers do not fit each other, or are out of range: this is no key, whatever its form.
    Inconsistent,
    /// An RSA modulus of fewer than 1024 bits, or a Diffie-Hellman modulus of fewer bits than asked for.
    TooSmall,
    /// An RSA or Diffie-Hellman modulus of more than 8192 bits, or a public exponent of more than 33 bits.
    TooLarge,
    /// A public value that is no point of the curve, is the neutral element, or leads to a secret known to all.
    PublicKeyInvalid,
    /// The password is not the one that the key was encrypted with, or the encrypted bytes are damaged: there is no
    /// telling which.
    #[doc(alias = "password")]
    WrongPassword,
    /// The key is encrypted in a way that this crate does not have.
    UnsupportedEncryption {
        /// What it asks for, by its usual name, or "unknown".
        scheme: &'static str,
    },
    /// To try the password would take more time or memory than is ever needed: the file is hostile or damaged.
    TooExpensive,
    /// The header of encrypted PEM does not say how it is encrypted.
    DekInfo,
}

/// What kind of key, or of file, was found where another was asked for.
///
/// Names are those of [`PublicKey::name`](crate::PublicKey::name); there is none for what is encrypted, or for an
/// algorithm that this crate does not have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyKind {
    /// A private key.
    PrivateKey(Option<&'static str>),
    /// A public key.
    PublicKey(Option<&'static str>),
    /// A PKCS#12 file, which holds keys and certificates.
    Pkcs12,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PrivateKey(None) => f.write_str("a private key"),
            Self::PrivateKey(Some(name)) => write!(f, "a private key for {name}"),
            Self::PublicKey(None) => f.write_str("a public key"),
            Self::PublicKey(Some(name)) => write!(f, "a public key for {name}"),
            Self::Pkcs12 => f.write_str("a PKCS#12 file"),
        }
    }
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Malformed { offset } => return write!(f, "malformed key encoding at byte {offset}"),
            Self::Pem(error) => return error.fmt(f),
            Self::NotFound => "no key in the PEM text",
            Self::UnsupportedAlgorithm => "unsupported key algorithm",
            Self::UnsupportedCurve => "unsupported elliptic curve",
            Self::UnsupportedVersion => "unsupported version of the key format",
            Self::PasswordNeeded => "the key is encrypted and needs a password",
            Self::WrongKind { found } => return write!(f, "found {found}, where another kind was asked for"),
            Self::Inconsistent => "the numbers of the key do not belong together",
            Self::TooSmall => "the key is too small",
            Self::TooLarge => "the key is too large",
            Self::PublicKeyInvalid => "the public value is invalid",
            Self::WrongPassword => "wrong password, or damaged encryption",
            Self::UnsupportedEncryption { scheme } => {
                return write!(f, "unsupported encryption of the key: {scheme}");
            }
            Self::DekInfo => "malformed DEK-Info header of encrypted PEM",
            Self::TooExpensive => "the password would take too much time or memory to try",
        };
        f.write_str(text)
    }
}

impl core::error::Error for InvalidKey {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Pem(error) => Some(error),
            _ => None,
        }
    }
}

impl From<InvalidPem> for InvalidKey {
    fn from(error: InvalidPem) -> Self {
        Self::Pem(error)
    }
}

/// An operation with a good key that cannot be done, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A size that keys of this kind cannot have.
    KeySize,
    /// The key is too small for a signature with this digest.
    KeyTooSmall,
    /// The scheme is not defined for this digest.
    UnsupportedDigest,
    /// The key is for another algorithm than asked for.
    WrongAlgorithm,
    /// The random source failed.
    Random(RngError),
    /// The result did not pass the check before its release: a hardware fault, or a key whose "primes" are not prime.
    Fault,
    /// The device, service or program that holds the key failed; see [`SigningKey`](crate::SigningKey).
    External {
        /// What it called the failure: the return value of PKCS#11 or of a TPM, the status of a service; 0 if nothing.
        code: u64,
    },
    /// An encryption that costs more than is ever read again: see [`Encryption`](crate::Encryption).
    TooExpensive,
    /// A key or a peer's public value is no good.
    InvalidKey(InvalidKey),
    /// A digest that was made beforehand has not the length of its algorithm's.
    DigestSize,
    /// A public exponent that RSA keys cannot have, or that nobody wants to verify with.
    Exponent,
    /// The message does not fit into the key with its padding.
    MessageTooLong,
    /// This is no encrypted message for this key. Opaque on purpose.
    Decryption,
    /// The context of a signature has more than 255 bytes.
    ContextTooLong,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::KeySize => "keys of this kind cannot have this size",
            Self::KeyTooSmall => "the key is too small for this digest",
            Self::UnsupportedDigest => "the signature scheme is not defined for this digest",
            Self::WrongAlgorithm => "the key is for another algorithm",
            Self::Random(error) => return error.fmt(f),
            Self::InvalidKey(error) => return error.fmt(f),
            Self::External { code } => {
                return write!(f, "whoever holds the key has failed with code {code:#x}");
            }
            Self::TooExpensive => "the encryption costs more than is ever read again",
            Self::Fault => "the result failed its check before release",
            Self::DigestSize => "the digest has not the length of its algorithm's",
            Self::Exponent => "keys of this kind cannot have this public exponent",
            Self::MessageTooLong => "the message is too long for this key",
            Self::Decryption => "the message could not be decrypted",
            Self::ContextTooLong => "the context is longer than 255 bytes",
        };
        f.write_str(text)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Random(error) => Some(error),
            Self::InvalidKey(error) => Some(error),
            _ => None,
        }
    }
}

impl From<RngError> for Error {
    fn from(error: RngError) -> Self {
        Self::Random(error)
    }
}

impl From<InvalidKey> for Error {
    fn from(error: InvalidKey) -> Self {
        Self::InvalidKey(error)
    }
}

/// The signature does not belong to this message and key.
///
/// Opaque on purpose: the steps at which a forgery failed are nobody's business.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidSignature;

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is invalid")
    }
}

impl core::error::Error for InvalidSignature {}
