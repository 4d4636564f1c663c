// SPDX-License-Identifier: MIT
//! X.509 certificates (RFC 5280): read, written, verified.
//!
//! | for | there is |
//! |---|---|
//! | reading | [`Crt`], [`Csr`], [`Crl`] and what is in them: [`Name`], [`Time`], [`SerialNumber`], [`GeneralName`], [`KeyUsage`], every [`ExtensionValue`] …; bags of them ([`CertificateBag`]) |
//! | showing | `Display` as Mbed TLS has it; [`Crt::to_text`] in the manner of OpenSSL; JSON (feature `serde`) |
//! | writing | [`CrtBuilder`] with a [`CrtProfile`], [`CsrBuilder`], [`CrlBuilder`]; [`SignatureScheme`] |
//! | trusting | [`TrustStore`], [`TrustAnchor`], [`ServerName`], [`EmailAddress`], [`Verifier`], and [`VerifiedChain`] as the proof |
//!
//! # Examples
//!
//! ```
//! use core::time::Duration;
//! use purembed_hash::Algorithm;
//! use purembed_pk::{Curve, Ecc, PrivateKey};
//! use purembed_x509::{CrtBuilder, GeneralName, SerialNumber, ServerName, Time, TrustStore, Verifier};
//!
//! let now: Time = "2026-11-21 01:06:17".parse()?;
//! let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
//! let crt = CrtBuilder::new("CN=localhost".parse()?, key.public_key(), SerialNumber::random()?, now, now + Duration::from_secs(86_400))
//!     .subject_alternative_names([GeneralName::Dns("localhost")])
//!     .self_sign(&key, Algorithm::SHA256)?;
//!
//! let trust: TrustStore = [crt.clone()].into_iter().collect();
//! let verifier = Verifier::new(&trust);
//! let chain = verifier.verify(&crt, &[], Some(&ServerName::try_from("localhost")?), now)?;
//! assert_eq!(chain.leaf(), &crt);
//!
//! let error = verifier.verify(&crt, &[], Some(&ServerName::try_from("wrong.example")?), now).unwrap_err();
//! assert_eq!(error.to_string(), r#"certificate 0 (CN=localhost): not valid for "wrong.example"; it names "localhost""#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Security
//!
//! Every object keeps the bytes it came as, and signatures are checked over these. Reading is strict DER, bounded in
//! size ([`MAX_SIZE`], [`Crl::MAX_SIZE`]) and does not recurse; unknown extensions, unknown kinds of keys and odd names
//! are kept, not refused. Looking up in a list of millions takes logarithmic time. Verification has
//! a budget, so that no set of certificates can make it take long. Time is an argument everywhere.
//!
//! # Standards
//!
//! RFC 5280 with RFC 9525 for host names, RFC 2986 and RFC 2985 for requests, RFC 7468 for PEM, RFC 4055, RFC 5758 and
//! RFC 8410 for algorithms, RFC 4514 for names in LDAP, RFC 9618 for policies, RFC 5652 for
//! bags of certificates.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithm;
mod basic_constraints;
mod builder;
mod bundle;
mod crl;
mod crl_store;
mod crt;
mod csr;
mod der;
mod email_address;
mod error;
mod extension;
#[cfg(feature = "std")]
mod file;
mod general_name;
mod key_purpose;
mod key_usage;
mod mbedtls_text;
mod name;
mod openssl_text;
mod pkcs7;
mod pss;
mod serial;
mod server_name;
mod signed;
#[cfg(feature = "serde")]
mod structure;
mod subject_key;
mod time;
mod trust_store;
mod verify;

pub use basic_constraints::BasicConstraints;
pub use builder::{
    AuthorityKeyId, BuildError, CrlBuilder, CrtBuilder, CrtProfile, CsrBuilder, NewDistributionPoint,
    NewIssuingDistributionPoint, NewPolicy, RequestedExtensions, RevokedCertificate, SignatureScheme,
    SubjectKeyId,
};
pub use crl::{Crl, CrlEntry, CrlReason};
pub use crl_store::CrlStore;
pub use crt::Crt;
pub use csr::{Csr, CsrAttribute, CsrAttributeValue};
pub use der::{InvalidOid, Oid};
pub use email_address::{EmailAddress, InvalidEmailAddress};
pub use error::{EncodingKind, InvalidEncoding, SignatureError};
pub use extension::{
    AccessDescription, AuthorityKeyIdentifier, CertificatePolicies, CrlDistributionPoints, DistributionPoint,
    DistributionPointName, Extension, ExtensionValue, InformationAccess, IssuingDistributionPoint,
    NameConstraints, NetscapeCertType, PolicyConstraints, PolicyInformation, PolicyMappings, PolicyQualifier,
    ReasonFlags, Subtree, SubtreeBase, UserNotice,
};
#[cfg(feature = "std")]
pub use file::FileError;
pub use general_name::{GeneralName, GeneralNames, OtherName, RawName};
pub use key_purpose::{ExtendedKeyUsage, KeyPurpose};
pub use key_usage::KeyUsage;
pub use name::{Attribute, AttributeType, InvalidName, Name, NameRef, Rdn};
pub use pkcs7::CertificateBag;
pub use pss::PssParameters;
pub use serial::SerialNumber;
pub use server_name::{DnsName, InvalidServerName, ServerName};
pub use time::{Calendar, InvalidTime, Time};
#[cfg(feature = "std")]
pub use trust_store::TrustLoad;
pub use trust_store::{TrustAnchor, TrustStore};
pub use verify::{
    Attempt, CrlProblem, Explanation, Flags, NameForm, Policy, Profile, Purpose, Revocation, Rule, Rules,
    VerifiedChain, Verifier, VerifyError, VerifyErrorKind, Veto,
};

/// The largest certificate or request that is read or made, in bytes.
///
/// Ordinary ones have one or two thousand. A certificate as large as this would not fit into the certificate message
/// that TLS implementations in use accept, and the work that a stranger's certificate can cause grows with its size.
pub const MAX_SIZE: usize = 0x1_0000;
