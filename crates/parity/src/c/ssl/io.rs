// SPDX-License-Identifier: MIT
//! What C takes for a network and a clock.

use alloc::collections::VecDeque;
use core::ffi::{c_int, c_uchar, c_void};
use core::slice;

use mbedtls_sys as sys;

/// Queues for both directions, and a timer on a clock that only the caller turns.
pub(crate) struct Io {
    datagram: bool,
    /// Pieces of a stream, or datagrams.
    pub(crate) incoming: VecDeque<Vec<u8>>,
    /// Nothing comes any more.
    pub(crate) eof: bool,
    /// As C sent them: records of a stream, or datagrams.
    pub(crate) outgoing: VecDeque<Vec<u8>>,
    /// In milliseconds.
    pub(crate) now: u64,
    timer: Option<Timer>,
}

#[derive(Clone, Copy)]
struct Timer {
    intermediate: u64,
    last: u64,
}

impl Io {
    pub(super) const fn new(datagram: bool) -> Self {
        Self {
            datagram,
            incoming: VecDeque::new(),
            eof: false,
            outgoing: VecDeque::new(),
            now: 0,
            timer: None,
        }
    }

    /// When C wants to be called again, in milliseconds.
    pub(crate) fn deadline(&self) -> Option<u64> {
        self.timer.map(|timer| timer.last)
    }

    fn receive(&mut self, out: &mut [u8]) -> c_int {
        let Some(mut piece) = self.incoming.pop_front() else {
            return if self.eof { 0 } else { sys::ERR_SSL_WANT_READ };
        };
        let length = piece.len().min(out.len());
        out[..length].copy_from_slice(&piece[..length]);
        if !self.datagram && length < piece.len() {
            piece.drain(..length);
            self.incoming.push_front(piece);
        }
        c_int::try_from(length).unwrap_or(c_int::MAX)
    }
}

pub(super) unsafe extern "C" fn send(io: *mut c_void, data: *const c_uchar, length: usize) -> c_int {
    // SAFETY: the pointer is to the queues of the connection that C works on, and nothing else uses them meanwhile.
    let io = unsafe { &mut *io.cast::<Io>() };
    // SAFETY: C passes a buffer of that length.
    let data = unsafe { slice::from_raw_parts(data, length) };
    io.outgoing.push_back(data.to_vec());
    c_int::try_from(length).unwrap_or(c_int::MAX)
}

pub(super) unsafe extern "C" fn receive(io: *mut c_void, out: *mut c_uchar, length: usize) -> c_int {
    // SAFETY: the pointer is to the queues of the connection that C works on, and nothing else uses them meanwhile.
    let io = unsafe { &mut *io.cast::<Io>() };
    // SAFETY: C passes a buffer of that length, which was set to zeros when it was allocated.
    io.receive(unsafe { slice::from_raw_parts_mut(out, length) })
}

pub(super) unsafe extern "C" fn set_timer(io: *mut c_void, intermediate: u32, last: u32) {
    // SAFETY: the pointer is to the clock of the connection that C works on, and nothing else uses it meanwhile.
    let io = unsafe { &mut *io.cast::<Io>() };
    // 0 stops it.
    let at = |delay: u32| io.now + u64::from(delay);
    io.timer = (last != 0).then(|| Timer { intermediate: at(intermediate), last: at(last) });
}

pub(super) unsafe extern "C" fn get_timer(io: *mut c_void) -> c_int {
    // SAFETY: the pointer is to the clock of the connection that C works on, and nothing else uses it meanwhile.
    let io = unsafe { &*io.cast::<Io>() };
    match io.timer {
        None => -1,
        Some(timer) if io.now >= timer.last => 2,
        Some(timer) => (io.now >= timer.intermediate).into(),
    }
}
