// SPDX-License-Identifier: MIT
//! What this CPU can do, as values: whoever holds one has asked.

macro_rules! tokens {
    ($has:ident; $($(#[$doc:meta])* $name:ident($($with:ident)?) [$($feature:tt),*] $(or $other:expr)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) struct $name(());

        #[allow(dead_code, reason = "not every architecture's kernels use every token")]
        impl $name {
            #[inline(always)]
            pub(crate) fn detect() -> Option<Self> {
                use std::arch::$has as has;

                $($with::detect()?;)?
                (true $(&& has!($feature))* $(|| $other)?).then_some(Self(()))
            }
        }
    )*};
}

/// Who has asked for more has asked for less.
#[cfg(target_arch = "x86_64")]
macro_rules! implies {
    ($($more:ident => $($less:ident)*;)*) => {$($(
        impl From<$more> for $less {
            fn from(_: $more) -> Self {
                Self(())
            }
        }
    )*)*};
}

#[cfg(target_arch = "x86_64")]
implies! {
    AesAvx2 => AesNi Avx2;
    Vaes256 => AesNi AesAvx2 Avx2;
    Vaes512 => AesNi AesAvx2 Vaes256 Avx2 Avx512;
    Ifma => AesNi AesAvx2 Vaes256 Vaes512 Avx2 Avx512 Adx;
    Gfni => AesNi AesAvx2 Vaes256 Vaes512 Avx2 Avx512;
}

#[cfg(target_arch = "x86_64")]
tokens! { is_x86_feature_detected;
    /// The CPU has AVX2, BMI1 and BMI2, and the operating system saves the registers.
    Avx2() ["avx2", "bmi1", "bmi2"];
    /// The CPU has all that [`Avx2`] says, and AVX-512F with AVX-512VL.
    Avx512(Avx2) ["avx512f", "avx512vl"];
    /// Instructions for SHA-1 and SHA-256, and AVX.
    Sha() ["sha", "avx"];
    /// AES and carry-less multiplication of 128-bit registers, SSSE3, SSE4.1.
    AesNi() ["aes", "pclmulqdq", "ssse3", "sse4.1"];
    /// All that [`AesNi`] says, AVX2, BMI1 and BMI2.
    AesAvx2(AesNi) ["avx2", "bmi1", "bmi2"];
    /// All that [`AesAvx2`] says; AES and carry-less multiplication of 256-bit registers.
    Vaes256(AesAvx2) ["vaes", "vpclmulqdq"];
    /// All that [`Vaes256`] says, and AVX-512 F, BW, DQ and VL.
    Vaes512(Vaes256) ["avx512f", "avx512bw", "avx512dq", "avx512vl"];
    /// All that [`Avx2`] says, and ADX. Valgrind runs that without telling of it: `tests/ctgrind` tells when it compiles.
    Adx(Avx2) ["adx"] or option_env!("PUREMBED_CTGRIND_HAS_ADX").is_some();
    /// All that [`Vaes512`] and [`Adx`] say, and AVX-512 IFMA.
    Ifma(Vaes512) ["avx512ifma", "adx"];
    /// All that [`Vaes512`] says, GFNI and AVX-512 VBMI.
    Gfni(Vaes512) ["gfni", "avx512vbmi"];
}

#[cfg(target_arch = "aarch64")]
tokens! { is_aarch64_feature_detected;
    /// NEON, AES, polynomial multiplication; and SHA-256, without which `graviola` does not run.
    Neon() ["neon", "aes", "pmull", "sha2"];
}
