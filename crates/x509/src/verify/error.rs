// SPDX-License-Identifier: MIT
//! Why a certificate is not trusted, told so that somebody can do something about it.

use alloc::string::{String, ToString};
use core::fmt;

use purembed_hash::Algorithm;
use purembed_pk::InvalidKey;

use super::budget::Exhausted;
use super::policy::Rule;
use super::revocation::CrlProblem;
use super::{Flags, Veto};
use crate::crl::CrlReason;
use crate::crt::Crt;
use crate::der::Oid;
use crate::email_address::EmailAddress;
use crate::error::SignatureError;
use crate::general_name::GeneralName;
use crate::key_purpose::KeyPurpose;
use crate::key_usage::KeyUsage;
use crate::server_name::ServerName;
use crate::time::Time;

/// How many of the names of a certificate are shown.
const SHOWN_NAMES: usize = 10;
/// How much of one name is shown, in characters.
const SHOWN_CHARACTERS: usize = 200;

/// Why a certificate is not trusted: which certificate of the path, and what about it.
///
/// Of all the paths that were tried this is the most telling error: that an authority has expired says more than that
/// somebody else is unknown. `Display` is one line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifyError {
    kind: VerifyErrorKind,
    depth: usize,
    certificate: Crt,
    /// The name that was asked about, if that is what is wrong.
    asked: Option<String>,
    flags: Flags,
}

impl VerifyError {
    pub(super) fn new(kind: VerifyErrorKind, depth: usize, certificate: &Crt) -> Self {
        Self { kind, depth, certificate: certificate.clone(), asked: None, flags: kind.flags(depth) }
    }

    /// With the name or the mail address that was asked about, if that is what is wrong.
    pub(super) fn named(
        kind: VerifyErrorKind,
        depth: usize,
        certificate: &Crt,
        name: Option<&ServerName<'_>>,
        address: Option<&EmailAddress<'_>>,
    ) -> Self {
        let asked = match kind {
            VerifyErrorKind::WrongName => name.map(ToString::to_string),
            VerifyErrorKind::WrongEmailAddress => address.map(|address| address.as_str().into()),
            _ => None,
        };
        Self { asked, ..Self::new(kind, depth, certificate) }
    }

    pub(super) fn is_more_telling_than(&self, other: &Self) -> bool {
        (self.kind.rank(), self.depth) > (other.kind.rank(), other.depth)
    }

    pub(super) const fn set_flags(&mut self, flags: Flags) {
        self.flags = flags;
    }

    /// The same in the bits of Mbed TLS.
    ///
    /// With [`Policy::MbedTls228`](crate::Policy::MbedTls228) these are the flags of all certificates of the chain, equal
    /// to those that `mbedtls_x509_crt_verify` gives. With the other policies, which stop at the first fault of each path,
    /// it is the flag of this error, or [`Flags::OTHER`] for what Mbed TLS does not look at.
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> VerifyErrorKind {
        self.kind
    }

    /// Where in the path: 0 is the leaf, 1 its issuer, and so on.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// The certificate that is the matter.
    #[must_use]
    pub const fn certificate(&self) -> &Crt {
        &self.certificate
    }
}

/// What is wrong with a path, and at which of its certificates: 0 is the leaf.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Failure {
    pub(super) kind: VerifyErrorKind,
    pub(super) depth: usize,
}

/// Why a check of a path ends without success.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stop {
    /// This path does not hold; another one may.
    Failure(Failure),
    /// There is no work left for this one nor for any other.
    Exhausted,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Exhausted> for Stop {
    fn from(_: Exhausted) -> Self {
        Self::Exhausted
    }
}

/// What is wrong with a certificate or a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum VerifyErrorKind {
    /// Nobody of the issuer's name is trusted or was sent along; or it is self-signed and not trusted.
    UnknownIssuer,
    /// The signature is not by any known certificate of the issuer's name.
    BadSignature(SignatureError),
    /// There are more intermediate authorities than the caller allows.
    TooDeep {
        /// How many are allowed.
        max_depth: u8,
    },
    /// Too many possible paths were tried; ends the search at once.
    BudgetExhausted,
    /// It is no longer valid.
    Expired {
        /// The last second of its validity.
        not_after: Time,
        /// The time that was asked about.
        now: Time,
    },
    /// It is not valid yet.
    NotYetValid {
        /// The first second of its validity.
        not_before: Time,
        /// The time that was asked about.
        now: Time,
    },
    /// It has signed another one and is no authority.
    NotACa,
    /// There are more authorities below it than it allows.
    PathTooLong {
        /// How many it allows.
        max_path_length: u8,
    },
    /// Its key is not for this: for signing certificates if it has signed another one, or what was asked for.
    KeyUsage(KeyUsage),
    /// It is not for this purpose.
    Purpose(KeyPurpose),
    /// It is in the trust store, but not for this purpose ([`TrustAnchor`](crate::TrustAnchor)).
    NotTrustedFor(KeyPurpose),
    /// It is in the trust store, for what was issued up to a date; the leaf's validity begins later.
    DistrustedAfter {
        /// The date.
        date: Time,
        /// The first second of the leaf's validity.
        not_before: Time,
    },
    /// It has a critical extension that is not known.
    UnsupportedCriticalExtension(Oid),
    /// One of its names is none of those that an authority may certify.
    NameNotPermitted {
        /// What kind of name it is.
        form: NameForm,
        /// Where in the path the authority is: 1 has issued the leaf, and so on.
        authority: usize,
    },
    /// One of its names, or some that it stands for, must not be certified by an authority.
    NameExcluded {
        /// What kind of name it is.
        form: NameForm,
        /// Where in the path the authority is: 1 has issued the leaf, and so on.
        authority: usize,
    },
    /// It has name constraints that cannot be read or mean nothing.
    InvalidNameConstraints,
    /// Down to it, there is no policy that all authorities have issued under and the caller accepts, and there must be.
    NoValidPolicy,
    /// It has policies, or rules for policies, that cannot be read or contradict themselves.
    InvalidPolicies,
    /// It breaks a rule of the policy.
    Breaks(Rule),
    /// The caller does not want it.
    Vetoed(Veto),
    /// Its key, or the key that it is signed with, is of a kind or on a curve that the profile does not take.
    ForbiddenKey,
    /// Its key is too short.
    WeakKey {
        /// The length of the RSA modulus, or the size of the curve.
        bits: usize,
    },
    /// Its key is of a kind or of a size that this library does not have.
    UnsupportedKey(InvalidKey),
    /// It is signed with a digest for which forgeries exist.
    WeakSignature(Algorithm),
    /// It is not for the server that is wanted.
    WrongName,
    /// It is not for the mail address that is wanted.
    WrongEmailAddress,
    /// It has been revoked.
    Revoked {
        /// Why; `None` if the list does not say.
        reason: Option<CrlReason>,
        /// When.
        date: Time,
    },
    /// There is no revocation list that is about it.
    RevocationUnknown,
    /// There is a revocation list that is about it and does not count.
    RevocationList(CrlProblem),
}

/// What kind of name an authority must not certify.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NameForm {
    /// A host name.
    Dns,
    /// An address of a host.
    Ip,
    /// A mail address.
    Email,
    /// A URI.
    Uri,
    /// A subject, or the name of an entry in a directory.
    Directory,
    /// Any other, which cannot be compared.
    Other,
}

impl fmt::Display for NameForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "host name",
            Self::Ip => "address",
            Self::Email => "mail address",
            Self::Uri => "URI",
            Self::Directory => "directory name",
            Self::Other => "name of a kind",
        })
    }
}

impl VerifyErrorKind {
    /// How telling it is, among the errors of several paths.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Self::UnknownIssuer => 0,
            Self::BadSignature(_) => 1,
            Self::TooDeep { .. } => 2,
            // About a certificate that has signed what is below it.
            _ => 3,
        }
    }

    /// What Mbed TLS calls it, in a certificate at this place. An issuer that may not issue is no parent there.
    pub(super) const fn flags(self, depth: usize) -> Flags {
        match self {
            Self::UnknownIssuer
            | Self::BadSignature(_)
            | Self::TooDeep { .. }
            | Self::NotACa
            | Self::NotTrustedFor(_)
            | Self::DistrustedAfter { .. }
            | Self::PathTooLong { .. } => Flags::NOT_TRUSTED,
            Self::KeyUsage(_) if depth > 0 => Flags::NOT_TRUSTED,
            Self::KeyUsage(_) => Flags::KEY_USAGE,
            Self::Expired { .. } => Flags::EXPIRED,
            Self::NotYetValid { .. } => Flags::FUTURE,
            Self::Purpose(_) => Flags::EXT_KEY_USAGE,
            Self::WeakKey { .. } | Self::UnsupportedKey(_) => Flags::BAD_KEY,
            Self::ForbiddenKey => Flags::BAD_PK,
            Self::WeakSignature(_) => Flags::BAD_MD,
            Self::WrongName | Self::WrongEmailAddress => Flags::CN_MISMATCH,
            Self::Revoked { .. } => Flags::REVOKED,
            Self::RevocationList(problem) => problem.flags(),
            Self::Vetoed(veto) => veto.as_flags(),
            Self::BudgetExhausted
            | Self::UnsupportedCriticalExtension(_)
            | Self::NameNotPermitted { .. }
            | Self::NameExcluded { .. }
            | Self::InvalidNameConstraints
            | Self::NoValidPolicy
            | Self::InvalidPolicies
            | Self::RevocationUnknown
            | Self::Breaks(_) => Flags::OTHER,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "certificate {} ({}): ", self.depth, title(&self.certificate))?;
        self.reason(f)
    }
}

impl VerifyError {
    /// What is wrong, without saying with which certificate.
    pub(super) fn reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, &self.asked) {
            (VerifyErrorKind::UnknownIssuer, _) if self.certificate.is_self_issued() => {
                f.write_str("self-signed and not in the trust store")
            }
            (VerifyErrorKind::UnknownIssuer, _) => {
                write!(
                    f,
                    "issuer {} is neither trusted nor sent along",
                    short(&self.certificate.issuer().to_string())
                )
            }
            (VerifyErrorKind::WrongName, Some(name)) => {
                write!(f, "not valid for \"{name}\"; it names ")?;
                list(f, self.certificate.subject_alternative_names().filter_map(host), "no host")
            }
            (VerifyErrorKind::WrongEmailAddress, Some(address)) => {
                write!(f, "not valid for \"{}\"; it names ", address.escape_debug())?;
                list(f, self.certificate.subject_alternative_names().filter_map(mailbox), "no mail address")
            }
            (kind, _) => write!(f, "{kind}"),
        }
    }
}

impl core::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.kind {
            VerifyErrorKind::BadSignature(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for VerifyErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIssuer => f.write_str("issuer is neither trusted nor sent along"),
            Self::BadSignature(error) => write!(f, "signature does not hold: {error}"),
            Self::TooDeep { max_depth } => write!(f, "more than {max_depth} intermediate authorities"),
            Self::BudgetExhausted => f.write_str("too many possible paths"),
            Self::Expired { not_after, now } => write!(f, "expired on {not_after}, now {now}"),
            Self::NotYetValid { not_before, now } => write!(f, "not valid before {not_before}, now {now}"),
            Self::NotACa => f.write_str("has issued a certificate and is no certification authority"),
            Self::PathTooLong { max_path_length } => {
                write!(f, "allows {max_path_length} authorities below it, and there are more")
            }
            Self::KeyUsage(KeyUsage::KEY_CERT_SIGN) => {
                f.write_str("has issued a certificate with a key that is not for that")
            }
            Self::KeyUsage(usage) => write!(f, "its key is not for {usage}"),
            Self::Purpose(purpose) => write!(f, "not for {purpose}"),
            Self::NotTrustedFor(purpose) => write!(f, "not trusted for {purpose}"),
            Self::DistrustedAfter { date, not_before } => {
                write!(f, "trusted for what was issued until {date}, not for a certificate of {not_before}")
            }
            Self::UnsupportedCriticalExtension(oid) => write!(f, "critical extension {oid} is not supported"),
            Self::NameNotPermitted { form, authority } => {
                write!(f, "{form} outside of what certificate {authority} may certify")
            }
            Self::NameExcluded { form, authority } => {
                write!(f, "{form} that certificate {authority} must not certify")
            }
            Self::NoValidPolicy => f.write_str("not issued under any policy that is accepted"),
            Self::InvalidPolicies => f.write_str("policies that mean nothing"),
            Self::InvalidNameConstraints => f.write_str("name constraints that mean nothing"),
            Self::Breaks(rule) => rule.fmt(f),
            Self::Vetoed(veto) => write!(f, "refused by the program: {veto}"),
            Self::ForbiddenKey => f.write_str("key or signature of a kind that is not taken"),
            Self::WeakKey { bits } => write!(f, "key of {bits} bits is too weak"),
            Self::UnsupportedKey(error) => error.fmt(f),
            Self::WeakSignature(digest) => write!(f, "signature with {digest} is too weak"),
            Self::WrongName => f.write_str("not valid for this server"),
            Self::WrongEmailAddress => f.write_str("not valid for this mail address"),
            Self::Revoked { reason: Some(reason), date } => write!(f, "revoked on {date}: {reason}"),
            Self::Revoked { reason: None, date } => write!(f, "revoked on {date}"),
            Self::RevocationUnknown => f.write_str("no revocation list says whether it is revoked"),
            Self::RevocationList(problem) => problem.fmt(f),
        }
    }
}

/// What to call a certificate: its subject, or else an alternative name, or else its number.
pub(super) fn title(crt: &Crt) -> String {
    if !crt.subject().is_empty() {
        return short(&crt.subject().to_string());
    }
    let number = || alloc::format!("serial number {}", crt.serial_number());
    crt.subject_alternative_names().next().map_or_else(number, |name| short(&name.to_string()))
}

/// At most so much of a text as fits in a line of a log.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn host(name: GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::Dns(name) => Some(name.escape_debug().to_string()),
        GeneralName::Ip(address) => Some(address.to_string()),
        _ => None,
    }
}

fn mailbox(name: GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::Email(address) => Some(address.escape_debug().to_string()),
        GeneralName::Other(other) if other.is_mailbox() => {
            other.utf8().map(|address| address.escape_debug().to_string())
        }
        _ => None,
    }
}

/// The first few of a list in quotation marks, and how many more there are.
fn list(f: &mut fmt::Formatter<'_>, texts: impl Iterator<Item = String>, none: &str) -> fmt::Result {
    let mut count = 0_usize;
    for text in texts {
        if count < SHOWN_NAMES {
            let comma = if count == 0 { "" } else { ", " };
            write!(f, "{comma}\"{}\"", short(&text))?;
        }
        count = count.saturating_add(1);
    }
    match count.checked_sub(SHOWN_NAMES) {
        _ if count == 0 => f.write_str(none),
        Some(more @ 1..) => write!(f, " and {more} more"),
        _ => Ok(()),
    }
}
