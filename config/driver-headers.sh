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

source=$(dpkg-query -W -f '${source:Package}=${source:Version}' libdpdk-dev 2>/dev/null) ||
  die "DPDK $version is no Debian package. Build it with -Denable_driver_sdk=true: meson then finds its driver headers"

# A sources list of our own: the system's repositories, as deb-src, so that the system's lists stay as they are.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$work/lists/partial"
apt-get indextargets --format '$(ORIGIN) deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
  sed -n 's/^Debian //p' | sort -u > "$work/sources.list"
[ -s "$work/sources.list" ] || die "apt knows no Debian repository; run: apt-get update"
apt() {
  apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o APT::Sandbox::User="$(id -un)" "$@" > "$work/log" 2>&1
}

apt update || { cat "$work/log" >&2; die "cannot read the source lists"; }
(cd "$work" && apt source --download-only "$source") || {
  cat "$work/log" >&2
  die "no source package $source. If the distribution has a newer one: apt-get install libdpdk-dev dpdk dpdk-dev"
}

mkdir "$work/headers"
tar -xf "$work"/dpdk_*.orig.tar.* -C "$work/headers" --strip-components=1 --wildcards \
  '*/VERSION' '*/lib/ethdev/ethdev_driver.h' '*/lib/ethdev/ethdev_pci.h' '*/drivers/bus/pci/bus_pci_driver.h' \
  '*/lib/eal/include/dev_driver.h' '*/lib/eal/include/bus_driver.h'
got=$(cat "$work/headers/VERSION")
[ "$got" = "$version" ] || die "source package $source holds DPDK $got, installed is $version"

rm -rf $out
mkdir -p $out
find "$work/headers" -name '*.h' -exec cp {} $out/ \;
cp "$work/headers/VERSION" $out/VERSION # last: it marks a complete set
echo "driver headers of DPDK $version are in $out"
