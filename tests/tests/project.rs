// SPDX-License-Identifier: MIT
//! The project's rules about itself: layers, `unsafe`, C compilers, licences, first lines, documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn cargo(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO")).current_dir(root()).args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo speaks UTF-8")
}

fn metadata(arguments: &[&str]) -> Value {
    let text = cargo(&[&["metadata", "--format-version", "1", "--locked"], arguments].concat());
    serde_json::from_str(&text).expect("cargo metadata is JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The layer of each package, as the table in ARCHITECTURE.md says: rows `| L3 | purembed-hmac, … | … |`.
fn layers() -> BTreeMap<String, u32> {
    let mut layers = BTreeMap::new();
    for row in read("ARCHITECTURE.md").lines().filter(|line| line.starts_with("| L")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let layer = cells[1].trim_start_matches('L').parse().expect("a number after the L");
        for package in cells[2].split(',') {
            layers.insert(package.trim().trim_matches('`').to_owned(), layer);
        }
    }
    layers
}

#[test]
fn no_crate_uses_one_beside_or_above_it() {
    let layers = layers();
    let metadata = metadata(&["--no-deps"]);
    let mut edges = 0;
    for package in list(&metadata, "packages") {
        let name = text(package, "name");
        // Tests and benches stand outside: they may use everything, and nothing may use them.
        if package["publish"] == Value::Array(Vec::new()) {
            continue;
        }
        let layer = layers.get(name).unwrap_or_else(|| panic!("ARCHITECTURE.md gives {name} no layer"));
        for dependency in list(package, "dependencies") {
            let dependency = text(dependency, "name");
            if dependency.contains("purembed") {
                let below = layers.get(dependency).unwrap_or_else(|| panic!("{dependency} has no layer"));
                assert!(below < layer, "{name} (L{layer}) must not use {dependency} (L{below})");
                edges += 1;
            }
        }
    }
    println!("{edges} edges between {} crates, all downwards", layers.len());
    assert!(edges > 10, "the graph was not read");
}

#[test]
fn unsafe_code_is_forbidden_above_the_lowest_layer() {
    // `accel` is where kernels will stand; `parity` is where C will be called.
    let allowed = ["accel", "parity"];
    let mut checked = 0;
    for directory in fs::read_dir(root().join("crates")).expect("crates").flatten() {
        if allowed.iter().any(|name| directory.file_name() == *name) {
            continue;
        }
        let root = ["src/lib.rs", "src/main.rs"].map(|name| directory.path().join(name));
        let root = root.iter().find(|path| path.is_file()).expect("a lib.rs or a main.rs");
        assert!(
            fs::read_to_string(root).expect("UTF-8").contains("#![forbid(unsafe_code)]"),
            "{} does not forbid unsafe",
            directory.path().display()
        );
        checked += 1;
    }
    assert!(checked >= 9, "only {checked} crates were found");

    // Tests, examples and build scripts are crates of their own, to which a `forbid` in lib.rs does not reach.
    let mut found = Vec::new();
    files(&root().join("crates"), &mut found);
    for path in found.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let crate_name = path.strip_prefix(root().join("crates")).expect("below").components().next();
        if crate_name.is_some_and(|name| allowed.iter().any(|allowed| name.as_os_str() == *allowed)) {
            continue;
        }
        let text = fs::read_to_string(path).expect("UTF-8");
        for form in ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern", "unsafe("] {
            assert!(!text.contains(form), "{}: {form}", path.display());
        }
    }
}

/// What the facade's default features and the command pull in: package name and version.
fn default_tree() -> BTreeSet<(String, String)> {
    // `cargo tree` and not `cargo metadata`, which would mix in the features that the benches turn on.
    let tree = |package| {
        cargo(&["tree", "--locked", "-p", package, "-e", "normal,build", "--prefix", "none", "-f", "{p}"])
    };
    (tree("purembed") + &tree("purembed-cli"))
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned()))
        })
        .collect()
}

/// Packages of the default tree with their metadata.
fn default_packages() -> Vec<Value> {
    let tree = default_tree();
    assert!(tree.len() > 50, "the tree was not read");
    let metadata = metadata(&[]);
    let packages: Vec<Value> = list(&metadata, "packages")
        .iter()
        .filter(|package| {
            tree.contains(&(text(package, "name").to_owned(), text(package, "version").to_owned()))
        })
        .cloned()
        .collect();
    assert_eq!(packages.len(), tree.len(), "every package of the tree has metadata");
    packages
}

#[test]
fn the_default_build_compiles_no_c() {
    /// Build scripts that were read: they ask about rustc or the target, set `cfg`s, and compile nothing for the target.
    const REVIEWED: [&str; 15] = [
        "curve25519-dalek",
        "getrandom",
        "libc",
        "nix",
        "num-traits",
        "portable-atomic",
        "proc-macro2",
        "purembed-pk",
        "quote",
        "rustix",
        "rustls",
        "serde",
        "serde_core",
        "serde_json",
        "zmij",
    ];
    let mut scripts = Vec::new();
    for package in default_packages() {
        let name = text(&package, "name");
        let compiles_c = ["bindgen", "cc", "cmake", "cxx-build", "nasm-rs", "pkg-config", "vcpkg"];
        assert!(!compiles_c.contains(&name), "{name} is there to compile or find C");
        // Numbers and structures of the kernel's own interface, without a library or a build script.
        let binds_a_library = name.ends_with("-sys") && name != "linux-raw-sys";
        assert!(!binds_a_library, "{name} binds a C library");
        assert!(package["links"].is_null(), "{name} links a native library");
        let has_script = list(&package, "targets")
            .iter()
            .any(|target| list(target, "kind").iter().any(|kind| kind == "custom-build"));
        if has_script {
            scripts.push(name.to_owned());
        }
    }
    let unread: Vec<_> = scripts.iter().filter(|name| !REVIEWED.contains(&name.as_str())).collect();
    assert!(unread.is_empty(), "build scripts that nobody has read: {unread:?}");
    println!("{} build scripts, all reviewed: {scripts:?}", scripts.len());
}

#[test]
fn the_default_build_has_licences_that_everybody_can_use() {
    let deny: toml::Table = read("deny.toml").parse().expect("deny.toml is TOML");
    let allowed: Vec<&str> = deny["licenses"]["allow"]
        .as_array()
        .expect("licenses.allow")
        .iter()
        .map(|licence| licence.as_str().expect("a name"))
        .collect();
    let exceptions = deny["licenses"]["exceptions"].as_array().expect("licenses.exceptions");
    for package in default_packages() {
        let (name, licence) = (text(&package, "name"), text(&package, "license"));
        let excepted = |exception: &&toml::Value| exception["name"].as_str() == Some(name);
        let more = exceptions.iter().find(excepted).map(|exception| &exception["allow"]);
        let more = more.and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        let allowed = |id: &str| allowed.contains(&id) || more.iter().any(|more| more.as_str() == Some(id));
        // Some crates still write "/" for "OR", as cargo once did.
        let expression = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{name}: {licence}: {error}"));
        let usable =
            expression.evaluate(|requirement| requirement.license.id().is_some_and(|id| allowed(id.name)));
        assert!(usable, "{name} is under {licence}");
    }
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "target" && name != ".git" && name != "corpus" && name != "artifacts" {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

#[test]
fn every_source_file_names_its_licence_first() {
    let mut found = Vec::new();
    files(&root(), &mut found);
    let sources: Vec<_> = found.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).collect();
    assert!(sources.len() > 50, "the sources were not found");
    for path in sources {
        let text = fs::read_to_string(path).expect("UTF-8");
        assert!(text.starts_with("// SPDX-License-Identifier: MIT\n"), "{}", path.display());
        let name = path.file_name().expect("a name");
        assert!(name != "mod.rs", "{}: modules are named after themselves", path.display());
    }
}

#[test]
fn the_commands_of_the_readme_are_the_ones_that_ci_runs() {
    let (readme, ci) = (read("README.md"), read(".ci/run"));
    for command in ["cargo run --release --example tour", "tests/run"] {
        assert!(readme.contains(command), "README.md does not name `{command}`");
        assert!(ci.contains(command), ".ci/run does not run `{command}`");
    }
}

#[test]
fn the_minimum_rust_version_is_one_number() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let msrv = manifest["workspace"]["package"]["rust-version"].as_str().expect("a version");
    assert!(read("README.md").contains(&format!("Rust {msrv}")), "README.md names another Rust than {msrv}");
    for package in default_packages() {
        if let Some(needs) = package["rust-version"].as_str() {
            assert!(version(needs) <= version(msrv), "{} needs Rust {needs}", text(&package, "name"));
        }
    }
}

fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|number| number.parse().expect("a number"));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}
