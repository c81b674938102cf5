#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run config/demo.sh and print the cell of a table that its last line makes:
#   sh config/matrix/demo.sh LOG OPTION...
set -eu
cd "$(dirname "$0")/../.."
log=$1
shift
if sh config/demo.sh "$@" > "$log" 2>&1; then
  tail -n 1 "$log" | sed 's/ by net_e1k, .*//'
else
  echo failed
fi
