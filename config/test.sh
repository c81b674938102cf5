#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Set up the machine, build, run every suite, and end in one line that counts the test cases of all of them.
#   sh config/test.sh                        all suites; tests that are programs of ours with sanitizers, too
#   sh config/test.sh --suite driver ...       what follows goes to `meson test`; only what ran is counted
set -eu
cd "$(dirname "$0")/.."
build=$(sh config/build-folder.sh)

sh config/setup.sh
# Tests that are not there do not pass: with -Dtests=enabled it is an error when they lack anything.
# Meson sees by itself when DPDK's examples change, but not when they come.
examples=.deps/dpdk-examples/VERSION
if [ ! -f "$build"/build.ninja ]; then
  meson setup "$build" -Dtests=enabled
elif ! grep -qx 'tests = enabled' "$build"/meson-private/cmd_line.txt ||
  { [ -f $examples ] && ! grep -q $examples "$build"/build.ninja; }; then
  meson setup --reconfigure "$build" -Dtests=enabled
fi
meson compile -C "$build"
rm -rf "$build"/junit
mkdir -p "$build"/junit

status=0
meson test -C "$build" --print-errorlogs "$@" || status=$?
[ $# -eq 0 ] && sanitizers='address thread' || sanitizers=
set -- "$build" $status
for kind in $sanitizers; do
  status=0
  sh config/sanitize.sh $kind || status=$?
  set -- "$@" "$build-$kind" $status
done
/usr/bin/python3 config/count.py "$@"
