// SPDX-License-Identifier: MIT
//! What every mechanism needs around it: seeding, counting, reseeding, limits (SP 800-90A section 9).

use alloc::boxed::Box;
use core::fmt;

use rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroizing;

use crate::entropy::EntropySource;
use crate::error::Error;

mod builder;
mod infallible;

pub use builder::Builder;
pub use infallible::Infallible;

/// The most bytes of one request: 2¹⁹ bits (SP 800-90A tables 2 and 3).
const MAX_REQUEST: usize = 1 << 16;
/// The most bytes of one input. The standard allows 2³²; this way three together still have a 32-bit length.
const MAX_INPUT: usize = 1 << 30;
/// The most requests between two seeds (SP 800-90A tables 2 and 3).
const MAX_INTERVAL: u64 = 1 << 48;
/// The requests between two seeds unless said otherwise, as in Mbed TLS.
const DEFAULT_INTERVAL: u64 = 10_000;
/// Room for the longest entropy input, in bytes.
const MAX_ENTROPY: usize = 128;

/// An algorithm of SP 800-90A section 10: [`CtrMechanism`](crate::CtrMechanism) or [`HmacMechanism`](crate::HmacMechanism).
///
/// Implemented here only; its methods are not for callers.
pub trait Mechanism: Sized + fmt::Debug {
    /// What is chosen at run time: a key size, a digest.
    #[doc(hidden)]
    type Choice: Copy + fmt::Debug;

    /// The security strength in bytes, which is how much entropy goes into each seed.
    #[doc(hidden)]
    fn strength(choice: Self::Choice) -> usize;

    /// Makes a state from entropy, nonce and personalization string.
    #[doc(hidden)]
    fn instantiate(choice: Self::Choice, seed: [&[u8]; 3]) -> Self;

    /// Mixes in entropy and additional input.
    #[doc(hidden)]
    fn reseed(&mut self, seed: [&[u8]; 2]);

    /// Fills `out`, which is no longer than one request may be.
    #[doc(hidden)]
    fn generate(&mut self, out: &mut [u8], additional: &[u8]);
}

/// A generator: a [`Mechanism`] with a source that it is seeded from.
///
/// Known by the names [`CtrDrbg`](crate::CtrDrbg) and [`HmacDrbg`](crate::HmacDrbg). As a generator of `rand_core` it
/// cuts long requests into pieces; [`infallible`](Self::infallible) is for functions that want a generator that
/// cannot fail.
///
/// Not `Clone`: two generators with one state give the same bytes.
pub struct Drbg<M: Mechanism, S> {
    /// On the heap, so that moving the generator leaves no copy behind.
    state: Box<M>,
    source: S,
    /// Bytes that the source is asked for.
    entropy_len: usize,
    /// Requests answered since the last seed.
    requests: u64,
    interval: u64,
    prediction_resistance: bool,
    /// The process that seeded.
    process: u32,
}

impl<M: Mechanism, S: EntropySource> Drbg<M, S> {
    /// Fills `out` with random bytes; `additional` may be empty, and need not be secret.
    ///
    /// # Errors
    ///
    /// [`Error::RequestTooLong`] for more than 2¹⁶ bytes, [`Error::InputTooLong`], and [`Error::Entropy`] if a new seed
    /// was due and the source failed. `out` is unchanged then.
    #[doc(alias = "urandom")]
    pub fn generate(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error> {
        if out.len() > MAX_REQUEST {
            return Err(Error::RequestTooLong);
        }
        // SP 800-90A section 9.3.1, step 7.4: what went into the seed does not go into the output again.
        let additional = if self.is_due() {
            self.reseed(additional)?;
            &[]
        } else {
            check(additional)?;
            additional
        };
        self.state.generate(out, additional);
        self.requests = self.requests.saturating_add(1);
        Ok(())
    }

    /// Takes new entropy from the source, and `additional`, which may be empty and need not be secret.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLong`], and [`Error::Entropy`] if the source fails. The state is as before then.
    pub fn reseed(&mut self, additional: &[u8]) -> Result<(), Error> {
        check(additional)?;
        let process = process();
        let mut seed = Zeroizing::new([0; MAX_ENTROPY]);
        let entropy = seed.get_mut(..self.entropy_len).unwrap_or_default();
        self.source.fill(entropy)?;
        self.state.reseed([entropy, additional]);
        if process != self.process {
            // Not entropy; but it sets parent and child apart even if their source does not.
            self.state.reseed([&process.to_be_bytes(), b"fork"]);
            self.process = process;
        }
        self.requests = 0;
        Ok(())
    }

    /// A generator that cannot fail, for functions that take a [`CryptoRng`](crate::CryptoRng).
    ///
    /// # Errors
    ///
    /// [`Error::Entropy`] if a new seed is due and the source fails: it is asked now and not again.
    ///
    /// ```
    /// use purembed_rand::CtrDrbg;
    /// use rand_core::Rng as _;
    ///
    /// let mut drbg = CtrDrbg::new(b"")?;
    /// let mut rng = drbg.infallible()?;
    /// assert_ne!(rng.next_u64(), rng.next_u64());
    /// # Ok::<(), purembed_rand::Error>(())
    /// ```
    pub fn infallible(&mut self) -> Result<Infallible<'_, M>, Error> {
        if self.is_due() {
            self.reseed(b"")?;
        }
        Ok(Infallible::new(&mut self.state, &mut self.requests))
    }

    /// Tells whether the next request needs a new seed first.
    fn is_due(&self) -> bool {
        self.prediction_resistance || self.requests >= self.interval || self.process != process()
    }
}

/// Refuses inputs that are too long.
const fn check(input: &[u8]) -> Result<(), Error> {
    if input.len() > MAX_INPUT { Err(Error::InputTooLong) } else { Ok(()) }
}

/// The number of the process that runs this.
#[cfg(feature = "std")]
fn process() -> u32 {
    std::process::id()
}

#[cfg(not(feature = "std"))]
const fn process() -> u32 {
    0
}

/// Runs a mechanism over any length, a request at a time.
fn fill<E>(out: &mut [u8], mut generate: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<(), E> {
    let mut result = Ok(());
    for request in out.chunks_mut(MAX_REQUEST) {
        result = generate(request);
        if result.is_err() {
            break;
        }
    }
    if result.is_err() {
        out.fill(0);
    }
    result
}

/// Numbers are four or eight bytes, little-endian; long fills are several requests, and zeros if one of them fails.
impl<M: Mechanism, S: EntropySource> TryRng for Drbg<M, S> {
    type Error = Error;

    fn try_next_u32(&mut self) -> Result<u32, Error> {
        let mut bytes = [0; 4];
        self.generate(&mut bytes, b"")?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Error> {
        let mut bytes = [0; 8];
        self.generate(&mut bytes, b"")?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Error> {
        fill(out, |request| self.generate(request, b""))
    }
}

impl<M: Mechanism, S: EntropySource> TryCryptoRng for Drbg<M, S> {}

impl<M: Mechanism, S> fmt::Debug for Drbg<M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.state, f)
    }
}

#[cfg(test)]
mod tests;
