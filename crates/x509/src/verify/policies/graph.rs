// SPDX-License-Identifier: MIT
//! The graph of valid policies (RFC 9618 3, 5).

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use crate::Oid;
use crate::extension::ANY_POLICY;
use crate::verify::budget::{Budget, Exhausted};

/// The policies that hold so far, one level for each certificate below the trusted one.
pub(super) struct Graph {
    /// The first has `anyPolicy` alone. Empty if no policy holds. Nodes from which nothing leads to the last level may
    /// stay; they change nothing before the end, and are not counted there.
    levels: Vec<Level>,
}

/// The nodes of one certificate by their policy.
type Level = BTreeMap<Oid, Node>;

#[derive(Default)]
struct Node {
    /// Their policies, in the level before.
    parents: Vec<Oid>,
    /// What the policy is called in the next certificate, if it is mapped.
    mapped: Option<Vec<Oid>>,
}

impl Graph {
    pub(super) fn new() -> Self {
        Self { levels: vec![Level::from([(ANY_POLICY, Node::default())])] }
    }

    pub(super) fn clear(&mut self) {
        self.levels.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// Goes on with the policies of the next certificate; its `anyPolicy` counts if the limits allow it
    /// (RFC 5280 6.1.3 (d) as RFC 9618 5.2 has it).
    pub(super) fn extend(
        &mut self,
        policies: &BTreeSet<Oid>,
        may_be_any: bool,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(last) = self.levels.last() else { return Ok(()) };
        let mut expected: BTreeMap<Oid, Vec<Oid>> = BTreeMap::new();
        for (policy, node) in last {
            for name in node.mapped.as_deref().unwrap_or_else(|| core::slice::from_ref(policy)) {
                budget.policy()?;
                expected.entry(*name).or_default().push(*policy);
            }
        }
        let mut next = Level::new();
        for policy in policies.iter().filter(|policy| **policy != ANY_POLICY) {
            budget.policy()?;
            // (1) (i), (ii)
            let any = || last.contains_key(&ANY_POLICY).then(|| vec![ANY_POLICY]);
            if let Some(parents) = expected.remove(policy).or_else(any) {
                next.insert(*policy, Node { parents, mapped: None });
            }
        }
        if may_be_any && policies.contains(&ANY_POLICY) {
            // (2)
            next.extend(
                expected.into_iter().map(|(policy, parents)| (policy, Node { parents, mapped: None })),
            );
        }
        self.push(next);
        Ok(())
    }

    /// Has the policies of the last certificate called as it says from the next one on, or forgets them if they must
    /// not be mapped (RFC 5280 6.1.4 (b)).
    pub(super) fn map(
        &mut self,
        mappings: &BTreeMap<Oid, Vec<Oid>>,
        may_be_mapped: bool,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(mut last) = self.levels.pop() else { return Ok(()) };
        for (issuer, subjects) in mappings {
            for _ in subjects {
                budget.policy()?;
            }
            if !may_be_mapped {
                last.remove(issuer);
            } else if let Some(node) = last.get_mut(issuer) {
                node.mapped = Some(subjects.clone());
            } else if last.contains_key(&ANY_POLICY) {
                last.insert(*issuer, Node { parents: vec![ANY_POLICY], mapped: Some(subjects.clone()) });
            }
        }
        self.push(last);
        Ok(())
    }

    fn push(&mut self, level: Level) {
        if level.is_empty() {
            self.clear();
        } else {
            self.levels.push(level);
        }
    }

    /// The policies that hold for the whole path, as its first authority calls them: those that became special from
    /// `anyPolicy` on a way to the last level, and `anyPolicy` if it got that far (RFC 9618 5.3).
    pub(super) fn policies(&self, budget: &mut Budget) -> Result<BTreeSet<Oid>, Exhausted> {
        let mut policies = BTreeSet::new();
        let Some(last) = self.levels.last() else { return Ok(policies) };
        let mut reached: BTreeSet<Oid> = last.keys().copied().collect();
        policies.extend(reached.get(&ANY_POLICY));
        for level in self.levels.iter().skip(1).rev() {
            let mut parents = BTreeSet::new();
            for (policy, node) in level.iter().filter(|(policy, _)| reached.contains(*policy)) {
                for parent in &node.parents {
                    budget.policy()?;
                    if *parent == ANY_POLICY && *policy != ANY_POLICY {
                        policies.insert(*policy);
                    }
                    parents.insert(*parent);
                }
            }
            reached = parents;
        }
        Ok(policies)
    }
}
