// SPDX-License-Identifier: MIT
//! Random values that nobody can guess, and types that keep them (PEP 506).
//!
//! Every function comes in two forms: one asks the operating system (feature `os-rng`), the other, `…_with_rng`, a
//! generator of yours.
//!
//! # Examples
//!
#![cfg_attr(feature = "os-rng", doc = "```")]
#![cfg_attr(not(feature = "os-rng"), doc = "```ignore")]
//! use core::num::NonZero;
//! use purembed::secrets;
//!
//! let key: [u8; 32] = secrets::token_bytes()?;
//! let link = format!("https://example.org/reset/{}", secrets::token_urlsafe(16)?);
//! assert!(!secrets::compare_digest(&key, link.as_bytes()));
//!
//! let die = 1 + secrets::randbelow(NonZero::new(6).unwrap())?;
//! let coin = secrets::randbits::<1>()?;
//! let word = secrets::choice(&["correct", "horse", "battery", "staple"])?;
//! assert!(die <= 6 && coin <= 1 && word.is_some());
//! # Ok::<(), secrets::RngError>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `secrets.token_bytes(32)` | [`token_bytes::<32>()`](token_bytes) | no upper limit of 1,024 |
//! | `secrets.token_hex(16)`, `token_urlsafe(16)` | [`token_hex(16)`](token_hex), [`token_urlsafe(16)`](token_urlsafe) | |
//! | `secrets.DEFAULT_ENTROPY` | [`DEFAULT_ENTROPY`] | to be passed on: `token_hex(DEFAULT_ENTROPY)` |
//! | `secrets.randbits(128)` | [`randbits::<128>()`](randbits) | uniform (there, the highest bit is almost always set); 0 bits are 0; up to 128 bits, checked when compiled |
//! | `secrets.randbelow(n)` | [`randbelow(n)`](randbelow) | uniform; `n` is a `NonZero<u64>` |
//! | `secrets.choice(seq)` | [`choice(&seq)`](choice) | uniform; `None` if there is nothing to choose from |
//! | (missing) | [`compare_digest`] | |

use alloc::string::String;
use alloc::vec;
use core::num::NonZero;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use purembed_core::random::CryptoRng;
pub use purembed_core::random::RngError;
pub use purembed_core::secret::{SecretBytes, SecretString};
use purembed_core::{ct, hex};

/// How many bytes are enough for a token, and will be for a while.
pub const DEFAULT_ENTROPY: usize = 32;

/// How often a draw may fall outside its bounds before the source counts as broken: fair ones do so by chance once in
/// 2¹²⁸ calls at most.
const MAX_DRAWS: usize = 128;

/// Random bytes from the operating system.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
#[cfg(feature = "os-rng")]
pub fn token_bytes<const N: usize>() -> Result<[u8; N], RngError> {
    let mut bytes = [0; N];
    os(&mut bytes)?;
    Ok(bytes)
}

/// Random bytes from a generator.
pub fn token_bytes_with_rng<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// `nbytes` random bytes as twice as many lower-case hexadecimal digits.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
#[cfg(feature = "os-rng")]
pub fn token_hex(nbytes: usize) -> Result<String, RngError> {
    let mut bytes = vec![0; nbytes];
    os(&mut bytes)?;
    Ok(hex::encode(&bytes))
}

/// `nbytes` bytes of a generator as twice as many lower-case hexadecimal digits.
pub fn token_hex_with_rng(nbytes: usize, rng: &mut dyn CryptoRng) -> String {
    let mut bytes = vec![0; nbytes];
    rng.fill_bytes(&mut bytes);
    hex::encode(&bytes)
}

/// `nbytes` random bytes as text that may stand in a URL: base64 with `-` and `_`, without padding.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
#[cfg(feature = "os-rng")]
pub fn token_urlsafe(nbytes: usize) -> Result<String, RngError> {
    let mut bytes = vec![0; nbytes];
    os(&mut bytes)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// `nbytes` bytes of a generator as text that may stand in a URL: base64 with `-` and `_`, without padding.
pub fn token_urlsafe_with_rng(nbytes: usize, rng: &mut dyn CryptoRng) -> String {
    let mut bytes = vec![0; nbytes];
    rng.fill_bytes(&mut bytes);
    Base64UrlUnpadded::encode_string(&bytes)
}

/// A number of `K` random bits, from 0 up to 2ᴷ − 1.
///
/// At most 128 bits, which the compiler checks; a number of bits known only later is a bound for [`randbelow`].
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
///
/// ```
/// use purembed::secrets::{self, RngError};
///
/// assert!(secrets::randbits::<12>()? < 4096);
/// assert_eq!(secrets::randbits::<0>()?, 0);
/// # Ok::<(), RngError>(())
/// ```
///
/// ```compile_fail,E0080
/// let too_many = purembed::secrets::randbits::<129>();
/// ```
#[doc(alias = "getrandbits")]
#[cfg(feature = "os-rng")]
pub fn randbits<const K: u32>() -> Result<u128, RngError> {
    Ok(cut::<K>(token_bytes()?))
}

/// A number of `K` bits of a generator, from 0 up to 2ᴷ − 1; at most 128, which the compiler checks.
pub fn randbits_with_rng<const K: u32>(rng: &mut dyn CryptoRng) -> u128 {
    cut::<K>(token_bytes_with_rng(rng))
}

/// Keeps `K` bits.
fn cut<const K: u32>(bytes: [u8; 16]) -> u128 {
    const { assert!(K <= u128::BITS, "at most 128 bits") };
    u128::from_le_bytes(bytes) & u128::MAX.checked_shr(u128::BITS - K).unwrap_or(0)
}

/// A number from 0 up to, but not including, the bound; each with the same probability.
///
/// The time taken depends on how many draws it needed, and not on which number came out.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
#[cfg(feature = "os-rng")]
pub fn randbelow(upper_bound: NonZero<u64>) -> Result<u64, RngError> {
    below(upper_bound, os)
}

/// A number from 0 up to, but not including, the bound; each with the same probability if the generator is fair.
///
/// # Errors
///
/// [`RngError`] if the generator is so far from fair that 128 draws in a row were too large.
pub fn randbelow_with_rng(upper_bound: NonZero<u64>, rng: &mut dyn CryptoRng) -> Result<u64, RngError> {
    below(upper_bound, |bytes| {
        rng.fill_bytes(bytes);
        Ok(())
    })
}

/// One element, each with the same probability; `None` if there are none.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
#[cfg(feature = "os-rng")]
pub fn choice<T>(seq: &[T]) -> Result<Option<&T>, RngError> {
    choose(seq, os)
}

/// One element, each with the same probability if the generator is fair; `None` if there are none.
///
/// # Errors
///
/// [`RngError`] if the generator is so far from fair that 128 draws in a row were too large.
pub fn choice_with_rng<'a, T>(seq: &'a [T], rng: &mut dyn CryptoRng) -> Result<Option<&'a T>, RngError> {
    choose(seq, |bytes| {
        rng.fill_bytes(bytes);
        Ok(())
    })
}

/// Tells whether two byte strings are equal, in a time that depends on their lengths alone.
#[must_use]
pub fn compare_digest(a: &[u8], b: &[u8]) -> bool {
    ct::eq(a, b)
}

/// The operating system.
#[cfg(feature = "os-rng")]
fn os(out: &mut [u8]) -> Result<(), RngError> {
    purembed_core::random::fill(out)
}

/// Draws as many bits as the largest wanted number has, until they are a wanted number: at least every second is.
fn below(
    upper_bound: NonZero<u64>,
    mut draw: impl FnMut(&mut [u8]) -> Result<(), RngError>,
) -> Result<u64, RngError> {
    let largest = upper_bound.get() - 1;
    let mask = u64::MAX.checked_shr(largest.leading_zeros()).unwrap_or(0);
    for _ in 0..MAX_DRAWS {
        let mut bytes = [0; 8];
        draw(&mut bytes)?;
        let number = u64::from_le_bytes(bytes) & mask;
        if number <= largest {
            return Ok(number);
        }
    }
    Err(RngError)
}

fn choose<T>(seq: &[T], draw: impl FnMut(&mut [u8]) -> Result<(), RngError>) -> Result<Option<&T>, RngError> {
    // Slices have fewer than 2⁶⁴ elements everywhere.
    let Some(len) = u64::try_from(seq.len()).ok().and_then(NonZero::new) else { return Ok(None) };
    let index = below(len, draw)?;
    Ok(usize::try_from(index).ok().and_then(|index| seq.get(index)))
}

#[cfg(test)]
mod tests;
