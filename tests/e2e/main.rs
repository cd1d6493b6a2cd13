//! The real window.
#[test]
fn nothing_yet() {}
