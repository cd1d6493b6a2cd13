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

# Runs one step; a step that prints a count of tests adds it, any other counts as one.
step() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  local before=$SECONDS
  if "$@" >"$out/log" 2>&1; then
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

contract_is_fresh() {
  cargo test -q -p service typescript_side_is_written
  git diff --exit-code -- ui/src/contract
}
rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --no-fail-fast
  else
    cargo test --workspace
  fi
}
window_tests() {
  cargo build -p taizhang
  TAIZHANG_BINARY="$PWD/target/debug/taizhang" TAIZHANG_WINDOW_TESTS=1 \
    dbus-run-session -- xvfb-run -a -s '-screen 0 1366x768x24' cargo test -p suite --test e2e -- --nocapture --test-threads=1
}

echo "== setting up"
need_build
need_window_tests
(build_ui) >"$out/ui" 2>&1 || { cat "$out/ui"; failed=$((failed + 1)); }
step "rustfmt" cargo fmt --all --check
step "clippy" cargo clippy --workspace --all-targets -- -D warnings
step "rust tests" rust_tests
step "contract fresh" contract_is_fresh
step "ui types" npm --prefix ui run --silent check
step "ui lint" npm --prefix ui run --silent lint
step "ui tests" npm --prefix ui run --silent test
step "window journeys" window_tests

printf '\n%s s\n%s passed, %s failed\n' "$((SECONDS - started))" "$passed" "$failed"
[ "$failed" -eq 0 ]
