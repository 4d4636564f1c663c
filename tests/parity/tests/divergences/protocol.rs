// SPDX-License-Identifier: MIT
//! Where TLS 1.2 differs on purpose.

use purembed_parity_tests::tls12::configs::{Certificates, Configs, suite};
use purembed_parity_tests::tls12::{converse, shake_hands};
use purembed_tests::pki::Kind;

pub(super) fn tls12_messages_in_pieces() {
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256"), &certificates)
        .ours(|config| config.max_fragment_length(512))
        .theirs(|config| config.max_fragment_length(512));
    let [(_, mut our_client, mut their_server), (_, mut their_client, mut our_server), ..] =
        configs.all_pairs();
    converse(&mut *our_client, &mut *their_server).expect("messages of C's server, in whatever it sends");
    let error =
        shake_hands(&mut *their_client, &mut *our_server).expect_err("C takes messages in pieces now");
    assert!(error.contains("requested feature is not available"), "{error}");
}
