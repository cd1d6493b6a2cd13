#!/usr/bin/env bash
# Sets up what is missing and runs every test. Ends with one line of counts.
set -euo pipefail
cd "$(dirname "$0")"
step() { printf '\n== %s\n' "$*"; }
step "rustfmt";  cargo fmt --all --check
step "clippy";   cargo clippy --workspace --all-targets -- -D warnings
step "tests";    cargo test --workspace
