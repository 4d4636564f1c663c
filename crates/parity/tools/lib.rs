// SPDX-License-Identifier: MIT
//! Nothing but a build script, which says what to install where cmake or libclang is missing.
//!
//! `mbedtls-sys-auto`, which compiles Mbed TLS C, knows what it cannot find but not why the user should care, and says
//! so only after two minutes of compiling. A package's own build script runs after those of its dependencies, so the
//! check is a package beside it: it needs little, so it is the first to run.
#![no_std]
#![forbid(unsafe_code)]
