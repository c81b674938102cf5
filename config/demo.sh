#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The main job, end to end: set up the machine, build, boot a QEMU guest whose e1000 NIC is driven by
# librte_net_e1k.so, and ping it from the host. `sh config/demo.sh --help` tells the options.
set -eu
cd "$(dirname "$0")/.."
[ -x /usr/bin/python3 ] || sh config/setup.sh --for build # it comes with meson
PYTHONPATH=config exec /usr/bin/python3 -B -m vm.demo "$@"
