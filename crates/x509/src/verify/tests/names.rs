// SPDX-License-Identifier: MIT
//! Name constraints along a path.

use super::*;
use crate::NameForm;
use crate::der::{Writer, tag};

/// Permits the first list of names, excludes the second.
fn constraints<'a>(
    permitted: &'a [GeneralName<'a>],
    excluded: &'a [GeneralName<'a>],
) -> impl Fn(CrtBuilder) -> CrtBuilder + 'a {
    move |builder| {
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            for (number, trees) in [(0, permitted), (1, excluded)] {
                if !trees.is_empty() {
                    writer.nested(tag::context_constructed(number), |writer| {
                        trees.iter().for_each(|tree| writer.sequence(|writer| tree.write(writer).unwrap()));
                    });
                }
            }
        });
        builder.extension(id_of("2.5.29.30"), true, writer.finish())
    }
}

const LOCALHOST: &[GeneralName<'_>] = &[GeneralName::Dns("localhost")];
const ELSEWHERE: &[GeneralName<'_>] = &[GeneralName::Dns("elsewhere")];

#[test]
fn every_authority_constrains_all_below_it() {
    Chain::new(constraints(LOCALHOST, ELSEWHERE), constraints(LOCALHOST, &[])).verify().unwrap();
    let form = NameForm::Dns;
    let refused = Chain::new(constraints(ELSEWHERE, &[]), same).refused();
    assert_eq!(refused, (VerifyErrorKind::NameNotPermitted { form, authority: 2 }, 0));
    let refused = Chain::new(same, constraints(ELSEWHERE, &[])).refused();
    assert_eq!(refused, (VerifyErrorKind::NameNotPermitted { form, authority: 1 }, 0));
    // What one authority permits, another one above it need not.
    let refused = Chain::new(constraints(ELSEWHERE, &[]), constraints(LOCALHOST, &[])).refused();
    assert_eq!(refused, (VerifyErrorKind::NameNotPermitted { form, authority: 2 }, 0));
    let chain = Chain::new(constraints(LOCALHOST, LOCALHOST), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::NameExcluded { form, authority: 2 }, 0));
    assert_eq!(
        chain.verify().unwrap_err().to_string(),
        "certificate 0 (CN=localhost): host name that certificate 2 must not certify"
    );
    // The names of authorities count too, their own are not below them.
    let named = |middle: CrtBuilder| middle.subject_alternative_names(ELSEWHERE.iter().copied());
    let refused = Chain::new(constraints(LOCALHOST, &[]), named).refused();
    assert_eq!(refused, (VerifyErrorKind::NameNotPermitted { form, authority: 2 }, 1));
    Chain::new(same, |middle| constraints(LOCALHOST, &[])(named(middle))).verify().unwrap();
}

#[test]
fn constraints_that_cannot_be_read_are_refused() {
    for value in [&[0x30, 0x00][..], &[0x05, 0x00], &[0x30, 0x05, 0xa0, 0x03, 0x82, 0x01, b'a']] {
        let odd = |builder: CrtBuilder| builder.extension(id_of("2.5.29.30"), true, value);
        assert_eq!(Chain::new(same, odd).refused(), (VerifyErrorKind::InvalidNameConstraints, 1));
        assert_eq!(Chain::new(odd, same).refused(), (VerifyErrorKind::InvalidNameConstraints, 2));
    }
    let dotted = &[GeneralName::Dns(".localhost")];
    assert_eq!(
        Chain::new(same, constraints(dotted, &[])).refused().0,
        VerifyErrorKind::InvalidNameConstraints
    );
}

#[test]
fn self_issued_authorities_are_exempt_and_leaves_are_not() {
    let root = self_signed(constraints(LOCALHOST, &[])(authority("CN=Root", 0)), 0);
    let next = authority("CN=Root", 1).subject_alternative_names(ELSEWHERE.iter().copied());
    // RFC 5280 7.1: the same name, whether it is written in the same way or not.
    let other = forced(next.clone(), &"CN= ROOT".parse().unwrap(), 0);
    let next = forced(next, root.subject(), 0);
    let leaf = forced(server(2), root.subject(), 1);
    let trust = store(&[&root]);
    let verify = |leaf: &Crt| Verifier::new(&trust).verify(leaf, core::slice::from_ref(&next), None, NOW);
    verify(&leaf).unwrap();
    Verifier::new(&trust).verify(&leaf, &[other], None, NOW).unwrap();
    let leaf = of("CN=Root", &KEYS[2]).subject_alternative_names(ELSEWHERE.iter().copied());
    let error = verify(&forced(leaf, root.subject(), 1)).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::NameNotPermitted { form: NameForm::Dns, authority: 2 });
}

#[test]
fn subjects_are_names_too() {
    let name: Name = "C=US, O=Test".parse().unwrap();
    let permitted = &[GeneralName::Directory(name.as_name_ref())];
    let refused = |subject: &str, names: &[GeneralName<'_>], trees: &[GeneralName<'_>]| {
        let root = self_signed(constraints(trees, &[])(authority("CN=Root", 0)), 0);
        let leaf = of(subject, &KEYS[1]).subject_alternative_names(names.iter().copied());
        let leaf = forced(leaf, root.subject(), 0);
        Verifier::new(&store(&[&root])).verify(&leaf, &[], None, NOW).map_err(|error| error.kind()).err()
    };
    let not_permitted = |form| Some(VerifyErrorKind::NameNotPermitted { form, authority: 1 });
    assert_eq!(refused("C=us, O=TEST, CN=a", LOCALHOST, permitted), None);
    assert_eq!(refused("", LOCALHOST, permitted), None);
    assert_eq!(refused("CN=a", LOCALHOST, permitted), not_permitted(NameForm::Directory));
    assert_eq!(refused("C=US, O=Test", &[GeneralName::Directory(name.as_name_ref())], permitted), None);
    let other: Name = "C=DE".parse().unwrap();
    let others = &[GeneralName::Directory(other.as_name_ref())];
    assert_eq!(refused("C=US, O=Test", others, permitted), not_permitted(NameForm::Directory));
    // 4.2.1.10: the address in a subject counts where there is no better one.
    let mail = &[GeneralName::Email("example.com")];
    let subject = "CN=a, emailAddress=a@example.org";
    assert_eq!(refused(subject, LOCALHOST, mail), not_permitted(NameForm::Email));
    assert_eq!(refused(subject, &[GeneralName::Email("a@example.com")], mail), None);
    assert_eq!(refused("CN=a, emailAddress=a@example.com", &[], mail), None);
    assert_eq!(refused("CN=a, emailAddress=nobody", &[], mail), not_permitted(NameForm::Email));
}

#[test]
fn another_path_may_have_other_constraints() {
    let root = self_signed(authority("CN=Root", 0), 0);
    let narrow = forced(constraints(ELSEWHERE, &[])(authority("CN=Middle", 1)), root.subject(), 0);
    let wide = forced(authority("CN=Middle", 1), root.subject(), 0);
    let leaf = forced(server(2), narrow.subject(), 1);
    let trust = store(&[&root]);
    for sent in [[narrow.clone(), wide.clone()], [wide, narrow]] {
        let chain = Verifier::new(&trust).verify(&leaf, &sent, None, NOW).unwrap();
        assert_eq!(chain.certificates().len(), 3);
    }
}

#[test]
fn names_and_constraints_by_the_thousand_end_soon() {
    let names: Vec<_> = (0..3000).map(|number| format!("x{number}.example")).collect();
    let names: Vec<_> = names.iter().map(|name| GeneralName::Dns(name)).collect();
    let trees: Vec<_> = (0..3000).map(|number| format!("y{number}.example")).collect();
    let trees: Vec<_> = trees.iter().map(|name| GeneralName::Dns(name)).collect();
    let root = self_signed(constraints(&[], &trees)(authority("CN=Root", 0)), 0);
    let leaf =
        forced(of("CN=a", &KEYS[1]).subject_alternative_names(names.iter().copied()), root.subject(), 0);
    let error = Verifier::new(&store(&[&root])).verify(&leaf, &[], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::BudgetExhausted);
}
