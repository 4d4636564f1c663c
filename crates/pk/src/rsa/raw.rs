// SPDX-License-Identifier: MIT
//! The two functions that RSA is made of (RFC 8017 section 5): m^e mod n, and its inverse.
//!
//! # Security
//!
//! The private function works in constant time (see [`super::montgomery`]) and on a number that nobody knows: for a random
//! r, it computes (c r^e)^(d - 1) c r^(e - 1), which is c^d, and needs no inverse of r. So nothing has to be kept from
//! one call to the next, and r^(e - 1) is, for the usual e, less than a twentieth of the work. The result is put into the
//! public function before it leaves: a fault in one of the two halves would betray the primes (Boneh, `DeMillo`, Lipton
//! 1997).

use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_hash::{Algorithm, Hash};
use zeroize::{Zeroize, Zeroizing};

use super::limbs::{self, LIMB, Limbs};
use super::montgomery::Modulus;
use crate::encoding::pkcs1::{PrivateNumbers, PublicNumbers};
use crate::encoding::writer::Element;
use crate::{Error, InvalidKey};

/// A public key: n with what is precomputed for it, and e.
pub(super) struct PublicKey {
    modulus: Modulus,
    exponent: u64,
}

impl PublicKey {
    /// Takes numbers of a checked size.
    pub(super) fn new(numbers: PublicNumbers<'_>) -> Option<Self> {
        let width = (numbers.modulus.len() * 8).div_ceil(LIMB);
        let exponent = Limbs::from_be_bytes(numbers.exponent, 1)?[0];
        Some(Self { modulus: Modulus::new(Limbs::from_be_bytes(numbers.modulus, width)?)?, exponent })
    }

    /// RFC 8017 section 5.1.1: m^e mod n, big-endian, as long as asked for; `None` unless m is less than n.
    pub(super) fn apply(&self, message: &[u8], length: usize) -> Option<Zeroizing<Vec<u8>>> {
        let message = self.less_than_modulus(message)?;
        Some(self.power(&message).to_be_bytes(length))
    }

    fn less_than_modulus(&self, number: &[u8]) -> Option<Limbs> {
        let number = Limbs::from_be_bytes(number, self.modulus.width())?;
        (limbs::less(&number, self.modulus.limbs()) == 1).then_some(number)
    }

    fn power(&self, message: &Limbs) -> Limbs {
        self.modulus.power_public(message, self.exponent - 1, message)
    }
}

/// One of the primes, and the private exponent for it.
struct Prime {
    /// p
    modulus: Modulus,
    bits: usize,
    /// d mod (p - 1)
    exponent: Limbs,
    /// The same less 1.
    less_one: Limbs,
}

impl Prime {
    fn new(prime: Limbs, exponent: u64) -> Option<Self> {
        let bits = limbs::bit_length(&prime);
        let own = inverse_modulo_less_one(&prime, exponent)?;
        let mut less_one = own.copy();
        limbs::sub(&mut less_one, &[1]);
        Some(Self { modulus: Modulus::new(prime)?, bits, exponent: own, less_one })
    }

    /// 1/a mod p as a plain number, if p is a prime and does not divide a: a^(p - 2).
    fn invert(&self, a: &[u64]) -> Limbs {
        let mut exponent = self.modulus.limbs().copy();
        limbs::sub(&mut exponent, &[2]);
        self.modulus.power(a, &exponent, self.bits)
    }
}

/// 1/e mod (p - 1), from the inverse of p - 1 modulo e: (1 + k (p - 1)) / e is a whole number for the right k.
fn inverse_modulo_less_one(prime: &Limbs, exponent: u64) -> Option<Limbs> {
    let mut order = prime.copy();
    limbs::sub(&mut order, &[1]);
    inverse_modulo(&order, exponent)
}

/// 1/e modulo any number, if there is one.
pub(super) fn inverse_modulo(modulus: &Limbs, exponent: u64) -> Option<Limbs> {
    let (_, rest) = limbs::div_rem_small(modulus, exponent);
    let factor = exponent - limbs::invert_small(rest, exponent)?;
    let mut multiple = limbs::mul_small(modulus, factor);
    limbs::add(&mut multiple, &[1]);
    let (quotient, _) = limbs::div_rem_small(&multiple, exponent);
    Some(Limbs::from_limbs(&quotient, modulus.len()))
}

/// A private key whose numbers were found to belong together; wiped when dropped.
pub(super) struct PrivateKey {
    public: PublicKey,
    /// The length of n in bytes.
    length: usize,
    /// d
    exponent: Limbs,
    p: Prime,
    q: Prime,
    /// 1/q mod p
    coefficient: Limbs,
    /// SHA-256 of d, from which what must not be guessed is derived.
    seed: SecretBytes,
}

impl PrivateKey {
    /// Takes numbers of a checked public size, big-endian: n, e, d and the two primes.
    ///
    /// Checks everything but that the primes are prime.
    pub(super) fn new(
        public: PublicNumbers<'_>,
        exponent: &[u8],
        prime1: &[u8],
        prime2: &[u8],
        coefficient: Option<&[u8]>,
    ) -> Result<Self, InvalidKey> {
        Self::consistent(public, exponent, prime1, prime2, coefficient).ok_or(InvalidKey::Inconsistent)
    }

    fn consistent(
        public: PublicNumbers<'_>,
        exponent: &[u8],
        prime1: &[u8],
        prime2: &[u8],
        coefficient: Option<&[u8]>,
    ) -> Option<Self> {
        let length = public.modulus.len();
        let public = PublicKey::new(public)?;
        let modulus = public.modulus.limbs();
        // d is less than n; its length bounds the work.
        let exponent = Limbs::from_be_bytes(exponent, modulus.len())?;
        if limbs::less(&exponent, modulus) == 0 {
            return None;
        }
        // Neither prime is shorter than a third of n, so that neither is longer than two thirds.
        let width = prime1.len().max(prime2.len()).div_ceil(8);
        if width > modulus.len() || 2 * width < modulus.len() {
            return None;
        }
        let (p, q) = (Limbs::from_be_bytes(prime1, width)?, Limbs::from_be_bytes(prime2, width)?);
        if limbs::bit_length(&p).min(limbs::bit_length(&q)) < length * 8 / 3 {
            return None;
        }
        // p q = n, and n is no square: that would pass everything else, and betray p.
        let product = limbs::mul(&p, &q);
        let whole = Limbs::from_limbs(modulus, product.len());
        if limbs::equal(&product, &whole) == 0 || limbs::equal(&p, &q) == 1 {
            return None;
        }
        // d e = 1 modulo p - 1 and q - 1: the inverses of e, of which there is one each, are what d leaves.
        let (p, q) = (Prime::new(p, public.exponent)?, Prime::new(q, public.exponent)?);
        for prime in [&p, &q] {
            let mut order = prime.modulus.limbs().copy();
            limbs::sub(&mut order, &[1]);
            let (_, rest) = limbs::div_rem(&exponent, &order);
            if limbs::equal(&rest, &prime.exponent) == 0 {
                return None;
            }
        }
        let coefficient = match coefficient {
            Some(coefficient) => Limbs::from_be_bytes(coefficient, width)?,
            None => p.invert(q.modulus.limbs()),
        };
        let key = Self { seed: seed(&exponent, length), public, length, exponent, p, q, coefficient };
        key.has_right_coefficient().then_some(key)
    }

    /// q (1/q) = 1 modulo p, and the inverse is the least one.
    fn has_right_coefficient(&self) -> bool {
        let (p, q) = (&self.p.modulus, self.q.modulus.limbs());
        let one = p.product(&p.enter(q), &self.coefficient);
        let mut expected = Limbs::zero(one.len());
        expected[0] = 1;
        limbs::equal(&one, &expected) & limbs::less(&self.coefficient, p.limbs()) == 1
    }

    /// Takes what a file holds; the numbers for the Chinese remainder theorem must be those that follow from the others.
    pub(super) fn read(numbers: &PrivateNumbers<'_>) -> Result<Self, InvalidKey> {
        let (prime1, prime2) = (numbers.prime1, numbers.prime2);
        let coefficient = Some(numbers.coefficient);
        let key = Self::new(numbers.public, numbers.private_exponent, prime1, prime2, coefficient)?;
        for (prime, written) in [(&key.p, numbers.exponent1), (&key.q, numbers.exponent2)] {
            let written = Limbs::from_be_bytes(written, prime.exponent.len());
            let same = written.map(|written| limbs::equal(&written, &prime.exponent));
            if same != Some(1) {
                return Err(InvalidKey::Inconsistent);
            }
        }
        Ok(key)
    }

    /// 32 bytes that nobody knows who does not know d, and that are the same each time.
    pub(super) fn seed(&self) -> &[u8] {
        self.seed.expose()
    }

    /// The primes, and how many bits they have.
    pub(super) fn primes(&self) -> [(&Modulus, usize); 2] {
        [&self.p, &self.q].map(|prime| (&prime.modulus, prime.bits))
    }

    /// Gives all numbers, big-endian, with leading zeros.
    pub(super) fn with_numbers<T>(&self, f: impl FnOnce(&PrivateNumbers<'_>) -> T) -> T {
        self.with_ordered(&self.p, &self.q, &self.coefficient, f)
    }

    fn with_ordered<T>(
        &self,
        p: &Prime,
        q: &Prime,
        coefficient: &Limbs,
        f: impl FnOnce(&PrivateNumbers<'_>) -> T,
    ) -> T {
        let half = p.modulus.width() * 8;
        f(&PrivateNumbers {
            public: PublicNumbers {
                modulus: &self.public.modulus.limbs().to_be_bytes(self.length),
                exponent: &self.public.exponent.to_be_bytes(),
            },
            private_exponent: &self.exponent.to_be_bytes(self.length),
            prime1: &p.modulus.limbs().to_be_bytes(half),
            prime2: &q.modulus.limbs().to_be_bytes(half),
            exponent1: &p.exponent.to_be_bytes(half),
            exponent2: &q.exponent.to_be_bytes(half),
            coefficient: &coefficient.to_be_bytes(half),
        })
    }

    /// Writes `RSAPrivateKey`.
    pub(super) fn to_der(&self) -> Element {
        fn write(numbers: &PrivateNumbers<'_>) -> Element {
            numbers.write()
        }
        self.with_numbers(write)
    }

    /// Writes `RSAPrivateKey` with p > q, as nearly everybody does and graviola wants it.
    #[cfg(graviola_rsa)]
    pub(super) fn to_der_larger_prime_first(&self) -> Element {
        fn write(numbers: &PrivateNumbers<'_>) -> Element {
            numbers.write()
        }
        if limbs::less(self.p.modulus.limbs(), self.q.modulus.limbs()) == 0 {
            return self.to_der();
        }
        let coefficient = self.q.invert(self.p.modulus.limbs());
        self.with_ordered(&self.q, &self.p, &coefficient, write)
    }

    /// RFC 8017 section 5.1.2: c^d mod n, big-endian, as long as n; blinded with a number from `rng`.
    pub(super) fn apply(&self, cipher: &[u8], rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.apply_with(cipher, rng, |_, _| {})
    }

    /// `tamper` is where tests put a fault into one of the halves, modulo p and modulo q.
    pub(super) fn apply_with(
        &self,
        cipher: &[u8],
        rng: &mut dyn CryptoRng,
        tamper: impl FnOnce(&mut [u64], &mut [u64]),
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (ring, exponent) = (&self.public.modulus, self.public.exponent);
        let cipher = self.public.less_than_modulus(cipher).ok_or(Error::Decryption)?;
        // r: a random number of the width, modulo n.
        let mut random = Zeroizing::new(alloc::vec![0; ring.width() * 8]);
        rng.fill_bytes(&mut random);
        let random = Limbs::from_be_bytes(&random, ring.width()).ok_or(Error::Fault)?;
        let unblind = ring.power_public(&random, exponent - 1, &cipher);
        let blinded = ring.power_public(&random, 1, &unblind);

        let (p, q) = (&self.p.modulus, &self.q.modulus);
        let [mut first, mut second] = Modulus::power_pair(
            [p, q],
            [&p.reduce(&blinded), &q.reduce(&blinded)],
            [&self.p.less_one, &self.q.less_one],
            self.p.bits.max(self.q.bits),
        );
        tamper(&mut first, &mut second);
        // Garner: second + q ((first - second) / q mod p)
        let mut difference = p.enter(&first);
        p.sub(&mut difference, &p.enter(&second));
        let quotient = p.product(&difference, &self.coefficient);
        let mut joined = Limbs::from_limbs(&limbs::mul(&quotient, q.limbs()), ring.width());
        limbs::add(&mut joined, &second);

        let result = ring.power_public(&joined, 1, &unblind);
        if limbs::equal(&self.public.power(&result), &cipher) == 1 {
            Ok(result.to_be_bytes(self.length))
        } else {
            Err(Error::Fault)
        }
    }
}

fn seed(exponent: &Limbs, length: usize) -> SecretBytes {
    let mut digest = Hash::new(Algorithm::SHA256).chain(exponent.to_be_bytes(length)).finalize();
    let seed = SecretBytes::copy_from(digest.as_ref());
    digest.zeroize();
    seed
}
