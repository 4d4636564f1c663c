// SPDX-License-Identifier: MIT
//! The decision: environment, then CPU.

use core::fmt;
#[cfg(feature = "std")]
use std::sync::OnceLock;

/// Where an algorithm's code comes from.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Backend {
    /// The crate `graviola`: Rust and formally verified assembly, for x86-64 with AES-NI, PCLMULQDQ, BMI, ADX and AVX2
    /// and for aarch64 with the cryptographic extensions; and the kernels of this crate. What both lack comes from
    /// [`Backend::Portable`].
    Graviola,
    /// The RustCrypto crates: any CPU.
    Portable,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Graviola => "graviola",
            Self::Portable => "portable",
        })
    }
}

#[cfg(feature = "std")]
static DECIDED: OnceLock<Backend> = OnceLock::new();

/// The back end of this process. The first call decides; every later one costs an atomic load.
#[must_use]
pub fn backend() -> Backend {
    #[cfg(feature = "std")]
    return *DECIDED.get_or_init(|| {
        // The one thing that the environment can do is choose the slower code.
        if std::env::var_os("PUREMBED_BACKEND").is_some_and(|name| name == "portable") {
            Backend::Portable
        } else {
            fastest()
        }
    });
    #[cfg(not(feature = "std"))]
    Backend::Portable
}

/// Sets the back end of this process, before its first use.
///
/// # Errors
///
/// [`AlreadyDecided`] if another back end is already in use, or if this CPU cannot run the one asked for.
///
/// ```
/// use purembed_accel::{Backend, backend, force};
///
/// force(Backend::Portable)?;
/// assert_eq!(backend(), Backend::Portable);
/// assert!(force(Backend::Graviola).is_err());
/// # Ok::<(), purembed_accel::AlreadyDecided>(())
/// ```
#[cfg(feature = "std")]
pub fn force(backend: Backend) -> Result<(), AlreadyDecided> {
    if backend != Backend::Portable && backend != fastest() {
        return Err(AlreadyDecided);
    }
    if *DECIDED.get_or_init(|| backend) == backend { Ok(()) } else { Err(AlreadyDecided) }
}

/// The process runs, or can only run, another back end than the one asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AlreadyDecided;

impl fmt::Display for AlreadyDecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another back end is in use or this CPU cannot run the one asked for")
    }
}

impl core::error::Error for AlreadyDecided {}

/// The best that this CPU can run.
#[cfg(feature = "std")]
fn fastest() -> Backend {
    if cfg!(feature = "accel") && graviola_runs_here() { Backend::Graviola } else { Backend::Portable }
}

/// What graviola asserts on first use, asked beforehand: without it, an old CPU would end in a panic.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
fn graviola_runs_here() -> bool {
    use std::arch::is_x86_feature_detected as has;

    has!("aes")
        && has!("ssse3")
        && has!("pclmulqdq")
        && has!("adx")
        && has!("avx")
        && has!("avx2")
        && has!("bmi1")
        && has!("bmi2")
}

#[cfg(all(feature = "std", target_arch = "aarch64"))]
fn graviola_runs_here() -> bool {
    use std::arch::is_aarch64_feature_detected as has;

    has!("neon") && has!("aes") && has!("pmull") && has!("sha2")
}

#[cfg(all(feature = "std", not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn graviola_runs_here() -> bool {
    false
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn the_decision_holds() {
        let first = backend();
        assert_eq!(backend(), first);
        assert_eq!(force(first), Ok(()));
        let other = if first == Backend::Portable { Backend::Graviola } else { Backend::Portable };
        assert_eq!(force(other), Err(AlreadyDecided));
    }
}
