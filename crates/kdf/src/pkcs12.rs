// SPDX-License-Identifier: MIT
//! The key derivation of PKCS#12 files (RFC 7292 appendix B).
//!
//! For reading and writing what exists: new formats use PBKDF2.
//!
//! # Examples
//!
//! ```
//! use core::num::NonZeroU32;
//! use purembed_kdf::{Algorithm, pkcs12};
//!
//! let password = pkcs12::password("smeg");
//! let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
//! let mut key = [0; 24];
//! pkcs12::derive(password.expose(), &salt, NonZeroU32::MIN, pkcs12::Id::KEY, Algorithm::SHA1, &mut key);
//! assert_eq!(key[..4], [0x8a, 0xaa, 0xe6, 0x29]);
//! ```
//!
//! # Security
//!
//! Intermediate values are wiped. No secret decides a branch or an address.
//!
//! # Standards
//!
//! RFC 7292 appendix B. The RFC has no vectors; the ones in the tests are those that implementations share, and random
//! ones are compared with OpenSSL's.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use purembed_core::secret::SecretBytes;
use purembed_hash::{Algorithm, Hash};
use zeroize::Zeroizing;

/// What the output is for (RFC 7292 appendix B.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Id(u8);

impl Id {
    /// A key for encryption.
    pub const KEY: Self = Self(1);
    /// An initial value.
    pub const IV: Self = Self(2);
    /// A key for the message authentication code.
    pub const MAC: Self = Self(3);
}

/// A password as PKCS#12 wants it: a `BMPString` with two zero bytes at its end (RFC 7292 appendix B.1).
///
/// Characters beyond the `BMPString`'s 65,536 are written as two, as OpenSSL does. An empty password is two zero bytes;
/// some programs then use no bytes at all, for which [`derive()`] takes an empty slice.
#[must_use]
pub fn password(text: &str) -> SecretBytes {
    let units = text.encode_utf16().count();
    // Reserved at once, so that no half-written copy is left behind by growing.
    let mut bytes = Vec::with_capacity(2 * units + 2);
    bytes.extend(text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
    SecretBytes::new(bytes)
}

/// Fills `out` with what a password (see [`password`]) and a salt give, in any length.
pub fn derive(
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    id: Id,
    digestmod: Algorithm,
    out: &mut [u8],
) {
    // The names are those of RFC 7292 appendix B.2.
    let v = digestmod.block_size();
    let d = Hash::new(digestmod).chain(&[id.0; MAX_BLOCK][..v]);
    let mut i = Zeroizing::new(Vec::with_capacity(filled(salt, v) + filled(password, v)));
    for text in [salt, password] {
        i.extend(text.iter().cycle().take(filled(text, v)));
    }
    for chunk in out.chunks_mut(digestmod.digest_size()) {
        let mut a = Zeroizing::new(d.clone().chain(&*i).finalize());
        for _ in 1..iterations.get() {
            a = Zeroizing::new(digestmod.digest(AsRef::<[u8]>::as_ref(&a)));
        }
        let a = AsRef::<[u8]>::as_ref(&a);
        chunk.iter_mut().zip(a).for_each(|(to, from)| *to = *from);
        i.chunks_mut(v).for_each(|block| add_one_and(block, a));
    }
}

/// The longest block of any digest, in bytes.
const MAX_BLOCK: usize = 144;

/// The length of a text repeated until it fills blocks, in bytes.
const fn filled(text: &[u8], block_size: usize) -> usize {
    text.len().next_multiple_of(block_size)
}

/// block = block + a repeated to the block's length + 1, big-endian, modulo what the block can hold.
fn add_one_and(block: &mut [u8], a: &[u8]) {
    let mut b = Zeroizing::new([0; MAX_BLOCK]);
    let b = b.get_mut(..block.len()).unwrap_or_default();
    b.iter_mut().zip(a.iter().cycle()).for_each(|(to, from)| *to = *from);
    let mut carry = 1;
    for (byte, add) in block.iter_mut().zip(b).rev() {
        let [high, low] = (u16::from(*byte) + u16::from(*add) + carry).to_be_bytes();
        *byte = low;
        carry = u16::from(high);
    }
}

#[cfg(test)]
mod tests;
