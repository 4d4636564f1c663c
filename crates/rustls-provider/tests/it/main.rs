// SPDX-License-Identifier: MIT
//! The provider under rustls: clients and servers that talk through memory.
#![cfg(test)]
#![expect(clippy::unwrap_in_result, reason = "what is returned is the error under test")]

extern crate alloc;

mod certificates;
mod fixtures;
mod handshakes;
mod pair;
mod resumption;
mod wrongs;
