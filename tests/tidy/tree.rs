//! The files that the rules look at, and what a rule is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::scope::{self, Scopes};

/// One rule of the house.
pub(crate) struct Rule {
    /// Short name, printed with each breach.
    pub(crate) name: &'static str,
    /// What to do about a breach.
    pub(crate) remedy: &'static str,
    /// All breaches in a tree.
    pub(crate) check: fn(&Tree) -> Vec<Breach>,
    /// Small trees that show when the rule speaks and when it is silent.
    pub(crate) samples: &'static [Sample],
}

/// A small tree and where its breaches are.
pub(crate) struct Sample {
    /// Path and text of each file; a line that ends in ` ×N` stands for N such lines.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// The breaches, as `path:line`.
    pub(crate) breaches: &'static [&'static str],
}

/// One place where a rule does not hold.
#[derive(Debug)]
pub(crate) struct Breach {
    /// Path of the file within the project.
    pub(crate) path: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// What is wrong there.
    pub(crate) what: String,
}

impl Breach {
    /// A breach at that line of `file`.
    pub(crate) fn new(file: &File, line: usize, what: String) -> Self {
        Self { path: file.path.clone(), line, what }
    }
}

/// One text file.
pub(crate) struct File {
    /// Path within the project, with `/` between its parts.
    pub(crate) path: String,
    /// Its text; empty when it is not UTF-8.
    pub(crate) text: String,
    /// The modules it is in: `["store", "graph"]` for `src/store/graph/mod.rs`; empty outside `src` and for roots.
    pub(crate) module: Vec<String>,
    scopes: OnceCell<Scopes>,
}

impl File {
    fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text, module: module_of(path), scopes: OnceCell::new() }
    }

    /// Whether the file is Rust code.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file is part of the library or the binary.
    pub(crate) fn is_source(&self) -> bool {
        self.is_rust() && self.path.starts_with("src/")
    }

    /// Last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Paths, declared modules and tests in the file.
    pub(crate) fn scopes(&self) -> &Scopes {
        self.scopes.get_or_init(|| scope::read(&self.text, &self.module))
    }
}

/// All files, by path.
pub(crate) struct Tree {
    files: BTreeMap<String, File>,
    test_modules: BTreeSet<Vec<String>>,
}

/// Folders that are looked at; besides them the files beside `Cargo.toml`.
const FOLDERS: [&str; 9] =
    [".ci", "benches", "docs", "fuzz/fuzz_targets", "fuzz/src", "schemas", "seed", "src", "tests"];

impl Tree {
    /// Reads the project at `root`.
    pub(crate) fn read(root: &Path) -> std::io::Result<Self> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(root)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_file() && !name.starts_with('.') {
                files.push((name, read_text(&entry.path())?));
            }
        }
        for folder in FOLDERS {
            read_folder(&root.join(folder), folder, &mut files)?;
        }
        Ok(Self::new(files))
    }

    /// The tree of a sample.
    pub(crate) fn sample(sample: &Sample) -> Self {
        let unfold = |line: &str| match line.rsplit_once(" ×") {
            Some((line, times)) => format!("{line}\n").repeat(times.parse().unwrap_or(1)),
            None => format!("{line}\n"),
        };
        let files = sample.files.iter();
        Self::new(
            files.map(|(path, text)| ((*path).to_owned(), text.lines().map(unfold).collect())).collect(),
        )
    }

    fn new(files: Vec<(String, String)>) -> Self {
        let mut files: BTreeMap<_, _> =
            files.into_iter().map(|(path, text)| (path.clone(), File::new(&path, text))).collect();
        for (path, module) in placed_modules(&files) {
            if let Some(file) = files.get_mut(&path) {
                file.module = module;
                file.scopes = OnceCell::new();
            }
        }
        let sources = files.values().filter(|f| f.is_source());
        let declared = sources.flat_map(|f| &f.scopes().modules);
        let test_modules = declared.filter(|m| m.test).map(|m| m.path.clone()).collect();
        Self { files, test_modules }
    }

    /// Every file, in order of paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// Every file of Rust code.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|f| f.is_rust())
    }

    /// Every file of the library and the binary.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|f| f.is_source())
    }

    /// The file at `path`.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether there is a file or a folder at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.files.contains_key(path) || self.files.keys().any(|p| p.starts_with(&folder))
    }

    /// Whether all of `file` is compiled for tests only.
    pub(crate) fn is_test(&self, file: &File) -> bool {
        (0..=file.module.len()).any(|depth| self.test_modules.contains(&file.module[..depth]))
    }
}

/// Files that a `#[path]` attribute places in another module than their own path says.
fn placed_modules(files: &BTreeMap<String, File>) -> Vec<(String, Vec<String>)> {
    let mut placed = Vec::new();
    for file in files.values().filter(|f| f.is_source()) {
        for module in &file.scopes().modules {
            placed.extend(module.file.as_ref().map(|name| (beside(&file.path, name), module.path.clone())));
        }
    }
    placed
}

fn module_of(path: &str) -> Vec<String> {
    let Some(inner) = path.strip_prefix("src/").and_then(|p| p.strip_suffix(".rs")) else {
        return Vec::new();
    };
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    if matches!(inner, "lib" | "main") { Vec::new() } else { inner.split('/').map(str::to_owned).collect() }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What insta has not been told to keep is no part of the project yet.
        if name.starts_with('.') || name.ends_with(".snap.new") {
            continue;
        }
        let path = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &path, files)?;
        } else {
            files.push((path, read_text(&entry.path())?));
        }
    }
    Ok(())
}

fn read_text(path: &Path) -> std::io::Result<String> {
    Ok(String::from_utf8(std::fs::read(path)?).unwrap_or_default())
}

/// The path that `target` means in a file at `path`.
pub(crate) fn beside(path: &str, target: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}
