// SPDX-License-Identifier: MIT
//! ChaCha20 for any CPU: four blocks side by side, which the compiler puts into vector registers where there are any.

use crate::wipe::wipe;

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
        length @ 1..=64 => {
            let mut stream = block(state);
            rest.iter_mut().zip(&stream).for_each(|(to, from)| *to ^= from);
            wipe(&mut stream);
            state[12] = state[12].wrapping_add(u32::from(length > 0));
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
        quarter(&mut x, [0, 4, 8, 12]);
        quarter(&mut x, [1, 5, 9, 13]);
        quarter(&mut x, [2, 6, 10, 14]);
        quarter(&mut x, [3, 7, 11, 15]);
        quarter(&mut x, [0, 5, 10, 15]);
        quarter(&mut x, [1, 6, 11, 12]);
        quarter(&mut x, [2, 7, 8, 13]);
        quarter(&mut x, [3, 4, 9, 14]);
    }
    let mut block = [0; 64];
    for (i, to) in block.as_chunks_mut().0.iter_mut().enumerate() {
        *to = x[i].wrapping_add(state[i]).to_le_bytes();
    }
    block
}

/// The quarter round (section 2.1).
#[inline(always)]
fn quarter(x: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(16);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(12);
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(8);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(7);
}

#[inline(never)]
fn xor_four(state: &[u32; 16], data: &mut [u8; 256]) {
    let mut x = state.map(|word| [word; 4]);
    x[12] = add(x[12], [0, 1, 2, 3]);
    let counters = x[12];
    for _ in 0..10 {
        quarters(&mut x, [0, 4, 8, 12]);
        quarters(&mut x, [1, 5, 9, 13]);
        quarters(&mut x, [2, 6, 10, 14]);
        quarters(&mut x, [3, 7, 11, 15]);
        quarters(&mut x, [0, 5, 10, 15]);
        quarters(&mut x, [1, 6, 11, 12]);
        quarters(&mut x, [2, 7, 8, 13]);
        quarters(&mut x, [3, 4, 9, 14]);
    }
    for i in 0..16 {
        x[i] = add(x[i], if i == 12 { counters } else { [state[i]; 4] });
    }
    let (words, _) = data.as_chunks_mut::<4>();
    for (i, to) in words.iter_mut().enumerate() {
        *to = (u32::from_le_bytes(*to) ^ x[i % 16][i / 16]).to_le_bytes();
    }
}

/// Four quarter rounds, one of each block.
#[inline(always)]
fn quarters(x: &mut [Words; 16], [a, b, c, d]: [usize; 4]) {
    x[a] = add(x[a], x[b]);
    x[d] = xor_rotate::<16>(x[d], x[a]);
    x[c] = add(x[c], x[d]);
    x[b] = xor_rotate::<12>(x[b], x[c]);
    x[a] = add(x[a], x[b]);
    x[d] = xor_rotate::<8>(x[d], x[a]);
    x[c] = add(x[c], x[d]);
    x[b] = xor_rotate::<7>(x[b], x[c]);
}

#[inline(always)]
fn add(x: Words, y: Words) -> Words {
    core::array::from_fn(|i| x[i].wrapping_add(y[i]))
}

#[inline(always)]
fn xor_rotate<const BITS: u32>(x: Words, y: Words) -> Words {
    core::array::from_fn(|i| (x[i] ^ y[i]).rotate_left(BITS))
}
