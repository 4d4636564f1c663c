// SPDX-License-Identifier: MIT
//! One command each.

pub(crate) mod ca;
pub(crate) mod ca_bundle;
pub(crate) mod crl;
pub(crate) mod csr;
pub(crate) mod derive;
pub(crate) mod dgst;
pub(crate) mod dhparam;
pub(crate) mod encrypt;
pub(crate) mod key;
pub(crate) mod sign;
pub(crate) mod verify;
pub(crate) mod x509;
