// SPDX-License-Identifier: MIT
//! The ground floor of purembed: what every layer above needs and none should write twice.
//!
//! | module | what it has |
//! |---|---|
//! | [`ct`] | comparison in constant time |
//! | [`der`] | lengths of DER |
//! | [`hex`] | hexadecimal text |
//! | [`pem`] | PEM armour (RFC 7468): reading, writing, bundles |
//! | [`random`] | the operating system's random source and a generator seeded by it |
//! | [`secret`] | bytes and text that are wiped when dropped and never printed |
//!
//! Users of purembed meet these types through the facade; this crate has no API of its own to learn.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod ct;
pub mod der;
pub mod hex;
pub mod pem;
pub mod random;
pub mod secret;
