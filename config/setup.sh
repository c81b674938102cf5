#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Make this machine ready to build, test and demonstrate e1k: Debian packages, the DPDK driver headers, the guest's kernel.
# Idempotent; when nothing is missing it needs neither root nor the network.
#   sh config/setup.sh           install what is missing
#   sh config/setup.sh --check   only say what is missing; exit status 1 if anything is
set -eu
cd "$(dirname "$0")/.."

build='g++ clang meson ninja-build pkg-config dpkg-dev libdpdk-dev dpdk dpdk-dev'
quality='clang-format clang-tidy libclang-rt-14-dev cppcheck gcovr'
tests='git libgtest-dev libzydis-dev python3-pytest python3-pexpect
  python3-scapy python3-pyelftools python3-pyte'
vm='qemu-system-x86 busybox-static cpio kmod iproute2
  iputils-ping arping fping hping3 nmap'
docs='python3-sphinx'

missing=
for package in $build $quality $tests $vm $docs; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
  [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  command="apt-get install -y --no-install-recommends$missing"
  if [ "${1-}" = --check ]; then
    echo "missing packages:$missing" >&2
    echo "run: $command" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "setup.sh: missing packages:$missing" >&2
    echo "setup.sh: not root, cannot install them; run: sudo $command" >&2
    exit 1
  fi
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive $command
fi

if [ "${1-}" = --check ]; then
  [ -f .deps/kernel/VERSION ] || { echo "missing the guest's kernel; run: sh config/setup.sh" >&2; exit 1; }
  [ -f .deps/driver-headers/VERSION ] || { echo "missing the driver headers; run: sh config/setup.sh" >&2; exit 1; }
else
  sh config/driver-headers.sh
  sh config/vm/kernel.sh
fi
