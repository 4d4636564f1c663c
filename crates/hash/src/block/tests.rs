// SPDX-License-Identifier: MIT
//! Our block functions beside RustCrypto's.

use alloc::vec::Vec;

use digest::Digest;
use purembed_accel::sha512::Kernel;
use purembed_accel::{Backend, backend};

use super::{Md5, Ripemd160, Sha384, Sha512, Sha512_256};

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

/// Every length up to some blocks, then long messages, in one piece and in uneven ones.
fn compare<Ours: Digest, Twin: Digest>(start: impl Fn() -> Ours) {
    let lengths = (0..=1100).chain([4096, 16_383, 16_384, 65_537, 1_000_003]);
    for (length, seed) in lengths.zip(1..) {
        let data = random(length, seed);
        let expected = Twin::digest(&data);
        assert_eq!(start().chain_update(&data).finalize()[..], expected[..], "{length} bytes");
        let mut ours = start();
        let (mut rest, mut piece) = (&data[..], 1);
        while let Some((first, others)) = rest.split_at_checked(piece) {
            ours.update(first);
            rest = others;
            piece = (piece * 7 + 3) % 1021;
        }
        ours.update(rest);
        assert_eq!(ours.finalize()[..], expected[..], "{length} bytes in pieces");
    }
}

#[test]
fn md5_is_its_twin() {
    compare::<Md5, ::md5::Md5>(Md5::new);
}

#[test]
fn ripemd160_is_its_twin() {
    compare::<Ripemd160, ::ripemd::Ripemd160>(Ripemd160::new);
}

#[test]
fn sha512_is_its_twin_on_every_kernel() {
    for kernel in Kernel::every().map(Some).chain([None]) {
        compare::<Sha384, sha2::Sha384>(|| {
            let mut hash = Sha384::new();
            hash.core.chain.0.kernel = kernel;
            hash
        });
        compare::<Sha512, sha2::Sha512>(|| {
            let mut hash = Sha512::new();
            hash.core.chain.0.kernel = kernel;
            hash
        });
        compare::<Sha512_256, sha2::Sha512_256>(|| {
            let mut hash = Sha512_256::new();
            hash.core.chain.0.kernel = kernel;
            hash
        });
    }
}

#[test]
fn the_back_end_decides_about_kernels() {
    let expected = if backend() < Backend::Avx2 { None } else { Kernel::detect() };
    assert_eq!(Sha512::new().core.chain.0.kernel, expected);
}
