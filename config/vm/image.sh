#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build the guest's initrd: static busybox, the kernel's modules, dpdk-testpmd, the plugins it needs, ethtool, and the
# given files (plugins *.so to /plugins, programs to /usr/bin), all with their shared libraries. Does nothing when it is
# up to date.
#   usage: image.sh [--arch ARCH] IMAGE FILE...   ARCH: of another architecture, out of .deps/ARCH/
set -eu
here=$(dirname "$(realpath "$0")")
from= # what is put in front of a path in the guest to find it here
kernel=$here/../../.deps/kernel
list() { ldd "$@"; }
if [ "$1" = --arch ]; then
  arch=$2
  shift 2
  . "$here/../cross/arch.sh"
  from=$(realpath "$here/../../$folder/root")
  kernel=$here/../../$folder/kernel
  list() { for file in "$@"; do "qemu-$cpu-static" -L "$from" "$from"/lib/ld-linux-*.so.1 --list "$file"; done; }
fi
image=$1
shift

# A listing of the libraries that the loader takes for the given programs and plugins.
libraries() {
  list "$@" | sed -n 's/.*=> \(\/[^ ]*\) (.*/\1/p; s/^\t\(\/[^ ]*\) (.*/\1/p' | sort -u
}

programs='/usr/bin/dpdk-testpmd /usr/bin/dpdk-proc-info /usr/bin/dpdk-dumpcap /usr/bin/dpdk-pdump /usr/sbin/ethtool'
pmds=$(dirname "$(libraries $programs | grep /librte_bus_pci)")
plugins=
for name in bus_pci bus_vdev mempool_ring net_e1000 net_pcap; do
  file=$(realpath "$from$pmds/librte_$name.so")
  plugins="$plugins ${file#"$from"}"
done

# The change time: a package's files come with the modification time of its making.
inputs="$here/init $here/bind $here/image.sh $kernel/VERSION $*"
for file in $programs $plugins; do inputs="$inputs $from$file"; done
if [ -f "$image" ] && [ "$(cat "$image.files")" = "$*" ] && [ -z "$(find -L $inputs -newercm "$image")" ]; then
  exit 0
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 1' INT TERM
chmod 755 "$root" # EAL loads no plugin from below a folder that others may write to
(
  cd "$root"
  mkdir -p dev etc plugins proc run sys tmp usr/bin usr/lib/modules usr/lib64 var
  ln -s usr/bin bin
  ln -s usr/bin sbin
  ln -s bin usr/sbin
  ln -s usr/lib lib
  ln -s usr/lib64 lib64
  ln -s ../run var/run
)

# Every library once, by its real path, its other names as links: a plugin loaded from two files registers twice, and
# bus_pci then panics.
add() {
  real=$(realpath "$from$1")
  name=$(realpath "$(dirname "$from$1")")/$(basename "$1")
  real=${real#"$from"}
  name=${name#"$from"}
  mkdir -p "$root$(dirname "$real")" "$root$(dirname "$name")"
  [ -e "$root$real" ] || cp "$from$real" "$root$real"
  [ "$name" = "$real" ] || ln -sf "$real" "$root$name"
}
cp "$from/bin/busybox" "$root/usr/bin/"
cp "$here/init" "$root/init"
cp "$here/bind" "$root/usr/bin/bind"
cp "$kernel"/modules/*.ko "$root/usr/lib/modules/"
for file in "$@"; do
  case $file in
    *.so) cp "$file" "$root/plugins/" ;;
    *) cp "$file" "$root/usr/bin/" ;;
  esac
done
# The loader opens libgcc_s only when a thread ends: ldd does not name it.
for file in $programs $plugins $(libraries $programs $plugins "$@") "$from"/usr/lib/*/libgcc_s.so.1; do
  add "${file#"$from"}"
done
echo "LD_LIBRARY_PATH=$pmds" > "$root/etc/environment"

mkdir -p "$(dirname "$image")"
(cd "$root" && find . | cpio -o -H newc 2> /dev/null | gzip -1) > "$image.new"
mv "$image.new" "$image"
echo "$*" > "$image.files"
