// SPDX-License-Identifier: MIT
//! The decision: environment, then CPU.

use core::fmt;
#[cfg(feature = "std")]
use std::sync::OnceLock;

#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::cpu;

/// Which instructions an algorithm may use. Later ones are faster, and can do what earlier ones of their kind of CPU can.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Backend {
    /// Plain Rust: any CPU.
    Portable,
    /// x86-64 with AES-NI, PCLMULQDQ, SSSE3 and SSE4.1.
    AesNi,
    /// The same with AVX2, BMI1 and BMI2.
    Avx2,
    /// The same with VAES and VPCLMULQDQ: two blocks in a register.
    Vaes256,
    /// The same with AVX-512 F, BW, DQ and VL: four blocks in a register.
    Vaes512,
    /// aarch64 with NEON and the cryptographic extensions.
    Neon,
}

impl Backend {
    /// Every back end, the slowest first.
    const ALL: [Self; 6] =
        [Self::Portable, Self::AesNi, Self::Avx2, Self::Vaes256, Self::Vaes512, Self::Neon];

    /// Whether it uses the crate `graviola`, Rust and formally verified assembly, for public keys: from [`Self::Avx2`]
    /// on with ADX, and with [`Self::Neon`].
    #[must_use]
    pub fn has_graviola(self) -> bool {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        return self >= Self::Avx2 && Self::Avx2.runs_here() && std::arch::is_x86_feature_detected!("adx");
        #[cfg(all(feature = "accel", target_arch = "aarch64"))]
        return self == Self::Neon && self.runs_here();
        #[cfg(not(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64"))))]
        false
    }

    /// Whether this CPU can run it.
    #[must_use]
    pub fn runs_here(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Self::AesNi => cpu::AesNi::detect().is_some(),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Self::Avx2 => cpu::AesAvx2::detect().is_some(),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Self::Vaes256 => cpu::Vaes256::detect().is_some(),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Self::Vaes512 => cpu::Vaes512::detect().is_some(),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Self::Neon => cpu::Neon::detect().is_some(),
            _ => false,
        }
    }

    /// Every back end that this CPU can run, the fastest first.
    pub fn every() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().rev().filter(|backend| backend.runs_here())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::AesNi => "aes-ni",
            Self::Avx2 => "avx2",
            Self::Vaes256 => "vaes256",
            Self::Vaes512 => "vaes512",
            Self::Neon => "neon",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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
        let named = std::env::var("PUREMBED_BACKEND").ok();
        let named = named.and_then(|name| Backend::every().find(|backend| backend.name() == name));
        named.unwrap_or_else(fastest)
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
/// assert!(force(Backend::Vaes512).is_err());
/// # Ok::<(), purembed_accel::AlreadyDecided>(())
/// ```
#[cfg(feature = "std")]
pub fn force(backend: Backend) -> Result<(), AlreadyDecided> {
    if !backend.runs_here() {
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
    Backend::every().next().unwrap_or(Backend::Portable)
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn the_decision_holds() {
        let first = backend();
        assert_eq!(backend(), first);
        assert_eq!(force(first), Ok(()));
        for other in Backend::ALL.into_iter().filter(|other| *other != first) {
            assert_eq!(force(other), Err(AlreadyDecided));
        }
    }

    #[test]
    fn the_fastest_comes_first_and_the_portable_one_is_always_there() {
        let every: Vec<_> = Backend::every().collect();
        assert!(every.is_sorted_by(|one, next| one > next), "{every:?}");
        assert_eq!(every.last(), Some(&Backend::Portable));
        assert_eq!(fastest(), every[0]);
    }

    #[test]
    fn graviola_runs_on_none_but_its_cpus() {
        assert!(!Backend::Portable.has_graviola() && !Backend::AesNi.has_graviola());
    }
}
