#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build and test e1k with other releases of DPDK, compilers, QEMUs and processors than this machine's. Each column of the
# matrix is a row of doc/matrix.csv or doc/processors.csv, which the guide shows; what is run anew replaces its row.
#   sh config/matrix.sh [bookworm|trixie|sid]...   in a root folder of that Debian, with its packages; all three without
#   sh config/matrix.sh arm64|riscv64...           by a cross compiler, under emulation: config/cross.sh, config/demo.sh
#   sh config/matrix.sh --dpdk TREE                on this machine, with a DPDK that is built of the source tree TREE
#   --headers TREE     take DPDK's driver headers out of TREE: where Debian's source package cannot be had
#   --suites 'A B'     run these only (unit driver app fuzz qemu demo): demo is config/demo.sh, in a root folder only
#   --show             only print the table
# Needs root and debootstrap. Root folders stay in ~/.cache/e1k/matrix, logs in those, in /log.
set -eu
here=$PWD
cd "$(dirname "$0")/.."
top=$PWD
table=$top/doc/matrix.csv processors=$top/doc/processors.csv
work=${XDG_CACHE_HOME:-$HOME/.cache}/e1k/matrix

die() { echo "matrix.sh: $*" >&2; exit 1; }
tree() { cd "$here" && [ -f "$1/VERSION" ] && realpath "$1" || die "'$1': expected a source tree of DPDK"; }
value() { [ $# -ge 2 ] || die "$1: expected a value, see the head of this script"; }
show() { /usr/bin/python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1])))
for row in rows: print("  ".join(cell.ljust(max(len(r[i]) for r in rows)) for i, cell in enumerate(row)).rstrip())' "$1"; }

dpdk='' headers='' suites='' debians='' foreign=''
while [ $# -gt 0 ]; do
  case $1 in
    --dpdk) value "$@"; dpdk=$(tree "$2"); shift ;;
    --headers) value "$@"; headers=$(tree "$2"); shift ;;
    --suites) value "$@"; suites=$2; shift ;;
    --show) show "$table"; show "$processors"; exit 0 ;;
    bookworm|trixie|sid) debians="$debians $1" ;;
    arm64|riscv64) foreign="$foreign $1" ;;
    *) die "'$1': expected bookworm, trixie, sid, arm64, riscv64 or an option, see the head of this script" ;;
  esac
  shift
done
for suite in $suites; do
  case $dpdk/$suite in
    */unit|*/driver|*/app|*/fuzz|*/qemu|/demo) ;;
    *) die "--suites '$suite': expected unit, driver, app, fuzz, qemu or, without --dpdk, demo" ;;
  esac
done
[ "$suites" ] || suites="unit driver app fuzz qemu$([ "$dpdk" ] || echo ' demo')"
[ "$(id -u)" -eq 0 ] || die "not root: a root folder of another Debian is entered by chroot; run: sudo sh config/matrix.sh"
mkdir -p "$work"

# keep TABLE FOLDER: its row into the table, in the place of the one before
keep() {
  [ -s "$2/row.csv" ] || die "no result; see $2"
  /usr/bin/python3 config/matrix/keep.py "$1" "$2/row.csv"
}

if [ "$foreign" ]; then
  [ -z "$dpdk$debians" ] || die "a processor is a column of its own: leave out$debians${dpdk:+ --dpdk}"
  for arch in $foreign; do
    sh config/matrix/processor.sh "$arch" "$work/$arch/log"
    keep "$processors" "$work/$arch/log"
  done
  show "$processors"
  exit
fi

if [ "$dpdk" ]; then
  [ -z "$debians" ] || die "--dpdk is for this machine: leave out$debians"
  folder=$work/dpdk-$(cat "$dpdk/VERSION")
  sh config/matrix/dpdk.sh "$dpdk" "$folder"
  libraries=$(find "$folder/install/" -name libdpdk.pc -printf '%h')
  [ "$libraries" ] || die "no DPDK in $folder/install; remove $folder"
  PKG_CONFIG_PATH=$libraries LD_LIBRARY_PATH=$(dirname "$libraries") PATH=$folder/install/bin:$PATH \
    sh config/matrix/column.sh "its source" "$folder/build" "$folder/log" $suites
  keep "$table" "$folder/log"
else
  for debian in ${debians:-bookworm trixie sid}; do
    sh config/matrix/root.sh "$work/$debian" "$debian" "$headers" $suites
    keep "$table" "$work/$debian/log"
  done
fi
show "$table"
