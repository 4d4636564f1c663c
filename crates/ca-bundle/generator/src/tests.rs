// SPDX-License-Identifier: MIT

use std::panic::catch_unwind;

use purembed_hash::Algorithm;

use super::*;
use crate::certdata::parse;
use crate::roots::join;

fn committed() -> Vec<u8> {
    std::fs::read(data().join("certdata.txt")).unwrap()
}

/// The first certificate with its trust object, as a list of its own.
fn small() -> String {
    let text = String::from_utf8(committed()).unwrap();
    let last = "CKA_TRUST_STEP_UP_APPROVED CK_BBOOL CK_FALSE\n";
    let end = text.find(last).unwrap() + last.len();
    let begin = text.find("BEGINDATA").unwrap();
    text[begin..end].to_owned()
}

fn roots_of(text: &str) -> Result<Vec<roots::Root>, InvalidList> {
    join(&parse(text.as_bytes())?)
}

#[test]
fn what_is_committed_is_what_is_generated() {
    let (_, output, changes) = generate(&data()).unwrap();
    assert!(std::fs::read(data().join("roots.der")).unwrap() == output.der, "run the generator");
    assert!(std::fs::read_to_string(data().join("roots.in")).unwrap() == output.table, "run the generator");
    println!("{} added for servers, {} removed", changes.added.len(), changes.removed.len());
}

#[test]
fn the_list_has_what_it_is_known_to_have() {
    let objects = parse(&committed()).unwrap();
    let roots = join(&objects).unwrap();
    let count = |wanted: fn(&roots::Root) -> bool| roots.iter().filter(|root| wanted(root)).count();
    // 176 certificates; DigiNotar's is there to be distrusted, and one is trusted for nothing.
    assert_eq!(objects.len(), 1 + 2 * 176);
    assert_eq!((count(|root| root.server), count(|root| root.email), count(|root| root.code)), (150, 103, 0));
    assert_eq!(count(|root| root.server_distrust_after.is_some()), 9);
    assert_eq!(count(|root| root.email_distrust_after.is_some()), 1);
    assert!(roots.iter().all(|root| !root.name.contains("DigiNotar")));
}

#[test]
fn a_list_of_one_certificate() {
    let roots = roots_of(&small()).unwrap();
    let [root] = roots.as_slice() else { panic!("{} roots", roots.len()) };
    assert_eq!(root.name, "GlobalSign Root CA");
    assert!(root.server && root.email && !root.code);
    assert_eq!(root.sha256(), Algorithm::SHA256.digest(root.crt.as_der()).as_ref());
}

#[test]
fn what_is_not_understood_is_refused() {
    let good = small();
    let server = "CKA_TRUST_SERVER_AUTH CK_TRUST CKT_NSS_TRUSTED_DELEGATOR\n";
    for (from, to, what) in [
        ("BEGINDATA\n", "", "no BEGINDATA"),
        (server, "", "no CKA_TRUST_SERVER_AUTH"),
        (server, "CKA_TRUST_SERVER_AUTH CK_TRUST CKT_NSS_SOMEWHAT_TRUSTED\n", "CKT_NSS_SOMEWHAT_TRUSTED"),
        (server, "CKA_TRUST_SERVER_AUTH CK_BBOOL CK_TRUE\n", "unknown type"),
        (server, "CKA_TRUST_NOT_ON_SUNDAYS CK_TRUST CKT_NSS_TRUSTED_DELEGATOR\n", "unknown attribute"),
        (server, &[server, server].concat(), "an attribute twice"),
        ("CKO_NSS_TRUST", "CKO_NSS_CRL", "unknown class"),
        ("CKC_X_509", "CKC_WTLS", "another kind of certificate"),
        ("CKA_ID UTF8 \"0\"", "CKA_ID UTF8 \"0", "no quoted text"),
        ("CK_BBOOL CK_TRUE", "CK_BBOOL CK_MAYBE", "neither true nor false"),
        ("\\060\\127", "\\060\\527", "no octets"),
        ("\\060\\127", "\\060\\12", "no octets"),
        (
            "CKA_NSS_SERVER_DISTRUST_AFTER CK_BBOOL CK_FALSE",
            "CKA_NSS_SERVER_DISTRUST_AFTER CK_BBOOL CK_TRUE",
            "no date",
        ),
        (
            "CKA_NSS_SERVER_DISTRUST_AFTER CK_BBOOL CK_FALSE",
            "CKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL\n\\061\\132\nEND",
            "no date",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let error = roots_of(&good.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(what), "{from} -> {to}: {error}");
    }
    // Trust by another serial number: the certificate has none, and the trust no certificate.
    let trust = good.rfind("CKA_SERIAL_NUMBER").unwrap();
    let other = good[..trust].to_owned() + &good[trust..].replacen("\\303\\224", "\\303\\225", 1);
    assert!(roots_of(&other).unwrap_err().to_string().contains("without a trust object"));
    // A digest of something else.
    let at = good.find("CKA_CERT_SHA1_HASH MULTILINE_OCTAL\n\\").unwrap()
        + "CKA_CERT_SHA1_HASH MULTILINE_OCTAL\n\\".len();
    let other =
        format!("{}{}{}", &good[..at], if good[at..].starts_with('0') { "1" } else { "0" }, &good[at + 1..]);
    assert!(roots_of(&other).unwrap_err().to_string().contains("a digest other"));
}

#[test]
fn who_is_distrusted_for_one_purpose_is_left_out() {
    let text = String::from_utf8(committed()).unwrap();
    let with = |from: &str, to: &str| {
        let (head, tail) = text.split_at(text.find("CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST").unwrap());
        roots_of(&(head.to_owned() + &tail.replacen(from, to, 1))).unwrap()
    };
    let before = roots_of(&text).unwrap();
    let after = with(
        "CKA_TRUST_CODE_SIGNING CK_TRUST CKT_NSS_MUST_VERIFY_TRUST",
        "CKA_TRUST_CODE_SIGNING CK_TRUST CKT_NSS_NOT_TRUSTED",
    );
    assert_eq!(after.len() + 1, before.len());
    assert!(after.iter().all(|root| root.name != before[0].name));
    // The date may stand in the trust object.
    let dated = with(
        "CKA_TRUST_SERVER_AUTH",
        "CKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL\n\\062\\066\\061\\061\\062\\061\\060\\060\\060\\060\\060\\060\\132\nEND\nCKA_TRUST_SERVER_AUTH",
    );
    assert_eq!(dated[0].server_distrust_after, Some("2026-11-21 00:00:00".parse().unwrap()));
}

#[test]
fn a_newer_list_takes_the_place_of_the_older_one_for_servers() {
    let roots = roots_of(&small()).unwrap();
    let list = std::fs::read(data().join("servers.pem")).unwrap();
    let (merged, changes) = servers::apply(roots.clone(), &list).unwrap();
    let servers = merged.iter().filter(|root| root.server).count();
    assert_eq!(servers, 117);
    assert!(merged.iter().skip(1).all(|root| root.server && !root.email && !root.code));
    assert_eq!(
        (changes.added.len(), &changes.removed[..]),
        (servers, &["GlobalSign Root CA".to_owned()][..])
    );
    for broken in [&list[..list.len() / 2], b"", &[&list[..], &list[..]].concat()] {
        servers::apply(roots.clone(), broken).unwrap_err();
    }
}

#[test]
fn a_list_that_is_cut_off_or_changed_is_an_error_or_the_same_kind_of_list_but_never_a_panic() {
    let good = small();
    let mut cut = 0;
    for end in (0..good.find("CKA_TRUST_CODE_SIGNING").unwrap()).step_by(7) {
        roots_of(&good[..end]).expect_err("the trust object ends the text");
        cut += 1;
    }
    let (mut refused, mut changed) = (0, 0);
    let mut state = 1_u32;
    for _ in 0..3000 {
        let mut bytes = good.clone().into_bytes();
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = state as usize % bytes.len();
        bytes[at] ^= 1 << (state >> 29);
        let verdict = catch_unwind(|| parse(&bytes).and_then(|objects| join(&objects))).expect("no panic");
        match verdict {
            Err(_) => refused += 1,
            // Only what is not in the certificate may change: names, classes of no interest, comments.
            Ok(roots) => {
                assert_eq!(
                    roots[0].crt.fingerprint(Algorithm::SHA1),
                    roots_of(&good).unwrap()[0].crt.fingerprint(Algorithm::SHA1)
                );
                changed += 1;
            }
        }
    }
    println!("{cut} cut off, {refused} changed and refused, {changed} changed where it does not matter");
    assert!(refused > 2000, "{refused}");
}

#[test]
fn lists_get_too_old() {
    let (source, _, _) = generate(&data()).unwrap();
    let day = |text: &str| format!("{text} 00:00:00").parse().unwrap();
    assert!(source.too_old(day("2025-05-01")).is_empty());
    assert_eq!(source.too_old(day("2025-10-17")).len(), 1);
    assert_eq!(source.too_old(day("2027-11-21")).len(), 2);
    assert!(source.certdata.check(b"something else").is_err());
    source::Source::parse("[certdata]\nfile = \"certdata.txt\"").unwrap_err();
}
