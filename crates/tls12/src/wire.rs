// SPDX-License-Identifier: MIT
//! How things stand on the wire: numbers, headers, messages, extensions. Nothing here decides anything.
//!
//! What is read is borrowed from the bytes it stands in; what is written goes to the end of a vector. Readers look at
//! every byte: what is left over is malformed (RFC 5246 section 7.4).
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

pub(crate) mod codec;
pub(crate) mod extension;
pub(crate) mod ids;
pub(crate) mod message;
