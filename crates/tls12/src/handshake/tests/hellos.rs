// SPDX-License-Identifier: MIT
//! Hellos made by hand: which are answered, and how, and which end the handshake with which alert.

use alloc::boxed::Box;

use super::*;
use crate::Alert;
use crate::wire::codec::{Numbers, Writer};
use crate::wire::extension::{self, Extensions};
use crate::wire::ids::{EMPTY_RENEGOTIATION_INFO, ExtensionType, version};
use crate::wire::message::{ClientHello, ServerHello};

const AEAD: u16 = 0xc02b;
const CBC: u16 = 0xc009;

fn suites() -> Vec<CipherSuite> {
    [AEAD, CBC].map(|id| CipherSuite::from_id(id).expect("a suite")).into()
}

/// Extensions by number, with their bodies.
type List = Vec<(ExtensionType, Vec<u8>)>;

fn write_list(list: &List) -> Vec<u8> {
    let mut bytes = vec![];
    let mut writer = Writer::new(&mut bytes);
    for (kind, body) in list {
        extension::write_one(*kind, |writer| writer.bytes(body), &mut writer);
    }
    writer.finish().expect("short");
    bytes
}

/// Replaces an extension, or adds it.
fn with(list: &mut List, kind: ExtensionType, body: &[u8]) {
    list.retain(|(one, _)| *one != kind);
    list.push((kind, body.to_vec()));
}

/// A client's hello.
struct Hello {
    datagram: bool,
    version: u16,
    suites: Vec<u16>,
    compressions: Vec<u8>,
    extensions: List,
}

impl Hello {
    fn new() -> Self {
        let extensions = vec![
            (ExtensionType::SUPPORTED_GROUPS, vec![0, 4, 0, 29, 0, 23]),
            (ExtensionType::SIGNATURE_ALGORITHMS, vec![0, 2, 4, 3]),
        ];
        Self {
            datagram: false,
            version: version::TLS12,
            suites: vec![AEAD, CBC],
            compressions: vec![0],
            extensions,
        }
    }

    fn body(&self) -> Vec<u8> {
        let (mut body, list) = (vec![], write_list(&self.extensions));
        let suites: Vec<u8> = self.suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
        let hello = ClientHello {
            version: self.version,
            random: &[7; 32],
            session_id: &[],
            cookie: self.datagram.then_some(&[]),
            suites: Numbers::read(&suites).expect("pairs"),
            compressions: &self.compressions,
            extensions: Extensions::from_written(&list),
        };
        hello.write(&mut Writer::new(&mut body));
        body
    }

    /// What a server answers: its suite and extensions.
    fn heard_by(&self, config: Config) -> Result<(u16, List), Error> {
        let mut server = Server::new(Arc::new(config), self.datagram);
        let (mut flight, mut keys, mut rng) = (Flight::default(), None, random::generator()?);
        let mut cx = Cx {
            rng: &mut rng,
            unix_time: 0,
            flight: &mut flight,
            read_keys: &mut keys,
            on_step: &mut |_| (),
        };
        let body = self.body();
        server.message(Message { kind: HandshakeType::CLIENT_HELLO, sequence: 0, body: &body }, &mut cx)?;
        let (kind, _, body) = take(&mut flight).pop_front().expect("an answer");
        assert_eq!(kind, Some(HandshakeType::SERVER_HELLO));
        let hello = ServerHello::read(&body)?;
        let list = hello.extensions.iter().map(|(kind, body)| (kind, body.to_vec())).collect();
        Ok((hello.suite, list))
    }
}

fn server() -> Config {
    Certified::ecdsa().identify(Config::new(&suites()))
}

/// The alert that ends a server's handshake with a changed hello.
fn refusal(change: impl FnOnce(&mut Hello)) -> Option<Alert> {
    let mut hello = Hello::new();
    change(&mut hello);
    hello.heard_by(server().inner_protocols(&[b"h2"])).err().and_then(|error| error.alert())
}

fn answer(change: impl FnOnce(&mut Hello)) -> (u16, List) {
    let mut hello = Hello::new();
    change(&mut hello);
    hello.heard_by(server().inner_protocols(&[b"h2"])).expect("an answer")
}

#[test]
fn hellos_that_break_rules_end_the_handshake() {
    use ExtensionType as Kind;
    let extension = |kind, body: &[u8]| refusal(|hello| with(&mut hello.extensions, kind, body));
    for (kind, body, alert) in [
        (Kind::EXTENDED_MASTER_SECRET, &[0][..], Alert::DECODE_ERROR),
        (Kind::ENCRYPT_THEN_MAC, &[0], Alert::DECODE_ERROR),
        (Kind::MAX_FRAGMENT_LENGTH, &[], Alert::DECODE_ERROR),
        (Kind::MAX_FRAGMENT_LENGTH, &[1, 1], Alert::DECODE_ERROR),
        (Kind::MAX_FRAGMENT_LENGTH, &[0], Alert::ILLEGAL_PARAMETER),
        (Kind::MAX_FRAGMENT_LENGTH, &[5], Alert::ILLEGAL_PARAMETER),
        (Kind::RENEGOTIATION_INFO, &[1, 7], Alert::ILLEGAL_PARAMETER),
        (Kind::RENEGOTIATION_INFO, &[], Alert::DECODE_ERROR),
        (Kind::EC_POINT_FORMATS, &[1, 1], Alert::ILLEGAL_PARAMETER),
        (Kind::EC_POINT_FORMATS, &[0], Alert::DECODE_ERROR),
        (Kind::SUPPORTED_GROUPS, &[0, 0], Alert::DECODE_ERROR),
        (Kind::SUPPORTED_GROUPS, &[0, 3, 0, 23, 0], Alert::DECODE_ERROR),
        // A group that nobody has; a scheme of SHA-1, which nobody signs with.
        (Kind::SUPPORTED_GROUPS, &[0, 2, 0xfe, 1], Alert::HANDSHAKE_FAILURE),
        (Kind::SIGNATURE_ALGORITHMS, &[0, 2, 2, 3], Alert::HANDSHAKE_FAILURE),
        (Kind::SIGNATURE_ALGORITHMS, &[0, 0], Alert::DECODE_ERROR),
        (Kind::ALPN, &[0, 3, 2, b'h', b'3'], Alert::NO_APPLICATION_PROTOCOL),
        (Kind::ALPN, &[0, 1, 0], Alert::DECODE_ERROR),
        (Kind::ALPN, &[0, 0], Alert::DECODE_ERROR),
        (Kind::SERVER_NAME, &[0, 8, 0, 0, 1, b'a', 0, 0, 1, b'b'], Alert::DECODE_ERROR),
        (Kind::SERVER_NAME, &[0, 4, 0, 0, 1, 0xff], Alert::DECODE_ERROR),
    ] {
        assert_eq!(extension(kind, body), Some(alert), "{kind:?} {body:?}");
    }
    let twice = |hello: &mut Hello| hello.extensions.extend_from_within(..1);
    assert_eq!(refusal(twice), Some(Alert::DECODE_ERROR));
    let no_schemes = |hello: &mut Hello| hello.extensions.truncate(1);
    assert_eq!(refusal(no_schemes), Some(Alert::HANDSHAKE_FAILURE));
    assert_eq!(refusal(|hello| hello.compressions = vec![1]), Some(Alert::ILLEGAL_PARAMETER));
    assert_eq!(refusal(|hello| hello.suites = vec![0x1301]), Some(Alert::HANDSHAKE_FAILURE));
    for old in [0x0302, 0x0300, 0x0002] {
        assert_eq!(refusal(|hello| hello.version = old), Some(Alert::PROTOCOL_VERSION));
    }
    let old = |hello: &mut Hello| (hello.datagram, hello.version) = (true, version::DTLS10);
    assert_eq!(refusal(old), Some(Alert::PROTOCOL_VERSION));
}

#[test]
fn servers_answer_what_was_asked_and_nothing_else() {
    use ExtensionType as Kind;
    assert_eq!(answer(|_| ()), (AEAD, vec![]));
    // Unknown extensions, suites and versions that are newer are passed over.
    let strange = answer(|hello| {
        with(&mut hello.extensions, ExtensionType(0x0a0a), b"anything");
        hello.suites.insert(0, 0x1a1a);
        hello.version = 0x0305;
        hello.compressions.push(1);
    });
    assert_eq!(strange, (AEAD, vec![]));
    let asked = |kind, body: &[u8]| answer(|hello| with(&mut hello.extensions, kind, body)).1;
    for (kind, body, echo) in [
        (Kind::EXTENDED_MASTER_SECRET, &[][..], &[][..]),
        (Kind::MAX_FRAGMENT_LENGTH, &[2], &[2]),
        (Kind::RENEGOTIATION_INFO, &[0], &[0]),
        (Kind::EC_POINT_FORMATS, &[2, 1, 0], &[1, 0]),
        (Kind::ALPN, &[0, 6, 2, b'h', b'1', 2, b'h', b'2'], &[0, 3, 2, b'h', b'2']),
    ] {
        assert_eq!(asked(kind, body), [(kind, echo.to_vec())], "{kind:?}");
    }
    // RFC 7366 section 3: for CBC alone.
    assert_eq!(asked(Kind::ENCRYPT_THEN_MAC, &[]), []);
    let cbc = answer(|hello| {
        hello.suites = vec![CBC];
        with(&mut hello.extensions, Kind::ENCRYPT_THEN_MAC, &[]);
    });
    assert_eq!(cbc, (CBC, vec![(Kind::ENCRYPT_THEN_MAC, vec![])]));
    // RFC 5746 section 3.6: the suite that is none counts as the extension.
    let signalled = answer(|hello| hello.suites.push(EMPTY_RENEGOTIATION_INFO));
    assert_eq!(signalled.1, [(Kind::RENEGOTIATION_INFO, vec![0])]);
    // RFC 9146 section 3: not over streams, nor if the server has none.
    assert_eq!(asked(Kind::CONNECTION_ID, &[0]), []);
}

/// A server's answer.
struct Answer {
    version: u16,
    suite: u16,
    compression: u8,
    extensions: List,
}

/// The alert that ends a client's handshake with a changed answer; `None` if it goes on.
fn refusal_by(config: Config, name: Option<&str>, change: impl FnOnce(&mut Answer)) -> Option<Alert> {
    let mut client = Client::new(Arc::new(config), name.map(Box::from), None, false);
    let (mut flight, mut keys) = (Flight::default(), None);
    let mut rng = random::generator().expect("random bytes");
    let mut cx =
        Cx { rng: &mut rng, unix_time: 0, flight: &mut flight, read_keys: &mut keys, on_step: &mut |_| () };
    client.start(&mut cx).expect("a hello");
    let mut answer = Answer { version: version::TLS12, suite: AEAD, compression: 0, extensions: vec![] };
    change(&mut answer);
    let (mut body, list) = (vec![], write_list(&answer.extensions));
    let hello = ServerHello {
        version: answer.version,
        random: &[9; 32],
        session_id: &[],
        suite: answer.suite,
        compression: answer.compression,
        extensions: Extensions::from_written(&list),
    };
    hello.write(&mut Writer::new(&mut body));
    let outcome =
        client.message(Message { kind: HandshakeType::SERVER_HELLO, sequence: 0, body: &body }, &mut cx);
    outcome.err().and_then(|error| error.alert())
}

#[test]
fn answers_that_break_rules_end_the_handshake() {
    use ExtensionType as Kind;
    let client = || Config::new(&suites()).max_fragment_length(1024).inner_protocols(&[b"h2"]);
    let refused = |change: &dyn Fn(&mut Answer)| refusal_by(client(), Some("localhost"), change);
    assert_eq!(refused(&|_| ()), None);
    let extension = |kind, body: &[u8]| refused(&|answer| with(&mut answer.extensions, kind, body));
    for (kind, body, alert) in [
        (Kind::EXTENDED_MASTER_SECRET, &[][..], None),
        (Kind::EXTENDED_MASTER_SECRET, &[0], Some(Alert::DECODE_ERROR)),
        (Kind::ENCRYPT_THEN_MAC, &[], Some(Alert::ILLEGAL_PARAMETER)),
        (Kind::MAX_FRAGMENT_LENGTH, &[2], None),
        (Kind::MAX_FRAGMENT_LENGTH, &[3], Some(Alert::ILLEGAL_PARAMETER)),
        (Kind::RENEGOTIATION_INFO, &[0], None),
        (Kind::RENEGOTIATION_INFO, &[2, 1, 1], Some(Alert::ILLEGAL_PARAMETER)),
        (Kind::EC_POINT_FORMATS, &[1, 0], None),
        (Kind::EC_POINT_FORMATS, &[1, 2], Some(Alert::ILLEGAL_PARAMETER)),
        (Kind::ALPN, &[0, 3, 2, b'h', b'2'], None),
        (Kind::ALPN, &[0, 3, 2, b'h', b'3'], Some(Alert::ILLEGAL_PARAMETER)),
        (Kind::ALPN, &[0, 6, 2, b'h', b'2', 2, b'h', b'2'], Some(Alert::DECODE_ERROR)),
        (Kind::SERVER_NAME, &[], None),
        (Kind::SERVER_NAME, &[0, 0], Some(Alert::DECODE_ERROR)),
        // Never offered.
        (Kind::CONNECTION_ID, &[0], Some(Alert::UNSUPPORTED_EXTENSION)),
        (Kind::SUPPORTED_GROUPS, &[0, 2, 0, 23], Some(Alert::UNSUPPORTED_EXTENSION)),
        (ExtensionType(0x0a0a), &[], Some(Alert::UNSUPPORTED_EXTENSION)),
    ] {
        assert_eq!(extension(kind, body), alert, "{kind:?} {body:?}");
    }
    let twice = |answer: &mut Answer| {
        answer.extensions = vec![(Kind::EXTENDED_MASTER_SECRET, vec![]); 2];
    };
    assert_eq!(refused(&twice), Some(Alert::DECODE_ERROR));
    assert_eq!(refused(&|answer| answer.suite = 0xc02c), Some(Alert::ILLEGAL_PARAMETER));
    assert_eq!(refused(&|answer| answer.compression = 1), Some(Alert::ILLEGAL_PARAMETER));
    for other in [0x0302, 0x0304, version::DTLS12] {
        assert_eq!(refused(&|answer| answer.version = other), Some(Alert::PROTOCOL_VERSION));
    }
}

#[test]
fn answers_to_what_was_not_asked_end_the_handshake() {
    use ExtensionType as Kind;
    let aead = [CipherSuite::from_id(AEAD).expect("a suite")];
    let config = || Config::new(&aead).without_extended_master_secret();
    for (kind, body) in [
        (Kind::EXTENDED_MASTER_SECRET, &[][..]),
        (Kind::ENCRYPT_THEN_MAC, &[]),
        (Kind::MAX_FRAGMENT_LENGTH, &[1]),
        (Kind::ALPN, &[0, 3, 2, b'h', b'2']),
        // An address is no name, and is not sent.
        (Kind::SERVER_NAME, &[]),
    ] {
        let change = |answer: &mut Answer| with(&mut answer.extensions, kind, body);
        let alert = refusal_by(config(), Some("192.0.2.1"), change);
        assert_eq!(alert, Some(Alert::UNSUPPORTED_EXTENSION), "{kind:?}");
    }
}
