// SPDX-License-Identifier: MIT
//! The parameters of a generator.

use alloc::boxed::Box;

use zeroize::Zeroizing;

use super::{DEFAULT_INTERVAL, Drbg, MAX_ENTROPY, MAX_INTERVAL, Mechanism, check, process};
use crate::entropy::EntropySource;
use crate::error::Error;

/// The parameters of a generator, for [`build`](Self::build).
///
/// ```
/// use purembed_rand::{Builder, OsRng};
///
/// let mut drbg = Builder::ctr().aes_128().personalization(b"lot 49").reseed_interval(100).build(OsRng)?;
/// drbg.generate(&mut [0; 16], b"")?;
/// # Ok::<(), purembed_rand::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Builder<'a, M: Mechanism> {
    pub(crate) choice: M::Choice,
    entropy_len: usize,
    nonce: Option<&'a [u8]>,
    personalization: &'a [u8],
    pub(super) interval: u64,
    prediction_resistance: bool,
}

impl<'a, M: Mechanism> Builder<'a, M> {
    pub(crate) const fn new(choice: M::Choice) -> Self {
        Self {
            choice,
            entropy_len: 0,
            nonce: None,
            personalization: &[],
            interval: DEFAULT_INTERVAL,
            prediction_resistance: false,
        }
    }

    /// How many bytes the source is asked for, if it needs more of them than the security strength has: because not
    /// every bit of them is unpredictable. From the strength up to 128; outside, the nearest counts.
    #[must_use]
    pub const fn entropy_len(self, bytes: usize) -> Self {
        Self { entropy_len: bytes, ..self }
    }

    /// A nonce that does not repeat, such as a counter kept in flash.
    ///
    /// Without this it comes from the source, half as long as the security strength; an empty one means that the
    /// source needs none, because it delivers enough entropy for both (SP 800-90A section 8.6.7).
    #[must_use]
    pub const fn nonce(self, nonce: &'a [u8]) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// A text that sets this generator apart from others: a program's name, a serial number. Not secret.
    #[doc(alias = "custom")]
    #[must_use]
    pub const fn personalization(self, personalization: &'a [u8]) -> Self {
        Self { personalization, ..self }
    }

    /// How many requests are answered before new entropy is taken: 10,000 unless said otherwise, at least 1, and never
    /// more than the 2⁴⁸ of the standard.
    #[must_use]
    pub const fn reseed_interval(self, requests: u64) -> Self {
        let interval = match requests {
            0 => 1,
            1..=MAX_INTERVAL => requests,
            _ => MAX_INTERVAL,
        };
        Self { interval, ..self }
    }

    /// Takes new entropy before every request, so that who saw the state once cannot tell what comes next.
    #[must_use]
    pub const fn prediction_resistance(self, on: bool) -> Self {
        Self { prediction_resistance: on, ..self }
    }

    /// Seeds a generator from this source and for as long as it lives.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLong`], and [`Error::Entropy`] if the source fails.
    pub fn build<S: EntropySource>(self, mut source: S) -> Result<Drbg<M, S>, Error> {
        check(self.personalization)?;
        check(self.nonce.unwrap_or_default())?;
        let process = process();
        let strength = M::strength(self.choice);
        let entropy_len = self.entropy_len.clamp(strength, MAX_ENTROPY);
        let nonce_len = if self.nonce.is_some() { 0 } else { strength / 2 };
        let mut seed = Zeroizing::new([0; MAX_ENTROPY + MAX_ENTROPY / 2]);
        let drawn = seed.get_mut(..entropy_len + nonce_len).unwrap_or_default();
        source.fill(drawn)?;
        let seed = [drawn, self.nonce.unwrap_or_default(), self.personalization];
        let state = Box::new(M::instantiate(self.choice, seed));
        Ok(Drbg {
            state,
            source,
            entropy_len,
            requests: 0,
            interval: self.interval,
            prediction_resistance: self.prediction_resistance,
            process,
        })
    }
}
