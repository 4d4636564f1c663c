// SPDX-License-Identifier: MIT
//! X25519 and X448: RFC 7748 vectors, and what must be refused.
