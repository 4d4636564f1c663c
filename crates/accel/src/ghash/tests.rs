// SPDX-License-Identifier: MIT
//! Every kernel against the portable one, and that one against the definition.

use alloc::vec::Vec;

use super::*;

/// SP 800-38D, section 6.3, bit by bit.
fn by_definition(h: &Block, state: &mut Block, blocks: &[Block]) {
    for block in blocks {
        let x = u128::from_be_bytes(*state) ^ u128::from_be_bytes(*block);
        let (mut z, mut v) = (0_u128, u128::from_be_bytes(*h));
        for i in 0..128 {
            z ^= v * ((x >> (127 - i)) & 1);
            v = (v >> 1) ^ ((0xe1 << 120) * (v & 1));
        }
        *state = z.to_be_bytes();
    }
}

fn portable() -> Kernel {
    Kernel::every().last().unwrap()
}

/// Numbers without a pattern that a kernel could miss (xorshift64).
fn blocks(count: usize, seed: u64) -> Vec<Block> {
    let mut x = 0x9e37_79b9_7f4a_7c15_u64 ^ seed;
    let mut random = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x
    };
    (0..count).map(|_| (u128::from(random()) << 64 | u128::from(random())).to_ne_bytes()).collect()
}

#[test]
fn the_portable_one_is_the_definition() {
    let edges =
        [[0; 16], [0xff; 16], 1_u128.to_be_bytes(), (1_u128 << 127).to_be_bytes(), [0x88; 16], [0x11; 16]];
    let mut values = blocks(40, 1);
    values.extend(edges);
    for h in &values {
        for x in &values {
            let (mut expected, mut state) = ([0; 16], [0; 16]);
            by_definition(h, &mut expected, &[*x]);
            Key::new(portable(), h).update(&mut state, &[*x]);
            assert_eq!(state, expected, "{h:02x?} {x:02x?}");
        }
    }
    let message = blocks(20, 2);
    let (mut expected, mut state) = (values[0], values[0]);
    by_definition(&values[1], &mut expected, &message);
    Key::new(portable(), &values[1]).update(&mut state, &message);
    assert_eq!(state, expected);
}

#[test]
fn every_kernel_agrees_with_the_portable_one() {
    for length in (0..=1100).chain([4096, 65_537]) {
        let message = blocks(length, 3);
        let [h, start] = [blocks(2, 4 + length as u64)[0], blocks(2, 5)[1]];
        let mut expected = start;
        Key::new(portable(), &h).update(&mut expected, &message);
        for kernel in Kernel::every() {
            let key = Key::new(kernel, &h);
            let mut state = start;
            key.update(&mut state, &message);
            assert_eq!(state, expected, "{kernel:?}, {length} blocks");
            let (one, two) = message.split_at(length / 3);
            let mut state = start;
            key.update(&mut state, one);
            key.update(&mut state, two);
            assert_eq!(state, expected, "{kernel:?}, {length} blocks in two calls");
        }
    }
}

#[test]
fn secrets_stay_out_of_debug() {
    let shown = alloc::format!("{:?}", Key::new(Kernel::detect(), &[7; 16]));
    assert!(shown.ends_with(", ..)"), "{shown}");
}
