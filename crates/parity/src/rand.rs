// SPDX-License-Identifier: MIT
//! C's random bit generators (NIST SP 800-90A), with the facade's names.
//!
//! Differences: the source is always given, and the nonce comes from it; `CTR_DRBG` is AES-256; C takes requests of up to
//! 1,024 bytes and inputs of up to 256.
//!
//! ```
//! use purembed_parity::rand::{Algorithm, Builder, RngError};
//!
//! let source = |out: &mut [u8]| { out.fill(4); Ok::<_, RngError>(()) };
//! let mut bytes = [0; 32];
//! Builder::ctr().build(source)?.generate(&mut bytes, b"")?;
//! Builder::hmac(Algorithm::SHA256).prediction_resistance(true).build(source)?.generate(&mut bytes, b"")?;
//! # Ok::<(), purembed_parity::Error>(())
//! ```

use core::ffi::c_int;
use core::fmt;

use crate::c::{self, Generator};
pub use crate::error::Error;
pub use crate::hashlib::Algorithm;

/// The source of entropy failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "made by callers, for their sources")]
pub struct RngError;

impl fmt::Display for RngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the source of entropy failed")
    }
}

impl core::error::Error for RngError {}

#[derive(Clone, Copy, Debug)]
enum Mechanism {
    Ctr,
    Hmac(Algorithm),
}

/// The parameters of a generator, for [`build`](Self::build).
#[derive(Clone, Copy, Debug)]
pub struct Builder<'a> {
    mechanism: Mechanism,
    personalization: &'a [u8],
    interval: c_int,
    prediction_resistance: bool,
}

impl<'a> Builder<'a> {
    /// `CTR_DRBG` with AES-256.
    #[must_use]
    pub const fn ctr() -> Self {
        Self::new(Mechanism::Ctr)
    }

    /// `HMAC_DRBG` with this digest.
    #[must_use]
    pub const fn hmac(digestmod: Algorithm) -> Self {
        Self::new(Mechanism::Hmac(digestmod))
    }

    const fn new(mechanism: Mechanism) -> Self {
        Self { mechanism, personalization: &[], interval: 10_000, prediction_resistance: false }
    }

    /// A text that sets this generator apart from others.
    #[must_use]
    pub const fn personalization(self, personalization: &'a [u8]) -> Self {
        Self { personalization, ..self }
    }

    /// How many requests are answered before new entropy is taken.
    #[must_use]
    pub fn reseed_interval(self, requests: u64) -> Self {
        Self { interval: c_int::try_from(requests).unwrap_or(c_int::MAX), ..self }
    }

    /// Takes new entropy before every request.
    #[must_use]
    pub const fn prediction_resistance(self, on: bool) -> Self {
        Self { prediction_resistance: on, ..self }
    }

    /// Seeds a generator from this source and for as long as it lives.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn build<S>(self, mut source: S) -> Result<Drbg, Error>
    where
        S: FnMut(&mut [u8]) -> Result<(), RngError> + Send + 'static,
    {
        let source: c::Source = Box::new(move |out| source(out).is_ok());
        let mut drbg: Box<dyn Generator> = match self.mechanism {
            Mechanism::Ctr => Box::new(c::CtrDrbg::seeded(source, self.personalization)?),
            Mechanism::Hmac(digestmod) => {
                Box::new(c::HmacDrbg::seeded(digestmod.kind(), source, self.personalization)?)
            }
        };
        drbg.set_reseed_interval(self.interval);
        drbg.set_prediction_resistance(self.prediction_resistance);
        Ok(Drbg(drbg))
    }
}

/// A generator.
pub struct Drbg(Box<dyn Generator>);

impl Drbg {
    /// Fills `out` with random bytes.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn generate(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error> {
        self.0.random(out, additional)
    }

    /// Takes new entropy from the source.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn reseed(&mut self, additional: &[u8]) -> Result<(), Error> {
        self.0.reseed(additional)
    }
}

impl fmt::Debug for Drbg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drbg(..)")
    }
}
