// SPDX-License-Identifier: MIT
//! A single block, where what counts is how long each step waits for the one before it.
//!
//! The halves stay in the form that is next inverted: the map before inversion is part of the one after it, in the round
//! before. Every byte goes through all maps that any byte that comes out needs, and the function P takes its choice.

use core::hint::black_box;
use core::slice::{from_mut, from_ref};

use crate::Block;
use crate::affine::x86_64::Matrices;
use crate::affine::x86_64::xmm::{
    Vector, and, choose, halves_high, halves_low, invert, load_some, map, or, rotate, shift_down, shift_up,
    shuffle, splat_halves, store_some, xor, xor3,
};
use crate::affine::{Columns, rotation, then, undone};
use crate::camellia::constants::AFTER_F;
use crate::camellia::{AFTER, BEFORE};
use crate::camellia::{BOX_OF, P, Pair};

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

/// Three registers, because inversion is cheaper than bringing bytes to their places: each has what it gives alone in one
/// half, and in the other what most bytes need.
const ROTATED: [Matrices; 3] =
    [Matrices::new(after(7), after(0)), Matrices::new(after(1), after(0)), Matrices::new(after(2), after(0))];

/// The function P: for each byte that comes out, those that it is the sum of, two from each register.
const SOURCES: [[Block; 2]; 3] = {
    let mut sources = [[[0x80; 16]; 2]; 3];
    let mut to = 0;
    while to < 16 {
        let mut used = [0; 3];
        let mut i = 0;
        // What is in one register alone comes first.
        while i < 16 {
            let from = i % 8;
            // The form of SBOX4 is that of the others, rotated by one bit first.
            let rotation = ([0, 1, 7, 0][BOX_OF[from]] + (BOX_OF[to % 8] == 3) as u8) % 8;
            if (P[to % 8] >> (7 - from)) & 1 == 1 && (rotation == 0) == (i >= 8) {
                let (register, half) = match rotation {
                    7 => (0, 0),
                    1 => (1, 0),
                    2 => (2, 0),
                    _ if used[0] < 2 => (0, 8),
                    _ if used[1] < 2 => (1, 8),
                    _ => (2, 8),
                };
                sources[register][used[register]][to] = FROM[from] + half;
                used[register] += 1;
            }
            i += 1;
        }
        to += 1;
    }
    sources
};

/// The bytes of a half.
const FROM: [u8; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Round keys in the form of the halves, for both copies of a half.
struct Keys {
    /// Before and after the rounds, in the form of a block.
    ends: [Vector; 2],
    /// Of the functions FL, as numbers; the first six rounds have none before them.
    between: [[Vector; 2]; 4],
    /// Of six rounds each: what is added to the left half before, between and after its changes, and to the right one.
    rounds: [[[Vector; 4]; 2]; 4],
    /// How many times six rounds.
    used: usize,
}

impl Keys {
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vl,gfni")]
    fn new(keys: &[Pair]) -> Self {
        let zero = splat_halves([0; 2]);
        let mut this =
            Self { ends: [zero; 2], between: [[zero; 2]; 4], rounds: [[[zero; 4]; 2]; 4], used: 0 };
        let [before, groups @ .., after] = keys else { return this };
        this.ends = [into(splat_halves(*before)), into(splat_halves(*after))];
        // The first has no keys between.
        for (i, group) in groups.rchunks(4).rev().enumerate().take(4) {
            if let [between, _, _, _] = group {
                let keys = splat_halves(between.map(u64::swap_bytes));
                this.between[i] = [halves_low(keys, keys), halves_high(keys, keys)];
            }
            if let [.., first, second, third] = group {
                this.rounds[i] =
                    six(into(splat_halves(*first)), into(splat_halves(*second)), into(splat_halves(*third)));
            }
            this.used = i + 1;
        }
        this
    }

    /// Wipes what lies in memory.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vl,gfni")]
    fn forget(&mut self) {
        *self = Self::new(&[]);
        black_box(self);
    }
}

/// What is added between one change of a half and the next are the key that it had and the one that it gets.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn six(first: Vector, second: Vector, third: Vector) -> [[Vector; 4]; 2] {
    let all = [first, xor(first, second), xor(second, third), third];
    let mut halves = [all; 2];
    for i in 0..4 {
        halves[0][i] = halves_low(all[i], all[i]);
        halves[1][i] = halves_high(all[i], all[i]);
    }
    halves
}

/// A single block (RFC 3713, 2.3), with round keys that are prepared.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Pair], block: &mut Block) {
    let mut keys = Keys::new(keys);
    let state = rounds(&keys, into(load_some(from_ref(block))));
    store_some(from_mut(block), out_of(state));
    keys.forget();
}

/// Cipher block chaining. The chain stays in the form of the halves.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn cbc_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut keys = Keys::new(keys);
    let mut chain = into(load_some(from_ref(iv)));
    for block in blocks {
        chain = rounds(&keys, xor(chain, into(load_some(from_ref(block)))));
        store_some(from_mut(block), out_of(chain));
    }
    store_some(from_mut(iv), out_of(chain));
    keys.forget();
}

/// Cipher feedback of whole blocks.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn cfb_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut keys = Keys::new(keys);
    let mut chain = into(load_some(from_ref(iv)));
    for block in blocks {
        chain = xor(rounds(&keys, chain), into(load_some(from_ref(block))));
        store_some(from_mut(block), out_of(chain));
    }
    store_some(from_mut(iv), out_of(chain));
    keys.forget();
}

/// All rounds, from the form of a block to the same.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn rounds(keys: &Keys, whole: Vector) -> Vector {
    let whole = xor(whole, keys.ends[0]);
    let mut state = [halves_low(whole, whole), halves_high(whole, whole)];
    for i in 0..keys.used.min(4) {
        if i > 0 {
            let [one, other] = keys.between[i];
            state[0] = into_reversed(fl(reversed(state[0]), one));
            state[1] = into_reversed(fl_inverse(reversed(state[1]), other));
        }
        six_rounds(&mut state, &keys.rounds[i]);
    }
    let [left, right] = state;
    xor(halves_low(right, left), keys.ends[1])
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
fn six_rounds([left, right]: &mut [Vector; 2], [to_left, to_right]: &[[Vector; 4]; 2]) {
    let l = xor(*left, to_left[0]);
    let r = add_f(xor(*right, to_right[0]), l);
    let l = add_f(xor(l, to_left[1]), r);
    let r = add_f(xor(r, to_right[1]), l);
    let l = add_f(xor(l, to_left[2]), r);
    let r = add_f(xor(r, to_right[2]), l);
    *left = add_f(xor(l, to_left[3]), r);
    *right = xor(r, to_right[3]);
}

/// Adds the function F (RFC 3713, 2.4.1), without its constants, of one to the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn add_f(to: Vector, from: Vector) -> Vector {
    let (a, b, c) = (invert(from, ROTATED[0]), invert(from, ROTATED[1]), invert(from, ROTATED[2]));
    let sum = xor3(to, shuffle(a, const { &SOURCES[0][0] }), shuffle(a, const { &SOURCES[0][1] }));
    let sum = xor3(sum, shuffle(b, const { &SOURCES[1][0] }), shuffle(b, const { &SOURCES[1][1] }));
    xor3(sum, shuffle(c, const { &SOURCES[2][0] }), shuffle(c, const { &SOURCES[2][1] }))
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
