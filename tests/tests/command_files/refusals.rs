// SPDX-License-Identifier: MIT
//! Input that is none, and arguments that make no sense: the reason, the exit code, and nothing left behind.

use purembed_tests::ledger::Ledger;
use purembed_tests::program::Workplace;

use crate::pattern;

const KEY: &str = "--key hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[test]
fn files_that_cannot_be_read() {
    let mut ledger = Ledger::new("files that cannot be read");
    let work = Workplace::new();
    std::fs::create_dir(work.file("directory")).expect("a directory");
    let before = work.names();
    for command in [
        "dgst".to_owned(),
        "dgst --check".to_owned(),
        "hmac --key hex:00".to_owned(),
        format!("enc {KEY}"),
        format!("dec {KEY}"),
        "dec --password env:PASSWORD".to_owned(),
    ] {
        for (file, reason) in [
            ("none", "none: No such file or directory"),
            ("directory", "directory: Is a directory"),
            // Can be opened, and not be read: nothing is mapped there.
            ("/proc/self/mem", "/proc/self/mem: Input/output error"),
        ] {
            if file.starts_with("/proc") && !cfg!(target_os = "linux") {
                continue;
            }
            for out in ["", " -o out"] {
                if command.ends_with("--check") && !out.is_empty() {
                    continue;
                }
                let said = work.try_run(&format!("{command} {file}{out}"));
                assert_eq!((said.code, said.out.len()), (3, 0), "{command} {file}: {}", said.err);
                assert!(said.err.starts_with(&format!("purembed: {reason}")), "{command}: {}", said.err);
                assert_eq!(said.err.lines().count(), 1, "{command}: {}", said.err);
                assert_eq!(work.names(), before, "{command} {file}");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn files_of_another_kind() {
    let work = Workplace::new();
    work.write("empty", "");
    work.write("text", "Nobody inspects the spammish repetition");
    work.write("cut", "Salted__\0\0\0");
    work.write("bytes", [0xff; 100]);
    let refused = |arguments: &str, reason: &str| {
        for out in ["", " -o out"] {
            let said = work.try_run(&format!("{arguments}{out}"));
            assert_eq!(said.code, 3, "{arguments}: {}", said.err);
            assert_eq!(said.out.len(), 0, "{arguments}");
            assert!(said.err.contains(reason), "{arguments}: {}", said.err);
            assert!(!work.file("out").exists(), "{arguments}");
        }
    };
    for cipher in ["AES-256-CBC", "AES-256-GCM", "AES-256-CTR", "AES-256-CCM"] {
        refused(&format!("dec -c {cipher} --password env:PASSWORD empty"), "empty: too short");
        refused(&format!("dec -c {cipher} --password env:PASSWORD cut"), "cut: too short");
        refused(
            &format!("dec -c {cipher} --password env:PASSWORD text"),
            "text: not encrypted with a password",
        );
        refused(&format!("dec -c {cipher} {KEY} empty"), "empty: too short");
        refused(&format!("dec -c {cipher} {KEY} --base64 bytes"), "bytes: not base64");
    }
    // Without authentication, what does not end well is noticed only there: a file does not appear.
    let said = work.try_run(&format!("dec -c AES-256-CBC {KEY} text -o out"));
    assert_eq!((said.code, work.file("out").exists()), (3, false));
    assert!(said.err.contains("altered or cut off"), "{}", said.err);
    refused("enc -c AES-128-CBC --key hex:00 text", "AES-128-CBC: the key must have 16 bytes, not 1");
    refused("enc -c AES-128-CBC --key file:empty text", "AES-128-CBC: the key must have 16 bytes, not 0");
    refused("enc -c AES-128-CBC --key env:PASSWORD text", "expected an even number of hexadecimal digits");
    refused("enc --key file:none text", "none: No such file or directory");
    let halves = "00".repeat(32);
    refused(&format!("enc -c AES-128-XTS --key hex:{halves} text"), "AES-128-XTS: ");
    refused(&format!("enc -c AES-128-XTS {KEY} empty"), "at least 16 bytes");
}

#[test]
fn base64_is_read_strictly_but_for_white_space() {
    let work = Workplace::new();
    let message = pattern(1000);
    work.write("plain", &message);
    work.run(&format!("enc -c AES-256-CTR {KEY} --base64 plain -o sealed"));
    let sealed = String::from_utf8(work.read("sealed")).expect("base64");
    assert!(sealed.lines().all(|line| line.len() <= 64));
    let opened = |text: &str| {
        work.write("changed", text);
        work.try_run(&format!("dec -c AES-256-CTR {KEY} --base64 changed"))
    };
    for text in [sealed.replace('\n', ""), sealed.replace('\n', "\r\n"), format!("\n {sealed}\t")] {
        assert!(opened(&text).out == message);
    }
    for text in [
        sealed.replacen('\n', "-", 1),
        format!("{sealed}A"),
        format!("{sealed}===="),
        format!("{}=\n{sealed}", &sealed[..63]),
        sealed.trim_end().trim_end_matches('=').to_owned() + "A=A",
    ] {
        let said = opened(&text);
        assert_eq!(said.code, 3, "{text}");
        assert!(said.err.contains("changed: not base64"), "{}", said.err);
    }
}

#[test]
fn arguments_that_make_no_sense() {
    let mut ledger = Ledger::new("arguments that make no sense");
    let work = Workplace::new();
    work.write("file", "x");
    let before = work.names();
    for (arguments, reason) in [
        ("", "Usage: purembed <COMMAND>"),
        ("frobnicate", "unrecognized subcommand 'frobnicate'"),
        ("dgst -a sha3000 file", "unknown digest algorithm; available are"),
        ("dgst --quiet file", "--check"),
        ("dgst --force file", "--out <FILE>"),
        ("hmac file", "--key <hex:DIGITS|file:PATH|env:NAME|fd:N>"),
        ("hmac --key 0011 file", "expected hex:DIGITS|file:PATH|env:NAME|fd:N"),
        ("hmac --key hex:0 file", "expected an even number of hexadecimal digits"),
        ("hmac --key hex:00 --verify 00 file file", "--verify is for one file"),
        ("enc -c AES-512-CBC --key hex:00 file", "`purembed list ciphers` lists them"),
        ("enc --key hex:00 --password prompt file", "cannot be used with"),
        ("enc --iv 00 file", "--key"),
        ("enc -c AES-128-CBC --key hex:00 --iv 00 file", "the IV must have 16 bytes, not 1"),
        (
            "enc -c AES-128-CTR --key hex:00 --padding none file",
            "--padding is for ECB and CBC, and AES-128-CTR is not",
        ),
        ("enc -c AES-128-CTR --key hex:00 --ad 00 file", "--ad is for ciphers that authenticate"),
        ("enc -c AES-128-CTR --key hex:00 --sector-size 512 file", "--sector-size is for XTS"),
        ("rand", "<BYTES>"),
        ("rand many", "invalid digit"),
        ("list", "<WHAT>"),
        ("list everything", "[possible values: hashes, ciphers, curves, suites, groups]"),
        ("speed no-such-name", "no algorithm has a name with that in it"),
        ("completions csh", "possible values"),
        ("man frobnicate", "there is no command `frobnicate`"),
    ] {
        let said = work.try_run(arguments);
        assert_eq!((said.code, said.out.len()), (2, 0), "{arguments}: {}", said.err);
        assert!(said.err.contains(reason), "{arguments}: {}", said.err);
        assert_eq!(work.names(), before, "{arguments}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn what_is_listed_can_be_used() {
    let mut ledger = Ledger::new("names that are listed");
    let work = Workplace::new();
    for name in work.run("list hashes").lines() {
        assert_eq!(work.try_with(&["dgst", "-a", name], b"").code, 0, "{name}");
        ledger.ran();
    }
    for what in ["hashes", "ciphers", "curves", "suites", "groups"] {
        let json: serde_json::Value =
            serde_json::from_str(&work.run(&format!("list {what} --json"))).expect("JSON");
        let names: Vec<&str> = json
            .as_array()
            .expect("an array")
            .iter()
            .map(|row| row["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(work.run(&format!("list {what}")).lines().collect::<Vec<_>>(), names);
        assert!(!names.is_empty());
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn every_algorithm_says_that_it_is_well() {
    let work = Workplace::new();
    let said = work.try_run("selftest");
    assert_eq!(said.code, 0, "{}", said.text());
    assert!(said.text().lines().all(|line| line.ends_with(": ok")), "{}", said.text());
    for name in
        ["hash sha256", "cipher AES-256-GCM", "ecdsa secp256r1", "eddsa ed448", "rsa pss", "dh ffdhe2048"]
    {
        assert!(said.text().contains(&format!("{name}: ok\n")), "{name}");
    }
    assert_eq!(work.run("selftest --quiet"), "");
}

#[test]
fn speed_is_measured_and_drawn() {
    let work = Workplace::new();
    let table = work.run("speed --time 1 --size 1024 --svg chart.svg sha256 gcm x25519");
    assert!(
        table.lines().count() > 10 && table.contains("AES-256-GCM") && table.contains(" MB/s"),
        "{table}"
    );
    let chart = String::from_utf8(work.read("chart.svg")).expect("SVG");
    assert!(chart.starts_with("<svg ") && chart.ends_with("</svg>\n"));
    for name in table.lines().filter_map(|line| line.split("  ").next()) {
        assert!(chart.contains(&format!(">{name}</text>")), "{name}");
    }
    assert_eq!(work.try_run("speed --time 1 --svg chart.svg sha1").code, 3, "the chart is there already");
}

#[test]
fn shells_and_man_get_what_they_read() {
    let work = Workplace::new();
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef purembed"), ("fish", "complete -c purembed")]
    {
        let script = work.run(&format!("completions {shell}"));
        assert!(script.contains(word) && script.contains("dgst"), "{shell}");
    }
    assert!(work.run("man").starts_with(".ie"));
    assert!(work.run("man enc").contains("PBKDF2"));
    std::fs::create_dir(work.file("man1")).expect("a directory");
    work.run("man --directory man1");
    let pages = std::fs::read_dir(work.file("man1")).expect("a directory").count();
    let commands =
        work.run("--help").lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).count();
    // Each command, `help`, and all of them; `--help` also lists two options.
    assert!(pages >= 15 && commands >= pages, "{pages} pages, {commands} lines");
    assert!(work.file("man1/purembed-dgst.1").exists() && work.file("man1/purembed.1").exists());
}
