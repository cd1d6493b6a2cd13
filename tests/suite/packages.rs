//! What a package may bring into the program: nothing that speaks to a network, nothing from elsewhere than the
//! registry. `cargo deny check licenses bans sources` reads the same file and looks at licences too.

use std::path::Path;
use std::process::Command;

fn at_root(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// The quoted words of a list in `deny.toml`.
fn list(of: &str) -> Vec<String> {
    let text = at_root("deny.toml");
    let rest = text.split(&format!("\n{of} = [")).nth(1).expect("the list is there");
    rest.split(']').next().unwrap().split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn no_package_speaks_to_a_network() {
    let banned = list("deny");
    assert!(banned.contains(&"rustls".to_owned()) && banned.contains(&"reqwest".to_owned()));
    // Of this machine's build; the lock file also names what builds for phones would take.
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{lib}",
            "--offline",
        ])
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.lines().any(|name| name == "rusqlite"), "the tree was read");
    for name in banned {
        assert!(!tree.lines().any(|line| line == name.replace('-', "_")), "{name} came in");
    }
}

#[test]
fn every_package_comes_from_the_registry() {
    let lock = at_root("Cargo.lock");
    let sources: Vec<&str> = lock.lines().filter(|line| line.starts_with("source = ")).collect();
    assert!(sources.len() > 300, "{} packages", sources.len());
    for source in sources {
        assert_eq!(source, "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
    }
}
