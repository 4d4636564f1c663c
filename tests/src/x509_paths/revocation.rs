// SPDX-License-Identifier: MIT
//! The rules about revocation lists and about the time, one row each.

use super::Breaks::Always;
use super::Theirs::{Differs, Same};
use super::rows::twins;
use super::{Chain, List, Row, ce};

const DAY: i64 = 86_400;
/// An extension that nobody knows.
const UNKNOWN: &[u8] = &[0x2a, 3, 4];
/// The serial numbers of the chain.
const MIDDLE: u8 = 2;
const LEAF: u8 = 3;

/// Lists of both authorities, the second one changed.
fn lists(change: impl FnOnce(List) -> List) -> Vec<List> {
    vec![List::of_root(), change(List::of_middle())]
}

fn good(chain: &mut Chain) {
    chain.lists = lists(|list| list.revoking(LEAF + 1, &[]));
}

pub(super) const ROWS: &[Row] = &[
    twins(
        "leaf revoked",
        Always("Revoked"),
        |c| c.lists = lists(|list| list.revoking(LEAF + 1, &[]).revoking(LEAF, &[])),
        good,
        Same,
    ),
    twins(
        "leaf revoked for a reason",
        Always("Revoked"),
        |c| {
            c.lists =
                lists(|list| list.revoking(LEAF, &entry_extension(&[0x55, 0x1d, 21], false, &[10, 1, 1])));
        },
        good,
        Same,
    ),
    twins(
        "authority revoked",
        Always("Revoked"),
        |c| c.lists = vec![List::of_root().revoking(MIDDLE, &[]), List::of_middle()],
        // The same number, given by another authority.
        |c| c.lists = lists(|list| list.revoking(MIDDLE, &[])),
        Same,
    ),
    twins(
        "no list about the leaf",
        Always("RevocationUnknown"),
        |c| c.lists = vec![List::of_root()],
        good,
        Same,
    ),
    twins(
        "no list about the authority",
        Always("RevocationUnknown"),
        |c| c.lists = vec![List::of_middle()],
        good,
        Same,
    ),
    twins(
        "list out of date",
        Always("RevocationList"),
        |c| {
            c.lists = lists(|list| List { next_update: Some(list.this_update + DAY / 2), ..list });
        },
        |c| {
            c.lists = lists(|list| List { next_update: Some(list.this_update + 3 * DAY / 2), ..list });
        },
        Same,
    ),
    twins(
        "list of tomorrow",
        Always("RevocationList"),
        |c| {
            c.lists = lists(|list| List {
                this_update: list.this_update + 2 * DAY,
                next_update: Some(list.this_update + 3 * DAY),
                ..list
            });
        },
        good,
        Same,
    ),
    twins(
        "list without a date for the next one",
        Always("RevocationList"),
        |c| c.lists = lists(|list| List { next_update: None, ..list }),
        good,
        Differs("OpenSSL takes a list that promises no other for the last word"),
    ),
    twins(
        "signature of the list spoilt",
        Always("RevocationList"),
        |c| c.lists = lists(|list| List { spoils_signature: true, ..list }),
        good,
        Same,
    ),
    twins(
        "list signed by another key",
        Always("RevocationList"),
        |c| c.lists = lists(|list| List { key: 2, ..list }),
        good,
        Same,
    ),
    twins(
        "key is not for signing lists",
        Always("RevocationList"),
        |c| {
            good(c);
            c.middle.set(ce::KEY_USAGE, true, &[3, 2, 2, 4]);
        },
        good,
        Same,
    ),
    twins(
        "unknown critical extension of the list",
        Always("RevocationList"),
        |c| c.lists = lists(|list| list.with(UNKNOWN, true, &[5, 0])),
        |c| c.lists = lists(|list| list.with(UNKNOWN, false, &[5, 0])),
        Same,
    ),
    twins(
        "unknown critical extension of an entry",
        Always("RevocationList"),
        |c| c.lists = lists(|list| list.revoking(LEAF + 1, &entry_extension(UNKNOWN, true, &[5, 0]))),
        |c| c.lists = lists(|list| list.revoking(LEAF + 1, &entry_extension(UNKNOWN, false, &[5, 0]))),
        Same,
    ),
    twins(
        "list about authorities alone",
        Always("RevocationUnknown"),
        |c| {
            c.lists =
                lists(|list| list.with(ce::ISSUING_DISTRIBUTION_POINT, true, &[0x30, 3, 0x82, 1, 0xff]));
        },
        |c| {
            c.lists =
                lists(|list| list.with(ce::ISSUING_DISTRIBUTION_POINT, true, &[0x30, 3, 0x81, 1, 0xff]));
        },
        Same,
    ),
    twins(
        "list about some reasons alone",
        Always("RevocationList"),
        // keyCompromise
        |c| {
            let point = [0x30, 4, 0x83, 2, 6, 0x40];
            c.lists = lists(|list| list.with(ce::ISSUING_DISTRIBUTION_POINT, true, &point));
        },
        good,
        Same,
    ),
    twins(
        "asked about a time after the leaf's",
        Always("Expired"),
        |c| c.asked.later = 2 * DAY,
        |c| c.asked.later = DAY / 2,
        Same,
    ),
    twins(
        "asked about a time before the leaf's",
        Always("NotYetValid"),
        |c| c.asked.later = -2 * DAY,
        |c| c.asked.later = -DAY / 2,
        Same,
    ),
    twins(
        "asked about a time after the list's",
        Always("RevocationList"),
        |c| {
            [&mut c.root, &mut c.middle, &mut c.leaf]
                .into_iter()
                .for_each(|draft| draft.not_after += 5 * DAY);
            good(c);
            c.asked.later = 2 * DAY;
        },
        |c| {
            good(c);
            c.asked.later = DAY / 2;
        },
        Same,
    ),
];

/// One extension of an entry.
fn entry_extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    super::Extension { oid: oid.into(), critical, value: value.into() }.to_der()
}
