// SPDX-License-Identifier: MIT
//! C's exchanges, step by step; steps in the wrong order are C's errors.

use core::fmt;

use super::{Curve, Error, PrivateKey};
use crate::c::{Dhm, Ecdh};
use crate::mpi::Mpi;

/// The shared secret of a private number and a point, without messages: bytes of the field's length, in the curve's
/// own order. X25519 and X448 numbers are clamped.
///
/// # Errors
///
/// [`Error`] with C's number.
pub fn agree(curve: Curve, number: &[u8], point: &[u8]) -> Result<Vec<u8>, Error> {
    Ecdh::raw(curve.0, number, point)
}

/// The point of a private number.
///
/// # Errors
///
/// [`Error`] with C's number.
pub fn point_of(curve: Curve, number: &[u8]) -> Result<Vec<u8>, Error> {
    Ecdh::raw_public(curve.0, number)
}

/// A new private number: bytes of the order's length, or of the field's for X25519 and X448.
///
/// # Errors
///
/// [`Error`] with C's number.
pub fn generate_number(curve: Curve) -> Result<Vec<u8>, Error> {
    Ecdh::raw_private(curve.0)
}

macro_rules! debug {
    ($($type:ident)*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(..)"))
            }
        }
    )*};
}

debug! { EcdhServer EcdhClient DhServer DhClient }

/// What chooses the curve.
pub struct EcdhServer(Ecdh);

impl EcdhServer {
    /// With an ephemeral key, made by [`generate`](Self::generate).
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn new(curve: Curve) -> Result<Self, Error> {
        let mut context = Ecdh::new();
        context.setup(curve.0)?;
        Ok(Self(context))
    }

    /// With a key of its own.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn with_key(key: &PrivateKey) -> Result<Self, Error> {
        let mut context = Ecdh::new();
        context.take_key(&key.0.lock(), true)?;
        Ok(Self(context))
    }

    /// `ServerECDHParams`: curve and point of a new key.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate(&mut self) -> Result<Vec<u8>, Error> {
        self.0.make_params()
    }

    /// Reads the client's point, with the length in front.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn import_cke(&mut self, message: &[u8]) -> Result<(), Error> {
        self.0.read_public(message)
    }

    /// The shared secret.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_secret(&mut self) -> Result<Vec<u8>, Error> {
        self.0.secret()
    }
}

/// What answers.
pub struct EcdhClient(Ecdh);

impl EcdhClient {
    /// Before any message.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "the name is the facade's")]
    pub fn new() -> Self {
        Self(Ecdh::new())
    }

    /// With the server's key known beforehand.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn with_peer(key: &PrivateKey) -> Result<Self, Error> {
        let mut context = Ecdh::new();
        context.take_key(&key.0.lock(), false)?;
        Ok(Self(context))
    }

    /// Reads `ServerECDHParams`; says how many bytes stand behind.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn import_ske(&mut self, message: &[u8]) -> Result<usize, Error> {
        self.0.read_params(message)
    }

    /// The point of a new key, with the length in front.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate(&mut self) -> Result<Vec<u8>, Error> {
        self.0.make_public()
    }

    /// The shared secret.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_secret(&mut self) -> Result<Vec<u8>, Error> {
        self.0.secret()
    }
}

/// What chooses modulus and generator.
pub struct DhServer(Dhm);

impl DhServer {
    /// Of any numbers.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn new(modulus: &Mpi, generator: &Mpi) -> Result<Self, Error> {
        let mut context = Dhm::new();
        context.set_group(modulus.raw(), generator.raw())?;
        Ok(Self(context))
    }

    /// `ServerDHParams`: modulus, generator, public number.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate(&mut self) -> Result<Vec<u8>, Error> {
        self.0.make_params()
    }

    /// Reads the client's public number, without a length.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn import_cke(&mut self, message: &[u8]) -> Result<(), Error> {
        self.0.read_public(message)
    }

    /// The shared secret, without zeros in front.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_secret(&mut self) -> Result<Vec<u8>, Error> {
        self.0.secret()
    }
}

/// What answers.
pub struct DhClient(Dhm);

impl DhClient {
    /// Before any message.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "the name is the facade's")]
    pub fn new() -> Self {
        Self(Dhm::new())
    }

    /// Reads `ServerDHParams`; says how many bytes stand behind.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn import_ske(&mut self, message: &[u8]) -> Result<usize, Error> {
        self.0.read_params(message)
    }

    /// The public number, as long as the modulus.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate(&mut self) -> Result<Vec<u8>, Error> {
        self.0.make_public()
    }

    /// The shared secret, without zeros in front.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate_secret(&mut self) -> Result<Vec<u8>, Error> {
        self.0.secret()
    }
}
