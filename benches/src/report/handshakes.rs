// SPDX-License-Identifier: MIT
//! Handshakes by the second, and what a second core adds to them.

use std::fmt::Write;

use super::header;
use crate::results::{Results, Row};

const PEERS: [&str; 7] = ["purembed", "Mbed TLS", "OpenSSL", "aws-lc-rs", "ring", "rustls-purembed", "dimpl"];

fn per_second(row: &Row, name: &str) -> Option<f64> {
    row.times.get(name).map(|nanoseconds| 1e9 / nanoseconds)
}

/// The section on them.
pub(super) fn handshakes(results: &Results) -> String {
    let is_handshake = |row: &&Row| {
        let of_protocol = ["tls12", "dtls12", "tls13"].contains(&row.family());
        of_protocol && row.size == "one"
    };
    let mut out =
        "\n## Handshakes per second\n\nBoth sides in one thread, so that a server has about twice as many. aws-lc-rs and \
         ring are rustls with them.\n\n"
            .to_owned();
    out.push_str(&header(&["handshake"].into_iter().chain(PEERS).collect::<Vec<_>>()));
    for row in results.rows.iter().filter(is_handshake) {
        let cell =
            |name| per_second(row, name).map_or_else(|| "–".to_owned(), |number| format!("{number:.0}"));
        let _ = writeln!(out, "| {} | {} |", row.group, PEERS.map(cell).join(" | "));
    }
    out
}

/// The section on threads; empty if nobody was measured in two.
pub(super) fn scaling(results: &Results) -> String {
    let mut rows = String::new();
    for one in results.rows.iter().filter(|row| row.size == "1 thread") {
        let same = |row: &&Row| row.group == one.group && row.size == "2 threads";
        let Some(two) = results.rows.iter().find(same) else { continue };
        for name in PEERS {
            let numbers = (per_second(one, name), per_second(two, name));
            if let (Some(one_thread), Some(two_threads)) = numbers {
                let gain = two_threads / one_thread;
                let _ = writeln!(
                    rows,
                    "| {} | {name} | {one_thread:.0} | {two_threads:.0} | {gain:.2} |",
                    one.name()
                );
            }
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n## Both cores\n\nHandshakes per second by the clock on the wall, both sides in the same thread, the contexts of both \
         shared by all threads.\n\n{}{rows}",
        header(&["handshake", "who", "1 thread", "2 threads", "gain"])
    )
}
