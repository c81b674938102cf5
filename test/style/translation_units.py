# SPDX-License-Identifier: BSD-3-Clause
"""clang-tidy over the sources of a program or library at once.

Most of its time goes into the headers of GoogleTest, DPDK and the standard library: source by source it takes five times
as long. A source that does not compile behind others, because each has a file-local thing of that name, goes by itself.
"""
import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = re.compile(r"-(o|MF|MQ) \S+|-(c|MD)(?= )")
COLLISION = re.compile(r"^(\S+\.cpp):\d+:\d+: error: .*\[clang-diagnostic-", re.MULTILINE)


def parse(command):
    """Split a compiler's command line into (flags, sources); where its output goes is left out."""
    words = itertools.dropwhile(lambda word: not word.startswith("-"), shlex.split(OUTPUT.sub("", command)))
    words = list(words)  # without "ccache c++"
    return (tuple(word for word in words if not word.endswith(".cpp")),
            [word for word in words if word.endswith(".cpp")])


def units(build, folders):
    """All our sources as {name: (flags, sources)}, each in one unit only.

    From ninja, since meson's compile_commands.json lacks those that clang compiles for the fuzzers.
    """
    rules = ["cpp_COMPILER", "CUSTOM_COMMAND", "CUSTOM_COMMAND_DEP"]
    database = subprocess.run(["ninja", "-C", build, "-t", "compdb", *rules], text=True, capture_output=True, check=True)
    seen, found = set(), {}
    for entry in json.loads(database.stdout):
        flags, sources = parse(entry["command"])
        for source in (pathlib.Path(os.path.normpath(build / name)) for name in sources):
            if source not in seen and any(source.is_relative_to(folder) for folder in folders):
                seen.add(source)
                found.setdefault(flags, (entry["output"].split(".p/")[0], []))[1].append(source)
    return {name: (flags, sources) for flags, (name, sources) in found.items()}


def tidy(build, flags, sources):
    """What clang-tidy finds in sources that are compiled with the same flags; "" if nothing."""
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder) / "unit.cpp"
        unit.write_text("".join(f'#include "{source}"\n' for source in sources))
        result = subprocess.run(["clang-tidy", "--quiet", f"--config-file={ROOT / '.clang-tidy'}",
                                 "--checks=-bugprone-suspicious-include",  # those of the unit
                                 unit, "--", *flags,
                                 "-Wno-shadow"],  # of another source: the compilers look at each by itself
                                cwd=build, text=True, capture_output=True)
    if result.returncode == 0:
        return ""
    collide = {pathlib.Path(os.path.normpath(build / name)) for name in COLLISION.findall(result.stdout)}
    together = [source for source in sources if source not in collide]
    if not collide or not together:
        return result.stdout or result.stderr
    return "".join(tidy(build, flags, part) for part in [together, *([source] for source in sorted(collide))])
