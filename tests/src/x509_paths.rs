// SPDX-License-Identifier: MIT
//! Chains of certificates of which each breaks one rule of path validation: made at test time, octet by octet, because no
//! builder makes most of them.

mod lists;
mod policies;
mod revocation;
mod rows;

use std::sync::LazyLock;
use std::time::SystemTime;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey, SignatureAlgorithm};
use purembed::x509::{Name, Rule, Time};

pub use lists::List;

/// Every rule with its chains.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    [rows::ROWS, revocation::ROWS, policies::ROWS].into_iter().flatten()
}

/// Object identifiers under id-ce, 2.5.29.
#[expect(missing_docs, reason = "the names say it")]
pub mod ce {
    pub const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
    pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
    pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
    pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
    pub const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 20];
    pub const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];
    pub const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
    pub const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 32];
    pub const POLICY_MAPPINGS: &[u8] = &[0x55, 0x1d, 33];
    pub const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
    pub const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 36];
    pub const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
    pub const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1d, 54];
}

/// Keys of root, authority and server.
static KEYS: LazyLock<[PrivateKey; 3]> =
    LazyLock::new(|| std::array::from_fn(|_| Ecc::generate(Curve::SECP256R1).expect("a key").into()));

const DAY: i64 = 86_400;

/// Now, as C and OpenSSL see it too.
#[must_use]
pub fn now() -> Time {
    SystemTime::now().into()
}

/// Writes one value.
#[must_use]
pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut der = vec![tag];
    match length {
        0..=0x7f => der.push(u8::try_from(length).expect("short")),
        0x80..=0xff => der.extend([0x81, u8::try_from(length).expect("one octet")]),
        _ => {
            der.push(0x82);
            der.extend(u16::try_from(length).expect("two octets").to_be_bytes());
        }
    }
    der.extend_from_slice(contents);
    der
}

/// One extension.
#[derive(Clone, Debug)]
struct Extension {
    oid: Vec<u8>,
    critical: bool,
    value: Vec<u8>,
}

/// A certificate before it is signed, to be spoilt.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "RFC 5280 section 4.1 says it")]
pub struct Draft {
    /// 2 is version 3.
    pub version: u8,
    pub serial: Vec<u8>,
    pub issuer: String,
    pub subject: String,
    pub not_before: i64,
    pub not_after: i64,
    pub public_key: Vec<u8>,
    extensions: Vec<Extension>,
}

impl Draft {
    fn new(subject: &str, issuer: &str, key: usize) -> Self {
        Self {
            version: 2,
            serial: vec![u8::try_from(key + 1).expect("small")],
            issuer: issuer.into(),
            subject: subject.into(),
            not_before: now().as_unix() - DAY,
            not_after: now().as_unix() + DAY,
            public_key: KEYS[key].public_key().to_der(),
            extensions: Vec::new(),
        }
    }

    /// Sets an extension, in the place of one that was there.
    pub fn set(&mut self, oid: &[u8], critical: bool, value: &[u8]) -> &mut Self {
        self.remove(oid);
        self.extensions.push(Extension { oid: oid.into(), critical, value: value.into() });
        self
    }

    /// Takes an extension away.
    pub fn remove(&mut self, oid: &[u8]) -> &mut Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Changes whether an extension is critical.
    ///
    /// # Panics
    ///
    /// If it is not there.
    pub fn critical(&mut self, oid: &[u8], critical: bool) -> &mut Self {
        let found = self.extensions.iter_mut().find(|extension| extension.oid == oid);
        found.expect("the extension is there").critical = critical;
        self
    }

    /// Takes all extensions away and makes it version 1.
    pub fn old(&mut self) {
        self.version = 0;
        self.extensions.clear();
    }

    fn sign(&self, key: usize) -> Vec<u8> {
        let version = tlv(0xa0, &tlv(2, &[self.version]));
        let validity = [utc_time(self.not_before), utc_time(self.not_after)].concat();
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::to_der).collect();
        let body = [
            if self.version == 0 { vec![] } else { version },
            tlv(2, &self.serial),
            ECDSA_WITH_SHA256.into(),
            name(&self.issuer),
            tlv(0x30, &validity),
            name(&self.subject),
            self.public_key.clone(),
            if extensions.is_empty() { vec![] } else { tlv(0xa3, &tlv(0x30, &extensions)) },
        ];
        signed(&tlv(0x30, &body.concat()), key)
    }
}

const ECDSA_WITH_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

/// Puts a signature to what is signed.
fn signed(body: &[u8], key: usize) -> Vec<u8> {
    let algorithm = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
    let signature = KEYS[key].sign(algorithm, body).expect("a signature");
    let signature = tlv(3, &[&[0][..], &signature].concat());
    tlv(0x30, &[body, ECDSA_WITH_SHA256, &signature].concat())
}

fn name(text: &str) -> Vec<u8> {
    text.parse::<Name>().expect("a name").as_der().to_vec()
}

impl Extension {
    fn to_der(&self) -> Vec<u8> {
        let critical: &[u8] = if self.critical { &[1, 1, 0xff] } else { &[] };
        tlv(0x30, &[&tlv(6, &self.oid), critical, &tlv(4, &self.value)].concat())
    }
}

fn utc_time(seconds: i64) -> Vec<u8> {
    let text = Time::from_unix(seconds).to_string();
    let digits: String = text.chars().filter(char::is_ascii_digit).skip(2).collect();
    tlv(23, format!("{digits}Z").as_bytes())
}

/// The identifier of one of the keys.
#[must_use]
pub fn key_identifier(key: usize) -> Vec<u8> {
    Algorithm::SHA256.digest(KEYS[key].public_key().to_der()).as_ref()[..20].to_vec()
}

/// An authority key identifier.
#[must_use]
pub fn authority(key: usize) -> Vec<u8> {
    tlv(0x30, &tlv(0x80, &key_identifier(key)))
}

/// A root, an authority and a server for `localhost`, which hold by every policy unless they are changed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Chain {
    pub root: Draft,
    pub middle: Draft,
    pub leaf: Draft,
    pub host: &'static str,
    pub sends_middle: bool,
    pub trusts_leaf: bool,
    /// Flips a bit in the signature of the leaf.
    pub spoils_signature: bool,
    /// Lists by which every certificate but the root must not be revoked; without any, nobody asks.
    pub lists: Vec<List>,
    pub asked: Asked,
}

/// What is asked about a chain.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Asked {
    /// So many seconds after now.
    pub later: i64,
    /// The policies that are good; all, if there are none.
    pub policies: &'static [&'static str],
    /// Whether one of them must hold, also if no certificate asks for that.
    pub requires_policy: bool,
    pub inhibits_mapping: bool,
    pub inhibits_any_policy: bool,
}

impl Default for Chain {
    fn default() -> Self {
        let mut root = Draft::new("O=purembed tests, CN=Root", "O=purembed tests, CN=Root", 0);
        let mut middle = Draft::new("O=purembed tests, CN=Middle", "O=purembed tests, CN=Root", 1);
        let mut leaf = Draft::new("CN=localhost", "O=purembed tests, CN=Middle", 2);
        for (key, draft) in [(0, &mut root), (1, &mut middle)] {
            draft
                .set(ce::BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xff])
                // keyCertSign, cRLSign
                .set(ce::KEY_USAGE, true, &[3, 2, 1, 6])
                .set(ce::SUBJECT_KEY_IDENTIFIER, false, &tlv(4, &key_identifier(key)));
        }
        middle.set(ce::AUTHORITY_KEY_IDENTIFIER, false, &authority(0));
        leaf.set(ce::AUTHORITY_KEY_IDENTIFIER, false, &authority(1))
            .set(ce::SUBJECT_KEY_IDENTIFIER, false, &tlv(4, &key_identifier(2)))
            // digitalSignature
            .set(ce::KEY_USAGE, true, &[3, 2, 7, 0x80])
            .set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1]))
            .set(ce::SUBJECT_ALT_NAME, false, &tlv(0x30, &tlv(0x82, b"localhost")));
        Self {
            root,
            middle,
            leaf,
            host: "localhost",
            sends_middle: true,
            trusts_leaf: false,
            spoils_signature: false,
            lists: Vec::new(),
            asked: Asked::default(),
        }
    }
}

/// What the sides get, in DER.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Built {
    pub leaf: Vec<u8>,
    pub sent: Vec<Vec<u8>>,
    pub trusted: Vec<u8>,
    pub lists: Vec<Vec<u8>>,
    pub host: &'static str,
    pub asked: Asked,
}

impl Chain {
    /// Signs all of it.
    ///
    /// # Panics
    ///
    /// If a name cannot be read.
    #[must_use]
    pub fn build(&self) -> Built {
        let mut leaf = self.leaf.sign(1);
        if self.spoils_signature {
            *leaf.last_mut().expect("a signature") ^= 1;
        }
        let trusted = if self.trusts_leaf { leaf.clone() } else { self.root.sign(0) };
        let sent = if self.sends_middle { vec![self.middle.sign(0)] } else { vec![] };
        let lists = self.lists.iter().map(List::sign).collect();
        Built { leaf, sent, trusted, lists, host: self.host, asked: self.asked }
    }
}

/// An extended key usage: numbers under id-kp, 1.3.6.1.5.5.7.3; 0 is `anyExtendedKeyUsage`.
#[must_use]
pub fn purposes(numbers: &[u8]) -> Vec<u8> {
    let oid = |number: &u8| match number {
        0 => tlv(6, &[0x55, 0x1d, 0x25, 0]),
        number => tlv(6, &[0x2b, 6, 1, 5, 5, 7, 3, *number]),
    };
    tlv(0x30, &numbers.iter().flat_map(oid).collect::<Vec<u8>>())
}

/// What a chain breaks.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "only tests see it")]
pub enum Breaks {
    /// Nothing: the twin of the others.
    Nothing,
    /// What RFC 5280 and the Web PKI ask for, always: the start of the name of our error.
    Always(&'static str),
    /// A rule of the table, and nothing else.
    Rule(Rule),
    /// A rule of the table, and others with it.
    RuleAmongOthers(Rule),
}

/// What another program says, compared with us under RFC 5280.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "only tests see it")]
pub enum Theirs {
    /// The same.
    Same,
    /// The opposite, and why.
    Differs(&'static str),
}

/// One rule: a chain that breaks it, and one that is like it and does not.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, clippy::exhaustive_structs, reason = "the names say it")]
pub struct Row {
    pub name: &'static str,
    pub breaks: Breaks,
    pub spoil: fn(&mut Chain),
    pub twin: fn(&mut Chain),
    pub openssl: Theirs,
}
