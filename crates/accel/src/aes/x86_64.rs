// SPDX-License-Identifier: MIT
//! AES with the instructions of x86-64.
//!
//! One body of code for each mode, over registers of 128, 256 and 512 bits ([`xmm`], [`ymm`], [`zmm`]), once for each
//! number of rounds, so that the round keys stay in registers.

use crate::{Block, cpu};

#[macro_use]
mod rounds;
#[macro_use]
mod parallel;
#[macro_use]
mod serial;
#[macro_use]
mod xts;

mod schedule;
mod xmm;
mod ymm;
mod zmm;

pub(crate) use schedule::Schedule;

/// Calls a kernel for the number of rounds.
macro_rules! call {
    ($key:ident, $kernel:path, ($($arg:expr),*)) => {{
        use $kernel as kernel;
        match $key.schedule.rounds {
            // SAFETY: the token beside the key says that the CPU has the kernel's features.
            10 => unsafe { kernel::<10>(&$key.schedule, $($arg),*) },
            // SAFETY: as above.
            12 => unsafe { kernel::<12>(&$key.schedule, $($arg),*) },
            // SAFETY: as above.
            _ => unsafe { kernel::<14>(&$key.schedule, $($arg),*) },
        }
    }};
}

/// The key for some CPU features, with the parallel modes from one module, and the serial ones from another,
/// which is also faster with a single block.
macro_rules! key {
    ($name:ident, $parallel:path, $serial:path) => {
        #[allow(unsafe_code)]
        const _: () = {
            use $parallel as parallel;
            use $serial as serial;

            impl $name {
                pub(super) fn new(cpu: cpu::$name, key: &[u8]) -> Option<Self> {
                    Some(Self { cpu, schedule: Schedule::new(cpu.into(), key)? })
                }

                pub(super) fn encrypt_blocks(&self, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::encrypt_blocks, (blocks));
                    } else {
                        call!(self, parallel::encrypt_blocks, (blocks));
                    }
                }

                pub(super) fn decrypt_blocks(&self, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::decrypt_blocks, (blocks));
                    } else {
                        call!(self, parallel::decrypt_blocks, (blocks));
                    }
                }

                pub(super) fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
                    call!(self, serial::cbc_encrypt, (iv, blocks));
                }

                pub(super) fn cbc_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::cbc_decrypt, (iv, blocks));
                    } else {
                        call!(self, parallel::cbc_decrypt, (iv, blocks));
                    }
                }

                pub(super) fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
                    call!(self, serial::cfb_encrypt, (iv, blocks));
                }

                pub(super) fn cfb_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::cfb_decrypt, (iv, blocks));
                    } else {
                        call!(self, parallel::cfb_decrypt, (iv, blocks));
                    }
                }

                pub(super) fn ofb(&self, iv: &mut Block, blocks: &mut [Block]) {
                    call!(self, serial::ofb, (iv, blocks));
                }

                pub(super) fn xts_encrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::xts_encrypt, (tweak, blocks));
                    } else {
                        call!(self, parallel::xts_encrypt, (tweak, blocks));
                    }
                }

                pub(super) fn xts_decrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
                    if blocks.len() == 1 {
                        call!(self, serial::xts_decrypt, (tweak, blocks));
                    } else {
                        call!(self, parallel::xts_decrypt, (tweak, blocks));
                    }
                }

                pub(super) fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
                    call!(self, serial::cbc_mac, (mac, blocks));
                }

                pub(super) fn ctr(&self, counter: &mut Block, blocks: &mut [Block]) {
                    without_wrap!(counter, blocks, part => if part.len() == 1 {
                        call!(self, serial::ctr, (counter, part));
                    } else {
                        call!(self, parallel::ctr, (counter, part));
                    });
                }

                pub(super) fn ccm_encrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
                    without_wrap!(counter, blocks, part => call!(self, serial::ccm_encrypt, (counter, mac, part)));
                }

                pub(super) fn ccm_decrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
                    without_wrap!(counter, blocks, part => call!(self, serial::ccm_decrypt, (counter, mac, part)));
                }
            }
        };

        pub(super) struct $name {
            pub(super) cpu: cpu::$name,
            pub(super) schedule: Schedule,
        }
    };
}

/// Splits a message where the lower half of the counter wraps around, and mends the upper half there.
macro_rules! without_wrap {
    ($counter:ident, $blocks:ident, $part:ident => $work:expr) => {
        let mut rest = $blocks;
        loop {
            let before = *$counter;
            let ($part, after) = rest.split_at_mut(until_wrap(&before, rest.len()));
            let count = $part.len();
            $work;
            if after.is_empty() && $counter[8..] != [0; 8] {
                return;
            }
            *$counter = u128::from_be_bytes(before).wrapping_add(count as u128).to_be_bytes();
            if after.is_empty() {
                return;
            }
            rest = after;
        }
    };
}

/// How many of so many blocks there are before the lower half of the counter wraps around.
#[inline]
fn until_wrap(counter: &Block, blocks: usize) -> usize {
    let [.., a, b, c, d, e, f, g, h] = *counter;
    // None for 2^64 of them.
    match usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]).wrapping_neg()) {
        Ok(left) if left > 0 => left.min(blocks),
        _ => blocks,
    }
}

key!(AesNi, xmm::sse, xmm::sse);
key!(AesAvx2, xmm::avx, xmm::avx);
key!(Vaes256, ymm, xmm::avx);
key!(Vaes512, zmm, xmm::avx);
