// SPDX-License-Identifier: MIT
//! Does the time of a comparison tell how much of it was right? (After "Dude, is my code constant time?", 2016.)
//!
//! Two classes of inputs are measured in random order, and Welch's t compares their means. In the same run a byte-wise
//! comparison, which does leak, has to be found out: |t| above 100. Below 5 nothing was found, in each of three rounds.
//!
//! Run on a quiet machine: `cargo run -p purembed-lowlevel --bin timing`.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use purembed::hashlib::Algorithm;
use purembed::hmac::Key;
use purembed::rand::{Builder, RngError};
use purembed::secrets;

/// Measurements of each subject in a round.
const SAMPLES: usize = 200_000;

/// Compares byte by byte and stops at the first difference: the control.
#[inline(never)]
fn leaky(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| black_box(a) == black_box(b))
}

/// Mean and variance of one class.
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let off = value - self.mean;
        self.mean += off / self.count;
        self.squares += off * (value - self.mean);
    }

    fn variance(&self) -> f64 {
        self.squares / (self.count - 1.0)
    }
}

/// Welch's t, without the slowest tenth, which is interrupts.
fn welch(samples: &[(bool, u64)]) -> f64 {
    let mut sorted: Vec<u64> = samples.iter().map(|(_, time)| *time).collect();
    sorted.sort_unstable();
    let cut = sorted[sorted.len() / 10 * 9];
    let mut classes = [Moments::default(), Moments::default()];
    for (class, time) in samples.iter().filter(|(_, time)| *time <= cut) {
        classes[usize::from(*class)].add(*time as f64);
    }
    let [a, b] = classes;
    (a.mean - b.mean) / (a.variance() / a.count + b.variance() / b.count).sqrt()
}

/// Measures a subject with inputs of two classes in random order.
fn measure(inputs: [&[u8]; 2], subject: &dyn Fn(&[u8]) -> bool) -> f64 {
    // The same buffer for both, so that its place in the cache says nothing.
    let mut buffer = inputs[0].to_vec();
    let source = |out: &mut [u8]| {
        out.fill(7);
        Ok::<_, RngError>(())
    };
    let mut drbg = Builder::ctr().build(source).expect("a source");
    let mut rng = drbg.infallible().expect("a source");
    let mut bits = (0_u128, 0);
    let samples: Vec<_> = (0..SAMPLES + 1000)
        .map(|_| {
            if bits.1 == 0 {
                bits = (secrets::randbits_with_rng::<128>(&mut rng), 128);
            }
            let class = bits.0 & 1 == 1;
            bits = (bits.0 >> 1, bits.1 - 1);
            buffer.copy_from_slice(inputs[usize::from(class)]);
            let start = Instant::now();
            for _ in 0..8 {
                black_box(subject(black_box(&buffer)));
            }
            (class, u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX))
        })
        .collect();
    // Without the first, which warm everything up.
    welch(&samples[1000..])
}

fn main() -> ExitCode {
    let right: [u8; 64] = std::array::from_fn(|i| i as u8 ^ 0xa5);
    let (mut first, mut last) = (right, right);
    first[0] ^= 1;
    last[63] ^= 1;

    let key = Key::new(Algorithm::SHA512, b"key");
    let tag = key.sign(b"message");
    let tag = tag.as_ref();
    let (mut tag_first, mut tag_last) = (tag.to_vec(), tag.to_vec());
    tag_first[0] ^= 1;
    tag_last[63] ^= 1;
    let verify = |tag: &[u8]| key.verify(b"message", tag).is_ok();

    let mut good = true;
    for round in 1..=3 {
        let control = measure([&first, &last], &|input| leaky(input, &right));
        println!("round {round}: control, which leaks: t = {control:.1}");
        good &= control.abs() > 100.0;
        let compare = |input: &[u8]| secrets::compare_digest(input, &right);
        for (what, t) in [
            ("compare_digest, wrong first or last byte", measure([&first, &last], &compare)),
            ("compare_digest, right or wrong", measure([&right, &first], &compare)),
            ("hmac verify, wrong first or last byte", measure([&tag_first, &tag_last], &verify)),
            ("hmac verify, right or wrong", measure([tag, &tag_first], &verify)),
        ] {
            println!("round {round}: {what}: t = {t:.1}");
            good &= t.abs() < 5.0;
        }
    }
    println!("{}", if good { "timing: nothing found, and the control was" } else { "timing: FAILED" });
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
