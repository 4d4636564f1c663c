// SPDX-License-Identifier: MIT
//! The modes in which each block waits for the one before: CBC, CFB, OFB, CBC-MAC, and CCM, which counts in its shadow.
//!
//! What is added to a block after the last round and before the first one is added up beforehand and comes in as the last
//! round key: the chain consists of `R` instructions for each block.

macro_rules! serial_modes {
    ($features:literal) => {
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn cbc_encrypt<const R: usize>(
            keys: &Schedule,
            iv: &mut Block,
            blocks: &mut [Block],
        ) {
            let Some(first) = blocks.first() else { return };
            let k = round_keys!(keys.encrypt);
            let mut x = [xor(xor(broadcast(iv), k[0]), broadcast(first))];
            for i in 1..blocks.len() {
                let next = xor(broadcast(&blocks[i]), k[0]);
                inner_rounds!(x, encrypt, k);
                x[0] = encrypt_last(x[0], xor(k[R], next));
                store_first(&mut blocks[i - 1], xor(x[0], next));
            }
            inner_rounds!(x, encrypt, k);
            x[0] = encrypt_last(x[0], k[R]);
            if let Some(last) = blocks.last_mut() {
                store_first(last, x[0]);
            }
            store_first(iv, x[0]);
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn cfb_encrypt<const R: usize>(
            keys: &Schedule,
            iv: &mut Block,
            blocks: &mut [Block],
        ) {
            let k = round_keys!(keys.encrypt);
            let ends = xor(k[0], k[R]);
            let mut x = [xor(broadcast(iv), k[0])];
            for block in blocks {
                let key = xor(broadcast(block), ends);
                inner_rounds!(x, encrypt, k);
                x[0] = encrypt_last(x[0], key);
                store_first(block, xor(x[0], k[0]));
            }
            store_first(iv, xor(x[0], k[0]));
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn ofb<const R: usize>(
            keys: &Schedule,
            iv: &mut Block,
            blocks: &mut [Block],
        ) {
            let k = round_keys!(keys.encrypt);
            let ends = xor(k[0], k[R]);
            let mut x = [xor(broadcast(iv), k[0])];
            for block in blocks {
                let text = xor(broadcast(block), k[0]);
                inner_rounds!(x, encrypt, k);
                x[0] = encrypt_last(x[0], ends);
                store_first(block, xor(x[0], text));
            }
            store_first(iv, xor(x[0], k[0]));
        }

        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn cbc_mac<const R: usize>(
            keys: &Schedule,
            mac: &mut Block,
            blocks: &[Block],
        ) {
            let Some((first, rest)) = blocks.split_first() else { return };
            let k = round_keys!(keys.encrypt);
            let ends = xor(k[0], k[R]);
            let mut x = [xor(xor(broadcast(mac), k[0]), broadcast(first))];
            for block in rest {
                let key = xor(broadcast(block), ends);
                inner_rounds!(x, encrypt, k);
                x[0] = encrypt_last(x[0], key);
            }
            inner_rounds!(x, encrypt, k);
            store_first(mac, encrypt_last(x[0], k[R]));
        }

        /// For the counter, see `ctr`.
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn ccm_encrypt<const R: usize>(
            keys: &Schedule,
            counter: &mut Block,
            mac: &mut Block,
            blocks: &mut [Block],
        ) {
            let Some(first) = blocks.first() else { return };
            let k = round_keys!(keys.encrypt);
            let ends = xor(k[0], k[R]);
            let mut count = reverse(broadcast(counter));
            let mut text = broadcast(first);
            let mut state = xor(xor(broadcast(mac), k[0]), text);
            for i in 0..blocks.len() {
                // After the last block there is none, and what stands in for it is taken out below.
                let next = broadcast(blocks.get(i + 1).unwrap_or(&blocks[i]));
                let mut x = [state, xor(reverse(count), k[0])];
                inner_rounds!(x, encrypt, k);
                state = encrypt_last(x[0], xor(ends, next));
                store_first(&mut blocks[i], encrypt_last(x[1], xor(k[R], text)));
                text = next;
                count = add(count, splat(1));
            }
            store_first(counter, reverse(count));
            store_first(mac, xor(xor(state, k[0]), text));
        }

        /// For the counter, see `ctr`.
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn ccm_decrypt<const R: usize>(
            keys: &Schedule,
            counter: &mut Block,
            mac: &mut Block,
            blocks: &mut [Block],
        ) {
            let Some(first) = blocks.first() else { return };
            let k = round_keys!(keys.encrypt);
            let ends = xor(k[0], k[R]);
            let mut count = reverse(broadcast(counter));
            // The stream is one block ahead, so that it is there when the chain needs it.
            let mut stream = [reverse(count)];
            rounds!(stream, encrypt, encrypt_last, k);
            let mut text = xor(broadcast(first), stream[0]);
            let mut state = xor(xor(broadcast(mac), k[0]), text);
            for i in 0..blocks.len() {
                count = add(count, splat(1));
                // After the last block there is none, and what stands in for it is taken out below.
                let next = broadcast(blocks.get(i + 1).unwrap_or(&blocks[i]));
                store_first(&mut blocks[i], text);
                let mut x = [state, xor(reverse(count), k[0])];
                inner_rounds!(x, encrypt, k);
                text = encrypt_last(x[1], xor(k[R], next));
                state = encrypt_last(x[0], xor(ends, text));
            }
            store_first(counter, reverse(count));
            store_first(mac, xor(xor(state, k[0]), text));
        }
    };
}
