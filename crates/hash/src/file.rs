// SPDX-License-Identifier: MIT
//! Digests of what is read from a file or socket.

use std::io::{self, Read};

use crate::algorithm::Algorithm;
use crate::digest::Digest;
use crate::hash::Hash;

/// Large enough for the system calls not to show, small enough for any stack.
const BUFFER: usize = 16 * 1024;

/// The digest of everything that a reader delivers, in constant memory.
///
/// # Errors
///
/// What the reader returns, except [`io::ErrorKind::Interrupted`], after which it is asked again.
///
/// ```
/// use purembed_hash::{Algorithm, file_digest};
///
/// let digest = file_digest(&b"abc"[..], Algorithm::SHA256)?;
/// assert_eq!(digest, Algorithm::SHA256.digest(b"abc"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn file_digest(mut file: impl Read, algorithm: Algorithm) -> io::Result<Digest> {
    let mut hash = Hash::new(algorithm);
    let mut buffer = [0; BUFFER];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize()),
            Ok(length) => hash.update(buffer.get(..length).unwrap_or(&buffer)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delivers a byte at a time, with an interruption before each.
    struct Slow(u8, bool);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            if self.0 == 100 {
                return Ok(0);
            }
            buffer[0] = self.0;
            self.0 += 1;
            Ok(1)
        }
    }

    #[test]
    fn interruptions_and_short_reads_do_not_show() {
        let all: alloc::vec::Vec<u8> = (0..100).collect();
        let digest = file_digest(Slow(0, false), Algorithm::MD5).expect("reads to the end");
        assert_eq!(digest, Algorithm::MD5.digest(all));
    }

    #[test]
    fn other_errors_come_through() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        let error = file_digest(Broken, Algorithm::MD5).expect_err("the reader fails");
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }
}
