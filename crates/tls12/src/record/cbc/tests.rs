// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use purembed_core::random;

use crate::CipherSuite;
use crate::record::{BadRecord, Context, Protection};
use crate::schedule::{KeyBlock, MasterSecret, Randoms, Side};
use crate::suite::{Bulk, Mac};
use crate::wire::ids::{ContentType, version};

/// What a protection is made of, for one that is made by hand.
struct Case {
    suite: CipherSuite,
    block: KeyBlock,
    encrypt_then_mac: bool,
}

impl Case {
    fn new(suite: CipherSuite, encrypt_then_mac: bool) -> Self {
        let randoms = Randoms { client: [1; 32], server: [2; 32] };
        let master = MasterSecret::new(&[3; 48], &randoms, suite.prf());
        Self { suite, block: master.key_block(suite, &randoms), encrypt_then_mac }
    }

    fn all() -> Vec<Self> {
        let suites = CipherSuite::all().iter().filter(|suite| !suite.is_aead());
        suites.flat_map(|suite| [true, false].map(|order| Self::new(*suite, order))).collect()
    }

    /// One suite for each digest, and each order.
    fn few() -> Vec<Self> {
        let names = ["AES-128-CBC-SHA", "AES-128-CBC-SHA256", "AES-256-CBC-SHA384"];
        let suites = names.map(|name| alloc::format!("TLS-ECDHE-RSA-WITH-{name}").parse().expect("a suite"));
        suites.into_iter().flat_map(|suite| [true, false].map(|order| Self::new(suite, order))).collect()
    }

    fn protection(&self) -> Protection {
        let mut rng = random::generator().expect("random bytes");
        let keys = self.block.keys(Side::Client);
        Protection::new(self.suite, keys, self.encrypt_then_mac, &mut rng).expect("keys")
    }

    /// A record by the letter of the standards, with so many bytes of padding, changed before it is encrypted.
    fn by_hand(
        &self,
        header: &[u8],
        plaintext: &[u8],
        padding: usize,
        change: impl Fn(&mut Vec<u8>),
    ) -> Vec<u8> {
        let (algorithm, mac) = match self.suite.bulk() {
            Bulk::Cbc(block, mac) => (super::algorithm(block), mac),
            _ => panic!("no CBC"),
        };
        let keys = self.block.keys(Side::Client);
        let mac = |data: &[u8], length: usize| {
            let header = [header, &u16::try_from(length).expect("short").to_be_bytes()].concat();
            purembed_hmac::Hmac::new(keys.mac, Mac::algorithm(mac)).chain(header).chain(data).finalize()
        };
        let mut data = plaintext.to_vec();
        if !self.encrypt_then_mac {
            data.extend(mac(plaintext, plaintext.len()).as_ref());
        }
        data.extend(vec![u8::try_from(padding - 1).expect("at most 256"); padding]);
        change(&mut data);
        let iv = [9; 16];
        let mut cipher = algorithm.start(keys.cipher, &iv).expect("a key");
        let mut body = [&iv[..], &cipher.encrypt(&data).expect("whole blocks")].concat();
        if self.encrypt_then_mac {
            let mac = mac(&body, body.len());
            body.extend(mac.as_ref());
        }
        body
    }

    /// The least padding there can be after so much plaintext.
    fn least(&self, plaintext: usize) -> usize {
        let mac = match self.suite.bulk() {
            Bulk::Cbc(_, mac) if !self.encrypt_then_mac => Mac::algorithm(mac).digest_size(),
            _ => 0,
        };
        16 - (plaintext + mac) % 16
    }
}

const CONTEXT: Context<'_> = Context {
    sequence: 0x0001_0000_0000_0007,
    kind: ContentType::APPLICATION_DATA,
    version: version::DTLS12,
    connection_id: None,
};

/// RFC 5246 section 6.2.3.1, without the length.
const HEADER: [u8; 11] = [0, 1, 0, 0, 0, 0, 0, 7, 23, 0xfe, 0xfd];

#[test]
fn what_is_sealed_opens_and_nothing_else() {
    for case in Case::all() {
        let (mut writer, mut reader) = (case.protection(), case.protection());
        for connection_id in [None, Some(&b""[..]), Some(b"an ID")] {
            let context = Context { connection_id, ..CONTEXT };
            for length in [0, 1, 15, 16, 100] {
                let mut body = vec![0x55; writer.body_length(length)];
                assert!(writer.largest_plaintext(body.len()) >= Some(length));
                writer.seal(context, &mut body, length).expect("room");
                let mut whole = body.clone();
                let range = reader.open(context, &mut whole).expect("ours");
                assert_eq!(whole[range], vec![0x55; length]);
                for other in [
                    Context { sequence: 8, ..context },
                    Context { kind: ContentType::ALERT, connection_id: None, ..context },
                    Context { version: version::TLS12, ..context },
                    Context { connection_id: Some(b"another"), ..context },
                ] {
                    assert_eq!(reader.open(other, &mut body.clone()), Err(BadRecord), "{}", case.suite);
                }
                if case.suite.name().contains("RSA-WITH-AES-128-CBC") {
                    refuses_all_changes(&mut reader, context, &body);
                }
            }
        }
    }
}

fn refuses_all_changes(reader: &mut Protection, context: Context<'_>, body: &[u8]) {
    for cut in 0..body.len() {
        assert_eq!(reader.open(context, &mut body.to_vec()[..cut]), Err(BadRecord));
        let mut changed = body.to_vec();
        changed[cut] ^= 1;
        assert_eq!(reader.open(context, &mut changed), Err(BadRecord));
    }
}

#[test]
fn lengths_are_those_of_what_is_sealed() {
    for case in Case::few() {
        let protection = case.protection();
        for body in 0..400 {
            let fits = |length: &usize| protection.body_length(*length) <= body;
            assert_eq!(protection.largest_plaintext(body), (0..400).take_while(fits).last());
        }
    }
}

#[test]
fn ivs_do_not_repeat() {
    let mut protection = Case::few().remove(0).protection();
    let mut ivs: Vec<Vec<u8>> = vec![];
    for _ in 0..100 {
        let mut body = vec![0; protection.body_length(10)];
        protection.seal(CONTEXT, &mut body, 10).expect("room");
        ivs.push(body[..16].to_vec());
    }
    ivs.sort();
    ivs.dedup();
    assert_eq!(ivs.len(), 100);
}

/// RFC 5246 section 6.2.3.1, RFC 7366 section 3, RFC 9146 sections 5.1 and 5.2.
#[test]
fn records_are_those_of_the_standards() {
    let id = &b"an ID"[..];
    let with_id = [&[0xff; 8][..], &[25, 5, 25, 0xfe, 0xfd], &CONTEXT.sequence.to_be_bytes(), id].concat();
    for case in Case::all() {
        for (connection_id, header) in [(None, &HEADER[..]), (Some(id), &with_id)] {
            let context = Context { connection_id, ..CONTEXT };
            let body = case.by_hand(header, b"some plaintext", case.least(14), |_| ());
            let mut reader = case.protection();
            let mut opened = body.clone();
            let range = reader.open(context, &mut opened).expect("by the letter");
            assert_eq!(&opened[range], b"some plaintext");
            assert_eq!(body.len(), reader.body_length(14));
        }
    }
}

#[test]
fn padding_may_have_any_length() {
    for case in Case::few() {
        let mut reader = case.protection();
        for length in [0, 1, 7, 20, 300] {
            let plaintext = vec![0x77; length];
            for padding in (case.least(length)..=256).step_by(16) {
                let mut body = case.by_hand(&HEADER, &plaintext, padding, |_| ());
                let range = reader.open(CONTEXT, &mut body).expect("padding of a right length");
                assert_eq!(body[range], plaintext, "{} {padding}", case.suite);
            }
        }
    }
    // Whatever the last byte is.
    for case in Case::few() {
        let mut reader = case.protection();
        for padding in 1..=256 {
            let length =
                (0..16).find(|length| case.least(*length) % 16 == padding % 16).expect("some length");
            let mut body = case.by_hand(&HEADER, &vec![1; length], padding, |_| ());
            assert_eq!(reader.open(CONTEXT, &mut body), Ok(16..16 + length));
        }
    }
}

#[test]
fn padding_must_be_right_everywhere() {
    for case in Case::few() {
        let mut reader = case.protection();
        for length in [0, 5, 300] {
            let plaintext = vec![0x77; length];
            for padding in (case.least(length)..=256).step_by(48) {
                for place in 1..=padding {
                    let wrong = |data: &mut Vec<u8>| {
                        let at = data.len() - place;
                        data[at] ^= 0x80;
                    };
                    let mut body = case.by_hand(&HEADER, &plaintext, padding, wrong);
                    assert_eq!(reader.open(CONTEXT, &mut body), Err(BadRecord), "{padding} {place}");
                }
            }
        }
    }
}

/// Padding that says that it is longer than the record, or reaches into the MAC.
#[test]
fn padding_does_not_reach_beyond_its_place() {
    for case in Case::few() {
        let mut reader = case.protection();
        for blocks in 1..=20 {
            for count in 0..=255 {
                let fill = |data: &mut Vec<u8>| *data = vec![count; 16 * blocks];
                let mut body = case.by_hand(&HEADER, b"", 1, fill);
                // With the MAC outside, all of it may be padding.
                let may_be = case.encrypt_then_mac && usize::from(count) < 16 * blocks;
                assert_eq!(reader.open(CONTEXT, &mut body).is_ok(), may_be);
            }
        }
    }
}

#[test]
fn macs_must_be_right_everywhere() {
    for case in Case::few().iter().filter(|case| !case.encrypt_then_mac) {
        let mut reader = case.protection();
        for padding in [case.least(20), case.least(20) + 224] {
            let size = case.by_hand(&HEADER, &[0; 20], padding, |_| ()).len() - 16 - 20 - padding;
            for place in 0..20 + size {
                let wrong = |data: &mut Vec<u8>| data[place] ^= 1;
                let mut body = case.by_hand(&HEADER, &[0; 20], padding, wrong);
                assert_eq!(reader.open(CONTEXT, &mut body), Err(BadRecord));
            }
        }
    }
}
