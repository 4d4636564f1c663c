// SPDX-License-Identifier: MIT
//! Two sides of one protocol in one thread, whoever made them: what handshakes and records are measured with.

mod dimpl;
mod face;
#[cfg(feature = "peers-c")]
mod mbedtls;
#[cfg(feature = "peers-c")]
mod openssl;
mod ours;
mod rustls;

use std::hint::black_box;
use std::sync::Arc;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey, Rsa};
use purembed::x509::{BasicConstraints, Crt, CrtBuilder, GeneralName, KeyUsage, SerialNumber, Time};

use crate::contest::{Contestant, Operation, Size};

const IDENTITY: &[u8] = b"thermometer";
const KEY: &[u8] = b"0123456789abcdef";
/// Seconds since 1970.
const NOW: i64 = 1_800_000_000;
/// Room for any flight here.
const MTU: usize = 1400;

/// What the bytes look like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Protocol {
    Tls12,
    Tls13,
    Dtls12,
}

/// How the two sides know each other.
#[derive(Clone)]
pub(crate) enum Secret {
    Psk,
    Certificate(Pki),
}

/// What two sides are to agree on.
#[derive(Clone)]
pub(crate) struct Agreement {
    pub(crate) protocol: Protocol,
    /// By Mbed TLS's name, or, in TLS 1.3, the only one.
    pub(crate) suite: &'static str,
    pub(crate) secret: Secret,
    /// Whether to resume a session, for which there is a handshake before those that count.
    pub(crate) resumed: bool,
}

/// A root and a leaf for `localhost`, both with keys of one kind.
#[derive(Clone)]
pub(crate) struct Pki {
    pub(crate) root: Crt,
    pub(crate) leaf: Crt,
    pub(crate) key: Arc<PrivateKey>,
}

impl Pki {
    fn new(key: impl Fn() -> PrivateKey) -> Self {
        let from = Time::from(std::time::UNIX_EPOCH);
        let until = Time::from_unix(4_000_000_000);
        let (root_key, leaf_key) = (key(), key());
        let serial = || SerialNumber::random().expect("randomness");
        let root =
            CrtBuilder::new("CN=Root".parse().expect("a name"), root_key.public_key(), serial(), from, until)
                .basic_constraints(BasicConstraints::Ca { max_path_length: None })
                .key_usage(KeyUsage::KEY_CERT_SIGN)
                .self_sign(&root_key, Algorithm::SHA256)
                .expect("a root");
        let leaf = CrtBuilder::new(
            "CN=localhost".parse().expect("a name"),
            leaf_key.public_key(),
            serial(),
            from,
            until,
        )
        .subject_alternative_names([GeneralName::Dns("localhost")])
        .sign_with(&root, &root_key, Algorithm::SHA256)
        .expect("a leaf");
        Self { root, leaf, key: Arc::new(leaf_key) }
    }

    pub(crate) fn ecdsa_p256() -> Self {
        Self::new(|| Ecc::generate(Curve::SECP256R1).expect("a key").into())
    }

    pub(crate) fn rsa_2048() -> Self {
        Self::new(|| Rsa::generate(2048).expect("a key").into())
    }
}

/// Two sides that are connected.
pub(crate) trait Pair {
    /// Whether that was a resumption.
    fn is_resumed(&mut self) -> bool;
    /// Client to server.
    fn send(&mut self, data: &[u8], out: &mut [u8]);
}

/// Makes both sides and shakes hands: what is measured.
pub(crate) type Connect = Box<dyn FnOnce() -> Box<dyn Pair>>;
/// Makes what that needs. The contexts of both sides are the same for all, in all threads.
pub(crate) type Maker = Arc<dyn Fn() -> Connect + Send + Sync>;

fn maker<C: FnOnce() -> Box<dyn Pair> + 'static>(make: impl Fn() -> C + Send + Sync + 'static) -> Maker {
    Arc::new(move || Box::new(make()))
}

/// Everyone who can do that, each of whom was seen to do it.
pub(crate) fn makers(agreement: &Agreement) -> Vec<(&'static str, Maker)> {
    let mut all = match agreement.protocol {
        Protocol::Tls13 => vec![("purembed", face::maker(agreement))],
        Protocol::Tls12 | Protocol::Dtls12 => vec![("purembed", ours::maker(agreement))],
    };
    #[cfg(feature = "peers-c")]
    {
        all.extend(mbedtls::maker(agreement).map(|maker| ("Mbed TLS", maker)));
        all.extend(openssl::maker(agreement).map(|maker| ("OpenSSL", maker)));
    }
    all.extend(rustls::makers(agreement));
    all.extend(dimpl::maker(agreement).map(|maker| ("dimpl", maker)));
    for (name, make) in &all {
        let mut pair = make()();
        assert_eq!(pair.is_resumed(), agreement.resumed, "{name}: full or resumed");
        let (data, mut out) = ([7; 1000], [0; 1000]);
        pair.send(&data, &mut out);
        assert_eq!(out, data, "{name}: what is sent arrives");
    }
    all
}

/// Handshakes of everyone who can do that.
pub(crate) fn handshake(group: &str, agreement: &Agreement) -> Operation {
    let contestants = makers(agreement)
        .into_iter()
        .map(|(name, make)| Contestant::with_setup(name, move || make(), |connect: Connect| connect()));
    Operation { group: group.to_owned(), size: Size::One, contestants: contestants.collect() }
}

/// Records of so many bytes, from the client to the server.
pub(crate) fn records(group: &str, size: usize, agreement: &Agreement) -> Operation {
    let contestants = makers(agreement).into_iter().map(|(name, make)| {
        let mut pair = make()();
        let (data, mut out) = (vec![7; size], vec![0; size]);
        Contestant::new(name, move || {
            pair.send(black_box(&data), &mut out);
            black_box(&out);
        })
    });
    Operation { group: group.to_owned(), size: Size::Bytes(size), contestants: contestants.collect() }
}

#[cfg(test)]
mod tests {
    use crate::{dtls12, scaling, tls, tls12};

    #[test]
    fn everyone_shakes_hands() {
        let all = [tls12::operations(), dtls12::operations(), tls::operations(), scaling::operations()];
        for operation in all.into_iter().flatten() {
            for mut contestant in operation.contestants {
                assert!(!contestant.run(1).is_zero(), "{}: {}", operation.group, contestant.name);
            }
        }
    }
}
