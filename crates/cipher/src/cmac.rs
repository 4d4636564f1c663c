// SPDX-License-Identifier: MIT
//! CMAC, message authentication with a block cipher (NIST SP 800-38B, RFC 4493).

use alloc::sync::Arc;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::aes::Aes;
use crate::auth_tag::AuthTag;
use crate::block::Keyed;
use crate::des::TripleDes;
use crate::error::{InvalidKey, InvalidTag};
use crate::mode::{Blocks, Mode, sealed::Sealed};

/// The mode that authenticates and does not encrypt: with a key for [`Aes`] or [`TripleDes`] this makes a [`CmacKey`].
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cmac};
///
/// let key = Aes::new(b"My 16-bytes key.", Cmac)?;
/// let tag = key.sign(b"message");
/// key.verify(b"message", tag.as_ref())?;
/// assert!(key.verify(b"massage", tag.as_ref()).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "CMAC")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Cmac` and has no parameters")]
pub struct Cmac;

impl Sealed for Cmac {}

/// The mode for each cipher that has it, with the bytes of its blocks.
macro_rules! mode {
    ($($cipher:ty: $block:literal),+) => {$(
        impl Mode<$cipher> for Cmac {
            type Output = CmacKey<$block>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
                let (name, cipher) = (<$cipher as Blocks<$block>>::name(key.len()), <$cipher>::expand(key)?);
                Ok(CmacKey::new(Named { name, cipher }))
            }
        }
    )+};
}

mode!(Aes: 16, TripleDes: 8);

/// A block cipher with its key.
trait Chain<const T: usize>: Send + Sync {
    fn name(&self) -> &'static str;

    /// For each block, adds it to the state and encrypts that.
    fn chain(&self, state: &mut [u8; T], blocks: &[[u8; T]]);
}

struct Named<C> {
    name: &'static str,
    cipher: C,
}

impl<C: Keyed<T>, const T: usize> Chain<T> for Named<C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn chain(&self, state: &mut [u8; T], blocks: &[[u8; T]]) {
        self.cipher.cbc_mac(state, blocks);
    }
}

/// A key for CMAC with tags of `T` bytes, ready for any number of messages from any number of threads.
///
/// A clone shares the key, which is wiped when the last one is dropped. Signing and verifying do not allocate.
#[derive(Clone)]
pub struct CmacKey<const T: usize> {
    schedule: Arc<Schedule<T, dyn Chain<T>>>,
}

/// The key and the two masks that it stands for (SP 800-38B section 6.1).
struct Schedule<const T: usize, C: ?Sized> {
    whole: Zeroizing<[u8; T]>,
    padded: Zeroizing<[u8; T]>,
    cipher: C,
}

impl<const T: usize> CmacKey<T> {
    fn new(cipher: impl Chain<T> + 'static) -> Self {
        let mut zero = Zeroizing::new([0; T]);
        cipher.chain(&mut zero, &[[0; T]]);
        let whole = Zeroizing::new(double(&zero));
        let padded = Zeroizing::new(double(&whole));
        Self { schedule: Arc::new(Schedule { whole, padded, cipher }) }
    }

    /// The tag of one message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> AuthTag<T> {
        self.start().chain(message).finalize()
    }

    /// Checks the tag of one message, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), InvalidTag> {
        self.start().chain(message).verify(tag)
    }

    /// Checks a tag of which the protocol sends the first `L` bytes only, in constant time.
    ///
    /// One in 2⁸ᴸ forgeries gets through; SP 800-38B advises against fewer than 8 bytes. Fewer than 4 do not compile.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right.
    pub fn verify_truncated<const L: usize>(&self, message: &[u8], tag: &[u8; L]) -> Result<(), InvalidTag> {
        self.start().chain(message).verify_truncated(tag)
    }

    /// Starts with a message that comes in pieces.
    #[must_use]
    pub fn start(&self) -> RunningCmac<T> {
        RunningCmac { key: self.clone(), state: [0; T], last: [0; T], length: 0 }
    }
}

impl<const T: usize> fmt::Debug for CmacKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CmacKey({}, ..)", self.schedule.cipher.name())
    }
}

/// The CMAC of a message that comes in pieces; made by [`CmacKey::start`], wiped when dropped.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cmac};
///
/// let key = Aes::new(&[7; 32], Cmac)?;
/// let mut cmac = key.start();
/// cmac.update(b"Nobody inspects");
/// cmac.update(b" the spammish repetition");
/// assert_eq!(cmac.finalize(), key.sign(b"Nobody inspects the spammish repetition"));
/// # Ok::<(), purembed_cipher::InvalidKey>(())
/// ```
#[derive(Clone)]
pub struct RunningCmac<const T: usize> {
    key: CmacKey<T>,
    state: [u8; T],
    /// What may be the last block, which is treated differently: a block is worked in once more is known to follow.
    last: [u8; T],
    length: usize,
}

impl<const T: usize> RunningCmac<T> {
    /// Takes in more of the message.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        let data = data.as_ref();
        let (data, more) = data.split_at(data.len().min(T - self.length));
        self.last[self.length..][..data.len()].copy_from_slice(data);
        self.length += data.len();
        let (blocks, rest) = more.as_chunks();
        // If nothing follows the blocks, the last of them is kept back.
        let kept = if rest.is_empty() { blocks.split_last() } else { None };
        let (blocks, rest) = kept.map_or((blocks, rest), |(last, blocks)| (blocks, &last[..]));
        if !rest.is_empty() {
            let chain = &self.key.schedule.cipher;
            chain.chain(&mut self.state, core::slice::from_ref(&self.last));
            chain.chain(&mut self.state, blocks);
            self.last[..rest.len()].copy_from_slice(rest);
            self.length = rest.len();
        }
    }

    /// Takes in more of the message and hands the CMAC on.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the message.
    #[must_use]
    pub fn finalize(mut self) -> AuthTag<T> {
        let Schedule { whole, padded, cipher } = &*self.key.schedule;
        // SP 800-38B section 6.2, step 4.
        let mask = if self.length == T {
            whole
        } else {
            self.last[self.length..].fill(0);
            self.last[self.length] = 0x80;
            padded
        };
        self.last.iter_mut().zip(mask.iter()).for_each(|(byte, mask)| *byte ^= mask);
        cipher.chain(&mut self.state, core::slice::from_ref(&self.last));
        AuthTag::from(self.state)
    }

    /// The tag of the message so far.
    #[must_use]
    pub fn digest(&self) -> AuthTag<T> {
        self.clone().finalize()
    }

    /// Ends the message and checks a tag against it, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        let expected = Zeroizing::new(<[u8; T]>::from(self.finalize()));
        if purembed_core::ct::eq(&*expected, tag) { Ok(()) } else { Err(InvalidTag) }
    }

    /// Ends the message and checks the first `L` bytes of its tag, in constant time.
    ///
    /// See [`CmacKey::verify_truncated`].
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right.
    pub fn verify_truncated<const L: usize>(self, tag: &[u8; L]) -> Result<(), InvalidTag> {
        const { assert!(4 <= L && L <= T, "a tag has at least 4 bytes and at most those of a block") }
        let expected = Zeroizing::new(<[u8; T]>::from(self.finalize()));
        if purembed_core::ct::eq(&expected[..L], tag) { Ok(()) } else { Err(InvalidTag) }
    }
}

impl<const T: usize> Drop for RunningCmac<T> {
    fn drop(&mut self) {
        self.state.zeroize();
        self.last.zeroize();
    }
}

impl<const T: usize> ZeroizeOnDrop for RunningCmac<T> {}

impl<const T: usize> fmt::Debug for RunningCmac<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunningCmac({}, ..)", self.key.schedule.cipher.name())
    }
}

#[cfg(feature = "std")]
impl<const T: usize> std::io::Write for RunningCmac<T> {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        self.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Multiplies by x in the field of 2⁸ᵀ elements (SP 800-38B section 5.3), without a branch on the secret.
fn double<const T: usize>(block: &[u8; T]) -> [u8; T] {
    let remainder = const {
        match T {
            8 => 0x1b,
            16 => 0x87,
            _ => panic!("blocks have 8 or 16 bytes"),
        }
    };
    let mut doubled = [0; T];
    let mut carry = 0;
    for (to, from) in doubled.iter_mut().zip(block).rev() {
        *to = (from << 1) | carry;
        carry = from >> 7;
    }
    doubled[T - 1] ^= remainder & 0_u8.wrapping_sub(carry);
    doubled
}

#[cfg(test)]
mod tests;
