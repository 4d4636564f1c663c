// SPDX-License-Identifier: MIT
//! AES with the instructions of aarch64: eight blocks at a time where one does not wait for another.

use core::arch::aarch64::{
    uint8x16_t, vaesdq_u8, vaeseq_u8, vaesimcq_u8, vaesmcq_u8, vdupq_n_u8, veorq_u8, vld1q_u8, vst1q_u8,
};

use crate::Block;
use crate::cpu::Neon;

mod schedule;

pub(crate) use schedule::Schedule;

/// How many blocks are worked on at once.
pub(crate) const BATCH: usize = 8;

/// A key, and the proof that this CPU can use it.
pub(super) struct Key {
    pub(super) cpu: Neon,
    pub(super) schedule: Schedule,
}

/// The modes: each a safe method that calls the kernel of the same name.
macro_rules! modes {
    ($($mode:ident($($chain:ident),*) = $kernel:ident of $keys:ident;)*) => {$(
        #[allow(unsafe_code)]
        pub(super) fn $mode(&self, $($chain: &mut Block,)* blocks: &mut [Block]) {
            // SAFETY: the token in the key says that the CPU has these features.
            unsafe { $kernel(self.schedule.$keys(), $($chain,)* blocks) }
        }
    )*};
}

impl Key {
    pub(super) fn new(cpu: Neon, key: &[u8]) -> Option<Self> {
        Some(Self { cpu, schedule: Schedule::new(cpu, key)? })
    }

    modes! {
        encrypt_blocks() = ecb_encrypt of forwards;
        decrypt_blocks() = ecb_decrypt of backwards;
        cbc_encrypt(iv) = cbc_encrypt of forwards;
        cbc_decrypt(iv) = cbc_decrypt of backwards;
        cfb_encrypt(iv) = cfb_encrypt of forwards;
        cfb_decrypt(iv) = cfb_decrypt of forwards;
        ofb(iv) = ofb of forwards;
        ctr(counter) = ctr of forwards;
        xts_encrypt(tweak) = xts_encrypt of forwards;
        xts_decrypt(tweak) = xts_decrypt of backwards;
        ccm_encrypt(counter, mac) = ccm_encrypt of forwards;
        ccm_decrypt(counter, mac) = ccm_decrypt of forwards;
    }

    #[allow(unsafe_code)]
    pub(super) fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
        // SAFETY: the token in the key says that the CPU has these features.
        unsafe { cbc_mac(self.schedule.forwards(), mac, blocks) }
    }
}

/// A kernel that turns blocks into blocks, eight or one at a time.
macro_rules! ecb {
    ($name:ident, $cipher:ident) => {
        #[inline(never)]
        #[target_feature(enable = "neon,aes")]
        fn $name(keys: &[Block], blocks: &mut [Block]) {
            let (batches, rest) = blocks.as_chunks_mut();
            for batch in batches {
                store_each::<BATCH>(batch, $cipher(keys, load_each(batch)));
            }
            for block in rest {
                let [out] = $cipher(keys, [load(block)]);
                store(block, out);
            }
        }
    };
}

ecb!(ecb_encrypt, encrypt);
ecb!(ecb_decrypt, decrypt);

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn cbc_encrypt(keys: &[Block], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = load(iv);
    for block in blocks {
        [chain] = encrypt(keys, [veorq_u8(chain, load(block))]);
        store(block, chain);
    }
    store(iv, chain);
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn cbc_decrypt(keys: &[Block], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = load(iv);
    let (batches, rest) = blocks.as_chunks_mut();
    for batch in batches {
        let sealed = load_each::<BATCH>(batch);
        let mut out = decrypt(keys, sealed);
        out[0] = veorq_u8(out[0], chain);
        for i in 1..BATCH {
            out[i] = veorq_u8(out[i], sealed[i - 1]);
        }
        chain = sealed[BATCH - 1];
        store_each(batch, out);
    }
    for block in rest {
        let sealed = load(block);
        let [out] = decrypt(keys, [sealed]);
        store(block, veorq_u8(out, chain));
        chain = sealed;
    }
    store(iv, chain);
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn cfb_encrypt(keys: &[Block], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = load(iv);
    for block in blocks {
        let [stream] = encrypt(keys, [chain]);
        chain = veorq_u8(stream, load(block));
        store(block, chain);
    }
    store(iv, chain);
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn cfb_decrypt(keys: &[Block], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = load(iv);
    let (batches, rest) = blocks.as_chunks_mut();
    for batch in batches {
        let sealed = load_each::<BATCH>(batch);
        let mut before = [chain; BATCH];
        before[1..].copy_from_slice(&sealed[..BATCH - 1]);
        chain = sealed[BATCH - 1];
        store_each(batch, xor_each(encrypt(keys, before), sealed));
    }
    for block in rest {
        let sealed = load(block);
        let [stream] = encrypt(keys, [chain]);
        store(block, veorq_u8(stream, sealed));
        chain = sealed;
    }
    store(iv, chain);
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn ofb(keys: &[Block], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = load(iv);
    for block in blocks {
        [chain] = encrypt(keys, [chain]);
        store(block, veorq_u8(chain, load(block)));
    }
    store(iv, chain);
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn ctr(keys: &[Block], counter: &mut Block, blocks: &mut [Block]) {
    let mut next = u128::from_be_bytes(*counter);
    let (batches, rest) = blocks.as_chunks_mut();
    for batch in batches {
        let mut stream = [vdupq_n_u8(0); BATCH];
        for stream in &mut stream {
            *stream = load(&next.to_be_bytes());
            next = next.wrapping_add(1);
        }
        store_each::<BATCH>(batch, xor_each(encrypt(keys, stream), load_each(batch)));
    }
    for block in rest {
        let [stream] = encrypt(keys, [load(&next.to_be_bytes())]);
        next = next.wrapping_add(1);
        store(block, veorq_u8(stream, load(block)));
    }
    *counter = next.to_be_bytes();
}

/// XTS in one direction.
macro_rules! xts {
    ($name:ident, $cipher:ident) => {
        #[inline(never)]
        #[target_feature(enable = "neon,aes")]
        fn $name(keys: &[Block], tweak: &mut Block, blocks: &mut [Block]) {
            let mut next = u128::from_le_bytes(*tweak);
            let (batches, rest) = blocks.as_chunks_mut();
            for batch in batches {
                let mut tweaks = [vdupq_n_u8(0); BATCH];
                for tweak in &mut tweaks {
                    *tweak = load(&next.to_le_bytes());
                    next = double(next);
                }
                let out = $cipher(keys, xor_each(load_each(batch), tweaks));
                store_each::<BATCH>(batch, xor_each(out, tweaks));
            }
            for block in rest {
                let tweak = load(&next.to_le_bytes());
                next = double(next);
                let [out] = $cipher(keys, [veorq_u8(load(block), tweak)]);
                store(block, veorq_u8(out, tweak));
            }
            *tweak = next.to_le_bytes();
        }
    };
}

xts!(xts_encrypt, encrypt);
xts!(xts_decrypt, decrypt);

/// IEEE 1619, section 5.2: times x.
#[inline]
fn double(tweak: u128) -> u128 {
    (tweak << 1) ^ (0x87 & 0_u128.wrapping_sub(tweak >> 127))
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn cbc_mac(keys: &[Block], mac: &mut Block, blocks: &[Block]) {
    let mut chain = load(mac);
    for block in blocks {
        [chain] = encrypt(keys, [veorq_u8(chain, load(block))]);
    }
    store(mac, chain);
}

/// The counter's block is encrypted in the time that the chain leaves.
#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn ccm_encrypt(keys: &[Block], counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
    let mut next = u128::from_be_bytes(*counter);
    let mut chain = load(mac);
    for block in blocks {
        let plain = load(block);
        let stream;
        [chain, stream] = encrypt(keys, [veorq_u8(chain, plain), load(&next.to_be_bytes())]);
        next = next.wrapping_add(1);
        store(block, veorq_u8(plain, stream));
    }
    store(mac, chain);
    *counter = next.to_be_bytes();
}

/// The same, with the counter one block ahead.
#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn ccm_decrypt(keys: &[Block], counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
    let mut next = u128::from_be_bytes(*counter);
    let mut chain = load(mac);
    let [mut stream] = encrypt(keys, [load(counter)]);
    for block in blocks {
        let plain = veorq_u8(load(block), stream);
        next = next.wrapping_add(1);
        store(block, plain);
        [chain, stream] = encrypt(keys, [veorq_u8(chain, plain), load(&next.to_be_bytes())]);
    }
    store(mac, chain);
    *counter = next.to_be_bytes();
}

/// FIPS 197, section 5.1.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn encrypt<const N: usize>(keys: &[Block], mut x: [uint8x16_t; N]) -> [uint8x16_t; N] {
    let [keys @ .., before, last] = keys else { return x };
    for key in keys {
        let key = load(key);
        for x in &mut x {
            *x = vaesmcq_u8(vaeseq_u8(*x, key));
        }
    }
    let (before, last) = (load(before), load(last));
    for x in &mut x {
        *x = veorq_u8(vaeseq_u8(*x, before), last);
    }
    x
}

/// FIPS 197, section 5.3.5: the equivalent inverse cipher.
#[inline]
#[target_feature(enable = "neon,aes")]
fn decrypt<const N: usize>(keys: &[Block], mut x: [uint8x16_t; N]) -> [uint8x16_t; N] {
    let [keys @ .., before, last] = keys else { return x };
    for key in keys {
        let key = load(key);
        for x in &mut x {
            *x = vaesimcq_u8(vaesdq_u8(*x, key));
        }
    }
    let (before, last) = (load(before), load(last));
    for x in &mut x {
        *x = veorq_u8(vaesdq_u8(*x, before), last);
    }
    x
}

#[inline]
#[target_feature(enable = "neon")]
pub(crate) fn xor_each<const N: usize>(mut a: [uint8x16_t; N], b: [uint8x16_t; N]) -> [uint8x16_t; N] {
    for i in 0..N {
        a[i] = veorq_u8(a[i], b[i]);
    }
    a
}

#[inline]
#[target_feature(enable = "neon")]
pub(crate) fn load_each<const N: usize>(blocks: &[Block; N]) -> [uint8x16_t; N] {
    let mut out = [vdupq_n_u8(0); N];
    for i in 0..N {
        out[i] = load(&blocks[i]);
    }
    out
}

#[inline]
#[target_feature(enable = "neon")]
pub(crate) fn store_each<const N: usize>(blocks: &mut [Block; N], from: [uint8x16_t; N]) {
    for i in 0..N {
        store(&mut blocks[i], from[i]);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon")]
pub(crate) fn load(block: &Block) -> uint8x16_t {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { vld1q_u8(block.as_ptr()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon")]
pub(crate) fn store(block: &mut Block, from: uint8x16_t) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { vst1q_u8(block.as_mut_ptr(), from) }
}
