// SPDX-License-Identifier: MIT
//! One root certificate, and the table of all.

use alloc::string::String;
use core::fmt;

use purembed_core::{hex, pem};

use crate::purpose::Purpose;

const SERVER: u8 = Purpose::ServerAuth.bits();
const EMAIL: u8 = Purpose::EmailProtection.bits();

// `mod list` and `static ROOTS`, generated.
include!("../data/roots.in");

/// The certificates one after the other.
static DER: &[u8] = include_bytes!("../data/roots.der");

/// A certificate that Mozilla trusts.
///
/// ```
/// use purembed_ca_bundle::{Purpose, find_by_name};
///
/// let root = find_by_name("ISRG Root X1").expect("it is in the list");
/// assert!(root.is_trusted_for(Purpose::ServerAuth));
/// assert!(root.description().contains("Internet Security Research Group"));
/// assert!(root.to_pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
/// ```
#[doc(alias = "CARootCertificate")]
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct RootCertificate {
    name: &'static str,
    description: &'static str,
    /// In [`DER`].
    start: u32,
    length: u32,
    /// Of [`Purpose::bits`].
    purposes: u8,
    server_distrust_after: Option<i64>,
    email_distrust_after: Option<i64>,
    sha1: [u8; 20],
    sha256: [u8; 32],
}

#[expect(clippy::too_many_arguments, reason = "a row of the table")]
const fn root(
    name: &'static str,
    description: &'static str,
    start: u32,
    length: u32,
    purposes: u8,
    server_distrust_after: Option<i64>,
    email_distrust_after: Option<i64>,
    sha1: &str,
    sha256: &str,
) -> RootCertificate {
    let (sha1, sha256) = (octets(sha1), octets(sha256));
    RootCertificate {
        name,
        description,
        start,
        length,
        purposes,
        server_distrust_after,
        email_distrust_after,
        sha1,
        sha256,
    }
}

/// From hexadecimal digits, when the crate is compiled; does not compile if they are none, or not as many.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated by the compiler")]
const fn octets<const LEN: usize>(digits: &str) -> [u8; LEN] {
    const fn digit(character: u8) -> u8 {
        assert!(character.is_ascii_hexdigit(), "a hexadecimal digit");
        if character.is_ascii_digit() { character - b'0' } else { (character | 0x20) - b'a' + 10 }
    }
    let digits = digits.as_bytes();
    assert!(digits.len() == 2 * LEN, "as many digits as the digest has");
    let mut octets = [0; LEN];
    let mut at = 0;
    while at < LEN {
        octets[at] = digit(digits[2 * at]) << 4 | digit(digits[2 * at + 1]);
        at += 1;
    }
    octets
}

impl RootCertificate {
    /// What Mozilla calls it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The subject in the certificate, as Mbed TLS shows it: country, organisation, common name.
    #[must_use]
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// The certificate.
    #[must_use]
    pub fn as_der(&self) -> &'static [u8] {
        let after = DER.get(usize::try_from(self.start).unwrap_or(usize::MAX)..).unwrap_or_default();
        after.get(..usize::try_from(self.length).unwrap_or(usize::MAX)).unwrap_or_default()
    }

    /// The certificate as PEM, with a newline at the end.
    #[doc(alias = "certificate")]
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", self.as_der())
    }

    /// The SHA-1 digest of the certificate. To find it in older lists, not to rely on.
    #[must_use]
    pub const fn sha1(&self) -> &[u8; 20] {
        &self.sha1
    }

    /// The SHA-256 digest of the certificate.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Whether it is trusted for this purpose, without end or [up to a date](Self::distrust_after).
    #[must_use]
    pub const fn is_trusted_for(&self, purpose: Purpose) -> bool {
        self.purposes & purpose.bits() != 0
    }

    /// Certificates whose validity begins after this time, in seconds since 1970, are not to be trusted because of this
    /// root: Mozilla lets authorities end so that what they issued before stays good. `None` if there is no such date.
    ///
    /// [`trust_store`](crate::trust_store) keeps to it. Whoever takes the bundle as PEM loses it, as PEM cannot say so.
    #[must_use]
    pub const fn distrust_after(&self, purpose: Purpose) -> Option<i64> {
        match purpose {
            Purpose::ServerAuth => self.server_distrust_after,
            Purpose::EmailProtection => self.email_distrust_after,
            Purpose::CodeSigning | Purpose::Any => None,
        }
    }
}

impl fmt::Debug for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RootCertificate")
            .field("name", &self.name)
            .field("sha256", &format_args!("{}", hex::encode(&self.sha256)))
            .finish_non_exhaustive()
    }
}

/// The name.
impl fmt::Display for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The roots that are trusted for a purpose, in Mozilla's order, those that are only in the newer list of servers last.
///
/// [`Purpose::CodeSigning`] has none, and says why.
#[doc(alias = "iter_ca_bundle")]
#[must_use]
pub fn iter(purpose: Purpose) -> impl ExactSizeIterator<Item = &'static RootCertificate> + Clone {
    Roots { rest: &ROOTS, purpose }
}

#[derive(Clone, Debug)]
struct Roots {
    rest: &'static [RootCertificate],
    purpose: Purpose,
}

impl Iterator for Roots {
    type Item = &'static RootCertificate;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (root, rest) = self.rest.split_first()?;
            self.rest = rest;
            if root.is_trusted_for(self.purpose) {
                return Some(root);
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.rest.iter().filter(|root| root.is_trusted_for(self.purpose)).count();
        (count, Some(count))
    }
}

impl ExactSizeIterator for Roots {}

/// The root that Mozilla calls so; the first of them, should there be several.
#[must_use]
pub fn find_by_name(name: &str) -> Option<&'static RootCertificate> {
    ROOTS.iter().find(|root| root.name == name)
}

/// The root whose certificate has this SHA-1 digest.
#[must_use]
pub fn find_by_sha1(sha1: &[u8; 20]) -> Option<&'static RootCertificate> {
    ROOTS.iter().find(|root| root.sha1 == *sha1)
}

/// The root whose certificate has this SHA-256 digest.
#[must_use]
pub fn find_by_sha256(sha256: &[u8; 32]) -> Option<&'static RootCertificate> {
    ROOTS.iter().find(|root| root.sha256 == *sha256)
}
