# SPDX-License-Identifier: BSD-3-Clause
"""The guest's image, made of what is in the build folder."""
import pathlib
import subprocess

from . import VmError

HERE = pathlib.Path(__file__).resolve().parent
BUILT = ("drivers/net/e1k/librte_net_e1k.so", "app/icmp-responder/icmp-responder")


def build(build_folder, built=BUILT, arch=""):
    """Bring the image with the plugin and the programs `built` up to date; its path. `arch`: of a foreign
    architecture."""
    build_folder = pathlib.Path(build_folder)
    files = [build_folder / name for name in built]
    for file in files:
        if not file.is_file():
            raise VmError(f"no {file}; run: meson compile -C {build_folder}")
    image = build_folder / "vm" / "guest.img"
    subprocess.run(["sh", str(HERE / "kernel.sh"), *([arch] if arch else [])], check=True)
    subprocess.run(["sh", str(HERE / "image.sh"), *(["--arch", arch] if arch else []), str(image), *map(str, files)],
                   check=True)
    return image
