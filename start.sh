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
"$program" --ledger "$folder" call export_file "{\"leaving\":{\"what\":\"people\",\"list\":{\"filter\":{},\"sort\":null,\"columns\":[],\"offset\":0,\"limit\":0}},\"file\":\"$folder/out/居民花名册.xlsx\"}"
first=$(date +%Y-%m-01)
"$program" --ledger "$folder" call count_changes "{\"first\":\"$first\",\"last\":\"$(date +%F)\",\"of\":\"all\"}" >"$folder/out/本月人口变动.json"
echo "没有显示器，窗口没有打开。试用台账和导出的文件在："
find "$folder" -maxdepth 2 -type f ! -name '*.lock'
