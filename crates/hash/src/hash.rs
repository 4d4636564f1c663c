// SPDX-License-Identifier: MIT
//! A running hash of an algorithm chosen at run time (PEP 452).

use alloc::string::String;
use core::fmt;

use purembed_accel::wipe;

use crate::algorithm::Algorithm;
use crate::digest::Digest;
use crate::engine::Engine;
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
    pub fn finalize(mut self) -> Digest {
        self.state.finish()
    }

    /// The digest of what was taken in so far.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest_with([])
    }

    /// The digest of what was taken in so far and of `data` after it. The hash does not change: many messages can have
    /// one beginning.
    ///
    /// ```
    /// use purembed_hash::{Algorithm, Hash};
    ///
    /// let hash = Hash::new(Algorithm::SHA256).chain(b"one beginning, ");
    /// assert_eq!(hash.digest_with(b"two ends"), Algorithm::SHA256.digest(b"one beginning, two ends"));
    /// assert_eq!(hash.digest(), Algorithm::SHA256.digest(b"one beginning, "));
    /// ```
    #[must_use]
    pub fn digest_with(&self, data: impl AsRef<[u8]>) -> Digest {
        self.state.digest_with(data.as_ref())
    }

    /// Hashes `first` with the inner hash and what comes out with the outer one, what comes out of that with the inner one
    /// again, and so on, `count` times. Gives the sum without carries of `first` and of all that came out of the outer
    /// hash: PBKDF2's loop over HMAC.
    ///
    /// A `first` that is not as long as the digest, and hashes of two algorithms, give `first`.
    ///
    /// ```
    /// use purembed_hash::{Algorithm, Hash};
    ///
    /// let (inner, outer) = (Hash::new(Algorithm::SHA1), Hash::new(Algorithm::SHA1).chain("outer"));
    /// let first = Algorithm::SHA1.digest("first");
    /// let second = outer.digest_with(inner.digest_with(first));
    /// let sum = Hash::nested_sum(&inner, &outer, first, 1);
    /// assert!(sum.as_ref().iter().zip(first.as_ref()).zip(second.as_ref()).all(|((sum, a), b)| *sum == a ^ b));
    /// ```
    #[must_use]
    pub fn nested_sum(inner: &Self, outer: &Self, first: Digest, count: u32) -> Digest {
        State::nested_sum(&inner.state, &outer.state, first, count)
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

            fn finish(&mut self) -> Digest {
                match self {
                    $($(#[$gate])* Self::$name(state) => Digest::new(&state.0.finish()),)*
                }
            }

            fn digest_with(&self, data: &[u8]) -> Digest {
                match self {
                    $($(#[$gate])* Self::$name(state) => Digest::new(&state.0.digest_with(data)),)*
                }
            }

            fn nested_sum(inner: &Self, outer: &Self, first: Digest, count: u32) -> Digest {
                match (inner, outer) {
                    $($(#[$gate])* (Self::$name(inner), Self::$name(outer)) => {
                        let Ok(mut digest) = first.as_ref().try_into() else { return first };
                        let mut sum = digest;
                        Engine::iterate(&inner.0, &outer.0, &mut digest, &mut sum, count);
                        let result = Digest::new(&sum);
                        wipe(&mut digest);
                        wipe(&mut sum);
                        result
                    })*
                    _ => first,
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
