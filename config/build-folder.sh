#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Print the folder to build in: build, or, in a checkout below a world-writable folder such as /tmp, one below the
# user's cache. EAL refuses to load a plugin that lies where everybody can write.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)

folder=$root
while [ "$folder" != / ]; do
  if [ -n "$(find "$folder" -maxdepth 0 -perm -o+w)" ]; then
    build="${XDG_CACHE_HOME:-$HOME/.cache}/e1k/$(echo "$root" | cksum | cut -d' ' -f1)"
    echo "building in $build: EAL loads no plugin from below $folder, where everybody can write" >&2
    mkdir -p "$build"
    echo "$build"
    exit 0
  fi
  folder=$(dirname "$folder")
done
echo "$root/build"
