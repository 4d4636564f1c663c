// SPDX-License-Identifier: MIT
//! X.509 certificates: read, write, verify.
//!
//! # Examples
//!
//! A root, a server's certificate that it signs, and the check that a client makes:
//!
//! ```
//! use purembed::hashlib::Algorithm;
//! use purembed::pk::{Curve, Ecc, PrivateKey};
//! use purembed::x509::{
//!     BasicConstraints, CrtBuilder, CsrBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber, ServerName, Time,
//!     TrustStore, Verifier,
//! };
//!
//! let (from, until): (Time, Time) = ("2026-01-01 00:00:00".parse()?, "2036-01-01 00:00:00".parse()?);
//! let root_key = PrivateKey::from(Ecc::generate(Curve::SECP384R1)?);
//! let root = CrtBuilder::new("C=UK, O=ARM, CN=Root".parse()?, root_key.public_key(), SerialNumber::random()?, from, until)
//!     .basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) })
//!     .key_usage(KeyUsage::KEY_CERT_SIGN)
//!     .self_sign(&root_key, Algorithm::SHA384)?;
//!
//! let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
//! let request = CsrBuilder::new("CN=example.org".parse()?).sign_with(&key, Algorithm::SHA256)?;
//! let crt = CrtBuilder::from_csr(&request, SerialNumber::random()?, from, until)?
//!     .subject_alternative_names([GeneralName::Dns("example.org")])
//!     .extended_key_usage([KeyPurpose::SERVER_AUTH])
//!     .sign_with(&root, &root_key, Algorithm::SHA256)?;
//!
//! let trust = TrustStore::from_iter([root]);
//! let now = "2026-11-21 12:00:00".parse()?;
//! let verified = Verifier::new(&trust).verify(&crt, &[], Some(&ServerName::try_from("example.org")?), now)?;
//! assert_eq!(verified.certificates().len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `CRT.from_buffer`, `from_DER`, `from_PEM` | [`Crt::from_buffer`], [`Crt::from_der`], [`Crt::from_pem`] | a bundle has [`Crt::all_from_pem`] |
//! | `CRT.selfsign(csr, key, …)` | [`CrtBuilder::self_sign`] | any extension; the key must be the certificate's |
//! | `crt.sign(csr, key, …)` | [`CrtBuilder::from_csr`], [`CrtBuilder::sign_with`] | the request's signature is checked; the issuer must be an authority |
//! | `CSR.new(key, subject, digestmod)` | [`CsrBuilder`] | extensions can be asked for |
//! | `crt.key_usage`, `crt.basic_constraints` | [`Crt::key_usage`], [`Crt::basic_constraints`] | absent is `None`; no limit and a limit of 0 are told apart |
//! | `crt.subject_alternative_names` | [`Crt::subject_alternative_names`] | typed |
//! | `crt.subject_public_key` | [`Crt::subject_public_key`] | the right curve; a kind that is not supported is an error of this accessor alone |
//! | `next(crt)` | [`Crt::all_from_pem`], [`Crt::all_from_file`] | works; a bundle with a damaged certificate is refused |
//! | `str(crt)` | `Display` | the same text |
//! | `crt.check_revocation(crl)` | [`Crt::is_listed_in`] | the issuer counts too |
//! | `CRL.from_buffer`, `crl.revoked_certificates` | [`Crl::from_buffer`], [`Crl::entries`] | reasons, dates, look-up by number, signature |
//! | `crt.verify(other)` | [`Crt::verify_signature_on`] | the name says how little it checks; [`Verifier`] checks the rest |
//! | `x509.BasicConstraints(ca=True, max_path_length=1)` | [`BasicConstraints::Ca`] | |

pub use purembed_x509::*;
