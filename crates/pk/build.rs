// SPDX-License-Identifier: MIT
//! Sets `cfg(graviola)` where the crate of that name is wanted (feature `accel`) and exists (x86-64, aarch64).
//! Nothing is compiled, looked for or run here.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(graviola)");
    let has = |name| std::env::var_os(name).is_some();
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if has("CARGO_FEATURE_ACCEL") && matches!(arch.as_str(), "x86_64" | "aarch64") {
        println!("cargo::rustc-cfg=graviola");
    }
}
