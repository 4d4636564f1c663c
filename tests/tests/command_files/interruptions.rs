// SPDX-License-Identifier: MIT
//! Outputs that end too early: files appear whole or not at all, and what was there stays.
#![cfg(unix)]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use purembed_tests::ledger::Ledger;
use purembed_tests::peers::Stopped;
use purembed_tests::program::{Workplace, purembed};

use crate::pattern;

const KEY: [&str; 2] = ["--key", "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"];

/// Starts to encrypt what comes over a pipe into `out`, and waits until some of it is written.
fn half_way(work: &Workplace, force: bool) -> Stopped {
    let mut command = Command::new(purembed());
    command
        .current_dir(work.path())
        .arg("enc")
        .args(KEY)
        .args(["-o", "out"])
        .args(force.then_some("--force"));
    let child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = Stopped(child.expect("the program starts"));
    child.0.stdin.as_mut().expect("a pipe").write_all(&pattern(2_000_000)).expect("it reads");
    let begun = |name: &String| {
        name.ends_with(".partial") && fs::metadata(work.file(name)).is_ok_and(|file| file.len() > 1_000_000)
    };
    for _ in 0..2000 {
        if work.names().iter().any(begun) {
            return child;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("nothing was written: {:?}", work.names());
}

fn signal(Stopped(child): &mut Stopped, signal: &str) -> ExitStatus {
    let kill = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    child.wait().expect("it ends")
}

#[test]
fn what_is_interrupted_leaves_nothing() {
    let mut ledger = Ledger::new("signals while a file is written");
    for name in ["-INT", "-TERM", "-HUP"] {
        let work = Workplace::new();
        let mut child = half_way(&work, false);
        let status = signal(&mut child, name);
        assert_eq!(status.code(), Some(130), "{name}");
        assert_eq!(work.names(), [""; 0], "{name}");

        work.write("out", "what was there");
        let mut child = half_way(&work, true);
        signal(&mut child, name);
        assert_eq!(work.names(), ["out"], "{name}");
        assert_eq!(work.read("out"), b"what was there", "{name}");
        ledger.ran();
    }
    ledger.finish();
}

/// Nobody can clean up after SIGKILL; but the file has not got its name.
#[test]
fn what_is_killed_has_no_name() {
    let work = Workplace::new();
    let mut child = half_way(&work, false);
    assert_eq!(signal(&mut child, "-KILL").signal(), Some(9));
    assert!(!work.file("out").exists());
    let names = work.names();
    assert!(
        names.iter().all(|name| name.starts_with(".purembed-") && name.ends_with(".partial")),
        "{names:?}"
    );
    for name in names {
        let mode = fs::metadata(work.file(&name)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads what is half written");
    }
}

#[test]
fn a_reader_that_goes_is_no_news() {
    let mut ledger = Ledger::new("readers that go");
    for arguments in
        [&["rand", "50000000", "-f", "raw"][..], &["list", "ciphers"], &["selftest"], &["--help"]]
    {
        let mut command = Command::new(purembed());
        let mut child =
            command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let mut stdout = child.stdout.take().expect("a pipe");
        if arguments[0] == "rand" {
            stdout.read_exact(&mut [0; 100]).expect("some bytes");
        }
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked") && output.status.code().is_some(), "{arguments:?}: {said}");
        if arguments[0] == "rand" {
            assert_eq!((output.status.code(), said.as_ref()), (Some(3), ""), "it could not do its work");
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn full_devices() {
    if !Path::new("/dev/full").exists() {
        println!("SKIPPED: no /dev/full");
        return;
    }
    let work = Workplace::new();
    work.write("plain", pattern(100_000));
    let said = work.try_with(&[&["enc", "plain", "-o", "/dev/full"], &KEY[..]].concat(), b"");
    assert_eq!(said.code, 3);
    assert_eq!(said.err, "purembed: /dev/full: No space left on device (os error 28)\n");
    for arguments in
        [&["dgst", "plain"][..], &["rand", "100000"], &["list", "ciphers"], &["version"], &["man"]]
    {
        let full = File::options().write(true).open("/dev/full").expect("a device");
        let mut command = Command::new(purembed());
        let output = command.current_dir(work.path()).args(arguments).stdout(full).output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {said}");
        assert_eq!(
            said, "purembed: standard output: No space left on device (os error 28)\n",
            "{arguments:?}"
        );
    }
    // Devices stay what they are, even for root.
    work.run("rand 8 -o /dev/null --force");
    assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
}

#[test]
fn a_full_disk() {
    let work = Workplace::new();
    work.write("plain", pattern(1_000_000));
    let disk = work.file("disk");
    fs::create_dir(&disk).expect("a directory");
    let mut mount = Command::new("mount");
    let mounted = mount.args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: may not mount a small file system");
        return;
    }
    let run = |arguments: &[&str]| work.try_with(&[arguments, &KEY[..]].concat(), b"");
    let full = run(&["enc", "plain", "-o", "disk/out"]);
    let left = fs::read_dir(&disk).expect("a directory").count();
    // What was there is still there when its successor does not fit.
    fs::write(disk.join("out"), "before").expect("a small file");
    let replaced = run(&["enc", "plain", "-o", "disk/out", "--force"]);
    let kept = fs::read(disk.join("out"));
    let unmounted = Command::new("umount").arg(&disk).status().expect("umount");
    assert!(unmounted.success());
    for said in [full, replaced] {
        assert_eq!(said.code, 3);
        assert!(said.err.ends_with("disk/out: No space left on device (os error 28)\n"), "{}", said.err);
    }
    assert_eq!((left, kept.expect("the file").as_slice()), (0, &b"before"[..]));
}

#[test]
fn files_are_replaced_on_demand_alone() {
    let work = Workplace::new();
    work.write("plain", "x");
    work.write("out", "before");
    let enc = |options: &[&str]| work.try_with(&[&["enc", "plain"], options, &KEY[..]].concat(), b"");
    let said = enc(&["-o", "out"]);
    assert_eq!((said.code, said.err.as_str()), (3, "purembed: out exists already; --force replaces it\n"));
    assert_eq!(work.read("out"), b"before");
    assert_eq!(enc(&["-o", "out", "--force"]).code, 0);
    assert_eq!(work.read("out").len(), 12 + 1 + 16);

    symlink("out", work.file("link")).expect("a link");
    assert_eq!(enc(&["-o", "link"]).code, 3);
    work.write("out", "before");
    assert_eq!(enc(&["-o", "link", "--force"]).code, 0);
    assert!(fs::symlink_metadata(work.file("link")).expect("a link").is_symlink(), "the link stays");
    assert_eq!(work.read("out").len(), 12 + 1 + 16);

    let said = enc(&["-o", "none/out"]);
    assert_eq!(
        (said.code, said.err.contains("none/out: No such file or directory")),
        (3, true),
        "{}",
        said.err
    );
    assert_eq!(work.names(), ["link", "out", "plain"]);
}

#[test]
fn files_have_the_usual_permissions() {
    let work = Workplace::new();
    work.write("plain", "x");
    let program = purembed().display();
    for (mask, mode) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let script = format!("umask {mask}; '{program}' dgst plain -o out --force");
        let status =
            Command::new("sh").current_dir(work.path()).args(["-c", &script]).status().expect("a shell");
        assert!(status.success());
        let permissions = fs::metadata(work.file("out")).expect("a file").permissions();
        assert_eq!(permissions.mode() & 0o777, mode, "umask {mask}");
        // A file that is replaced stays as closed, or as open, as it was.
        for mode in [0o600, 0o640, 0o666] {
            fs::set_permissions(work.file("out"), fs::Permissions::from_mode(mode)).expect("our file");
            work.run("dgst plain -o out --force");
            let permissions = fs::metadata(work.file("out")).expect("a file").permissions();
            assert_eq!(permissions.mode() & 0o777, mode);
        }
        fs::remove_file(work.file("out")).expect("our file");
    }
}
