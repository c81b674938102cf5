#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Build and install of DPDK's source tree what the tests need, below FOLDER:
#   sh config/matrix/dpdk.sh TREE FOLDER
# Does nothing when it is there.
set -eu
tree=$1 folder=$2
[ ! -f "$folder/complete" ] || exit 0

e1000=net/e1000 # another driver of the same devices, for the test bed's own tests
[ ! -d "$tree/drivers/net/intel/e1000" ] || e1000=net/intel/e1000
mkdir -p "$folder"
libs=bpf,cryptodev,dmadev,eventdev,gro,gso,hash,ip_frag,latencystats,metrics,pcapng,pdump,security,timer
PATH=/usr/bin:$PATH meson setup "$folder/dpdk" "$tree" --prefix="$folder/install" -Denable_driver_sdk=true \
  -Ddefault_library=shared -Dtests=false -Denable_apps=proc-info,test-pmd -Denable_libs=$libs \
  -Denable_drivers=bus/pci,bus/vdev,mempool/ring,net/failsafe,net/null,net/pcap,net/ring,net/tap,$e1000 >&2
ninja -C "$folder/dpdk" install >&2
touch "$folder/complete"
