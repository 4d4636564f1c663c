// SPDX-License-Identifier: MIT
//! The judgement of the peer's certificates by purembed's own verifier.

use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_x509::{
    Crl, CrlStore, Crt, Flags, KeyUsage, Oid, Policy, Profile, Purpose, Revocation, Rules, ServerName, Time,
    TrustAnchor, TrustStore, Verifier, Veto,
};

use crate::Error;
use crate::config::{PeerVerifier, Verdict};

/// Judges the peer's certificates by trusted authorities: chain, time, purpose, and for servers the name. What the peer's
/// key may be used for, the handshake sees to itself: it depends on the suite.
///
/// Everything is as in [`Verifier`], but for the rules of [`Rules::PROFILE`]: what careless authorities leave out is no
/// reason to refuse a handshake, unless [`enforce`](Self::enforce) says so.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_tls12::{CipherSuite, Config, TrustVerifier};
/// use purembed_x509::{CrlStore, TrustStore};
///
/// let (roots, lists) = (TrustStore::new(), CrlStore::new());
/// let verifier = TrustVerifier::of_servers(roots).max_depth(2).revocation_lists(lists).revocation_soft_fail();
///
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse()?];
/// let config = Config::new(&suites).peer_verifier(Arc::new(verifier));
/// # let _ = config;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct TrustVerifier {
    trust_store: Arc<TrustStore>,
    purpose: Purpose,
    any_name: bool,
    goes_on: bool,
    policy: Policy,
    profile: Option<Profile>,
    waived: Rules,
    enforced: Rules,
    max_depth: Option<u8>,
    key_usage: KeyUsage,
    policies: Vec<Oid>,
    require_explicit_policy: bool,
    revocation: Option<Lists>,
    veto_certificates: Option<Arc<CertificateVeto>>,
    veto_paths: Option<Arc<PathVeto>>,
}

type CertificateVeto = dyn Fn(&Crt, usize, Flags) -> Result<(), Veto> + Send + Sync;
type PathVeto = dyn Fn(&[&Crt]) -> Result<(), Veto> + Send + Sync;

/// Which revocation lists are asked.
#[derive(Clone, Default)]
struct Lists {
    store: Arc<CrlStore>,
    soft_fail: bool,
    leaf_only: bool,
}

impl TrustVerifier {
    /// For clients: judges servers, whose certificates must be for the name that the client connects to.
    pub fn of_servers(trust_store: impl Into<Arc<TrustStore>>) -> Self {
        Self::new(trust_store.into(), Purpose::ServerAuth, false)
    }

    /// For servers: judges clients, whoever they are.
    pub fn of_clients(trust_store: impl Into<Arc<TrustStore>>) -> Self {
        Self::new(trust_store.into(), Purpose::ClientAuth, true)
    }

    const fn new(trust_store: Arc<TrustStore>, purpose: Purpose, any_name: bool) -> Self {
        Self {
            trust_store,
            purpose,
            any_name,
            goes_on: false,
            policy: Policy::Rfc5280,
            profile: None,
            waived: Rules::PROFILE,
            enforced: Rules::NONE,
            max_depth: None,
            key_usage: KeyUsage::empty(),
            policies: Vec::new(),
            require_explicit_policy: false,
            revocation: None,
            veto_certificates: None,
            veto_paths: None,
        }
    }

    /// Trusts another authority, as far as its anchor says.
    pub fn add_anchor(mut self, anchor: TrustAnchor) -> Self {
        Arc::make_mut(&mut self.trust_store).add_anchor(anchor);
        self
    }

    /// Whose rules count: see [`Verifier::policy`].
    pub const fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Which keys and digests are strong enough; what belongs to the [policy](Self::policy) if nobody says.
    pub const fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// Adds rules to those of the policy.
    pub const fn enforce(mut self, rules: Rules) -> Self {
        self.enforced = self.enforced.with(rules);
        self.waived = self.waived.without(rules);
        self
    }

    /// Takes rules away from those of the policy.
    pub const fn waive(mut self, rules: Rules) -> Self {
        self.waived = self.waived.with(rules);
        self.enforced = self.enforced.without(rules);
        self
    }

    /// How many authorities may stand between the peer and the one that is trusted: 8 if nobody says.
    pub const fn max_depth(mut self, intermediates: u8) -> Self {
        self.max_depth = Some(intermediates);
        self
    }

    /// What the peer's key must be for, in handshakes that do not see to that themselves.
    pub const fn key_usage(mut self, usage: KeyUsage) -> Self {
        self.key_usage = usage;
        self
    }

    /// Which certificate policies are accepted: see [`Verifier::policies`].
    pub fn policies(mut self, acceptable: impl Into<Vec<Oid>>) -> Self {
        self.policies = acceptable.into();
        self
    }

    /// Refuses chains without an accepted policy.
    pub const fn require_explicit_policy(mut self) -> Self {
        self.require_explicit_policy = true;
        self
    }

    /// Refuses what these lists do not say is not revoked: see [`Revocation`].
    pub fn revocation_lists(mut self, lists: impl Into<Arc<CrlStore>>) -> Self {
        self.revocation = Some(Lists { store: lists.into(), ..self.revocation.unwrap_or_default() });
        self
    }

    /// Refuses only what a list says is revoked. Whoever can keep lists away can then use what is revoked.
    pub fn revocation_soft_fail(mut self) -> Self {
        self.revocation = Some(Lists { soft_fail: true, ..self.revocation.unwrap_or_default() });
        self
    }

    /// Asks lists about the peer's own certificate alone.
    pub fn revocation_leaf_only(mut self) -> Self {
        self.revocation = Some(Lists { leaf_only: true, ..self.revocation.unwrap_or_default() });
        self
    }

    /// Asks the caller about each certificate of a path that holds otherwise: see [`Verifier::veto_certificates`].
    ///
    /// Peers that come again by a [session](crate::Session) are not asked about. What the caller judges by, if it changes,
    /// belongs into [`Config::session_context`](crate::Config::session_context).
    #[doc(alias = "f_vrfy")]
    pub fn veto_certificates(
        mut self,
        veto: impl Fn(&Crt, usize, Flags) -> Result<(), Veto> + Send + Sync + 'static,
    ) -> Self {
        self.veto_certificates = Some(Arc::new(veto));
        self
    }

    /// Asks the caller about each path that holds otherwise: see [`Verifier::veto_paths`]; of sessions, the same is true as
    /// for [`veto_certificates`](Self::veto_certificates).
    pub fn veto_paths(mut self, veto: impl Fn(&[&Crt]) -> Result<(), Veto> + Send + Sync + 'static) -> Self {
        self.veto_paths = Some(Arc::new(veto));
        self
    }

    /// Accepts servers of any name.
    ///
    /// # Danger
    ///
    /// Whoever has a certificate of one of the authorities, for whatever name, can be in the middle.
    pub const fn dangerous_any_name(mut self) -> Self {
        self.any_name = true;
        self
    }

    /// Lets in whoever has the key of the certificate that it shows, whatever is wrong with that, and keeps what is wrong
    /// for the caller: `verification_flags` of the connection. With [`Policy::MbedTls228`] these are the flags of the whole
    /// chain, otherwise those of the most telling fault.
    ///
    /// What cannot be read, and keys that are for something else, end the handshake nevertheless. Sessions with those who
    /// were let in so are not resumed.
    ///
    /// # Danger
    ///
    /// Anybody can be the peer, until the caller has looked at the flags and closed the connection.
    #[doc(alias = "MBEDTLS_SSL_VERIFY_OPTIONAL")]
    #[doc(alias = "validate_certificates")]
    pub const fn dangerous_go_on(mut self) -> Self {
        self.goes_on = true;
        self
    }

    fn verifier(&self) -> Verifier<'_> {
        let mut verifier = Verifier::new(&self.trust_store).purpose(self.purpose).policy(self.policy);
        verifier = verifier.waive(self.waived).enforce(self.enforced).policies(&self.policies);
        verifier = verifier.key_usage(self.key_usage);
        if let Some(profile) = self.profile {
            verifier = verifier.profile(profile);
        }
        if let Some(depth) = self.max_depth {
            verifier = verifier.max_depth(depth);
        }
        if self.require_explicit_policy {
            verifier = verifier.require_explicit_policy();
        }
        if let Some(Lists { store, soft_fail, leaf_only }) = &self.revocation {
            let revocation = Revocation::new(store);
            let revocation = if *soft_fail { revocation.soft_fail() } else { revocation };
            verifier = verifier.revocation(if *leaf_only { revocation.leaf_only() } else { revocation });
        }
        if let Some(veto) = &self.veto_certificates {
            verifier = verifier.veto_certificates(&**veto);
        }
        if let Some(veto) = &self.veto_paths {
            verifier = verifier.veto_paths(&**veto);
        }
        verifier
    }
}

impl PeerVerifier for TrustVerifier {
    fn verify(&self, chain: &[Crt], server_name: Option<&str>, unix_time: i64) -> Result<Verdict, Error> {
        let (leaf, intermediates) = chain.split_first().ok_or(Error::NoCertificate)?;
        let name = match server_name {
            _ if self.any_name => None,
            Some(name) => Some(ServerName::try_from(name).map_err(|_| Error::ServerName)?),
            None => return Err(Error::ServerName),
        };
        match self.verifier().verify(leaf, intermediates, name.as_ref(), Time::from_unix(unix_time)) {
            Ok(_) => Ok(Verdict::GOOD),
            Err(error) if self.goes_on => Ok(Verdict::dangerous_despite(error.flags())),
            Err(error) => Err(Error::CertificateRefused(error)),
        }
    }

    fn session_context(&self) -> Vec<u8> {
        let mut anchors: Vec<_> = self.trust_store.anchors().map(|anchor| format!("{anchor:?}")).collect();
        anchors.sort_unstable();
        let mut roots: Vec<_> = self.trust_store.iter().map(Crt::as_der).collect();
        roots.sort_unstable();
        let lists = self.revocation.as_ref();
        let mut crls: Vec<_> = lists.iter().flat_map(|lists| lists.store.iter()).map(Crl::as_der).collect();
        crls.sort_unstable();
        // What has no bytes of its own: the text is as good as any, as long as different things have different texts.
        let rest = format!(
            "{:?}",
            (
                (self.purpose, self.any_name, self.goes_on, self.policy, self.profile, self.max_depth),
                (self.key_usage, self.waived, self.enforced, &self.policies, self.require_explicit_policy),
                (lists.map(|lists| (lists.soft_fail, lists.leaf_only)), anchors),
                (self.veto_certificates.is_some(), self.veto_paths.is_some()),
            )
        );
        [rest.as_bytes(), &[0], &roots.concat(), &crls.concat()].concat()
    }

    fn authorities(&self) -> Vec<Vec<u8>> {
        self.trust_store.iter().map(|root| root.subject().as_der().to_vec()).collect()
    }
}

impl fmt::Debug for TrustVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustVerifier")
            .field("trusted", &self.trust_store.len())
            .field("purpose", &self.purpose)
            .field("policy", &self.policy)
            .field("goes_on", &self.goes_on)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
