# SPDX-License-Identifier: BSD-3-Clause
"""The rooms: floors.py says what a folder may include; here is what else holds of driver, responder and test bed."""
import pathlib
import re

import pytest
from floors import FLOORS, ROOTS

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER, RESPONDER = ROOT / "drivers/net/e1k", ROOT / "app/icmp-responder"
SDK = {"ethdev_driver.h", "ethdev_pci.h", "bus_pci_driver.h", "dev_driver.h", "bus_driver.h"}


def code(folder):
    return sorted(path for suffix in ("hpp", "cpp", "h") for path in folder.rglob(f"*.{suffix}"))


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def includes(path):
    return re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', path.read_text(), re.MULTILINE)


def kind(path, root, quote, include):
    """What an include names: a path from the component's root, or whose header it is."""
    for folder in (path.parent, root) if quote == '"' else ():
        if (folder / include).is_file():
            return str((folder / include).resolve().relative_to(root))
    if include in SDK:
        return "sdk"
    if include.startswith(("rte_", "cmdline")):
        return "dpdk"
    return include if "." in include else "standard"


def allowance(component, place):
    """What a file may include: of its own row if it has one, else of the nearest folder with one."""
    folders = [str(folder) for folder in pathlib.PurePath(place).parents]
    for key in (place, *folders):
        if key in FLOORS[component]:
            return FLOORS[component][key]
    return set()


def allowed(name, what):
    if name in ("standard", "dpdk", "sdk") or name in what:
        return name in what
    if not name.startswith(tuple(folder for folder in what if folder.endswith("/"))):
        return "system" in what and name.endswith(".h")
    return True


def breaches(component):
    """Each include of the component that its row does not have."""
    base, root = ROOT / component, ROOT / ROOTS[component]
    for path in code(base):
        place = str(path.relative_to(root))
        what = allowance(component, place)
        for quote, include in includes(path):
            if include not in what and not allowed(kind(path, root, quote, include), what):
                yield f"{place}: {include}"


def said(pattern, folder, *, but=()):
    """Places below `folder`, but not in those of `but`, where code says what `pattern` matches."""
    for path in code(folder):
        place = str(path.relative_to(folder))
        if not place.startswith(but or ("\n",)):
            yield from (f"{place}: {match}" for match in re.findall(pattern, without_comments(path.read_text())))


@pytest.mark.parametrize("component", FLOORS)
def test_includes_go_down_a_floor_or_stay_in_their_folder(component):
    assert list(breaches(component)) == []


@pytest.mark.parametrize("component", FLOORS)
def test_every_row_has_code_and_every_folder_a_row(component):
    root = ROOT / ROOTS[component]
    places = [str(path.relative_to(root)) for path in code(ROOT / component)]
    assert [key for key in FLOORS[component] if not any(place == key or place.startswith(f"{key}/") or key == "."
                                                        for place in places)] == []
    assert [place for place in places if not allowance(component, place)] == []


def test_registers_are_named_only_by_the_hardware_layer():
    assert list(said(r"\breg::\w+", DRIVER, but=("hw/",))) == []


def test_only_the_port_floor_of_the_responder_speaks_to_ethdev():
    assert list(said(r"\brte_eth_\w+", RESPONDER, but=("port/",))) == []


def test_the_release_of_dpdk_is_asked_for_in_one_place():
    assert list(said(r"\bRTE_VER\w+", DRIVER, but=("dpdk/release.hpp",))) == []
    assert list(said(r"\bRTE_VER\w+", RESPONDER, but=("port/release.hpp",))) == []
    assert list(said(r"\bRTE_VER\w+", ROOT / "test")) == []


def test_chips_and_hypervisors_are_named_only_in_their_tables():
    names = r"(?i)\b\w*(?:qemu|virtualbox|vmware|bhyve)\w*|\b(?:i|e1000_)?825[47]\d\w*"
    assert list(said(names, DRIVER, but=("hw/chips", "hw/platforms"))) == []


def test_no_file_of_ethdev_includes_another_but_the_ops():
    files = code(DRIVER / "ethdev")
    others = {f"{path.name}: {include}" for path in files for _, include in includes(path)
              if include.startswith("ethdev/") and include not in ("ethdev/ops.hpp", f"ethdev/{path.stem}.hpp")}
    assert others <= {"registration.cpp: ethdev/probe.hpp", "registration.cpp: ethdev/telemetry.hpp",
                      "probe.cpp: ethdev/devargs.hpp", "pmd_info.cpp: ethdev/devargs.hpp"}


def types(path):
    """Classes and structs that a header defines."""
    return re.findall(r"^(?:class|struct)\s+(?:\[\[\w+\]\]\s*)?(\w+)[^;{]*\{", without_comments(path.read_text()),
                      re.MULTILINE)


@pytest.mark.parametrize("folder", ["drivers", "app", "test"])
def test_members_are_defined_in_the_source_named_after_their_header(folder):
    homes = {}
    for header in (path for path in code(ROOT / folder) if path.suffix == ".hpp"):
        for name in types(header):
            homes.setdefault(name, set()).add(header.with_suffix(".cpp"))
    strays = set()
    for source in (path for path in code(ROOT / folder) if path.suffix == ".cpp"):
        text = without_comments(source.read_text())
        own = set(types(source))
        # A definition begins a line and ends in a body: `Type Class::member(...) {` or with initialisers.
        for name in re.findall(r"^(?!\s)[\w:<>,&*\[\]\s~]*?\b(\w+)::~?\w+\([^;]*?\)[^;{]*\{", text, re.MULTILINE):
            if name in homes and name not in own and source not in homes[name]:
                strays.add(f"{source.relative_to(ROOT)}: {name}")
    assert sorted(strays) == []


def drawn(name):
    """Nodes and edges of a drawing of the guide."""
    text = re.sub(r"\[[^]]*\]", "", without_comments((ROOT / f"doc/{name}.dot").read_text()))
    edges = set()
    for chain in re.findall(r'"[^"]+"(?:\s*->\s*"[^"]+")+', text):
        nodes = re.findall(r'"([^"]+)"', chain)
        edges |= set(zip(nodes, nodes[1:]))
    return set(re.findall(r'"([^"]+)"', text)), edges


def reachable(start, edges):
    found = {start}
    while more := {to for at, to in edges if at in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("name, component", [("driver", "drivers/net/e1k"), ("responder", "app/icmp-responder")])
def test_the_drawing_is_the_tree(name, component):
    root = ROOT / component
    nodes, edges = drawn(name)
    folder = {path: str(path.parent.relative_to(root)) for path in code(root)}
    assert nodes == set(folder.values())
    used = {(folder[path], str(pathlib.PurePath(target).parent)) for path in folder for quote, include in includes(path)
            if "/" in (target := kind(path, root, quote, include)) and (root / target).is_file()}
    used = {(at, to) for at, to in used if at != to}
    assert [(at, to) for at, to in sorted(used) if to not in reachable(at, edges)] == []
    assert sorted(edges - used) == []
