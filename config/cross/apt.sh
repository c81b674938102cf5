#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run apt for a foreign architecture, beside this machine's: with lists and a cache of its own, and nothing installed.
# It has this machine's repositories; where the release is another, only the release itself: what is built for lives for
# a few minutes and needs no updates.
#   usage: apt.sh ARCH apt-get|apt-cache ARGUMENT...
set -eu
top=$(realpath "$(dirname "$0")/../..")
arch=$1 tool=$2
shift 2
here=$(pwd)
cd "$top"
. config/cross/arch.sh

state=$top/$folder/apt
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
: > "$state/status"
own=$(. /etc/os-release; echo "$VERSION_CODENAME")
[ "$own" != bookworm ] || [ -z "$release" ] || renamed="/ bookworm /!d; s/ bookworm / $release /"
apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
  sed -n "s/^Debian //; ${renamed-}; /^deb /p" | sort -u > "$state/sources.list.new"
[ -s "$state/sources.list.new" ] || { echo "apt.sh: apt knows no Debian repository; run: apt-get update" >&2; exit 1; }
foreign() {
  "$@" -q -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o APT::Install-Recommends=false \
    -o APT::Sandbox::User="$(id -un)" -o Dir::State="$state" -o Dir::State::status="$state/status" \
    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" \
    -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null
}
if ! cmp -s "$state/sources.list.new" "$state/sources.list" || [ "$tool $*" = 'apt-get update' ]; then
  cp "$state/sources.list.new" "$state/sources.list"
  foreign apt-get update > "$state/log" 2>&1 || { cat "$state/log" >&2; rm "$state/sources.list"; exit 1; }
fi
cd "$here"
foreign "$tool" "$@"
