// SPDX-License-Identifier: MIT
//! What others call cipher suites. Mbed TLS's names are in the registry; IANA's and OpenSSL's follow from them by rules,
//! and the tests compare with what OpenSSL prints.

use alloc::string::String;

use super::CipherSuite;

/// IANA's name: underscores for dashes, and no version in the names of TLS 1.3.
pub(super) fn iana(suite: CipherSuite) -> String {
    let name = suite.name().replace('-', "_");
    if let Some(rest) = name.strip_prefix("TLS1_3_") {
        return alloc::format!("TLS_{rest}");
    }
    // RFC 6655 section 3 has these two, and no others, the other way round.
    if name.ends_with("_CCM_8") { name.replace("TLS_DHE_PSK_", "TLS_PSK_DHE_") } else { name }
}

/// OpenSSL's name: key exchange, cipher and digest without anything that goes without saying.
pub(super) fn openssl(suite: CipherSuite) -> String {
    let Some((key_exchange, cipher)) =
        suite.name().strip_prefix("TLS-").and_then(|name| name.split_once("-WITH-"))
    else {
        return iana(suite);
    };
    let cipher = cipher.replace("-128-", "128-").replace("-256-", "256-").replace("CCM-8", "CCM8");
    let cipher = match cipher.strip_suffix("POLY1305-SHA256") {
        Some(start) => alloc::format!("{start}POLY1305"),
        None => cipher,
    };
    let names_cbc = key_exchange.ends_with("PSK") && !cipher.starts_with("CAMELLIA");
    let cipher = if names_cbc { cipher } else { cipher.replace("-CBC-", "-") };
    match key_exchange {
        "RSA" => cipher,
        "ECDHE-RSA" if cipher.starts_with("ARIA") => alloc::format!("ECDHE-{cipher}"),
        _ => alloc::format!("{key_exchange}-{cipher}"),
    }
}

/// The suite of a name, in any case, with dashes or underscores.
pub(super) fn find(name: &str) -> Option<CipherSuite> {
    let same = |one: &str| {
        let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_uppercase() };
        one.len() == name.len() && one.bytes().map(plain).eq(name.bytes().map(plain))
    };
    let has_name = |suite: &CipherSuite| same(suite.name()) || same(&iana(*suite)) || same(&openssl(*suite));
    CipherSuite::all().iter().copied().find(has_name)
}
