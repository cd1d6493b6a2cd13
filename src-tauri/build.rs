fn main() {
    #[cfg(feature = "window")]
    tauri_build::build();
}
