// SPDX-License-Identifier: MIT
//! Passwords: from where they come, and where they do not.

use std::fs;
use std::process::{Command, Stdio};

use purembed_tests::program::{Workplace, purembed};

#[test]
fn passwords_come_from_files_variables_and_descriptors() {
    let work = Workplace::new();
    work.write("password", "correct horse\nanother line\n");
    work.run("key gen ed25519 --encrypt env:PASSWORD --iterations 1000 --out key");
    work.run("key check key --password file:password");
    work.run("key check key --password env:PASSWORD");
    let said = work.try_with(&["key", "check", "key", "--password", "fd:0"], b"correct horse\n");
    assert_eq!((said.code, said.text()), (0, "key: OK\n"), "{}", said.err);
    let said = work.try_with(&["key", "check", "key", "--password", "fd:0"], b"wrong horse\n");
    assert_eq!(said.code, 3, "{}", said.err);
}

#[test]
#[cfg(unix)]
fn a_descriptor_that_the_shell_opens() {
    let work = Workplace::new();
    work.write("password", "correct horse\n");
    work.run("key gen ed25519 --encrypt env:PASSWORD --iterations 1000 --out key");
    let script = format!("'{}' key check key --password fd:3 3< password", purembed().display());
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(work.path()).stdin(Stdio::null()).output();
    assert_eq!(output.expect("a shell").stdout, b"key: OK\n");
}

#[test]
fn standard_input_is_one_thing() {
    let work = Workplace::new();
    work.run("key gen ed25519 --encrypt env:PASSWORD --iterations 1000 --out key");
    let list = "0".repeat(64) + "  -\n";
    for (command, input, code) in [
        ("enc --password fd:0 --iterations 1", "correct horse\n", 2),
        ("enc --key fd:0", "0123456789abcdef0123456789abcdef", 2),
        ("hmac --key fd:0", "0123456789abcdef", 2),
        ("sign --key key --password fd:0", "correct horse\nletter", 2),
        ("dgst --check", list.as_str(), 3),
    ] {
        let arguments: Vec<_> = command.split_whitespace().collect();
        let said = work.try_with(&arguments, input.as_bytes());
        assert_eq!(said.code, code, "{command}: {}", said.err);
        assert!(said.err.contains("standard input can be one thing only"), "{command}: {}", said.err);
    }
}

#[test]
fn private_keys_are_not_written_over() {
    let work = Workplace::new();
    work.run("key gen ed25519 --out key");
    let before = work.read("key");
    for command in
        ["key gen ed25519 --out key", "key convert key --out key", "derive --key key --peer key --out key"]
    {
        assert_eq!(work.try_run(command).code, 3, "{command}");
        assert_eq!(work.read("key"), before, "{command}");
    }
    work.run("key gen ed25519 --out key --force");
    assert_ne!(work.read("key"), before);
    assert_eq!(work.names(), ["key"]);
}

#[test]
#[cfg(unix)]
fn what_replaces_a_readable_file_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let work = Workplace::new();
    work.write("key", "anybody may read this");
    fs::set_permissions(work.file("key"), fs::Permissions::from_mode(0o644)).expect("permissions");
    work.run("key gen ed25519 --out key --force");
    assert_eq!(fs::metadata(work.file("key")).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn new_passwords_are_not_empty() {
    let work = Workplace::new();
    work.write("none", "");
    work.write("plain", "letter");
    for command in
        ["key gen ed25519 --encrypt file:none --out out", "enc --password file:none plain --out out"]
    {
        let said = work.try_run(command);
        assert_eq!(said.code, 3, "{command}: {}", said.err);
        assert!(said.err.contains("is empty"), "{command}: {}", said.err);
    }
    assert_eq!(work.names(), ["none", "plain"]);
}
