// SPDX-License-Identifier: MIT
//! How keys and signatures are written: DER and the PEM around it.
//!
//! Reading is strict: minimal lengths, minimal integers, no trailing bytes. Every reader gives offsets from the start of
//! the outermost element, so that an error names a place in the file.

pub(crate) mod document;
pub(crate) mod legacy_pem;
pub(crate) mod oid;
pub(crate) mod pbes;
pub(crate) mod pkcs1;
pub(crate) mod pkcs8;
pub(crate) mod reader;
pub(crate) mod sec1;
pub(crate) mod spki;
pub(crate) mod writer;
