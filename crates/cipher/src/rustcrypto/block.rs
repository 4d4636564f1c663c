// SPDX-License-Identifier: MIT
//! Block ciphers, with the traits of the crate `cipher`.

use core::fmt;

use ::cipher::array::{Array, ArraySize};
use ::cipher::consts::{U8, U16, U24, U32, U56};
use ::cipher::{
    AlgorithmName, Block, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt,
    BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, InOut, InOutBuf,
    InvalidLength, Key, KeyInit, KeySizeUser, ParBlocks, ParBlocksSizeUser,
};

use zeroize::Zeroize as _;

use crate::block::Keyed;
use crate::mode::Blocks;

/// A keyed cipher as the traits want it. Takes as many blocks at once as the fastest kernels work on.
struct Backend<'a, K, S>(&'a K, core::marker::PhantomData<S>);

impl<K, S: ArraySize> BlockSizeUser for Backend<'_, K, S> {
    type BlockSize = S;
}

impl<K, S: ArraySize> ParBlocksSizeUser for Backend<'_, K, S> {
    type ParBlocksSize = U16;
}

/// Copies blocks, works on them, and copies them to where they go.
fn through<const B: usize, S: ArraySize<ArrayType<u8> = [u8; B]>>(
    blocks: InOutBuf<'_, '_, Array<u8, S>>,
    work: impl Fn(&mut [[u8; B]]),
) {
    let mut batch = [[0; B]; 16];
    let mut rest = blocks;
    while !rest.is_empty() {
        let length = rest.len().min(batch.len());
        let (mut some, more) = rest.split_at(length);
        let batch = &mut batch[..length];
        batch.iter_mut().zip(some.get_in()).for_each(|(to, from)| *to = from.0);
        work(batch);
        some.get_out().iter_mut().zip(&*batch).for_each(|(to, from)| to.0 = *from);
        rest = more;
    }
    batch.as_flattened_mut().zeroize();
}

impl<const B: usize, K: Keyed<B>, S: ArraySize<ArrayType<u8> = [u8; B]>> BlockCipherEncBackend
    for Backend<'_, K, S>
{
    fn encrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let mut copy = block.get_in().0;
        self.0.encrypt_block(&mut copy);
        block.get_out().0 = copy;
    }

    fn encrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
        through(blocks.into_buf(), |blocks| self.0.encrypt_blocks(blocks));
    }

    fn encrypt_tail_blocks(&self, blocks: InOutBuf<'_, '_, Block<Self>>) {
        through(blocks, |blocks| self.0.encrypt_blocks(blocks));
    }
}

impl<const B: usize, K: Keyed<B>, S: ArraySize<ArrayType<u8> = [u8; B]>> BlockCipherDecBackend
    for Backend<'_, K, S>
{
    fn decrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let mut copy = [block.get_in().0];
        self.0.decrypt_blocks(&mut copy);
        let [copy] = copy;
        block.get_out().0 = copy;
    }

    fn decrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
        through(blocks.into_buf(), |blocks| self.0.decrypt_blocks(blocks));
    }

    fn decrypt_tail_blocks(&self, blocks: InOutBuf<'_, '_, Block<Self>>) {
        through(blocks, |blocks| self.0.decrypt_blocks(blocks));
    }
}

macro_rules! ciphers {
    ($($(#[$doc:meta])* $name:ident: $cipher:ty, $block:ty, $key:ty;)+) => {$(
        $(#[$doc])*
        pub struct $name(<$cipher as Blocks<{ <$block as ::cipher::typenum::Unsigned>::USIZE }>>::Key);

        impl KeySizeUser for $name {
            type KeySize = $key;
        }

        impl KeyInit for $name {
            #[allow(clippy::expect_used, reason = "the length of the key is part of its type")]
            fn new(key: &Key<Self>) -> Self {
                Self(<$cipher>::expand(key).expect("a key of the right length"))
            }

            fn new_from_slice(key: &[u8]) -> Result<Self, InvalidLength> {
                // The one cipher here whose keys have many lengths is Blowfish; its type stands for all of them.
                let fits = key.len() == <$key as ::cipher::typenum::Unsigned>::USIZE;
                if !fits && !stringify!($name).starts_with("Blowfish") {
                    return Err(InvalidLength);
                }
                <$cipher>::expand(key).map(Self).map_err(|_| InvalidLength)
            }
        }

        impl BlockSizeUser for $name {
            type BlockSize = $block;
        }

        impl BlockCipherEncrypt for $name {
            fn encrypt_with_backend(&self, f: impl BlockCipherEncClosure<BlockSize = $block>) {
                f.call(&Backend::<_, $block>(&self.0, core::marker::PhantomData));
            }
        }

        impl BlockCipherDecrypt for $name {
            fn decrypt_with_backend(&self, f: impl BlockCipherDecClosure<BlockSize = $block>) {
                f.call(&Backend::<_, $block>(&self.0, core::marker::PhantomData));
            }
        }

        impl AlgorithmName for $name {
            fn write_alg_name(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        /// Keys are wiped when they are dropped.
        impl zeroize::ZeroizeOnDrop for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}

ciphers! {
    /// AES with keys of 16 bytes.
    Aes128: crate::Aes, U16, U16;
    /// AES with keys of 24 bytes.
    Aes192: crate::Aes, U16, U24;
    /// AES with keys of 32 bytes.
    Aes256: crate::Aes, U16, U32;
    /// ARIA with keys of 16 bytes.
    Aria128: crate::Aria, U16, U16;
    /// ARIA with keys of 24 bytes.
    Aria192: crate::Aria, U16, U24;
    /// ARIA with keys of 32 bytes.
    Aria256: crate::Aria, U16, U32;
    /// Camellia with keys of 16 bytes.
    Camellia128: crate::Camellia, U16, U16;
    /// Camellia with keys of 24 bytes.
    Camellia192: crate::Camellia, U16, U24;
    /// Camellia with keys of 32 bytes.
    Camellia256: crate::Camellia, U16, U32;
    /// DES with keys of 8 bytes, which anybody can find out.
    Des: crate::Des, U8, U8;
    /// Triple DES with two keys, 16 bytes together.
    TdesEde2: crate::TripleDes, U8, U16;
    /// Triple DES with three keys, 24 bytes together.
    TdesEde3: crate::TripleDes, U8, U24;
    /// Blowfish with keys of 56 bytes; from a slice, of 4 to 56 bytes.
    Blowfish: crate::Blowfish, U8, U56;
}
