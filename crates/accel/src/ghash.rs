// SPDX-License-Identifier: MIT
//! GHASH, the universal hash of GCM (SP 800-38D, section 6.4).

use crate::Block;
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::aes::Isa;
use crate::aes::Kernel;

#[cfg(all(feature = "accel", target_arch = "aarch64"))]
pub(crate) mod aarch64;
pub(crate) mod portable;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
pub(crate) mod x86_64;

/// A hash key H with what is worked out from it beforehand. Wiped when dropped.
pub struct Key {
    kernel: Kernel,
    form: Form,
}

/// H as a kernel has it. Each form wipes itself.
#[allow(clippy::large_enum_variant, reason = "there is no allocator here")]
enum Form {
    Portable(portable::Key),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Powers(x86_64::Powers),
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    Neon(aarch64::Powers),
}

impl Key {
    /// Makes H ready.
    #[must_use]
    pub fn new(kernel: Kernel, h: &Block) -> Self {
        let form = match kernel.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::AesNi(cpu) => Form::Powers(x86_64::aes_ni::powers(cpu, h)),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::AesAvx2(cpu) => Form::Powers(x86_64::aes_avx2::powers(cpu, h)),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Vaes256(cpu) => Form::Powers(x86_64::vaes256::powers(cpu, h)),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Vaes512(cpu) => Form::Powers(x86_64::vaes512::powers(cpu, h)),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Isa::Neon(cpu) => Form::Neon(aarch64::Powers::new(cpu, h)),
            _ => Form::Portable(portable::Key::new(h)),
        };
        Self { kernel, form }
    }

    /// For each block, adds it to the state and multiplies by H.
    pub fn update(&self, state: &mut Block, blocks: &[Block]) {
        match (&self.form, self.kernel.0) {
            (Form::Portable(h), _) => h.update(state, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Form::Powers(h), Isa::AesNi(cpu)) => x86_64::aes_ni::update(cpu, h, state, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Form::Powers(h), Isa::AesAvx2(cpu)) => x86_64::aes_avx2::update(cpu, h, state, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Form::Powers(h), Isa::Vaes256(cpu)) => x86_64::vaes256::update(cpu, h, state, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Form::Powers(h), Isa::Vaes512(cpu)) => x86_64::vaes512::update(cpu, h, state, blocks),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            (Form::Neon(h), _) => h.update(state, blocks),
            // A key of powers is made for no other kernel.
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            (Form::Powers(_), Isa::Portable) => {}
        }
    }

    /// The powers of H, unless the kernel is the portable one.
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    pub(crate) const fn powers(&self) -> Option<&aarch64::Powers> {
        match &self.form {
            Form::Portable(_) => None,
            Form::Neon(h) => Some(h),
        }
    }

    /// The powers of H, unless the kernel is the portable one.
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    pub(crate) const fn powers(&self) -> Option<&x86_64::Powers> {
        match &self.form {
            Form::Portable(_) => None,
            Form::Powers(h) => Some(h),
        }
    }
}

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
impl Drop for Key {
    fn drop(&mut self) {
        // As for AES: forms that wipe themselves take all of the room, the larger one but for what aligns it.
        if let Form::Portable(_) = self.form {
            self.form = Form::Powers(x86_64::Powers([[0; 16]; x86_64::END + 4]));
        }
        self.form = Form::Portable(portable::Key::new(&[0; 16]));
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel)
    }
}

#[cfg(test)]
mod tests;
