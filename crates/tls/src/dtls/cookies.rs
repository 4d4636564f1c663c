// SPDX-License-Identifier: MIT
//! What a context makes its cookies with: the same for all sockets and connections of it, so that a client may come with a
//! cookie to another than who sent it.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use purembed_core::random;
use purembed_tls12::DtlsListener;
use purembed_tls12::net::Clock;

use crate::error::Error;

/// Keys for cookies, which change with time, and the clock that they go by. Nothing in here grows with clients.
#[derive(Clone)]
pub(crate) struct Cookies {
    pub(super) clock: Clock,
    pub(super) listener: Arc<Mutex<DtlsListener>>,
}

impl Cookies {
    pub(crate) fn new() -> Result<Self, Error> {
        let clock = Clock::start();
        let rng = Box::new(random::generator().map_err(Error::Random)?);
        Ok(Self { clock, listener: Arc::new(Mutex::new(DtlsListener::new(rng, clock.now()))) })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, DtlsListener> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookies").finish_non_exhaustive()
    }
}
