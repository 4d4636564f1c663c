// SPDX-License-Identifier: MIT
//! Message digests and HMAC: `mbedtls/md.h`.

use core::ffi::{CStr, c_int};
use core::ptr;

use mbedtls_sys as sys;
use sys::{md_context_t, md_info_t, md_type_t};

use super::succeed;

/// Room for the longest digest (SHA-512).
pub(crate) type Output = [u8; 64];

/// The static description of a digest.
///
/// # Panics
///
/// For a type that C does not have; the types come from [`kinds`] and from constants that are compiled in.
pub(super) fn info(kind: md_type_t) -> &'static md_info_t {
    // SAFETY: takes a number, returns null or a pointer to a static.
    let info = unsafe { sys::md_info_from_type(kind) };
    // SAFETY: null, or a pointer to a constant that lives as long as the program.
    let info = unsafe { info.as_ref() };
    #[expect(clippy::expect_used, reason = "the configuration of C is ours")]
    info.expect("the digest is compiled in")
}

/// Every digest that is compiled in, in C's order: the longest SHA-2 first.
pub(crate) fn kinds() -> Vec<md_type_t> {
    // SAFETY: takes nothing, returns a pointer to a static list that ends with 0.
    let mut next = unsafe { sys::md_list() };
    let mut kinds = Vec::new();
    loop {
        // SAFETY: the list was not at its end yet, so there is one more number to read.
        let kind = unsafe { *next };
        let Ok(kind @ 1..) = md_type_t::try_from(kind) else { return kinds };
        kinds.push(kind);
        // SAFETY: at most one past the number just read, which was not the last.
        next = unsafe { next.add(1) };
    }
}

/// C's name, in upper case.
pub(crate) fn name(kind: md_type_t) -> &'static str {
    // SAFETY: the name of a static description is a static text that ends with a zero.
    let name = unsafe { CStr::from_ptr(info(kind).name) };
    name.to_str().unwrap_or_default()
}

/// The length of the digest in bytes.
pub(crate) fn size(kind: md_type_t) -> usize {
    info(kind).size.into()
}

/// The length of a block in bytes.
pub(crate) fn block_size(kind: md_type_t) -> usize {
    info(kind).block_size.into()
}

/// The content octets of the object identifier.
pub(crate) fn oid(kind: md_type_t) -> &'static [u8] {
    let (mut oid, mut length) = (ptr::null(), 0);
    // SAFETY: both results are written to variables that live here.
    succeed(unsafe { sys::oid_get_oid_by_md(kind, &raw mut oid, &raw mut length) });
    // SAFETY: on success the pointer is to that many bytes of a static table.
    unsafe { core::slice::from_raw_parts(oid.cast(), length) }
}

/// A digest or HMAC context, freed and wiped when dropped.
pub(crate) struct Md {
    raw: md_context_t,
    hmac: bool,
}

// SAFETY: it owns what it points to, but for the static description, and C keeps no state per thread.
unsafe impl Send for Md {}

// SAFETY: through a shared reference it is only copied, and copying only reads.
unsafe impl Sync for Md {}

impl Md {
    /// A context that is set up and not yet started.
    fn set_up(kind: md_type_t, hmac: bool) -> Self {
        let raw = md_context_t { md_info: ptr::null(), md_ctx: ptr::null_mut(), hmac_ctx: ptr::null_mut() };
        let mut md = Self { raw, hmac };
        // SAFETY: the context may be written; init makes it empty.
        unsafe { sys::md_init(&raw mut md.raw) };
        // SAFETY: the context is empty, the description static.
        succeed(unsafe { sys::md_setup(&raw mut md.raw, info(kind), c_int::from(hmac)) });
        md
    }

    /// A running digest.
    pub(crate) fn hash(kind: md_type_t) -> Self {
        let mut md = Self::set_up(kind, false);
        // SAFETY: the context is set up.
        succeed(unsafe { sys::md_starts(&raw mut md.raw) });
        md
    }

    /// A running HMAC.
    pub(crate) fn hmac(kind: md_type_t, key: &[u8]) -> Self {
        let mut md = Self::set_up(kind, true);
        // SAFETY: the context is set up for HMAC; the key is that many bytes to read.
        succeed(unsafe { sys::md_hmac_starts(&raw mut md.raw, key.as_ptr(), key.len()) });
        md
    }

    /// Set up for HMAC without a key, for functions that bring their own.
    pub(super) fn unkeyed(kind: md_type_t) -> Self {
        Self::set_up(kind, true)
    }

    pub(super) fn as_mut_ptr(&mut self) -> *mut md_context_t {
        &raw mut self.raw
    }

    /// Takes in more.
    pub(crate) fn update(&mut self, data: &[u8]) {
        let raw = &raw mut self.raw;
        succeed(if self.hmac {
            // SAFETY: the context is keyed; the data is that many bytes to read.
            unsafe { sys::md_hmac_update(raw, data.as_ptr(), data.len()) }
        } else {
            // SAFETY: the context is started; the data is that many bytes to read.
            unsafe { sys::md_update(raw, data.as_ptr(), data.len()) }
        });
    }

    /// Ends the computation; as in C, a digest must be started anew after that, an HMAC reset.
    pub(crate) fn finish(&mut self) -> Output {
        let mut output = [0; size_of::<Output>()];
        let raw = &raw mut self.raw;
        succeed(if self.hmac {
            // SAFETY: the context is keyed; no digest is longer than the output.
            unsafe { sys::md_hmac_finish(raw, output.as_mut_ptr()) }
        } else {
            // SAFETY: the context is started; no digest is longer than the output.
            unsafe { sys::md_finish(raw, output.as_mut_ptr()) }
        });
        output
    }

    /// Starts an HMAC anew under its key.
    pub(crate) fn reset(&mut self) {
        // SAFETY: the context is keyed (for one that is not HMAC, C returns an error).
        succeed(unsafe { sys::md_hmac_reset(&raw mut self.raw) });
    }

    fn kind(&self) -> md_type_t {
        // SAFETY: the description of a context that is set up is a static.
        unsafe { sys::md_get_type(self.raw.md_info) }
    }
}

impl Clone for Md {
    fn clone(&self) -> Self {
        let kind = self.kind();
        let mut copy = Self::set_up(kind, self.hmac);
        // SAFETY: both contexts are set up for the same digest.
        succeed(unsafe { sys::md_clone(&raw mut copy.raw, &raw const self.raw) });
        if self.hmac {
            // C clones the hash state alone. Of an HMAC there are also the two padded keys, a block each.
            let (from, to) = (self.raw.hmac_ctx.cast::<u8>(), copy.raw.hmac_ctx.cast::<u8>());
            // SAFETY: both were allocated by md_setup with two blocks, apart from each other.
            unsafe { ptr::copy_nonoverlapping(from, to, 2 * block_size(kind)) };
        }
        copy
    }
}

impl Drop for Md {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::md_free(&raw mut self.raw) };
    }
}
