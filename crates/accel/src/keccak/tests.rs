// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use sha3::Digest as _;

use super::*;

/// Numbers without a pattern that a kernel could miss (xorshift64).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn every_kernel_agrees_with_its_twin() {
    let kernels: Vec<_> = Kernel::every().collect();
    assert_eq!(kernels.last(), Some(&Kernel(Isa::Portable)));
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..1000 {
        let before: State = core::array::from_fn(|_| random(&mut seed));
        let mut expected = before;
        Kernel(Isa::Portable).permute(&mut expected);
        for kernel in &kernels {
            let mut state = before;
            kernel.permute(&mut state);
            assert_eq!(state, expected, "{kernel:?}");
        }
    }
}

#[test]
fn every_kernel_takes_in_blocks_of_every_length() {
    fn compare<const RATE: usize>(seed: &mut u64) {
        for count in 0..4 {
            let before: State = core::array::from_fn(|_| random(seed));
            let blocks: Vec<[u8; RATE]> =
                (0..count).map(|_| core::array::from_fn(|_| random(seed).to_le_bytes()[2])).collect();
            let mut expected = before;
            for block in &blocks {
                for (i, byte) in block.iter().enumerate() {
                    expected[i / 8] ^= u64::from(*byte) << (8 * (i % 8));
                }
                Kernel(Isa::Portable).permute(&mut expected);
            }
            for kernel in Kernel::every() {
                let mut state = before;
                kernel.absorb(&mut state, &blocks);
                assert_eq!(state, expected, "{kernel:?}, {count} blocks of {RATE} bytes");
            }
        }
    }
    let mut seed = 0xfeed_beef_1234_5678;
    macro_rules! compare {
        ($($words:literal)*) => { $(compare::<{ 8 * $words }>(&mut seed);)* };
    }
    compare!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25);
}

/// SHA3-256 of one block, made of the permutation alone, beside the crate's.
#[test]
fn every_kernel_makes_sha3() {
    const RATE: usize = 136;
    let mut seed = 0x1234_5678_9abc_def1;
    for length in 0..RATE {
        let message: Vec<u8> = (0..length).map(|_| random(&mut seed).to_le_bytes()[2]).collect();
        let mut block = [0; RATE];
        block[..length].copy_from_slice(&message);
        block[length] ^= 0x06;
        block[RATE - 1] ^= 0x80;
        for kernel in Kernel::every() {
            let mut state = [0; 25];
            let words = block.as_chunks().0;
            state.iter_mut().zip(words).for_each(|(lane, word)| *lane = u64::from_le_bytes(*word));
            kernel.permute(&mut state);
            let digest: Vec<u8> = state[..4].iter().flat_map(|lane| lane.to_le_bytes()).collect();
            assert_eq!(digest[..], sha3::Sha3_256::digest(&message)[..], "{kernel:?}, {length} bytes");
        }
    }
}

#[test]
fn the_back_end_decides() {
    assert_eq!(Kernel::detect(), Kernel::of(backend()));
    assert!(Kernel::every().any(|kernel| kernel == Kernel::detect()));
}
