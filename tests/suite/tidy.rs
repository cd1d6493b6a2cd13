//! Files stay readable: none over 800 lines.

use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir()
            && !["target", "node_modules", "dist", "gen", "contract", ".git"].contains(&name.as_str())
        {
            files(&path, found);
        } else if [".rs", ".ts", ".vue", ".css"].iter().any(|e| name.ends_with(e)) {
            found.push(path);
        }
    }
}

#[test]
fn no_file_is_longer_than_800_lines() {
    let mut found = Vec::new();
    files(&root(), &mut found);
    assert!(found.len() > 100, "the tree was looked through");
    for path in found {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        // Generated from the contract's types.
        let is_generated = path.ends_with("contract/index.ts");
        assert!(is_generated || lines <= 800, "{} has {lines} lines", path.display());
    }
}
