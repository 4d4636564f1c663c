// SPDX-License-Identifier: MIT
//! What ends a session, and who gets none.

use super::*;

/// RFC 7627 section 5.3: neither side remembers it, whoever did without.
#[test]
fn without_the_extended_master_secret_there_is_no_session() {
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let configs = Configs::new(suite(PSK), by);
        let less = Config::without_extended_master_secret;
        for configs in [configs.clone().client(less), configs.clone().server(less)] {
            let mut pair = configs.pair(datagram, None, TIME);
            assert!(!pair.shake_hands().expect("a handshake"));
            assert!(pair.session().is_none());
        }
    }
}

#[test]
fn suites_that_are_gone_are_not_resumed() {
    let both = [suite(PSK), suite("TLS-PSK-WITH-AES-128-CCM-8")];
    for by in [By::Id, By::Ticket] {
        let mut configs = Configs::new(both[0], by);
        let session = configs.session(true);
        for suites in [vec![both[1]], vec![both[1], both[0]]] {
            configs.client.suites = suites.clone();
            configs.server.suites = both.to_vec();
            assert_eq!(configs.resumes(true, &session, TIME), suites.contains(&both[0]), "the client's");
            configs.client.suites = both.to_vec();
            configs.server.suites = suites.clone();
            assert_eq!(configs.resumes(true, &session, TIME), suites.contains(&both[0]), "the server's");
        }
    }
}

#[test]
fn time_is_up() {
    for (by, lifetime) in [(By::Id, 3600), (By::Ticket, 7200)] {
        for datagram in [false, true] {
            let configs = Configs::new(suite(PSK), by);
            let session = configs.session(datagram);
            for (seconds, good) in [(0, true), (lifetime - 1, true), (lifetime, false), (-1, false)] {
                assert_eq!(configs.resumes(datagram, &session, TIME + seconds), good, "{by:?}, {seconds}");
            }
            let day = 24 * 60 * 60;
            assert!(session.is_usable(TIME) && !session.is_usable(TIME + day));
            assert!(!session.is_usable(i64::MIN) && !session.is_usable(i64::MAX));
        }
    }
    // However long the server says.
    let configs = Configs::new(suite(PSK), By::Id);
    let cache = SessionCache::new(1).lifetime(Duration::from_secs(u64::MAX));
    let configs = configs.server(|config| config.session_store(Arc::new(cache)));
    let session = configs.session(false);
    assert!(configs.resumes(false, &session, TIME + 86_399));
    assert!(!configs.resumes(false, &session, TIME + 86_400));
}

/// The peer's certificate expires in 2036, and the session with it.
#[test]
fn certificates_expire() {
    let end = 2_082_758_400;
    for by in [By::Id, By::Ticket] {
        let configs = Configs::new(suite(ECDSA), by);
        let mut pair = configs.pair(false, None, end - 100);
        assert!(!pair.shake_hands().expect("a handshake"));
        let session = pair.session().expect("a session");
        assert!(configs.resumes(false, &session, end));
        assert!(!configs.resumes(false, &session, end + 1));
    }
}

/// Whose key is gone comes in no more, with a session or without.
#[test]
fn keys_that_were_taken_away() {
    for by in [By::Id, By::Ticket] {
        let configs = Configs::new(suite(PSK), by);
        let session = configs.session(true);
        let nobody = |_: &[u8]| None;
        let configs = configs
            .server(|config| config.pre_shared_key_store(Arc::new(nobody)).reveal_unknown_identities());
        let outcome = configs.pair(true, Some(&session), TIME).shake_hands();
        assert!(matches!(outcome, Err(Error::UnknownIdentity)), "{outcome:?}");
    }
}

/// Who knows the old key alone does not come in by a session of that time.
#[test]
fn keys_that_were_changed() {
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let configs = Configs::new(suite(PSK), by);
        let session = configs.session(datagram);
        let renewed = |_: &[u8]| Some(SecretBytes::copy_from(b"a new secret"));
        let changed = configs.clone().server(|config| config.pre_shared_key_store(Arc::new(renewed)));
        // Over datagrams, a wrong key ends by silence.
        if !datagram {
            let outcome = changed.pair(datagram, Some(&session), TIME).shake_hands();
            assert!(outcome.is_err(), "{by:?}");
        }
        let key = PreSharedKey::new(b"us", b"a new secret").expect("a key");
        let both = changed.client(|config| config.pre_shared_key(Arc::new(key)));
        let session = configs.session(datagram);
        assert!(!both.resumes(datagram, &session, TIME), "a full handshake, by the new key");
    }
}

/// RFC 5246 section 7.2.2: on both sides, and on no side for silence.
#[test]
fn failures_end_sessions() {
    for datagram in [false, true] {
        let cache = Arc::new(SessionCache::new(10));
        let configs = Configs::new(suite(PSK), By::Id);
        let configs = configs.server(|config| config.session_store(cache.clone()).bad_record_limit(1));
        let session = configs.session(datagram);
        assert_eq!(cache.len(), 1);
        // A connection that just ends.
        drop(configs.pair(datagram, Some(&session), TIME));
        assert!(configs.resumes(datagram, &session, TIME));
        // One that breaks after it was resumed.
        let mut pair = configs.pair(datagram, Some(&session), TIME);
        assert!(pair.shake_hands().expect("a handshake"));
        match &mut pair {
            Pair::Stream(client, server) => {
                client.write(b"hello").expect("connected");
                let mut bytes = client.take_outgoing();
                *bytes.last_mut().expect("a record") ^= 1;
                server.receive(&bytes);
            }
            Pair::Datagrams(client, server) => {
                let mut out = [0; 200];
                let length = client.send(b"hello", &mut out, Now::default()).expect("connected");
                out[length - 1] ^= 1;
                drop(server.receive(&mut out[..length], Now::default()));
            }
        }
        assert!(cache.is_empty(), "the server's");
        assert!(session.is_usable(TIME));
        pair.carry(&mut |_, _| ());
        assert!(!session.is_usable(TIME), "the client's, by the server's alert");
        assert!(pair.session().is_some_and(|session| !session.is_usable(TIME)));
    }
}

/// A chain that would make a ticket longer than any should be: the server says that there is none.
#[test]
fn long_sessions_are_not_kept() {
    let long = vec![Certified::ecdsa().chain[0].clone(); 60];
    let configs = |by| {
        Configs::new(suite(ECDSA), by)
            .client(|config| config.certificate_chain(long.clone(), Certified::ecdsa().key.clone()))
            .server(|config| {
                let config = config.peer_verifier(Arc::new(Trust(true)));
                config.client_authentication(ClientAuthentication::Required)
            })
    };
    for datagram in [false, true] {
        let mut pair = configs(By::Ticket).pair(datagram, None, TIME);
        assert!(!pair.shake_hands().expect("a handshake"));
        assert!(pair.session().is_none());
        // An ID says nothing of whether it is kept.
        let configs = configs(By::Id);
        let session = configs.session(datagram);
        assert!(!configs.resumes(datagram, &session, TIME));
    }
}
