//! A folder for one test, removed when the test ends.

use std::path::{Path, PathBuf};

pub(crate) struct TestFolder(PathBuf);

impl TestFolder {
    /// `name` is the test's own, for tests run side by side.
    pub(crate) fn new(name: &str) -> TestFolder {
        let folder = std::env::temp_dir().join(format!("vault-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        TestFolder(folder)
    }

    pub(crate) fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
