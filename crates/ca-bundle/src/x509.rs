// SPDX-License-Identifier: MIT
//! The roots parsed, and trust in them (feature `x509`).

use purembed_x509::{Crt, KeyPurpose, Time, TrustAnchor, TrustStore};

use crate::purpose::Purpose;
use crate::root::{RootCertificate, iter};

impl RootCertificate {
    /// The certificate, parsed.
    #[must_use]
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "a test reads every one of them")]
    pub fn to_crt(&self) -> Crt {
        Crt::from_der(self.as_der()).expect("certificates of the list can be read")
    }

    /// The certificate as an anchor that is trusted for what Mozilla trusts it for, up to the dates that Mozilla names.
    pub fn to_trust_anchor(&self) -> TrustAnchor {
        let purposes = [
            (Purpose::ServerAuth, KeyPurpose::SERVER_AUTH),
            (Purpose::EmailProtection, KeyPurpose::EMAIL_PROTECTION),
            (Purpose::CodeSigning, KeyPurpose::CODE_SIGNING),
        ];
        let trusted = purposes.into_iter().filter(|(purpose, _)| self.is_trusted_for(*purpose));
        let anchor = TrustAnchor::new(self.to_crt()).only_for(trusted.map(|(_, purpose)| purpose));
        purposes.into_iter().fold(anchor, |anchor, (purpose, key_purpose)| {
            match self.distrust_after(purpose) {
                Some(date) => anchor.distrust_after(key_purpose, Time::from_unix(date)),
                None => anchor,
            }
        })
    }
}

/// The certificates of the roots for a purpose, parsed one after the other.
pub fn iter_crts(purpose: Purpose) -> impl ExactSizeIterator<Item = Crt> {
    iter(purpose).map(RootCertificate::to_crt)
}

/// Trusts the roots for a purpose, each for what Mozilla trusts it for and up to the dates that Mozilla names.
///
/// Clients' certificates are not among the purposes: none of these roots vouches for them.
///
/// ```
/// use purembed_ca_bundle::{Purpose, trust_store};
/// use purembed_x509::KeyPurpose;
///
/// let trust = trust_store(Purpose::ServerAuth);
/// assert!(trust.anchors().all(|root| root.is_trusted_for(KeyPurpose::SERVER_AUTH)));
/// assert!(!trust.anchors().any(|root| root.is_trusted_for(KeyPurpose::CLIENT_AUTH)));
/// ```
#[must_use]
pub fn trust_store(purpose: Purpose) -> TrustStore {
    iter(purpose).map(RootCertificate::to_trust_anchor).collect()
}
