//! Lists the files of `migrations` in their order, so that a new step is one file and no line elsewhere.

use std::fmt::Write;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("migrations");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of migrations")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .collect();
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.file_stem().and_then(|n| n.to_str()).expect("a name in ASCII");
        writeln!(list, "    ({name:?}, include_str!({:?})),", file.display().to_string()).expect("text");
    }
    list.push(']');
    let out = std::env::var("OUT_DIR").expect("set by cargo");
    std::fs::write(Path::new(&out).join("steps.rs"), list).expect("the list of steps");
}
