// SPDX-License-Identifier: MIT
//! Mbed TLS's own suites for X.509, run against purembed: `test_suite_x509parse` and `test_suite_x509write`, with their
//! data files, from the package whose C is compiled for the other tests.
//!
//! Each case gives what it gives in C, or stands in a table with the reason why not.

#[path = "mbedtls_suites/parse.rs"]
mod parse;
#[path = "mbedtls_suites/report.rs"]
mod report;
#[path = "mbedtls_suites/suite.rs"]
mod suite;
#[path = "mbedtls_suites/template.rs"]
mod template;
#[path = "mbedtls_suites/verify.rs"]
mod verify;
#[path = "mbedtls_suites/write.rs"]
mod write;

/// The kinds of cases that are run, in these modules.
const RUN: [(&str, &[&str]); 2] = [
    (
        "x509parse",
        &[
            "mbedtls_x509_crl_info",
            "mbedtls_x509_crl_parse",
            "mbedtls_x509_crt_parse_file",
            "mbedtls_x509_crt_parse_path",
            "mbedtls_x509_crt_verify_chain",
            "mbedtls_x509_crt_verify_max",
            "mbedtls_x509_csr_info",
            "mbedtls_x509_csr_parse",
            "mbedtls_x509_dn_gets",
            "mbedtls_x509_dn_gets_subject_replace",
            "mbedtls_x509_get_name",
            "mbedtls_x509_time_is_future",
            "mbedtls_x509_time_is_past",
            "x509_cert_info",
            "x509_check_extended_key_usage",
            "x509_check_key_usage",
            "x509_get_time",
            "x509_oid_desc",
            "x509_oid_numstr",
            "x509_parse_rsassa_pss_params",
            "x509_parse_san",
            "x509_verify",
            "x509_verify_callback",
            "x509_verify_info",
            "x509_verify_restart",
            "x509parse_crl",
            "x509parse_crt",
            "x509parse_crt_cb",
            "x509parse_crt_file",
        ],
    ),
    ("x509write", &["mbedtls_x509_string_to_names", "x509_crt_check", "x509_csr_check"]),
];

/// The kinds that ask for nothing that is here: why.
const NOT_HERE: [(&str, &str); 5] = [
    ("x509_csr_check_opaque", "keys in PSA's keystore"),
    ("x509_selftest", "C's own test of itself"),
    ("x509_set_extension_length_check", "an extension of more than 4 GiB"),
    ("x509_set_serial_check", "a structure of C's writer"),
    ("x509_verify_ca_cb_failure", "a callback for trusted certificates, where there is a set"),
];

#[test]
fn every_kind_of_case_is_run_or_explained() {
    for (suite, run) in RUN {
        for (kind, count) in suite::kinds(suite) {
            let why = NOT_HERE.iter().find(|(other, _)| *other == kind);
            assert!(run.contains(&kind.as_str()) || why.is_some(), "{suite}: {count} cases of {kind}");
            if let Some((kind, why)) = why {
                println!("{suite}: {count} cases of {kind} not run: {why}");
            }
        }
    }
}
