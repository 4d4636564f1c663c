// SPDX-License-Identifier: MIT
//! What the tests that need `unsafe` share: a forked process, an allocator that remembers what is given back, and a way
//! to tell Valgrind what is secret.

pub mod fork;
pub mod heap;
pub mod valgrind;
