# SPDX-License-Identifier: BSD-3-Clause
"""The test bed's virtual machine: a Debian guest with an e1000 NIC behind a network namespace of the host."""


class VmError(Exception):
    """The machine, or a program in it, did not do what was asked; the text tells what and the way out."""
