// SPDX-License-Identifier: MIT
//! Why the `unsafe` code of this crate is sound.
//!
//! It is the only crate of purembed (beside `parity`, which calls C and is not for production) that has any. What can go
//! wrong, and why it does not:
//!
//! **An instruction that the CPU does not know.** Functions that use vector instructions carry
//! `#[target_feature]` and are private. Each is reached through one safe function that takes a token, a value of a type
//! without public constructor, such as `Avx2`, or that takes a key which holds one. Tokens are made by `detect` alone, which asks the CPU and the operating
//! system. They are `Copy` and have no lifetime, because a CPU does not unlearn.
//!
//! **The same, without a token.** SSE2 belongs to x86-64 as NEON belongs to aarch64. The bit planes of AES for any CPU use
//! them, in modules that are compiled only where the target says that it has them; so every CPU that can start the
//! program can run them.
//!
//! **Memory out of bounds, or not aligned.** Vectors are loaded from and stored to references to arrays of exactly their
//! size; there is no pointer arithmetic. Where a message ends within a register of 512 bits, the instruction is given a
//! mask of as many bytes as the slice has left, and neither reads nor writes the others. Only the variants of the
//! instructions that take any alignment are used.
//!
//! **Inline assembly that does more than it says.** That of [`opaque32`](crate::opaque32) and its like for 64 bits consists of
//! a comment: it executes nothing, and only keeps the compiler from knowing a value. That of `montgomery::mulx::blocks`
//! multiplies, and is reached through functions that take slices and check that their lengths belong together: it reads
//! and writes those slices, counts by their lengths, and has no branch on anything else. It declares each register that it
//! changes, but for two that cannot be named, which it saves on the stack and restores.
//! That of [`field`](crate::field) reads and writes arrays through pointers that come from references, at constant distances
//! within their size; it has neither stack nor branch, and declares each register that it changes.
//!
//! **Registers left in a state that others trip over.** Code with 256-bit registers that returns with their upper halves
//! in use makes the SHA instructions of the CPU a hundred times slower. The compiler clears them (`vzeroupper`) before
//! each return from a function with `#[target_feature]`; those functions are never inlined into others, so that it
//! stays so when a user compiles for their own CPU. The kernels that use the SHA instructions are on the safe side
//! whoever calls them: they begin with `vzeroupper` and have no wide registers.
//!
//! **Registers that go to the stack.** Not unsound, but slow where they lie across two lines of the cache. Functions that
//! use more registers than there are ask for an aligned stack.
//!
//! **Intrinsics called instead of inlined.** Not unsound, but slow: an intrinsic becomes an instruction only inside a
//! function with its feature. So there are plain functions with `#[target_feature]` and no closures or operator traits
//! between; a test looks into the machine code for this and for `vzeroupper`.
//!
//! **Secrets left behind.** What a kernel keeps in memory (a message schedule, a key stream, powers of a key) is wiped
//! after each call. Registers, and what the compiler itself puts on the stack, are not.
//!
//! Each `unsafe` block holds one operation and says in one sentence why it is allowed. Each kernel is tested against its
//! portable twin on random input.
