// SPDX-License-Identifier: MIT
//! An allocator that remembers what stood in every block that is given back.
//!
//! Blocks are zeros when handed out, so what is remembered was written by somebody.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Room for the contents of freed blocks, in bytes.
const ROOM: usize = 256 << 20;

/// The memory of [`Recorder`]; in pages that are not there until they are written.
struct Log(UnsafeCell<[u8; ROOM]>);

// SAFETY: written only by `Recorder::dealloc` while recording, in places that an atomic counter hands out once; read
// only by `record`, after recording.
unsafe impl Sync for Log {}

static LOG: Log = Log(UnsafeCell::new([0; ROOM]));
static USED: AtomicUsize = AtomicUsize::new(0);
static RECORDING: AtomicBool = AtomicBool::new(false);

/// The allocator; for `#[global_allocator]`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Recorder;

impl Recorder {
    /// The only one.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "made once, in a static")]
    pub const fn new() -> Self {
        Self
    }
}

// SAFETY: memory comes from `System` and goes back to it with the same layout; `realloc` is the trait's own, which is made
// of these two, so that a block that moves is remembered too.
unsafe impl GlobalAlloc for Recorder {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is the one that is needed here.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if RECORDING.load(Ordering::Relaxed) {
            let needed = layout.size() + 8;
            let at = USED.fetch_add(needed, Ordering::Relaxed);
            if at + needed <= ROOM {
                let log = LOG.0.get().cast::<u8>();
                // SAFETY: `at` is within the log, and so are the `needed` bytes after it.
                let entry = unsafe { log.add(at) };
                let size = layout.size().to_le_bytes();
                // SAFETY: the entry begins with eight bytes for the size, which nobody else writes.
                unsafe { entry.copy_from_nonoverlapping(size.as_ptr(), 8) };
                // SAFETY: still within the entry.
                let contents = unsafe { entry.add(8) };
                // SAFETY: the block is the caller's to give back, all of it can be read, and the log is elsewhere.
                unsafe { contents.copy_from_nonoverlapping(block, layout.size()) };
            }
        }
        // SAFETY: the caller's promise about `block` and `layout` is the one that is needed here.
        unsafe { System.dealloc(block, layout) };
    }
}

/// Runs something and returns the contents of the blocks that it gave back, in order.
///
/// For processes with one thread.
///
/// # Panics
///
/// If that is more than can be remembered.
pub fn record(work: impl FnOnce()) -> Vec<Vec<u8>> {
    USED.store(0, Ordering::Relaxed);
    RECORDING.store(true, Ordering::Relaxed);
    work();
    RECORDING.store(false, Ordering::Relaxed);
    let used = USED.load(Ordering::Relaxed);
    assert!(used <= ROOM, "more was freed than can be remembered: {used} bytes");
    // SAFETY: `used` bytes were written, and while this slice lives nobody records.
    let mut log = unsafe { std::slice::from_raw_parts(LOG.0.get().cast::<u8>(), used) };
    let mut blocks = Vec::new();
    while let Some((size, rest)) = log.split_first_chunk() {
        let (block, rest) = rest.split_at(usize::from_le_bytes(*size));
        blocks.push(block.to_vec());
        log = rest;
    }
    blocks
}
