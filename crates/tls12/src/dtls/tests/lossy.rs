// SPDX-License-Identifier: MIT
//! A network that loses, repeats, delays and damages datagrams, with a clock of its own.

use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;
use std::println;

use super::*;
use crate::ClientAuthentication;
use crate::session::{SessionCache, TicketKeys};
use crate::testing::{Certified, Trust};

/// Numbers that look random and come again for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % limit
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// A datagram on its way.
struct Travelling {
    arrives: Now,
    to_server: bool,
    bytes: Vec<u8>,
}

/// What happens to each datagram: how many milliseconds each of its copies takes, none if it is lost.
type Fate<'f> = &'f mut dyn FnMut(usize, bool, &mut Vec<u8>) -> Vec<u64>;

/// How a handshake ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Connected,
    TimedOut,
    /// Somebody was told something wrong.
    Failed,
}

/// The numbers of the records that one side has sent, by epoch: each comes once, and none is left out.
#[derive(Default)]
struct Sent([BTreeSet<u64>; 2]);

impl Sent {
    fn add(&mut self, datagram: &[u8], id: usize) {
        let mut rest = datagram;
        while !rest.is_empty() {
            let header = if rest[0] == 25 { 13 + id } else { 13 };
            let number = u64::from_be_bytes(*rest[3..].first_chunk().expect("a header"));
            let epoch = usize::try_from(number >> 48).expect("two epochs");
            assert!(self.0[epoch].insert(number), "{number:x} comes again");
            // All suites here have explicit nonces.
            if epoch == 1 {
                assert_eq!(rest[header..header + 8], number.to_be_bytes(), "the nonce is the number");
            }
            let length =
                usize::from(u16::from_be_bytes(*rest[header - 2..].first_chunk().expect("a length")));
            rest = &rest[header + length..];
        }
    }

    fn check(&self) {
        for numbers in &self.0 {
            if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
                assert_eq!(last - first + 1, numbers.len() as u64, "none is left out");
            }
        }
        assert!(self.0[1].first().is_none_or(|number| *number == 1 << 48));
    }
}

/// Runs a handshake to its end, by deadlines alone, and checks what has to be true of every one.
fn run(client: &mut DtlsConnection, server: &mut DtlsConnection, fate: Fate<'_>) -> Outcome {
    run_behind(None, client, server, fate)
}

/// The same with a listener before the server.
fn run_behind(
    mut listener: Option<DtlsListener>,
    client: &mut DtlsConnection,
    server: &mut DtlsConnection,
    fate: Fate<'_>,
) -> Outcome {
    let (mut now, mut sent) = (at(0), 0);
    let mut travelling: Vec<Travelling> = vec![];
    let mut numbers = [Sent::default(), Sent::default()];
    let mut replies: Vec<Vec<u8>> = vec![];
    for _ in 0..10_000 {
        for (side, to_server) in [(&mut *client, true), (&mut *server, false)] {
            let mut all = datagrams(side, now);
            for datagram in &all {
                let id = side.peer_connection_id().map_or(0, <[u8]>::len);
                numbers[usize::from(to_server)].add(datagram, id);
            }
            if !to_server {
                all.append(&mut replies);
            }
            for mut bytes in all {
                let fates = fate(sent, to_server, &mut bytes);
                sent += 1;
                travelling.extend(fates.into_iter().map(|delay| Travelling {
                    arrives: now.after(Duration::from_millis(delay)),
                    to_server,
                    bytes: bytes.clone(),
                }));
            }
            // Everything was sent: what is due is in the future.
            assert!(side.deadline().is_none_or(|deadline| deadline > now));
        }
        // The last word is the server's, or, when a session is resumed, the client's.
        if !client.is_handshaking() && (client.failure().is_some() || !server.is_handshaking()) {
            break;
        }
        let deadlines = [client.deadline(), server.deadline()].into_iter().flatten();
        let arrivals = travelling.iter().map(|datagram| datagram.arrives);
        now = deadlines.chain(arrivals).min().expect("something is due as long as somebody waits");
        let (arrived, rest) = travelling.into_iter().partition(|datagram| datagram.arrives <= now);
        travelling = rest;
        for Travelling { to_server, mut bytes, .. } in arrived {
            if let Some(door) = listener.as_mut().filter(|_| to_server) {
                let mut reply = [0; 100];
                match door.admit(b"peer", &bytes, &mut reply, now) {
                    Admit::Reply(length) => replies.push(reply[..length].to_vec()),
                    Admit::New => listener = None,
                    Admit::Ignore => {}
                }
                if listener.is_some() {
                    continue;
                }
            }
            let to = if to_server { &mut *server } else { &mut *client };
            for event in to.receive(&mut bytes, now) {
                assert!(!matches!(event, Event::Data(_)), "nobody has sent any");
            }
        }
        for side in [&mut *client, &mut *server] {
            // Not always at the deadline, and then nothing happens.
            drop(side.timeout(now));
        }
    }
    assert!(!client.is_handshaking(), "a handshake without end");
    numbers.iter().for_each(Sent::check);
    match client.failure().or_else(|| server.failure()) {
        None => {
            assert!(!server.is_handshaking(), "{server:?}");
            let (mut ours, mut theirs) = ([0; 32], [0; 32]);
            client.export_keying_material(b"EXPERIMENTAL", None, &mut ours).expect("connected");
            server.export_keying_material(b"EXPERIMENTAL", None, &mut theirs).expect("connected");
            assert_eq!(ours, theirs);
            assert!(
                exchange(client, server, b"data").is_some() && exchange(server, client, b"data").is_some()
            );
            Outcome::Connected
        }
        Some(Error::TimedOut) => Outcome::TimedOut,
        Some(_) => Outcome::Failed,
    }
}

/// Data over a bad link, in both directions: what comes was sent, comes once, and all of it comes that was not lost.
fn talk_over_a_bad_link(
    client: &mut DtlsConnection,
    server: &mut DtlsConnection,
    numbers: &mut Numbers,
    loss: u64,
    repeat: u64,
) -> u64 {
    let mut delivered = 0;
    for turn in 0..2 {
        let (from, to) = if turn == 0 { (&mut *client, &mut *server) } else { (&mut *server, &mut *client) };
        let (mut link, mut sound) = (vec![], vec![]);
        for number in 0..8_u8 {
            let (data, mut out) = (vec![number; 1 + usize::from(number) * 10], [0; 200]);
            let length = from.send(&data, &mut out, at(0)).expect("connected");
            let copies = if numbers.percent(loss) { 0 } else { 1 + u64::from(numbers.percent(repeat)) };
            for _ in 0..copies {
                let mut datagram = out[..length].to_vec();
                if numbers.percent(10) {
                    let place = numbers.below(length as u64) as usize;
                    datagram[place] ^= 1 << numbers.below(8);
                } else {
                    sound.push(number);
                }
                link.insert(numbers.below(1 + link.len() as u64) as usize, datagram);
            }
        }
        let mut came = vec![];
        for mut datagram in link {
            for event in to.receive(&mut datagram, at(0)) {
                let Event::Data(data) = event else { panic!("{event:?}") };
                assert!(
                    data.len() == 1 + usize::from(data[0]) * 10 && data.iter().all(|byte| *byte == data[0])
                );
                came.push(data[0]);
            }
        }
        came.sort_unstable();
        sound.dedup();
        assert_eq!(came, sound, "each once");
        delivered += came.len() as u64;
    }
    delivered
}

/// How many handshakes a random test does: more if the environment says so.
fn handshakes(usual: u64) -> u64 {
    let wanted = std::env::var("PUREMBED_DTLS_HANDSHAKES").ok().and_then(|number| number.parse().ok());
    wanted.unwrap_or(usual)
}

/// With a hint that is a flight of its own, so that there is something to cut.
fn pair_with_mtu(suite: &str, mtu: u16, hint: usize) -> (DtlsConnection, DtlsConnection) {
    let (mut client, mut server) = pair(suite, |config| config.pre_shared_key_hint(&vec![7; hint]));
    client.set_mtu(mtu);
    server.set_mtu(mtu);
    (client, server)
}

/// Loss up to 40 %, repetition, reordering, datagrams from 256 to 1500 bytes; with cookies and connection IDs or without.
#[test]
fn loss_repetition_and_reordering() {
    let (mut connected, mut timed_out, mut datagrams, mut delivered) = (0_u64, 0_u64, 0_u64, 0_u64);
    let (mut with_cookies, mut with_ids, mut unlucky) = (0_u64, 0_u64, 0_u64);
    let count = handshakes(4_000);
    for seed in 0..count {
        let mut numbers = Numbers(seed << 32);
        let (loss, repeat) = (numbers.below(41), numbers.below(21));
        let (mtu, spread) = (256 + numbers.below(1245), 1 + numbers.below(2_000));
        let (suite, hint) = match numbers.below(20) {
            0 => ("TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256", numbers.below(1_000)),
            1..8 => (SUITE, 0),
            _ => (SUITE, numbers.below(2_000)),
        };
        let (id, cookies) = (numbers.below(3) == 0, numbers.below(2) == 0);
        let (mut client, mut server) = pair(suite, |config| {
            let config = config.pre_shared_key_hint(&vec![7; hint as usize]);
            if id { config.random_connection_id(5) } else { config }
        });
        client.set_mtu(mtu as u16);
        server.set_mtu(mtu as u16);
        let listener =
            cookies.then(|| DtlsListener::new(rng(), at(0)).cookie_lifetime(Duration::from_secs(600)));
        let outcome = run_behind(listener, &mut client, &mut server, &mut |_, _, bytes| {
            assert!(bytes.len() <= mtu as usize);
            datagrams += 1;
            let copies = if numbers.percent(loss) { 0 } else { 1 + u64::from(numbers.percent(repeat)) };
            (0..copies).map(|_| 1 + numbers.below(spread)).collect()
        });
        match outcome {
            Outcome::Connected => {
                connected += 1;
                with_cookies += u64::from(cookies);
                with_ids += u64::from(id);
                delivered += talk_over_a_bad_link(&mut client, &mut server, &mut numbers, loss, repeat);
            }
            Outcome::TimedOut => timed_out += 1,
            Outcome::Failed => panic!("seed {seed}: {client:?} {server:?}"),
        }
        assert!(loss > 5 || outcome == Outcome::Connected, "seed {seed}: {loss}% lost");
        unlucky += u64::from(loss <= 15 && outcome == Outcome::TimedOut);
    }
    println!(
        "{connected} handshakes connected ({with_cookies} with cookies, {with_ids} with connection IDs) and \
         {timed_out} timed out, with {datagrams} datagrams; then {delivered} of data were delivered"
    );
    assert!(timed_out * 20 < count, "{timed_out} of {count} timed out");
    // One question in seven has to arrive, and its answer: if 15 % get lost, one handshake in some thousands fails.
    assert!(unlucky * 2_000 <= count, "{unlucky} timed out with little loss");
}

/// Certificates of both sides, in many small datagrams, and with connection IDs.
#[test]
fn certificates_through_loss() {
    let (mut connected, mut timed_out) = (0, 0);
    let count = handshakes(4_000) / 20;
    for seed in 0..count {
        let mut numbers = Numbers(seed << 32 | 1);
        let (loss, mtu) = (numbers.below(31), 256 + numbers.below(1000) as u16);
        let (suite, certified) = match numbers.below(2) {
            0 => ("TLS-ECDHE-ECDSA-WITH-AES-128-CCM-8", Certified::ecdsa()),
            _ => ("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256", Certified::rsa()),
        };
        let config = Config::new(&[suite.parse().expect("a suite")])
            .peer_verifier(Arc::new(Trust(true)))
            .client_authentication(ClientAuthentication::Required)
            .random_connection_id(numbers.below(9) as u8);
        let config = Arc::new(certified.identify(config));
        let mut client = DtlsConnection::client(Arc::clone(&config), None, rng(), 0).expect("a hello");
        let mut server = DtlsConnection::server(config, rng(), 0);
        client.set_mtu(mtu);
        server.set_mtu(mtu);
        let outcome = run(&mut client, &mut server, &mut |_, _, bytes| {
            assert!(bytes.len() <= usize::from(mtu));
            if numbers.percent(loss) { vec![] } else { vec![1 + numbers.below(100)] }
        });
        match outcome {
            Outcome::Connected => {
                assert_eq!(server.peer_certificates(), certified.chain);
                assert_eq!(client.peer_certificates(), certified.chain);
                connected += 1;
            }
            Outcome::TimedOut => timed_out += 1,
            Outcome::Failed => panic!("seed {seed}: {client:?} {server:?}"),
        }
    }
    println!("{connected} handshakes with certificates, {timed_out} timed out");
    assert!(timed_out * 20 < count);
}

/// Any one, any two, and any three of a handshake's first datagrams are lost.
#[test]
fn every_loss_of_up_to_three_datagrams() {
    let mut cases = 0;
    for (mtu, hint, depth) in [(1500, 0, 16), (256, 500, 24)] {
        for a in 0..depth {
            for b in a..depth {
                for c in b..depth {
                    let (mut client, mut server) = pair_with_mtu(SUITE, mtu, hint);
                    let outcome = run(&mut client, &mut server, &mut |index, _, _| {
                        if [a, b, c].contains(&index) { vec![] } else { vec![10] }
                    });
                    assert_eq!(outcome, Outcome::Connected, "without {a}, {b}, {c}");
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} handshakes without up to three datagrams");
}

/// A server that knows its clients by ID or by ticket.
fn remembering(ticket: bool) -> (Arc<Config>, Arc<Config>) {
    configs(SUITE, |config| {
        if ticket {
            let keys = TicketKeys::new(rng(), Duration::from_secs(3600));
            config.tickets(Arc::new(keys))
        } else {
            config.session_store(Arc::new(SessionCache::new(10)))
        }
    })
}

fn resuming(
    configs: &(Arc<Config>, Arc<Config>),
    session: &Session,
    mtu: u16,
) -> (DtlsConnection, DtlsConnection) {
    let (client, server) = configs.clone();
    let mut client = DtlsConnection::resume(client, None, session, rng(), 0).expect("a hello");
    let mut server = DtlsConnection::server(server, rng(), 0);
    client.set_mtu(mtu);
    server.set_mtu(mtu);
    (client, server)
}

fn session(configs: &(Arc<Config>, Arc<Config>)) -> Session {
    let (client, server) = configs.clone();
    let mut client = DtlsConnection::client(client, None, rng(), 0).expect("a hello");
    let mut server = DtlsConnection::server(server, rng(), 0);
    carry(&mut client, &mut server, at(0));
    client.session().expect("a session")
}

/// The last flight is the client's, and the server asks for it again.
#[test]
fn sessions_through_loss() {
    let (mut resumed, mut timed_out, mut ended) = (0_u64, 0_u64, 0_u64);
    let count = handshakes(4_000) / 2;
    for seed in 0..count {
        let mut numbers = Numbers(seed << 32 | 3);
        let configs = remembering(numbers.percent(50));
        let session = session(&configs);
        let (loss, repeat) = (numbers.below(41), numbers.below(21));
        let (mtu, spread) = (256 + numbers.below(1245), 1 + numbers.below(2_000));
        let (mut client, mut server) = resuming(&configs, &session, mtu as u16);
        let outcome = run(&mut client, &mut server, &mut |_, _, bytes| {
            assert!(bytes.len() <= mtu as usize);
            let copies = if numbers.percent(loss) { 0 } else { 1 + u64::from(numbers.percent(repeat)) };
            (0..copies).map(|_| 1 + numbers.below(spread)).collect()
        });
        match outcome {
            Outcome::Connected => {
                assert!(client.is_resumed() && server.is_resumed(), "seed {seed}");
                resumed += 1;
            }
            Outcome::TimedOut => timed_out += 1,
            Outcome::Failed => panic!("seed {seed}: {client:?} {server:?}"),
        }
        // Silence ends no session.
        ended += u64::from(!session.is_usable(0));
        assert!(loss > 5 || outcome == Outcome::Connected, "seed {seed}: {loss}% lost");
    }
    println!("{resumed} sessions resumed through loss, {timed_out} handshakes timed out");
    assert!(timed_out * 20 < count && ended == 0, "{timed_out} of {count} timed out, {ended} sessions ended");
}

/// Any one, any two, and any three of an abbreviated handshake's first datagrams are lost.
#[test]
fn every_loss_of_up_to_three_datagrams_when_resuming() {
    let (mut cases, depth) = (0, 12);
    for ticket in [false, true] {
        let configs = remembering(ticket);
        let session = session(&configs);
        for a in 0..depth {
            for b in a..depth {
                for c in b..depth {
                    let (mut client, mut server) = resuming(&configs, &session, 256);
                    let outcome = run(&mut client, &mut server, &mut |index, _, _| {
                        if [a, b, c].contains(&index) { vec![] } else { vec![10] }
                    });
                    assert_eq!(outcome, Outcome::Connected, "without {a}, {b}, {c}");
                    assert!(client.is_resumed() && server.is_resumed());
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} abbreviated handshakes without up to three datagrams");
}

/// Each datagram of an abbreviated handshake arrives, is lost, arrives twice, or arrives late: all combinations.
#[test]
fn every_fate_of_an_abbreviated_handshake() {
    let (mut cases, depth) = (0, 6);
    let configs = remembering(false);
    let session = session(&configs);
    for fates in 0..4_usize.pow(depth) {
        let (mut client, mut server) = resuming(&configs, &session, 1200);
        let outcome = run(&mut client, &mut server, &mut |index, _, _| match if index < depth as usize {
            fates >> (2 * index) & 3
        } else {
            0
        } {
            0 => vec![10],
            1 => vec![],
            2 => vec![10, 10],
            _ => vec![25],
        });
        assert_eq!(outcome, Outcome::Connected, "{fates:b}");
        assert!(client.is_resumed() && server.is_resumed());
        cases += 1;
    }
    println!("{cases} abbreviated handshakes with all fates of {depth} datagrams");
}

/// Each of the first datagrams arrives, is lost, arrives twice, or arrives late: all combinations.
#[test]
fn every_fate_of_the_first_datagrams() {
    let (mut cases, depth) = (0, 7);
    for fates in 0..4_usize.pow(depth) {
        let (mut client, mut server) = pair_with_mtu(SUITE, 256, 150);
        let outcome = run(&mut client, &mut server, &mut |index, _, _| match if index < depth as usize {
            fates >> (2 * index) & 3
        } else {
            0
        } {
            0 => vec![10],
            1 => vec![],
            2 => vec![10, 10],
            _ => vec![25],
        });
        // The client says hello seven times.
        let expected = if fates == 0b01_01_01_01_01_01_01 { Outcome::TimedOut } else { Outcome::Connected };
        assert_eq!(outcome, expected, "{fates:b}");
        cases += 1;
    }
    println!("{cases} handshakes with all fates of {depth} datagrams");
}

/// Every byte of every datagram, changed once on its way. Nothing is protected at first, so that a handshake may fail;
/// but it ends, and whoever connects has agreed with the other.
#[test]
fn every_changed_byte() {
    let (mut connected, mut failed) = (0, 0);
    for target in 0.. {
        let mut length = 1;
        let mut place = 0;
        while place < length {
            for change in [0x01, 0x80] {
                let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(b"hint"));
                let mut found = false;
                let outcome = run(&mut client, &mut server, &mut |index, _, bytes| {
                    if index == target {
                        found = true;
                        length = bytes.len();
                        bytes[place] ^= change;
                    }
                    vec![10]
                });
                if !found {
                    assert!(target > 2 && connected > 100 && failed > 100);
                    println!("{connected} changes put up with, {failed} handshakes ended");
                    return;
                }
                match outcome {
                    Outcome::Connected => connected += 1,
                    _ => failed += 1,
                }
            }
            place += 1;
        }
    }
}

/// A datagram that was cut is as good as lost, at worst.
#[test]
fn every_truncation() {
    let mut cases = 0;
    for target in 0.. {
        let (mut length, mut cut) = (1, 0);
        while cut < length {
            let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(b"hint"));
            let mut found = false;
            let outcome = run(&mut client, &mut server, &mut |index, _, bytes| {
                if index == target {
                    found = true;
                    length = bytes.len();
                    bytes.truncate(cut);
                }
                vec![10]
            });
            if !found {
                println!("{cases} handshakes with a datagram that was cut");
                return;
            }
            assert_eq!(outcome, Outcome::Connected, "datagram {target} cut to {cut}");
            cases += 1;
            cut += 1;
        }
    }
}

/// Damaged datagrams among others, in both directions, all the time.
#[test]
fn noise() {
    let (mut connected, mut others) = (0, 0);
    let count = handshakes(500);
    for seed in 0..count {
        let mut numbers = Numbers(seed << 32);
        let (mut client, mut server) = pair_with_mtu(SUITE, 400, 300);
        let outcome = run(&mut client, &mut server, &mut |_, _, bytes| {
            if numbers.percent(5) {
                let place = numbers.below(bytes.len() as u64) as usize;
                bytes[place] ^= 1 << numbers.below(8);
            }
            vec![1 + numbers.below(50)]
        });
        if outcome == Outcome::Connected { connected += 1 } else { others += 1 }
    }
    println!("{connected} handshakes through noise, {others} not");
    assert!(connected > others);
}
