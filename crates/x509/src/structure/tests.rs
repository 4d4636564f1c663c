// SPDX-License-Identifier: MIT
//! JSON, field by field.

use super::*;

#[test]
fn certificates() {
    let crt = Crt::from_pem(include_str!("../crt/testdata/odd.pem")).unwrap();
    let json = serde_json::to_value(&crt).unwrap();
    assert_eq!(json["version"], 3);
    assert_eq!(json["serial_number"], "A0");
    assert_eq!(json["subject"]["rdns"][0][1]["value"], "odd.example");
    assert_eq!(json["subject_public_key"]["bits"], 384);
    assert_eq!(json["pem"], crt.to_pem());
    let find = |key: &str| {
        let extensions = json["extensions"].as_array().unwrap();
        extensions.iter().find_map(|extension| extension.get(key)).unwrap().clone()
    };
    assert_eq!(find("key_usage").to_string(), r#"["Digital Signature","Key Agreement","Decipher Only"]"#);
    assert_eq!(find("basic_constraints")["ca"], false);
    assert_eq!(find("crl_distribution_points")[0]["name"]["full"][0]["uri"], "http://crl.example/a.crl");
    assert_eq!(find("certificate_policies")[0]["oid"], "1.2.3.4");
    assert_eq!(find("subject_alt_name")[4]["directory"]["text"], "CN=directory");
    assert_eq!(find("der"), "0403010203");
}

#[test]
fn requests_and_lists() {
    let csr = Csr::from_pem(include_str!("../crt/testdata/csr.pem")).unwrap();
    let json = serde_json::to_value(&csr).unwrap();
    assert_eq!(json["subject"]["text"], "C=UK, O=ARM, CN=request");
    assert_eq!(json["extensions"][0]["subject_alt_name"][0]["dns"], "csr.example");

    let crl = Crl::from_pem(include_str!("../crl/testdata/crl.pem")).unwrap();
    let json = serde_json::to_value(&crl).unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 3);
    assert_eq!(json["entries"][0]["extensions"][0]["reason_code"], "Key Compromise");
    assert_eq!(json["this_update"], "2026-11-21T08:09:37Z");
}
