#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetch DPDK's example programs from the distribution's source package of exactly the installed libdpdk, into
# .deps/dpdk-examples/, for the suite `examples`. Nothing of it is committed. Does nothing when they are there.
set -eu
cd "$(dirname "$0")/.."

out=.deps/dpdk-examples
version=$(pkg-config --modversion libdpdk 2>/dev/null) || {
  echo "dpdk-examples.sh: libdpdk is not installed; run: sh config/setup.sh" >&2
  exit 1
}
if [ "$(cat $out/VERSION 2>/dev/null)" = "$version" ]; then
  exit 0
fi

mkdir -p .deps
work=$(mktemp -d .deps/dpdk-examples.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
sh config/dpdk-source.sh "$work" '*/examples'

rm -rf $out
mkdir -p $out
cp -r "$work"/examples/. $out/
cp "$work/VERSION" $out/VERSION # last: it marks a complete set
echo "the examples of DPDK $version are in $out"
