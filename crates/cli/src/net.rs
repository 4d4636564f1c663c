// SPDX-License-Identifier: MIT
//! What `client` and `server` have in common: who they are, whom they trust, and what they tell.

pub(crate) mod address;
pub(crate) mod datagrams;
pub(crate) mod events;
pub(crate) mod failure;
pub(crate) mod http;
pub(crate) mod key_log;
pub(crate) mod options;
pub(crate) mod pipe;
pub(crate) mod psk;
pub(crate) mod received;
pub(crate) mod records;
pub(crate) mod session;
pub(crate) mod summary;
pub(crate) mod trust;
pub(crate) mod wire;
