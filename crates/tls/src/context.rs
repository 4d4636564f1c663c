// SPDX-License-Identifier: MIT
//! A configuration with a side chosen: makes connections.

use std::time::SystemTime;

use purembed_x509::Time;

mod client;
mod server;

pub use client::ClientContext;
pub use server::ServerContext;

pub(crate) fn system_time() -> Time {
    #[expect(clippy::disallowed_methods, reason = "streams are the face with a clock")]
    let now = SystemTime::now();
    now.into()
}
