// SPDX-License-Identifier: MIT
//! Our block functions beside RustCrypto's.

use alloc::vec::Vec;

use ::sha2::digest::Digest;
use purembed_accel::{Backend, backend, sha1 as accel1, sha256, sha512};

use super::*;

/// Bytes without a pattern (xorshift32).
fn random(length: usize, mut seed: u32) -> Vec<u8> {
    core::iter::repeat_with(|| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed.to_le_bytes()[2]
    })
    .take(length)
    .collect()
}

/// Every length up to some blocks, then long messages, in one piece, in two and in uneven ones.
fn compare<Twin: Digest, C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    start: impl Fn() -> Running<C, BLOCK, DIGEST>,
) {
    let lengths = (0..=1100).chain([4096, 16_383, 16_384, 65_537, 1_000_003]);
    for (length, seed) in lengths.zip(1..) {
        let data = random(length, seed);
        let expected = Twin::digest(&data);
        assert_eq!(start().digest_with(&data)[..], expected[..], "{length} bytes");
        for split in [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, length / 2] {
            let (head, tail) = data.split_at(split.min(length));
            let mut ours = start();
            ours.update(head);
            assert_eq!(ours.digest_with(tail)[..], expected[..], "{length} bytes from {split}");
        }
        let mut ours = start();
        let (mut rest, mut piece) = (&data[..], 1);
        while let Some((first, others)) = rest.split_at_checked(piece) {
            ours.update(first);
            rest = others;
            piece = (piece * 7 + 3) % 1021;
        }
        ours.update(rest);
        assert_eq!(ours.finish()[..], expected[..], "{length} bytes in pieces");
    }
}

/// The loop over prepared blocks beside the one that knows nothing of blocks.
fn compare_loops<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    start: impl Fn() -> Running<C, BLOCK, DIGEST>,
) {
    for (taken_in, seed) in [(0, 1), (BLOCK, 2), (2 * BLOCK, 3), (5, 4), (BLOCK + 1, 5)] {
        let (mut inner, mut outer) = (start(), start());
        inner.update(&random(taken_in, seed));
        outer.update(&random(taken_in, seed + 100));
        for count in [0, 1, 2, 7] {
            let mut digest: [u8; DIGEST] =
                random(DIGEST, seed + 200).try_into().expect("as long as a digest");
            let (mut expected, mut sum, mut expected_sum) = (digest, digest, digest);
            Engine::iterate(&inner, &outer, &mut digest, &mut sum, count);
            engine::iterate(&inner, &outer, &mut expected, &mut expected_sum, count);
            assert_eq!((digest, sum), (expected, expected_sum), "{taken_in} bytes, {count} times");
        }
    }
}

#[test]
fn md5_is_its_twin() {
    compare::<::md5::Md5, _, 64, 16>(Md5::start);
    compare_loops(Md5::start);
}

#[test]
fn ripemd160_is_its_twin() {
    compare::<::ripemd::Ripemd160, _, 64, 20>(Ripemd160::start);
    compare_loops(Ripemd160::start);
}

#[test]
fn sha1_is_its_twin_on_every_kernel() {
    for kernel in Backend::every().map(accel1::Kernel::of) {
        let start = || {
            let mut hash = Sha1::start();
            hash.chain.kernel = kernel;
            hash
        };
        compare::<::sha1::Sha1, _, 64, 20>(start);
        compare_loops(start);
    }
}

/// The same for the sizes of a family.
macro_rules! on_every_kernel {
    ($kernels:expr; $($name:ident $block:literal $digest:literal)*) => {
        for kernel in $kernels {$(
            let start = || {
                let mut hash = $name::start();
                hash.chain.0.kernel = kernel;
                hash
            };
            compare::<::sha2::$name, _, $block, $digest>(start);
            compare_loops(start);
        )*}
    };
}

#[test]
fn sha256_is_its_twin_on_every_kernel() {
    on_every_kernel!(Backend::every().map(sha256::Kernel::of); Sha224 64 28 Sha256 64 32);
}

#[test]
fn sha512_is_its_twin_on_every_kernel() {
    on_every_kernel!(Backend::every().map(sha512::Kernel::of); Sha384 128 48 Sha512 128 64 Sha512_256 128 32);
}

#[test]
fn the_back_end_decides_about_kernels() {
    assert_eq!(Sha512::start().chain.0.kernel, sha512::Kernel::of(backend()));
    assert_eq!(Sha256::start().chain.0.kernel, sha256::Kernel::of(backend()));
    assert_eq!(Sha1::start().chain.kernel, accel1::Kernel::of(backend()));
}
