// SPDX-License-Identifier: MIT
//! Certificates.

use std::hint::black_box;

use ::openssl::stack::Stack;
use ::openssl::x509::store::{X509Store, X509StoreBuilder};
use ::openssl::x509::verify::X509VerifyParam;
use ::openssl::x509::{CrlStatus, X509, X509Crl, X509PurposeId, X509StoreContext, X509StoreContextRef};

use crate::peers::{Find, Load, Parse, VerifyChain};

pub(super) fn parse_crt() -> Parse {
    Box::new(|der| black_box(X509::from_der(der)).is_ok())
}

fn store(roots: impl IntoIterator<Item = X509>) -> X509Store {
    let mut store = X509StoreBuilder::new().expect("memory");
    for root in roots {
        store.add_cert(root).expect("a root");
    }
    let mut param = X509VerifyParam::new().expect("memory");
    param.set_purpose(X509PurposeId::SSL_SERVER).expect("a purpose");
    param.set_time(1_800_000_000);
    store.set_param(&param).expect("parameters");
    store.build()
}

pub(super) fn verify_chain(root: &[u8]) -> VerifyChain {
    let store = store([X509::from_der(root).expect("a root")]);
    let mut context = X509StoreContext::new().expect("memory");
    Box::new(move |[leaf, middle]| {
        let read = |der| X509::from_der(der).expect("a certificate");
        let leaf = read(leaf);
        let mut chain = Stack::new().expect("memory");
        chain.push(read(middle)).expect("memory");
        context.init(&store, &leaf, &chain, X509StoreContextRef::verify_cert).is_ok_and(|good| good)
    })
}

pub(super) fn load_roots() -> Load {
    Box::new(|pem| {
        let roots = X509::stack_from_pem(pem).expect("certificates");
        let count = roots.len();
        black_box(store(roots));
        count
    })
}

pub(super) fn parse_crl() -> Parse {
    Box::new(|der| black_box(X509Crl::from_der(der)).is_ok())
}

pub(super) fn look_up(list: &[u8], leaf: &[u8]) -> Find {
    let (list, leaf) = (X509Crl::from_der(list).expect("a list"), X509::from_der(leaf).expect("a leaf"));
    Box::new(move || matches!(list.get_by_cert(black_box(&leaf)), CrlStatus::Revoked(_)))
}
