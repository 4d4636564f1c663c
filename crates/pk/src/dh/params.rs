// SPDX-License-Identifier: MIT
//! `ServerDHParams` (RFC 5246 section 7.4.3): three numbers, each after its length in two bytes.

use alloc::vec::Vec;

use super::number::strip;
use crate::InvalidKey;

/// Writes numbers of at most 65,535 bytes, each in as few as it needs.
pub(super) fn write(numbers: [&[u8]; 3]) -> Vec<u8> {
    let mut out = Vec::with_capacity(numbers.iter().map(|number| number.len().saturating_add(2)).sum());
    for number in numbers.map(strip) {
        let length = u16::try_from(number.len()).unwrap_or(u16::MAX);
        out.extend(length.to_be_bytes());
        out.extend(number);
    }
    out
}

/// Reads three numbers, and gives back what comes after them.
pub(super) fn read(payload: &[u8]) -> Result<([&[u8]; 3], &[u8]), InvalidKey> {
    let mut rest = payload;
    let mut number = || {
        let malformed = InvalidKey::Malformed { offset: payload.len().saturating_sub(rest.len()) };
        let (length, after) = rest.split_first_chunk().ok_or(malformed)?;
        let (number, after) =
            after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(malformed)?;
        rest = after;
        // RFC 5246 section 7.4.3: opaque <1..2^16-1>.
        if number.is_empty() { Err(malformed) } else { Ok(number) }
    };
    let numbers = [number()?, number()?, number()?];
    Ok((numbers, rest))
}
