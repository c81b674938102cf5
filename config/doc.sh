#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build the guide as HTML: sh config/doc.sh [FOLDER]. A warning is an error.
set -eu
cd "$(dirname "$0")/.."
out=${1:-$(sh config/build-folder.sh)/doc/html}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
export DOXYGEN_OUTPUT="$work"
doxygen doc/Doxyfile
/usr/bin/python3 -m sphinx -q -W --keep-going -b html -d "$work/doctrees" doc "$out"
echo "the guide is in $out/index.html"
