// SPDX-License-Identifier: MIT
//! What a certificate is trusted for, and until when.

use alloc::vec::Vec;

use crate::crt::Crt;
use crate::key_purpose::KeyPurpose;
use crate::time::Time;

/// A certificate that is trusted, and what for: as the programs of browsers have it, which trust some authorities for
/// mail alone, and others only for what they issued before a certain day.
///
/// Without limits it is trusted for everything, for which the [`Verifier`](crate::Verifier) is asked. With limits it
/// is an anchor for what it is trusted for and for nothing else; a verifier that is asked for
/// [any purpose](crate::Purpose::Any) does not look at them.
///
/// ```
/// use purembed_x509::{Crt, KeyPurpose, TrustAnchor, TrustStore};
///
/// let root = Crt::from_pem(include_str!("../crt/testdata/ecdsa.pem"))?;
/// let anchor = TrustAnchor::new(root)
///     .only_for([KeyPurpose::SERVER_AUTH])
///     .distrust_after(KeyPurpose::SERVER_AUTH, "2026-11-21 00:00:00".parse()?);
/// assert!(anchor.is_trusted_for(KeyPurpose::SERVER_AUTH));
/// assert!(!anchor.is_trusted_for(KeyPurpose::EMAIL_PROTECTION));
///
/// let trust: TrustStore = [anchor].into_iter().collect();
/// assert_eq!(trust.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TrustAnchor {
    crt: Crt,
    /// `None` for every purpose.
    purposes: Option<Vec<KeyPurpose>>,
    /// At most one date for each purpose.
    dates: Vec<(KeyPurpose, Time)>,
}

impl TrustAnchor {
    /// Trusts the certificate for everything.
    pub const fn new(crt: Crt) -> Self {
        Self { crt, purposes: None, dates: Vec::new() }
    }

    /// Trusts it for these purposes and no others. [`KeyPurpose::ANY`] means all of them.
    pub fn only_for(mut self, purposes: impl IntoIterator<Item = KeyPurpose>) -> Self {
        let purposes: Vec<KeyPurpose> = purposes.into_iter().collect();
        self.purposes = (!purposes.contains(&KeyPurpose::ANY)).then_some(purposes);
        self
    }

    /// Trusts it for this purpose only above certificates whose validity begins at this time or before. It is the
    /// validity of the certificate that is asked about that counts, not that of authorities in between.
    ///
    /// The authority itself writes that date: this is for those that still keep to the rules and are on their way out,
    /// not for those that lie.
    pub fn distrust_after(mut self, purpose: KeyPurpose, date: Time) -> Self {
        self.dates.retain(|(known, _)| *known != purpose);
        self.dates.push((purpose, date));
        self
    }

    /// The certificate.
    #[must_use]
    pub const fn crt(&self) -> &Crt {
        &self.crt
    }

    /// The certificate, without the limits.
    #[must_use]
    pub fn into_crt(self) -> Crt {
        self.crt
    }

    /// Whether it is trusted for this purpose, up to some date or without end.
    #[must_use]
    pub fn is_trusted_for(&self, purpose: KeyPurpose) -> bool {
        self.purposes.as_ref().is_none_or(|purposes| purposes.contains(&purpose))
    }

    /// Up to which date certificates must have been issued to be trusted for this purpose; `None` if it does not matter.
    #[must_use]
    pub fn distrusts_after(&self, purpose: KeyPurpose) -> Option<Time> {
        self.dates.iter().find(|(known, _)| *known == purpose).map(|(_, date)| *date)
    }
}

impl From<Crt> for TrustAnchor {
    fn from(crt: Crt) -> Self {
        Self::new(crt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_what_was_said_last() {
        let crt = Crt::from_pem(include_str!("../crt/testdata/rsa.pem")).unwrap();
        let (server, email) = (KeyPurpose::SERVER_AUTH, KeyPurpose::EMAIL_PROTECTION);
        let anchor = TrustAnchor::from(crt);
        assert!(anchor.is_trusted_for(server) && anchor.is_trusted_for(email));
        assert_eq!(anchor.distrusts_after(server), None);

        let anchor = anchor.only_for([server]).distrust_after(server, Time::from_unix(1));
        assert!(anchor.is_trusted_for(server) && !anchor.is_trusted_for(email));
        let anchor = anchor.only_for([email]).distrust_after(server, Time::from_unix(2));
        assert!(!anchor.is_trusted_for(server) && anchor.is_trusted_for(email));
        assert_eq!(
            (anchor.distrusts_after(server), anchor.distrusts_after(email)),
            (Some(Time::from_unix(2)), None)
        );
        assert!(anchor.clone().only_for([KeyPurpose::ANY]).is_trusted_for(server));
        assert!(!anchor.only_for([]).is_trusted_for(server));
    }
}
