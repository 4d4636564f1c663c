// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use ::des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use ::des::{Des, TdesEde2, TdesEde3};
use hex_literal::hex;

use super::tables::{ROTATION, SP};
use super::*;

fn encrypt<const P: usize>(key: &Key<P>, mut block: Block) -> Block {
    let mut by_tables = block;
    key.encrypt_block(&mut by_tables);
    key.encrypt_blocks(core::slice::from_mut(&mut block));
    assert_eq!(block, by_tables);
    block
}

fn decrypt<const P: usize>(key: &Key<P>, mut block: Block) -> Block {
    key.decrypt_blocks(core::slice::from_mut(&mut block));
    block
}

fn single(key: [u8; 8]) -> Single {
    Single::new(Kernel::detect(), key)
}

fn check<const P: usize>(key: &Key<P>, plain: Block, encrypted: Block) {
    assert_eq!(encrypt(key, plain), encrypted, "{plain:02x?}");
    assert_eq!(decrypt(key, encrypted), plain, "{encrypted:02x?}");
}

/// S-box 1 gives 1110 for 0; the permutation puts these three bits in places 9, 17 and 23. And so on.
#[test]
fn tables_are_those_of_the_standard() {
    let entry = |number: usize, bits: usize| SP[number][bits].rotate_left(ROTATION);
    assert_eq!(entry(0, 0), (1 << (32 - 9)) | (1 << (32 - 17)) | (1 << (32 - 23)));
    assert_eq!(entry(0, 1), 0, "row 2, column 1");
    assert_eq!(entry(0, 0b10_0001), entry(0, 0b00_1010), "both 15");
    // S-box 8 gives 11 in the last place: the bits 29, 31 and 32, which go to places 5, 15 and 21.
    assert_eq!(entry(7, 63), (1 << (32 - 5)) | (1 << (32 - 15)) | (1 << (32 - 21)));
    // Each row of an S-box has each of sixteen values once.
    for table in &SP {
        let all = table.iter().fold(0, |all, entry| all | entry);
        assert_eq!(all.count_ones(), 4);
        for value in table {
            assert_eq!(table.iter().filter(|entry| *entry == value).count(), 4);
        }
    }
    assert_eq!(SP.iter().flatten().fold(0, |all, entry| all | entry), u32::MAX);
}

/// SP 800-17, appendix A, table 1: bits of the text.
#[test]
fn sp_800_17_variable_plaintext() {
    let key = single([1; 8]);
    let encrypted = [
        hex!("95f8a5e5dd31d900"),
        hex!("dd7f121ca5015619"),
        hex!("2e8653104f3834ea"),
        hex!("4bd388ff6cd81d4f"),
        hex!("20b9e767b2fb1456"),
        hex!("55579380d77138ef"),
        hex!("6cc5defaaf04512f"),
        hex!("0d9f279ba5d87260"),
    ];
    for (bit, encrypted) in encrypted.into_iter().enumerate() {
        check(&key, (1_u64 << (63 - bit)).to_be_bytes(), encrypted);
    }
}

/// SP 800-17, appendix A, table 2: bits of the key.
#[test]
fn sp_800_17_variable_key() {
    check(&single(hex!("8001010101010101")), [0; 8], hex!("95a8d72813daa94d"));
    check(&single(hex!("4001010101010101")), [0; 8], hex!("0eec1487dd8c26d5"));
    check(&single(hex!("2001010101010101")), [0; 8], hex!("7ad16ffb79c45926"));
    check(&single(hex!("1001010101010101")), [0; 8], hex!("d3746294ca6a6cf3"));
}

/// FIPS 81, table B1.
#[test]
fn fips_81_ecb() {
    let key = single(hex!("0123456789abcdef"));
    check(&key, *b"Now is t", hex!("3fa40e8a984d4815"));
    check(&key, *b"he time ", hex!("6a271787ab8883f9"));
    check(&key, *b"for all ", hex!("893d51ec4b563b53"));
}

/// SP 800-67, appendix B.1.
#[test]
fn sp_800_67_three_keys() {
    let key = Ede::three(
        Kernel::detect(),
        [hex!("0123456789abcdef"), hex!("23456789abcdef01"), hex!("456789abcdef0123")],
    );
    check(&key, *b"The qufc", hex!("a826fd8ce53b855f"));
    check(&key, *b"k brown ", hex!("cce21c8112256fe6"));
    check(&key, *b"fox jump", hex!("68d5c05dd9b6b900"));
}

/// Keys that undo themselves, and pairs that undo each other (SP 800-67 section 3.3.2). They are not refused.
#[test]
fn weak_keys() {
    let weak = [
        hex!("0101010101010101"),
        hex!("fefefefefefefefe"),
        hex!("e0e0e0e0f1f1f1f1"),
        hex!("1f1f1f1f0e0e0e0e"),
    ];
    let half_weak = [
        [hex!("01fe01fe01fe01fe"), hex!("fe01fe01fe01fe01")],
        [hex!("1fe01fe00ef10ef1"), hex!("e01fe01ff10ef10e")],
        [hex!("01e001e001f101f1"), hex!("e001e001f101f101")],
        [hex!("1ffe1ffe0efe0efe"), hex!("fe1ffe1ffe0efe0e")],
        [hex!("011f011f010e010e"), hex!("1f011f010e010e01")],
        [hex!("e0fee0fef1fef1fe"), hex!("fee0fee0fef1fef1")],
    ];
    for [one, other] in weak.map(|key| [key; 2]).into_iter().chain(half_weak) {
        let encrypted = encrypt(&single(one), *b"ABCDEFGH");
        assert_ne!(encrypted, *b"ABCDEFGH");
        check(&single(other), encrypted, *b"ABCDEFGH");
    }
}

#[test]
fn parity_bits_are_ignored() {
    let encrypted = encrypt(&single(hex!("0123456789abcdef")), *b"ABCDEFGH");
    check(&single(hex!("0022446688aaccee")), *b"ABCDEFGH", encrypted);
}

/// Numbers without a pattern (`SplitMix64`).
fn numbers() -> impl Iterator<Item = [u8; 8]> {
    (1..).map(|i: u64| {
        let mut z = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_be_bytes()
    })
}

/// Against the crate `des`: random keys and blocks, then keys and blocks of one bit.
#[test]
fn every_kernel_agrees_with_the_reference() {
    let mut random = numbers();
    let mut next = || random.next().expect("endless");
    let one_bit = |bit: u32| 1_u64.rotate_left(bit).to_be_bytes();
    let cases = (0..1000).map(|_| ([next(), next(), next()], next()));
    let cases = cases.chain((0..64 * 64).map(|i| ([one_bit(i >> 6), [0; 8], one_bit(i)], one_bit(i))));
    for (keys, plain) in cases {
        let two = [keys[0], keys[1]];
        for kernel in Kernel::every() {
            let reference = TdesEde3::new_from_slice(keys.as_flattened()).expect("24 bytes");
            compare(&Ede::three(kernel, keys), &reference, &[plain]);
            let reference = TdesEde2::new_from_slice(two.as_flattened()).expect("16 bytes");
            compare(&Ede::two(kernel, two), &reference, &[plain]);
            let reference = Des::new_from_slice(&keys[0]).expect("8 bytes");
            compare(&Single::new(kernel, keys[0]), &reference, &[plain]);
        }
    }
}

/// Any number of blocks, anywhere in memory.
#[test]
fn every_kernel_agrees_with_the_reference_on_every_length() {
    let mut random = numbers();
    for length in (0..=200).chain([255, 256, 257, 1000, 4096]) {
        let keys = [0; 3].map(|_| random.next().expect("endless"));
        let blocks: Vec<Block> = random.by_ref().take(length).collect();
        let triple = TdesEde3::new_from_slice(keys.as_flattened()).expect("24 bytes");
        let reference = Des::new_from_slice(&keys[0]).expect("8 bytes");
        for kernel in Kernel::every() {
            compare(&Ede::three(kernel, keys), &triple, &blocks);
            compare(&Single::new(kernel, keys[0]), &reference, &blocks);
        }
    }
}

fn compare<C, const P: usize>(key: &Key<P>, reference: &C, blocks: &[Block])
where
    C: BlockCipherEncrypt + BlockCipherDecrypt,
    ::des::cipher::Block<C>: From<Block> + AsRef<[u8]>,
{
    let mut bytes = [blocks.as_flattened(), &[0; 8]].concat();
    for offset in [0, 1, 3] {
        bytes.splice(..0, [0; 1].repeat(usize::from(offset > 0)));
        let skipped = bytes.len() - 8 - 8 * blocks.len();
        let there = &mut bytes[skipped..][..8 * blocks.len()];
        there.copy_from_slice(blocks.as_flattened());
        let (there, _) = there.as_chunks_mut();
        key.encrypt_blocks(there);
        for (block, there) in blocks.iter().zip(&*there) {
            let mut expected = ::des::cipher::Block::<C>::from(*block);
            reference.encrypt_block(&mut expected);
            assert_eq!(there, expected.as_ref(), "{key:?}, {} blocks", blocks.len());
        }
        key.decrypt_blocks(there);
        assert_eq!(there, blocks, "{key:?}, back");
        for block in there {
            let mut expected = ::des::cipher::Block::<C>::from(*block);
            reference.decrypt_block(&mut expected);
            assert_eq!(decrypt(key, *block), expected.as_ref(), "{block:02x?}");
        }
        assert_eq!(bytes[bytes.len() - 8..], [0; 8], "what comes after the blocks");
    }
}

/// Chains of many blocks are those of each block after the other.
#[test]
fn permutations_between_blocks_cancel_out() {
    let key = Ede::two(Kernel::detect(), [*b"one key,", *b"another."]);
    let blocks: [_; 9] = core::array::from_fn(|i| numbers().nth(i).expect("endless"));
    let (mut mac, mut iv, mut state) = (*b"start---", *b"start---", *b"start---");
    let mut sealed = blocks;
    key.cbc_mac(&mut mac, &blocks);
    key.cbc_encrypt(&mut iv, &mut sealed);
    for (block, sealed) in blocks.iter().zip(sealed) {
        state.iter_mut().zip(block).for_each(|(to, from)| *to ^= from);
        state = encrypt(&key, state);
        assert_eq!(state, sealed);
    }
    assert_eq!([mac, iv], [state; 2]);
}

/// Any number of blocks at once is that many single ones.
#[test]
fn several_at_once_are_one_by_one() {
    let key = single(*b"one key,");
    let blocks: [_; 23] = core::array::from_fn(|i| numbers().nth(i).expect("endless"));
    for length in 0..=blocks.len() {
        let mut many = blocks;
        key.encrypt_blocks(&mut many[..length]);
        for (i, block) in many.iter().enumerate() {
            assert_eq!(*block, if i < length { encrypt(&key, blocks[i]) } else { blocks[i] });
        }
        key.decrypt_blocks(&mut many[..length]);
        assert_eq!(many, blocks);
    }
}

#[test]
fn the_kernel_for_the_back_end_is_one_of_all() {
    assert!(Kernel::every().any(|kernel| kernel == Kernel::detect()));
    assert_eq!(Kernel::every().last(), Some(Kernel(Isa::Portable)));
}

#[test]
fn debug_shows_no_key() {
    let expected = alloc::format!("Key({:?}, ..)", Kernel::detect());
    assert_eq!(alloc::format!("{:?}", single(*b"one key,")), expected);
}
