// SPDX-License-Identifier: MIT
//! What must not allocate: counted is what this thread asks for.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::Arc;

use purembed::cipher::{
    self, Aead, Aes, AnyNonce, Arc4, Aria, Blowfish, Camellia, Cbc, Ccm, Cfb, Cfb8, ChaCha20, ChaChaPoly,
    Cipher, Cmac, Ctr, Des, Ecb, Gcm, Kw, Kwp, Nonce, Ofb, Padding, Stream, TripleDes, Xts,
};
use purembed::hashlib::{self, Algorithm, Hash};
use purembed::hkdf::{Hkdf, Prk};
use purembed::hmac::Key;
use purembed::kdf::{self, tls12, tls13};
use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_lowlevel::counting::{Counter, allocations};
use purembed_tls12::{
    Admit, CipherSuite, Config, DtlsConnection, DtlsListener, Event, KeyExchange, Now, PreSharedKey,
    SessionCache,
};

#[global_allocator]
static HEAP: Counter = Counter::new();

#[test]
fn digests_codes_and_derivations_allocate_nothing() {
    assert_eq!(allocations(|| drop(black_box(vec![0_u8; 100]))).1, 1, "the allocator counts");
    // The back end is chosen once per process, which reads the environment.
    black_box(Algorithm::SHA512.digest(b""));
    let mut checked = 0;
    let mut nothing = |what: &str, work: &mut dyn FnMut()| {
        assert_eq!(allocations(work).1, 0, "{what}");
        checked += 1;
    };
    let data = [0x61; 64];
    nothing("Sha256::digest", &mut || {
        black_box(hashlib::Sha256::digest(data));
    });
    for &algorithm in Algorithm::available() {
        nothing(algorithm.name(), &mut || {
            black_box(algorithm.digest(data));
        });
        nothing("streaming", &mut || {
            let hash = Hash::new(algorithm).chain(data);
            black_box(hash.digest());
            black_box(hash.chain([0; 1000]).finalize());
        });
        nothing("HMAC", &mut || {
            let key = Key::new(algorithm, &data);
            black_box(key.verify(&data, key.sign(&data).as_ref())).expect("its own tag");
        });
        nothing("HKDF", &mut || {
            let mut okm = [0; 200];
            Hkdf::new(algorithm).salt(&data).info(&data).derive(&data, &mut okm).expect("short enough");
            black_box(okm);
        });
        nothing("PBKDF2", &mut || {
            let mut key = [0; 100];
            let iterations = NonZeroU32::new(3).expect("three");
            kdf::pbkdf2_hmac(&data, &data, iterations, algorithm, &mut key).expect("short enough");
            black_box(key);
        });
        nothing("TLS's derivations", &mut || {
            let mut key = [0; 100];
            tls12::prf(&data, b"label", &[&data], algorithm, &mut key);
            let prk = Prk::new(algorithm, &key);
            tls13::expand_label(&prk, tls13::Protocol::TLS13, b"key", b"", &mut key).expect("short enough");
            black_box(key);
        });
    }
    by_name(&mut nothing);
    typed(&mut nothing);
    authenticated(&mut nothing);
    padded_and_wrapped(&mut nothing);
    datagrams(&mut nothing);
    println!("{checked} operations allocate nothing");
}

/// What is to be seen not to allocate, with its name.
type Nothing<'a> = &'a mut dyn FnMut(&str, &mut dyn FnMut());

/// Bytes that differ, so that keys for XTS have two halves.
fn bytes<const N: usize>() -> [u8; N] {
    std::array::from_fn(|i| (i * 7 + i / 32) as u8)
}

/// Every cipher that has a name: at once, in pieces, and from the start again.
fn by_name(nothing: Nothing<'_>) {
    let all = cipher::Algorithm::available();
    assert!(all.len() > 90, "{} ciphers", all.len());
    for &algorithm in all {
        let (key, iv) = (&bytes::<64>()[..algorithm.key_size()], &bytes::<16>()[..algorithm.iv_size()]);
        if algorithm.is_aead() {
            let aead = algorithm.start_aead(key).expect("its key");
            nothing(algorithm.name(), &mut || {
                for length in [0, 1, 100, 1000] {
                    let mut message = [7; 1000];
                    let message = &mut message[..length];
                    let tag = aead.encrypt_in_place(AnyNonce::assume_unique(iv), b"header", message);
                    let mut tag = black_box(tag.expect("short enough"));
                    aead.decrypt_in_place(iv, b"header", message, tag.as_ref()).expect("its own tag");
                    assert!(message.iter().all(|byte| *byte == 7));
                    tag = aead
                        .encrypt_in_place(AnyNonce::assume_unique(iv), b"header", message)
                        .expect("again");
                    assert!(aead.decrypt_in_place(iv, b"another", message, tag.as_ref()).is_err());
                }
            });
        } else {
            let mut cipher = algorithm.start(key, iv).expect("its key and IV");
            nothing(algorithm.name(), &mut || {
                let mut message = [7; 1024];
                cipher.encrypt_in_place(&mut message).expect("whole blocks");
                // Sectors of XTS are what is given at once.
                cipher.restart(iv).expect("an IV of the same length");
                cipher.decrypt_in_place(&mut message).expect("whole blocks");
                assert_eq!(message, [7; 1024]);
                cipher.restart(iv).expect("an IV of the same length");
                message
                    .chunks_mut(48)
                    .for_each(|piece| cipher.encrypt_in_place(piece).expect("whole blocks"));
                message
                    .chunks_mut(48)
                    .for_each(|piece| cipher.decrypt_in_place(piece).expect("whole blocks"));
                // The end of a block, or an error.
                black_box(cipher.encrypt_in_place(&mut message[..37]).is_ok());
                black_box(cipher.decrypt_in_place(&mut message[..37]).is_ok());
            });
        }
    }
}

/// Each cipher once, and each mode.
fn typed(nothing: Nothing<'_>) {
    fn works<C, M>(nothing: Nothing<'_>, mut cipher: Cipher<C, M>) {
        let name = format!("{cipher:?}");
        nothing(&name, &mut || {
            let mut message = [7; 1024];
            message.chunks_mut(512).for_each(|piece| cipher.encrypt_in_place(piece).expect("whole blocks"));
            message.chunks_mut(512).for_each(|piece| cipher.decrypt_in_place(piece).expect("whole blocks"));
            assert_eq!(message, [7; 1024]);
        });
    }
    let key = &bytes::<32>();
    works(nothing, Aes::new(key, Ecb).expect("a key"));
    works(nothing, Aes::new(key, Cbc([1; 16])).expect("a key"));
    works(nothing, Aes::new(key, Cfb([1; 16])).expect("a key"));
    works(nothing, Aes::new(key, Cfb8([1; 16])).expect("a key"));
    works(nothing, Aes::new(key, Ofb([1; 16])).expect("a key"));
    works(nothing, Aes::new(key, Ctr([1; 16])).expect("a key"));
    works(nothing, Aes::new(key, Xts([1; 16])).expect("a key"));
    works(nothing, Aria::new(key, Cbc([1; 16])).expect("a key"));
    works(nothing, Camellia::new(key, Ctr([1; 16])).expect("a key"));
    works(nothing, Blowfish::new(key, Ofb([1; 8])).expect("a key"));
    works(nothing, Des::new(&key[..8], Cfb([1; 8])).expect("a key"));
    works(nothing, TripleDes::new(&key[..24], Cbc([1; 8])).expect("a key"));
    works(nothing, Arc4::new(key).expect("a key"));
    works(nothing, ChaCha20::new(key, Stream([1; 12])));

    let mut disk = Aes::new(key, Xts([0; 16])).expect("a key");
    nothing("a sector of a disk", &mut || {
        let mut sector = [7; 512];
        disk.encrypt_sector(5, &mut sector).expect("a whole block");
        disk.decrypt_sector(5, &mut sector).expect("a whole block");
        disk.restart(Xts([1; 16]));
        assert_eq!(sector, [7; 512]);
    });
}

/// CMAC, and authenticated encryption, also in pieces.
fn authenticated(nothing: Nothing<'_>) {
    fn works<const N: usize>(nothing: Nothing<'_>, aead: &Aead<N, 16>) {
        let (name, nonce) = (format!("{aead:?}"), || Nonce::assume_unique([0; N]));
        let mut tag = None;
        nothing(&name, &mut || {
            let mut message = [7; 100];
            let made = aead.encrypt_in_place(nonce(), b"header", &mut message).expect("short enough");
            aead.decrypt_in_place(&[0; N], b"header", &mut message, made).expect("its own tag");
            assert!(aead.decrypt_in_place(&[0; N], b"another", &mut message, made).is_err());
            tag = Some(made);
        });
        let tag = tag.expect("of 100 bytes");
        // Starting and ending take and give back a block.
        let mut sealed = [7; 100];
        let mut encryptor = aead.start_encrypt_sized(nonce(), b"header", 100).expect("short enough");
        nothing("pieces of a message", &mut || {
            sealed.chunks_mut(37).for_each(|piece| encryptor.update_in_place(piece).expect("short enough"));
        });
        assert_eq!(encryptor.finalize().expect("all of it"), tag);
        let decryptor = aead.start_decrypt_unverified_sized(&[0; N], b"header", 100);
        let mut decryptor = decryptor.expect("short enough");
        nothing("pieces of a message", &mut || {
            sealed.chunks_mut(41).for_each(|piece| decryptor.update_in_place(piece).expect("short enough"));
        });
        decryptor.finalize(tag).expect("its own tag");
        assert_eq!(sealed, [7; 100]);
    }
    let key = &bytes::<32>();
    works(nothing, &Aes::new(key, Gcm).expect("a key"));
    works(nothing, &Aes::new(key, Ccm).expect("a key"));
    works(nothing, &Aria::new(key, Gcm).expect("a key"));
    works(nothing, &Camellia::new(key, Ccm).expect("a key"));
    works(nothing, &ChaCha20::new(key, ChaChaPoly));

    let (aes, des) = (Aes::new(key, Cmac).expect("a key"), TripleDes::new(&key[..24], Cmac).expect("a key"));
    nothing("CMAC", &mut || {
        for length in [0, 1, 8, 16, 100, 1000] {
            let message = &[7; 1000][..length];
            aes.verify(message, aes.sign(message).as_ref()).expect("its own tag");
            des.verify(message, des.sign(message).as_ref()).expect("its own tag");
            assert!(aes.verify(message, &[0; 16]).is_err());
        }
    });
    let mut running = aes.start();
    nothing("CMAC in pieces", &mut || {
        running.update([7; 77]);
        black_box(running.digest());
    });
}

fn padded_and_wrapped(nothing: Nothing<'_>) {
    let key = &bytes::<32>();
    let cbc = || Aes::new(key, Cbc([1; 16])).expect("a key");
    let (mut encryptor, mut decryptor) =
        (cbc().into_padded_encryptor(Padding::Pkcs7), cbc().into_padded_decryptor(Padding::Pkcs7));
    nothing("pieces of a padded message", &mut || {
        let (mut sealed, mut opened) = ([0; 200], [0; 200]);
        for _ in 0..5 {
            let made = encryptor.update_into(&[7; 77], &mut sealed).expect("room");
            let read = decryptor.update_into(&sealed[..made], &mut opened).expect("room");
            assert!(opened[..read].iter().all(|byte| *byte == 7));
        }
    });
    let (mut end, mut last) = ([0; 16], [0; 16]);
    let (mut encryptor, mut decryptor) = (Some(encryptor), Some(decryptor));
    nothing("the end of a padded message", &mut || {
        let made = encryptor.take().expect("once").finalize_into(&mut end).expect("room");
        let mut decryptor = decryptor.take().expect("once");
        decryptor.update_into(&end[..made], &mut [0; 16]).expect("room");
        assert_eq!(decryptor.finalize_into(&mut last), Ok(5 * 77 % 16));
    });
    let mut cipher = cbc();
    let sealed = cipher.encrypt_padded(Padding::Pkcs7, &[7; 77]).expect("padded");
    let mut buffer = sealed;
    nothing("a padded message in place", &mut || {
        let opened = cipher.decrypt_padded_in_place(Padding::Pkcs7, &mut buffer).expect("its own padding");
        assert_eq!(*opened, [7; 77]);
    });

    let (kw, kwp) = (Aes::new(key, Kw).expect("a key"), Aes::new(key, Kwp).expect("a key"));
    let mut wrapped = kwp.wrap_key(&[7; 21]).expect("short enough");
    nothing("key wrap", &mut || {
        let mut buffer = [7; 40];
        kw.wrap_in_place(&mut buffer).expect("semiblocks");
        assert_eq!(kw.unwrap_in_place(&mut buffer).expect("its own"), [7; 32]);
        assert!(kw.unwrap_in_place(&mut buffer).is_err());
        assert_eq!(kwp.unwrap_in_place(&mut wrapped).expect("its own"), [7; 21]);
        assert!(kwp.unwrap_in_place(&mut wrapped).is_err());
    });
}

/// Two sides that are connected, perhaps again.
fn connected(suite: CipherSuite, connection_id: bool, resumed: bool) -> (DtlsConnection, DtlsConnection) {
    let rng = || Box::new(random::generator().expect("random bytes"));
    let config = || {
        let config = Config::new(&[suite]);
        if connection_id { config.random_connection_id(8) } else { config }
    };
    let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
    let client_config = Arc::new(config().pre_shared_key(Arc::new(key)));
    let store = |_: &[u8]| Some(SecretBytes::copy_from(b"a secret"));
    let server_config = config().pre_shared_key_store(Arc::new(store));
    let server_config = Arc::new(server_config.session_store(Arc::new(SessionCache::new(1))));
    let server = || DtlsConnection::server(Arc::clone(&server_config), rng(), 0);
    let client = DtlsConnection::client(Arc::clone(&client_config), None, rng(), 0).expect("a hello");
    let (mut client, mut server_side) = shaken(client, server());
    if resumed {
        let session = client.session().expect("the server keeps it");
        client = DtlsConnection::resume(client_config, None, &session, rng(), 0).expect("a hello");
        (client, server_side) = shaken(client, server());
    }
    assert_eq!((client.is_resumed(), server_side.is_resumed()), (resumed, resumed), "{suite}");
    (client, server_side)
}

fn shaken(mut client: DtlsConnection, mut server: DtlsConnection) -> (DtlsConnection, DtlsConnection) {
    let (mut datagram, now) = ([0; 1500], Now::default());
    while client.is_handshaking() || server.is_handshaking() {
        while let Some(length) = client.transmit(&mut datagram, now) {
            server.receive(&mut datagram[..length], now).for_each(drop);
        }
        while let Some(length) = server.transmit(&mut datagram, now) {
            client.receive(&mut datagram[..length], now).for_each(drop);
        }
    }
    assert!(client.failure().is_none() && server.failure().is_none());
    (client, server)
}

/// Records of DTLS, good ones, repeated ones and bad ones; and what a listener does for strangers.
fn datagrams(nothing: Nothing<'_>) {
    let with_keys_alone = |suite: &&CipherSuite| suite.key_exchange() == KeyExchange::Psk;
    let mut count = 0;
    for suite in CipherSuite::all().iter().filter(with_keys_alone) {
        for (connection_id, resumed) in [(false, false), (false, true), (true, false), (true, true)] {
            let (mut client, mut server) = connected(*suite, connection_id, resumed);
            nothing(suite.name(), &mut || {
                let (mut datagram, now) = ([0; 1500], Now::default());
                for length in [0, 1, 100, 1000] {
                    let length = client.send(&[7; 1000][..length], &mut datagram, now).expect("connected");
                    let mut again = datagram;
                    let mut events = server.receive(&mut datagram[..length], now);
                    assert!(
                        matches!(events.next(), Some(Event::Data(data)) if data.iter().all(|&byte| byte == 7))
                    );
                    drop(events);
                    assert_eq!(server.receive(&mut again[..length], now).next(), None);
                    again[10] ^= 0x80;
                    assert_eq!(server.receive(&mut again[..length], now).next(), None);
                    assert_eq!(server.transmit(&mut datagram, now), None);
                    server.timeout(now).expect("nothing is due");
                }
            });
            count += 1;
        }
    }
    assert!(count > 40, "{count} connections");

    let (rng, now) = (Box::new(random::generator().expect("random bytes")), Now::default());
    let mut listener = DtlsListener::new(rng, now);
    let mut hello = [0; 1500];
    let length = {
        let suites = ["TLS-PSK-WITH-AES-128-CCM-8".parse().expect("a suite")];
        let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
        let config = Config::new(&suites).pre_shared_key(Arc::new(key));
        let rng = Box::new(random::generator().expect("random bytes"));
        let mut client = DtlsConnection::client(Arc::new(config), None, rng, 0).expect("a hello");
        client.transmit(&mut hello, now).expect("a hello")
    };
    nothing("strangers", &mut || {
        for number in 0..100_000_u32 {
            let mut reply = [0; 100];
            let admitted = listener.admit(&number.to_be_bytes(), &hello[..length], &mut reply, now);
            assert!(matches!(admitted, Admit::Reply(reply) if reply <= length));
        }
    });
}
