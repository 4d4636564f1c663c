// SPDX-License-Identifier: MIT
//! All operations in two lines, and those that need a reason.

use std::fmt::Write;

use super::header;
use crate::gate::{C, LIMIT, MBEDTLS, Tally, slow};
use crate::reasons::Reasons;
use crate::results::Results;

/// Beside the best C, and beside Mbed TLS.
pub(super) fn tallies(results: &Results) -> String {
    format!(
        "* Beside the fastest of OpenSSL, aws-lc-rs, ring and Mbed TLS, each time: {}.\n* Beside Mbed TLS: {}.\n",
        Tally::of(results, &C),
        Tally::of(results, &MBEDTLS)
    )
}

/// The section on what is slow.
pub(super) fn slowest(results: &Results, reasons: &Reasons) -> String {
    let mut out = format!("\n## Above {LIMIT} beside the fastest C, and why\n\n");
    out.push_str(&header(&["operation", "ratio", "why"]));
    for (row, ratio) in slow(results) {
        let why = reasons.of(row).unwrap_or("**not known**");
        let _ = writeln!(out, "| {} | {ratio:.2} | {why} |", row.title());
    }
    out
}
