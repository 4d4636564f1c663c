// SPDX-License-Identifier: MIT
//! Sets `cfg(graviola)` where the crate of that name is wanted (feature `accel`) and exists (x86-64, aarch64), and
//! `cfg(graviola_rsa)` where RSA is wanted of it: on x86-64, wherever it runs, our own is faster.
//! Nothing is compiled, looked for or run here.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(graviola, graviola_rsa)");
    let has = |name| std::env::var_os(name).is_some();
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if has("CARGO_FEATURE_ACCEL") && matches!(arch.as_str(), "x86_64" | "aarch64") {
        println!("cargo::rustc-cfg=graviola");
        if arch == "aarch64" {
            println!("cargo::rustc-cfg=graviola_rsa");
        }
    }
}
