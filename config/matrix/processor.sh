#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build for a foreign architecture, run what can be run of it here, and leave a row of the processors' table in
# LOG/row.csv:
#   sh config/matrix/processor.sh ARCH LOG
set -eu
cd "$(dirname "$0")/../.."
arch=$1 log=$2
. config/cross/arch.sh
mkdir -p "$log"
rm -f "$log"/*

sh config/setup.sh --for "demo-$arch" > "$log/setup.txt" 2>&1 || { cat "$log/setup.txt" >&2; exit 1; }
sh config/cross.sh "$arch" > "$log/suites.txt" 2>&1 || true
suites=$(tail -n 1 "$log/suites.txt" | grep -x '[0-9]* passed, [0-9]* failed, [0-9]* skipped') || suites=failed
from=${release:-$(. /etc/os-release; echo "$VERSION_CODENAME")}
row="$arch,DPDK $(cat "$folder/VERSION"),Debian $from,$(date +%F),\"$suites\""
echo "$row" >&2
echo "$row,$(sh config/matrix/demo.sh "$log/demo.txt" --arch "$arch")" > "$log/row.csv"
