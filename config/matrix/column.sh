#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build e1k with the DPDK that pkg-config finds, run suites, and leave a row of the matrix in LOG/row.csv:
#   sh config/matrix/column.sh FROM BUILD LOG SUITE...
# FROM tells where that DPDK comes from.
set -eu
cd "$(dirname "$0")/../.."
from=$1 build=$2 log=$3
shift 3
mkdir -p "$log"
rm -f "$log"/*

# The first number with dots in what a program says of its version
version_of() { "$@" --version 2>/dev/null | grep -o -m 1 '[0-9][0-9.]*[0-9]' | head -n 1 || echo none; }

# What Meson has found out holds for what it found, and for this checkout.
versions="DPDK $(pkg-config --modversion libdpdk),$from,g++ $(version_of c++),$(version_of qemu-system-x86_64)"
configure() {
  [ "$(cat "$build/versions" 2>/dev/null)" = "$versions,$PWD" ] && return
  rm -rf "$build"
  meson setup "$build" -Dtests=enabled -Ddocs=disabled -Dany_dpdk=true && echo "$versions,$PWD" > "$build/versions"
}

# run SUITE: its test cases, as count.py adds them up; or the demo
run() {
  case $1 in
    demo) sh config/matrix/demo.sh "$log/demo.txt"; return ;;
    unit) names='hw rxtx protocol text' ;;
    *) names=$1 ;;
  esac
  options=
  for name in $names; do options="$options --suite $name"; done
  rm -rf "$build"/junit "$build"/meson-logs/testlog.json
  mkdir -p "$build"/junit
  status=0
  # By itself, `meson test` of some versions builds what all suites need.
  { ninja -C "$build" -j2 $(/usr/bin/python3 config/matrix/targets.py "$build" $names) &&
    meson test -C "$build" --no-rebuild --print-errorlogs $options; } > "$log/$1.txt" 2>&1 || status=$?
  /usr/bin/python3 config/count.py "$build" $status >> "$log/$1.txt" || true
  tail -n 1 "$log/$1.txt"
}

built=no
if { configure && meson compile -C "$build" rte_net_e1k icmp-responder; } > "$log/build.txt" 2>&1; then
  built=yes
fi
row="$versions,$(date +%F),$built"
for suite in unit driver app fuzz qemu demo; do
  case "$built $* " in
    no*) row="$row,not run" ;;
    *" $suite "*) row="$row,\"$(run $suite)\"" ;;
    *) row="$row,not run" ;;
  esac
  echo "$row" >&2
done
echo "$row" > "$log/row.csv"
