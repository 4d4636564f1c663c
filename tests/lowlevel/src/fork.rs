// SPDX-License-Identifier: MIT
//! A child process that is a copy of this one.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::FromRawFd as _;

/// Forks, has the child work out some bytes, and returns them in the parent.
///
/// For processes with one thread only: a child of any other may do next to nothing.
///
/// # Panics
///
/// If there can be no child, or it fails.
pub fn in_child(work: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors that pipe(2) writes.
    assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0, "a pipe");
    // SAFETY: pipe(2) has just made the descriptor, and nobody else has it.
    let mut reader = unsafe { File::from_raw_fd(ends[0]) };
    // SAFETY: as above, for the other end.
    let mut writer = unsafe { File::from_raw_fd(ends[1]) };
    // SAFETY: the process has one thread, so the child finds every lock free and may do what it likes.
    match unsafe { libc::fork() } {
        -1 => panic!("no child"),
        0 => {
            let written = writer.write_all(&work());
            // SAFETY: ends the child at once, without running what the parent has registered for its own end.
            unsafe { libc::_exit(i32::from(written.is_err())) }
        }
        child => {
            drop(writer);
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).expect("the child's bytes");
            let mut status = -1;
            // SAFETY: `status` is where waitpid(2) writes, and the child is ours.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert_eq!(status, 0, "the child ends well");
            bytes
        }
    }
}
