// SPDX-License-Identifier: MIT
//! An allocator that knows which blocks something has made that still live: those in which it keeps what it knows.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How many blocks may live at a time.
const ROOM: usize = 4096;

/// Address and length; an address of 0 for an entry that is free.
static BLOCKS: [(AtomicUsize, AtomicUsize); ROOM] =
    [const { (AtomicUsize::new(0), AtomicUsize::new(0)) }; ROOM];
static RECORDING: AtomicBool = AtomicBool::new(false);

/// The allocator; for `#[global_allocator]`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Registrar;

impl Registrar {
    /// The only one.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "made once, in a static")]
    pub const fn new() -> Self {
        Self
    }
}

// SAFETY: memory comes from `System` and goes back to it with the same layout; `realloc` is the trait's own, which is made
// of these two.
unsafe impl GlobalAlloc for Registrar {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is the one that is needed here.
        let block = unsafe { System.alloc(layout) };
        if RECORDING.load(Ordering::Relaxed) {
            enter(block.addr(), layout.size());
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if RECORDING.load(Ordering::Relaxed) {
            remove(block.addr());
        }
        // SAFETY: the caller's promise about `block` and `layout` is the one that is needed here.
        unsafe { System.dealloc(block, layout) };
    }
}

fn enter(address: usize, length: usize) {
    if let Some((free, size)) = BLOCKS.iter().find(|(known, _)| known.load(Ordering::Relaxed) == 0) {
        free.store(address, Ordering::Relaxed);
        size.store(length, Ordering::Relaxed);
    }
}

fn remove(address: usize) {
    if let Some((known, _)) = BLOCKS.iter().find(|(known, _)| known.load(Ordering::Relaxed) == address) {
        known.store(0, Ordering::Relaxed);
    }
}

/// Runs something, and says which blocks it has made that live still: their addresses and lengths.
///
/// For processes with one thread.
pub fn blocks_of<T>(work: impl FnOnce() -> T) -> (T, Vec<(usize, usize)>) {
    BLOCKS.iter().for_each(|(address, _)| address.store(0, Ordering::Relaxed));
    RECORDING.store(true, Ordering::Relaxed);
    let made = work();
    RECORDING.store(false, Ordering::Relaxed);
    let blocks = BLOCKS.iter().map(|(at, size)| (at.load(Ordering::Relaxed), size.load(Ordering::Relaxed)));
    (made, blocks.filter(|(address, _)| *address != 0).collect())
}
