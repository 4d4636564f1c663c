// SPDX-License-Identifier: MIT
//! Any bytes as the body of every message: refused, or every byte of it understood.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| purembed_tls12::fuzzing::messages(data));
