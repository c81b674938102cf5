#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Make this machine ready to build, test and demonstrate e1k: Debian packages, DPDK's driver headers and examples, the
# guest's kernel.
# Idempotent; when nothing is missing it needs neither root nor the network.
#   sh config/setup.sh               install what is missing for everything
#   sh config/setup.sh --for build   only for building the plugin and icmp-responder; others: demo, no-vm (without a
#                                    guest: config/demo.sh --no-vm, test/qemu/testpmd), tests (everything), matrix (for
#                                    config/matrix.sh, in its root folders), and of other architectures cross-arm64,
#                                    cross-riscv64 (config/cross.sh), demo-arm64, demo-riscv64 (config/demo.sh --arch)
#   sh config/setup.sh --check       only say what is missing; exit status 1 if anything is
set -eu
cd "$(dirname "$0")/.."

die() { echo "setup.sh: $*" >&2; exit 1; }

purposes='build, demo, no-vm, matrix, tests, cross-ARCH or demo-ARCH'
purpose=tests
check=
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=yes ;;
    --for)
      [ $# -ge 2 ] || die "--for: expected $purposes"
      purpose=$2
      shift ;;
    *) die "'$1': expected --for PURPOSE or --check" ;;
  esac
  shift
done
[ "$purpose" = tests ] && again='sh config/setup.sh' || again="sh config/setup.sh --for $purpose"

build='g++ meson ninja-build pkg-config dpkg-dev libdpdk-dev dpdk dpdk-dev'
network='iproute2 iputils-ping'
no_vm="$network qemu-system-x86 libzydis-dev"
guest="$network cpio python3-pexpect"
guest_here="$guest qemu-system-x86 busybox-static ethtool kmod"
quality='clang-format clang-tidy libclang-rt-14-dev cppcheck gcovr'
tests='clang git libgtest-dev python3-pytest python3-scapy python3-pyelftools python3-pyte arping fping hping3 nmap'
# Its own daemons have no bridge to switch; the tests start others: doc/testing.rst.
tests="$tests openvswitch-switch-dpdk bash-completion lintian"
docs='python3-sphinx python3-sphinx-rtd-theme python3-breathe doxygen graphviz'
browser='chromium chromium-driver python3-selenium fonts-dejavu-core'

arch=
case $purpose in
  build) packages=$build ;;
  demo) packages="$build $guest_here" ;;
  no-vm) packages="$build $no_vm" ;;
  matrix) packages="$build $no_vm $tests python3-pexpect libclang-rt-dev ccache" ;;
  tests) packages="$build $guest_here $no_vm $quality $tests $docs $browser" ;;
  cross-*|demo-*)
    arch=${purpose#*-}
    . config/cross/arch.sh
    packages="$build g++-$triplet qemu-user-static python3-pytest"
    [ "$purpose" = "cross-$arch" ] || packages="$packages $guest $machine xz-utils"
    ;;
  *) die "--for '$purpose': expected $purposes" ;;
esac

missing=
for package in $packages; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
  case "$state $missing " in
    installed*|*" $package "*) ;;
    *) missing="$missing $package" ;;
  esac
done

if [ -n "$missing" ]; then
  command="apt-get install -y --no-install-recommends$missing"
  if [ "$check" ]; then
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

case $purpose in demo|tests) kernel=yes ;; *) kernel= ;; esac
[ "$purpose" = tests ] && examples=yes || examples=
if [ "$check" ]; then
  [ -z "$kernel" ] || [ -f .deps/kernel/VERSION ] || { echo "missing the guest's kernel; run: $again" >&2; exit 1; }
  [ -z "$arch" ] || [ -f "$folder/VERSION" ] || { echo "missing the root folder of $arch; run: $again" >&2; exit 1; }
  [ -f .deps/driver-headers/VERSION ] || { echo "missing the driver headers; run: $again" >&2; exit 1; }
  [ -z "$examples" ] || [ -f .deps/dpdk-examples/VERSION ] || { echo "missing DPDK's examples; run: $again" >&2; exit 1; }
else
  sh config/driver-headers.sh
  [ -z "$arch" ] || sh config/cross/root.sh "$arch"
  [ -z "$kernel" ] || sh config/vm/kernel.sh
  [ -z "$examples" ] || sh config/dpdk-examples.sh || echo "setup.sh: the suite examples will be skipped" >&2
fi
