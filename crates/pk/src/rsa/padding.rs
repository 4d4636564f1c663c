// SPDX-License-Identifier: MIT
//! How digests and messages become numbers (RFC 8017 sections 7 and 9).

pub(super) mod oaep;
pub(super) mod pkcs1;
pub(super) mod pss;

use purembed_hash::{Algorithm, Hash};
use zeroize::Zeroize;

/// RFC 8017 appendix B.2.1, MGF1: adds a mask made from a seed.
fn xor_mgf1(out: &mut [u8], seed: &[u8], digestmod: Algorithm) {
    for (chunk, counter) in out.chunks_mut(digestmod.digest_size()).zip(0_u32..) {
        let mut block = Hash::new(digestmod).chain(seed).chain(counter.to_be_bytes()).finalize();
        chunk.iter_mut().zip(block.as_ref()).for_each(|(to, from)| *to ^= from);
        block.zeroize();
    }
}
