// SPDX-License-Identifier: MIT
//! What two parties have agreed on.

use core::fmt;

use purembed_core::secret::SecretBytes;

/// A shared secret of a Diffie-Hellman exchange: an input to a key derivation function, not a key. Wiped when dropped.
#[derive(PartialEq, Eq)]
pub struct DhSharedSecret(SecretBytes);

impl DhSharedSecret {
    pub(super) fn new(bytes: SecretBytes) -> Self {
        Self(bytes)
    }

    /// The number, big-endian, in as many bytes as the modulus has: what SP 800-56A, TLS 1.3 and IKE derive keys from.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }

    /// The number, big-endian, without the zeros that it may begin with: what TLS 1.2 and before derive keys from (RFC
    /// 5246 section 8.1.2), and what python-mbedtls has as an integer.
    ///
    /// # Security
    ///
    /// How long the result is depends on the secret, and so does the time that hashing it takes. Someone who
    /// measures that precisely enough, over many exchanges with **one private key**, finds the secret of
    /// another (the attack named Raccoon). Keys of [`DhServer`](crate::DhServer) and
    /// [`DhClient`](crate::DhClient) are used once, which leaves nothing to learn from; with a [`Dh`](crate::Dh), take
    /// [`expose`](Self::expose).
    #[must_use]
    pub fn expose_without_leading_zeros(&self) -> &[u8] {
        super::number::strip(self.expose())
    }
}

impl fmt::Debug for DhSharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DhSharedSecret({} bytes)", self.0.len())
    }
}
