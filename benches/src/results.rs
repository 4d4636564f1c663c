// SPDX-License-Identifier: MIT
//! What was measured, as it stands in `results.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// How a program is built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Build {
    /// `--release` and nothing else.
    Default,
    /// The profile `fat` of the workspace.
    Fat,
    /// The same for the CPU that builds.
    Native,
}

impl Build {
    /// By the name that `benches/gate` has for it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::Default),
            "fat" => Some(Self::Fat),
            "native" => Some(Self::Native),
            _ => None,
        }
    }

    /// The file of this package with what was measured in it.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Default => "results.json",
            Self::Fat => "results-fat.json",
            Self::Native => "results-native.json",
        }
    }

    /// In tables.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Fat => "fat LTO",
            Self::Native => "fat LTO, `target-cpu=native`",
        }
    }
}

/// One run on one machine.
#[derive(Clone, Debug)]
pub struct Results {
    /// The machine's processor.
    pub cpu: String,
    /// The day.
    pub date: String,
    /// The compiler.
    pub rustc: String,
    /// Which back end purembed chose.
    pub backend: String,
    /// How many turns each contestant had.
    pub rounds: usize,
    /// The version of each implementation, in the order of the tables.
    pub versions: Vec<(String, String)>,
    /// The operations, in the order of the tables.
    pub rows: Vec<Row>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Row {
    /// As in `hash/sha256`.
    pub group: String,
    /// As in `16 KiB`.
    pub size: String,
    /// The median time of each contestant in nanoseconds.
    pub times: BTreeMap<String, f64>,
    /// purembed's time by each other's, the median over rounds: below 1 purembed is faster.
    pub ratios: BTreeMap<String, f64>,
}

impl Row {
    /// The family: what stands before the first slash.
    #[must_use]
    pub fn family(&self) -> &str {
        self.group.split('/').next().unwrap_or_default()
    }

    /// What stands after it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.group.split('/').nth(1).unwrap_or_default()
    }

    /// As in `hash/sha256, 16 KiB`, or `rsa/2048 pss sign` where there is no size.
    #[must_use]
    pub fn title(&self) -> String {
        if self.size == "one" { self.group.clone() } else { format!("{}, {}", self.group, self.size) }
    }

    /// purembed's time by a peer's, if the peer has the operation.
    #[must_use]
    pub fn ratio(&self, peer: &str) -> Option<f64> {
        self.ratios.get(peer).copied()
    }

    /// The largest of the ratios to these peers: the one to the fastest of them.
    #[must_use]
    pub fn worst(&self, peers: &[&str]) -> Option<f64> {
        peers.iter().filter_map(|peer| self.ratio(peer)).reduce(f64::max)
    }
}

/// A file of this package.
#[must_use]
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("results.json lacks {key}")).to_owned()
}

fn numbers(value: &Value) -> BTreeMap<String, f64> {
    let object = value.as_object().expect("names and numbers");
    object.iter().map(|(name, number)| (name.clone(), number.as_f64().expect("a number"))).collect()
}

impl Results {
    /// Reads them.
    ///
    /// # Panics
    ///
    /// If the text is not what [`Results::to_json`] writes.
    #[must_use]
    pub fn from_json(json: &str) -> Self {
        let value: Value = serde_json::from_str(json).expect("JSON");
        let versions = value["versions"].as_array().expect("versions").iter();
        let rows = value["rows"].as_array().expect("rows").iter();
        Self {
            cpu: text(&value, "cpu"),
            date: text(&value, "date"),
            rustc: text(&value, "rustc"),
            backend: text(&value, "backend"),
            rounds: value["rounds"].as_u64().expect("rounds") as usize,
            versions: versions.map(|pair| (text(pair, "name"), text(pair, "version"))).collect(),
            rows: rows
                .map(|row| Row {
                    group: text(row, "group"),
                    size: text(row, "size"),
                    times: numbers(&row["times"]),
                    ratios: numbers(&row["ratios"]),
                })
                .collect(),
        }
    }

    /// Writes them, one row to a line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let versions: Vec<Value> =
            self.versions.iter().map(|(name, version)| json!({ "name": name, "version": version })).collect();
        let rows: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                let row = json!({
                    "group": row.group, "size": row.size, "times": row.times, "ratios": row.ratios,
                });
                format!("    {row}")
            })
            .collect();
        format!(
            "{{\n  \"cpu\": {},\n  \"date\": {},\n  \"rustc\": {},\n  \"backend\": {},\n  \"rounds\": {},\n  \
             \"versions\": {},\n  \"rows\": [\n{}\n  ]\n}}\n",
            json!(self.cpu),
            json!(self.date),
            json!(self.rustc),
            json!(self.backend),
            self.rounds,
            json!(versions),
            rows.join(",\n")
        )
    }
}
