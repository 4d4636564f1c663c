// SPDX-License-Identifier: MIT
//! Chi-square on what `secrets` draws. With fixed seeds, so that no run can fail by chance; and once with the operating
//! system, within bounds that a fair source leaves less often than once in 10⁹ runs.

use std::fmt::Display;
use std::num::NonZero;

use purembed::rand::{Algorithm, Builder, CryptoRng, RngError};
use purembed::secrets;

/// How many draws fell on each value, and how far that is from even.
struct Counts {
    name: String,
    counts: Vec<u64>,
}

impl Counts {
    fn new(name: impl Display, values: usize) -> Self {
        Self { name: name.to_string(), counts: vec![0; values] }
    }

    fn add(&mut self, value: usize) {
        self.counts[value] += 1;
    }

    /// The chi-square statistic as a deviate that is about normal (Wilson and Hilferty).
    fn deviate(&self) -> f64 {
        let total = self.counts.iter().sum::<u64>() as f64;
        let expected = total / self.counts.len() as f64;
        let chi: f64 = self.counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum();
        let freedom = self.counts.len() as f64 - 1.0;
        let spread = 2.0 / (9.0 * freedom);
        ((chi / freedom).cbrt() - (1.0 - spread)) / spread.sqrt()
    }

    /// Fails if the draws are too uneven or, which is as suspicious, too even.
    fn check(&self, bound: f64) {
        let deviate = self.deviate();
        println!("{}: {} values, {:+.2} standard deviations", self.name, self.counts.len(), deviate);
        assert!(deviate.abs() < bound, "{}: {deviate}", self.name);
    }
}

fn seeded(seed: u8, test: impl FnOnce(&mut dyn CryptoRng)) {
    let source = |out: &mut [u8]| {
        out.fill(seed);
        Ok::<_, RngError>(())
    };
    let builder = Builder::hmac(Algorithm::SHA256).reseed_interval(u64::MAX);
    test(&mut builder.build(source).expect("a source").infallible().expect("a source"));
}

fn below(bound: usize, rng: &mut dyn CryptoRng) -> usize {
    let bound = NonZero::new(bound as u64).expect("a bound");
    secrets::randbelow_with_rng(bound, rng).expect("fair") as usize
}

/// The bounds that a modulus, a shift or a wrong mask would show at: around powers of two, just over a half.
const BOUNDS: [usize; 17] = [2, 3, 5, 6, 7, 9, 10, 31, 33, 52, 100, 127, 129, 192, 255, 257, 1000];

#[test]
fn randbelow_is_even_over_awkward_bounds() {
    for (seed, bound) in (1..).zip(BOUNDS) {
        seeded(seed, |rng| {
            let mut counts = Counts::new(format!("randbelow({bound})"), bound);
            (0..200 * bound).for_each(|_| counts.add(below(bound, rng)));
            counts.check(4.0);
        });
    }
}

#[test]
fn randbelow_is_even_over_bounds_that_are_too_large_to_count() {
    // A third of the range each: a modulus of 2⁶⁴ by 3·2⁶² would make one third twice as likely as the others.
    for (seed, bound) in [(40, 3 << 62), (41, 3 << 40), (42, (3 << 62) + 3), (43, 3 << 31)] {
        seeded(seed, |rng| {
            let mut counts = Counts::new(format!("thirds of randbelow({bound})"), 3);
            let third = bound / 3;
            for _ in 0..3000 {
                let drawn = secrets::randbelow_with_rng(NonZero::new(bound).expect("a bound"), rng);
                counts.add((drawn.expect("fair") / third) as usize);
            }
            counts.check(4.0);
        });
    }
}

#[test]
fn choice_is_even() {
    for (seed, len) in (60..).zip([3_usize, 6, 26, 100]) {
        seeded(seed, |rng| {
            let seq: Vec<usize> = (0..len).collect();
            let mut counts = Counts::new(format!("choice of {len}"), len);
            for _ in 0..300 * len {
                counts.add(*secrets::choice_with_rng(&seq, rng).expect("fair").expect("an element"));
            }
            counts.check(4.0);
        });
    }
}

/// Every bit of `K`, and the numbers of up to eight bits as a whole.
fn bits<const K: u32>(seed: u8) {
    seeded(seed, |rng| {
        let values = if K <= 8 { 1 << K } else { 256 };
        let mut whole = Counts::new(format!("randbits({K})"), values);
        let mut each: Vec<_> =
            (0..K).map(|bit| Counts::new(format!("bit {bit} of randbits({K})"), 2)).collect();
        for _ in 0..60 * values {
            let number = secrets::randbits_with_rng::<K>(rng);
            // The highest bits, which python-mbedtls got wrong.
            whole.add((number >> K.saturating_sub(8)) as usize);
            (0..).zip(&mut each).for_each(|(bit, counts)| counts.add((number >> bit & 1) as usize));
        }
        whole.check(4.0);
        each.iter().for_each(|counts| assert!(counts.deviate().abs() < 4.5, "{}", counts.name));
    });
}

#[test]
fn randbits_is_even_in_every_bit() {
    bits::<3>(80);
    bits::<7>(81);
    bits::<8>(82);
    bits::<12>(83);
    bits::<63>(84);
    bits::<65>(85);
    bits::<127>(86);
    bits::<128>(87);
}

#[test]
fn the_test_would_notice_what_python_mbedtls_did() {
    // Its randbits(3) sets the highest bit in 98 % of all draws; and a modulus instead of rejection.
    seeded(99, |rng| {
        let (mut top, mut modulus) = (Counts::new("highest bit", 8), Counts::new("modulus", 192));
        for _ in 0..20_000 {
            let number = below(8, rng);
            top.add(if below(100, rng) < 96 { number | 4 } else { number });
            modulus.add(below(256, rng) % 192);
        }
        assert!(top.deviate() > 50.0 && modulus.deviate() > 20.0, "{} {}", top.deviate(), modulus.deviate());
    });
}

#[test]
fn the_operating_system_is_even_too() -> Result<(), RngError> {
    let mut below = Counts::new("randbelow(6), operating system", 6);
    let mut choice = Counts::new("choice of 100, operating system", 100);
    let mut bits = Counts::new("randbits(3), operating system", 8);
    let seq: Vec<usize> = (0..100).collect();
    for _ in 0..10_000 {
        below.add(secrets::randbelow(NonZero::new(6).expect("a bound"))? as usize);
        choice.add(*secrets::choice(&seq)?.expect("an element"));
        bits.add(secrets::randbits::<3>()? as usize);
    }
    // Seven standard deviations: 2.6 in 10¹² for a normal deviate, and the approximation is good to far less than 10⁻⁹.
    [below, choice, bits].iter().for_each(|counts| counts.check(7.0));
    Ok(())
}
