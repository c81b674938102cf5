#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Format every C++ file as .clang-format says.
set -eu
cd "$(dirname "$0")/.."
git ls-files -co --exclude-standard '*.cpp' '*.hpp' '*.h' | xargs clang-format -i
