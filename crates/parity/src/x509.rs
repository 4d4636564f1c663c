// SPDX-License-Identifier: MIT
//! Certificates, requests and revocation lists: what C reads in them, and the text it has for people.
//!
//! ```
//! // Cut off after the first byte.
//! assert_eq!(purembed_parity::x509::Crt::from_der(&[0x30]).err().and_then(|error| error.mbedtls_code()), Some(0x2180));
//! ```

use alloc::ffi::CString;
use core::fmt;

use crate::{Error, c};

mod write;

pub use write::{NewCrt, NewCsr};

/// Year, month, day, hour, minute, second.
pub type Date = [i32; 6];

/// A tag, and contents octets.
pub type Item = (i32, Vec<u8>);

macro_rules! object {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(c::x509::$name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} bytes)"), self.as_der().len())
            }
        }

        impl $name {
            /// Reads DER; bytes after it are passed over.
            ///
            /// # Errors
            ///
            /// C's number.
            pub fn from_der(der: &[u8]) -> Result<Self, Error> {
                c::x509::$name::from_der(der).map(Self)
            }

            /// C's text, without a prefix. Bytes, because names of hosts stand in it as they came.
            ///
            /// # Errors
            ///
            /// C's number, if a name has an attribute of more than 255 octets.
            pub fn info(&self) -> Result<Vec<u8>, Error> {
                self.0.info()
            }

            /// The version, from 1.
            #[must_use]
            pub fn version(&self) -> i32 {
                self.0.version()
            }

            /// The bytes.
            #[must_use]
            pub fn as_der(&self) -> &[u8] {
                self.0.der()
            }

            /// The signed part.
            #[must_use]
            pub fn signed(&self) -> &[u8] {
                self.0.signed()
            }

            /// The signature.
            #[must_use]
            pub fn signature_value(&self) -> &[u8] {
                self.0.signature()
            }

            /// The contents octets of the object identifier of the signature algorithm.
            #[must_use]
            pub fn signature_algorithm_oid(&self) -> &[u8] {
                self.0.signature_oid()
            }
        }
    };
}

object! {
    /// A certificate.
    Crt
}

object! {
    /// A request for a certificate.
    Csr
}

object! {
    /// A revocation list.
    Crl
}

impl Crt {
    /// The contents octets of the serial number.
    #[must_use]
    pub fn serial_number(&self) -> &[u8] {
        self.0.serial()
    }

    /// The DER of the issuer.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        self.0.issuer()
    }

    /// The DER of the subject.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        self.0.subject()
    }

    /// From when and until when it is valid.
    #[must_use]
    pub fn validity(&self) -> [Date; 2] {
        self.0.validity()
    }

    /// The public key, its `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn subject_public_key_der(&self) -> &[u8] {
        self.0.public_key()
    }

    /// Whether it is an authority, and how many certificates of authorities may be between it and others; -1 without a
    /// limit.
    #[must_use]
    pub fn basic_constraints(&self) -> (bool, i32) {
        let (is_ca, limit) = self.0.constraints();
        (is_ca, limit - 1)
    }

    /// The bits of the use of the key, the first octet below the second; 0 without the extension.
    #[must_use]
    pub fn key_usage(&self) -> u32 {
        self.0.key_usage()
    }

    /// The bits of Netscape's type; 0 without the extension.
    #[must_use]
    pub fn netscape_cert_type(&self) -> u8 {
        self.0.netscape_type()
    }

    /// The identifiers of purposes.
    #[must_use]
    pub fn extended_key_usage(&self) -> Vec<Item> {
        self.0.purposes()
    }

    /// The alternative names of the subject.
    #[must_use]
    pub fn subject_alternative_names(&self) -> Vec<Item> {
        self.0.alternative_names()
    }

    /// The identifiers of policies.
    #[must_use]
    pub fn certificate_policies(&self) -> Vec<Item> {
        self.0.policies()
    }

    /// Whether the serial number is in the list, whoever has issued either.
    #[must_use]
    pub fn check_revocation(&self, crl: &Crl) -> bool {
        self.0.is_revoked(&crl.0)
    }
}

impl Csr {
    /// The DER of the subject.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        self.0.subject()
    }
}

/// One entry of a revocation list.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CrlEntry {
    /// The contents octets of the serial number.
    pub serial_number: Vec<u8>,
    /// Since when it is revoked.
    pub revocation_date: Date,
    /// The DER of its extensions, empty if there are none.
    pub extensions: Vec<u8>,
}

impl Crl {
    /// The DER of the issuer.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        self.0.issuer()
    }

    /// When the list was made, and when the next one will be.
    #[must_use]
    pub fn updates(&self) -> [Date; 2] {
        self.0.updates()
    }

    /// What is revoked.
    #[must_use]
    pub fn entries(&self) -> Vec<CrlEntry> {
        let entries = self.0.entries().into_iter();
        entries
            .map(|(serial_number, revocation_date, extensions)| CrlEntry {
                serial_number,
                revocation_date,
                extensions,
            })
            .collect()
    }
}

/// What `mbedtls_x509_crt_verify_with_profile` checks keys and digests by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "C has these three")]
pub enum Profile {
    /// `mbedtls_x509_crt_profile_default`
    Default,
    /// `mbedtls_x509_crt_profile_next`
    Next,
    /// `mbedtls_x509_crt_profile_suiteb`
    SuiteB,
}

/// Verifies a chain, in DER, as of now: C asks the clock itself. Without lists of revoked certificates, none is asked.
/// Returns the flags, 0 if nothing is wrong.
///
/// # Errors
///
/// C's number, if it cannot read one of the certificates or lists.
pub fn verify(
    leaf: &[u8],
    sent: &[&[u8]],
    trusted: &[&[u8]],
    lists: &[&[u8]],
    name: Option<&str>,
    profile: Profile,
) -> Result<u32, Error> {
    let mut chain = c::x509::Crt::from_der(leaf)?;
    sent.iter().try_for_each(|der| chain.append(der))?;
    let (first, others) = trusted.split_first().ok_or(Error::new(-0x2800))?;
    let mut trust = c::x509::Crt::from_der(first)?;
    others.iter().try_for_each(|der| trust.append(der))?;
    let mut crls = None;
    if let Some((first, others)) = lists.split_first() {
        let lists = crls.insert(c::x509::Crl::from_der(first)?);
        others.iter().try_for_each(|der| lists.append(der))?;
    }
    let name = name.map(CString::new).transpose().map_err(|_| Error::new(-0x2800))?;
    let profile = match profile {
        Profile::Default => c::x509::Profile::Default,
        Profile::Next => c::x509::Profile::Next,
        Profile::SuiteB => c::x509::Profile::SuiteB,
    };
    Ok(chain.verify(&mut trust, crls.as_mut(), name.as_deref(), profile).1)
}
