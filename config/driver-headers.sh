#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetch the DPDK driver headers that Debian does not package, from the distribution's source package of exactly
# the installed libdpdk, into .deps/driver-headers/. Nothing of it is committed. Does nothing when they are there.
set -eu
cd "$(dirname "$0")/.."

die() { echo "driver-headers.sh: $*" >&2; exit 1; }

out=.deps/driver-headers
version=$(pkg-config --modversion libdpdk 2>/dev/null) || die "libdpdk is not installed; run: sh config/setup.sh"
if [ "$(cat $out/VERSION 2>/dev/null)" = "$version" ]; then
  exit 0
fi
dpkg-query -W libdpdk-dev > /dev/null 2>&1 ||
  die "DPDK $version is no Debian package. Build it with -Denable_driver_sdk=true: meson then finds its driver headers"

mkdir -p .deps
work=$(mktemp -d .deps/driver-headers.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
sh config/dpdk-source.sh "$work" '*/lib/ethdev/ethdev_driver.h' '*/lib/ethdev/ethdev_pci.h' \
  '*/drivers/bus/pci/bus_pci_driver.h' '*/lib/eal/include/dev_driver.h' '*/lib/eal/include/bus_driver.h'

rm -rf $out
mkdir -p $out
find "$work" -name '*.h' -exec cp {} $out/ \;
cp "$work/VERSION" $out/VERSION # last: it marks a complete set
echo "driver headers of DPDK $version are in $out"
