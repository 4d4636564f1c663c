// SPDX-License-Identifier: MIT
//! The operating system's random source, as rustls asks for it.

use purembed_core::random;
use rustls::crypto::{GetRandomFailed, SecureRandom};

#[derive(Debug)]
pub(crate) struct OsRandom;

impl SecureRandom for OsRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        random::fill(buffer).map_err(|_| GetRandomFailed)
    }
}
