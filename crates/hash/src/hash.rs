// SPDX-License-Identifier: MIT
//! A running hash of an algorithm chosen at run time (PEP 452).

use alloc::string::String;
use core::fmt;

use crate::algorithm::Algorithm;
use crate::digest::Digest;
use crate::typed;

/// A running hash.
///
/// `clone()` is Python's `copy()`. [`digest`](Self::digest) can be asked at any point, any number of times, and
/// the hash goes on.
///
/// ```
/// use purembed_hash::{Algorithm, Hash};
///
/// let mut hash = Hash::new(Algorithm::SHA1).chain(b"ab");
/// let so_far = hash.digest();
/// assert_eq!(hash.digest(), so_far);
/// hash.update(b"c");
/// assert_eq!(hash.finalize().to_hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
/// ```
#[derive(Clone)]
pub struct Hash {
    algorithm: Algorithm,
    state: State,
}

impl Hash {
    /// Starts a hash of nothing yet.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, state: algorithm.start() }
    }

    /// Takes in more data.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.state.update(data.as_ref());
    }

    /// Takes in more data and hands the hash on: Python's optional first argument.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the hash.
    #[must_use]
    pub fn finalize(self) -> Digest {
        self.state.finalize()
    }

    /// The digest of what was taken in so far.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.state.clone().finalize()
    }

    /// The digest of what was taken in so far, as lower-case hexadecimal digits.
    #[must_use]
    pub fn hexdigest(&self) -> String {
        self.digest().to_hex()
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.algorithm)
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Hash {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        self.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The running states: adding an algorithm is a line in this macro's table, and one in `typed.rs`, which names the
/// type that does the work.
macro_rules! states {
    ($($(#[$gate:meta])* $name:ident;)*) => {
        #[derive(Clone)]
        pub(crate) enum State {
            $($(#[$gate])* $name(typed::$name),)*
        }

        impl State {
            fn update(&mut self, data: &[u8]) {
                match self {
                    $($(#[$gate])* Self::$name(state) => state.update(data),)*
                }
            }

            fn finalize(self) -> Digest {
                match self {
                    $($(#[$gate])* Self::$name(state) => Digest::new(&state.finalize()),)*
                }
            }
        }

        $(
            $(#[$gate])*
            impl Start for typed::$name {
                fn start() -> State {
                    State::$name(Self::new())
                }

                fn one_shot(data: &[u8]) -> Digest {
                    Digest::new(&Self::digest(data))
                }
            }
        )*
    };
}

/// What a row of algorithms points to.
pub(crate) trait Start {
    fn start() -> State;

    /// Without a [`State`], which is as large as the largest.
    fn one_shot(data: &[u8]) -> Digest;
}

states! {
    #[cfg(feature = "md2")]
    Md2;
    #[cfg(feature = "md4")]
    Md4;
    Md5;
    Ripemd160;
    Sha1;
    Sha224;
    Sha256;
    Sha384;
    Sha512;
    Sha512_256;
    Sha3_224;
    Sha3_256;
    Sha3_384;
    Sha3_512;
}

#[cfg(test)]
mod tests;
