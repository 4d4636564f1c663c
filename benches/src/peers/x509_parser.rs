// SPDX-License-Identifier: MIT
//! x509-parser: reads and does nothing else here.

use std::hint::black_box;

use ::x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use super::{Parse, Peer, locked};

pub(super) struct X509Parser;

impl Peer for X509Parser {
    fn name(&self) -> &'static str {
        "x509-parser"
    }

    fn version(&self) -> String {
        locked("x509-parser")
    }

    fn parse_crt(&self) -> Option<Parse> {
        Some(Box::new(|der| black_box(X509Certificate::from_der(der)).is_ok()))
    }

    fn parse_crl(&self) -> Option<Parse> {
        Some(Box::new(|der| black_box(CertificateRevocationList::from_der(der)).is_ok()))
    }
}
