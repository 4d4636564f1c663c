// SPDX-License-Identifier: MIT
//! Tells Valgrind's memcheck which memory counts as undefined.
//!
//! Valgrind knows its "client requests" by four rotations that change nothing and an exchange of a register with itself
//! (valgrind.h); on a CPU they do nothing. A crate that wraps the header would need a C compiler and libclang.

/// Asks whether Valgrind is there at all (valgrind.h, `RUNNING_ON_VALGRIND`).
const RUNNING: usize = 0x1001;
/// The requests of memcheck: "MC" and a number (memcheck.h).
const UNDEFINED: usize = 0x4d43_0001;
const DEFINED: usize = 0x4d43_0002;

/// Tells whether this runs under Valgrind.
#[must_use]
pub fn is_running() -> bool {
    request(RUNNING, 0, 0) != 0
}

/// From now on, a branch or an address that depends on these bytes is reported.
pub fn mark_undefined(bytes: &mut [u8]) {
    request(UNDEFINED, bytes.as_mut_ptr().expose_provenance(), bytes.len());
}

/// As [`mark_undefined`], for a block of memory that belongs to somebody else, and that somebody else will read. (Nothing is
/// done to it.)
pub fn mark_block_undefined(address: usize, length: usize) {
    request(UNDEFINED, address, length);
}

/// From now on, no more.
pub fn mark_defined(bytes: &mut [u8]) {
    request(DEFINED, bytes.as_mut_ptr().expose_provenance(), bytes.len());
}

/// From now on, no more for an object itself, as for its length or which variant it is; what it points to stays a secret.
pub fn mark_object_defined<T>(object: &mut T) {
    request(DEFINED, std::ptr::from_mut(object).expose_provenance(), size_of::<T>());
}

#[cfg(target_arch = "x86_64")]
fn request(request: usize, address: usize, length: usize) -> usize {
    // What is exposed the compiler keeps no copy of in a register over the request.
    let arguments = [request, address, length, 0, 0, 0];
    let mut answer = 0_usize;
    // SAFETY: rotations by 3 + 13 + 61 + 51 = 128 bits in all leave rdi as it is, and so does the exchange rbx. Valgrind
    // reads the arguments and writes rdx; it changes what it knows about memory, and no memory.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
        );
    }
    answer
}

/// On other architectures the instructions are others; nobody is there.
#[cfg(not(target_arch = "x86_64"))]
fn request(_: usize, _: usize, _: usize) -> usize {
    0
}
