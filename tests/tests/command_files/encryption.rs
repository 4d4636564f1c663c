// SPDX-License-Identifier: MIT
//! Encrypted files.

use purembed::cipher::{Algorithm, Mode};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::program::Workplace;

use crate::pattern;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key and an IV of the right lengths.
fn secrets(cipher: Algorithm) -> (String, String) {
    (hex(&pattern(cipher.key_size() + 1)[1..]), hex(&pattern(cipher.iv_size())))
}

/// OpenSSL's name of a cipher, for `openssl enc`; it has no authenticated ciphers, no XTS, and not every mode of DES.
fn theirs(cipher: Algorithm) -> Option<String> {
    let name = cipher.name().to_ascii_lowercase();
    let name = name
        .replace("blowfish", "bf")
        .replace("cfb128", "cfb")
        .replace("cfb64", "cfb")
        .replace("arc4-128", "rc4");
    let missing = cipher.is_aead()
        || cipher.mode() == Mode::Xts
        || name.starts_with("des") && name.ends_with("ctr")
        || ["bf-ctr", "bf-cfb8", "des-ede-cfb8"].contains(&name.as_str());
    (!missing).then_some(name)
}

#[test]
fn every_cipher_there_and_back() {
    let mut ledger = Ledger::new("encrypted files, there and back");
    let work = Workplace::new();
    for cipher in Algorithm::available() {
        let (key, iv) = secrets(*cipher);
        // XTS has no shorter messages than a block.
        let least = if cipher.mode() == Mode::Xts { 16 } else { 0 };
        for length in [least, 17, 262_161] {
            let message = pattern(length);
            work.write("plain", &message);
            let mut ways = vec![format!("--key hex:{key}")];
            if length == 17 {
                ways.push(format!("--key hex:{key} --base64"));
                ways.push("--password env:PASSWORD --iterations 10".to_owned());
                ways.extend((cipher.iv_size() > 0).then(|| format!("--key hex:{key} --iv {iv}")));
            }
            for way in ways {
                work.run(&format!("enc -c {cipher} {way} plain -o sealed --force"));
                work.run(&format!("dec -c {cipher} {way} sealed -o opened --force"));
                assert!(work.read("opened") == message, "{cipher}, {length} bytes, {way}");
                assert!(length < 16 || work.read("sealed") != message, "{cipher}");
            }
            ledger.ran();
        }
        // Through pipes: of unknown length, and with an output that cannot be taken back.
        let message = pattern(least + 70_000);
        let key = format!("hex:{key}");
        let sealed = work.try_with(&["enc", "-c", cipher.name(), "--key", &key], &message).out;
        let opened = work.try_with(&["dec", "-c", cipher.name(), "--key", &key], &sealed);
        assert!(opened.out == message, "{cipher} through pipes: {}", opened.err);
    }
    ledger.finish();
}

#[test]
fn files_are_those_of_openssl() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("encrypted files, both ways with `openssl enc`");
    let work = Workplace::new();
    for cipher in Algorithm::available() {
        let Some(name) = theirs(*cipher) else {
            ledger.skip("not in `openssl enc`");
            continue;
        };
        let (key, iv) = secrets(*cipher);
        // Its ChaCha20 has the counter before the nonce.
        let their_iv = if name == "chacha20" { format!("00000000{iv}") } else { iv.clone() };
        let provider = ["-provider", "legacy", "-provider", "default"];
        let raw = ["-K", &key, "-iv", &their_iv];
        let ours = format!("--key hex:{key} --iv {iv}");
        let password = ["-pbkdf2", "-iter", "11", "-pass", "env:PASSWORD"];
        let password = [&password[..], &["-md", "sha512"]].concat();
        let ways = [
            (
                vec![0, 15, 1000],
                raw.to_vec(),
                if cipher.iv_size() == 0 { format!("--key hex:{key}") } else { ours },
            ),
            (
                vec![1000],
                password.clone(),
                "--password env:PASSWORD --iterations 11 --digest sha512".to_owned(),
            ),
            (
                vec![100],
                [&password[..], &["-a"]].concat(),
                "--password env:PASSWORD --iterations 11 --digest sha512 --base64".to_owned(),
            ),
        ];
        for (lengths, theirs, ours) in ways {
            // Key and IV of ChaCha20 have other lengths there.
            if name == "chacha20" && theirs.contains(&"-pbkdf2") {
                ledger.skip("OpenSSL derives another IV for ChaCha20");
                continue;
            }
            for length in lengths {
                let message = pattern(length);
                work.write("plain", &message);
                let run = |direction: &[&str]| {
                    let mut command = std::process::Command::new(&openssl);
                    command.current_dir(work.path()).env("PASSWORD", "correct horse");
                    command.args(["enc", &format!("-{name}")]).args(direction).args(&theirs).args(provider);
                    let output = command.output().expect("openssl starts");
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(output.status.success(), "openssl enc -{name} {direction:?} {theirs:?}: {said}");
                };
                run(&["-e", "-in", "plain", "-out", "theirs"]);
                work.run(&format!("dec -c {cipher} {ours} theirs -o opened --force"));
                assert_eq!(work.read("opened"), message, "{cipher} from OpenSSL, {length} bytes, {ours}");
                work.run(&format!("enc -c {cipher} {ours} plain -o ours --force"));
                run(&["-d", "-in", "ours", "-out", "opened"]);
                assert_eq!(work.read("opened"), message, "{cipher} to OpenSSL, {length} bytes, {ours}");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn paddings_and_sectors() {
    let work = Workplace::new();
    let (cbc, key) = ("AES-128-CBC", format!("--key hex:{}", hex(&pattern(16))));
    for padding in ["pkcs7", "ansi-x923", "iso7816", "zeros", "none"] {
        let message = pattern(48);
        work.write("plain", &message);
        work.run(&format!("enc -c {cbc} {key} --padding {padding} plain -o sealed --force"));
        work.run(&format!("dec -c {cbc} {key} --padding {padding} sealed -o opened --force"));
        assert_eq!(work.read("opened"), message, "{padding}");
        assert_eq!(work.read("sealed").len(), if padding == "none" { 64 } else { 80 }, "{padding}");
    }
    work.write("plain", pattern(47));
    let said = work.try_run(&format!("enc -c {cbc} {key} --padding none plain -o refused"));
    assert_eq!(said.code, 3);
    assert!(said.err.contains("plain: the input must be padded to whole blocks of 16 bytes"), "{}", said.err);
    assert!(!work.file("refused").exists());

    // Each sector by itself is what a disk would hold.
    let key = format!("--key hex:{}", hex(&pattern(64)));
    work.write("disk", pattern(512 * 3));
    let xts = |number: u8| format!("-c AES-256-XTS {key} --iv {number:02x}{}", "00".repeat(15));
    work.run(&format!("enc {} --sector-size 512 disk -o sealed --force", xts(254)));
    let sealed = work.read("sealed");
    for (i, sector) in pattern(512 * 3).chunks(512).enumerate().take(2) {
        work.write("sector", sector);
        work.run(&format!("enc {} sector -o one --force", xts(254 + u8::try_from(i).expect("small"))));
        assert_eq!(work.read("one"), sealed[512 * i..512 * (i + 1)]);
    }
    work.run(&format!("dec {} --sector-size 512 sealed -o opened --force", xts(254)));
    assert_eq!(work.read("opened"), pattern(512 * 3));
}

#[test]
fn nothing_gets_out_that_is_not_authentic() {
    let mut ledger = Ledger::new("encrypted files, changed at some byte");
    let work = Workplace::new();
    let message = pattern(600_000);
    work.write("plain", &message);
    for cipher in ["AES-256-GCM", "AES-128-CCM", "CHACHA20-POLY1305", "ARIA-256-GCM"] {
        let key = format!(
            "-c {cipher} --key hex:{}",
            hex(&pattern(cipher.parse::<Algorithm>().unwrap().key_size()))
        );
        work.run(&format!("enc {key} --ad 00ff plain -o sealed --force"));
        let sealed = work.read("sealed");
        assert_eq!(sealed.len(), 12 + message.len() + 16);
        let refused = |sealed: &[u8], ad: &str| {
            work.write("changed", sealed);
            let arguments = format!("dec {key} {ad} changed");
            let said = work.try_run(&arguments);
            assert_eq!((said.code, said.out.len()), (3, 0), "on standard output: {}", said.err);
            let to_file = work.try_run(&format!("{arguments} -o opened"));
            assert_eq!((to_file.code, work.names().len()), (3, 3), "{:?}", work.names());
            said.err
        };
        for place in [0, 12, 300_000, sealed.len() - 17, sealed.len() - 16, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(refused(&changed, "--ad 00ff").contains("changed: not authentic"));
            ledger.ran();
        }
        assert!(refused(&sealed, "").contains("not authentic"), "the associated data is missing");
        assert!(refused(&sealed[..sealed.len() - 1], "--ad 00ff").contains("not authentic"));
        for short in [0, 11, 12, 27] {
            assert!(refused(&sealed[..short], "--ad 00ff").contains("too short"), "{short}");
        }
    }
    let said = work.try_run("enc --password env:PASSWORD --iterations 2 plain -o sealed --force");
    assert_eq!(said.code, 0);
    let said = work.try_run("dec --password env:WRONG_PASSWORD --iterations 2 sealed");
    assert_eq!((said.code, said.out.len()), (3, 0));
    assert!(said.err.contains("another key, password or associated data"), "{}", said.err);
    ledger.finish();
}
