// SPDX-License-Identifier: MIT
//! What this CPU can do, as values: whoever holds one has asked.

/// The CPU has AVX2, BMI1 and BMI2, and the operating system saves the registers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Avx2(());

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        use std::arch::is_x86_feature_detected as has;

        (has!("avx2") && has!("bmi1") && has!("bmi2")).then_some(Self(()))
    }
}

/// The CPU has all that [`Avx2`] says, and AVX-512F with AVX-512VL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub(crate) fn detect() -> Option<Self> {
        use std::arch::is_x86_feature_detected as has;

        Avx2::detect()?;
        (has!("avx512f") && has!("avx512vl")).then_some(Self(()))
    }
}
