// SPDX-License-Identifier: MIT
//! What the tests of several block ciphers do alike.

use alloc::vec::Vec;

use crate::Block;

/// Bytes without a pattern that a kernel could miss (xorshift64).
pub(crate) fn random() -> impl FnMut() -> u8 {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_le_bytes()[3]
    }
}

/// Compares, there and back, messages that begin at any byte, of every length up to what the widest kernel takes at once and
/// one more; `name` stands in what is said of a difference.
pub(crate) fn at_any_alignment(
    name: &str,
    reference: impl Fn(&mut [Block]),
    encrypt: impl Fn(&mut [Block]),
    decrypt: impl Fn(&mut [Block]),
) {
    let mut random = random();
    let message: Vec<u8> = (0..65 * 16).map(|_| random()).collect();
    let mut sealed = message.clone();
    reference(sealed.as_chunks_mut().0);
    for (blocks, at) in (0..=65).flat_map(|blocks| (0..64).map(move |at| (blocks, at))) {
        let mut room = [0; 65 * 16 + 64];
        let end = at + 16 * blocks;
        room[at..end].copy_from_slice(&message[..16 * blocks]);
        encrypt(room[at..end].as_chunks_mut().0);
        assert!(room[at..end] == sealed[..16 * blocks], "{name}, {blocks} blocks at {at}");
        decrypt(room[at..end].as_chunks_mut().0);
        assert!(room[at..end] == message[..16 * blocks], "{name}, {blocks} blocks at {at} back");
        room[at..end].fill(0);
        assert!(room.iter().all(|byte| *byte == 0), "{name}, {blocks} blocks at {at}, beside them");
    }
}
