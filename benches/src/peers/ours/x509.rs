// SPDX-License-Identifier: MIT
//! Certificates.

use std::hint::black_box;

use purembed::x509::{Crl, Crt, Purpose, Time, TrustStore, Verifier};

use crate::peers::{Find, Load, Parse, VerifyChain};

pub(super) fn parse_crt() -> Parse {
    Box::new(|der| black_box(Crt::from_der(der)).is_ok())
}

pub(super) fn verify_chain(root: &[u8]) -> VerifyChain {
    let trust = TrustStore::from_iter([Crt::from_der(root).expect("a root")]);
    let now = Time::from_unix(1_800_000_000);
    Box::new(move |[leaf, middle]| {
        let read = |der| Crt::from_der(der).expect("a certificate");
        let (leaf, middle) = (read(leaf), read(middle));
        Verifier::new(&trust).purpose(Purpose::ServerAuth).verify(&leaf, &[middle], None, now).is_ok()
    })
}

pub(super) fn load_roots() -> Load {
    Box::new(|pem| black_box(TrustStore::from_pem(pem)).map_or(0, |store| store.len()))
}

pub(super) fn parse_crl() -> Parse {
    Box::new(|der| black_box(Crl::from_der(der)).is_ok())
}

pub(super) fn look_up(list: &[u8], leaf: &[u8]) -> Find {
    let (list, leaf) = (Crl::from_der(list).expect("a list"), Crt::from_der(leaf).expect("a leaf"));
    Box::new(move || black_box(&leaf).is_listed_in(&list))
}
