// SPDX-License-Identifier: MIT
//! What two parties have agreed on.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::Group;

/// The longest shared secret and private key in bytes, that of P-521.
pub(super) const MAX: usize = crate::curve::MAX_KEY_SIZE;

/// A shared secret: an input to a key derivation function, not a key. Wiped when dropped.
pub struct SharedSecret {
    bytes: [u8; MAX],
    size: usize,
}

impl SharedSecret {
    /// Takes exactly as many bytes as secrets of the group have.
    pub(crate) fn new(group: Group, secret: &[u8]) -> Option<Self> {
        let size = group.shared_secret_size();
        let mut shared = Self { bytes: [0; MAX], size };
        if secret.len() != size {
            return None;
        }
        shared.bytes.get_mut(..size)?.copy_from_slice(secret);
        Some(shared)
    }

    /// The bytes: the u-coordinate of X25519 or X448, little-endian; the x-coordinate of a curve, big-endian.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.bytes.get(..self.size).unwrap_or_default()
    }
}

impl Drop for SharedSecret {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl ZeroizeOnDrop for SharedSecret {}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedSecret({} bytes)", self.size)
    }
}
