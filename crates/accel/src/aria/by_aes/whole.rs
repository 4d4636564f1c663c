// SPDX-License-Identifier: MIT
//! A few blocks, each whole in a register: what counts is how long each step waits for the one before it.
//!
//! All bytes go through all S-boxes. Bringing them to where the diffusion wants them takes the choice.

/// Defines `apply_whole`, `odd_round` and `even_round`, with the functions for registers from one module.
macro_rules! whole {
    ($registers:ident, $feature:literal) => {
        use super::{EVEN, LAST, MIX, MIX_BACK, ODD};
        use crate::affine::by_aes::$registers::{load, store};

        crate::affine::by_aes::apply_whole!(Block, $feature);

        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn odd_round(block: &Block) -> Block {
            let mut odd = [0; 16];
            store(&mut odd, diffuse_whole(substitute_whole(load(block), &ODD)));
            odd
        }

        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn even_round(block: &Block) -> Block {
            let mut even = [0; 16];
            store(&mut even, diffuse_whole(substitute_whole(load(block), &EVEN)));
            even
        }

        /// RFC 5794, 2.3.
        #[inline]
        #[target_feature(enable = $feature)]
        fn rounds_of_whole<const N: usize>(keys: &[Block], mut states: [Vector; N]) -> [Vector; N] {
            let [first @ .., before, last_but_one, last] = keys else { return states };
            let (pairs, _) = first.as_chunks();
            for [odd, even] in pairs {
                states = round(states, odd, &ODD);
                states = round(states, even, &EVEN);
            }
            states = round(states, before, &ODD);
            for state in &mut states {
                *state = substitute_whole(xor(*state, load(last_but_one)), &LAST);
                *state = xor(*state, load(last));
            }
            states
        }

        /// The functions FO and FE (RFC 5794, 2.4.1).
        #[inline]
        #[target_feature(enable = $feature)]
        fn round<const N: usize>(mut states: [Vector; N], key: &Block, orders: &[Block; 4]) -> [Vector; N] {
            for state in &mut states {
                *state = diffuse_whole(substitute_whole(xor(*state, load(key)), orders));
            }
            states
        }

        /// The S-boxes and what the orders make of them.
        #[inline]
        #[target_feature(enable = $feature)]
        fn substitute_whole(x: Vector, orders: &[Block; 4]) -> Vector {
            let (one, three) = (forwards(x), backwards(x));
            let (two, four) = (map(one, &ONE_TO_TWO), backwards(map(x, &FOUR_TO_THREE)));
            xor(
                xor(shuffle(one, &orders[0]), shuffle(three, &orders[2])),
                xor(shuffle(two, &orders[1]), shuffle(four, &orders[3])),
            )
        }

        /// The second and third part of the diffusion A (RFC 5794, 2.4.3).
        #[inline]
        #[target_feature(enable = $feature)]
        fn diffuse_whole(x: Vector) -> Vector {
            let x = xor(xor(x, shuffle(x, &MIX[0])), shuffle(x, &MIX[1]));
            xor(xor(shuffle(x, &MIX_BACK[0]), shuffle(x, &MIX_BACK[1])), shuffle(x, &MIX_BACK[2]))
        }
    };
}
