// SPDX-License-Identifier: MIT
//! The chain as Mbed TLS 2.28 builds it: upwards, in the order in which it was sent, without a second try.
//!
//! C does not stop at what is wrong but notes it in the flags of the certificate and goes on, so that the flags of all
//! certificates together say everything. `mbedtls_x509_crt_verify` is the model, step by step; what follows looks odd
//! where C is odd.

mod lists;

use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::error::Failure;
use super::explain::Journal;
use super::policy::Rule;
use super::{Flags, Query, Revocation, VerifiedChain, Verifier, VerifyError, VerifyErrorKind, check};
use crate::Oid;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::der::tag;
use crate::error::SignatureError;
use crate::extension::{ExtensionValue, id};
use crate::general_name::GeneralName;
use crate::key_usage::KeyUsage;
use crate::name::{Attribute, AttributeType, Name};
use crate::pss::PssParameters;
use crate::server_name::ServerName;

/// The extensions that C may find critical: it refuses to read a certificate with another one.
const READ: &[Oid] = &[
    id::BASIC_CONSTRAINTS,
    id::KEY_USAGE,
    id::EXTENDED_KEY_USAGE,
    id::SUBJECT_ALT_NAME,
    id::NETSCAPE_CERT_TYPE,
];

/// Walks up from the leaf; the journal says why there is no chain.
pub(super) fn walk(
    verifier: &Verifier<'_>,
    query: &Query<'_>,
    journal: &mut Journal,
) -> Option<VerifiedChain> {
    let mut walk = Walk {
        verifier,
        query,
        budget: Budget::new(),
        path: Vec::new(),
        flags: Vec::new(),
        problems: Vec::new(),
    };
    let ending = walk.chain().and_then(|()| {
        walk.leaf();
        walk.anchor();
        walk.ask_caller()
    });
    if let Err(kind) = ending {
        let depth = walk.path.len().saturating_sub(1);
        walk.problems.push((kind, depth));
        walk.flags.push(Flags::FATAL);
    }
    let flags = walk.flags.iter().fold(Flags::NONE, |all, flags| all | *flags);
    if flags.is_empty() {
        journal.success(&walk.path);
        return Some(VerifiedChain::new(&walk.path, Vec::new()));
    }
    for (kind, depth) in walk.problems {
        let Some(crt) = walk.path.get(depth) else { continue };
        let error = VerifyError::named(kind, depth, crt, query.name, verifier.email_address);
        journal.failure(walk.path.get(..=depth).unwrap_or_default(), error);
    }
    journal.set_flags(flags);
    None
}

struct Walk<'w> {
    verifier: &'w Verifier<'w>,
    query: &'w Query<'w>,
    budget: Budget,
    /// The leaf first.
    path: Vec<&'w Crt>,
    /// What is wrong with each certificate of the path.
    flags: Vec<Flags>,
    /// The same in our words: what, and with which.
    problems: Vec<(VerifyErrorKind, usize)>,
}

/// Who has signed.
struct Parent<'w> {
    crt: &'w Crt,
    is_trusted: bool,
    signature: Result<(), VerifyErrorKind>,
    /// Where it stands among what was sent.
    place: usize,
}

impl<'w> Walk<'w> {
    /// Finds a parent for each certificate, until one is trusted or none is found. An error is what C gives up for.
    fn chain(&mut self) -> Result<(), VerifyErrorKind> {
        let exhausted = |Exhausted| VerifyErrorKind::BudgetExhausted;
        let (mut child, mut is_trusted) = (self.query.leaf, false);
        // Only what was sent after a certificate can be its parent.
        let mut sent_from = 0_usize;
        let mut self_issued = 0_usize;
        loop {
            self.path.push(child);
            self.flags.push(Flags::NONE);
            let depth = self.path.len().saturating_sub(1);
            self.check_readable(child);
            self.check_dates(child, is_trusted);
            if is_trusted {
                return Ok(());
            }
            self.check_signature_algorithm(child);
            if depth == 0 && is_self_issued(child) && self.verifier.trust.contains(child) {
                return Ok(());
            }
            let below = depth.saturating_sub(self_issued);
            let Some(parent) = self.parent(child, sent_from, below).map_err(exhausted)? else {
                self.problem(VerifyErrorKind::UnknownIssuer);
                return Ok(());
            };
            // C counts a self-issued certificate only now, so that its own parent still counts it.
            self_issued = self_issued.saturating_add(usize::from(depth > 0 && is_self_issued(child)));
            let max_depth = self.verifier.max_depth;
            if !parent.is_trusted && self.path.len() > usize::from(max_depth) {
                return Err(VerifyErrorKind::TooDeep { max_depth });
            }
            if let Err(kind) = parent.signature {
                self.problem(kind);
            }
            if let Err(kind) = self.verifier.profile.check_strength(parent.crt) {
                self.note(kind, Flags::BAD_KEY);
            }
            let leaf_only = self.verifier.revocation.is_some_and(Revocation::is_leaf_only);
            if depth == 0 || !leaf_only {
                self.ask_lists(child, parent.crt).map_err(exhausted)?;
            }
            (child, is_trusted) = (parent.crt, parent.is_trusted);
            if !is_trusted {
                sent_from = parent.place.saturating_add(1);
            }
        }
    }

    fn ask_lists(&mut self, crt: &Crt, issuer: &Crt) -> Result<(), Exhausted> {
        let findings = lists::ask(crt, issuer, self.verifier, self.query.now, &mut self.budget)?;
        findings.into_iter().for_each(|(kind, flags)| self.note(kind, flags));
        Ok(())
    }

    /// What is wrong with the certificate that was looked at last.
    fn problem(&mut self, kind: VerifyErrorKind) {
        let depth = self.path.len().saturating_sub(1);
        self.note(kind, kind.flags(depth));
    }

    fn note(&mut self, kind: VerifyErrorKind, flags: Flags) {
        let depth = self.path.len().saturating_sub(1);
        self.note_at(depth, kind, flags);
    }

    fn note_at(&mut self, depth: usize, kind: VerifyErrorKind, flags: Flags) {
        self.problems.push((kind, depth));
        if let Some(all) = self.flags.get_mut(depth) {
            *all |= flags;
        }
    }

    /// C would not have read such a certificate at all, so it has no flag for this.
    fn check_readable(&mut self, crt: &Crt) {
        let unknown = crt.extensions().find(|extension| {
            let read =
                READ.contains(extension.oid()) || has_no_policy_but_any(extension.parse().ok().as_ref());
            extension.is_critical() && !read
        });
        if let Some(unknown) = unknown {
            self.problem(VerifyErrorKind::UnsupportedCriticalExtension(*unknown.oid()));
        }
    }

    fn check_dates(&mut self, crt: &Crt, is_trusted: bool) {
        if is_trusted && !self.verifier.rules.contains(Rule::AnchorValidity) {
            return;
        }
        let now = self.query.now;
        if now > crt.not_after() {
            self.problem(VerifyErrorKind::Expired { not_after: crt.not_after(), now });
        }
        if now < crt.not_before() {
            self.problem(VerifyErrorKind::NotYetValid { not_before: crt.not_before(), now });
        }
    }

    fn check_signature_algorithm(&mut self, crt: &Crt) {
        if let Err(kind) = self.verifier.profile.check_signature(crt) {
            self.problem(kind);
        }
        if !self.verifier.profile.takes_signatures(crt.signature_algorithm(), crt.pss_parameters()) {
            self.problem(VerifyErrorKind::ForbiddenKey);
        }
    }

    /// A trusted parent, or else one that was sent after the child.
    fn parent(
        &mut self,
        child: &'w Crt,
        sent_from: usize,
        below: usize,
    ) -> Result<Option<Parent<'w>>, Exhausted> {
        let trust = self.verifier.trust;
        let found = self.parent_among(child, trust.iter(), true, below)?;
        if found.is_some() {
            return Ok(found);
        }
        let sent = self.query.intermediates.iter().skip(sent_from);
        let found = self.parent_among(child, sent, false, below)?;
        Ok(found.map(|parent| Parent { place: parent.place.saturating_add(sent_from), ..parent }))
    }

    /// The first suitable parent that is valid now, or else the first suitable one.
    fn parent_among(
        &mut self,
        child: &Crt,
        candidates: impl Iterator<Item = &'w Crt>,
        is_trusted: bool,
        below: usize,
    ) -> Result<Option<Parent<'w>>, Exhausted> {
        let mut fallback = None;
        for (place, crt) in candidates.enumerate() {
            if !may_be_parent(child, crt, is_trusted, below) {
                continue;
            }
            self.budget.signature()?;
            let signature = verify_signature(crt, child).map_err(VerifyErrorKind::BadSignature);
            if is_trusted && signature.is_err() {
                continue;
            }
            let parent = Parent { crt, is_trusted, signature, place };
            if self.query.now >= crt.not_before() && self.query.now <= crt.not_after() {
                return Ok(Some(parent));
            }
            fallback = fallback.or(Some(parent));
        }
        Ok(fallback)
    }

    /// What is checked about the leaf alone: name and key. Key usage and purpose are what C's TLS looks at.
    fn leaf(&mut self) {
        let leaf = self.query.leaf;
        if let Some(name) = self.query.name
            && !is_named_by(name, leaf)
        {
            self.note_at(0, VerifyErrorKind::WrongName, Flags::CN_MISMATCH);
        }
        // C has no way of asking for a mail address.
        if self.verifier.email_address.is_some_and(|address| !address.is_named_by(leaf)) {
            self.note_at(0, VerifyErrorKind::WrongEmailAddress, Flags::CN_MISMATCH);
        }
        if !self.verifier.profile.takes_key_of_kind(leaf) {
            self.note_at(0, VerifyErrorKind::ForbiddenKey, Flags::BAD_PK);
        }
        if let Err(kind) = self.verifier.profile.check_strength(leaf) {
            self.note_at(0, kind, Flags::BAD_KEY);
        }
        let wanted = self.verifier.usage;
        if leaf.key_usage().is_some_and(|usage| !usage.contains(wanted)) {
            self.note_at(0, VerifyErrorKind::KeyUsage(wanted), Flags::KEY_USAGE);
        }
        let purpose = self.verifier.purpose.key_purpose();
        if let (Some(purpose), Some(usage)) = (purpose, leaf.extended_key_usage())
            && self.verifier.rules.contains(Rule::LeafPurpose)
            && !usage.allows(purpose)
        {
            self.note_at(0, VerifyErrorKind::Purpose(purpose), Flags::EXT_KEY_USAGE);
        }
    }

    /// What the trusted certificate is trusted for, which C does not know of: its callers have no way of saying it.
    fn anchor(&mut self) {
        if let Err(Failure { kind, depth }) = check::anchor(&self.path, self.verifier) {
            self.note_at(depth, kind, kind.flags(depth));
        }
    }

    /// From the top to the leaf, as C does it.
    fn ask_caller(&mut self) -> Result<(), VerifyErrorKind> {
        for depth in (0..self.path.len()).rev() {
            let (Some(crt), Some(flags)) = (self.path.get(depth), self.flags.get(depth)) else { continue };
            if let Err(veto) = self.verifier.vetoes.certificate(crt, depth, *flags) {
                self.note_at(depth, VerifyErrorKind::Vetoed(veto), veto.as_flags());
            }
        }
        if let Err(veto) = self.verifier.vetoes.path(&self.path) {
            self.note_at(0, VerifyErrorKind::Vetoed(veto), veto.as_flags());
        }
        Ok(())
    }
}

/// C takes the digest of the message to be as long as that of the mask, so that two different ones never fit.
fn has_two_digests(pss: Option<&PssParameters>) -> bool {
    pss.is_some_and(|pss| pss.digestmod() != pss.mask_digestmod())
}

fn verify_signature(issuer: &Crt, child: &Crt) -> Result<(), SignatureError> {
    if has_two_digests(child.pss_parameters()) {
        return Err(SignatureError::UnsupportedAlgorithm);
    }
    issuer.verify_signature_on(child)
}

/// Name, CA flag, key usage, path length. `below` is the number of authorities below this one.
fn may_be_parent(child: &Crt, parent: &Crt, is_trusted: bool, below: usize) -> bool {
    if !is_same_name(child.issuer(), parent.subject()) {
        return false;
    }
    if let Some(BasicConstraints::Ca { max_path_length: Some(max) }) = parent.basic_constraints()
        && usize::from(max) < below
    {
        return false;
    }
    let is_old = is_trusted && parent.version() < 3;
    let is_ca = parent.basic_constraints().is_some_and(BasicConstraints::is_ca);
    is_old || (is_ca && parent.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN)))
}

fn is_self_issued(crt: &Crt) -> bool {
    is_same_name(crt.issuer(), crt.subject())
}

/// Attribute by attribute, in order: equal octets, or equal letters but for case in `PrintableString` and `UTF8String`.
fn is_same_name(one: &Name, other: &Name) -> bool {
    one == other
        || one.rdns().map(|rdn| rdn.attributes().count()).eq(other.rdns().map(|rdn| rdn.attributes().count()))
            && one.attributes().zip(other.attributes()).all(|(one, other)| is_same_attribute(&one, &other))
}

fn is_same_attribute(one: &Attribute<'_>, other: &Attribute<'_>) -> bool {
    let is_text = |attribute: &Attribute<'_>| {
        let first = attribute.as_der().first();
        first.is_some_and(|first| [tag::UTF8_STRING, tag::PRINTABLE_STRING].contains(first))
    };
    let alike = is_text(one) && is_text(other) && one.octets().eq_ignore_ascii_case(other.octets());
    one.kind() == other.kind() && (alike || one.as_der() == other.as_der())
}

/// Among the host names, or if there are no alternative names, among the common names. An address is looked for as if
/// it were a host name.
fn is_named_by(name: &ServerName<'_>, crt: &Crt) -> bool {
    let wanted = alloc::string::ToString::to_string(name);
    if crt.has_subject_alternative_names() {
        return crt.subject_alternative_names().any(|name| match name {
            GeneralName::Dns(pattern) => stands_for(pattern.as_bytes(), wanted.as_bytes()),
            _ => false,
        });
    }
    let common_names =
        crt.subject().attributes().filter(|attribute| attribute.kind() == AttributeType::COMMON_NAME);
    common_names.into_iter().any(|attribute| stands_for(attribute.octets(), wanted.as_bytes()))
}

/// Equal but for case, or `*` stands for the first label, of whatever length, before at least one more letter.
fn stands_for(pattern: &[u8], name: &[u8]) -> bool {
    if pattern.eq_ignore_ascii_case(name) {
        return true;
    }
    let (Some(parent), true) = (pattern.strip_prefix(b"*"), pattern.len() >= 3) else { return false };
    let dot = name.iter().position(|octet| *octet == b'.').filter(|dot| *dot > 0);
    let rest = dot.and_then(|dot| name.get(dot..));
    parent.starts_with(b".") && rest.is_some_and(|rest| rest.eq_ignore_ascii_case(parent))
}

/// Policies that C can read when they are critical.
fn has_no_policy_but_any(value: Option<&ExtensionValue<'_>>) -> bool {
    match value {
        Some(ExtensionValue::CertificatePolicies(policies)) => policies.iter().all(|policy| policy.is_any()),
        _ => false,
    }
}
