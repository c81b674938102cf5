#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Get the DPDK driver headers that Debian does not package. Nothing of them is committed.
#   sh config/driver-headers.sh               from the distribution's source package of exactly the installed libdpdk, into
#                                             .deps/driver-headers/; does nothing when they are there
#   sh config/driver-headers.sh TREE [FOLDER] out of DPDK's source tree TREE, where no such package can be had; for
#                                             meson's -Ddriver_headers=FOLDER
set -eu
here=$PWD
cd "$(dirname "$0")/.."

die() { echo "driver-headers.sh: $*" >&2; exit 1; }
headers='lib/ethdev/ethdev_driver.h lib/ethdev/ethdev_pci.h drivers/bus/pci/bus_pci_driver.h
  lib/eal/include/dev_driver.h lib/eal/include/bus_driver.h'

# copy TREE FOLDER
copy() {
  mkdir -p "$2"
  rm -f "$2/VERSION"
  for header in $headers; do
    cp "$1/$header" "$2/" || die "$1 is no source tree of DPDK 22.11 or later"
  done
  cp "$1/VERSION" "$2/VERSION" # last: it marks a complete set
  echo "driver headers of DPDK $(cat "$2/VERSION") are in $2"
}

out=.deps/driver-headers
if [ $# -gt 0 ]; then
  tree=$(cd "$here" && cd "$1" && pwd) || die "'$1': expected a source tree of DPDK"
  [ $# -eq 1 ] || out=$(cd "$here" && realpath -m "$2")
  copy "$tree" "$out"
  exit 0
fi

version=$(pkg-config --modversion libdpdk 2>/dev/null) || die "libdpdk is not installed; run: sh config/setup.sh"
case "$(cat $out/VERSION 2>/dev/null)" in
  "${version%.*}".*) exit 0 ;; # of the same release
esac
dpkg-query -W libdpdk-dev > /dev/null 2>&1 ||
  die "DPDK $version is no Debian package. Build it with -Denable_driver_sdk=true: meson then finds its driver headers"

mkdir -p .deps
work=$(mktemp -d .deps/driver-headers.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
# shellcheck disable=SC2046
sh config/dpdk-source.sh "$work" $(printf '*/%s ' $headers) ||
  die "with a source tree of DPDK $version at hand: sh config/driver-headers.sh TREE"
copy "$work" $out
