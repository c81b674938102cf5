# SPDX-License-Identifier: BSD-3-Clause
"""Hugepages for the life of a test."""
import contextlib
import os
import pathlib
import subprocess

import pytest

NR_HUGEPAGES = pathlib.Path('/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages')


@contextlib.contextmanager
def reserved(pages):
    """So many more hugepages of 2 MiB. What is given back is counted: others may reserve at the same time."""
    before = int(NR_HUGEPAGES.read_text())
    NR_HUGEPAGES.write_text(str(before + pages))
    got = int(NR_HUGEPAGES.read_text()) - before
    try:
        if got < pages:
            pytest.skip(f'{pages} hugepages of 2 MiB are needed, the kernel gives {got}; try '
                        'echo 1 > /proc/sys/vm/compact_memory')
        yield
    finally:
        NR_HUGEPAGES.write_text(str(int(NR_HUGEPAGES.read_text()) - got))


@contextlib.contextmanager
def mounted(folder, pages):
    """A hugetlbfs at the folder, with pages of its own; the test is skipped where there can be none."""
    if os.geteuid() != 0:
        pytest.skip('only root may reserve hugepages: run this test as root')
    with reserved(pages):
        mount = subprocess.run(['mount', '-t', 'hugetlbfs', 'none', folder], text=True, capture_output=True)
        if mount.returncode != 0:
            pytest.skip(f'no hugetlbfs here: {mount.stderr.strip()}')
        try:
            yield
        finally:
            subprocess.run(['umount', '--lazy', folder], check=True)  # a process may be dying yet
