// SPDX-License-Identifier: MIT
//! One object, read by both sides: who refuses it, whether its parts and its text are the same.

use purembed::parity::x509 as theirs;
use purembed::x509::{Crl, Crt, Csr};

/// What both sides say about one object, or which of them refuses it.
#[derive(Debug)]
pub enum Verdict {
    /// Read by both, in the same way.
    Same,
    /// Refused by both.
    NobodyReads,
    /// Refused by C, and why.
    OnlyOurs(String),
    /// Refused by us, and why.
    OnlyTheirs(String),
    /// Read by both; C runs out of room for its text.
    NoTextOfTheirs,
}

/// Compares texts. What is damaged in extensions that are read when asked for is not shown by us, and in part by C.
fn same(ours: &str, theirs: &str) {
    const WHEN_ASKED_FOR: [&str; 2] = ["cert. type", "certificate policies"];
    let missing =
        |line: &str| WHEN_ASKED_FOR.iter().any(|name| line.starts_with(name) && !ours.contains(name));
    let theirs: String = theirs.split_inclusive('\n').filter(|line| !missing(line)).collect();
    assert_eq!(ours, theirs);
}

macro_rules! compare {
    ($(#[$doc:meta])* $name:ident $ours:ident $signed:ident) => {
        $(#[$doc])*
        ///
        /// # Panics
        ///
        /// If both read it, and not in the same way.
        #[must_use]
        pub fn $name(der: &[u8]) -> Verdict {
            match ($ours::from_der(der), theirs::$ours::from_der(der)) {
                (Err(_), Err(_)) => Verdict::NobodyReads,
                (Ok(_), Err(error)) => Verdict::OnlyOurs(format!("{error}")),
                (Err(error), Ok(_)) => Verdict::OnlyTheirs(format!("{error}")),
                (Ok(ours), Ok(theirs)) => {
                    assert_eq!(ours.as_der(), theirs.as_der());
                    assert_eq!(i32::from(ours.version()), theirs.version());
                    assert_eq!(ours.$signed(), theirs.signed());
                    assert_eq!(ours.signature_value(), theirs.signature_value());
                    assert_eq!(ours.signature_algorithm_oid().as_octets(), theirs.signature_algorithm_oid());
                    match theirs.info() {
                        Ok(text) => same(&ours.to_string(), &String::from_utf8_lossy(&text)),
                        Err(_) => return Verdict::NoTextOfTheirs,
                    }
                    Verdict::Same
                }
            }
        }
    };
}

compare! {
    /// A certificate.
    certificate Crt tbs_certificate
}

compare! {
    /// A request.
    request Csr certification_request_info
}

compare! {
    /// A revocation list.
    list Crl tbs_cert_list
}
