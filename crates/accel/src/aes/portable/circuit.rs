// SPDX-License-Identifier: MIT
//! AES's rounds as circuits over bit planes: plane i holds bit i of every byte, so that one operation on a plane is one
//! gate for all bytes at once. No table and no branch sees a secret.
//!
//! The substitution boxes ([`crate::affine::circuit`]) add no constant: 0x63 is part of the round keys here, for both
//! directions.
//!
//! `ShiftRows` is never done (A. Adomnicai and T. Peyrin, "Fixslicing AES-like ciphers"): a state after j of them stands
//! with its row r turned by j r columns, and `MixColumns` looks for its neighbours where they are. After four, all is
//! as it was.

use crate::affine::circuit::{Bits, State, substitute, unsubstitute};

/// One bit plane of some blocks: rows, of columns.
pub(super) trait Plane: Bits {
    /// The plane of a round key, from that of one block.
    fn key(plane: u64) -> Self;

    /// What stands one row on and `J` columns on.
    fn next_row<const J: usize>(self) -> Self;

    /// What stands two rows on and `2 J` columns on.
    fn next_but_one<const J: usize>(self) -> Self;

    /// Every few rounds, for planes that lose something on the way.
    #[inline(always)]
    fn refresh(self) -> Self {
        self
    }
}

/// One round key for each [`Plane::key`].
pub(super) type RoundKey = [u64; 8];

/// FIPS 197, section 5.1, between blocks that are planes already. What comes out is `rounds` turns of the rows on.
#[inline(always)]
pub(super) fn encrypt<P: Plane>(keys: &[RoundKey], mut s: State<P>) -> State<P> {
    let [first, keys @ .., last] = keys else { return s };
    s = add(s, first);
    for keys in keys.chunks(4) {
        s = mix::<P, 1>(substitute(s));
        s = add(s, &keys[0]);
        s = substitute(s);
        if keys.len() == 1 {
            return add(s, last);
        }
        s = add(mix::<P, 2>(s), &keys[1]);
        s = add(mix::<P, 3>(substitute(s)), &keys[2]);
        s = substitute(s);
        if keys.len() == 3 {
            break;
        }
        s = add(mix::<P, 0>(s), &keys[3]).map(P::refresh);
    }
    add(s, last)
}

/// FIPS 197, section 5.3. What goes in must be `rounds` turns of the rows on.
#[inline(always)]
pub(super) fn decrypt<P: Plane>(keys: &[RoundKey], mut s: State<P>) -> State<P> {
    let [first, keys @ .., last] = keys else { return s };
    s = add(s, last);
    for keys in keys.chunks(4).rev() {
        if keys.len() == 4 {
            s = unmix::<P, 0>(add(unsubstitute(s), &keys[3]));
        }
        if keys.len() >= 3 {
            s = unmix::<P, 3>(add(unsubstitute(s), &keys[2])).map(P::refresh);
            s = unmix::<P, 2>(add(unsubstitute(s), &keys[1]));
        }
        s = unmix::<P, 1>(add(unsubstitute(s), &keys[0])).map(P::refresh);
    }
    add(unsubstitute(s), first)
}

#[inline(always)]
fn add<P: Plane>(s: State<P>, key: &RoundKey) -> State<P> {
    core::array::from_fn(|i| s[i] ^ P::key(key[i]))
}

/// Multiplies the columns by {03}x^3 + x^2 + x + {02}, in a state whose rows are `J` times turned.
#[inline(always)]
fn mix<P: Plane, const J: usize>(s: State<P>) -> State<P> {
    let next = s.map(P::next_row::<J>);
    let sum: State<P> = core::array::from_fn(|i| s[i] ^ next[i]);
    let far: State<P> = core::array::from_fn(|i| next[i] ^ sum[i].next_but_one::<J>());
    let top = sum[7];
    [
        far[0] ^ top,
        far[1] ^ sum[0] ^ top,
        far[2] ^ sum[1],
        far[3] ^ sum[2] ^ top,
        far[4] ^ sum[3] ^ top,
        far[5] ^ sum[4],
        far[6] ^ sum[5],
        far[7] ^ sum[6],
    ]
}

/// The inverse of [`mix`]: what that does, after a multiplication by {04}x^2 + {05}.
#[inline(always)]
fn unmix<P: Plane, const J: usize>(s: State<P>) -> State<P> {
    let u: State<P> = core::array::from_fn(|i| s[i] ^ s[i].next_but_one::<J>());
    let both = u[6] ^ u[7];
    mix::<P, J>([
        s[0] ^ u[6],
        s[1] ^ both,
        s[2] ^ u[0] ^ u[7],
        s[3] ^ u[1] ^ u[6],
        s[4] ^ u[2] ^ both,
        s[5] ^ u[3] ^ u[7],
        s[6] ^ u[4],
        s[7] ^ u[5],
    ])
}
