// SPDX-License-Identifier: MIT
//! Under which policies a path was issued, and whether the caller accepts one of them (RFC 5280 6.1.2 to 6.1.5).
//!
//! The state is the graph of RFC 9618, not the tree of RFC 5280: each policy has one node per certificate, so that
//! mappings cannot make it grow beyond the size of the certificates (CVE-2023-0464).

mod graph;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use self::graph::Graph;
use super::Verifier;
use super::budget::Budget;
use super::error::{Failure, Stop, VerifyErrorKind};
use crate::Oid;
use crate::crt::Crt;
use crate::extension::{ANY_POLICY, id};

/// The extensions that may be critical because this module looks at them.
pub(super) const PROCESSED: &[Oid] =
    &[id::CERTIFICATE_POLICIES, id::POLICY_MAPPINGS, id::POLICY_CONSTRAINTS, id::INHIBIT_ANY_POLICY];

/// What the caller says about policies (RFC 5280 6.1.1 (c), (e), (f), (g)).
#[derive(Clone, Copy, Debug)]
pub(super) struct PolicyInputs<'a> {
    /// None means any.
    pub(super) acceptable: &'a [Oid],
    pub(super) require_explicit: bool,
    pub(super) inhibit_mapping: bool,
    pub(super) inhibit_any: bool,
}

impl PolicyInputs<'_> {
    /// Nothing is asked for.
    pub(super) const ANY: Self =
        Self { acceptable: &[], require_explicit: false, inhibit_mapping: false, inhibit_any: false };
}

/// Checks a complete path, the leaf first, the trusted certificate last: which policies it has that the caller accepts,
/// in the terms of the trusted certificate.
pub(super) fn check(path: &[&Crt], verifier: &Verifier<'_>, budget: &mut Budget) -> Result<Vec<Oid>, Stop> {
    let inputs = &verifier.policies;
    // Of a path, the trusted certificate is no part (6.1); one that is trusted by itself is its own path.
    let (anchor, below) = match path {
        [below @ .., anchor] if !below.is_empty() => (Some(anchor), below),
        _ => (None, path),
    };
    let mut limits = Limits::new(inputs, below.len());
    if let Some(anchor) = anchor {
        limits.restrict(anchor).map_err(|kind| Failure { kind, depth: below.len() })?;
    }
    let mut graph = Graph::new();
    for (depth, crt) in below.iter().enumerate().rev() {
        let fail = |kind| Stop::Failure(Failure { kind, depth });
        // 6.1.3 (d), (e)
        match policies(crt).map_err(fail)? {
            Some(policies) => {
                let any = limits.inhibit_any > 0 || (depth > 0 && crt.is_self_issued());
                graph.extend(&policies, any, budget)?;
            }
            None => graph.clear(),
        }
        // 6.1.3 (f)
        if limits.explicit == 0 && graph.is_empty() {
            return Err(fail(VerifyErrorKind::NoValidPolicy));
        }
        if depth > 0 {
            // 6.1.4 (a), (b), (h) to (j)
            if let Some(mappings) = mappings(crt).map_err(fail)? {
                graph.map(&mappings, limits.mapping > 0, budget)?;
            }
            if !crt.is_self_issued() {
                limits.count_down();
            }
            limits.restrict(crt).map_err(fail)?;
        } else {
            limits.wrap_up(crt).map_err(fail)?;
        }
    }
    // 6.1.5 (g)
    let valid = intersection(graph.policies(budget)?, inputs.acceptable);
    if limits.explicit == 0 && valid.is_empty() {
        return Err(Failure { kind: VerifyErrorKind::NoValidPolicy, depth: 0 }.into());
    }
    Ok(valid)
}

/// The policies in a certificate, each once (4.2.1.4).
fn policies(crt: &Crt) -> Result<Option<BTreeSet<Oid>>, VerifyErrorKind> {
    let invalid = VerifyErrorKind::InvalidPolicies;
    let Some(list) = crt.certificate_policies().map_err(|_| invalid)? else { return Ok(None) };
    let mut policies = BTreeSet::new();
    let distinct = list.iter().all(|policy| policies.insert(*policy.oid()));
    if distinct { Ok(Some(policies)) } else { Err(invalid) }
}

/// The mappings in a certificate: what the issuer's policies are called below. `anyPolicy` must not be there
/// (6.1.4 (a)).
fn mappings(crt: &Crt) -> Result<Option<BTreeMap<Oid, Vec<Oid>>>, VerifyErrorKind> {
    let invalid = VerifyErrorKind::InvalidPolicies;
    let Some(list) = crt.policy_mappings().map_err(|_| invalid)? else { return Ok(None) };
    let mut mappings: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (issuer, subject) in list.iter() {
        if issuer == ANY_POLICY || subject == ANY_POLICY {
            return Err(invalid);
        }
        mappings.entry(issuer).or_default().push(subject);
    }
    Ok(Some(mappings))
}

/// What the caller accepts of the policies of the authorities (RFC 5280 6.1.5 (g) (iii)).
fn intersection(authorities: BTreeSet<Oid>, acceptable: &[Oid]) -> Vec<Oid> {
    if acceptable.is_empty() || acceptable.contains(&ANY_POLICY) {
        return authorities.into_iter().collect();
    }
    let any = authorities.contains(&ANY_POLICY);
    let accepted: BTreeSet<_> =
        acceptable.iter().copied().filter(|policy| any || authorities.contains(policy)).collect();
    accepted.into_iter().collect()
}

/// After how many more certificates what begins to hold (RFC 5280 6.1.2 (d) to (f)).
struct Limits {
    explicit: usize,
    mapping: usize,
    inhibit_any: usize,
}

impl Limits {
    fn new(inputs: &PolicyInputs<'_>, length: usize) -> Self {
        let unless = |now| if now { 0 } else { length.saturating_add(1) };
        Self {
            explicit: unless(inputs.require_explicit),
            mapping: unless(inputs.inhibit_mapping),
            inhibit_any: unless(inputs.inhibit_any),
        }
    }

    /// 6.1.4 (h)
    const fn count_down(&mut self) {
        self.explicit = self.explicit.saturating_sub(1);
        self.mapping = self.mapping.saturating_sub(1);
        self.inhibit_any = self.inhibit_any.saturating_sub(1);
    }

    /// Takes over what an authority says (6.1.4 (i), (j)).
    fn restrict(&mut self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        let invalid = VerifyErrorKind::InvalidPolicies;
        let constraints = crt.policy_constraints().map_err(|_| invalid)?;
        let inhibit_any = crt.inhibit_any_policy().map_err(|_| invalid)?;
        let least = |now: usize, limit: Option<u8>| limit.map_or(now, |limit| now.min(limit.into()));
        self.explicit = least(self.explicit, constraints.and_then(|limits| limits.require_explicit_policy));
        self.mapping = least(self.mapping, constraints.and_then(|limits| limits.inhibit_policy_mapping));
        self.inhibit_any = least(self.inhibit_any, inhibit_any);
        Ok(())
    }

    /// 6.1.5 (a), (b)
    fn wrap_up(&mut self, leaf: &Crt) -> Result<(), VerifyErrorKind> {
        let constraints = leaf.policy_constraints().map_err(|_| VerifyErrorKind::InvalidPolicies)?;
        self.explicit = self.explicit.saturating_sub(1);
        if constraints.is_some_and(|limits| limits.require_explicit_policy == Some(0)) {
            self.explicit = 0;
        }
        Ok(())
    }
}
