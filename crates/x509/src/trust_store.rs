// SPDX-License-Identifier: MIT
//! The certificates one trusts without further proof.

mod anchor;
#[cfg(feature = "std")]
mod load;
#[cfg(feature = "std")]
mod system;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::crt::Crt;
use crate::error::InvalidEncoding;
use crate::name::{CanonicalName, Name};

pub use anchor::TrustAnchor;
#[cfg(feature = "std")]
pub use load::TrustLoad;

/// Certificates that are trusted because the caller says so: usually the roots of authorities, also single servers
/// and devices (see [`Verifier`](crate::Verifier)).
///
/// Empty unless filled. A certificate that is added twice is held once. What a certificate is trusted *for* may be
/// limited ([`TrustAnchor`]); plain certificates are trusted for everything.
///
/// Where certificates come from:
///
/// | | one that cannot be read |
/// |---|---|
/// | [`from_pem`](Self::from_pem), [`from_buffer`](Self::from_buffer), [`from_file`](Self::from_file) | fails the whole |
/// | [`system`](Self::system), [`TrustLoad`] for files and directories | is told about, and the others are trusted |
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
    anchors: Vec<TrustAnchor>,
    /// Which of them have this subject.
    by_subject: BTreeMap<CanonicalName, Vec<usize>>,
}

impl TrustStore {
    /// A store that trusts nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { anchors: Vec::new(), by_subject: BTreeMap::new() }
    }

    /// Trusts all certificates of a PEM text.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if one of them cannot be read, or if there is none.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, InvalidEncoding> {
        Crt::all_from_pem(text.as_ref()).map(Self::from_iter)
    }

    /// Trusts one certificate in DER, or all certificates of a PEM text or of a [bag](crate::CertificateBag).
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if one of them cannot be read, or if there is none.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidEncoding> {
        Crt::all_from_buffer(buffer).map(Self::from_iter)
    }

    /// Trusts the certificates of a file: DER of one, or a PEM text of many.
    ///
    /// # Errors
    ///
    /// [`FileError`](crate::FileError) names the file, and says why it, or a certificate in it, cannot be read.
    #[cfg(feature = "std")]
    #[doc(alias = "from_pem_file")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, crate::FileError> {
        Crt::all_from_file(path).map(Self::from_iter)
    }

    /// Trusts what the system trusts, as far as it can be read.
    ///
    /// Where it looks, and nowhere after it has found something:
    ///
    /// 1. The file that the environment variable `SSL_CERT_FILE` names, if it is set and not empty; only there.
    /// 2. The directories in `SSL_CERT_DIR`, separated as in `PATH`; only there.
    /// 3. The usual files, then the usual directories, of Debian, Fedora, Alpine, SUSE and other Linux systems, the
    ///    BSDs, macOS and Android.
    ///
    /// Other than OpenSSL, which takes both variables together, this stops at the first: who names one file wants that
    /// one. Programs that run with more rights than their caller should not call this, because the caller sets the
    /// environment. Windows keeps its certificates elsewhere; there only the variables count.
    ///
    /// Unlike python-mbedtls, whose `TrustStore.system` is Mozilla's list as the package certifi has it, this never falls
    /// back to a list of its own.
    #[cfg(feature = "std")]
    pub fn system() -> TrustLoad {
        system::load(|name| std::env::var_os(name), &system::Places::USUAL)
    }

    /// Trusts one more certificate, for everything.
    pub fn add(&mut self, crt: Crt) {
        self.add_anchor(TrustAnchor::new(crt));
    }

    /// Trusts one more certificate, for what the anchor says. If the certificate is there already, what the anchor
    /// says replaces what was said before.
    pub fn add_anchor(&mut self, anchor: TrustAnchor) {
        let places = self.by_subject.entry(anchor.crt().subject().canonical()).or_default();
        let known = places.iter().find_map(|place| match self.anchors.get(*place) {
            Some(known) if known.crt() == anchor.crt() => Some(*place),
            _ => None,
        });
        match known.and_then(|place| self.anchors.get_mut(place)) {
            Some(known) => *known = anchor,
            None => {
                places.push(self.anchors.len());
                self.anchors.push(anchor);
            }
        }
    }

    /// Whether this very certificate, octet by octet, is in the store.
    #[must_use]
    pub fn contains(&self, crt: &Crt) -> bool {
        self.anchor(crt).is_some()
    }

    /// This very certificate, octet by octet, with what it is trusted for.
    #[must_use]
    pub fn anchor(&self, crt: &Crt) -> Option<&TrustAnchor> {
        self.anchors_with_subject(crt.subject()).find(|anchor| anchor.crt() == crt)
    }

    /// The certificates with what they are trusted for, in the order in which they were added.
    pub fn anchors(&self) -> impl Iterator<Item = &TrustAnchor> {
        self.anchors.iter()
    }

    /// The certificates, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Crt> {
        self.anchors.iter().map(TrustAnchor::crt)
    }

    /// How many certificates there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    pub(crate) fn with_subject(&self, subject: &Name) -> impl Iterator<Item = &Crt> {
        self.anchors_with_subject(subject).map(TrustAnchor::crt)
    }

    fn anchors_with_subject(&self, subject: &Name) -> impl Iterator<Item = &TrustAnchor> {
        let places = self.by_subject.get(&subject.canonical()).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.anchors.get(*place))
    }
}

impl Extend<Crt> for TrustStore {
    fn extend<I: IntoIterator<Item = Crt>>(&mut self, crts: I) {
        crts.into_iter().for_each(|crt| self.add(crt));
    }
}

impl Extend<TrustAnchor> for TrustStore {
    fn extend<I: IntoIterator<Item = TrustAnchor>>(&mut self, anchors: I) {
        anchors.into_iter().for_each(|anchor| self.add_anchor(anchor));
    }
}

impl FromIterator<Crt> for TrustStore {
    fn from_iter<I: IntoIterator<Item = Crt>>(crts: I) -> Self {
        let mut store = Self::new();
        store.extend(crts);
        store
    }
}

impl FromIterator<TrustAnchor> for TrustStore {
    fn from_iter<I: IntoIterator<Item = TrustAnchor>>(anchors: I) -> Self {
        let mut store = Self::new();
        store.extend(anchors);
        store
    }
}

impl IntoIterator for TrustStore {
    type Item = Crt;
    type IntoIter = alloc::vec::IntoIter<Crt>;

    /// The certificates alone, without what they are trusted for.
    fn into_iter(self) -> Self::IntoIter {
        let crts: Vec<Crt> = self.anchors.into_iter().map(TrustAnchor::into_crt).collect();
        crts.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_purpose::KeyPurpose;

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
        assert!(store.clone().into_iter().eq([rsa, ecdsa]));
        assert!(TrustStore::from_pem("no PEM").is_err());
    }

    #[test]
    fn what_is_said_last_counts() {
        let crt = Crt::from_pem(include_str!("crt/testdata/rsa.pem")).unwrap();
        let mut store = TrustStore::from_buffer(crt.as_der()).unwrap();
        assert!(store.anchor(&crt).unwrap().is_trusted_for(KeyPurpose::SERVER_AUTH));
        store.add_anchor(TrustAnchor::new(crt.clone()).only_for([KeyPurpose::EMAIL_PROTECTION]));
        assert_eq!(store.len(), 1);
        assert!(!store.anchor(&crt).unwrap().is_trusted_for(KeyPurpose::SERVER_AUTH));
        let again: TrustStore = store.anchors().cloned().collect();
        assert!(!again.anchor(&crt).unwrap().is_trusted_for(KeyPurpose::SERVER_AUTH));
        store.add(crt.clone());
        assert!(store.anchor(&crt).unwrap().is_trusted_for(KeyPurpose::SERVER_AUTH));
    }
}
