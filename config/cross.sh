#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build for a foreign architecture by a cross compiler, into build-ARCH/, look at the plugin's barriers, and run under
# user emulation the suites that are one program each: hw, rxtx, protocol, text. The last line counts their cases.
#   sh config/cross.sh arm64|riscv64
#   sh config/cross.sh --only-build arm64|riscv64 TARGET...   run nothing
set -eu
cd "$(dirname "$0")/.."

die() { echo "cross.sh: $*" >&2; exit 1; }

suites='hw rxtx protocol text'
only_build=
if [ "${1-}" = --only-build ]; then
  only_build=yes
  shift
fi
[ $# -ge 1 ] || die "usage: cross.sh [--only-build] arm64|riscv64 [TARGET...]"
arch=$1
shift
. config/cross/arch.sh
build=build-$arch

sh config/setup.sh --for "cross-$arch"
if [ ! -f $build/build.ninja ]; then
  # Of the release that the root folder has: this machine's are in .deps/driver-headers/.
  headers=.deps/driver-headers
  if [ "$(cut -d. -f1,2 $headers/VERSION)" != "$(cut -d. -f1,2 "$folder/VERSION")" ]; then
    headers=$folder/driver-headers
    [ -f "$headers/VERSION" ] || die "no driver headers of DPDK $(cat "$folder/VERSION") in $headers;" \
      "with DPDK's source tree of that release at hand: sh config/driver-headers.sh TREE $headers"
  fi
  meson setup --cross-file "$folder/machine.ini" -Ddriver_headers="../$headers" -Dtests=enabled $build
fi
if [ "$only_build" ]; then
  meson compile -C $build "$@"
  exit
fi
meson compile -C $build rte_net_e1k icmp-responder $(for suite in $suites; do echo "${suite}_test"; done)
rm -rf $build/junit
mkdir $build/junit
status=0
meson test -C $build --no-rebuild --print-errorlogs $suites barriers || status=$?
/usr/bin/python3 config/count.py $build $status
