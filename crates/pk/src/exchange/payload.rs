// SPDX-License-Identifier: MIT
//! `ServerECDHParams` and `ClientECDiffieHellmanPublic` (RFC 8422 sections 5.4 and 5.7).

use alloc::vec::Vec;

use crate::{Group, InvalidKey};

/// The kind of curve that has a number: the others were taken out of the standard.
const NAMED_CURVE: u8 = 3;

/// The server's message: which group, and its public value.
pub(super) fn write_ske(group: Group, public: &[u8]) -> Option<Vec<u8>> {
    let [high, low] = group.iana().to_be_bytes();
    let mut out = Vec::with_capacity(public.len().saturating_add(4));
    out.extend([NAMED_CURVE, high, low]);
    out.extend(write_cke(public)?);
    Some(out)
}

/// The client's message: its public value after its length in a byte.
pub(super) fn write_cke(public: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(public.len().saturating_add(1));
    out.push(u8::try_from(public.len()).ok()?);
    out.extend(public);
    Some(out)
}

/// The group, the server's public value, and what comes after them.
pub(super) fn read_ske(payload: &[u8]) -> Result<(Group, &[u8], &[u8]), InvalidKey> {
    let ([kind, high, low], rest) = payload.split_first_chunk().ok_or(InvalidKey::Malformed { offset: 0 })?;
    if *kind != NAMED_CURVE {
        return Err(InvalidKey::UnsupportedCurve);
    }
    let wanted = u16::from_be_bytes([*high, *low]);
    let group = Group::available().iter().copied().find(|group| group.iana() == wanted);
    let group = group.ok_or(InvalidKey::UnsupportedCurve)?;
    let (public, rest) = read_public(rest).ok_or(InvalidKey::Malformed { offset: 3 })?;
    Ok((group, public, rest))
}

/// The client's public value.
pub(super) fn read_cke(payload: &[u8]) -> Result<&[u8], InvalidKey> {
    match read_public(payload) {
        Some((public, [])) => Ok(public),
        Some((public, _)) => Err(InvalidKey::Malformed { offset: public.len().saturating_add(1) }),
        None => Err(InvalidKey::Malformed { offset: 0 }),
    }
}

fn read_public(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = payload.split_first()?;
    rest.split_at_checked(usize::from(*length))
}
