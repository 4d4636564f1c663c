// SPDX-License-Identifier: MIT
//! Chains, verified with [`Policy::MbedTls228`]: the verdict and every flag.

use std::cell::RefCell;

use purembed::hashlib::Algorithm;
use purembed::x509::{
    Crl, CrlStore, Crt, Flags, Policy, Profile, Purpose, Revocation, ServerName, TrustStore, Verifier, Veto,
};

use crate::report::{Outcome, Row, run};
use crate::suite::{self, NOW};

const PARSE: &str = "x509parse";

/// All SHA-2 digests, and SHA-1: for devices of before 2017.
const COMPAT: Profile = Profile::MBEDTLS.min_rsa_bits(1024).dangerous_allow_sha1();
const ALL: Profile = COMPAT.digests(&[
    Algorithm::MD5,
    Algorithm::RIPEMD160,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
]);
const RSA3072: Profile = Profile::MBEDTLS
    .digests(&[Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512])
    .min_rsa_bits(3072)
    .curves(&[]);
const ONLY_SHA512: Profile = Profile::MBEDTLS.min_rsa_bits(1024).digests(&[Algorithm::SHA512]);

fn profile(name: &str) -> Option<Profile> {
    Some(match name {
        "" => Profile::MBEDTLS,
        "next" => Profile::MBEDTLS_NEXT,
        "suite_b" | "suiteb" => Profile::SUITE_B,
        "compat" => COMPAT,
        "all" => ALL,
        "rsa3072" => RSA3072,
        "sha512" => ONLY_SHA512,
        _ => return None,
    })
}

/// The certificates of files, as far as they can be read, as C takes them.
fn certificates(names: &str) -> Vec<Crt> {
    let mut all = Vec::new();
    for name in names.split(' ') {
        let bytes = suite::read(name);
        match Crt::from_der(first_der(&bytes)) {
            Ok(crt) => all.push(crt),
            Err(_) => all.extend(Crt::each_from_pem(&bytes).filter_map(Result::ok)),
        }
    }
    all
}

/// C passes over what follows the DER of a certificate.
fn first_der(bytes: &[u8]) -> &[u8] {
    match bytes {
        [0x30, 0x82, high, low, ..] => {
            bytes.get(..4 + usize::from(*high) * 0x100 + usize::from(*low)).unwrap_or(bytes)
        }
        _ => bytes,
    }
}

/// The question of a case.
struct Question {
    chain: Vec<Crt>,
    trust: TrustStore,
    crls: CrlStore,
    name: Option<String>,
    profile: Profile,
}

impl Question {
    fn new(chain: &str, trusted: &str, profile: Profile) -> Self {
        let trust = certificates(trusted).into_iter().collect();
        Self { chain: certificates(chain), trust, crls: CrlStore::new(), name: None, profile }
    }

    fn ask(&self, veto: &dyn Fn(&Crt, usize, Flags) -> Result<(), Veto>) -> Flags {
        let server = self.name.as_deref().map(ServerName::try_from);
        // What cannot be a server's name is not this server's.
        let impossible = matches!(server, Some(Err(_)));
        let verifier = Verifier::new(&self.trust)
            .policy(Policy::MbedTls228)
            .purpose(Purpose::Any)
            .profile(self.profile)
            .revocation(Revocation::new(&self.crls))
            .veto_certificates(veto);
        let (leaf, intermediates) = self.chain.split_first().expect("a leaf");
        let server = server.and_then(Result::ok);
        let result = verifier.verify(leaf, intermediates, server.as_ref(), NOW.parse().expect("a time"));
        let flags = result.map_or_else(|error| error.flags(), |_| Flags::NONE);
        if impossible { flags | Flags::CN_MISMATCH } else { flags }
    }
}

fn bits(number: i64) -> u32 {
    // -1 is all bits.
    u32::try_from(number & 0xffff_ffff).expect("32 bits")
}

fn no_veto(_: &Crt, _: usize, _: Flags) -> Result<(), Veto> {
    Ok(())
}

fn compare(flags: Flags, verdict: i64, expected: i64) -> Outcome {
    let verdicts = (flags.is_empty(), flags.bits());
    Outcome::of(&verdicts, &(verdict == 0, bits(expected)))
}

#[test]
fn chains_with_lists() {
    run(PARSE, "x509_verify", VERIFY, |case| {
        let profile = profile(&case.text(6)).expect("a profile");
        let mut question = Question::new(&case.text(0), &case.text(1), profile);
        // C reads a file of lists as far as it can.
        question.crls = Crl::each_from_pem(&suite::read(&case.text(2))).filter_map(Result::ok).collect();
        question.name = Some(case.text(3)).filter(|name| name != "NULL");
        let flags = match case.text(7).as_str() {
            "verify_none" => question.ask(&|_, _, _| Err(Veto::new("nobody is trusted"))),
            "verify_all" => return Outcome::Skipped("a callback refuses here, it does not pardon"),
            _ => question.ask(&no_veto),
        };
        compare(flags, case.number(4), case.number(5))
    });
}

#[test]
fn chains_of_many_authorities() {
    run(PARSE, "mbedtls_x509_crt_verify_max", &[], |case| {
        let name = format!("{}/c{:02}.pem", case.text(1), case.number(2) + 1);
        let question = Question::new(&name, &case.text(0), Profile::MBEDTLS);
        compare(question.ask(&no_veto), case.number(3), case.number(4))
    });
}

#[test]
fn chains_with_profiles_and_vetoes() {
    run(PARSE, "mbedtls_x509_crt_verify_chain", CHAIN, |case| {
        let Some(profile) = profile(&case.text(4)) else {
            return Outcome::Skipped("no profile: a null pointer");
        };
        let question = Question::new(&case.text(0), &case.text(1), profile);
        let levels = case.number(5);
        let flags = question.ask(&|_, depth, _| match levels >> depth & 1 {
            0 => Ok(()),
            _ => Err(Veto::new("a fatal error").flags(Flags::FATAL)),
        });
        compare(flags, case.number(3), case.number(2))
    });
}

#[test]
fn chains_without_interruption() {
    run(PARSE, "x509_verify_restart", &[], |case| {
        let question = Question::new(&case.text(0), &case.text(1), Profile::MBEDTLS);
        compare(question.ask(&no_veto), case.number(2), case.number(3))
    });
}

#[test]
fn flags_of_each_certificate() {
    run(PARSE, "x509_verify_callback", &[], |case| {
        let mut question = Question::new(&case.text(0), &case.text(1), COMPAT);
        question.name = Some(case.text(2)).filter(|name| name != "NULL");
        let told = RefCell::new(String::new());
        let flags = question.ask(&|crt, depth, flags| {
            let (serial, subject, bits) = (crt.serial_number(), crt.subject(), flags.bits());
            let line = format!("depth {depth} - serial {serial} - subject {subject} - flags 0x{bits:08x}\n");
            told.borrow_mut().push_str(&line);
            Ok(())
        });
        Outcome::of(&(flags.is_empty(), told.into_inner()), &(case.number(3) == 0, case.text(4)))
    });
}

#[test]
fn flags_in_words() {
    run(PARSE, "x509_verify_info", &[], |case| {
        let text = Flags::from_bits(bits(case.number(0))).to_string();
        let text: String = text.lines().map(|line| format!("{}{line}\n", case.text(1))).collect();
        Outcome::of(&text, &case.text(2))
    });
}

const NOT_DER: &str = "an authority whose CA flag is 01, which is no DER";
const CHAIN: &[Row] = &[
    ("X509 CRT verify chain #5 (nonzero maxpathlen intermediate)", NOT_DER),
    ("X509 CRT verify chain #6 (nonzero maxpathlen root)", NOT_DER),
    ("X509 CRT verify chain #7 (maxpathlen root, self signed in path)", NOT_DER),
    ("X509 CRT verify chain #8 (self signed maxpathlen root)", NOT_DER),
];
const OLD_DIGESTS: &str =
    "nothing is trusted that is signed with MD2 or MD4, and there is no flag for what is not known";
const NO_HOST: &str = "a name with blanks is no server's name, also if a certificate has it";
const VERIFY: &[Row] = &[
    ("X509 CRT verification #2 (Revoked Cert, Expired CRL)", NO_HOST),
    ("X509 CRT verification #6 (Revoked Cert)", NO_HOST),
    ("X509 CRT verification #12 (Valid Cert MD2 Digest, MD2 forbidden)", OLD_DIGESTS),
    ("X509 CRT verification #12 (Valid Cert MD4 Digest, MD4 forbidden)", OLD_DIGESTS),
    ("X509 CRT verification #12 (Valid Cert MD2 Digest, MD2 allowed)", OLD_DIGESTS),
    ("X509 CRT verification #12 (Valid Cert MD4 Digest, MD4 allowed)", OLD_DIGESTS),
];
