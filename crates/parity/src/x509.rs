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

    /// Whether the serial number is in the list, whoever has issued either.
    #[must_use]
    pub fn check_revocation(&self, crl: &Crl) -> bool {
        self.0.is_revoked(&crl.0)
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

/// Verifies a chain, in DER, as of now: C asks the clock itself. Returns the flags, 0 if nothing is wrong.
///
/// # Errors
///
/// C's number, if it cannot read one of the certificates.
pub fn verify(
    leaf: &[u8],
    sent: &[&[u8]],
    trusted: &[&[u8]],
    name: Option<&str>,
    profile: Profile,
) -> Result<u32, Error> {
    let mut chain = c::x509::Crt::from_der(leaf)?;
    sent.iter().try_for_each(|der| chain.append(der))?;
    let (first, others) = trusted.split_first().ok_or(Error::new(-0x2800))?;
    let mut trust = c::x509::Crt::from_der(first)?;
    others.iter().try_for_each(|der| trust.append(der))?;
    let name = name.map(CString::new).transpose().map_err(|_| Error::new(-0x2800))?;
    let profile = match profile {
        Profile::Default => c::x509::Profile::Default,
        Profile::Next => c::x509::Profile::Next,
        Profile::SuiteB => c::x509::Profile::SuiteB,
    };
    Ok(chain.verify(&mut trust, name.as_deref(), profile).1)
}
