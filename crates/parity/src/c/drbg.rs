// SPDX-License-Identifier: MIT
//! Random bit generators: `mbedtls/ctr_drbg.h`, `hmac_drbg.h`.

use core::ffi::{c_int, c_uchar, c_void};
use core::slice;

use mbedtls_sys as sys;

use super::md::info;
use super::{check, succeed};
use crate::error::Error;

/// A source of entropy that says whether it could fill.
pub(crate) type Source = Box<dyn FnMut(&mut [u8]) -> bool + Send>;

/// What C calls for entropy.
unsafe extern "C" fn draw(source: *mut c_void, out: *mut c_uchar, length: usize) -> c_int {
    // SAFETY: the pointer is to the source in the generator that C works on, and nothing else uses it meanwhile.
    let source = unsafe { &mut *source.cast::<Source>() };
    // SAFETY: C passes a buffer of that length, which it has set to zeros.
    let out = unsafe { slice::from_raw_parts_mut(out, length) };
    if source(out) { 0 } else { -1 }
}

/// What both kinds can do.
pub(crate) trait Generator: Send {
    /// With new entropy before every request.
    fn set_prediction_resistance(&mut self, on: bool);

    /// With new entropy after that many requests.
    fn set_reseed_interval(&mut self, requests: c_int);

    /// Takes new entropy.
    fn reseed(&mut self, additional: &[u8]) -> Result<(), Error>;

    /// Fills the output.
    fn random(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error>;
}

macro_rules! drbg {
    ($(#[$doc:meta])* $name:ident $context:ident $init:ident $free:ident $entropy_len:ident $resistance:ident
     $interval:ident $reseed:ident $random:ident) => {
        $(#[$doc])*
        pub(crate) struct $name {
            /// On the heap because C keeps a mutex in it, which must not move.
            raw: Box<sys::$context>,
            /// A box, as a pointer because C keeps it, too.
            source: *mut Source,
        }

        // SAFETY: it owns what it points to, the source is Send, and C keeps no state per thread.
        unsafe impl Send for $name {}

        impl $name {
            fn new(source: Source, entropy_len: usize) -> Self {
                let mut raw = Box::<sys::$context>::new_uninit();
                // SAFETY: the context may be written for its whole size; init sets all of it.
                unsafe { sys::$init(raw.as_mut_ptr()) };
                // SAFETY: init has set every byte.
                let raw = unsafe { raw.assume_init() };
                let mut drbg = Self { raw, source: Box::into_raw(Box::new(source)) };
                // SAFETY: the context is initialised.
                unsafe { sys::$entropy_len(&raw mut *drbg.raw, entropy_len) };
                drbg
            }
        }

        impl Generator for $name {
            fn set_prediction_resistance(&mut self, on: bool) {
                // SAFETY: the context is initialised.
                unsafe { sys::$resistance(&raw mut *self.raw, c_int::from(on)) };
            }

            fn set_reseed_interval(&mut self, requests: c_int) {
                // SAFETY: the context is initialised.
                unsafe { sys::$interval(&raw mut *self.raw, requests) };
            }

            fn reseed(&mut self, additional: &[u8]) -> Result<(), Error> {
                let raw = &raw mut *self.raw;
                // SAFETY: the context is seeded; the input is that many bytes to read.
                check(unsafe { sys::$reseed(raw, additional.as_ptr(), additional.len()) })
            }

            fn random(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error> {
                let (raw, length, out) = ((&raw mut *self.raw).cast(), out.len(), out.as_mut_ptr());
                // SAFETY: the context is seeded; the output is that many bytes to write, the input to read.
                check(unsafe { sys::$random(raw, out, length, additional.as_ptr(), additional.len()) })
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: the context was initialised and is freed once, before its source.
                unsafe { sys::$free(&raw mut *self.raw) };
                // SAFETY: the pointer came from a box; the context, which had it too, is gone.
                drop(unsafe { Box::from_raw(self.source) });
            }
        }
    };
}

drbg! {
    /// AES-256 in counter mode.
    CtrDrbg ctr_drbg_context ctr_drbg_init ctr_drbg_free ctr_drbg_set_entropy_len
    ctr_drbg_set_prediction_resistance ctr_drbg_set_reseed_interval ctr_drbg_reseed ctr_drbg_random_with_add
}

drbg! {
    /// HMAC with any digest.
    HmacDrbg hmac_drbg_context hmac_drbg_init hmac_drbg_free hmac_drbg_set_entropy_len
    hmac_drbg_set_prediction_resistance hmac_drbg_set_reseed_interval hmac_drbg_reseed hmac_drbg_random_with_add
}

impl CtrDrbg {
    /// What C's function of its name draws from.
    pub(crate) fn as_ptr(&mut self) -> *mut c_void {
        (&raw mut *self.raw).cast()
    }

    /// Seeded with 32 bytes of entropy and a nonce of 16.
    pub(crate) fn seeded(source: Source, personalization: &[u8]) -> Result<Self, Error> {
        let mut drbg = Self::new(source, 32);
        // SAFETY: the context is initialised and not yet seeded.
        succeed(unsafe { sys::ctr_drbg_set_nonce_len(&raw mut *drbg.raw, 16) });
        let (raw, source) = (&raw mut *drbg.raw, drbg.source.cast());
        let (custom, length) = (personalization.as_ptr(), personalization.len());
        // SAFETY: the callback fits the source, which lives as long as the context; the text is that many bytes.
        check(unsafe { sys::ctr_drbg_seed(raw, Some(draw), source, custom, length) })?;
        Ok(drbg)
    }
}

impl HmacDrbg {
    /// Seeded with as much entropy as the digest is strong and a nonce of half of that.
    pub(crate) fn seeded(
        kind: sys::md_type_t,
        source: Source,
        personalization: &[u8],
    ) -> Result<Self, Error> {
        // 0: C chooses by the digest.
        let mut drbg = Self::new(source, 0);
        let (raw, source) = (&raw mut *drbg.raw, drbg.source.cast());
        let (custom, length) = (personalization.as_ptr(), personalization.len());
        // SAFETY: the callback fits the source, which lives as long as the context; the text is that many bytes.
        check(unsafe { sys::hmac_drbg_seed(raw, info(kind), Some(draw), source, custom, length) })?;
        Ok(drbg)
    }
}
