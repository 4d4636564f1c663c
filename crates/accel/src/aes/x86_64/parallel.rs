// SPDX-License-Identifier: MIT
//! The modes that work on blocks independently of each other: ECB, CTR, and CBC and CFB backwards.

macro_rules! parallel_modes {
    ($features:literal) => {
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn encrypt_blocks<const R: usize>(keys: &Schedule, blocks: &mut [Block]) {
            let k = round_keys!(keys.encrypt);
            groups!(blocks, x => {
                rounds!(x, encrypt, encrypt_last, k);
            });
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn decrypt_blocks<const R: usize>(keys: &Schedule, blocks: &mut [Block]) {
            let k = round_keys!(keys.decrypt);
            groups!(blocks, x => {
                rounds!(x, decrypt, decrypt_last, k);
            });
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn cbc_decrypt<const R: usize>(keys: &Schedule, iv: &mut Block, blocks: &mut [Block]) {
            let k = round_keys!(keys.decrypt);
            let mut last = broadcast(iv);
            if let Some(next) = blocks.last() {
                *iv = *next;
            }
            groups!(blocks, x => {
                let sealed = x;
                rounds!(x, decrypt, decrypt_last, k);
                for i in 0..x.len() {
                    x[i] = xor(x[i], before(last, sealed[i]));
                    last = sealed[i];
                }
            });
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn cfb_decrypt<const R: usize>(keys: &Schedule, iv: &mut Block, blocks: &mut [Block]) {
            let k = round_keys!(keys.encrypt);
            let mut last = broadcast(iv);
            if let Some(next) = blocks.last() {
                *iv = *next;
            }
            groups!(blocks, x => {
                let mut stream = x;
                for i in 0..x.len() {
                    stream[i] = before(last, x[i]);
                    last = x[i];
                }
                rounds!(stream, encrypt, encrypt_last, k);
                for i in 0..x.len() {
                    x[i] = xor(x[i], stream[i]);
                }
            });
        }

        /// The caller sees to it that the lower half of the counter wraps around after the last block at the earliest;
        /// if it does, the upper half is wrong afterwards.
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn ctr<const R: usize>(keys: &Schedule, counter: &mut Block, blocks: &mut [Block]) {
            let k = round_keys!(keys.encrypt);
            let first = reverse(broadcast(counter));
            store_first(counter, reverse(add(first, splat(blocks.len() as u64))));
            let mut count = add(first, from(0));
            groups!(blocks, x => {
                let mut stream = x;
                for i in 0..x.len() {
                    stream[i] = reverse(add(count, splat((i * W) as u64)));
                }
                count = add(count, splat((x.len() * W) as u64));
                rounds!(stream, encrypt, encrypt_last, k);
                for i in 0..x.len() {
                    x[i] = xor(x[i], stream[i]);
                }
            });
        }
    };
}
