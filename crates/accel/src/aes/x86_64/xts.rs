// SPDX-License-Identifier: MIT
//! XTS (SP 800-38E, IEEE 1619): the tweaks of the blocks of a register side by side, those of the next register as many
//! powers of x further.

macro_rules! xts_modes {
    ($features:literal) => {
        xts_modes!($features, xts_encrypt, encrypt, encrypt_last, encrypt);
        xts_modes!($features, xts_decrypt, decrypt, decrypt_last, decrypt);
    };
    ($features:literal, $name:ident, $round:ident, $last:ident, $keys:ident) => {
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(in crate::aes::x86_64) fn $name<const R: usize>(
            keys: &Schedule,
            tweak: &mut Block,
            blocks: &mut [Block],
        ) {
            let k = round_keys!(keys.$keys);
            let first = broadcast(tweak);
            let mut t = times(first, 0, 1);
            let (groups, rest) = blocks.as_chunks_mut::<{ N * W }>();
            if !groups.is_empty() {
                let mut tweaks = [t; N];
                for i in 1..N {
                    tweaks[i] = times(first, (i * W) as u64, 1);
                }
                for group in groups {
                    let (group, _) = group.as_chunks_mut::<W>();
                    let mut x = [zero(); N];
                    for i in 0..N {
                        x[i] = xor(load(&group[i]), tweaks[i]);
                    }
                    rounds!(x, $round, $last, k);
                    for i in 0..N {
                        store(&mut group[i], xor(x[i], tweaks[i]));
                        tweaks[i] = times_group(tweaks[i]);
                    }
                }
                t = tweaks[0];
            }
            for some in rest.chunks_mut(W) {
                let mut x = [xor(load_some(some), t)];
                rounds!(x, $round, $last, k);
                store_some(some, xor(x[0], t));
                t = times(t, some.len() as u64, 0);
            }
            store_first(tweak, t);
        }
    };
}
