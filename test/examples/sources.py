# SPDX-License-Identifier: BSD-3-Clause
"""What an example of DPDK is made of, from its own meson.build: sources.py FOLDER prints its sources, a line each."""
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
listed = re.search(r"sources\s*\+?=\s*files\(([^)]*)\)", (folder / "meson.build").read_text())[1]
for name in re.findall(r"'([^']+\.c)'", listed):
    print(folder / name)
