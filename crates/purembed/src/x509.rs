// SPDX-License-Identifier: MIT
//! X.509 certificates: read, write, verify.
//!
//! # Examples
//!
//! A root, a server's certificate that it makes from a request, and the check that a client makes, before and after the
//! certificate is revoked:
//!
//! ```
//! use core::time::Duration;
//!
//! use purembed::hashlib::Algorithm;
//! use purembed::pk::{Curve, Ecc, PrivateKey};
//! use purembed::x509::{
//!     CrlBuilder, CrlReason, CrlStore, CrtBuilder, CrtProfile, CsrBuilder, GeneralName, RevokedCertificate, Revocation,
//!     SerialNumber, ServerName, Time, TrustStore, Verifier, VerifyErrorKind,
//! };
//!
//! let (now, day): (Time, _) = ("2026-11-21 12:00:00".parse()?, Duration::from_secs(86_400));
//! let root_key = PrivateKey::from(Ecc::generate(Curve::SECP384R1)?);
//! let name = "C=UK, O=ARM, CN=Root".parse()?;
//! let root = CrtBuilder::from_profile(CrtProfile::RootCa, name, root_key.public_key(), now, now + 3650 * day)
//!     .self_sign(&root_key, Algorithm::SHA384)?;
//!
//! let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
//! let request = CsrBuilder::new("CN=example.org".parse()?).sign_with(&key, Algorithm::SHA256)?;
//! let crt = CrtBuilder::from_csr(&request, SerialNumber::random()?, now, now + 90 * day)?
//!     .profile(CrtProfile::TlsServer)
//!     .subject_alternative_names([GeneralName::Dns("example.org")])
//!     .sign_with(&root, &root_key, Algorithm::SHA384)?;
//!
//! let none = CrlBuilder::new(SerialNumber::from(1), now, now + 7 * day).sign_with(&root, &root_key, Algorithm::SHA384)?;
//! let (trust, crls) = (TrustStore::from_iter([root.clone()]), CrlStore::from_iter([none.clone()]));
//! let name = ServerName::try_from("example.org")?;
//! let verified = Verifier::new(&trust).revocation(Revocation::new(&crls)).verify(&crt, &[], Some(&name), now)?;
//! assert_eq!(verified.certificates().len(), 2);
//!
//! let revoked = RevokedCertificate::new(crt.serial_number().clone(), now).reason(CrlReason::KeyCompromise);
//! let list = CrlBuilder::following(&none, now, now + 7 * day)
//!     .revoke(revoked)
//!     .sign_with(&root, &root_key, Algorithm::SHA384)?;
//! let crls = CrlStore::from_iter([list]);
//! let error = Verifier::new(&trust).revocation(Revocation::new(&crls)).verify(&crt, &[], Some(&name), now).unwrap_err();
//! assert!(matches!(error.kind(), VerifyErrorKind::Revoked { .. }), "{error}");
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
//! | `CRT.new(start, end, issuer, issuer_key, subject, subject_key, serial, …)` | [`CrtBuilder::new`], [`CrtBuilder::sign_with`] | the serial number may be drawn at random; version 3 throughout |
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
