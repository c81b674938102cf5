#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build the guide as HTML: sh config/doc.sh [FOLDER [DEPFILE]]. A warning is an error. DEPFILE: tell ninja what it is made of.
set -eu
cd "$(dirname "$0")/.."
out=${1:-$(sh config/build-folder.sh)/doc/html}
case ${2-} in ''|/*) depfile=${2-} ;; *) depfile=$OLDPWD/$2 ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
/usr/bin/python3 -m sphinx -q -W --keep-going -b html -d "$work/doctrees" doc "$out"
touch "$out"
[ -z "$depfile" ] || printf '%s: %s\n' "doc/html" "$(find "$PWD/doc" -type f -printf '%p ')" > "$depfile"
echo "the guide is in $out/index.html"
