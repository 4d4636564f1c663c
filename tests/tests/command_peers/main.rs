// SPDX-License-Identifier: MIT
//! `purembed client` and `purembed server`: against OpenSSL and curl, with each other, and refused.

mod openssl;
mod ourselves;
mod refusals;
mod serving;
