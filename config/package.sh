#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Make a Debian package of the plugin and icmp-responder for this machine's Debian and its DPDK, and check it with lintian.
#   sh config/package.sh                   build with Debian's flags, and write e1k_*.deb beside the usual build folder
#   sh config/package.sh --built FOLDER    package what was built there
# DEBFULLNAME and DEBEMAIL name the maintainer (default: who made the last commit), DEB_BUILD_OPTIONS and its like hold.
set -eu
cd "$(dirname "$0")/.."

die() { echo "package.sh: $*" >&2; exit 1; }

case $#${1-} in
  0) build=$(sh config/build-folder.sh)-package ;;
  2--built) build=$2 ;;
  *) die "usage: package.sh [--built FOLDER]" ;;
esac
command -v lintian > /dev/null || die "there is no lintian; run: sh config/setup.sh"
release=$(pkg-config --modversion libdpdk | cut -d. -f1,2)
abi=$(dpkg-query -W -f '${Depends}' libdpdk-dev 2> /dev/null | grep -o 'librte-eal[0-9]*' | tr -cd 0-9)
[ -n "$abi" ] || die "DPDK $release is no Debian package; install without one: meson install"
debian=$(. /etc/os-release && echo "${VERSION_ID:-sid}") # the next one has no number yet
maintainer="${DEBFULLNAME:-$(git log -1 --format=%an)} <${DEBEMAIL:-$(git log -1 --format=%ae)}>"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"

if [ $# -eq 0 ]; then
  export DEB_BUILD_MAINT_OPTIONS=hardening=+bindnow
  eval "$(dpkg-buildflags --export=sh)"
  [ -f "$build"/build.ninja ] || meson setup "$build" --prefix=/usr --buildtype=plain -Dtests=disabled -Ddocs=disabled
  meson compile -C "$build"
fi
work=$build/package
root=$work/root
rm -rf "$work"
mkdir -p "$work"/debian
meson install -C "$build" --no-rebuild --quiet --strip --destdir "$(realpath "$root")"
prefix=$(meson introspect --buildoptions "$build" | sed 's/.*"name": "prefix", "value": "\([^"]*\)".*/\1/')
if [ "$prefix" != /usr ]; then
  cp -a "$root$prefix"/. "$root"/usr/
  rm -r "${root:?}$prefix"
  find "$root" -name '*.pc' -exec sed -i 's|^prefix=.*|prefix=/usr|' {} +
fi
find "$root" -name '*.so.*' -type f -exec chmod a-x {} + # as Debian has its libraries

# Debian 12's package gives way to Debian 13's of the same version, and that one to sid's.
version=$(meson introspect --projectinfo "$build" | sed 's/.*"version": "\([^"]*\)".*/\1/')-1~deb$debian
about=$root/usr/share/doc/e1k
mkdir -p "$about" "$root"/DEBIAN
{ echo 'e1k: a DPDK driver for Intel 8254x, and icmp-responder'; echo; cat LICENSE; } > "$about"/copyright
cat << EOF | gzip -9n > "$about"/changelog.Debian.gz
e1k ($version) unstable; urgency=medium

  * Packaged from commit $(git rev-parse --short HEAD).

 -- $maintainer  $(date -uR -d "@$SOURCE_DATE_EPOCH")
EOF
gzip -9n "$root"/usr/share/man/man?/*

# The libraries' packages carry the ABI in their names. A driver is of one release: librte-eal23 may be of a later one.
printf 'Source: e1k\n\nPackage: e1k\nArchitecture: any\n' > "$work"/debian/control # what dpkg-shlibdeps looks for
libraries=$(cd "$work" && dpkg-shlibdeps -O -Sroot root/usr/bin/* "$(find root -name '*.so.*' -type f)" |
            sed 's/^shlibs:Depends=//')
cat > "$root"/DEBIAN/control << EOF
Package: e1k
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $libraries, librte-eal$abi (<< $release.99), librte-mempool-ring$abi
Recommends: dpdk
Section: net
Priority: optional
Description: DPDK driver for Intel 8254x network controllers, and a responder
 net_e1k is a poll mode driver for the "e1000" that hypervisors show: the
 82540EM and its like. It is a plugin, in the folder that DPDK $release loads by
 itself, so that each program that uses DPDK's shared libraries finds it.
 .
 icmp-responder gives a DPDK port an address that answers ARP, neighbour
 discovery and ping.
EOF
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

package=$build/e1k_${version}_$(dpkg --print-architecture).deb
dpkg-deb --root-owner-group --build "$root" "$package"
lintian --fail-on error,warning "$package"
echo "the package is $package"
