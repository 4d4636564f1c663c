// SPDX-License-Identifier: MIT
//! The certificates one trusts without further proof.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::crt::Crt;
use crate::error::InvalidEncoding;
use crate::name::Name;

/// Certificates that are trusted because the caller says so: usually the roots of authorities, also single servers
/// and devices (see [`Verifier`](crate::Verifier)).
///
/// Empty unless filled. A certificate that is added twice is held once.
///
/// ```
/// use purembed_x509::TrustStore;
///
/// let trust = TrustStore::from_pem(include_str!("crt/testdata/bundle.pem"))?;
/// assert_eq!(trust.len(), 2);
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    crts: Vec<Crt>,
    /// Which of them have this subject.
    by_subject: BTreeMap<Name, Vec<usize>>,
}

impl TrustStore {
    /// A store that trusts nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { crts: Vec::new(), by_subject: BTreeMap::new() }
    }

    /// Trusts all certificates of a PEM text.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if one of them cannot be read, or if there is none.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, InvalidEncoding> {
        Crt::all_from_pem(text.as_ref()).map(Self::from_iter)
    }

    /// Trusts one more certificate.
    pub fn add(&mut self, crt: Crt) {
        if self.contains(&crt) {
            return;
        }
        self.by_subject.entry(crt.subject().clone()).or_default().push(self.crts.len());
        self.crts.push(crt);
    }

    /// Whether this very certificate, octet by octet, is in the store.
    #[must_use]
    pub fn contains(&self, crt: &Crt) -> bool {
        self.with_subject(crt.subject()).any(|trusted| trusted == crt)
    }

    /// The certificates, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Crt> {
        self.crts.iter()
    }

    /// How many certificates there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.crts.len()
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.crts.is_empty()
    }

    pub(crate) fn with_subject(&self, subject: &Name) -> impl Iterator<Item = &Crt> {
        let places = self.by_subject.get(subject).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.crts.get(*place))
    }
}

impl Extend<Crt> for TrustStore {
    fn extend<I: IntoIterator<Item = Crt>>(&mut self, crts: I) {
        crts.into_iter().for_each(|crt| self.add(crt));
    }
}

impl FromIterator<Crt> for TrustStore {
    fn from_iter<I: IntoIterator<Item = Crt>>(crts: I) -> Self {
        let mut store = Self::new();
        store.extend(crts);
        store
    }
}

impl IntoIterator for TrustStore {
    type Item = Crt;
    type IntoIter = alloc::vec::IntoIter<Crt>;

    fn into_iter(self) -> Self::IntoIter {
        self.crts.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_holds_each_certificate_once_and_finds_it() {
        let mut store = TrustStore::new();
        assert!(store.is_empty());
        let rsa = Crt::from_pem(include_str!("crt/testdata/rsa.pem")).unwrap();
        let ecdsa = Crt::from_pem(include_str!("crt/testdata/ecdsa.pem")).unwrap();
        store.extend([rsa.clone(), ecdsa.clone(), rsa.clone()]);
        assert_eq!(store.len(), 2);
        assert!(store.contains(&rsa));
        assert!(store.with_subject(ecdsa.subject()).eq([&ecdsa]));
        assert!(store.iter().eq([&rsa, &ecdsa]));
        assert!(TrustStore::from_pem("no PEM").is_err());
    }
}
