#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build and test e1k with other releases of DPDK, compilers and QEMUs than this machine's. Each column of the matrix is a
# row of doc/matrix.csv, which the guide shows; what is run anew replaces its row.
#   sh config/matrix.sh [bookworm|trixie|sid]...   in a root folder of that Debian, with its packages; all three without
#   sh config/matrix.sh --dpdk TREE                on this machine, with a DPDK that is built of the source tree TREE
#   --headers TREE     take DPDK's driver headers out of TREE: where Debian's source package cannot be had
#   --suites 'A B'     run these suites only (unit driver app fuzz qemu)
#   --show             only print the table
# Needs root and debootstrap. Root folders stay in ~/.cache/e1k/matrix, logs in those, in /log.
set -eu
here=$PWD
cd "$(dirname "$0")/.."
top=$PWD
table=$top/doc/matrix.csv
work=${XDG_CACHE_HOME:-$HOME/.cache}/e1k/matrix

die() { echo "matrix.sh: $*" >&2; exit 1; }
tree() { cd "$here" && [ -f "$1/VERSION" ] && realpath "$1" || die "'$1': expected a source tree of DPDK"; }
value() { [ $# -ge 2 ] || die "$1: expected a value, see the head of this script"; }
show() { /usr/bin/python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1])))
for row in rows: print("  ".join(cell.ljust(max(len(r[i]) for r in rows)) for i, cell in enumerate(row)).rstrip())' "$table"; }

dpdk='' headers='' suites='unit driver app fuzz qemu' debians=''
while [ $# -gt 0 ]; do
  case $1 in
    --dpdk) value "$@"; dpdk=$(tree "$2"); shift ;;
    --headers) value "$@"; headers=$(tree "$2"); shift ;;
    --suites) value "$@"; suites=$2; shift ;;
    --show) show; exit 0 ;;
    bookworm|trixie|sid) debians="$debians $1" ;;
    *) die "'$1': expected bookworm, trixie, sid or an option, see the head of this script" ;;
  esac
  shift
done
for suite in $suites; do
  case $suite in unit|driver|app|fuzz|qemu) ;; *) die "--suites '$suite': expected unit, driver, app, fuzz or qemu" ;; esac
done
[ "$(id -u)" -eq 0 ] || die "not root: a root folder of another Debian is entered by chroot; run: sudo sh config/matrix.sh"
mkdir -p "$work"

# keep FOLDER: its row into the table, in the place of the one before
keep() {
  [ -s "$1/row.csv" ] || die "no result; see $1"
  /usr/bin/python3 config/matrix/keep.py "$table" "$1/row.csv"
}

if [ "$dpdk" ]; then
  [ -z "$debians" ] || die "--dpdk is for this machine: leave out$debians"
  folder=$work/dpdk-$(cat "$dpdk/VERSION")
  sh config/matrix/dpdk.sh "$dpdk" "$folder"
  libraries=$(find "$folder/install/" -name libdpdk.pc -printf '%h')
  [ "$libraries" ] || die "no DPDK in $folder/install; remove $folder"
  PKG_CONFIG_PATH=$libraries LD_LIBRARY_PATH=$(dirname "$libraries") PATH=$folder/install/bin:$PATH \
    sh config/matrix/column.sh "its source" "$folder/build" "$folder/log" $suites
  keep "$folder/log"
else
  for debian in ${debians:-bookworm trixie sid}; do
    sh config/matrix/root.sh "$work/$debian" "$debian" "$headers" $suites
    keep "$work/$debian/log"
  done
fi
show
