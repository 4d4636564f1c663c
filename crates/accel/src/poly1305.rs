// SPDX-License-Identifier: MIT
//! Poly1305 (RFC 8439, section 2.5).

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Avx2, Ifma};
use crate::wipe::wipe;
use crate::{Backend, Block, chacha20};

#[cfg(not(any(target_arch = "x86_64", target_pointer_width = "64")))]
use limbs26 as portable;
#[cfg(any(target_arch = "x86_64", target_pointer_width = "64"))]
use words64 as portable;

#[cfg(any(test, not(any(target_arch = "x86_64", target_pointer_width = "64"))))]
mod limbs26;
#[cfg(any(target_arch = "x86_64", target_pointer_width = "64"))]
pub(crate) mod words64;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The code that a message goes through: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx2(Avx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Ifma(Ifma),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self::of(crate::backend())
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        chacha20::TIERS.into_iter().filter(|tier| tier.runs_here()).map(Self::of)
    }

    /// The fastest kernel that a back end allows.
    pub(crate) fn of(backend: Backend) -> Self {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Vaes512
            && let Some(cpu) = Ifma::detect()
        {
            return Self(Isa::Ifma(cpu));
        }
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Avx2
            && let Some(cpu) = Avx2::detect()
        {
            return Self(Isa::Avx2(cpu));
        }
        let _ = backend;
        Self(Isa::Portable)
    }
}

/// A message on its way to its tag. Wiped when dropped.
///
/// ```
/// use purembed_accel::poly1305::{Kernel, Poly1305};
///
/// let tag = |pieces: &[&[u8]]| {
///     let mut mac = Poly1305::new(Kernel::detect(), &[3; 32]);
///     pieces.iter().for_each(|piece| mac.update(piece));
///     mac.finalize()
/// };
/// assert_eq!(tag(&[b"one ", b"message"]), tag(&[b"one message"]));
/// ```
pub struct Poly1305 {
    sum: Sum,
    /// What is there of a block.
    buffer: Block,
    buffered: usize,
}

impl Poly1305 {
    /// Begins a message with its key: r and s. No other message may have the same.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8; 32]) -> Self {
        Self { sum: Sum::new(kernel, key), buffer: [0; 16], buffered: 0 }
    }

    /// Goes on with a piece of any length.
    pub fn update(&mut self, mut data: &[u8]) {
        if self.buffered > 0 {
            let (more, rest) = data.split_at(data.len().min(16 - self.buffered));
            self.buffer[self.buffered..][..more.len()].copy_from_slice(more);
            self.buffered += more.len();
            if self.buffered < 16 {
                return;
            }
            self.sum.blocks(&[self.buffer]);
            self.buffered = 0;
            data = rest;
        }
        let (blocks, rest) = data.as_chunks();
        self.sum.blocks(blocks);
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.buffered = rest.len();
    }

    /// Fills up with zeros to a multiple of 16 bytes (section 2.8).
    pub fn pad16(&mut self) {
        if self.buffered > 0 {
            self.buffer[self.buffered..].fill(0);
            self.sum.blocks(&[self.buffer]);
            self.buffered = 0;
        }
    }

    /// The tag.
    #[must_use]
    pub fn finalize(self) -> [u8; 16] {
        self.tag()
    }

    /// The tag, without moving secrets away from where they are wiped. Nothing may follow.
    #[must_use]
    pub fn tag(&self) -> [u8; 16] {
        self.sum.finish(&self.buffer[..self.buffered])
    }
}

impl Drop for Poly1305 {
    fn drop(&mut self) {
        wipe(&mut self.buffer);
        // What was moved in with unused room is in the room of the largest form, which wipes itself.
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        {
            self.sum.powers = Powers::Ifma(x86_64::ifma::Powers::zeros());
        }
    }
}

impl core::fmt::Debug for Poly1305 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Poly1305({:?}, ..)", self.sum.kernel)
    }
}

/// The accumulator and what it is multiplied with. Wiped when dropped.
pub(crate) struct Sum {
    kernel: Kernel,
    scalar: portable::Sum,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    powers: Powers,
}

/// Worked out when there is so much to do that they pay.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
#[expect(
    clippy::large_enum_variant,
    reason = "there is nothing to allocate with, and it is on the stack for one message"
)]
enum Powers {
    None,
    Avx2(x86_64::avx2::Powers),
    Ifma(x86_64::ifma::Powers),
}

impl Sum {
    pub(crate) fn new(kernel: Kernel, key: &[u8; 32]) -> Self {
        Self {
            kernel,
            scalar: portable::Sum::new(key),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            powers: Powers::None,
        }
    }

    #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        match self.kernel.0 {
            Isa::Portable => self.scalar.blocks(blocks),
        }
    }

    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        use x86_64::{avx2, ifma};

        match (self.kernel.0, &self.powers) {
            (Isa::Ifma(cpu), Powers::Ifma(powers)) if blocks.len() >= ifma::WORTH / 2 => {
                ifma::blocks(cpu, &mut self.scalar, powers, blocks);
            }
            (Isa::Avx2(cpu), Powers::Avx2(powers)) if blocks.len() >= avx2::WORTH / 2 => {
                avx2::blocks(cpu, &mut self.scalar, powers, blocks);
            }
            (Isa::Ifma(cpu), Powers::None) if blocks.len() >= ifma::WORTH => {
                self.powers = Powers::Ifma(ifma::powers(cpu, self.scalar.r));
                self.blocks(blocks);
            }
            (Isa::Avx2(cpu), Powers::None) if blocks.len() >= avx2::WORTH => {
                self.powers = Powers::Avx2(avx2::powers(cpu, self.scalar.r));
                self.blocks(blocks);
            }
            _ => self.scalar.blocks(blocks),
        }
    }

    /// The part that goes block by block, for a kernel that does that itself.
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    pub(crate) const fn scalar(&mut self) -> &mut words64::Sum {
        &mut self.scalar
    }

    /// Blocks, the last of them filled up with zeros (section 2.8).
    pub(crate) fn padded(&mut self, data: &[u8]) {
        let (blocks, rest) = data.as_chunks();
        self.blocks(blocks);
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            self.blocks(&[last]);
        }
    }

    /// The tag, after what is left of the message: less than a block.
    pub(crate) fn finish(&self, rest: &[u8]) -> [u8; 16] {
        self.scalar.finish(rest)
    }
}

#[cfg(test)]
mod tests;
