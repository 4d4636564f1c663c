// SPDX-License-Identifier: MIT
//! Path validation (RFC 5280 section 6): from a stranger's certificate to one that is trusted.
//!
//! Flow: check the leaf by itself; search depth first for a chain of issuers that ends in the trust store; check the
//! server name. The first chain that holds is the answer; if none does, the most telling error is.

mod budget;
mod check;
mod constraints;
mod error;
mod explain;
mod flags;
mod in_order;
pub(crate) mod names;
mod path;
mod policies;
mod policy;
mod profile;
mod revocation;
mod structure;
mod veto;

use alloc::vec::Vec;

use crate::crt::Crt;
use crate::der::Oid;
use crate::email_address::EmailAddress;
use crate::key_purpose::KeyPurpose;
use crate::key_usage::KeyUsage;
use crate::server_name::ServerName;
use crate::time::Time;
use crate::trust_store::TrustStore;
use explain::Journal;
use policies::PolicyInputs;
use veto::{CertificateVeto, PathVeto, Vetoes};

pub use error::{NameForm, VerifyError, VerifyErrorKind};
pub use explain::{Attempt, Explanation};
pub use flags::Flags;
pub use policy::{Policy, Rule, Rules};
pub use profile::Profile;
pub use revocation::{CrlProblem, Revocation};
pub use veto::Veto;

/// What the certificate is wanted for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// To know a TLS server.
    ServerAuth,
    /// To know a TLS client.
    ClientAuth,
    /// To sign and encrypt mail.
    EmailProtection,
    /// To sign programs.
    CodeSigning,
    /// To sign the time at which something existed: for this and nothing else, critically (RFC 3161 2.3).
    TimeStamping,
    /// To sign answers about revocation: expressly for this (RFC 6960 4.2.2.2).
    OcspSigning,
    /// Anything: extended key usage is not looked at.
    Any,
}

impl Purpose {
    pub(crate) const fn key_purpose(self) -> Option<KeyPurpose> {
        match self {
            Self::ServerAuth => Some(KeyPurpose::SERVER_AUTH),
            Self::ClientAuth => Some(KeyPurpose::CLIENT_AUTH),
            Self::EmailProtection => Some(KeyPurpose::EMAIL_PROTECTION),
            Self::CodeSigning => Some(KeyPurpose::CODE_SIGNING),
            Self::TimeStamping => Some(KeyPurpose::TIME_STAMPING),
            Self::OcspSigning => Some(KeyPurpose::OCSP_SIGNING),
            Self::Any => None,
        }
    }
}

/// Decides whether a certificate is to be trusted: by whom, for what, at which time.
///
/// Checked are: signatures over the bytes received; validity, of the root too; that issuers are authorities, may sign
/// certificates, and keep to their path lengths; purposes, of issuers too if they state any; critical extensions that
/// are unknown; the strength of keys and digests ([`Profile`]); and the server's name if one is given.
///
/// - The chain ends in the store; its order and completeness in `intermediates` do not matter, and superfluous
///   certificates do no harm. Issuers are found by name, those with the right key identifier first.
/// - A leaf that is itself in the store, octet by octet, is trusted without an issuer, whatever its basic constraints:
///   that is how single servers and devices are pinned. Its dates, purpose and name still count.
/// - What a trusted certificate is trusted for, and up to which date, counts if the store says so
///   ([`TrustAnchor`](crate::TrustAnchor)); not if [any purpose](Purpose::Any) is asked for.
/// - A root of version 1 in the store is an authority, because it cannot say so. Self-signatures of roots are not
///   checked: they prove nothing.
/// - [`Policy`] is whose rules count; each can be [enforced](Self::enforce) or [waived](Self::waive). The default asks
///   authorities for what RFC 5280 asks of them, key identifiers for instance; who has to live with certificates that
///   were made carelessly waives [`Rules::PROFILE`].
/// - Name constraints are for all forms that RFC 5280 describes: hosts, addresses, mail addresses, URIs and directory
///   names; those of the trusted certificate too. One that means nothing is refused, and so is a name that nobody can
///   compare with a constraint of its form. A wildcard is allowed if all the hosts are that it stands for.
/// - Certificate policies with their mappings and constraints are processed by RFC 9618. None is asked for by default
///   ([`policies`](Self::policies)).
/// - The leaf's key usage is looked at if the protocol says which one it needs ([`key_usage`](Self::key_usage)).
///
/// Whether a certificate has been revoked is checked if there are lists to ask ([`revocation`](Self::revocation)).
///
/// ```
/// use purembed_x509::{Crt, Purpose, ServerName, TrustStore, Verifier, VerifyErrorKind};
///
/// let trust = TrustStore::from_pem(include_str!("crt/testdata/bundle.pem"))?;
/// let leaf = Crt::from_pem(include_str!("crt/testdata/leaf.pem"))?;
/// let name = ServerName::try_from("leaf.example")?;
/// let now = "2026-11-21 01:06:17".parse()?;
///
/// let chain = Verifier::new(&trust).verify(&leaf, &[], Some(&name), now)?;
/// assert_eq!(chain.certificates().len(), 2);
///
/// let error = Verifier::new(&trust).purpose(Purpose::ClientAuth).verify(&leaf, &[], None, now).unwrap_err();
/// assert!(matches!(error.kind(), VerifyErrorKind::Purpose(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Verifier<'a> {
    trust: &'a TrustStore,
    purpose: Purpose,
    usage: KeyUsage,
    email_address: Option<&'a EmailAddress<'a>>,
    max_depth: u8,
    profile: Profile,
    policy: Policy,
    rules: Rules,
    vetoes: Vetoes<'a>,
    policies: PolicyInputs<'a>,
    revocation: Option<Revocation<'a>>,
}

/// What is asked about.
struct Query<'q> {
    leaf: &'q Crt,
    intermediates: &'q [Crt],
    name: Option<&'q ServerName<'q>>,
    now: Time,
}

impl<'a> Verifier<'a> {
    /// Trusts these certificates, for servers ([`Purpose::ServerAuth`]), up to 8 intermediate authorities, as Mbed TLS
    /// does, with the default [`Profile`] and [`Policy`].
    pub const fn new(trust: &'a TrustStore) -> Self {
        Self {
            trust,
            purpose: Purpose::ServerAuth,
            usage: KeyUsage::empty(),
            email_address: None,
            max_depth: 8,
            profile: Profile::DEFAULT,
            policy: Policy::Rfc5280,
            rules: Rules::of(Policy::Rfc5280),
            vetoes: Vetoes::NONE,
            policies: PolicyInputs::ANY,
            revocation: None,
        }
    }

    /// Sets whose idea of a valid path counts: its way to build chains, its rules, and the [`Profile`] that belongs to
    /// it. What is to differ from that is said after this call.
    pub const fn policy(self, policy: Policy) -> Self {
        let profile = match policy {
            Policy::MbedTls228 => Profile::MBEDTLS,
            Policy::Rfc5280 => Profile::DEFAULT,
            Policy::WebPki => Profile::WEB_PKI,
        };
        Self { policy, profile, rules: Rules::of(policy), ..self }
    }

    /// Adds rules to those of the policy. [`Policy::MbedTls228`] knows only [`Rule::AnchorValidity`] and
    /// [`Rule::LeafPurpose`].
    pub const fn enforce(self, rules: Rules) -> Self {
        Self { rules: self.rules.with(rules), ..self }
    }

    /// Takes rules away from those of the policy.
    ///
    /// ```
    /// use purembed_x509::{Rule, Rules, TrustStore, Verifier};
    ///
    /// let trust = TrustStore::new();
    /// // Devices without a clock that were told the time by their peer.
    /// let verifier = Verifier::new(&trust).waive(Rules::from_list(&[Rule::AnchorValidity]));
    /// // What an authority owes to its users, and what is no danger to them.
    /// let verifier = verifier.waive(Rules::PROFILE);
    /// ```
    pub const fn waive(self, rules: Rules) -> Self {
        Self { rules: self.rules.without(rules), ..self }
    }

    /// Sets what the certificate is wanted for.
    pub const fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose, ..self }
    }

    /// Sets what the leaf's key is wanted for; nothing in particular by default. A certificate that does not say what
    /// its key is for may be used for anything.
    pub const fn key_usage(self, usage: KeyUsage) -> Self {
        Self { usage, ..self }
    }

    /// Sets whom the leaf must be for, besides the server that [`verify`](Self::verify) may be asked for: an alternative
    /// name is this address (RFC 8550 3). For signed mail, with [`Purpose::EmailProtection`].
    ///
    /// ```
    /// use purembed_x509::{Crt, EmailAddress, Purpose, TrustStore, Verifier, VerifyErrorKind};
    ///
    /// let trust = TrustStore::from_pem(include_str!("crt/testdata/bundle.pem"))?;
    /// let leaf = Crt::from_pem(include_str!("crt/testdata/leaf.pem"))?;
    /// let sender = EmailAddress::try_from("zoe@example.com")?;
    /// let verifier = Verifier::new(&trust).purpose(Purpose::Any).email_address(&sender);
    /// let error = verifier.verify(&leaf, &[], None, "2026-11-21 01:06:17".parse()?).unwrap_err();
    /// assert_eq!(error.kind(), VerifyErrorKind::WrongEmailAddress);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn email_address(self, address: &'a EmailAddress<'a>) -> Self {
        Self { email_address: Some(address), ..self }
    }

    /// Sets how many authorities may stand between the leaf and the trusted certificate.
    pub const fn max_depth(self, intermediates: u8) -> Self {
        Self { max_depth: intermediates, ..self }
    }

    /// Sets which keys and digests are strong enough.
    pub const fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Sets which certificate policies are accepted, as the trusted certificate calls them; all by default, and for an
    /// empty list (RFC 5280 6.1.1 (c)).
    ///
    /// This alone refuses nothing: a chain without any policy is taken, unless an authority or
    /// [`require_explicit_policy`](Self::require_explicit_policy) asks for one. Which policies a chain has is for
    /// [`VerifiedChain::policies`] to say.
    ///
    /// ```
    /// use purembed_x509::{Crt, TrustStore, Verifier, VerifyErrorKind};
    ///
    /// let trust = TrustStore::from_pem(include_str!("crt/testdata/bundle.pem"))?;
    /// let leaf = Crt::from_pem(include_str!("crt/testdata/leaf.pem"))?;
    /// let now = "2026-11-21 01:06:17".parse()?;
    ///
    /// let extended_validation = ["2.23.140.1.1".parse()?];
    /// let verifier = Verifier::new(&trust).policies(&extended_validation).require_explicit_policy();
    /// let error = verifier.verify(&leaf, &[], None, now).unwrap_err();
    /// assert_eq!(error.kind(), VerifyErrorKind::NoValidPolicy);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn policies(self, acceptable: &'a [Oid]) -> Self {
        Self { policies: PolicyInputs { acceptable, ..self.policies }, ..self }
    }

    /// Refuses chains without an accepted policy (6.1.1 (e)).
    pub const fn require_explicit_policy(self) -> Self {
        Self { policies: PolicyInputs { require_explicit: true, ..self.policies }, ..self }
    }

    /// Takes no policy of one authority for that of another (6.1.1 (f)).
    pub const fn inhibit_policy_mapping(self) -> Self {
        Self { policies: PolicyInputs { inhibit_mapping: true, ..self.policies }, ..self }
    }

    /// Takes `anyPolicy` in certificates for no policy (6.1.1 (g)).
    pub const fn inhibit_any_policy(self) -> Self {
        Self { policies: PolicyInputs { inhibit_any: true, ..self.policies }, ..self }
    }

    /// Asks revocation lists about the certificates of the path. Without, nobody is asked.
    pub const fn revocation(self, revocation: Revocation<'a>) -> Self {
        Self { revocation: Some(revocation), ..self }
    }

    /// Asks the caller about each certificate of a path that holds otherwise, the trusted one first: certificate,
    /// depth, and what is wrong with it so far, which is nothing but with [`Policy::MbedTls228`]. The caller can
    /// refuse, and cannot forgive.
    #[doc(alias = "f_vrfy")]
    pub const fn veto_certificates(
        self,
        veto: &'a (dyn Fn(&Crt, usize, Flags) -> Result<(), Veto> + 'a),
    ) -> Self {
        let veto: &'a CertificateVeto<'a> = veto;
        Self { vetoes: Vetoes { certificates: Some(veto), ..self.vetoes }, ..self }
    }

    /// Asks the caller about each path that holds otherwise: the leaf first. If the caller refuses, the search goes on.
    pub const fn veto_paths(self, veto: &'a (dyn Fn(&[&Crt]) -> Result<(), Veto> + 'a)) -> Self {
        let veto: &'a PathVeto<'a> = veto;
        Self { vetoes: Vetoes { paths: Some(veto), ..self.vetoes }, ..self }
    }

    /// Looks for a chain from the leaf to the trust store.
    ///
    /// `intermediates` is what the peer sent along, in any order. Without a `name` any server will do, which is right
    /// for clients' certificates and almost never for servers'.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] tells which certificate failed and why: the most telling reason of all the paths that were
    /// tried.
    pub fn verify(
        &self,
        leaf: &Crt,
        intermediates: &[Crt],
        name: Option<&ServerName<'_>>,
        now: Time,
    ) -> Result<VerifiedChain, VerifyError> {
        self.run(&Query { leaf, intermediates, name, now }, false).into_result()
    }

    /// Looks for a chain as [`verify`](Self::verify) does, and takes down every path that is tried: for people who want
    /// to know why. It takes longer, and its memory grows with the number of paths, which the budget limits.
    ///
    /// ```
    /// use purembed_x509::{Crt, TrustStore, Verifier};
    ///
    /// let trust = TrustStore::from_pem(include_str!("crt/testdata/bundle.pem"))?;
    /// let leaf = Crt::from_pem(include_str!("crt/testdata/leaf.pem"))?;
    /// let explanation = Verifier::new(&trust).explain(&leaf, &[], None, "2077-01-01 00:00:00".parse()?);
    /// for attempt in explanation.attempts() {
    ///     println!("{attempt}");
    /// }
    /// assert!(explanation.result().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(
        &self,
        leaf: &Crt,
        intermediates: &[Crt],
        name: Option<&ServerName<'_>>,
        now: Time,
    ) -> Explanation {
        self.run(&Query { leaf, intermediates, name, now }, true)
    }

    fn run(&self, query: &Query<'_>, detailed: bool) -> Explanation {
        let mut journal = Journal::new(query.leaf, detailed);
        let chain = match self.policy {
            Policy::MbedTls228 => in_order::walk(self, query, &mut journal),
            Policy::Rfc5280 | Policy::WebPki => path::search(self, query, &mut journal),
        };
        journal.conclude(chain)
    }
}

/// The proof that a certificate was verified: only [`Verifier::verify`] makes it.
#[derive(Clone, Debug)]
pub struct VerifiedChain {
    /// Never empty.
    certificates: Vec<Crt>,
    policies: Vec<Oid>,
}

impl VerifiedChain {
    /// `path` is not empty.
    fn new(path: &[&Crt], policies: Vec<Oid>) -> Self {
        Self { certificates: path.iter().copied().cloned().collect(), policies }
    }

    /// The certificate that was asked about.
    #[must_use]
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "a chain has a leaf from the start")]
    pub fn leaf(&self) -> &Crt {
        self.certificates.first().expect("a chain has a leaf")
    }

    /// The trusted certificate that the chain ends in; the leaf itself if that one is trusted.
    #[must_use]
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "a chain has a leaf from the start")]
    pub fn trust_anchor(&self) -> &Crt {
        self.certificates.last().expect("a chain has a leaf")
    }

    /// The whole chain: the leaf first, the trusted certificate last.
    #[must_use]
    pub fn certificates(&self) -> &[Crt] {
        &self.certificates
    }

    /// The certificate policies under which the whole chain was issued and that are
    /// [accepted](Verifier::policies), as the trusted certificate calls them (RFC 5280 6.1.6). `anyPolicy`, 2.5.29.32.0,
    /// stands for all.
    #[must_use]
    pub fn policies(&self) -> &[Oid] {
        &self.policies
    }
}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
