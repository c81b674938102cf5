# SPDX-License-Identifier: BSD-3-Clause
"""The shipped librte_net_e1k.so, looked at from outside."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
from configuring import ROOT, configure, targets, without
from elftools.elf.elffile import ELFFile

PLUGIN = pathlib.Path(os.environ["PLUGIN"])
BUILD = PLUGIN.parents[3]
EAL = ["--no-huge", "--no-shconf", "-m", "64", "--iova-mode=va", "--no-telemetry", "--no-pci", "-l", "0"]


def pmd_info():
    """What Debian's dpdk-pmdinfo.py prints of the plugin, by driver name."""
    printed = subprocess.run(["/usr/bin/python3", shutil.which("dpdk-pmdinfo.py"), PLUGIN], text=True,
                             capture_output=True, check=True)
    return {driver["name"]: driver for driver in json.loads(printed.stdout)}


def chip_ids():
    """The device ids of the driver's table of chips, as four hex digits."""
    table = (ROOT / "drivers/net/e1k/hw/chips.hpp").read_text()
    table = table[table.index("std::array chips"):]
    return set(re.findall(r"Chip\{0x([0-9a-f]{4}),", table[:table.index("};")]))


def load(plugin=PLUGIN, **environment):
    """Run an unmodified dpdk-testpmd with the plugin; it ends by itself, having no port."""
    return subprocess.run(["dpdk-testpmd", *EAL, "-d", plugin, "--log-level=pmd.net.e1k.*:debug", "--", "--help"],
                          text=True, capture_output=True, timeout=60, env={**os.environ, **environment})


def built_for():
    """Year and month of the DPDK release that the plugin was built for, as it says itself."""
    return re.search(r"net_e1k: plugin: registered, built for DPDK (\d\d)\.(\d\d)", load().stderr).groups()


def test_pmdinfo_prints_the_devargs():
    assert pmd_info()["net_e1k"]["params"] == ("rx_sw_csum=<0|1> rx_scatter=<0|1> rx_ptypes=<0|1> "
                                               "platform=<silicon|qemu|virtualbox|vmware|bhyve>")


def test_pmdinfo_prints_the_name_and_the_kernel_modules():
    assert pmd_info()["net_e1k"]["kmod"] == "* igb_uio | uio_pci_generic | vfio-pci"


def test_pmdinfo_prints_every_id_of_the_model_table():
    ids = chip_ids()
    assert len(ids) == 35
    assert {(i["vendor"], i["device"]) for i in pmd_info()["net_e1k"]["pci_ids"]} == {("8086", i) for i in ids}


def test_every_id_is_one_of_a_chip_with_any_subsystem():
    """Readers of the string demand four numbers of an id, or take the missing ones for whatever they like."""
    text = re.search(rb"PMD_INFO_STRING= (\{[^\0]*\})\0", PLUGIN.read_bytes()).group(1)
    ids = json.loads(text)["pci_ids"]
    assert sorted(ids) == sorted([0x8086, int(i, 16), 0xffff, 0xffff] for i in chip_ids())


def test_needs_no_cxx_runtime():
    with PLUGIN.open("rb") as file:
        needed = [tag.needed for tag in ELFFile(file).get_section_by_name(".dynamic").iter_tags("DT_NEEDED")]
    assert needed
    assert [name for name in needed if "stdc++" in name or "gcc_s" in name] == []


def test_has_at_most_200_kib_stripped(tmp_path):
    options = {option["name"]: option["value"]
               for option in json.loads((BUILD / "meson-info/intro-buildoptions.json").read_text())}
    if options["optimization"] != "2" or options["b_sanitize"] != "none" or options["b_coverage"]:
        pytest.skip("the build folder is not one of meson's usual options")
    subprocess.run(["strip", "-o", tmp_path / "stripped.so", PLUGIN], check=True)
    assert (tmp_path / "stripped.so").stat().st_size <= 200 * 1024


def test_exports_what_its_public_header_declares_and_nothing_else():
    declared = set(re.findall(r"^\w[\w *]*?(\w+)\(", (ROOT / "drivers/net/e1k/rte_pmd_e1k.h").read_text(), re.MULTILINE))
    with PLUGIN.open("rb") as file:
        symbols = ELFFile(file).get_section_by_name(".dynsym")
        exported = {symbol.name for symbol in symbols.iter_symbols()
                    if symbol["st_shndx"] not in ("SHN_UNDEF", "SHN_ABS")
                    and symbol["st_info"]["bind"] in ("STB_GLOBAL", "STB_WEAK")}
    assert len(declared) >= 2
    assert exported == declared


def test_exports_it_under_a_version():
    with PLUGIN.open("rb") as file:
        nodes = {aux.name for _, auxiliaries in ELFFile(file).get_section_by_name(".gnu.version_d").iter_versions()
                 for aux in auxiliaries}
    assert "E1K_1" in nodes


def test_registers_with_the_dpdk_it_was_built_for():
    assert built_for()


@pytest.mark.parametrize("other", ["99.99", "same year", "same month"])
def test_says_both_versions_and_stays_out_of_a_dpdk_of_another_release(other):
    year, month = built_for()
    release = {"same year": f"{year}.99", "same month": f"99.{month}"}.get(other, other)
    assert release != f"{year}.{month}"
    out = load(LD_PRELOAD=os.environ["OTHER_RELEASE"], OTHER_RELEASE_IS=release)
    assert f"net_e1k: plugin: built for DPDK {year}.{month}, loaded into DPDK {release}: not registered" in out.stderr
    assert "plugin: registered" not in out.stderr


@pytest.fixture
def destdir():
    """A folder in the build folder: EAL loads nothing from below /tmp."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        yield pathlib.Path(folder)


def test_is_installed_where_this_dpdk_looks_under_a_name_it_loads(destdir):
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", destdir], check=True,
                   capture_output=True)
    installed = destdir / os.environ["PLUGIN_DIR"].lstrip("/")
    assert (installed / f"librte_net_e1k.so.{os.environ['ABI_VERSION']}").is_file()
    assert "plugin: registered" in load(installed).stderr


@pytest.fixture
def headers(tmp_path):
    """A copy of the driver headers that claims another version."""
    folder = tmp_path / "headers"
    shutil.copytree(ROOT / ".deps/driver-headers", folder)
    (folder / "VERSION").write_text("20.11.3\n")
    return folder


def test_driver_headers_of_another_version_stop_the_build_with_a_command(tmp_path, headers):
    out = configure(tmp_path, f"-Ddriver_headers={headers}")
    assert out.returncode != 0
    assert re.search(r"are of DPDK 20\.11\.3, the library is \d+\.\d+\.\d+; run: sh config/driver-headers.sh", out.stdout)


def test_missing_driver_headers_stop_the_build_with_a_command(tmp_path):
    out = configure(tmp_path, f"-Ddriver_headers={tmp_path}/nowhere")
    assert out.returncode != 0
    assert f"no DPDK driver headers in {tmp_path}/nowhere; run: sh config/setup.sh" in out.stdout


def test_the_build_is_without_tests_where_they_lack_something_and_tells_the_command(tmp_path):
    out = configure(tmp_path, inside=without(tmp_path, "pyte"))
    assert out.returncode == 0, out.stdout
    assert {"rte_net_e1k", "icmp-responder", "testbed"} <= set(targets(tmp_path))
    assert "driver_test" not in targets(tmp_path)
    assert (f"the tests are not built: missing python3-pyte; run: sh config/setup.sh && "
            f"meson setup --reconfigure {tmp_path}/build\n") in out.stdout


def test_tests_that_are_asked_for_stop_the_build_where_they_lack_something(tmp_path):
    out = configure(tmp_path, "-Dtests=enabled", inside=without(tmp_path, "pyte"))
    assert out.returncode != 0
    assert "the tests cannot be built: missing python3-pyte; run: sh config/setup.sh\n" in out.stdout
