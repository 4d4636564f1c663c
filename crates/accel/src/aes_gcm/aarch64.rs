// SPDX-License-Identifier: MIT
//! AES-GCM with the instructions of aarch64: eight blocks are encrypted, and hashed while the next ones are.
//!
//! The two do not depend on each other, and the CPU looks far enough ahead to do both at once.

use core::arch::aarch64::{vdupq_n_u8, veorq_u8, vrbitq_u8};

use crate::Block;
use crate::aes::aarch64::{BATCH, Schedule, encrypt, load, load_each, store, store_each, xor_each};
use crate::ghash::aarch64::{Powers, absorb};

/// Encrypts whole blocks from `counter` on, whose last 32 bits count, and hashes what comes out into `state`.
#[allow(unsafe_code)]
pub(crate) fn encrypt_blocks(
    aes: &Schedule,
    ghash: &Powers,
    counter: &mut Block,
    state: &mut Block,
    blocks: &mut [Block],
) {
    let _proof = ghash.cpu();
    // SAFETY: the token among the powers says that the CPU has these features.
    unsafe { work::<true>(aes.forwards(), ghash.all(), counter, state, blocks) }
}

/// Hashes whole blocks into `state` and decrypts them.
#[allow(unsafe_code)]
pub(crate) fn decrypt_blocks(
    aes: &Schedule,
    ghash: &Powers,
    counter: &mut Block,
    state: &mut Block,
    blocks: &mut [Block],
) {
    let _proof = ghash.cpu();
    // SAFETY: the token among the powers says that the CPU has these features.
    unsafe { work::<false>(aes.forwards(), ghash.all(), counter, state, blocks) }
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn work<const SEAL: bool>(
    keys: &[Block],
    powers: &[Block; BATCH],
    counter: &mut Block,
    state: &mut Block,
    blocks: &mut [Block],
) {
    let mut next = *counter;
    let mut sum = vrbitq_u8(load(state));
    let (batches, rest) = blocks.as_chunks_mut::<BATCH>();
    for batch in batches {
        let mut stream = [vdupq_n_u8(0); BATCH];
        for stream in &mut stream {
            *stream = load(&next);
            count(&mut next);
        }
        let stream = encrypt(keys, stream);
        if !SEAL {
            sum = absorb(powers, sum, batch);
        }
        store_each(batch, xor_each(stream, load_each(batch)));
        if SEAL {
            sum = absorb(powers, sum, batch);
        }
    }
    for block in rest {
        let [stream] = encrypt(keys, [load(&next)]);
        count(&mut next);
        if !SEAL {
            sum = absorb(&powers[BATCH - 1..], sum, &[*block]);
        }
        store(block, veorq_u8(stream, load(block)));
        if SEAL {
            sum = absorb(&powers[BATCH - 1..], sum, &[*block]);
        }
    }
    store(state, vrbitq_u8(sum));
    *counter = next;
}

#[inline]
fn count(counter: &mut Block) {
    let [.., a, b, c, d] = counter;
    [*a, *b, *c, *d] = u32::from_be_bytes([*a, *b, *c, *d]).wrapping_add(1).to_be_bytes();
}
