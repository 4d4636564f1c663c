// SPDX-License-Identifier: MIT
//! Electronic codebook (SP 800-38A section 6.1).

use super::{Running, whole_blocks};
use crate::block::Keyed;
use crate::cipher::{Cipher, Duplex};
use crate::error::{InvalidInput, InvalidKey};
use crate::mode::Mode;
use crate::mode::sealed::{Sealed, Start, WholeBlocks};

/// Electronic codebook: each block for itself, so that equal blocks stay equal for all to see. Whole blocks, any number.
///
/// For building other modes, and for what still speaks it.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Ecb, InvalidInput};
///
/// let mut cipher = Aes::new(&[7; 16], Ecb)?;
/// let sealed = cipher.encrypt(&[1; 32])?;
/// assert_eq!(sealed[..16], sealed[16..]); // this is what is wrong with it
/// assert_eq!(cipher.encrypt(&[1; 31]), Err(InvalidInput::PartialBlock { block_size: 16 }));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_ECB")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Ecb` and has no parameters")]
pub struct Ecb;

impl Sealed for Ecb {}
impl WholeBlocks for Ecb {}

impl Start for Ecb {
    fn iv(&self) -> &[u8] {
        &[]
    }
}

/// There is nothing to keep from block to block.
pub(crate) struct State;

impl<const B: usize> Running<B> for State {
    const NAME: &'static str = "ECB";

    type Iv = [u8; 0];

    fn start([]: Self::Iv) -> Self {
        Self
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        key.encrypt_blocks(whole_blocks(message)?);
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        key.decrypt_blocks(whole_blocks(message)?);
        Ok(())
    }
}

/// One line per block cipher: nothing in the mode says how long a block is.
macro_rules! ecb {
    ($($cipher:ident $block:literal;)*) => {
        $(
            impl Mode<crate::$cipher> for Ecb {
                type Output = Cipher<crate::$cipher, Self>;

                fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                    Duplex::<_, State, $block>::new::<crate::$cipher>(key, []).map(Cipher::with_engine)
                }
            }
        )*
    };
}

ecb! {
    Aes 16;
    Aria 16;
    Blowfish 8;
    Camellia 16;
    Des 8;
    TripleDes 8;
}
