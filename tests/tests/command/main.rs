// SPDX-License-Identifier: MIT
//! The command `purembed`: keys, signatures, certificates and authorities, with OpenSSL on the other side.

mod authority;
mod certificates;
mod keys;
mod messages;
mod mistakes;
mod openssl;
mod readme;
mod secrets;
