#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Fetch the guest's kernel and the modules it needs from Debian's linux-image package, unpacked, not installed, into
# .deps/kernel/. Needs no root. Does nothing when they are there.
#   usage: kernel.sh [ARCH]   for a guest of another architecture, arm64 or riscv64: into .deps/ARCH/kernel/
set -euf
cd "$(dirname "$0")/../.."

die() { echo "kernel.sh: $*" >&2; exit 1; }

top=$(pwd -P)
if [ $# -eq 0 ]; then
  arch=amd64
  out=.deps/kernel
  apt() { "$@"; }
else
  arch=$1
  . config/cross/arch.sh
  out=$folder/kernel
  apt() { sh "$top/config/cross/apt.sh" "$arch" "$@"; }
fi
modules='uio uio_pci_generic irqbypass vfio vfio_virqfd vfio_iommu_type1 vfio-pci-core vfio-pci e1000 llc stp garp mrp 8021q'
[ ! -f $out/VERSION ] || [ ! -f $out/modules/8021q.ko ] || exit 0

depends() { apt apt-cache depends --important "$1" 2>/dev/null | sed -n 's/^ *Depends: //p'; }
package=$(depends "linux-image-$arch" | grep '^linux-image-' | head -n 1)
[ -n "$package" ] || die "apt knows no package linux-image-$arch; run: apt-get update"
parts=$(depends "$package" | grep -E '^linux-(binary|modules)-') || parts= # since Debian 14

mkdir -p .deps
work=$(mktemp -d .deps/kernel.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
(cd "$work" && apt apt-get -q -o APT::Sandbox::User="$(id -un)" download "$package" $parts > log 2>&1) || {
  cat "$work/log" >&2
  die "cannot download $package. If the lists are old: apt-get update"
}

members=$(for module in $modules; do echo "*/$module.ko */$module.ko.xz"; done)
mkdir "$work/kernel"
# Newer kernels have merged some modules into others (vfio_virqfd) and pack all of them: tar's complaint about those is
# not an error, bind in the guest loads what is there.
find "$work" -maxdepth 1 -name '*.deb' > "$work/debs"
while read -r deb; do
  dpkg-deb --fsys-tarfile "$deb" |
    tar -x -C "$work/kernel" --wildcards './boot/vmlinu[xz]-*' '*/vmlinu[xz]' $members 2> "$work/log" || true
done < "$work/debs"
find "$work/kernel" -mindepth 2 -name 'vmlinu[xz]*' -exec mv {} "$work/kernel/vmlinuz" \;
[ -f "$work/kernel/vmlinuz" ] || { cat "$work/log" >&2; die "no kernel in $package"; }
mkdir "$work/kernel/modules"
find "$work/kernel" -name '*.ko.xz' -exec unxz {} +
find "$work/kernel" -name '*.ko' -exec mv {} "$work/kernel/modules/" \;
for module in uio_pci_generic vfio-pci e1000 8021q; do
  [ -f "$work/kernel/modules/$module.ko" ] || die "no module $module in $package"
done
find "$work/kernel" -mindepth 1 -maxdepth 1 -type d ! -name modules -exec rm -r {} +
basename "$(grep "/${package}_" "$work/debs")" > "$work/kernel/VERSION"
rm -rf $out
mkdir -p "$(dirname $out)"
mv "$work/kernel" $out
echo "the guest's kernel is in $out: $package"
