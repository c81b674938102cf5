#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Lines that the suites below reach, folder by folder, in a build folder of their own.
#   sh config/coverage.sh             the folders' shares, and the lines of the driver that no test reaches
#   sh config/coverage.sh --html      and pages in build-coverage/coverage.html
set -eu
cd "$(dirname "$0")/.."
build=$(sh config/build-folder.sh)-coverage
[ -f "$build"/build.ninja ] || meson setup "$build" -Dtests=enabled -Db_coverage=true
mkdir -p "$build"/junit
# Of the last run: what was counted, and the notes of sources that have gone to another target.
ninja -C "$build" -t cleandead >/dev/null
find "$build" -name '*.gcda' -delete
find "$build" -name '*.gcno' | while read -r notes; do
  [ -f "${notes%.gcno}.o" ] || rm "$notes"
done
# Not plugin: it holds the shipped file to its exports, and coverage adds some.
suites='--suite support --suite hw --suite protocol --suite text --suite driver --suite hostile --suite processes'
tests=$(meson test -C "$build" --list $suites 2>/dev/null | sed -n 's/.* \/ //p' | grep -vx plugin)
status=0
meson test -C "$build" $tests || status=$?

for folder in drivers/net/e1k/hw drivers/net/e1k/rxtx drivers/net/e1k/ethdev drivers/net/e1k app/icmp-responder \
              test/support; do
  share=$(gcovr -r . --filter "$folder/" --object-directory "$build" --exclude-throw-branches "$build" |
          awk '/^TOTAL/ { print $4 " of " $2 " lines" }')
  printf '%-26s %s\n' "$folder" "$share"
done
gcovr -r . --filter drivers/net/e1k/ --object-directory "$build" "$build"
if [ "${1-}" = --html ]; then
  gcovr -r . --filter drivers/ --filter app/ --object-directory "$build" --html-details "$build"/coverage.html "$build"
fi
exit $status
