// SPDX-License-Identifier: MIT
//! CMAC: `mbedtls/cmac.h`.

use core::mem::MaybeUninit;

use mbedtls_sys as sys;
use sys::{cipher_context_t, cipher_type_t};

use super::{check, succeed};
use crate::error::Error;

/// Room for the longest tag (AES).
pub(crate) type Output = [u8; 16];

/// The block cipher's description, or null if C has no such cipher (it then returns an error).
fn info(cipher: cipher_type_t) -> *const sys::cipher_info_t {
    // SAFETY: takes a number, returns null or a pointer to a static.
    unsafe { sys::cipher_info_from_type(cipher) }
}

/// A running CMAC, freed and wiped when dropped.
pub(crate) struct Cmac(cipher_context_t);

// SAFETY: it owns what it points to, but for the static description, and C keeps no state per thread.
unsafe impl Send for Cmac {}

impl Cmac {
    /// Starts a CMAC.
    pub(crate) fn new(cipher: cipher_type_t, key: &[u8]) -> Result<Self, Error> {
        let mut context = MaybeUninit::uninit();
        // SAFETY: the context may be written for its whole size; init sets all of it.
        unsafe { sys::cipher_init(context.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        let mut cmac = Self(unsafe { context.assume_init() });
        // SAFETY: the context is empty; for a null description C returns an error.
        check(unsafe { sys::cipher_setup(&raw mut cmac.0, info(cipher)) })?;
        let bits = key.len().saturating_mul(8);
        // SAFETY: the context is set up for a block cipher; C refuses other key lengths than the cipher's.
        check(unsafe { sys::cipher_cmac_starts(&raw mut cmac.0, key.as_ptr(), bits) })?;
        Ok(cmac)
    }

    /// Takes in more.
    pub(crate) fn update(&mut self, data: &[u8]) {
        // SAFETY: the context is keyed; the data is that many bytes to read.
        succeed(unsafe { sys::cipher_cmac_update(&raw mut self.0, data.as_ptr(), data.len()) });
    }

    /// Ends the CMAC and starts the next under the same key.
    pub(crate) fn finish(&mut self) -> Output {
        let mut output = [0; size_of::<Output>()];
        // SAFETY: the context is keyed; no block is longer than the output.
        succeed(unsafe { sys::cipher_cmac_finish(&raw mut self.0, output.as_mut_ptr()) });
        // SAFETY: the context is keyed.
        succeed(unsafe { sys::cipher_cmac_reset(&raw mut self.0) });
        output
    }
}

impl Drop for Cmac {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::cipher_free(&raw mut self.0) };
    }
}
