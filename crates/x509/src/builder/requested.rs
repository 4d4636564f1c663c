// SPDX-License-Identifier: MIT
//! Which of the extensions in a request an authority takes over.

use core::fmt;

use crate::der::Oid;
use crate::extension::{Extension, ExtensionValue, id};
use crate::key_purpose::KeyPurpose;
use crate::key_usage::KeyUsage;

/// What to take over of the extensions that a request asks for.
///
/// A request is what a stranger wishes for. Whatever is taken over is certified: look at it first, or take only what can
/// do no harm.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum RequestedExtensions<'p> {
    /// Nothing.
    None,
    /// Those with these identifiers, such as [`Extension::SUBJECT_ALT_NAME`].
    Named(&'p [Oid]),
    /// Those that make nobody an authority and say nothing that is for the authority to say.
    ///
    /// Left out are basic constraints, constraints on names and policies, policies, everything about keys and names of
    /// the issuer and about revocation; a key usage with signing of certificates or lists; purposes with any purpose or
    /// with answering for the authority (OCSP). Everything else is taken over, extensions of private arcs too.
    AllButAuthority,
    /// Those for which the closure says so.
    By(&'p dyn Fn(&Extension<'_>) -> bool),
}

impl RequestedExtensions<'_> {
    /// Whether to take an extension over.
    pub(super) fn takes(&self, extension: &Extension<'_>) -> bool {
        match self {
            Self::None => false,
            Self::Named(named) => named.contains(extension.oid()),
            Self::AllButAuthority => !is_of_authority(extension),
            Self::By(closure) => closure(extension),
        }
    }
}

fn is_of_authority(extension: &Extension<'_>) -> bool {
    const OF_AUTHORITY: [Oid; 14] = [
        id::AUTHORITY_INFO_ACCESS,
        id::AUTHORITY_KEY_IDENTIFIER,
        id::BASIC_CONSTRAINTS,
        id::CERTIFICATE_POLICIES,
        id::CRL_DISTRIBUTION_POINTS,
        id::FRESHEST_CRL,
        id::INHIBIT_ANY_POLICY,
        id::ISSUER_ALT_NAME,
        id::NAME_CONSTRAINTS,
        id::NETSCAPE_CERT_TYPE,
        id::OCSP_NO_CHECK,
        id::POLICY_CONSTRAINTS,
        id::POLICY_MAPPINGS,
        id::SUBJECT_KEY_IDENTIFIER,
    ];
    match extension.parse() {
        Ok(ExtensionValue::KeyUsage(usage)) => {
            usage.contains(KeyUsage::KEY_CERT_SIGN) || usage.contains(KeyUsage::CRL_SIGN)
        }
        Ok(ExtensionValue::ExtendedKeyUsage(usage)) => usage.allows(KeyPurpose::OCSP_SIGNING),
        Ok(_) => OF_AUTHORITY.contains(extension.oid()),
        // What cannot be read is no wish.
        Err(_) => true,
    }
}

impl fmt::Debug for RequestedExtensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Named(named) => f.debug_tuple("Named").field(named).finish(),
            Self::AllButAuthority => f.write_str("AllButAuthority"),
            Self::By(_) => f.write_str("By(..)"),
        }
    }
}
