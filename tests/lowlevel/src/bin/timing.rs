// SPDX-License-Identifier: MIT
//! Does the time of a comparison tell how much of it was right, and that of an agreement or a signature what the private key
//! is? (After "Dude, is my code constant time?", 2016.)
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
use purembed::pk::{Curve, Ecc, EphemeralKey, Group};
use purembed::rand::{Builder, RngError};
use purembed::secrets;

/// Measurements of each subject in a round, and of those that take long.
const SAMPLES: usize = 200_000;
const FEW_SAMPLES: usize = 20_000;

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
fn measure(samples: usize, inputs: [&[u8]; 2], subject: &dyn Fn(&[u8]) -> bool) -> f64 {
    // The same buffer for both, so that its place in the cache says nothing.
    let mut buffer = inputs[0].to_vec();
    let source = |out: &mut [u8]| {
        out.fill(7);
        Ok::<_, RngError>(())
    };
    let mut drbg = Builder::ctr().build(source).expect("a source");
    let mut rng = drbg.infallible().expect("a source");
    let mut bits = (0_u128, 0);
    let samples: Vec<_> = (0..samples + 1000)
        .map(|_| {
            if bits.1 == 0 {
                bits = (secrets::randbits_with_rng::<128>(&mut rng), 128);
            }
            let class = bits.0 & 1 == 1;
            bits = (bits.0 >> 1, bits.1 - 1);
            buffer.copy_from_slice(inputs[usize::from(class)]);
            let start = Instant::now();
            for _ in 0..if samples == SAMPLES { 8 } else { 1 } {
                black_box(subject(black_box(&buffer)));
            }
            (class, u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX))
        })
        .collect();
    // Without the first, which warm everything up.
    welch(&samples[1000..])
}

/// Agrees, and signs where the group has that, with a private key of one bit and one of many: by the fast back end, which
/// Valgrind cannot run.
fn private_keys(group: Group) -> f64 {
    let size = group.shared_secret_size();
    let (mut zeros, ones) = ([0; 48], [0x75; 48]);
    // The bit that X25519 sets anyway; for the others, no smaller number than 1.
    zeros[size - 1] = if group == Group::X25519 { 0x40 } else { 1 };
    let key = |private: &[u8]| EphemeralKey::dangerous_from_private_bytes(group, private).expect("in range");
    let peer = key(&[0x33; 48][..size]).public_key().to_vec();
    measure(FEW_SAMPLES, [&zeros[..size], &ones[..size]], &|private| {
        let agreed = key(private).agree(&peer).is_ok();
        let Ok(curve) = group.name().parse::<Curve>() else { return agreed };
        let signer = Ecc::from_number(curve, private).expect("in range");
        agreed & signer.sign_hedged(b"message", Algorithm::SHA256).is_ok()
    })
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
        let control = measure(SAMPLES, [&first, &last], &|input| leaky(input, &right));
        println!("round {round}: control, which leaks: t = {control:.1}");
        good &= control.abs() > 100.0;
        let compare = |input: &[u8]| secrets::compare_digest(input, &right);
        for (what, t) in [
            ("compare_digest, wrong first or last byte", measure(SAMPLES, [&first, &last], &compare)),
            ("compare_digest, right or wrong", measure(SAMPLES, [&right, &first], &compare)),
            ("hmac verify, wrong first or last byte", measure(SAMPLES, [&tag_first, &tag_last], &verify)),
            ("hmac verify, right or wrong", measure(SAMPLES, [tag, &tag_first], &verify)),
        ] {
            println!("round {round}: {what}: t = {t:.1}");
            good &= t.abs() < 5.0;
        }
        for group in [Group::X25519, Group::SECP256R1, Group::SECP384R1] {
            let t = private_keys(group);
            println!("round {round}: private key in {group}, nearly zero or not: t = {t:.1}");
            good &= t.abs() < 5.0;
        }
    }
    println!("{}", if good { "timing: nothing found, and the control was" } else { "timing: FAILED" });
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
