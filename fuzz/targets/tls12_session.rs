// SPDX-License-Identifier: MIT
//! Any bytes as a session that a client or a server has kept, and as a ticket.
#![no_main]

use std::sync::OnceLock;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use purembed_fuzz::rng;
use purembed_tls12::{TicketKeys, fuzzing};

fuzz_target!(|data: &[u8]| {
    static KEYS: OnceLock<TicketKeys> = OnceLock::new();
    let keys = KEYS.get_or_init(|| TicketKeys::shared(&[7; 32], Duration::from_secs(3600)));
    fuzzing::session(data);
    fuzzing::ticket(keys, data, &mut *rng(4));
});
