// SPDX-License-Identifier: MIT
//! ChaCha20 for any CPU: four blocks side by side, which the compiler puts into vector registers where there are any.

use crate::wipe::wipe;

/// The quarter round (section 2.1).
macro_rules! quarter {
    ($a:expr, $b:expr, $c:expr, $d:expr) => {
        $a = $a.wrapping_add($b);
        $d = ($d ^ $a).rotate_left(16);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_left(12);
        $a = $a.wrapping_add($b);
        $d = ($d ^ $a).rotate_left(8);
        $c = $c.wrapping_add($d);
        $b = ($b ^ $c).rotate_left(7);
    };
}

/// The same word of four blocks.
type Words = [u32; 4];

pub(super) fn xor(state: &mut [u32; 16], data: &mut [u8]) {
    let (groups, rest) = data.as_chunks_mut();
    for group in groups {
        xor_four(state, group);
        state[12] = state[12].wrapping_add(4);
    }
    match rest.len() {
        0 => {}
        1..=64 => {
            let mut stream = block(state);
            rest.iter_mut().zip(&stream).for_each(|(to, from)| *to ^= from);
            wipe(&mut stream);
            state[12] = state[12].wrapping_add(1);
        }
        length => {
            let mut buffer = [0; 256];
            buffer[..length].copy_from_slice(rest);
            xor_four(state, &mut buffer);
            rest.copy_from_slice(&buffer[..length]);
            wipe(&mut buffer);
            state[12] = state[12].wrapping_add(if length <= 128 { 2 } else { 3 + u32::from(length > 192) });
        }
    }
}

/// The block function (RFC 8439, section 2.3).
pub(super) fn block(state: &[u32; 16]) -> [u8; 64] {
    let mut x = *state;
    for _ in 0..10 {
        quarter!(x[0], x[4], x[8], x[12]);
        quarter!(x[1], x[5], x[9], x[13]);
        quarter!(x[2], x[6], x[10], x[14]);
        quarter!(x[3], x[7], x[11], x[15]);
        quarter!(x[0], x[5], x[10], x[15]);
        quarter!(x[1], x[6], x[11], x[12]);
        quarter!(x[2], x[7], x[8], x[13]);
        quarter!(x[3], x[4], x[9], x[14]);
    }
    let mut block = [0; 64];
    for (i, to) in block.as_chunks_mut().0.iter_mut().enumerate() {
        *to = x[i].wrapping_add(state[i]).to_le_bytes();
    }
    wipe(&mut x);
    block
}

fn xor_four(state: &[u32; 16], data: &mut [u8; 256]) {
    let mut start = state.map(|word| [word; 4]);
    for (counter, i) in start[12].iter_mut().zip(0..) {
        *counter = counter.wrapping_add(i);
    }
    let (mut x, mut y) = (start, [[0; 4]; 16]);
    for _ in 0..5 {
        double_round(&x, &mut y);
        double_round(&y, &mut x);
    }
    for (y, (x, start)) in y.iter_mut().zip(x.iter().zip(&start)) {
        *y = [0, 1, 2, 3].map(|i: usize| x[i].wrapping_add(start[i]));
    }
    let (blocks, _) = data.as_chunks_mut::<64>();
    for (i, block) in blocks.iter_mut().enumerate() {
        for (j, to) in block.as_chunks_mut().0.iter_mut().enumerate() {
            *to = (u32::from_le_bytes(*to) ^ y[j][i]).to_le_bytes();
        }
    }
    wipe(&mut start);
    wipe(&mut x);
    wipe(&mut y);
}

/// A double round of four blocks.
///
/// The loop over the blocks is the inner one, in a function of its own and from one array to another: so the compiler
/// makes a single turn of it, with a vector in place of each word.
#[inline(never)]
fn double_round(from: &[Words; 16], to: &mut [Words; 16]) {
    for i in 0..4 {
        let [mut x0, mut x1, mut x2, mut x3] = [from[0][i], from[1][i], from[2][i], from[3][i]];
        let [mut x4, mut x5, mut x6, mut x7] = [from[4][i], from[5][i], from[6][i], from[7][i]];
        let [mut x8, mut x9, mut x10, mut x11] = [from[8][i], from[9][i], from[10][i], from[11][i]];
        let [mut x12, mut x13, mut x14, mut x15] = [from[12][i], from[13][i], from[14][i], from[15][i]];
        quarter!(x0, x4, x8, x12);
        quarter!(x1, x5, x9, x13);
        quarter!(x2, x6, x10, x14);
        quarter!(x3, x7, x11, x15);
        quarter!(x0, x5, x10, x15);
        quarter!(x1, x6, x11, x12);
        quarter!(x2, x7, x8, x13);
        quarter!(x3, x4, x9, x14);
        [to[0][i], to[1][i], to[2][i], to[3][i]] = [x0, x1, x2, x3];
        [to[4][i], to[5][i], to[6][i], to[7][i]] = [x4, x5, x6, x7];
        [to[8][i], to[9][i], to[10][i], to[11][i]] = [x8, x9, x10, x11];
        [to[12][i], to[13][i], to[14][i], to[15][i]] = [x12, x13, x14, x15];
    }
}
