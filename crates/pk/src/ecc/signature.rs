// SPDX-License-Identifier: MIT
//! `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3) and the two numbers in it.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use crate::encoding::reader::Reader;
use crate::encoding::writer;
use crate::{Curve, InvalidKey, InvalidSignature};

/// The size of an integer modulo the order of the largest curve.
const MAX: usize = 48;

/// The numbers r and s, each as long as the order of the curve.
pub(super) struct Signature {
    r_s: [u8; 2 * MAX],
    size: usize,
}

impl Signature {
    /// Takes r and s one after the other.
    pub(super) fn from_fixed(curve: Curve, fixed: &[u8]) -> Option<Self> {
        let mut signature = Self { r_s: [0; 2 * MAX], size: curve.key_size() };
        signature.r_s.get_mut(..fixed.len())?.copy_from_slice(fixed);
        (fixed.len() == curve.key_size().checked_mul(2)?).then_some(signature)
    }

    /// Reads a signature, which must be DER to the last bit. Whether r and s are in range is for the verifier to say.
    pub(super) fn from_der(curve: Curve, der: &[u8]) -> Result<Self, InvalidSignature> {
        let mut signature = Self { r_s: [0; 2 * MAX], size: curve.key_size() };
        let (r, s) = read(der).map_err(|_| InvalidSignature)?;
        let (r_out, rest) = signature.r_s.split_at_mut_checked(curve.key_size()).ok_or(InvalidSignature)?;
        let s_out = rest.get_mut(..curve.key_size()).ok_or(InvalidSignature)?;
        right_align(r_out, r).ok_or(InvalidSignature)?;
        right_align(s_out, s).ok_or(InvalidSignature)?;
        Ok(signature)
    }

    /// Both numbers, r first.
    pub(super) fn as_fixed(&self) -> &[u8] {
        self.r_s.get(..self.size.saturating_mul(2)).unwrap_or_default()
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        let (r, s) = self.as_fixed().split_at_checked(self.size).unwrap_or_default();
        writer::sequence(&[&writer::integer(r), &writer::integer(s)]).to_vec()
    }
}

fn read(der: &[u8]) -> Result<(&[u8], &[u8]), InvalidKey> {
    let mut outer = Reader::new(der)?;
    let mut value = outer.sequence()?;
    outer.finish()?;
    let numbers = (value.unsigned()?, value.unsigned()?);
    value.finish()?;
    Ok(numbers)
}

fn right_align(out: &mut [u8], number: &[u8]) -> Option<()> {
    let start = out.len().checked_sub(number.len())?;
    out.get_mut(start..)?.copy_from_slice(number);
    Some(())
}
