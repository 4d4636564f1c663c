// SPDX-License-Identifier: MIT
//! AES's rounds as circuits over bit planes: plane i holds bit i of every byte, so that one operation on a plane is one
//! gate for all bytes at once. No table and no branch sees a secret.
//!
//! The substitution boxes are the circuits of J. Boyar and R. Peralta ("A small depth-16 circuit for the AES S-box"),
//! without their negations: the constant 0x63 that these add is part of the round keys here, for both directions.
//!
//! `ShiftRows` is never done (A. Adomnicai and T. Peyrin, "Fixslicing AES-like ciphers"): a state after j of them stands
//! with its row r turned by j r columns, and `MixColumns` looks for its neighbours where they are. After four, all is
//! as it was.

use core::ops::{BitAnd, BitXor};

/// One bit plane of some blocks: rows, of columns.
pub(super) trait Plane: Copy + BitXor<Output = Self> + BitAnd<Output = Self> {
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

/// The bits of every byte, the lowest first.
pub(super) type State<P> = [P; 8];

/// One round key for each [`Plane::key`].
pub(super) type RoundKey = [u64; 8];

/// Statements, several in a line.
macro_rules! gates {
    ($($name:ident = $a:ident $op:tt $b:ident;)*) => { $(let $name = $a $op $b;)* };
}

/// The linear forms that the inversion takes: y1 to y21 as the paper numbers them, after the lowest bit of the byte.
type Forms<P> = [P; 22];

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

/// `SubBytes`, but for the constant.
#[inline(always)]
pub(super) fn substitute<P: Plane>(s: State<P>) -> State<P> {
    let [x7, x6, x5, x4, x3, x2, x1, x0] = s;
    gates! {
        y14 = x3 ^ x5; y13 = x0 ^ x6; y9 = x0 ^ x3; y8 = x0 ^ x5; t0 = x1 ^ x2; y1 = t0 ^ x7; y4 = y1 ^ x3;
        y12 = y13 ^ y14; y2 = y1 ^ x0; y5 = y1 ^ x6; y3 = y5 ^ y8; t1 = x4 ^ y12; y15 = t1 ^ x5; y20 = t1 ^ x1;
        y6 = y15 ^ x7; y10 = y15 ^ t0; y11 = y20 ^ y9; y7 = x7 ^ y11; y17 = y10 ^ y11; y19 = y10 ^ y8;
        y16 = t0 ^ y11; y21 = y13 ^ y16; y18 = x0 ^ y16;
    }
    let [z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17] = invert([
        x7, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21,
    ]);
    gates! {
        t46 = z15 ^ z16; t47 = z10 ^ z11; t48 = z5 ^ z13; t49 = z9 ^ z10; t50 = z2 ^ z12; t51 = z2 ^ z5;
        t52 = z7 ^ z8; t53 = z0 ^ z3; t54 = z6 ^ z7; t55 = z16 ^ z17; t56 = z12 ^ t48; t57 = t50 ^ t53;
        t58 = z4 ^ t46; t59 = z3 ^ t54; t60 = t46 ^ t57; t61 = z14 ^ t57; t62 = t52 ^ t58; t63 = t49 ^ t58;
        t64 = z4 ^ t59; t65 = t61 ^ t62; t66 = z1 ^ t63; t67 = t64 ^ t65;
        s0 = t59 ^ t63; s3 = t53 ^ t66; s1 = t64 ^ s3; s2 = t55 ^ t67; s4 = t51 ^ t66; s5 = t47 ^ t65;
        s6 = t56 ^ t62; s7 = t48 ^ t60;
    }
    [s7, s6, s5, s4, s3, s2, s1, s0]
}

/// `InvSubBytes` of what has the constant added already.
#[inline(always)]
fn unsubstitute<P: Plane>(s: State<P>) -> State<P> {
    let [x7, x6, x5, x4, x3, x2, x1, x0] = s;
    gates! {
        y3 = x0 ^ x3; y5 = x1 ^ x3; y8 = x0 ^ x1; y9 = x3 ^ x4; y19 = x4 ^ x7; r5 = x6 ^ x7; y6 = x1 ^ y3;
        y4 = y5 ^ r5; y1 = x7 ^ y9; y10 = y8 ^ y19; y12 = y8 ^ r5; y13 = y9 ^ r5; y18 = x2 ^ y9; r13 = x1 ^ x6;
        y7 = x2 ^ y4; y2 = y19 ^ r13; y14 = x4 ^ y6; r17 = x2 ^ x5; r18 = x5 ^ x6; r19 = x2 ^ x4; y0 = x0 ^ r17;
        y15 = y5 ^ r17; y16 = r13 ^ r19; y17 = y9 ^ r18; y11 = y10 ^ y17; y20 = y10 ^ r18; y21 = y13 ^ y16;
    }
    let [z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17] = invert([
        y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21,
    ]);
    gates! {
        p0 = z6 ^ z15; p1 = z12 ^ z13; p2 = z8 ^ z16; p3 = z1 ^ z4; p4 = z2 ^ z10; p5 = z0 ^ z5; p6 = z3 ^ z14;
        p7 = p0 ^ p1; p8 = z4 ^ z7; p9 = z9 ^ z17; p10 = z11 ^ p4; p11 = p0 ^ p3; p12 = z0 ^ z2; p13 = z3 ^ z5;
        p14 = z3 ^ z16; p15 = z8 ^ z13; p16 = z11 ^ z15; p17 = z12 ^ p2; p18 = z17 ^ p5; p19 = p2 ^ p3;
        p20 = p4 ^ p6; p22 = p2 ^ p7; p23 = p7 ^ p8; p24 = p5 ^ p7; p25 = p6 ^ p10; p26 = p9 ^ p11;
        p27 = p10 ^ p18; p28 = p11 ^ p25; p29 = p15 ^ p20;
        w0 = p13 ^ p22; w1 = p26 ^ p29; w2 = p17 ^ p28; w3 = p12 ^ p22; w4 = p23 ^ p27; w5 = p19 ^ p24;
        w6 = p14 ^ p23; w7 = p9 ^ p16;
    }
    [w7, w6, w5, w4, w3, w2, w1, w0]
}

/// The inversion in GF(2^8), by way of GF(2^4), whose products are added up by the caller.
#[inline(always)]
fn invert<P: Plane>(y: Forms<P>) -> [P; 18] {
    let [y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21] =
        y;
    gates! {
        t2 = y12 & y15; t3 = y3 & y6; t4 = t3 ^ t2; t5 = y4 & y0; t6 = t5 ^ t2; t7 = y13 & y16; t8 = y5 & y1;
        t9 = t8 ^ t7; t10 = y2 & y7; t11 = t10 ^ t7; t12 = y9 & y11; t13 = y14 & y17; t14 = t13 ^ t12;
        t15 = y8 & y10; t16 = t15 ^ t12; t17 = t4 ^ y20; t18 = t6 ^ t16; t19 = t9 ^ t14; t20 = t11 ^ t16;
        t21 = t17 ^ t14; t22 = t18 ^ y19; t23 = t19 ^ y21; t24 = t20 ^ y18; t25 = t21 ^ t22; t26 = t21 & t23;
        t27 = t24 ^ t26; t28 = t25 & t27; t29 = t28 ^ t22; t30 = t23 ^ t24; t31 = t22 ^ t26; t32 = t31 & t30;
        t33 = t32 ^ t24; t34 = t23 ^ t33; t35 = t27 ^ t33; t36 = t24 & t35; t37 = t36 ^ t34; t38 = t27 ^ t36;
        t39 = t29 & t38; t40 = t25 ^ t39; t41 = t40 ^ t37; t42 = t29 ^ t33; t43 = t29 ^ t40; t44 = t33 ^ t37;
        t45 = t42 ^ t41;
    }
    [
        t44 & y15,
        t37 & y6,
        t33 & y0,
        t43 & y16,
        t40 & y1,
        t29 & y7,
        t42 & y11,
        t45 & y17,
        t41 & y10,
        t44 & y12,
        t37 & y3,
        t33 & y4,
        t43 & y13,
        t40 & y5,
        t29 & y2,
        t42 & y9,
        t45 & y14,
        t41 & y8,
    ]
}
