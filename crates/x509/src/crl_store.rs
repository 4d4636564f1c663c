// SPDX-License-Identifier: MIT
//! Revocation lists by issuer.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::crl::Crl;
use crate::error::InvalidEncoding;
use crate::name::{CanonicalName, NameRef};

/// Revocation lists to verify certificates with (see [`Revocation`](crate::Revocation)): full ones, deltas, indirect
/// ones, in any order.
///
/// None of them is believed for being in here: what signed them is checked when one is used. A list that is added twice
/// is held once.
///
/// ```
/// use purembed_x509::CrlStore;
///
/// let crls = CrlStore::from_pem(include_str!("crl/testdata/crl.pem"))?;
/// assert_eq!(crls.len(), 1);
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CrlStore {
    crls: Vec<Crl>,
    /// Which of them are by this issuer.
    by_issuer: BTreeMap<CanonicalName, Vec<usize>>,
}

impl CrlStore {
    /// A store without lists.
    #[must_use]
    pub const fn new() -> Self {
        Self { crls: Vec::new(), by_issuer: BTreeMap::new() }
    }

    /// All lists of a PEM text.
    ///
    /// # Errors
    ///
    /// [`InvalidEncoding`] if one of them cannot be read, or if there is none.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, InvalidEncoding> {
        Crl::all_from_pem(text.as_ref()).map(Self::from_iter)
    }

    /// Adds one more list.
    pub fn add(&mut self, crl: Crl) {
        let same = self.by_issuer.entry(CanonicalName::new(crl.issuer().as_name_ref())).or_default();
        if same.iter().any(|&at| self.crls.get(at) == Some(&crl)) {
            return;
        }
        same.push(self.crls.len());
        self.crls.push(crl);
    }

    /// The lists, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Crl> {
        self.crls.iter()
    }

    /// How many lists there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.crls.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.crls.is_empty()
    }

    /// The lists by an issuer, whatever the case and the types of strings in its name (RFC 5280 7.1).
    pub(crate) fn issued_by(&self, issuer: NameRef<'_>) -> impl Iterator<Item = &Crl> {
        let places = self.by_issuer.get(&CanonicalName::new(issuer)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|&at| self.crls.get(at))
    }
}

impl Extend<Crl> for CrlStore {
    fn extend<I: IntoIterator<Item = Crl>>(&mut self, crls: I) {
        crls.into_iter().for_each(|crl| self.add(crl));
    }
}

impl FromIterator<Crl> for CrlStore {
    fn from_iter<I: IntoIterator<Item = Crl>>(crls: I) -> Self {
        let mut store = Self::new();
        store.extend(crls);
        store
    }
}

impl IntoIterator for CrlStore {
    type Item = Crl;
    type IntoIter = alloc::vec::IntoIter<Crl>;

    fn into_iter(self) -> Self::IntoIter {
        self.crls.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;

    #[test]
    fn a_store_holds_each_list_once_and_finds_it_by_its_issuer() {
        let crl = Crl::from_pem(include_str!("crl/testdata/crl.pem")).unwrap();
        let mut store = CrlStore::from_iter([crl.clone(), crl.clone()]);
        assert_eq!((store.len(), store.is_empty()), (1, false));
        store.extend([crl.clone()]);
        assert_eq!(store.iter().count(), 1);
        let found = |name: &str| {
            let name: Name = name.parse().unwrap();
            store.issued_by(name.as_name_ref()).count()
        };
        assert_eq!(found("C=NL, O=Purembed, CN=Root"), 1);
        assert_eq!(found("C=NL, O=PUREMBED, CN=root"), 1);
        assert_eq!(found("C=NL, O=Purembed, CN=Root 2"), 0);
        assert_eq!(store.into_iter().next(), Some(crl));
        assert!(CrlStore::from_pem("nothing").is_err());
    }
}
