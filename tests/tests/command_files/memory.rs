// SPDX-License-Identifier: MIT
//! Files of any size in constant memory. `tests/large` does the same with 4 GiB, and looks at the clock.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use purembed_tests::ledger::Ledger;
use purembed_tests::program::{Workplace, purembed};

/// What a command may use, in KiB.
const LIMIT: u64 = 32 * 1024;

/// The most memory that a command ever had, in KiB.
fn peak(work: &Workplace, arguments: &str) -> u64 {
    let mut command = Command::new(purembed());
    command.current_dir(work.path()).args(arguments.split(' ')).stdout(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let size = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(size.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("it was started") {
            assert!(status.success(), "{arguments}");
            return peak;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn large_files_need_no_more_than_small_ones() {
    let mut ledger = Ledger::new("files of 256 MiB in 32 MiB of memory");
    let work = Workplace::new();
    let sparse = File::create(work.file("sparse")).expect("a file");
    sparse.set_len(256 << 20).expect("a sparse file");
    let key = format!("--key hex:{}", "0f".repeat(32));
    for arguments in [
        "dgst sparse".to_owned(),
        "hmac --key hex:00 sparse".to_owned(),
        "rand 67108864 -f base64".to_owned(),
        format!("enc -c AES-256-CTR {key} sparse"),
        format!("enc -c AES-256-GCM {key} sparse -o gcm"),
        format!("dec -c AES-256-GCM {key} gcm -o opened"),
        format!("dec -c AES-256-GCM {key} gcm"),
        // Nonces of 11 bytes leave room for 4 GiB, those of 12 for 16 MiB.
        format!("enc -c AES-256-CCM {key} --iv {} sparse", "0f".repeat(11)),
        format!("enc -c AES-256-CBC --base64 {key} sparse -o cbc"),
        format!("dec -c AES-256-CBC --base64 {key} cbc"),
    ] {
        let kilobytes = peak(&work, &arguments);
        println!("{kilobytes} KiB: {arguments}");
        assert!((1..LIMIT).contains(&kilobytes), "{kilobytes} KiB: {arguments}");
        ledger.ran();
    }
    ledger.finish();
}
