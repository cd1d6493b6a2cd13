#!/usr/bin/env bash
# Makes the installer of this system: a .deb on Linux, with OpenSSL built in, so that UOS and 麒麟 need no libssl3.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh
need_build
need_packages desktop-file-utils
unset OPENSSL_NO_VENDOR
build_ui
tools="${XDG_CACHE_HOME:-$HOME/.cache}/taizhang-tools"
[ -x "$tools/cli/node_modules/.bin/tauri" ] ||
  npm install --silent --no-fund --no-audit --prefix "$tools/cli" @tauri-apps/cli@2
"$tools/cli/node_modules/.bin/tauri" build --bundles deb
find "${CARGO_TARGET_DIR:-target}/release/bundle/deb" -name '*.deb'
