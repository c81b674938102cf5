#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run a column of the matrix in a root folder of another Debian, which is made if it is not there:
#   sh config/matrix/root.sh FOLDER DEBIAN HEADERS SUITE...     HEADERS: a source tree of DPDK, or nothing
# What is mounted in it is so for these processes alone (unshare): nothing is left, however they end. The shell in it is
# their first, with whom all of them end: it waits in the background so that Ctrl-C reaches it at once.
set -eu
cd "$(dirname "$0")/../.."
folder=$1 debian=$2 headers=$3
shift 3

die() { echo "matrix.sh: $debian: $*" >&2; exit 1; }

if [ ! -f "$folder/etc/e1k-complete" ]; then
  command -v debootstrap > /dev/null || die "debootstrap is missing; run: apt-get install debootstrap"
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Identifier: Packages' | sed -n 's/^Debian //p' |
    grep -v security | head -n 1)
  [ "$mirror" ] || die "apt knows no Debian repository; run: apt-get update"
  rm -rf "$folder"
  debootstrap --variant=minbase "$debian" "$folder" "$mirror" >&2 ||
    die "cannot be had from the repository of this machine; where it can: sh config/matrix.sh $debian"
  # A mirror may be behind what its lists say; what is tested is what it has.
  echo 'Acquire::Check-Valid-Until "false";' > "$folder/etc/apt/apt.conf.d/90e1k"
  touch "$folder/etc/e1k-complete"
fi

# The checkout as it is, beside what setup.sh has fetched for this Debian.
mkdir -p "$folder/e1k" "$folder/log" "$folder/dpdk" "$folder/ccache"
find "$folder/e1k" -mindepth 1 -maxdepth 1 ! -name .deps -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - | tar -x -C "$folder/e1k"

cache=$(ccache --get-config cache_dir 2>/dev/null) && mkdir -p "$cache" || cache=
FOLDER=$folder HEADERS=$headers CACHE=$cache unshare --mount --pid --fork --kill-child sh -c '
  set -eu
  trap "exit 130" INT TERM
  mount --bind "$FOLDER" "$FOLDER" # ip-netns asks for a root folder that is mounted
  mount -t proc proc "$FOLDER/proc"
  mount --rbind /dev "$FOLDER/dev"
  mount --rbind /sys "$FOLDER/sys"
  [ -z "$CACHE" ] || mount --bind "$CACHE" "$FOLDER/ccache"
  [ -z "$HEADERS" ] || mount --bind -o ro "$HEADERS" "$FOLDER/dpdk"
  chroot "$FOLDER" env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin \
    CCACHE_DIR=/ccache DEBIAN_FRONTEND=noninteractive sh -euc "
      [ ! -f /dpdk/VERSION ] || sh /e1k/config/driver-headers.sh /dpdk >&2
      sh /e1k/config/setup.sh --for matrix >&2
      sh /e1k/config/matrix/column.sh \"\$@\"" sh "$@" &
  wait $!' sh "Debian $debian" /build /log "$@"
