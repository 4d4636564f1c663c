// SPDX-License-Identifier: MIT
//! One command each.

pub(crate) mod ca;
pub(crate) mod ca_bundle;
pub(crate) mod completions;
pub(crate) mod crl;
pub(crate) mod csr;
pub(crate) mod dec;
pub(crate) mod derive;
pub(crate) mod dgst;
pub(crate) mod dhparam;
pub(crate) mod enc;
pub(crate) mod encrypt;
pub(crate) mod hkdf;
pub(crate) mod hmac;
pub(crate) mod key;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod pbkdf2;
pub(crate) mod rand;
pub(crate) mod selftest;
pub(crate) mod sign;
pub(crate) mod speed;
pub(crate) mod verify;
pub(crate) mod version;
pub(crate) mod x509;
