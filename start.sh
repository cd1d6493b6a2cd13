#!/usr/bin/env bash
# Sets up what is missing, builds the program and opens it with a practice ledger to try.
# Without a display it makes a practice ledger and prints its figures and where the files are.
set -euo pipefail
cd "$(dirname "$0")"
. .ci/setup.sh
need_build
build_ui
cargo build -p taizhang --release
program="${CARGO_TARGET_DIR:-$PWD/target}/release/taizhang"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  need_packages fonts-noto-cjk dbus-x11
  if [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then exec "$program" --practice; fi
  exec dbus-run-session -- "$program" --practice
fi
folder="${TAIZHANG_HOME:-$HOME/.local/share/taizhang}/practice"
[ -e "$folder/ledger.db" ] || "$program" --ledger "$folder" practice --households 400 --seed 1 >/dev/null
mkdir -p "$folder/out"
# The month that has ended is the one to report.
month=$(date -d "$(date +%Y-%m-01) -1 day" +%Y-%m)
"$program" --ledger "$folder" export residents "$folder/out/居民花名册.xlsx" >/dev/null
"$program" --ledger "$folder" report monthly "$month" --out "$folder/out"
echo "没有显示器，窗口没有打开。试用台账、它的社区月报和花名册在："
find "$folder" -maxdepth 2 -type f ! -name '*.lock'
