# SPDX-License-Identifier: BSD-3-Clause
"""The same frames to the Linux stack and to icmp-responder, and what differs in the answers."""
