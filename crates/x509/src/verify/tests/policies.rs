// SPDX-License-Identifier: MIT
//! Certificate policies along a path.

use alloc::boxed::Box;

use super::*;
use crate::der::{Writer, tag};

/// Policies are told by the last number: `p(7)` is 1.2.7, and 0 stands for `anyPolicy`.
fn p(number: u8) -> Oid {
    if number == 0 { id_of("2.5.29.32.0") } else { id_of(&format!("1.2.{number}")) }
}

type Edit = Box<dyn Fn(CrtBuilder) -> CrtBuilder>;

fn policies(numbers: &[u8]) -> Edit {
    let mut writer = Writer::new();
    writer.sequence(|writer| {
        numbers.iter().for_each(|number| writer.sequence(|writer| writer.oid(&p(*number))));
    });
    let value = writer.finish();
    Box::new(move |builder| builder.extension(id_of("2.5.29.32"), true, value.clone()))
}

fn mappings(pairs: &[(u8, u8)]) -> Edit {
    let mut writer = Writer::new();
    writer.sequence(|writer| {
        for (issuer, subject) in pairs {
            writer.sequence(|writer| {
                writer.oid(&p(*issuer));
                writer.oid(&p(*subject));
            });
        }
    });
    let value = writer.finish();
    Box::new(move |builder| builder.extension(id_of("2.5.29.33"), true, value.clone()))
}

/// `[0]` is for an explicit policy, `[1]` against mappings.
fn limit(number: u8, certificates: u8) -> Edit {
    let mut writer = Writer::new();
    writer.sequence(|writer| writer.value(tag::context(number), &[certificates]));
    let value = writer.finish();
    Box::new(move |builder| builder.extension(id_of("2.5.29.36"), true, value.clone()))
}

fn no_any(certificates: u8) -> Edit {
    Box::new(move |builder| builder.extension(id_of("2.5.29.54"), true, [0x02, 0x01, certificates]))
}

fn all(edits: Vec<Edit>) -> Edit {
    Box::new(move |builder| edits.iter().fold(builder, |builder, edit| edit(builder)))
}

fn nothing() -> Edit {
    Box::new(same)
}

/// Verifies root, middle and leaf: the numbers of the valid policies, or what is wrong where.
fn verify(
    middle: &Edit,
    leaf: &Edit,
    set: impl for<'v> Fn(Verifier<'v>) -> Verifier<'v>,
) -> Result<Vec<Oid>, (VerifyErrorKind, usize)> {
    let chain = Chain::with_leaf(same, middle, leaf);
    let trust = store(&[&chain.root]);
    let verified =
        set(Verifier::new(&trust)).verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW);
    verified.map(|chain| chain.policies().to_vec()).map_err(|error| (error.kind(), error.depth()))
}

/// A function, because the result of a closure cannot borrow from what any argument borrows from.
const fn required(verifier: Verifier<'_>) -> Verifier<'_> {
    verifier.require_explicit_policy()
}

const NONE: VerifyErrorKind = VerifyErrorKind::NoValidPolicy;

#[test]
fn policies_hold_for_the_whole_path() {
    let of =
        |middle: &[u8], leaf: &[u8]| verify(&policies(middle), &policies(leaf), |verifier| verifier).unwrap();
    assert_eq!(of(&[1, 2], &[2, 3]), [p(2)]);
    assert_eq!(of(&[1], &[2]), []);
    assert_eq!(of(&[0], &[1]), [p(1)]);
    assert_eq!(of(&[1], &[0]), [p(1)]);
    assert_eq!(of(&[0], &[0]), [p(0)]);
    assert_eq!(of(&[0, 1], &[1, 2]), [p(1), p(2)]);
    assert_eq!(verify(&nothing(), &policies(&[1]), |verifier| verifier).unwrap(), []);
    assert_eq!(verify(&policies(&[1]), &nothing(), |verifier| verifier).unwrap(), []);
}

#[test]
fn callers_accept_some() {
    let strict = |middle: &[u8], leaf: &[u8], accepted: u8| {
        let accepted = [p(accepted)];
        let chain = Chain::with_leaf(same, policies(middle), policies(leaf));
        let trust = store(&[&chain.root]);
        let verifier = Verifier::new(&trust).policies(&accepted).require_explicit_policy();
        let verified = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW);
        verified.map(|chain| chain.policies().to_vec()).map_err(|error| (error.kind(), error.depth()))
    };
    assert_eq!(strict(&[1, 2], &[1, 2], 2), Ok(vec![p(2)]));
    assert_eq!(strict(&[1], &[1], 2), Err((NONE, 0)));
    assert_eq!(strict(&[0], &[0], 2), Ok(vec![p(2)]));
    assert_eq!(strict(&[1], &[1], 0), Ok(vec![p(1)]));
    // Accepting some does not ask for one.
    let accepted = [p(9)];
    let chain = Chain::with_leaf(same, policies(&[1]), policies(&[1]));
    let trust = store(&[&chain.root]);
    let verifier = Verifier::new(&trust).policies(&accepted);
    let verified = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap();
    assert!(verified.policies().is_empty());
    // One that is trusted by itself has its own.
    let trust = store(&[&chain.leaf]);
    let accepted = [p(1)];
    let verifier = Verifier::new(&trust).policies(&accepted).require_explicit_policy();
    assert_eq!(verifier.verify(&chain.leaf, &[], None, NOW).unwrap().policies(), [p(1)]);
    let accepted = [p(2)];
    let verifier = Verifier::new(&trust).policies(&accepted).require_explicit_policy();
    assert_eq!(verifier.verify(&chain.leaf, &[], None, NOW).unwrap_err().kind(), NONE);
}

#[test]
fn policies_are_mapped() {
    let mapped = |pairs: &[(u8, u8)]| all(vec![policies(&[1, 2]), mappings(pairs)]);
    let leaf = policies(&[3]);
    // As the first authority calls them.
    assert_eq!(verify(&mapped(&[(1, 3)]), &leaf, |verifier| verifier).unwrap(), [p(1)]);
    assert_eq!(verify(&mapped(&[(1, 3), (2, 3)]), &leaf, |verifier| verifier).unwrap(), [p(1), p(2)]);
    assert_eq!(verify(&mapped(&[(1, 4), (1, 3)]), &leaf, |verifier| verifier).unwrap(), [p(1)]);
    assert_eq!(verify(&mapped(&[(4, 3)]), &leaf, |verifier| verifier).unwrap(), []);
    // A policy that is called otherwise is not called as before.
    assert_eq!(verify(&mapped(&[(1, 3)]), &policies(&[1]), |verifier| verifier).unwrap(), []);
    let any = all(vec![policies(&[0]), mappings(&[(1, 3)])]);
    assert_eq!(verify(&any, &leaf, |verifier| verifier).unwrap(), [p(1)]);
    let refused = verify(&mapped(&[(1, 3)]), &leaf, |verifier| {
        verifier.inhibit_policy_mapping().require_explicit_policy()
    });
    assert_eq!(refused, Err((NONE, 0)));
    for pair in [(0, 1), (1, 0)] {
        let refused = verify(&mapped(&[pair]), &leaf, |verifier| verifier);
        assert_eq!(refused, Err((VerifyErrorKind::InvalidPolicies, 1)));
    }
}

#[test]
fn authorities_limit_what_is_below_them() {
    let strict = |certificates| all(vec![policies(&[1]), limit(0, certificates)]);
    assert_eq!(verify(&strict(0), &policies(&[2]), |verifier| verifier), Err((NONE, 0)));
    assert_eq!(verify(&strict(0), &nothing(), |verifier| verifier), Err((NONE, 0)));
    assert_eq!(verify(&strict(0), &policies(&[1]), |verifier| verifier), Ok(vec![p(1)]));
    assert_eq!(verify(&strict(2), &policies(&[2]), |verifier| verifier), Ok(vec![]));
    let own = all(vec![policies(&[2]), limit(0, 0)]);
    assert_eq!(verify(&policies(&[1]), &own, |verifier| verifier), Err((NONE, 0)));
    // So does the trusted one.
    let chain = Chain::with_leaf(limit(0, 0), same, same);
    assert_eq!(chain.refused(), (NONE, 1));
    let none_any = |certificates| all(vec![policies(&[1]), no_any(certificates)]);
    assert_eq!(verify(&none_any(0), &policies(&[0]), required), Err((NONE, 0)));
    assert_eq!(verify(&none_any(1), &policies(&[0]), required), Ok(vec![p(1)]));
    assert_eq!(verify(&none_any(0), &policies(&[1]), required), Ok(vec![p(1)]));
    let refused = verify(&policies(&[0]), &policies(&[1]), |verifier| {
        verifier.inhibit_any_policy().require_explicit_policy()
    });
    assert_eq!(refused, Err((NONE, 1)));
}

#[test]
fn damaged_policies_are_refused() {
    for (oid, value) in [
        ("2.5.29.32", &[0x30, 0x00][..]),
        // The same twice.
        ("2.5.29.32", &[0x30, 0x0a, 0x30, 0x03, 0x06, 0x01, 0x2a, 0x30, 0x03, 0x06, 0x01, 0x2a]),
        ("2.5.29.33", &[0x30, 0x00]),
        ("2.5.29.36", &[0x30, 0x00]),
        ("2.5.29.54", &[0x05, 0x00]),
    ] {
        for critical in [true, false] {
            let odd: Edit = Box::new(move |builder| builder.extension(id_of(oid), critical, value));
            assert_eq!(
                verify(&odd, &nothing(), |verifier| verifier.waive(Rules::PROFILE)),
                Err((VerifyErrorKind::InvalidPolicies, 1)),
                "{oid}"
            );
        }
    }
}

/// A tree of policies would have 50⁸ leaves here (CVE-2023-0464).
#[test]
fn mappings_of_all_to_all_end_soon() {
    let numbers: Vec<u8> = (1..=50).collect();
    let pairs: Vec<_> =
        numbers.iter().flat_map(|one| numbers.iter().map(move |other| (*one, *other))).collect();
    let edit = all(vec![policies(&numbers), mappings(&pairs)]);
    let root = self_signed(authority("CN=0", 0), 0);
    let mut sent: Vec<Crt> = Vec::new();
    for number in 1..=8 {
        let issuer = sent.last().unwrap_or(&root).subject().clone();
        sent.push(forced(edit(authority(&format!("CN={number}"), 0)), &issuer, 0));
    }
    let leaf = forced(policies(&[7])(server(2)), sent.last().unwrap().subject(), 0);
    let trust = store(&[&root]);
    let chain = Verifier::new(&trust).require_explicit_policy().verify(&leaf, &sent, None, NOW).unwrap();
    assert_eq!(chain.policies().len(), 50);
}
