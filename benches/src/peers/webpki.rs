// SPDX-License-Identifier: MIT
//! rustls-webpki, with the algorithms of aws-lc-rs.

use std::hint::black_box;
use std::time::Duration;

use ::webpki::{
    ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, OwnedCertRevocationList, anchor_from_trusted_cert,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};

use super::{Load, Parse, Peer, VerifyChain, locked};

pub(super) struct WebPki;

impl Peer for WebPki {
    fn name(&self) -> &'static str {
        "rustls-webpki"
    }

    fn version(&self) -> String {
        locked("rustls-webpki")
    }

    fn parse_crt(&self) -> Option<Parse> {
        Some(Box::new(|der| {
            let der = CertificateDer::from(der);
            black_box(EndEntityCert::try_from(&der)).is_ok()
        }))
    }

    fn verify_chain(&self, root: &[u8]) -> Option<VerifyChain> {
        let root = CertificateDer::from(root.to_vec());
        let anchors = [anchor_from_trusted_cert(&root).expect("a root").to_owned()];
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));
        Some(Box::new(move |[leaf, middle]| {
            let (leaf, middle) = (CertificateDer::from(leaf), [CertificateDer::from(middle)]);
            let leaf = EndEntityCert::try_from(&leaf).expect("a leaf");
            let usage = KeyUsage::server_auth();
            leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &middle, now, usage, None, None).is_ok()
        }))
    }

    fn load_roots(&self) -> Option<Load> {
        Some(Box::new(|pem| {
            let roots = CertificateDer::pem_slice_iter(pem).map(|der| {
                let der = der.expect("a certificate");
                anchor_from_trusted_cert(&der).expect("a root").to_owned()
            });
            black_box(roots.collect::<Vec<_>>()).len()
        }))
    }

    fn parse_crl(&self) -> Option<Parse> {
        Some(Box::new(|der| black_box(OwnedCertRevocationList::from_der(der)).is_ok()))
    }
}
