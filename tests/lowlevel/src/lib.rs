// SPDX-License-Identifier: MIT
//! What the tests that need `unsafe` share: a forked process, an allocator that remembers what is given back and one
//! that knows what is not, and a way to tell Valgrind what is secret.

pub mod counting;
pub mod fork;
pub mod heap;
pub mod living;
pub mod valgrind;
