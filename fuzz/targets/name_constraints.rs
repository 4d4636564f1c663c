// SPDX-License-Identifier: MIT
//! Names and constraints on them: nothing panics, a wildcard is allowed only if every host is that it stands for, and a
//! name that is allowed is so by a second reading of RFC 5280 4.2.1.10 that knows no speed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use purembed_hash::Algorithm;
use purembed_pk::{Ed25519, PrivateKey};
use purembed_x509::{Crt, CrtBuilder, GeneralName, NameConstraints, SubtreeBase, Time};

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| Ed25519::generate().expect("randomness").into());

/// A certificate with the constraints and the names, because there is no other way to have them read.
fn certificate(constraints: &[u8], names: &[u8]) -> Option<Crt> {
    let now = Time::from_unix(0);
    let subject = "CN=a".parse().expect("a name");
    let mut builder = CrtBuilder::new(subject, KEY.public_key(), 1.into(), now, now);
    for (oid, value) in [("2.5.29.30", constraints), ("2.5.29.17", names)] {
        builder = builder.extension(oid.parse().expect("an identifier"), false, value);
    }
    builder.self_sign(&*KEY, Algorithm::SHA256).ok()
}

/// Whether a host is within a tree: label by label, from the right.
fn is_within(host: &str, tree: &str) -> bool {
    let mut host = host.rsplit('.');
    tree.is_empty()
        || tree.rsplit('.').all(|label| host.next().is_some_and(|own| own.eq_ignore_ascii_case(label)))
}

/// The hosts and trees of constraints on hosts: permitted ones, excluded ones.
fn trees<'a>(constraints: NameConstraints<'a>) -> [Vec<&'a str>; 2] {
    let host = |base| match base {
        SubtreeBase::Name(GeneralName::Dns(tree)) => Some(tree),
        _ => None,
    };
    [
        constraints.permitted().filter_map(|tree| host(tree.base())).collect(),
        constraints.excluded().filter_map(|tree| host(tree.base())).collect(),
    ]
}

fn check(constraints: NameConstraints<'_>, name: &GeneralName<'_>) {
    if !constraints.allow(name) {
        return;
    }
    let GeneralName::Dns(name) = name else { return };
    let [permitted, excluded] = trees(constraints);
    let hosts = match name.strip_prefix("*.") {
        // Those that a tree asks for, and one that none does.
        Some(parent) => {
            let labels = permitted.iter().chain(&excluded).filter_map(|tree| tree.split('.').next());
            let labels = labels.filter(|label| !label.is_empty()).chain(["unlikely-label"]);
            labels.map(|label| format!("{label}.{parent}")).collect()
        }
        None => vec![(*name).to_owned()],
    };
    for host in hosts {
        assert!(
            permitted.is_empty() || permitted.iter().any(|tree| is_within(&host, tree)),
            "{name}: {host}"
        );
        assert!(!excluded.iter().any(|tree| is_within(&host, tree)), "{name}: {host}");
        assert!(constraints.allow(&GeneralName::Dns(&host)) || host.len() > 253, "{name}: {host}");
    }
}

/// One value in DER.
fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).expect("an input is short").to_be_bytes();
    let length = match contents.len() {
        0..=0x7f => &length[1..],
        0x80..=0xff => &[0x81, length[1]],
        _ => &[0x82, length[0], length[1]],
    };
    [&[tag], length, contents].concat()
}

/// The DER of constraints and names that are written in lines: `+` for permitted, `-` for excluded, `=` for a name; the
/// number of its form; and the rest as it is.
fn read_lines(lines: &[u8]) -> [Vec<u8>; 2] {
    let [mut permitted, mut excluded, mut names] = [const { Vec::new() }; 3];
    for line in lines.split(|byte| *byte == b'\n') {
        let [sign, form @ b'0'..=b'8', value @ ..] = line else { continue };
        let constructed = if [b'0', b'3', b'4', b'5'].contains(form) { 0xa0 } else { 0x80 };
        let name = der(constructed | (form - b'0'), value);
        match sign {
            b'+' => permitted.extend(der(0x30, &name)),
            b'-' => excluded.extend(der(0x30, &name)),
            _ => names.extend(name),
        }
    }
    let trees = [(0xa0, permitted), (0xa1, excluded)];
    let trees = trees.iter().filter(|(_, trees)| !trees.is_empty()).flat_map(|(tag, trees)| der(*tag, trees));
    [der(0x30, &trees.collect::<Vec<_>>()), der(0x30, &names)]
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let [constraints, names] = match first {
        b'+' | b'-' | b'=' => read_lines(data),
        // As they come.
        length => {
            let (constraints, names) = rest.split_at(rest.len().min((*length).into()));
            [constraints.into(), names.into()]
        }
    };
    let Some(crt) = certificate(&constraints, &names) else { return };
    let Ok(Some(constraints)) = crt.name_constraints() else { return };
    crt.subject_alternative_names().for_each(|name| check(constraints, &name));
});
