#!/usr/bin/env bash
# Sets up what is missing and runs every test. Ends with one line of counts.
set -euo pipefail
cd "$(dirname "$0")"
. .ci/setup.sh
passed=0
failed=0
started=$SECONDS
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Runs one step within its minutes; a step that prints a count of tests adds it, any other counts as one.
step() {
  local name=$1 minutes=$2
  shift 2
  printf '\n== %s\n' "$name"
  local before=$SECONDS
  if within "$minutes" "$@" >"$out/log" 2>&1 </dev/null; then
    local count
    count=$({ grep -oE '[0-9]+ passed' "$out/log" || true; } | awk '{sum += $1} END {print sum + 0}')
    [ "$count" -gt 0 ] || count=1
    passed=$((passed + count))
    grep -E 'Summary|Tests |test result|bench' "$out/log" || true
    echo "ok, $((SECONDS - before)) s"
  else
    tail -n 120 "$out/log"
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

# A step that hangs is stopped and told from a step that fails, with what it printed.
within() {
  local minutes=$1 code=0
  shift
  if [ "$(type -t "$1")" = function ]; then
    export -f "$1"
    set -- bash -c "set -e; $1"
  fi
  timeout --kill-after=20 "${minutes}m" "$@" || code=$?
  [ "$code" -ne 124 ] || echo "stopped after $minutes minutes"
  return "$code"
}

# The tests before this step have written the contract's side in TypeScript anew.
contract_is_fresh() {
  git diff --exit-code -- ui/src/contract
}
# Everything is built for the whole workspace at once, so that no step builds a crate again with other features.
rust_tests() {
  cargo build --workspace --bins --tests
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --no-fail-fast -E 'not binary(e2e)'
  else
    cargo test --workspace --lib --bins --tests
  fi
}
window_tests() {
  local program="${CARGO_TARGET_DIR:-$PWD/target}/debug/taizhang"
  TAIZHANG_BINARY="$program" TAIZHANG_WINDOW_TESTS=1 dbus-run-session -- \
    xvfb-run -a -s '-screen 0 1366x768x24' cargo test --workspace --test e2e -- --nocapture --test-threads=1
}

echo "== setting up"
need_build
need_readers
need_window_tests
(build_ui) >"$out/ui" 2>&1 || { cat "$out/ui"; failed=$((failed + 1)); }
step "rustfmt" 2 cargo fmt --all --check
step "clippy" 20 cargo clippy --workspace --all-targets -- -D warnings
step "rust tests" 25 rust_tests
step "contract fresh" 1 contract_is_fresh
step "ui types" 5 npm --prefix ui run --silent check
step "ui lint" 5 npm --prefix ui run --silent lint
step "ui tests" 5 npm --prefix ui run --silent test
step "window journeys" 15 window_tests

printf '\n%s s\n%s passed, %s failed\n' "$((SECONDS - started))" "$passed" "$failed"
[ "$failed" -eq 0 ]
