// SPDX-License-Identifier: MIT
//! What became of the kernels in the machine code of this test: in `cargo test`, and in the gate (`benches/gate`) with fat
//! LTO and for one CPU alone, where the compiler inlines what it does not otherwise.
#![cfg(target_arch = "x86_64")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;

use purembed_accel::{
    Backend, aes, aes_gcm, aria, camellia, chacha20, chacha20_poly1305, des, field, keccak, montgomery,
    poly1305, sha1, sha256, sha512,
};

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
    let every = Backend::every().filter_map(sha512::Kernel::of);
    every.for_each(|kernel| kernel.compress(&mut state, black_box(&[[0; 128]])));

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

/// The SHA instructions have no form for clean upper halves: with something in those, they take a hundred times as long.
#[test]
fn sha_instructions_find_clean_registers_and_use_no_wide_ones() {
    sha1::Kernel::detect().inspect(|kernel| kernel.compress(&mut [0; 5], black_box(&[[0; 64]])));
    sha256::Kernel::detect().inspect(|kernel| kernel.compress(&mut [0; 8], black_box(&[[0; 64]])));
    let functions = disassembly();
    for (family, instruction) in [("compress_sha1", "sha1rnds4"), ("compress_sha256", "sha256rnds2")] {
        let kernels: Vec<_> = functions.iter().filter(|(name, _)| name.contains(family)).collect();
        assert_eq!(kernels.len(), 1, "{family}");
        for (name, instructions) in kernels {
            let at = |text: &str| instructions.iter().position(|line| line.contains(text));
            assert!(
                at("vzeroupper").is_some_and(|clean| Some(clean) < at("xmm")),
                "{name} does not clean first"
            );
            assert!(at(instruction).is_some(), "{name} does not use what it is for");
            assert_eq!(at("ymm").or(at("zmm")), None, "{name} uses wide registers");
            assert_eq!(at("core_arch"), None, "{name} calls an intrinsic instead of being it");
        }
    }
}

/// Families of kernels that use wide registers: what the names of their functions, with the modules, have in them one after
/// another.
const FAMILIES: &[&[&str]] = &[
    &["aes", "x86_64", "ymm"],
    &["aes", "x86_64", "zmm"],
    &["aes_gcm", "x86_64", "vaes256", "gcm_seal"],
    &["aes_gcm", "x86_64", "vaes256", "gcm_open"],
    &["aes_gcm", "x86_64", "vaes512", "gcm_seal"],
    &["aes_gcm", "x86_64", "vaes512", "gcm_open"],
    &["ghash", "x86_64", "vaes256", "ghash_"],
    &["ghash", "x86_64", "vaes512", "ghash_"],
    &["chacha20_avx2"],
    &["chacha20_avx512"],
    &["chacha20_poly1305_avx2"],
    &["poly1305", "x86_64", "avx2", "poly1305_avx2"],
    &["poly1305", "x86_64", "ifma", "poly1305_ifma"],
    &["poly1305", "x86_64", "ifma", "poly1305_ifma_powers"],
    &["des", "x86_64", "avx2"],
    &["des", "x86_64", "gfni"],
    &["keccak", "x86_64", "keccak_avx512"],
    &["aria", "x86_64", "zmm", "apply"],
    &["camellia", "x86_64", "zmm", "apply"],
    &["montgomery", "mulx", "power", "montgomery_mulx_select"],
    &["aria", "by_aes", "ymm", "rounds"],
    &["aria", "by_aes", "vaes", "rounds"],
    &["camellia", "by_aes", "ymm", "rounds"],
    &["camellia", "by_aes", "vaes", "rounds"],
    &["montgomery", "x86_64", "power", "montgomery_ifma_power"],
    &["montgomery", "x86_64", "power", "montgomery_ifma_power_public"],
    &["montgomery", "x86_64", "multiply", "montgomery_ifma_multiply"],
];

/// Families of kernels that keep to the lower halves.
const NARROW: &[&[&str]] = &[
    &["aes", "x86_64", "xmm"],
    &["aes", "x86_64", "schedule"],
    &["aes_gcm", "x86_64", "aes_ni", "gcm_seal"],
    &["aes_gcm", "x86_64", "aes_ni", "gcm_open"],
    &["ghash", "x86_64", "aes_ni", "ghash_"],
    &["aria", "x86_64", "xmm", "apply"],
    &["camellia", "x86_64", "xmm", "apply"],
    &["camellia", "x86_64", "one", "apply"],
    &["aria", "by_aes", "xmm", "rounds"],
    &["aria", "by_aes", "xmm", "apply_whole"],
    &["camellia", "by_aes", "xmm", "rounds"],
    &["camellia", "by_aes", "xmm", "apply_whole"],
];

fn belongs(name: &str, family: &[&str]) -> bool {
    let mut rest = name.split_once("purembed_accel").map(|(_, rest)| rest);
    for part in family {
        rest = rest.and_then(|rest| Some(rest.split_once(part)?.1));
    }
    rest.is_some()
}

/// Uses every kernel, so that it is linked; on what the optimiser does not know, which would fit kernels to it.
fn link() {
    let (mut message, mut mac) = ([0; 4096], [0; 16]);
    let message: &mut [u8] = black_box(&mut message);
    let secret: &[u8; 32] = black_box(&[7; 32]);
    for kernel in aes::Kernel::every() {
        let key = aes::Key::new(kernel, secret).expect("a key");
        let blocks = message.as_chunks_mut().0;
        key.encrypt_blocks(blocks);
        key.decrypt_blocks(blocks);
        key.cbc_decrypt(&mut mac, blocks);
        key.cfb_decrypt(&mut mac, blocks);
        key.ctr(&mut mac, blocks);
        key.xts_encrypt(&mut mac, blocks);
        key.xts_decrypt(&mut mac, blocks);
        key.cbc_encrypt(&mut mac, blocks);
        key.ofb(&mut mac, blocks);
        let key = aes_gcm::Key::new(kernel, secret).expect("a key");
        let sealed = key.seal(&mac, b"ad", message);
        assert_eq!(key.open(&mac, b"ad", message), sealed);
    }
    for kernel in des::Kernel::every() {
        des::Single::new(kernel, black_box([7; 8])).encrypt_blocks(message.as_chunks_mut().0);
    }
    let blocks = message.as_chunks_mut().0;
    for kernel in aria::Kernel::every() {
        let key = aria::Key::new(kernel, secret).expect("a key");
        key.encrypt_blocks(blocks);
        key.encrypt_blocks(&mut blocks[..1]);
    }
    for kernel in camellia::Kernel::every() {
        let key = camellia::Key::new(kernel, secret).expect("a key");
        key.encrypt_blocks(blocks);
        key.encrypt_blocks(&mut blocks[..1]);
    }
    for kernel in chacha20_poly1305::Kernel::every() {
        let sealed = chacha20_poly1305::seal(kernel, secret, &[1; 12], b"ad", message);
        assert_eq!(chacha20_poly1305::open(kernel, secret, &[1; 12], b"ad", message), sealed);
    }
    chacha20::Kernel::every().for_each(|kernel| chacha20::xor(kernel, secret, &[1; 12], &mut 1, message));
    for kernel in poly1305::Kernel::every() {
        let mut sum = poly1305::Poly1305::new(kernel, secret);
        sum.update(message);
        black_box(sum.finalize());
    }
    keccak::Kernel::every().for_each(|kernel| kernel.absorb(&mut [0; 25], black_box(&[[7; 136]])));
    for kernel in montgomery::Kernel::every() {
        let (modulus, square, base, mut out, mut other) = ([15, 1], [1, 0], [2, 0], [0; 2], [0; 2]);
        let input = montgomery::Input { modulus: &modulus, square: &square, base: &base };
        let exponent = black_box(&[3]);
        kernel.power_pair([&mut out, &mut other].map(|out| montgomery::Power { input, exponent, out }), 2);
        black_box((out, other));
        kernel.power(montgomery::Power { input, exponent, out: &mut out }, 2);
        kernel.power_public(&input, 3, &base, &mut out);
        black_box(out);
    }
    if let Some(kernel) = field::Kernel::of_this_cpu() {
        let number = black_box([7; 9]);
        black_box((kernel.multiply_521(&number, &number), kernel.square_521(&number)));
    }
}

/// Whether an instruction uses a register of this width; what a call or a jump goes to may have one in its name.
fn uses(line: &str, registers: &[&str]) -> bool {
    let operands = line.split('<').next().unwrap_or_default();
    registers.iter().any(|register| operands.contains(register))
}

/// In a build for such a CPU alone, a kernel may have become a part of who calls it.
const INLINED: bool = cfg!(target_feature = "avx2");

const WIDE: [&str; 2] = ["%ymm", "%zmm"];

/// Tests are optimised as well, see the profile `dev`.
#[test]
fn kernels_of_ciphers_are_instructions_and_clear_the_upper_halves() {
    link();
    let functions = disassembly();
    for family in FAMILIES {
        let mut kernels = 0;
        let of_family = functions.iter().filter(|(name, _)| belongs(name, family));
        for (name, instructions) in of_family {
            // What only passes on has nothing to clear.
            if !instructions.iter().any(|line| uses(line, &WIDE)) {
                continue;
            }
            kernels += 1;
            let mut returns = instructions.windows(2).filter(|pair| pair[1].starts_with("ret")).peekable();
            assert!(returns.peek().is_some(), "{name} never returns");
            assert!(returns.all(|pair| pair[0] == "vzeroupper"), "{name} leaves upper halves in use");
        }
        println!("{family:?}: {kernels} kernels");
        assert!(kernels > 0 || INLINED, "no kernel of {family:?} was found");
    }
    for family in NARROW {
        let kernels = functions
            .iter()
            .filter(|(name, _)| belongs(name, family))
            .filter(|(_, instructions)| instructions.iter().any(|line| uses(line, &["%xmm"])))
            .count();
        println!("{family:?}: {kernels} kernels");
        assert!(kernels > 0 || INLINED, "no kernel of {family:?} was found");
    }
}

/// MULX leaves the flags alone, and its result goes where it is wanted.
#[test]
fn products_in_the_field_of_p_521_are_made_by_mulx() {
    link();
    let functions = disassembly();
    for (family, products) in [("field_multiply_521", 81), ("field_square_521", 45)] {
        let mut kernels = functions.iter().filter(|(name, _)| belongs(name, &["field", "x86_64", family]));
        let (name, instructions) = kernels.next().expect("the kernel");
        let count = |mnemonic: &str| {
            instructions.iter().filter(|line| line.split_whitespace().next() == Some(mnemonic)).count()
        };
        assert_eq!([count("mulx"), count("mul"), count("call")], [products, 0, 0], "{name}");
    }
}

/// An intrinsic that is not inlined is a call for one instruction, with its operands in memory.
#[test]
fn nothing_of_ours_calls_an_intrinsic() {
    link();
    let is_call =
        |line: &str| (line.starts_with("call") || line.starts_with("jmp")) && line.contains("core_arch");
    let ours = disassembly().into_iter().filter(|(name, _)| name.contains("purembed_"));
    let mut count = 0;
    for (name, instructions) in ours {
        count += 1;
        assert!(
            !instructions.iter().any(|line| is_call(line)),
            "{name} calls an intrinsic instead of being it"
        );
    }
    println!("{count} functions");
    assert!(count > 100, "the functions were found");
}
