// SPDX-License-Identifier: MIT
//! What callers can say and see: policies, flags, vetoes, explanations.

use core::cell::RefCell;

use super::*;
use crate::{Flags, Policy, Rule, Rules, Veto};

#[test]
fn flags_of_mbedtls_say_all_that_is_wrong() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let verifier = Verifier::new(&trust).policy(Policy::MbedTls228);
    let name = ServerName::try_from("wrong.example").unwrap();
    let verify = |name, now| verifier.verify(&chain.leaf, &sent, name, now).map_err(|error| error.flags());
    verify(None, NOW).unwrap();
    assert_eq!(verify(Some(&name), NOW).unwrap_err(), Flags::CN_MISMATCH);
    let late = verify(Some(&name), NOW + 2 * DAY).unwrap_err();
    assert_eq!(late, Flags::CN_MISMATCH | Flags::EXPIRED);
    let nobody = verifier.verify(&chain.leaf, &[], Some(&name), NOW - 2 * DAY).unwrap_err();
    assert_eq!(nobody.flags(), Flags::CN_MISMATCH | Flags::FUTURE | Flags::NOT_TRUSTED);
    assert!(matches!(nobody.kind(), VerifyErrorKind::NotYetValid { .. }));
}

#[test]
fn mbedtls_takes_what_was_sent_in_order() {
    let root = self_signed(authority("CN=Root", 0), 0);
    let one = forced(authority("CN=One", 1), root.subject(), 0);
    let two = forced(authority("CN=Two", 3), one.subject(), 1);
    let leaf = forced(server(2), two.subject(), 3);
    let trust = store(&[&root]);
    let verify = |policy, sent: &[&Crt]| {
        let sent: Vec<Crt> = sent.iter().copied().cloned().collect();
        Verifier::new(&trust).policy(policy).verify(&leaf, &sent, None, NOW).map_err(|error| error.flags())
    };
    verify(Policy::MbedTls228, &[&two, &one]).unwrap();
    assert_eq!(verify(Policy::MbedTls228, &[&one, &two]).unwrap_err(), Flags::NOT_TRUSTED);
    verify(Policy::Rfc5280, &[&one, &two]).unwrap();
    // A self-issued authority counts for the path length of its own issuer in C.
    let limit = BasicConstraints::Ca { max_path_length: Some(0) };
    let root = self_signed(authority("CN=Root", 0).basic_constraints(limit), 0);
    let renewed = forced(authority("CN=Root", 1), root.subject(), 0);
    let leaf = forced(server(2), root.subject(), 1);
    let trust = store(&[&root]);
    let verify = |policy| {
        Verifier::new(&trust).policy(policy).verify(&leaf, core::slice::from_ref(&renewed), None, NOW)
    };
    verify(Policy::Rfc5280).unwrap();
    assert_eq!(verify(Policy::MbedTls228).unwrap_err().flags(), Flags::NOT_TRUSTED);
}

#[test]
fn mbedtls_looks_for_names_among_hosts_and_else_common_names() {
    let verify = |names: &[GeneralName<'_>], subject: &str, name: &str| {
        let leaf = self_signed(of(subject, &KEYS[2]).subject_alternative_names(names.iter().copied()), 2);
        let trust = store(&[&leaf]);
        let name = ServerName::try_from(name).unwrap();
        Verifier::new(&trust).policy(Policy::MbedTls228).verify(&leaf, &[], Some(&name), NOW).is_ok()
    };
    let host = &[GeneralName::Dns("*.example.com")];
    assert!(verify(host, "CN=a", "www.EXAMPLE.com"));
    assert!(!verify(host, "CN=www.example.org", "www.example.org"));
    assert!(!verify(host, "CN=a", "example.com"));
    assert!(verify(&[], "CN=*.example.org, O=b, CN=other", "www.example.org"));
    assert!(verify(&[], "CN=192.0.2.1", "192.0.2.1"));
    assert!(verify(&[GeneralName::Dns("*.com")], "CN=a", "example.com"));
    assert!(!verify(&[GeneralName::Ip([192, 0, 2, 1].into())], "CN=a", "192.0.2.1"));
}

#[test]
fn vetoes_are_asked_from_the_top_and_refuse() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    for policy in [Policy::Rfc5280, Policy::MbedTls228] {
        let asked = RefCell::new(Vec::new());
        let note = |crt: &Crt, depth: usize, flags: Flags| {
            asked.borrow_mut().push((crt.subject().to_string(), depth, flags));
            Ok(())
        };
        let verifier = Verifier::new(&trust).policy(policy);
        verifier.veto_certificates(&note).verify(&chain.leaf, &sent, None, NOW).unwrap();
        let none = Flags::NONE;
        let expected = [("CN=Root", 2, none), ("CN=Middle", 1, none), ("CN=localhost", 0, none)];
        assert!(asked.borrow().iter().map(|(name, depth, flags)| (&**name, *depth, *flags)).eq(expected));

        let middle = |_: &Crt, depth: usize, _: Flags| match depth {
            1 => Err(Veto::new("compromised").flags(Flags::REVOKED)),
            _ => Ok(()),
        };
        let error = verifier.veto_certificates(&middle).verify(&chain.leaf, &sent, None, NOW).unwrap_err();
        assert_eq!((error.depth(), error.flags()), (1, Flags::REVOKED));
        assert_eq!(error.to_string(), "certificate 1 (CN=Middle): refused by the program: compromised");

        let long = |path: &[&Crt]| if path.len() > 2 { Err(Veto::new("too long")) } else { Ok(()) };
        let error = verifier.veto_paths(&long).verify(&chain.leaf, &sent, None, NOW).unwrap_err();
        assert_eq!((error.depth(), error.flags()), (0, Flags::OTHER));
        assert_eq!(format!("{verifier:?}").matches("Vetoes").count(), 1);
    }
}

#[test]
fn a_refused_path_lets_the_search_go_on() {
    let chain = Chain::new(same, same);
    let other = self_signed(authority("CN=Other Root", 4), 4);
    let crossed = forced(authority("CN=Middle", 1), other.subject(), 4);
    let trust = store(&[&chain.root, &other]);
    let no_root = |path: &[&Crt]| match path.last() {
        Some(top) if **top == chain.root => Err(Veto::new("not this one")),
        _ => Ok(()),
    };
    let sent = [chain.middle.clone(), crossed];
    let verified = Verifier::new(&trust).veto_paths(&no_root).verify(&chain.leaf, &sent, None, NOW).unwrap();
    assert_eq!(verified.trust_anchor(), &other);
}

#[test]
fn explanations_have_a_line_for_each_path() {
    let root = self_signed(authority("CN=Root", 0), 0);
    let dead = forced(authority("CN=Middle", 1), &"CN=Unknown".parse().unwrap(), 4);
    let stranger = forced(authority("CN=Middle", 3), root.subject(), 0);
    let alive = forced(authority("CN=Middle", 1), root.subject(), 0);
    let leaf = forced(server(2), alive.subject(), 1);
    let trust = store(&[&root]);
    let sent = [dead, stranger, alive];
    let explanation = Verifier::new(&trust).explain(&leaf, &sent, None, NOW);
    assert_eq!(explanation.result().unwrap().certificates().len(), 3);
    assert_eq!(
        explanation.to_string(),
        "CN=localhost -> CN=Middle: issuer CN=Unknown is neither trusted nor sent along\n\
         CN=localhost -> CN=Middle -> CN=Root: trusted\n"
    );
    let name = ServerName::try_from("wrong.example").unwrap();
    let explanation = Verifier::new(&trust).explain(&leaf, &sent, Some(&name), NOW);
    let last = explanation.attempts().last().unwrap();
    assert_eq!(last.certificates().len(), 3);
    assert_eq!(last.failure(), explanation.result().err());
    assert!(
        last.to_string().contains("certificate 0 (CN=localhost): not valid for \"wrong.example\""),
        "{last}"
    );
    for policy in [Policy::Rfc5280, Policy::MbedTls228] {
        let none = Verifier::new(&trust).policy(policy).explain(&leaf, &[], None, NOW);
        assert_eq!(none.to_string(), "CN=localhost: issuer CN=Middle is neither trusted nor sent along\n");
        assert!(none.into_result().is_err());
    }
}

#[test]
fn rules_are_added_and_taken_away() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let verify = |verifier: Verifier<'_>, now| verifier.verify(&chain.leaf, &sent, None, now).map(|_| ());
    let verifier = Verifier::new(&trust);
    let v3 = Rules::from_list(&[Rule::PurposesOfLeaf]);
    let error = verify(verifier.enforce(v3), NOW).unwrap_err();
    assert_eq!((error.kind(), error.depth()), (VerifyErrorKind::Breaks(Rule::PurposesOfLeaf), 0));
    assert_eq!(error.flags(), Flags::OTHER);
    verify(verifier.enforce(v3).waive(v3), NOW).unwrap();
    // Ed25519 is not for the Web.
    assert_eq!(
        verify(verifier.policy(Policy::WebPki), NOW).unwrap_err().kind(),
        VerifyErrorKind::ForbiddenKey
    );
}

#[test]
fn purposes_that_must_be_stated() {
    use KeyPurpose as P;
    let only = |purposes: &'static [KeyPurpose]| {
        move |builder: CrtBuilder| builder.extended_key_usage(purposes.iter().copied())
    };
    for (purpose, stated, good) in [
        (Purpose::EmailProtection, &[P::EMAIL_PROTECTION][..], true),
        (Purpose::EmailProtection, &[P::CODE_SIGNING], false),
        (Purpose::CodeSigning, &[P::CODE_SIGNING], true),
        (Purpose::CodeSigning, &[P::ANY], true),
        (Purpose::OcspSigning, &[P::OCSP_SIGNING], true),
        (Purpose::OcspSigning, &[P::ANY], false),
        // Not critical.
        (Purpose::TimeStamping, &[P::TIME_STAMPING], false),
    ] {
        let chain = Chain::with_leaf(same, same, only(stated));
        let trust = store(&[&chain.root]);
        let verifier = Verifier::new(&trust).purpose(purpose);
        let verdict = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW);
        assert_eq!(verdict.is_ok(), good, "{purpose:?} {stated:?}");
    }
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    for (purpose, good) in
        [(Purpose::EmailProtection, true), (Purpose::OcspSigning, false), (Purpose::TimeStamping, false)]
    {
        let verifier = Verifier::new(&trust).purpose(purpose);
        let verdict = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW);
        assert_eq!(verdict.is_ok(), good, "{purpose:?}");
    }
}

#[test]
fn issuers_are_found_however_their_name_is_written() {
    let root = self_signed(authority("O=Some  Authority, CN=Root", 0), 0);
    let leaf = forced(server(2), &"O=some authority, CN=ROOT".parse().unwrap(), 0);
    let trust = store(&[&root]);
    Verifier::new(&trust).verify(&leaf, &[], None, NOW).unwrap();
    // C folds case and no blanks.
    let error = Verifier::new(&trust).policy(Policy::MbedTls228).verify(&leaf, &[], None, NOW).unwrap_err();
    assert_eq!(error.flags(), Flags::NOT_TRUSTED);
    let leaf = forced(server(2), &"O=some  authority, CN=ROOT".parse().unwrap(), 0);
    Verifier::new(&trust).policy(Policy::MbedTls228).verify(&leaf, &[], None, NOW).unwrap();
}
