// SPDX-License-Identifier: MIT
//! The rules about certificate policies, one row each.

use super::Breaks::Always;
use super::Theirs::{Differs, Same};
use super::rows::twins;
use super::{Chain, Draft, Row, ce, tlv};

/// `anyPolicy`, 2.5.29.32.0.
const ANY: &[u8] = &[0x55, 0x1d, 32, 0];
const ONE: &[u8] = &[0x2a, 3, 1];
const OTHER: &[u8] = &[0x2a, 3, 2];

fn under(draft: &mut Draft, policy: &[u8]) {
    draft.set(ce::CERTIFICATE_POLICIES, false, &tlv(0x30, &tlv(0x30, &tlv(6, policy))));
}

/// Asked for these policies.
fn ask(chain: &mut Chain, policies: &'static [&'static str]) {
    chain.asked.policies = policies;
    chain.asked.requires_policy = true;
}

/// Issued under policies, and asked for 1.2.3.1.
fn governed(chain: &mut Chain, middle: &[u8], leaf: &[u8]) {
    under(&mut chain.middle, middle);
    under(&mut chain.leaf, leaf);
    ask(chain, &["1.2.3.1"]);
}

fn mapped(chain: &mut Chain, from: &[u8], to: &[u8]) {
    let pair = [tlv(6, from), tlv(6, to)].concat();
    chain.middle.set(ce::POLICY_MAPPINGS, true, &tlv(0x30, &tlv(0x30, &pair)));
}

pub(super) const ROWS: &[Row] = &[
    twins(
        "no policy where one is asked for",
        Always("NoValidPolicy"),
        |c| ask(c, &["1.2.3.1"]),
        |c| governed(c, ONE, ONE),
        Same,
    ),
    twins(
        "another policy than is asked for",
        Always("NoValidPolicy"),
        |c| governed(c, OTHER, OTHER),
        |c| {
            governed(c, OTHER, OTHER);
            ask(c, &["1.2.3.1", "1.2.3.2"]);
        },
        Same,
    ),
    twins(
        "policy that the authority does not have",
        Always("NoValidPolicy"),
        |c| governed(c, OTHER, ONE),
        |c| governed(c, ANY, ONE),
        Same,
    ),
    twins(
        "any policy inhibited by the authority",
        Always("NoValidPolicy"),
        |c| {
            governed(c, ONE, ANY);
            c.middle.set(ce::INHIBIT_ANY_POLICY, true, &[2, 1, 0]);
        },
        |c| {
            governed(c, ONE, ANY);
            c.middle.set(ce::INHIBIT_ANY_POLICY, true, &[2, 1, 1]);
        },
        Same,
    ),
    twins(
        "any policy inhibited by who asks",
        Always("NoValidPolicy"),
        |c| {
            governed(c, ONE, ANY);
            c.asked.inhibits_any_policy = true;
        },
        |c| {
            governed(c, ONE, ONE);
            c.asked.inhibits_any_policy = true;
        },
        Same,
    ),
    twins(
        "policy not mapped",
        Always("NoValidPolicy"),
        |c| governed(c, ONE, OTHER),
        |c| {
            governed(c, ONE, OTHER);
            mapped(c, ONE, OTHER);
        },
        Same,
    ),
    twins(
        "mapping inhibited by who asks",
        Always("NoValidPolicy"),
        |c| {
            governed(c, ONE, OTHER);
            mapped(c, ONE, OTHER);
            c.asked.inhibits_mapping = true;
        },
        |c| {
            governed(c, ONE, ONE);
            c.asked.inhibits_mapping = true;
        },
        Same,
    ),
    twins(
        "mapping of any policy",
        Always("InvalidPolicies"),
        |c| {
            governed(c, ANY, ONE);
            mapped(c, ANY, ONE);
        },
        |c| {
            governed(c, ANY, ONE);
            mapped(c, OTHER, ONE);
            ask(c, &["1.2.3.2"]);
        },
        Same,
    ),
    twins(
        "policies required by the authority",
        Always("NoValidPolicy"),
        |c| {
            c.middle.set(ce::POLICY_CONSTRAINTS, true, &[0x30, 3, 0x80, 1, 0]);
        },
        |c| {
            under(&mut c.middle, ONE);
            under(&mut c.leaf, ONE);
            c.middle.set(ce::POLICY_CONSTRAINTS, true, &[0x30, 3, 0x80, 1, 0]);
        },
        Same,
    ),
    twins(
        "mapping inhibited by the root",
        Always("NoValidPolicy"),
        |c| {
            governed(c, ONE, OTHER);
            mapped(c, ONE, OTHER);
            c.root.set(ce::POLICY_CONSTRAINTS, true, &[0x30, 3, 0x81, 1, 0]);
        },
        |c| {
            governed(c, ONE, OTHER);
            mapped(c, ONE, OTHER);
            c.root.set(ce::POLICY_CONSTRAINTS, true, &[0x30, 3, 0x81, 1, 1]);
        },
        Differs("for OpenSSL the constraints of a root are none"),
    ),
];
