// SPDX-License-Identifier: MIT
//! The object identifiers of the extensions that can be written by name (RFC 5280 4.2, 5.2, 5.3; RFC 6960; RFC 7633).

use super::{Extension, id};
use crate::der::Oid;

/// Object identifiers.
impl Extension<'_> {
    /// Authority info access.
    pub const AUTHORITY_INFO_ACCESS: Oid = id::AUTHORITY_INFO_ACCESS;
    /// Authority key identifier.
    pub const AUTHORITY_KEY_IDENTIFIER: Oid = id::AUTHORITY_KEY_IDENTIFIER;
    /// Basic constraints.
    pub const BASIC_CONSTRAINTS: Oid = id::BASIC_CONSTRAINTS;
    /// Certificate issuer.
    pub const CERTIFICATE_ISSUER: Oid = id::CERTIFICATE_ISSUER;
    /// Certificate policies.
    pub const CERTIFICATE_POLICIES: Oid = id::CERTIFICATE_POLICIES;
    /// CRL distribution points.
    pub const CRL_DISTRIBUTION_POINTS: Oid = id::CRL_DISTRIBUTION_POINTS;
    /// CRL number.
    pub const CRL_NUMBER: Oid = id::CRL_NUMBER;
    /// Delta CRL indicator.
    pub const DELTA_CRL_INDICATOR: Oid = id::DELTA_CRL_INDICATOR;
    /// Extended key usage.
    pub const EXTENDED_KEY_USAGE: Oid = id::EXTENDED_KEY_USAGE;
    /// Freshest CRL.
    pub const FRESHEST_CRL: Oid = id::FRESHEST_CRL;
    /// Inhibit any policy.
    pub const INHIBIT_ANY_POLICY: Oid = id::INHIBIT_ANY_POLICY;
    /// Invalidity date.
    pub const INVALIDITY_DATE: Oid = id::INVALIDITY_DATE;
    /// Issuer alt name.
    pub const ISSUER_ALT_NAME: Oid = id::ISSUER_ALT_NAME;
    /// Issuing distribution point.
    pub const ISSUING_DISTRIBUTION_POINT: Oid = id::ISSUING_DISTRIBUTION_POINT;
    /// Key usage.
    pub const KEY_USAGE: Oid = id::KEY_USAGE;
    /// Name constraints.
    pub const NAME_CONSTRAINTS: Oid = id::NAME_CONSTRAINTS;
    /// Netscape cert type.
    pub const NETSCAPE_CERT_TYPE: Oid = id::NETSCAPE_CERT_TYPE;
    /// Netscape comment.
    pub const NETSCAPE_COMMENT: Oid = id::NETSCAPE_COMMENT;
    /// OCSP no check.
    pub const OCSP_NO_CHECK: Oid = id::OCSP_NO_CHECK;
    /// Policy constraints.
    pub const POLICY_CONSTRAINTS: Oid = id::POLICY_CONSTRAINTS;
    /// Policy mappings.
    pub const POLICY_MAPPINGS: Oid = id::POLICY_MAPPINGS;
    /// Reason code.
    pub const REASON_CODE: Oid = id::REASON_CODE;
    /// Subject alt name.
    pub const SUBJECT_ALT_NAME: Oid = id::SUBJECT_ALT_NAME;
    /// Subject info access.
    pub const SUBJECT_INFO_ACCESS: Oid = id::SUBJECT_INFO_ACCESS;
    /// Subject key identifier.
    pub const SUBJECT_KEY_IDENTIFIER: Oid = id::SUBJECT_KEY_IDENTIFIER;
    /// TLS feature.
    pub const TLS_FEATURE: Oid = id::TLS_FEATURE;
}
