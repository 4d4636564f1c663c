// SPDX-License-Identifier: MIT
//! Primes for keys, and whether a number is one (FIPS 186-5, appendices A.1.3 and B.3.1).
//!
//! A search starts at a random number and goes up by twos, past what small primes divide. How many candidates there were
//! is told by time, and the remainders of the start by the time of divisions; powers are computed in constant time.

use alloc::vec;
use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use zeroize::Zeroizing;

use super::limbs::{self, LIMB, Limbs, mask};
use super::montgomery::Modulus;

/// What candidates are divided by: odd primes below this.
const SMALL: usize = 8192;
/// The upper 64 bits of the square root of 2, times 2^63, and one more: primes from there on multiply to a full length.
const SQRT_2: u64 = 0xb504_f333_f9de_6485;

/// Where new primes come from.
pub(super) struct Search<'a> {
    pub(super) rng: &'a mut dyn CryptoRng,
    pub(super) progress: &'a mut dyn FnMut(u64),
    /// Candidates looked at.
    pub(super) seen: u64,
    small: Vec<u32>,
}

impl<'a> Search<'a> {
    pub(super) fn new(rng: &'a mut dyn CryptoRng, progress: &'a mut dyn FnMut(u64)) -> Self {
        Self { rng, progress, seen: 0, small: small_primes() }
    }

    /// A prime of so many bits, at least 128, from √2 2^(bits-1) on, for which `fits` holds; `None` if there is none near
    /// the place where it looked.
    pub(super) fn next(&mut self, bits: usize, fits: impl Fn(&Limbs) -> bool) -> Option<Limbs> {
        let width = bits.div_ceil(LIMB);
        let mut bytes = Zeroizing::new(vec![0; bits.div_ceil(8)]);
        self.rng.fill_bytes(&mut bytes);
        let mut start = Limbs::from_be_bytes(&bytes, width)?;
        let unused = width * LIMB - bits;
        start[width - 1] &= u64::MAX >> unused;
        start[width - 1] |= 1 << (LIMB - 1 - unused);
        start[0] |= 1;
        let composite = self.sieve(&start, bits);
        for (step, _) in (0_u64..).zip(composite.iter()).filter(|(_, composite)| !**composite) {
            let mut candidate = start.copy();
            if limbs::add(&mut candidate, &[2 * step]) == 1 || !has_length(&candidate, bits) {
                return None;
            }
            if !fits(&candidate) {
                continue;
            }
            (self.progress)(self.seen);
            self.seen += 1;
            if is_probable_prime(&candidate, rounds(bits), self.rng) {
                return Some(candidate);
            }
        }
        None
    }

    /// Marks the steps from the start that a small prime divides.
    fn sieve(&self, start: &Limbs, bits: usize) -> Zeroizing<Vec<bool>> {
        // Primes are 0.35 bits apart on average among the odd numbers; this goes six times as far.
        let mut composite = Zeroizing::new(vec![false; 2 * bits]);
        for &prime in &self.small {
            let divisor = u64::from(prime);
            let rest = start.iter().rev().fold(0, |rest, limb| {
                let rest = (rest << 32 | limb >> 32) % divisor;
                (rest << 32 | limb & 0xffff_ffff) % divisor
            });
            // The first step at which start + 2 step is divisible: -rest / 2 modulo the prime.
            let below = (divisor - rest) % divisor;
            let first = if below % 2 == 0 { below / 2 } else { (below + divisor) / 2 };
            let (first, prime) = (usize::try_from(first), usize::try_from(prime));
            if let (Ok(first), Ok(prime)) = (first, prime) {
                composite.iter_mut().skip(first).step_by(prime).for_each(|mark| *mark = true);
            }
        }
        composite
    }
}

/// Tells whether a number has all its bits, and is at least √2 2^(bits-1) (FIPS 186-5 appendix A.1.3, step 4.4).
fn has_length(number: &Limbs, bits: usize) -> bool {
    let (width, unused) = (number.len(), number.len() * LIMB - bits);
    let (top, next) = (number[width - 1], number[width - 2]);
    let upper = if unused == 0 { top } else { top << unused | next >> (LIMB - unused) };
    limbs::bit_length(number) == bits && upper >= SQRT_2
}

fn small_primes() -> Vec<u32> {
    let mut composite = vec![false; SMALL];
    let mut primes = Vec::new();
    for (number, label) in (3..SMALL).step_by(2).zip((3_u32..).step_by(2)) {
        if !composite[number] {
            primes.push(label);
            (number * number..SMALL).step_by(2 * number).for_each(|multiple| composite[multiple] = true);
        }
    }
    primes
}

/// The rounds with random bases after which one random number in 2^100 and more that pass is composite (FIPS 186-5
/// table B.1; Damgård, Landrock, Pomerance 1993).
const fn rounds(bits: usize) -> usize {
    match bits {
        1450.. => 4,
        1150.. => 5,
        1000.. => 6,
        850.. => 7,
        750.. => 8,
        500.. => 13,
        _ => 40,
    }
}

/// Miller and Rabin's test with base 2, and so many random ones (FIPS 186-5 appendix B.3.1).
///
/// Of composite numbers that somebody chose, one in 4^rounds passes.
pub(super) fn is_probable_prime(number: &Limbs, rounds: usize, rng: &mut dyn CryptoRng) -> bool {
    let Some(ring) = Modulus::new(number.copy()) else { return false };
    let mut minus_one = number.copy();
    limbs::sub(&mut minus_one, ring.one());
    // number - 1 = 2^twos odd
    let mut even = number.copy();
    limbs::sub(&mut even, &[1]);
    let twos = limbs::trailing_zeros(&even);
    let odd = limbs::shifted(&even, twos);
    let bits = limbs::bit_length(number);
    let witness = |power: Limbs| {
        let mut power = power;
        let mut passed = limbs::equal(&power, ring.one()) | limbs::equal(&power, &minus_one);
        for _ in 1..twos {
            power = ring.product(&power, &power);
            passed |= limbs::equal(&power, &minus_one);
        }
        passed == 0
    };
    if witness(ring.pow_of_two(&odd, bits - twos)) {
        return false;
    }
    let mut bytes = Zeroizing::new(vec![0; number.len() * 8]);
    (0..rounds).all(|_| {
        rng.fill_bytes(&mut bytes);
        let Some(mut base) = Limbs::from_be_bytes(&bytes, number.len()) else { return false };
        // Any number in Montgomery's form is as random. 0 says nothing, as do 1 and -1: one in 2^(bits - 2).
        base = ring.enter(&base);
        let trivial = limbs::is_zero(&base);
        limbs::assign_masked(&mut base, ring.one(), mask(trivial));
        !witness(ring.pow(&base, &odd, bits - twos))
    })
}

/// n, d and the primes of a new key.
pub(super) struct Generated {
    pub(super) modulus: Limbs,
    pub(super) exponent: Limbs,
    pub(super) p: Limbs,
    pub(super) q: Limbs,
}

/// FIPS 186-5 appendix A.1.3. `None` if a random source gives nothing that becomes a key.
pub(super) fn generate(bits: usize, exponent: u64, search: &mut Search<'_>) -> Option<Generated> {
    let half = bits / 2;
    let coprime = |prime: &Limbs| {
        let mut order = prime.copy();
        limbs::sub(&mut order, &[1]);
        limbs::invert_small(limbs::div_rem_small(&order, exponent).1, exponent).is_some()
    };
    // Three of ten starts are too low, and one in hundreds leads nowhere.
    for _ in 0..64 {
        let p = (0..64).find_map(|_| search.next(half, coprime))?;
        let q = (0..64).find_map(|_| search.next(half, coprime))?;
        let (p, q) = if limbs::less(&p, &q) == 1 { (q, p) } else { (p, q) };
        // Step 5.4: |p - q| > 2^(bits/2 - 100)
        let mut difference = p.copy();
        limbs::sub(&mut difference, &q);
        if limbs::bit_length(&difference) <= half - 100 {
            continue;
        }
        let Some(private) = private_exponent(&p, &q, exponent) else { continue };
        // Step 1.d of appendix A.1.1: 2^(bits/2) < d < lcm(p - 1, q - 1).
        if limbs::bit_length(&private) <= half {
            continue;
        }
        let modulus = Limbs::from_limbs(&limbs::mul(&p, &q), bits.div_ceil(LIMB));
        return Some(Generated { modulus, exponent: private, p, q });
    }
    None
}

/// 1/e modulo the least common multiple of p - 1 and q - 1.
pub(super) fn private_exponent(p: &Limbs, q: &Limbs, exponent: u64) -> Option<Limbs> {
    let [p, q] = [p, q].map(|prime| {
        let mut order = prime.copy();
        limbs::sub(&mut order, &[1]);
        order
    });
    // Powers of two apart, one of them is odd.
    let twos = limbs::trailing_zeros(&p).min(limbs::trailing_zeros(&q));
    let (a, b) = (limbs::shifted(&p, twos), limbs::shifted(&q, twos));
    let common = if a[0] & 1 == 1 { limbs::gcd(&b, &a) } else { limbs::gcd(&a, &b) };
    // Larger ones are as rare as one in 2^60, and their quotient would need another division.
    if limbs::bit_length(&common) + twos > 60 {
        return None;
    }
    let (reduced, _) = limbs::div_rem_small(&p, common[0] << twos);
    super::raw::inverse_modulo(&limbs::mul(&reduced, &q), exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random() -> purembed_core::random::Generator {
        purembed_core::random::generator().expect("random bytes")
    }

    fn one_limb(number: u64) -> Limbs {
        Limbs::from_limbs(&[number], 1)
    }

    #[test]
    fn small_numbers() {
        let small = small_primes();
        assert_eq!((small.len(), small.first(), small.last()), (1027, Some(&3), Some(&8191)));
        for number in (3..8192_u32).step_by(2) {
            let prime = is_probable_prime(&one_limb(u64::from(number)), 20, &mut random());
            assert_eq!(prime, small.contains(&number), "{number}");
        }
        // Strong pseudoprimes to base 2, and a Carmichael number; the greatest prime below 2^64, and its neighbour.
        for number in [2047, 3277, 561, 3_215_031_751, u64::MAX - 60] {
            assert!(!is_probable_prime(&one_limb(number), 30, &mut random()), "{number}");
        }
        assert!(is_probable_prime(&one_limb(u64::MAX - 58), 30, &mut random()));
    }

    #[test]
    fn searches_keep_to_the_length() {
        for bits in [512, 513, 575, 640] {
            let (mut rng, mut told) = (random(), 0);
            let mut progress = |seen| told = seen + 1;
            let mut search = Search::new(&mut rng, &mut progress);
            let prime = (0..64).find_map(|_| search.next(bits, |_| true)).expect("a prime");
            assert!(has_length(&prime, bits));
            assert_eq!(search.seen, told);
        }
    }

    #[test]
    fn exponents_are_inverses_modulo_the_least_common_multiple() {
        // lcm(10, 6) = 30, lcm(12, 16) = 48, lcm(22, 46) = 506
        for (p, q, e, d) in [(11, 7, 7, 13), (13, 17, 5, 29), (23, 47, 3, 169)] {
            let found = private_exponent(&one_limb(p), &one_limb(q), e).map(|d| d[0]);
            assert_eq!(found, Some(d));
        }
        assert!(private_exponent(&one_limb(7), &one_limb(11), 3).is_none());
    }
}
