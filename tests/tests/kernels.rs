// SPDX-License-Identifier: MIT
//! What became of the kernels in the machine code of this test.
#![cfg(target_arch = "x86_64")]

use std::collections::BTreeMap;
use std::process::Command;

use purembed_accel::sha512::Kernel;

/// The functions of this program and their instructions.
fn disassembly() -> BTreeMap<String, Vec<String>> {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new("objdump")
        .args(["--disassemble", "--no-show-raw-insn", "--no-addresses"])
        .arg(program)
        .output()
        .expect("objdump, which comes with the linker");
    let mut functions = BTreeMap::<String, Vec<String>>::new();
    let mut name = String::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Some(symbol) = line.strip_suffix(">:") {
            name = symbol.trim_start_matches('<').to_owned();
        } else if line.starts_with('\t') {
            functions.entry(name.clone()).or_default().push(line.trim().to_owned());
        }
    }
    functions
}

#[test]
fn intrinsics_are_instructions_and_the_upper_halves_are_cleared() {
    // Links the kernels.
    let mut state = [0; 8];
    Kernel::every().for_each(|kernel| kernel.compress(&mut state, &[[0; 128]]));

    let functions = disassembly();
    let kernels: Vec<_> = functions.iter().filter(|(name, _)| name.contains("compress_avx")).collect();
    assert_eq!(kernels.len(), 2, "the kernels for AVX2 and for AVX-512");
    for (name, instructions) in kernels {
        println!("{name}: {} instructions", instructions.len());
        let find = |text: &str| instructions.iter().filter(|line| line.contains(text)).count();
        assert!(find("ymm") > 100, "{name} does not use wide registers");
        assert_eq!(find("zmm"), 0, "{name} uses the widest registers, which slow some CPUs down");
        assert_eq!(find("core_arch"), 0, "{name} calls an intrinsic instead of being it");
        let mut returns = instructions.windows(2).filter(|pair| pair[1].starts_with("ret")).peekable();
        assert!(returns.peek().is_some(), "{name} never returns");
        assert!(returns.all(|pair| pair[0] == "vzeroupper"), "{name} leaves upper halves in use");
    }
}
