// SPDX-License-Identifier: MIT
//! Randomness for what C does: its own `CTR_DRBG`, seeded by its own collector of entropy, one per thread.

use core::cell::RefCell;
use core::ffi::{c_int, c_uchar, c_void};

use mbedtls_sys as sys;

use super::drbg::{CtrDrbg, Source};

/// The function that C asks for random bytes.
pub(crate) type Function = Option<unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int>;

std::thread_local! {
    static RNG: RefCell<Option<CtrDrbg>> = const { RefCell::new(None) };
}

/// Calls a function of C with this thread's generator: the function to draw with, and what it draws from.
///
/// Not from within itself.
pub(crate) fn with_rng<T>(call: impl FnOnce(Function, *mut c_void) -> T) -> T {
    RNG.with_borrow_mut(|rng| {
        let drbg = rng.get_or_insert_with(|| {
            // Fails only without a source of entropy, as the operating system never is.
            #[expect(clippy::expect_used, reason = "for tests, on systems that have randomness")]
            CtrDrbg::seeded(entropy(), b"").expect("entropy")
        });
        call(Some(sys::ctr_drbg_random), drbg.as_ptr())
    })
}

/// C's collector.
struct Entropy(Box<sys::entropy_context>);

// SAFETY: it owns what it points to, and C keeps no state per thread.
unsafe impl Send for Entropy {}

impl Entropy {
    fn fill(&mut self, out: &mut [u8]) -> bool {
        let context = (&raw mut *self.0).cast();
        // SAFETY: the context is initialised; the output is that many bytes to write.
        unsafe { sys::entropy_func(context, out.as_mut_ptr(), out.len()) == 0 }
    }
}

impl Drop for Entropy {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::entropy_free(&raw mut *self.0) };
    }
}

fn entropy() -> Source {
    let mut context = Box::<sys::entropy_context>::new_uninit();
    // SAFETY: the context may be written for its whole size; init sets all of it.
    unsafe { sys::entropy_init(context.as_mut_ptr()) };
    // SAFETY: init has set every byte.
    let mut entropy = Entropy(unsafe { context.assume_init() });
    Box::new(move |out| entropy.fill(out))
}
