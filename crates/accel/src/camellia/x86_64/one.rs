// SPDX-License-Identifier: MIT
//! A single block, where what counts is how long each step waits for the one before it.
//!
//! The halves stay in the form that is next inverted: the map before inversion is part of the one after it, in the round
//! before. Every byte goes through all maps that any byte that comes out needs, and the function P takes its choice.

use core::slice::{from_mut, from_ref};

use super::{AFTER_F, BOX_OF, P, Pair};
use crate::Block;
use crate::affine::x86_64::Matrices;
use crate::affine::x86_64::xmm::{
    Vector, and, choose, halves_high, halves_low, invert, load_some, map, or, rotate, shift_down, shift_up,
    shuffle, splat_halves, store_some, xor, xor3,
};
use crate::affine::{Columns, rotation, then, undone};
use crate::camellia::{AFTER, BEFORE};

/// To the form in which bytes are inverted: for SBOX1 to SBOX3, and for SBOX4.
const INTO: [Columns; 2] = [BEFORE, then(rotation(1), BEFORE)];

/// Which bytes go through SBOX4.
const FOURTH: u16 = {
    let mut mask = 0;
    let mut i = 0;
    while i < 16 {
        mask |= ((BOX_OF[i % 8] == 3) as u16) << i;
        i += 1;
    }
    mask
};

/// From the inverse, rotated by so many bits, to that form.
const fn after(rotation_by: u32) -> Columns {
    then(then(AFTER, rotation(rotation_by)), BEFORE)
}

const ROTATED: [Matrices; 2] = [Matrices::new(after(0), after(2)), Matrices::new(after(1), after(7))];

/// The function P: for each byte that comes out, the next of those that it is the sum of, in one of both registers.
const fn source(register: usize, number: usize) -> Block {
    let mut order = [0x80; 16];
    let mut to = 0;
    while to < 16 {
        let (mut from, mut left) = (0, number);
        while from < 8 {
            // The form of SBOX4 is that of the others, rotated by one bit first.
            let rotation = ([0, 1, 7, 0][BOX_OF[from as usize]] + (BOX_OF[to % 8] == 3) as u8) % 8;
            let (place, there) = match rotation {
                0 => (0, 0),
                2 => (0, 8),
                1 => (1, 0),
                _ => (1, 8),
            };
            if (P[to % 8] >> (7 - from)) & 1 == 1 && place == register {
                if left == 0 {
                    order[to] = from + there;
                    break;
                }
                left -= 1;
            }
            from += 1;
        }
        to += 1;
    }
    order
}

/// RFC 3713, 2.3, with round keys that are prepared.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Pair], block: &mut Block) {
    let [before, first, second, third, groups @ .., after] = keys else { return };
    let (groups, _) = groups.as_chunks();
    let whole = into(xor(load_some(from_ref(block)), splat_halves(*before)));
    let mut state = [halves_low(whole, whole), halves_high(whole, whole)];
    six_rounds(&mut state, [first, second, third]);
    for [between, first, second, third] in groups {
        let keys = splat_halves(between.map(u64::swap_bytes));
        state[0] = into_reversed(fl(reversed(state[0]), halves_low(keys, keys)));
        state[1] = into_reversed(fl_inverse(reversed(state[1]), halves_high(keys, keys)));
        six_rounds(&mut state, [first, second, third]);
    }
    let [left, right] = state;
    let whole = xor(out_of(halves_low(right, left)), splat_halves(*after));
    store_some(from_mut(block), whole);
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn into(x: Vector) -> Vector {
    let [usual, fourth] = const { [Matrices::new(INTO[0], INTO[0]), Matrices::new(INTO[1], INTO[1])] };
    choose::<FOURTH>(map(x, usual), map(x, fourth))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn out_of(x: Vector) -> Vector {
    let [usual, fourth] = const {
        let [usual, fourth] = [undone(INTO[0]), undone(INTO[1])];
        [Matrices::new(usual, usual), Matrices::new(fourth, fourth)]
    };
    choose::<FOURTH>(map(x, usual), map(x, fourth))
}

/// The bytes of a half in the other order, as a number; without the constant of F.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn reversed(x: Vector) -> Vector {
    shuffle(xor(out_of(x), splat_halves([AFTER_F; 2])), &REVERSED)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn into_reversed(x: Vector) -> Vector {
    into(shuffle(x, &REVERSED))
}

const REVERSED: Block = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];

/// Each key is added to a half before F is, for which the next round waits.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn six_rounds([left, right]: &mut [Vector; 2], [first, second, third]: [&Pair; 3]) {
    let (first, second, third) =
        (into(splat_halves(*first)), into(splat_halves(*second)), into(splat_halves(*third)));
    let (two, four, six) =
        (halves_high(first, first), halves_high(second, second), halves_high(third, third));
    let (one, three, five) = (halves_low(first, first), halves_low(second, second), halves_low(third, third));
    let l = xor(*left, one);
    let r = add_f(xor(*right, two), l);
    let l = add_f(xor3(l, one, three), r);
    let r = add_f(xor3(r, two, four), l);
    let l = add_f(xor3(l, three, five), r);
    let r = add_f(xor3(r, four, six), l);
    *left = add_f(xor(l, five), r);
    *right = xor(r, six);
}

/// Adds the function F (RFC 3713, 2.4.1), without its constants, of one to the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn add_f(to: Vector, from: Vector) -> Vector {
    let (a, b) = (invert(from, ROTATED[0]), invert(from, ROTATED[1]));
    let one = xor3(
        shuffle(a, const { &source(0, 0) }),
        shuffle(a, const { &source(0, 1) }),
        shuffle(a, const { &source(0, 2) }),
    );
    let two = xor3(
        shuffle(a, const { &source(0, 3) }),
        shuffle(b, const { &source(1, 0) }),
        shuffle(b, const { &source(1, 1) }),
    );
    let three = xor3(to, shuffle(b, const { &source(1, 2) }), shuffle(b, const { &source(1, 3) }));
    xor3(one, two, three)
}

/// The function FL (RFC 3713, 2.4.2).
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn fl(half: Vector, key: Vector) -> Vector {
    let half = xor(half, shift_down(rotate(and(half, key))));
    xor(half, shift_up(or(half, key)))
}

/// The function FLINV (RFC 3713, 2.4.3).
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn fl_inverse(half: Vector, key: Vector) -> Vector {
    let half = xor(half, shift_up(or(half, key)));
    xor(half, shift_down(rotate(and(half, key))))
}
