#!/usr/bin/env bash
# Sets up what is missing to build and test on Debian 12 or Ubuntu. Sourced by start.sh and check.sh.
set -euo pipefail

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_packages() {
  local missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Rust 1.90 or newer: the one that is there, Debian's fresh one for browsers, or rustup's.
need_rust() {
  [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  if command -v cargo >/dev/null && at_least "$(cargo --version | awk '{print $2}')" 1.90; then return; fi
  if apt-cache policy cargo-web 2>/dev/null | grep -q 'Candidate: 1\.'; then
    need_packages cargo-web rustc-web
    for extra in rust-web-clippy rustfmt-web; do
      apt-cache show "$extra" >/dev/null 2>&1 && need_packages "$extra"
    done
  else
    need_packages curl ca-certificates
    curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt
    . "$HOME/.cargo/env"
  fi
}

# Node 20.19 or newer: the one that is there, or the one of npm's package `node`.
need_node() {
  if command -v node >/dev/null && at_least "$(node --version | tr -d v)" 20.19; then return; fi
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/taizhang-tools"
  if [ ! -x "$tools/node_modules/node/bin/node" ]; then
    need_packages npm
    mkdir -p "$tools"
    npm install --silent --no-fund --no-audit --prefix "$tools" node@24 npm@11
  fi
  export PATH="$tools/node_modules/node/bin:$tools/node_modules/.bin:$PATH"
}

need_build() {
  need_packages build-essential pkg-config perl file ca-certificates libssl-dev libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev
  need_rust
  need_node
  # The system's OpenSSL saves five minutes of building; releases vendor it (README).
  export OPENSSL_NO_VENDOR=1
}

# What other programs read of our files.
need_readers() {
  need_packages poppler-utils qpdf
}

need_window_tests() {
  need_packages webkit2gtk-driver xvfb xauth dbus dbus-x11 fonts-noto-cjk
}

build_ui() {
  if [ ! -e ui/node_modules/.package-lock.json ] || [ ui/package-lock.json -nt ui/node_modules/.package-lock.json ]; then
    (cd ui && npm ci --no-fund --no-audit --loglevel=error)
  fi
  (cd ui && npm run --silent build)
}
