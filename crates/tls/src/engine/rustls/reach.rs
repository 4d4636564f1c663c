// SPDX-License-Identifier: MIT
//! What rustls can do with our provider.

use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_pk::{Group, SignatureAlgorithm, SigningKey};
use rustls::crypto::SupportedKxGroup;

use super::scheme;
use crate::suite::CipherSuite;

/// Whether it has a suite: TLS 1.3, and certificates with forward secrecy and authenticated encryption.
pub(crate) fn has_suite(suite: CipherSuite) -> bool {
    rustls_purembed::ALL_CIPHER_SUITES.iter().any(|known| u16::from(known.suite()) == suite.id())
}

/// Whether it has a group.
pub(crate) fn has_group(group: Group) -> bool {
    group_of(group).is_some()
}

/// Whether a peer may sign its part of the handshake so.
pub(crate) fn has_scheme(wanted: SignatureAlgorithm) -> bool {
    scheme::of(wanted).next().is_some()
}

/// Whether it can sign with a key.
pub(crate) fn can_sign(key: &Arc<dyn SigningKey>) -> bool {
    rustls_purembed::sign::external_signing_key(Arc::clone(key)).is_ok()
}

/// Its groups with their numbers, the most preferred first: those that are named, or all.
pub(crate) fn groups(named: Option<&[Group]>) -> Vec<(u16, &'static dyn SupportedKxGroup)> {
    let known = match named {
        Some(named) => named.iter().filter_map(|group| group_of(*group)).collect(),
        None => rustls_purembed::ALL_KX_GROUPS.to_vec(),
    };
    known.into_iter().map(|group| (group.name().into(), group)).collect()
}

fn group_of(group: Group) -> Option<&'static dyn SupportedKxGroup> {
    use rustls_purembed::kx_group::{SECP256R1, SECP384R1, X25519};

    let rows = [(Group::X25519, X25519), (Group::SECP256R1, SECP256R1), (Group::SECP384R1, SECP384R1)];
    rows.into_iter().find(|(known, _)| *known == group).map(|(_, known)| known)
}
