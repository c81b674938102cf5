# SPDX-License-Identifier: BSD-3-Clause
"""Hugepages for the life of a test."""
import contextlib
import fcntl
import os
import pathlib
import subprocess

import pytest

NR_HUGEPAGES = pathlib.Path('/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages')


def change(pages):
    """Reserve so many more hugepages of 2 MiB, or fewer; returns by how many the number has changed.

    One after another, whoever asks on this machine: else what one has reserved, the other overwrites.
    """
    with NR_HUGEPAGES.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = number()
        NR_HUGEPAGES.write_text(str(max(before + pages, 0)))
        return number() - before


def number():
    """How many are reserved; the kernel counts in those given back that a process is yet to let go of (surplus)."""
    return int(NR_HUGEPAGES.read_text()) - int(NR_HUGEPAGES.with_name('surplus_hugepages').read_text())


@contextlib.contextmanager
def reserved(pages):
    """So many more hugepages of 2 MiB; the test is skipped where the kernel has fewer."""
    got = change(pages)
    try:
        if got < pages:
            pytest.skip(f'{pages} hugepages of 2 MiB are needed, the kernel gives {got}; try '
                        'echo 1 > /proc/sys/vm/compact_memory')
        yield
    finally:
        change(-got)


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
