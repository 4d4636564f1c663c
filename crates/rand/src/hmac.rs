// SPDX-License-Identifier: MIT
//! `HMAC_DRBG` (SP 800-90A section 10.1.2).

use core::fmt;

use purembed_hash::Algorithm;
use purembed_hmac::{Hmac, Key};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::drbg::{Builder, Drbg, Mechanism};

/// HMAC with any digest as a generator; written `HmacDrbg`, it is seeded by the operating system.
///
/// Its strength is 128 bits with digests of up to 160 bits, 192 with up to 224, 256 with longer ones.
///
/// ```
/// use purembed_rand::{Algorithm, HmacDrbg};
///
/// let mut drbg = HmacDrbg::new(Algorithm::SHA512, b"my program")?;
/// let mut key = [0; 32];
/// drbg.generate(&mut key, b"")?;
/// # Ok::<(), purembed_rand::Error>(())
/// ```
#[cfg(feature = "os-rng")]
pub type HmacDrbg<S = crate::OsRng> = Drbg<HmacMechanism, S>;
/// HMAC with any digest as a generator.
///
/// Its strength is 128 bits with digests of up to 160 bits, 192 with up to 224, 256 with longer ones.
#[cfg(not(feature = "os-rng"))]
pub type HmacDrbg<S> = Drbg<HmacMechanism, S>;

#[cfg(feature = "os-rng")]
impl HmacDrbg {
    /// A generator seeded by the operating system, with a personalization string that may be empty.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error) as of [`Builder::build`].
    pub fn new(digestmod: Algorithm, personalization: &[u8]) -> Result<Self, crate::Error> {
        Builder::hmac(digestmod).personalization(personalization).build(crate::OsRng)
    }
}

impl Builder<'_, HmacMechanism> {
    /// An [`HmacDrbg`] with this digest, reseeded every 10,000 requests.
    #[must_use]
    pub const fn hmac(digestmod: Algorithm) -> Self {
        Self::new(digestmod)
    }
}

/// The state of an [`HmacDrbg`].
pub struct HmacMechanism {
    key: Key,
    value: Value,
}

/// V: as long as the digest, in room for the longest.
struct Value {
    bytes: Zeroizing<[u8; 64]>,
    len: usize,
}

impl AsRef<[u8]> for Value {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl HmacMechanism {
    /// V = HMAC(Key, V).
    fn step(&mut self) {
        let next = self.key.sign(self.value.as_ref());
        self.value.bytes.iter_mut().zip(next.as_ref()).for_each(|(to, from)| *to = *from);
    }

    /// `HMAC_DRBG_Update` (section 10.1.2.2).
    fn update(&mut self, provided: &[&[u8]]) {
        let rounds: &[u8] = if provided.iter().all(|part| part.is_empty()) { &[0] } else { &[0, 1] };
        for round in rounds {
            let mut hmac = Hmac::with_key(&self.key).chain(&self.value).chain([*round]);
            provided.iter().for_each(|part| hmac.update(part));
            self.key = Key::new(self.key.algorithm(), hmac.finalize().as_ref());
            self.step();
        }
    }
}

impl Mechanism for HmacMechanism {
    type Choice = Algorithm;

    fn strength(digestmod: Algorithm) -> usize {
        // SP 800-57 part 1, table 3: the column of key derivation and random generation.
        match digestmod.digest_size() {
            0..=20 => 16,
            21..=28 => 24,
            _ => 32,
        }
    }

    fn instantiate(digestmod: Algorithm, seed: [&[u8]; 3]) -> Self {
        // Section 10.1.2.3: Key is zeros, V is ones, each as long as the digest.
        let len = digestmod.digest_size();
        let zeros = [0; 64];
        let key = Key::new(digestmod, zeros.get(..len).unwrap_or_default());
        let mut mechanism = Self { key, value: Value { bytes: Zeroizing::new([1; 64]), len } };
        mechanism.update(&seed);
        mechanism
    }

    fn reseed(&mut self, seed: [&[u8]; 2]) {
        self.update(&seed);
    }

    /// Section 10.1.2.5.
    fn generate(&mut self, out: &mut [u8], additional: &[u8]) {
        if !additional.is_empty() {
            self.update(&[additional]);
        }
        for chunk in out.chunks_mut(self.value.len) {
            self.step();
            chunk.iter_mut().zip(self.value.as_ref()).for_each(|(to, from)| *to = *from);
        }
        self.update(&[additional]);
    }
}

// The key's hash states and `Value` wipe themselves.
impl ZeroizeOnDrop for HmacMechanism {}

impl fmt::Debug for HmacMechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HmacDrbg(HMAC-{}, ..)", self.key.algorithm())
    }
}
