// SPDX-License-Identifier: MIT
//! The mode that is none: a stream cipher as it is.

use crate::mode::sealed::{Sealed, Start};

/// A stream cipher as it is, with its nonce: 12 bytes for [`ChaCha20`](crate::ChaCha20), none for
/// [`Arc4`](crate::Arc4). Messages of any length, in pieces of any length.
///
/// **A nonce must never repeat under one key**, and [`Arc4`](crate::Arc4), which has none, needs a new key for each
/// message: a repetition gives away the XOR of two messages.
#[doc(alias = "MODE_STREAM")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its nonce")]
pub struct Stream<const N: usize>(pub [u8; N]);

impl<const N: usize> Sealed for Stream<N> {}

impl<const N: usize> Start for Stream<N> {
    fn iv(&self) -> &[u8] {
        &self.0
    }
}
