#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Make what a foreign architecture is built for: a root folder with DPDK and GoogleTest of Debian's, unpacked and not
# installed, and Meson's machine file. Both go into .deps/ARCH/. Needs no root; does nothing when they are there.
#   usage: root.sh ARCH
set -eu
cd "$(dirname "$0")/../.."
arch=$1
. config/cross/arch.sh

[ ! -f "$folder/VERSION" ] || exit 0
mkdir -p "$folder"
sh config/cross/apt.sh "$arch" apt-get update > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
rm -rf "$folder/root" "$folder/apt/cache/archives"
mkdir -p "$folder/apt/cache/archives/partial"
sh config/cross/apt.sh "$arch" apt-get install -y --download-only libdpdk-dev dpdk-dev busybox-static ethtool libgtest-dev \
  libatomic1 libstdc++6 \
  > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }

root=$(pwd -P)/$folder/root
mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64"
for name in bin sbin lib lib64; do ln -s usr/$name "$root/$name"; done
for deb in "$folder"/apt/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" |
    tar -x -C "$root" --keep-directory-symlink --no-same-owner --exclude './dev/*' --exclude './usr/share/doc/*'
done
rm -r "$folder/apt/cache/archives"

# Where the release is another, its compiler may have written relocations into the libraries which this machine's linker
# does not know: binutils 2.40 ends with a segmentation fault at GoogleTest's exception tables of 13's (R_RISCV_SET_ULEB128).
if [ "$release" ]; then
  for part in gtest gtest_main; do
    case $part in gtest) source=gtest-all.cc ;; *) source=$part.cc ;; esac
    "$triplet-g++" --sysroot="$root" -O1 -I "$root/usr/include" -I "$root/usr/src/googletest/googletest" \
      -c "$root/usr/src/googletest/googletest/src/$source" -o "$folder/$part.o"
    rm -f "$root/usr/lib/$triplet/lib$part.a"
    "$triplet-ar" rc "$root/usr/lib/$triplet/lib$part.a" "$folder/$part.o"
  done
fi
cat > "$folder/machine.ini" <<END
[constants]
root = '$root'
[binaries]
cpp = ['ccache', '$triplet-g++']
ar = '$triplet-ar'
strip = '$triplet-strip'
objdump = '$triplet-objdump'
pkgconfig = 'pkg-config'
exe_wrapper = ['qemu-$cpu-static', '-L', root]
[properties]
sys_root = root
pkg_config_libdir = [root / 'usr/lib/$triplet/pkgconfig', root / 'usr/share/pkgconfig']
[built-in options]
cpp_args = ['--sysroot=' + root]
cpp_link_args = ['--sysroot=' + root, '-L' + root / 'usr/lib/$triplet'] # before the compiler's own C library
[host_machine]
system = 'linux'
cpu_family = '$cpu'
cpu = '$cpu'
endian = 'little'
END
command -v ccache > /dev/null || sed -i "s/'ccache', //" "$folder/machine.ini"
sed -n 's/^Version: //p' "$root/usr/lib/$triplet/pkgconfig/libdpdk.pc" > "$folder/VERSION" # last: it marks a complete one
echo "the root folder of $arch is in $folder/root: DPDK $(cat "$folder/VERSION")"
