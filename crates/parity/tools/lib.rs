// SPDX-License-Identifier: MIT
//! Nothing but a build script, which says what to install where cmake or libclang is missing.
//!
//! `mbedtls-sys-auto`, which compiles Mbed TLS C, knows what it cannot find, but not why the user should care. A package's
//! own build script runs after those of its dependencies, so the check is a package beside it. Cargo promises no order
//! between the two; when something is missing, this message is among the errors, mostly the only one.
#![no_std]
#![forbid(unsafe_code)]
