// SPDX-License-Identifier: MIT
//! DTLS over UDP: a buffer without I/O, sockets, servers for many clients.
//!
//! All sockets stand on one [`DtlsHub`], which tells datagrams apart, keeps time, and holds what came for whom. It has no
//! socket: [`pump`] gives it one that threads share.

mod buffer;
mod context;
mod cookies;
mod hub;
mod limits;
mod mailbox;
mod pump;
mod server;
mod socket;

pub use buffer::{DtlsEvent, DtlsEvents, DtlsWrappedBuffer};
pub(crate) use cookies::Cookies;
pub use hub::{DtlsHub, SendTo};
pub use limits::DtlsLimits;
pub use server::DtlsServer;
pub use socket::{DtlsReader, DtlsSocket, DtlsWriter};
