// SPDX-License-Identifier: MIT
//! Names and constraints on them, form by form.

use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::Name;
use crate::der::{Reader, Writer, tag};
use crate::general_name::OtherName;

/// The DER of constraints, written as `+DNS:example.com` for what is permitted and `-IP:10.0.0.0/8` for what is not.
fn constraints(texts: &[&str]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|writer| {
        for (number, sign) in [(0, '+'), (1, '-')] {
            let trees: Vec<_> = texts.iter().filter_map(|text| text.strip_prefix(sign)).collect();
            if !trees.is_empty() {
                writer.nested(tag::context_constructed(number), |writer| {
                    trees.iter().for_each(|tree| writer.sequence(|writer| write_base(writer, tree)));
                });
            }
        }
    });
    writer.finish()
}

fn write_base(writer: &mut Writer, text: &str) {
    let (kind, value) = text.split_once(':').unwrap();
    match kind {
        "email" => writer.value(tag::context(1), value.as_bytes()),
        "DNS" => writer.value(tag::context(2), value.as_bytes()),
        "URI" => writer.value(tag::context(6), value.as_bytes()),
        "IP" => {
            let (address, mask) = value.split_once('/').unwrap();
            writer.value(tag::context(7), &[octets(address), octets(mask)].concat());
        }
        "dirName" => {
            let name: Name = value.parse().unwrap();
            writer.value(tag::context_constructed(4), name.as_der());
        }
        "otherName" => {
            GeneralName::Other(OtherName::new(value.parse().unwrap(), b"\x05\x00")).write(writer).unwrap();
        }
        "raw" => writer.raw(&purembed_core::hex::decode(value).unwrap()),
        _ => panic!("{text}"),
    }
}

fn octets(address: &str) -> Vec<u8> {
    match address.parse().unwrap() {
        core::net::IpAddr::V4(address) => address.octets().into(),
        core::net::IpAddr::V6(address) => address.octets().into(),
    }
}

/// The DER of one alternative name, written as a constraint is.
fn name(text: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    match text.strip_prefix("IP:") {
        Some(address) => writer.value(tag::context(7), &octets(address)),
        None => write_base(&mut writer, text),
    }
    writer.finish()
}

/// What becomes of a name: `true` if it is allowed, `None` if the constraints mean nothing.
fn allowed(trees: &[&str], text: &str) -> Option<bool> {
    let der = constraints(trees);
    let constraints = NameConstraints::read(Reader::new(&der)).ok()?;
    Trees::read(constraints, &mut Budget::new()).unwrap()?;
    let name = name(text);
    let name = GeneralName::read(&Reader::new(&name).any().unwrap()).unwrap();
    Some(constraints.allow(&name))
}

fn assert_all(trees: &[&str], allow: bool, names: &[&str]) {
    for name in names {
        assert_eq!(allowed(trees, name), Some(allow), "{name} under {trees:?}");
    }
}

#[test]
fn hosts() {
    let permitted = ["+DNS:example.com", "+DNS:Example.ORG"];
    assert_all(
        &permitted,
        true,
        &["DNS:example.com", "DNS:a.b.EXAMPLE.com", "DNS:*.example.com", "DNS:a.example.org"],
    );
    assert_all(
        &permitted,
        true,
        &["IP:192.0.2.1", "email:a@example.net", "URI:http://example.net/", "dirName:CN=a"],
    );
    assert_all(&permitted, false, &["DNS:com", "DNS:xexample.com", "DNS:example.com.evil", "DNS:*.com"]);
    let excluded = ["-DNS:example.com"];
    assert_all(&excluded, true, &["DNS:com", "DNS:xexample.com", "DNS:*.org", "DNS:*.www.com"]);
    assert_all(
        &excluded,
        false,
        &["DNS:example.com", "DNS:*.example.com", "DNS:a.b.example.com", "DNS:*.com"],
    );
    let both = ["+DNS:example.com", "-DNS:secret.example.com"];
    assert_all(&both, true, &["DNS:example.com", "DNS:open.example.com", "DNS:*.open.example.com"]);
    assert_all(
        &both,
        false,
        &["DNS:secret.example.com", "DNS:a.secret.example.com", "DNS:*.example.com", "DNS:a.org"],
    );
    // Names that are no hosts: nobody knows what is meant.
    for trees in [&permitted[..], &excluded, &["+DNS:"], &["-DNS:other.example"]] {
        let odd = [
            "DNS:",
            "DNS:.example.com",
            "DNS:a.example.com.",
            "DNS:a.*.example.com",
            "DNS:*",
            "DNS: ",
            "DNS:a*.b",
        ];
        assert_all(trees, false, &odd);
    }
    assert_all(&["+DNS:"], true, &["DNS:a", "DNS:*.b.c"]);
    assert_all(&["-DNS:"], false, &["DNS:a", "DNS:*.b.c"]);
}

#[test]
fn addresses() {
    let permitted = ["+IP:192.0.2.0/255.255.255.0"];
    assert_all(&permitted, true, &["IP:192.0.2.0", "IP:192.0.2.255", "DNS:example.com"]);
    assert_all(
        &permitted,
        false,
        &["IP:192.0.3.0", "IP:2001:db8::1", "IP:::ffff:192.0.2.1", "raw:870401020304ff", "raw:8703c00002"]
            [..3],
    );
    let excluded = ["-IP:2001:db8::/ffff:ffff::", "-IP:192.0.2.7/255.255.255.255"];
    assert_all(&excluded, true, &["IP:2001:db9::", "IP:192.0.2.6", "IP:::1"]);
    assert_all(&excluded, false, &["IP:2001:db8:ffff::", "IP:192.0.2.7"]);
    assert_all(&["-IP:0.0.0.0/0.0.0.0"], false, &["IP:0.0.0.0", "IP:255.255.255.255"]);
    assert_all(&["-IP:0.0.0.0/0.0.0.0"], true, &["IP:::"]);
    // An address of three octets is an address nevertheless.
    assert_all(&permitted, false, &["raw:8703c00002"]);
    assert_all(&excluded, false, &["raw:8703c00002"]);
    assert_all(&["+DNS:a"], true, &["raw:8703c00002"]);
}

#[test]
fn mail_addresses() {
    let mailbox = ["+email:root@Example.com"];
    assert_all(&mailbox, true, &["email:root@example.com", "email:\"root\"@example.com", "DNS:a"]);
    assert_all(
        &mailbox,
        false,
        &["email:Root@example.com", "email:a@example.com", "email:root@a.example.com"],
    );
    let host = ["+email:example.com"];
    assert_all(&host, true, &["email:root@example.com", "email:a@EXAMPLE.com"]);
    assert_all(
        &host,
        false,
        &["email:root@a.example.com", "email:a@b@example.com", "email:example.com", "email:a@[::1]"],
    );
    let domain = ["+email:.example.com"];
    assert_all(&domain, true, &["email:root@a.example.com", "email:root@b.a.example.com"]);
    assert_all(&domain, false, &["email:root@example.com", "email:root@xexample.com"]);
    assert_all(&["-email:example.com"], true, &["email:a@b.example.com", "email:a@example.org"]);
    assert_all(
        &["-email:example.com"],
        false,
        &["email:a@example.com", "email:\"a@b\"@example.com", "email:@example.com"],
    );
    assert_all(&["-email:"], false, &["email:a@b"]);
    // RFC 9598: 1.3.6.1.5.5.7.8.9, UTF8String "ö@example.com"; the same, not a UTF8String.
    let other = "raw:a01d06082b06010505070809a0110c0fc3b6406578616d706c652e636f6d78";
    let good = "raw:a01c06082b06010505070809a0100c0ec3b6406578616d706c652e636f6d";
    let bad = "raw:a01c06082b06010505070809a010160ec3b6406578616d706c652e636f6d";
    assert_all(&host, true, &[good]);
    assert_all(&host, false, &[other, bad]);
    assert_all(&["-email:example.com"], false, &[good, bad]);
}

#[test]
fn uris() {
    let host = ["+URI:example.com"];
    assert_all(&host, true, &["URI:http://example.com/a", "URI:ldap://x@EXAMPLE.com:389", "DNS:a"]);
    assert_all(&host, false, &["URI:http://a.example.com/", "URI:http://example.com@a.org/", "URI:urn:a:b"]);
    let domain = ["+URI:.example.com"];
    assert_all(&domain, true, &["URI:http://a.example.com/", "URI:http://b.a.example.com"]);
    assert_all(&domain, false, &["URI:http://example.com/", "URI:http://192.0.2.1/", "URI:http://[::1]/"]);
    assert_all(&["-URI:example.com"], true, &["URI:http://a.example.com/", "URI:http://example.org/"]);
    let refused =
        ["URI:http://example.com/", "URI:http://a@example.com", "URI:http://192.0.2.1/", "URI:mailto:a@b"];
    assert_all(&["-URI:example.com"], false, &refused);
}

#[test]
fn directory_names() {
    let permitted = ["+dirName:C=US, O=Test  Certificates"];
    assert_all(
        &permitted,
        true,
        &["dirName:C=us, O=test certificates, CN=a", "dirName:C=US, O=Test Certificates"],
    );
    assert_all(
        &permitted,
        false,
        &["dirName:C=US", "dirName:O=Test Certificates, C=US", "dirName:C=DE, O=Test Certificates"],
    );
    assert_all(
        &["-dirName:C=US, O=Test"],
        true,
        &["dirName:C=US, O=Tests", "dirName:O=Test", "dirName:C=US + O=Test"],
    );
    assert_all(&["-dirName:C=US, O=Test"], false, &["dirName:C=US, O= TEST, CN=a"]);
    // A damaged one.
    assert_all(&permitted, false, &["raw:a4023100"]);
    assert_all(&["-dirName:C=US"], false, &["raw:a4023100", "raw:840161"]);
}

#[test]
fn forms_that_cannot_be_compared() {
    for sign in ["+", "-"] {
        let tree = String::from(sign) + "otherName:1.2.3";
        assert_all(&[&tree], false, &["otherName:1.2.3", "raw:a0023000"]);
        // Each type is a form of its own.
        assert_all(&[&tree], true, &["otherName:1.2.4", "DNS:a"]);
        let tree = String::from(sign) + "raw:a3023000";
        assert_all(&[&tree], false, &["raw:a3023000", "raw:a30430020500"]);
        assert_all(&[&tree], true, &["raw:a5023000", "DNS:a"]);
        let tree = String::from(sign) + "raw:88022a03";
        assert_all(&[&tree], false, &["raw:88022a03", "raw:88022a04"]);
        let tree = String::from(sign) + "raw:a0023000";
        assert_all(&[&tree], false, &["otherName:1.2.3", "raw:a0023000"]);
    }
}

#[test]
fn constraints_that_mean_nothing() {
    for tree in [
        "+DNS:.example.com",
        "+DNS:*.example.com",
        "-DNS:example.com.",
        "-DNS: ",
        "-email:a@b@c",
        "+email:a@",
        "+email:.",
        "+email:..a",
        "+email:*.a",
        "+URI:http://example.com/",
        "+URI:192.0.2.1",
        "+URI:.",
        "+IP:192.0.2.0/255.0.255.0",
        "-IP:::/0:1::",
        // Half of an address; three quarters of one with a mask; a damaged directory name; distances.
        "+raw:8704c0000200",
        "-raw:8706c00002ffffff",
        "-raw:a4023100",
        "+raw:820161800101",
        "+raw:820161810101",
    ] {
        assert_eq!(allowed(&[tree], "DNS:a"), None, "{tree}");
    }
    // A minimum of zero, which is the default.
    assert_eq!(allowed(&["+raw:820161800100"], "DNS:a"), Some(true));
    for nothing in [&[0x30, 0x00][..], &[0x30, 0x02, 0xa0, 0x00], &[0x05, 0x00]] {
        assert!(NameConstraints::read(Reader::new(nothing)).is_err());
    }
}

#[test]
fn many_names_and_constraints_end_the_search() {
    let trees: Vec<_> = (0..10_000).map(|number| alloc::format!("-DNS:x{number}.example")).collect();
    let trees: Vec<_> = trees.iter().map(String::as_str).collect();
    let der = constraints(&trees);
    let mut budget = Budget::new();
    let trees = NameConstraints::read(Reader::new(&der)).unwrap();
    let trees = Trees::read(trees, &mut budget).unwrap().unwrap();
    let name = Subject::Dns(crate::verify::names::HostPattern::read("a.example"));
    let judged = (0..10_000).take_while(|_| trees.judge(&name, &mut budget).is_ok()).count();
    assert_eq!(judged, 23);
}
