#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Install a package of config/package.sh where only this Debian and its package dpdk are, and see whether dpdk-testpmd finds
# net_e1k there without being told of it, on QEMU's e1000 in the test bed; removed again, it is net_e1000_em's. As root.
#   sh config/package-trial.sh PACKAGE TESTBED          in a root folder that debootstrap makes once, in .deps/
#   sh config/package-trial.sh PACKAGE TESTBED ROOT     in ROOT; / is this machine
# TESTBED is libtestbed.so. ROOT stays as it is: what is written goes to memory, and is gone in the end.
set -eu
cd "$(dirname "$0")/.."

die() { echo "package-trial.sh: $*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: package-trial.sh PACKAGE TESTBED [ROOT]"
[ "$(id -u)" -eq 0 ] || die "not root: it mounts and installs"
[ "${MOUNTS-}" = own ] || MOUNTS=own exec unshare --mount sh "$PWD"/config/package-trial.sh "$@" # they go with it
code=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=${3:-.deps/root-$code}
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

make_root() {
  command -v debootstrap > /dev/null || die "there is no debootstrap; run: apt-get install debootstrap"
  rm -rf "$root".new
  debootstrap --variant=minbase "$code" "$root".new \
    "$(apt-get indextargets --format '$(REPO_URI)' "Codename: $code" | head -n 1)"
  for settings in sources.list sources.list.d apt.conf.d; do
    rm -rf "$root".new/etc/apt/$settings
    [ ! -e /etc/apt/$settings ] || cp -r /etc/apt/$settings "$root".new/etc/apt/
  done
  chroot "$root".new apt-get -q update
  chroot "$root".new apt-get -q install -y dpdk
  mv "$root".new "$root"
}

inside() { chroot /mnt/root "$@"; }

# What dpdk-testpmd shows without -d.
ports() {
  echo 'show port summary all' | inside env LD_PRELOAD=/trial/libtestbed.so TESTBED_BACKEND=qemu TESTBED_QEMU_NET=loop \
    dpdk-testpmd --no-huge --no-shconf --no-telemetry -m 128 --lcores '(0,1)@0' -- -i --no-numa --total-num-mbufs=4096
}

[ -d "$root" ] || make_root
mount -t tmpfs -o mode=755 trial /mnt
mkdir -p /mnt/up /mnt/work /mnt/root
mount -t overlay -o "lowerdir=$root,upperdir=/mnt/up,workdir=/mnt/work" trial /mnt/root
for folder in proc dev sys; do mount --rbind /$folder /mnt/root/$folder; done
mkdir /mnt/root/trial
cp "$1" /mnt/root/trial/e1k.deb
cp "$2" /mnt/root/trial/libtestbed.so

install='inside apt-get -q install -y --no-install-recommends'
$install /trial/e1k.deb
# What looks for a device, which Debian has in another package than dpdk, and what shows it one.
$install dpdk-dev qemu-system-x86 libzydis-dev
ports | tee /mnt/shown
grep -q '^0 .*net_e1k' /mnt/shown || die "net_e1k did not take the device"
inside dpkg --purge e1k
ports | tee /mnt/shown
grep -q '^0 .*net_e1000_em' /mnt/shown || die "net_e1000_em did not take the device"
echo "installed, net_e1k has the device; purged, net_e1000_em"
