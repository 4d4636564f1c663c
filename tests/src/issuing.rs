// SPDX-License-Identifier: MIT
//! Certificates, requests and revocation lists with random contents, beside what they shall say.

use std::fmt::Write as _;
use std::time::Duration;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, Ed448, Ed25519, PrivateKey, Rsa, SignatureAlgorithm};
use purembed::x509::{
    AccessDescription, AttributeType, AuthorityKeyId, BasicConstraints, Crl, CrlBuilder, CrlReason, Crt,
    CrtBuilder, Csr, CsrBuilder, DistributionPointName, Extension, ExtensionValue, GeneralName, GeneralNames,
    KeyPurpose, KeyUsage, Name, NetscapeCertType, NewDistributionPoint, NewIssuingDistributionPoint,
    NewPolicy, Oid, OtherName, PolicyQualifier, ReasonFlags, RevokedCertificate, SerialNumber,
    SignatureScheme, SubjectKeyId, SubtreeBase, Time,
};

/// Numbers that look random, and are the same each time (SplitMix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`.
    pub const fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// Heads.
    pub const fn heads(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One of these.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        let at = usize::try_from(self.below(of.len() as u64)).expect("an index");
        of[at].clone()
    }

    /// Some of these, in order, at least one.
    pub fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        let some: Vec<T> = of.iter().filter(|_| self.heads()).cloned().collect();
        if some.is_empty() { vec![self.one(of)] } else { some }
    }
}

/// One extension as it was asked for: what it is, whether it is critical, what it says.
pub type Said = (String, bool, String);

/// Something that was made, and the extensions that it shall have.
#[derive(Debug)]
pub struct Made<T> {
    /// The object.
    pub object: T,
    /// Its extensions, without those that come by themselves.
    pub says: Vec<Said>,
}

/// A key, and how it signs.
#[derive(Debug)]
pub struct Signer {
    /// The key.
    pub key: PrivateKey,
    /// How it signs.
    pub scheme: SignatureScheme,
}

/// A key of every kind that OpenSSL has, with various ways to sign.
///
/// # Panics
///
/// Without randomness.
#[must_use]
pub fn signers() -> Vec<Signer> {
    let rsa = || PrivateKey::from(Rsa::generate(2048).expect("a key"));
    let ecc = |curve| PrivateKey::from(Ecc::generate(curve).expect("a key"));
    let signer = |key, scheme| Signer { key, scheme };
    vec![
        signer(rsa(), Algorithm::SHA256.into()),
        signer(rsa(), Algorithm::SHA512.into()),
        signer(rsa(), SignatureAlgorithm::RsaPss(Algorithm::SHA256).into()),
        signer(ecc(Curve::SECP256R1), Algorithm::SHA256.into()),
        signer(ecc(Curve::SECP256R1), Algorithm::SHA512.into()),
        signer(ecc(Curve::SECP384R1), Algorithm::SHA384.into()),
        signer(ecc(Curve::SECP521R1), Algorithm::SHA512.into()),
        signer(ecc(Curve::BRAINPOOLP256R1), Algorithm::SHA224.into()),
        signer(ecc(Curve::SECP256K1), Algorithm::SHA256.into()),
        signer(Ed25519::generate().expect("a key").into(), Algorithm::SHA256.into()),
        signer(Ed448::generate().expect("a key").into(), Algorithm::SHA256.into()),
    ]
}

/// A name with attributes of many kinds, characters that are escaped, and other scripts.
pub fn name(dice: &mut Dice) -> Name {
    const KINDS: [AttributeType; 8] = [
        AttributeType::COMMON_NAME,
        AttributeType::ORGANIZATION,
        AttributeType::ORGANIZATIONAL_UNIT,
        AttributeType::LOCALITY,
        AttributeType::SURNAME,
        AttributeType::TITLE,
        AttributeType::USER_ID,
        AttributeType::PSEUDONYM,
    ];
    const WORDS: [&str; 8] = ["one", "two words", "a,b", "x=y", "é", "本", "+", "\"quoted\""];
    let mut name = Name::empty();
    for _ in 0..=dice.below(3) {
        let word = format!("{}{}", dice.one(&WORDS), dice.below(100));
        name = name.and(dice.one(&KINDS), &word).expect("any text will do");
    }
    name
}

fn time(dice: &mut Dice) -> Time {
    // The years 1900 to 2100.
    Time::from_unix(i64::try_from(dice.below(6_311_433_600)).expect("small") - 2_208_988_800)
}

fn oid(text: &str) -> Oid {
    text.parse().expect("an identifier")
}

fn serial(dice: &mut Dice) -> SerialNumber {
    let bytes = [dice.next().to_be_bytes(), dice.next().to_be_bytes()].concat();
    let length = 1 + usize::try_from(dice.below(16)).expect("small");
    SerialNumber::from_be_bytes(&bytes[..length]).unwrap_or_else(|| 1.into())
}

/// Names of every form; `directory` is one of them.
fn names<'n>(dice: &mut Dice, directory: &'n Name) -> Vec<GeneralName<'n>> {
    let all = [
        GeneralName::Dns("a.example"),
        GeneralName::Dns("*.b.example"),
        GeneralName::Ip([192, 0, 2, 7].into()),
        GeneralName::Ip("2001:db8::7".parse().expect("an address")),
        GeneralName::Email("someone@a.example"),
        GeneralName::Uri("https://a.example/path?query"),
        GeneralName::Directory(directory.as_name_ref()),
        GeneralName::Other(OtherName::new(oid("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x03a@b")),
        GeneralName::RegisteredId(oid("1.2.3.4")),
    ];
    dice.some(&all)
}

fn joined<'n>(names: impl IntoIterator<Item = GeneralName<'n>>) -> String {
    names.into_iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").expect("a string");
        text
    })
}

/// The uses of keys that are no authority's.
const USAGES: [KeyUsage; 6] = [
    KeyUsage::DIGITAL_SIGNATURE,
    KeyUsage::NON_REPUDIATION,
    KeyUsage::KEY_ENCIPHERMENT,
    KeyUsage::DATA_ENCIPHERMENT,
    KeyUsage::KEY_AGREEMENT,
    KeyUsage::CRL_SIGN,
];

const REASONS: [ReasonFlags; 4] = [
    ReasonFlags::KEY_COMPROMISE,
    ReasonFlags::SUPERSEDED,
    ReasonFlags::CERTIFICATE_HOLD,
    ReasonFlags::AA_COMPROMISE,
];

macro_rules! random_extensions {
    ($builder:ident, $dice:ident, $is_ca:expr, $says:ident) => {{
        let directory = name($dice);
        let mut builder = $builder;
        let is_ca: bool = $is_ca;
        let mut say = |oid: Oid, critical: bool, text: String| $says.push((oid.to_string(), critical, text));
        if $dice.heads() || is_ca {
            let mut usage = $dice.some(&USAGES).into_iter().fold(KeyUsage::empty(), |all, one| all | one);
            if is_ca {
                usage = usage | KeyUsage::KEY_CERT_SIGN;
            }
            builder = builder.key_usage(usage);
            say(Extension::KEY_USAGE, true, usage.to_string());
        }
        if $dice.heads() {
            let all = [KeyPurpose::SERVER_AUTH, KeyPurpose::CODE_SIGNING, KeyPurpose::new(oid("1.2.3.9"))];
            let purposes = $dice.some(&all);
            let text = purposes.iter().map(|purpose| purpose.to_string()).collect::<Vec<_>>().join(", ");
            builder = builder.extended_key_usage(purposes);
            say(Extension::EXTENDED_KEY_USAGE, false, text);
        }
        if $dice.heads() {
            let names = names($dice, &directory);
            say(Extension::SUBJECT_ALT_NAME, false, joined(names.iter().copied()));
            builder = builder.subject_alternative_names(names);
        }
        if $dice.heads() {
            let names = names($dice, &directory);
            say(Extension::ISSUER_ALT_NAME, false, joined(names.iter().copied()));
            builder = builder.issuer_alternative_names(names);
        }
        if is_ca && $dice.heads() {
            let bases = [
                SubtreeBase::Name(GeneralName::Dns("a.example")),
                SubtreeBase::Name(GeneralName::Email("b.example")),
                SubtreeBase::Name(GeneralName::Directory(directory.as_name_ref())),
                SubtreeBase::Ip { address: [192, 0, 2, 0].into(), mask: [255, 255, 255, 0].into() },
            ];
            let (permitted, excluded) = ($dice.some(&bases), $dice.some(&bases));
            let text = |list: &[SubtreeBase<'_>]| list.iter().map(base).collect::<Vec<_>>().join(", ");
            say(Extension::NAME_CONSTRAINTS, true, format!("{} but {}", text(&permitted), text(&excluded)));
            builder = builder.name_constraints(permitted, excluded);
        }
        if $dice.heads() {
            let (number, with) = ($dice.below(1000), $dice.heads());
            let mut policy = NewPolicy::new(oid(&format!("1.2.3.{number}")));
            let mut text = format!("1.2.3.{number}");
            if with {
                policy = policy.cps("http://a.example/cps").notice("Für Tests");
                text += " cps http://a.example/cps notice Für Tests";
            }
            builder = builder.certificate_policies([policy, NewPolicy::any()]);
            say(Extension::CERTIFICATE_POLICIES, false, text + ", 2.5.29.32.0");
        }
        if is_ca && $dice.heads() {
            let skip = u8::try_from($dice.below(256)).expect("small");
            builder = builder
                .policy_mappings([(oid("1.2.3"), oid("1.2.4"))])
                .policy_constraints(Some(skip), $dice.heads().then_some(0))
                .inhibit_any_policy(skip);
            say(Extension::POLICY_MAPPINGS, true, "1.2.3 is 1.2.4".into());
            say(Extension::POLICY_CONSTRAINTS, true, format!("explicit {skip}"));
            say(Extension::INHIBIT_ANY_POLICY, true, skip.to_string());
        }
        if $dice.heads() {
            let reasons = $dice.some(&REASONS).into_iter().reduce(|all, one| all | one).expect("one");
            builder = builder
                .crl_distribution_points([
                    NewDistributionPoint::uri("http://a.example/1.crl").reasons(reasons),
                    NewDistributionPoint::of_issuer(&directory),
                ])
                .freshest_crl([NewDistributionPoint::uri("http://a.example/2.crl")]);
            let first = format!("URI:http://a.example/1.crl for {reasons}");
            let second = format!("of DirName:{directory}");
            say(Extension::CRL_DISTRIBUTION_POINTS, false, format!("{first}; {second}"));
            say(Extension::FRESHEST_CRL, false, "URI:http://a.example/2.crl".into());
        }
        if $dice.heads() {
            let places = [
                (AccessDescription::OCSP, GeneralName::Uri("http://a.example/ocsp")),
                (AccessDescription::CA_ISSUERS, GeneralName::Uri("http://a.example/ca")),
            ];
            let text =
                "1.3.6.1.5.5.7.48.1 URI:http://a.example/ocsp, 1.3.6.1.5.5.7.48.2 URI:http://a.example/ca";
            builder = builder.authority_info_access(places).subject_info_access(places);
            say(Extension::AUTHORITY_INFO_ACCESS, false, text.into());
            say(Extension::SUBJECT_INFO_ACCESS, false, text.into());
        }
        if $dice.heads() {
            let kind = $dice
                .one(&[NetscapeCertType::SSL_SERVER, NetscapeCertType::EMAIL | NetscapeCertType::SSL_CA]);
            builder = builder.must_staple().netscape_cert_type(kind).netscape_comment("made by tests");
            say(Extension::TLS_FEATURE, false, "3003020105".into());
            say(Extension::NETSCAPE_CERT_TYPE, false, kind.to_string());
            say(Extension::NETSCAPE_COMMENT, false, format!("160d{}", hex(b"made by tests")));
        }
        builder
    }};
}

fn base(base: &SubtreeBase<'_>) -> String {
    match base {
        SubtreeBase::Ip { address, mask } => format!("IP:{address}/{mask}"),
        SubtreeBase::Name(name) => name.to_string(),
        _ => "?".into(),
    }
}

/// A certificate that its own key signs.
///
/// # Panics
///
/// If it cannot be made.
pub fn certificate(dice: &mut Dice, signer: &Signer) -> Made<Crt> {
    let (from, days) = (time(dice), dice.below(20_000));
    let until = from + Duration::from_secs(days * 86_400);
    let is_ca = dice.heads();
    let constraints = match dice.heads() {
        _ if !is_ca => BasicConstraints::EndEntity,
        true => BasicConstraints::Ca { max_path_length: None },
        false => {
            BasicConstraints::Ca { max_path_length: Some(u8::try_from(dice.below(128)).expect("small")) }
        }
    };
    let builder = CrtBuilder::new(name(dice), signer.key.public_key(), serial(dice), from, until)
        .basic_constraints(constraints)
        .authority_key_identifier(dice.one(&[
            AuthorityKeyId::KeyIdentifier,
            AuthorityKeyId::Both,
            AuthorityKeyId::IssuerAndSerialNumber,
        ]))
        .subject_key_identifier(dice.one(&[SubjectKeyId::Sha1, SubjectKeyId::Sha256]));
    let mut says = vec![(Extension::BASIC_CONSTRAINTS.to_string(), is_ca, format!("{constraints:?}"))];
    let mut builder = random_extensions!(builder, dice, is_ca, says);
    if dice.heads() {
        let critical = dice.heads();
        builder = builder.extension(oid("1.3.6.1.4.1.99999.1"), critical, [4, 2, 7, 7]);
        says.push(("1.3.6.1.4.1.99999.1".into(), critical, "04020707".into()));
    }
    let object = builder.self_sign(&signer.key, signer.scheme).expect("a certificate");
    Made { object, says }
}

/// A request.
///
/// # Panics
///
/// If it cannot be made.
pub fn request(dice: &mut Dice, signer: &Signer) -> Made<Csr> {
    let mut says = Vec::new();
    let builder = CsrBuilder::new(name(dice));
    let mut builder = random_extensions!(builder, dice, false, says);
    if dice.heads() {
        builder = builder.challenge_password("secret 7").unstructured_name("Gerät");
    }
    let object = builder.sign_with(&signer.key, signer.scheme).expect("a request");
    Made { object, says }
}

/// A revocation list of an authority.
///
/// # Panics
///
/// If it cannot be made.
pub fn list(dice: &mut Dice, issuer: &Crt, signer: &Signer) -> Made<Crl> {
    let (now, directory) = (time(dice), name(dice));
    let mut says = Vec::new();
    let mut say = |oid: Oid, critical: bool, text: String| says.push((oid.to_string(), critical, text));
    let number = serial(dice);
    let mut builder = CrlBuilder::new(number.clone(), now, now + Duration::from_secs(dice.below(1_000_000)));
    say(Extension::CRL_NUMBER, false, number.to_string());
    let is_delta = dice.heads() && number.as_bytes() != [1];
    if is_delta {
        builder = builder.delta(SerialNumber::from(0));
        say(Extension::DELTA_CRL_INDICATOR, true, "00".into());
    }
    let is_indirect = dice.heads();
    let mut point = NewIssuingDistributionPoint::new().uri("http://a.example/1.crl");
    if is_indirect {
        point = point.indirect();
    }
    if dice.heads() || is_indirect {
        builder = builder.issuing_distribution_point(point);
        say(Extension::ISSUING_DISTRIBUTION_POINT, true, format!("URI:http://a.example/1.crl {is_indirect}"));
    }
    if dice.heads() {
        let names = names(dice, &directory);
        say(Extension::ISSUER_ALT_NAME, false, joined(names.iter().copied()));
        builder = builder.issuer_alternative_names(names);
    }
    for _ in 0..dice.below(20) {
        let mut revoked = RevokedCertificate::new(serial(dice), time(dice));
        if dice.heads() {
            revoked = revoked.reason(dice.one(&[CrlReason::KeyCompromise, CrlReason::CertificateHold]));
        }
        if dice.heads() {
            revoked = revoked.invalidity_date(time(dice));
        }
        if is_indirect && dice.heads() {
            revoked = revoked.certificate_issuer(&directory);
        }
        builder = builder.revoke(revoked);
    }
    let object = builder.sign_with(issuer, &signer.key, signer.scheme).expect("a list");
    Made { object, says }
}

/// What the extensions of an object say, without those that come by themselves.
///
/// # Panics
///
/// If one cannot be read.
pub fn said<'e>(extensions: impl Iterator<Item = Extension<'e>>) -> Vec<Said> {
    let alone = [Extension::AUTHORITY_KEY_IDENTIFIER, Extension::SUBJECT_KEY_IDENTIFIER];
    extensions
        .filter(|extension| !alone.contains(extension.oid()))
        .map(|extension| {
            let value = extension.parse().expect("what was written is well formed");
            (extension.oid().to_string(), extension.is_critical(), text(&value))
        })
        .collect()
}

fn text(value: &ExtensionValue<'_>) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        ExtensionValue::BasicConstraints(constraints) => format!("{constraints:?}"),
        ExtensionValue::KeyUsage(usage) => usage.to_string(),
        ExtensionValue::ExtendedKeyUsage(usage) => list(usage.iter().map(|one| one.to_string()).collect()),
        ExtensionValue::SubjectAltName(names) | ExtensionValue::IssuerAltName(names) => joined(names.iter()),
        ExtensionValue::NameConstraints(constraints) => {
            let permitted = list(constraints.permitted().map(|tree| base(&tree.base())).collect());
            format!(
                "{permitted} but {}",
                list(constraints.excluded().map(|tree| base(&tree.base())).collect())
            )
        }
        ExtensionValue::CertificatePolicies(policies) => list(
            policies
                .iter()
                .map(|policy| {
                    let qualifiers = policy.qualifiers().map(|qualifier| match qualifier {
                        PolicyQualifier::Cps(uri) => format!(" cps {uri}"),
                        PolicyQualifier::UserNotice(notice) => {
                            format!(" notice {}", notice.explicit_text().unwrap_or_default())
                        }
                        _ => " ?".into(),
                    });
                    policy.oid().to_string() + &qualifiers.collect::<String>()
                })
                .collect(),
        ),
        ExtensionValue::PolicyMappings(mappings) => {
            list(mappings.iter().map(|(issuer, subject)| format!("{issuer} is {subject}")).collect())
        }
        ExtensionValue::PolicyConstraints(constraints) => {
            format!("explicit {}", constraints.require_explicit_policy.unwrap_or_default())
        }
        ExtensionValue::InhibitAnyPolicy(skip) => skip.to_string(),
        ExtensionValue::CrlDistributionPoints(points) | ExtensionValue::FreshestCrl(points) => {
            let full = |name| match name {
                DistributionPointName::Full(names) => GeneralNames::to_string(&names),
                _ => "?".into(),
            };
            let points = points.iter().map(|point| {
                let name = point.name().map(full).unwrap_or_default();
                let reasons = point.reasons().map(|reasons| format!(" for {reasons}")).unwrap_or_default();
                name + &reasons + &point.crl_issuer().map(|issuer| format!("of {issuer}")).unwrap_or_default()
            });
            points.collect::<Vec<_>>().join("; ")
        }
        ExtensionValue::AuthorityInfoAccess(access) | ExtensionValue::SubjectInfoAccess(access) => {
            list(access.iter().map(|place| format!("{} {}", place.method(), place.location())).collect())
        }
        ExtensionValue::NetscapeCertType(kind) => kind.to_string(),
        ExtensionValue::CrlNumber(number) | ExtensionValue::DeltaCrlIndicator(number) => number.to_string(),
        ExtensionValue::IssuingDistributionPoint(point) => match point.name() {
            Some(DistributionPointName::Full(names)) => format!("{names} {}", point.is_indirect()),
            _ => "?".into(),
        },
        ExtensionValue::Unknown(octets) => hex(octets),
        _ => "?".into(),
    }
}
