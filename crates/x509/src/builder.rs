// SPDX-License-Identifier: MIT
//! Making certificates, requests and revocation lists.
//!
//! Extensions are written in the order in which they are asked for; those that belong there and were not asked for come
//! first. What is made conforms to RFC 5280, or is an error: [`check`] has the rules.

mod check;
mod crl;
mod crt;
mod csr;
mod distribution_point;
mod error;
mod extensions;
mod key_identifier;
mod methods;
mod policy;
mod profile;
mod requested;
mod signer;
mod value;

pub use crl::{CrlBuilder, RevokedCertificate};
pub use crt::CrtBuilder;
pub use csr::CsrBuilder;
pub use distribution_point::{NewDistributionPoint, NewIssuingDistributionPoint};
pub use error::BuildError;
pub use key_identifier::{AuthorityKeyId, SubjectKeyId};
pub use policy::NewPolicy;
pub use profile::CrtProfile;
pub use requested::RequestedExtensions;
pub use signer::SignatureScheme;

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
