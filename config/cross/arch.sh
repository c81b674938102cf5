# SPDX-License-Identifier: BSD-3-Clause
# To be sourced with $arch set, at the top of the tree: what there is to know of a foreign architecture.
#   arch     Debian's name of it                 cpu      the kernel's, Meson's and QEMU's
#   triplet  the compilers'                      folder   where what is fetched for it goes, never committed
#   release  of Debian that has it, and a DPDK for it, where this machine's has not
case $arch in
  arm64) cpu=aarch64 release="" machine=qemu-system-arm ;;
  riscv64) cpu=riscv64 release=trixie machine=qemu-system-misc ;;
  *) echo "architecture '$arch': expected arm64 or riscv64" >&2; exit 1 ;;
esac
triplet=$cpu-linux-gnu
folder=.deps/$arch
