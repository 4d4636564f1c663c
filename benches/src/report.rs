// SPDX-License-Identifier: MIT
//! From results to Markdown: the whole table, and the summary for the README.

mod builds;
mod handshakes;
mod verdict;

use std::fmt::Write;

use crate::gate::{C, MBEDTLS, Tally, Verdict};
use crate::reasons::Reasons;
use crate::results::{Build, Results, Row};

/// What one has to know of the table of certificates.
const OF_X509: &str = "\nOpenSSL 3.0 asks its providers for a decoder each time it reads a public key: nine tenths of what its reading of a\n\
    certificate takes. Mbed TLS looks a serial number up by going through the list.\n";

/// Columns of the tables, by the names of peers.
const SYMMETRIC: [&str; 7] =
    ["Mbed TLS", "OpenSSL", "aws-lc-rs", "ring", "RustCrypto", "graviola", "purecrypto"];
const X509: [&str; 4] = ["Mbed TLS", "OpenSSL", "rustls-webpki", "x509-parser"];
const TLS12: [&str; 5] = ["Mbed TLS", "OpenSSL", "aws-lc-rs", "ring", "rustls-purembed"];
const DTLS12: [&str; 3] = ["Mbed TLS", "OpenSSL", "dimpl"];
const TLS13: [&str; 4] = ["OpenSSL", "aws-lc-rs", "ring", "rustls-purembed"];

/// The families, and what they are called.
const FAMILIES: [(&str, &str); 17] = [
    ("hash", "Digests"),
    ("hmac", "HMAC with a prepared key"),
    ("hkdf", "HKDF, 32 bytes of input to 64 of output"),
    ("pbkdf2", "PBKDF2, 1000 iterations"),
    ("tls12-prf", "TLS 1.2 PRF, one key block"),
    ("cipher", "Ciphers in place, going on from message to message"),
    ("aead", "Authenticated encryption in place, 13 bytes of associated data; opening includes a copy"),
    ("cmac", "CMAC with a prepared key"),
    ("rsa", "RSA with prepared keys; OAEP with SHA-256"),
    (
        "ecdsa",
        "ECDSA with prepared keys, random bytes added to the nonce unless RFC 6979 is named; C never adds any",
    ),
    ("eddsa", "EdDSA with prepared keys"),
    ("ecdh", "Key agreement, one side: a new key, and the secret"),
    (
        "dh",
        "Diffie-Hellman, one side; C's private keys are as long as the prime, ours where the group is not known",
    ),
    ("x509", "Certificates; chains are read and verified, lists of revoked ones have 100,000 entries"),
    ("tls12", "TLS 1.2 in memory, both sides; records of 1000 bytes, both ends of one direction"),
    (
        "dtls12",
        "DTLS 1.2 in memory, both sides; records of 1000 bytes; dimpl leaves certificates to its callers",
    ),
    ("tls13", "TLS 1.3 in memory, both sides"),
];

/// What the README shows, and how it calls it.
const SUMMARY: [(&str, &str, &str); 38] = [
    ("hash/md5", "16 KiB", "MD5, 16 KiB"),
    ("hash/ripemd160", "16 KiB", "RIPEMD-160, 16 KiB"),
    ("hash/sha1", "16 KiB", "SHA-1, 16 KiB"),
    ("hash/sha256", "16 KiB", "SHA-256, 16 KiB"),
    ("hash/sha512", "16 KiB", "SHA-512, 16 KiB"),
    ("hash/sha3_256", "16 KiB", "SHA3-256, 16 KiB"),
    ("hmac/sha256", "1 KiB", "HMAC-SHA256, 1 KiB"),
    ("hkdf/sha256", "one", "HKDF-SHA256"),
    ("pbkdf2/sha256", "one", "PBKDF2-HMAC-SHA256"),
    ("cipher/aes-128-cbc encrypt", "1 KiB", "AES-128-CBC, encrypting 1 KiB"),
    ("cipher/aes-128-cbc decrypt", "1 KiB", "AES-128-CBC, decrypting 1 KiB"),
    ("cipher/aes-256-xts encrypt", "16 KiB", "AES-256-XTS, 16 KiB"),
    ("cipher/aria-128-ctr", "1 KiB", "ARIA-128-CTR, 1 KiB"),
    ("cipher/camellia-128-cbc decrypt", "1 KiB", "Camellia-128-CBC, decrypting 1 KiB"),
    ("cipher/des-ede3-cbc encrypt", "1 KiB", "3DES-CBC, encrypting 1 KiB"),
    ("aead/aes-128-gcm", "64 B", "AES-128-GCM, 64 B"),
    ("aead/aes-128-gcm", "16 KiB", "AES-128-GCM, 16 KiB"),
    ("aead/aes-128-ccm", "1 KiB", "AES-128-CCM, 1 KiB"),
    ("aead/chacha20-poly1305", "16 KiB", "ChaCha20-Poly1305, 16 KiB"),
    ("rsa/2048 pkcs1 sign", "one", "RSA-2048, signing"),
    ("rsa/2048 pkcs1 verify", "one", "RSA-2048, verifying"),
    ("ecdsa/secp256r1 sign", "one", "ECDSA P-256, signing"),
    ("ecdsa/secp256r1 verify", "one", "ECDSA P-256, verifying"),
    ("eddsa/ed25519 sign", "one", "Ed25519, signing"),
    ("ecdh/x25519", "one", "X25519, new key and secret"),
    ("tls12/handshake psk", "one", "TLS 1.2 handshake, pre-shared key"),
    ("tls12/handshake ecdhe-ecdsa", "one", "TLS 1.2 handshake, P-256, ECDSA P-256"),
    ("tls12/handshake ecdhe-rsa", "one", "TLS 1.2 handshake, P-256, RSA-2048"),
    ("tls12/handshake resumption", "one", "TLS 1.2 resumption"),
    ("tls12/record aes-128-ccm-8", "1000 B", "TLS 1.2 record, AES-128-CCM-8, 1000 B"),
    ("tls12/record chacha20-poly1305-sha256", "1000 B", "TLS 1.2 record, ChaCha20-Poly1305, 1000 B"),
    ("dtls12/handshake psk", "one", "DTLS 1.2 handshake, pre-shared key"),
    ("dtls12/handshake ecdhe-ecdsa", "one", "DTLS 1.2 handshake, P-256, ECDSA P-256"),
    ("dtls12/record aes-128-ccm-8", "1000 B", "DTLS 1.2 record, AES-128-CCM-8, 1000 B"),
    ("tls13/x25519-ecdsa-p256", "one", "TLS 1.3 handshake, X25519, ECDSA P-256"),
    ("tls13/x25519-rsa-2048", "one", "TLS 1.3 handshake, X25519, RSA-2048"),
    ("tls13/resumption", "one", "TLS 1.3 resumption"),
    ("tls13/record-aes-128-gcm", "16 KiB", "TLS 1.3 record, AES-128-GCM, 16 KiB"),
];
const SUMMARY_PEERS: [&str; 4] = ["Mbed TLS", "OpenSSL", "aws-lc-rs", "ring"];

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.0} ns"),
        ..1e4 => format!("{:.2} µs", nanoseconds / 1e3),
        ..1e6 => format!("{:.1} µs", nanoseconds / 1e3),
        _ => format!("{:.2} ms", nanoseconds / 1e6),
    }
}

fn cell(ratio: Option<f64>) -> String {
    match ratio {
        None => "–".to_owned(),
        Some(ratio) if Verdict::of(ratio) == Verdict::Worse => format!("**{ratio:.2}**"),
        Some(ratio) => format!("{ratio:.2}"),
    }
}

fn header(columns: &[&str]) -> String {
    format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()))
}

/// `RESULTS.md`.
#[must_use]
pub fn results(results: &Results, reasons: &Reasons, other: &[(Build, Results)]) -> String {
    let mut out = format!(
        "# Measured\n\npurembed's time divided by the other's: below 1 purembed is faster, **bold** is slower. {} turns \
         each, in\nrotation, by processor time; the median of the ratios within a round. Made of `results.json` by \
         `chart`, see\n[README](../README.md); nothing here is written by hand.\n\n{}, {}, {}; back end: {}.\n\n",
        results.rounds, results.date, results.cpu, results.rustc, results.backend
    );
    for (name, version) in &results.versions {
        let _ = writeln!(out, "* {name} {version}");
    }
    out.push_str("\n## All together\n\n");
    out.push_str(&verdict::tallies(results));
    out.push_str(&verdict::slowest(results, reasons));
    for (family, title) in FAMILIES {
        let mut rows = results.rows.iter().filter(|row| row.family() == family).peekable();
        if rows.peek().is_none() {
            continue;
        }
        let peers: &[&str] = match family {
            "tls12" => &TLS12,
            "dtls12" => &DTLS12,
            "tls13" => &TLS13,
            "x509" => &X509,
            _ => &SYMMETRIC,
        };
        let names: Vec<&str> =
            ["operation", "size", "purembed"].into_iter().chain(peers.iter().copied()).collect();
        let _ = write!(out, "\n## {title}\n\n{}", header(&names));
        for row in rows {
            let cells: Vec<String> = peers.iter().map(|peer| cell(row.ratio(peer))).collect();
            let own = time(row.times["purembed"]);
            let _ = writeln!(out, "| {} | {} | {own} | {} |", row.name(), row.size, cells.join(" | "));
        }
        if family == "x509" {
            out.push_str(OF_X509);
        }
    }
    out.push_str(
        "\n`rustls-purembed` is rustls with purembed's algorithms; aws-lc-rs and ring are rustls with theirs; purembed is \
         its own\ninterface with its own judgement of certificates, over the first.\n",
    );
    out.push_str(&handshakes::handshakes(results));
    out.push_str(&handshakes::scaling(results));
    out.push_str(&builds::builds(results, other));
    out.push_str(&goals(results));
    out
}

/// The part of `RESULTS.md` about the portable back end: what concerns AES, and is a table of one column.
#[must_use]
pub fn portable(results: &Results) -> String {
    let mut out = format!(
        "\n## Portable code beside Mbed TLS C\n\nAES without its instructions on either side where C lets itself be kept \
         from them (ECB, CBC, CFB128, OFB, CTR), ARIA\nand Camellia: C looks secrets up in tables, purembed computes in \
         constant time, many blocks at once or, where each block\nwaits for the one before, one. In the other rows C has \
         the CPU's instructions for AES and carry-less multiplication.\n{}.\n\n{}",
        results.date,
        header(&["operation", "size", "purembed", "Mbed TLS"])
    );
    for row in results.rows.iter().filter(|row| row.ratio("Mbed TLS").is_some()) {
        let (own, ratio) = (time(row.times["purembed"]), cell(row.ratio("Mbed TLS")));
        let _ = writeln!(out, "| {} | {} | {own} | {ratio} |", row.group, row.size);
    }
    out
}

/// What is asked of public keys: the rows, and how much longer than the best they may take.
const PUBLIC_KEYS: [(&str, f64, &[&str]); 5] = [
    (
        "Signing with RSA-2048 and RSA-4096",
        1.1,
        &["rsa/2048 pkcs1 sign", "rsa/2048 pss sign", "rsa/4096 pkcs1 sign", "rsa/4096 pss sign"],
    ),
    ("Verifying with RSA-2048", 1.1, &["rsa/2048 pkcs1 verify", "rsa/2048 pss verify"]),
    ("Verifying with RSA-4096", 1.1, &["rsa/4096 pkcs1 verify", "rsa/4096 pss verify"]),
    (
        "P-256, X25519 and Ed25519",
        1.1,
        &[
            "ecdsa/secp256r1 sign",
            "ecdsa/secp256r1 verify",
            "ecdh/secp256r1",
            "ecdh/x25519",
            "eddsa/ed25519 sign",
            "eddsa/ed25519 verify",
        ],
    ),
    ("P-384", 1.1, &["ecdsa/secp384r1 sign", "ecdsa/secp384r1 verify", "ecdh/secp384r1"]),
];

/// What is asked, and which rows miss it.
fn goals(results: &Results) -> String {
    let mut out = "\n## Goals\n".to_owned();
    let mut goal = |text: &str, rows: Vec<(&Row, f64)>, limit: f64| {
        let missed: Vec<String> = rows
            .iter()
            .filter(|(_, ratio)| *ratio > limit)
            .map(|(row, ratio)| format!("{} {} ({ratio:.2})", row.group, row.size))
            .collect();
        let _ = write!(out, "\n* {text}: {} of {} rows", rows.len() - missed.len(), rows.len());
        out.push_str(&if missed.is_empty() {
            ".".to_owned()
        } else {
            format!("; not {}.", missed.join(", "))
        });
    };
    let against = |peers: &'static [&'static str], wanted: fn(&Row) -> bool| -> Vec<(&Row, f64)> {
        let rows = results.rows.iter().filter(move |row| wanted(row));
        rows.filter_map(|row| Some((row, row.worst(peers)?))).collect()
    };
    goal("No slower than Mbed TLS C", against(&MBEDTLS, |_| true), 1.03);
    let of_bytes = |row: &Row| {
        let name = row.name();
        let sha = name == "sha1" || (name.starts_with("sha") && !name.starts_with("sha3_"));
        row.size.ends_with("KiB") && (row.family() == "hmac" || (row.family() == "hash" && sha))
    };
    goal(
        "SHA-1, SHA-2 and HMAC within 1.1 of the best of OpenSSL and aws-lc-rs from 1 KiB up",
        against(&["OpenSSL", "aws-lc-rs"], of_bytes),
        1.1,
    );
    let wide = |row: &Row| {
        let name = row.name();
        row.family() == "aead" && (name.starts_with("aes") || name.starts_with("chacha"))
            || row.family() == "cipher"
                && name.starts_with("aes")
                && !(name.contains("ofb")
                    || name.ends_with("cbc encrypt")
                    || name.ends_with("cfb128 encrypt"))
    };
    let best: &[&str] = &["OpenSSL", "aws-lc-rs", "ring"];
    let (short, long): (Vec<_>, Vec<_>) = results
        .rows
        .iter()
        .filter(|row| wide(row))
        .filter_map(|row| Some((row, row.worst(best)?)))
        .partition(|(row, _)| row.size == "64 B");
    let text = "AES in the modes that go on in parallel, GCM, CCM and ChaCha20-Poly1305 within";
    goal(&format!("{text} 1.05 of the best of OpenSSL, aws-lc-rs and ring from 1 KiB up"), long, 1.05);
    goal(&format!("{text} 1.2 of it at 64 B"), short, 1.2);
    let best: &[&str] = &["OpenSSL", "aws-lc-rs"];
    for (text, limit, wanted) in PUBLIC_KEYS {
        let rows = results.rows.iter().filter(|row| wanted.contains(&row.group.as_str()));
        let rows = rows.filter_map(|row| Some((row, row.worst(best)?))).collect();
        goal(&format!("{text} within {limit} of the best of OpenSSL and aws-lc-rs"), rows, limit);
    }
    out.push('\n');
    out
}

/// The table in the README.
#[must_use]
pub fn summary(results: &Results) -> String {
    let columns: Vec<&str> = [""].into_iter().chain(SUMMARY_PEERS).collect();
    let mut out = header(&columns);
    for (group, size, title) in SUMMARY {
        let Some(row) = results.rows.iter().find(|row| row.group == group && row.size == size) else {
            panic!("{group} {size} was not measured");
        };
        let cells: Vec<String> = SUMMARY_PEERS.iter().map(|peer| cell(row.ratio(peer))).collect();
        let _ = writeln!(out, "| {title} | {} |", cells.join(" | "));
    }
    let _ = write!(
        out,
        "\nBeside the fastest of the four each time: {}.\nBeside Mbed TLS: {}.\n\n({}; {}; {})\n",
        Tally::of(results, &C),
        Tally::of(results, &MBEDTLS),
        results.date,
        results.cpu,
        results.rustc
    );
    out
}

/// What the summary stands between in the README.
const MARKS: [&str; 2] = ["<!-- measured: made by `chart` -->\n\n", "\n<!-- /measured -->"];

/// The README with this summary in the place of the one that it has.
///
/// # Panics
///
/// If it has none.
#[must_use]
pub fn with_summary(readme: &str, results: &Results) -> String {
    let start = readme.find(MARKS[0]).expect("the place for the summary") + MARKS[0].len();
    let end = readme.find(MARKS[1]).expect("the end of the summary");
    format!("{}{}{}", &readme[..start], summary(results), &readme[end..])
}
