#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetch the distribution's source package of exactly the installed libdpdk, and unpack of it what is named:
#   sh config/dpdk-source.sh FOLDER PATTERN...   members that match, below FOLDER as in DPDK's tree, and its VERSION
# The archive stays in .deps/dpdk-source/, so that the next one needs no network. Nothing of it is committed.
set -eu
cd "$(dirname "$0")/.."

die() { echo "dpdk-source.sh: $*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: dpdk-source.sh FOLDER PATTERN..."
folder=$1
shift
version=$(pkg-config --modversion libdpdk 2>/dev/null) || die "libdpdk is not installed; run: sh config/setup.sh"
archive=.deps/dpdk-source

fetch() {
  source=$(dpkg-query -W -f '${source:Package}=${source:Version}' libdpdk-dev 2>/dev/null) ||
    die "DPDK $version is no Debian package, so there is no source package of it"
  # A sources list of our own: the system's repositories, as deb-src, so that the system's lists stay as they are.
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  mkdir -p "$work/lists/partial"
  apt-get indextargets --format '$(ORIGIN) deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
    sed -n 's/^Debian //p' | sort -u > "$work/sources.list"
  [ -s "$work/sources.list" ] || die "apt knows no Debian repository; run: apt-get update"
  apt update || { cat "$work/log" >&2; die "cannot read the source lists"; }
  (cd "$work" && apt source --download-only "$source") || {
    cat "$work/log" >&2
    die "no source package $source. If the distribution has a newer one: apt-get install libdpdk-dev dpdk dpdk-dev"
  }
  rm -rf $archive
  mkdir -p $archive
  cp "$work"/dpdk_*.orig.tar.* $archive/
  echo "$version" > $archive/VERSION # last: it marks a complete archive
}

apt() {
  apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o APT::Sandbox::User="$(id -un)" "$@" > "$work/log" 2>&1
}

[ "$(cat $archive/VERSION 2>/dev/null)" = "$version" ] || fetch
mkdir -p "$folder"
tar -xf $archive/dpdk_*.orig.tar.* -C "$folder" --strip-components=1 --wildcards --no-wildcards-match-slash \
  '*/VERSION' "$@"
got=$(cat "$folder/VERSION")
[ "$got" = "$version" ] || die "the source package of DPDK $version holds DPDK $got"
