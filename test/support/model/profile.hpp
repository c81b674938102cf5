// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string_view>

namespace test::model {

/// How one implementation of the chip differs from another. Sources: the SDM; QEMU hw/net/e1000.c; VirtualBox
/// DevE1000.cpp; bhyve pci_e82545.c.
struct Profile {
    std::string_view name = "silicon";
    std::uint16_t subsystem_vendor = 0x8086, subsystem_device = 0x001e;  ///< in configuration space

    // control
    bool reset_works = true;        ///< QEMU: CTRL.RST clears itself and does nothing else
    bool reset_drops_link = false;  ///< VirtualBox: and the link returns after autonegotiation
    bool slu_needed = true;         ///< STATUS.LU follows the PHY only with CTRL.SLU
    bool phy_powers_down = true;    ///< emulations keep BMCR bit 11 and do nothing
    bool phy_isolates = true;       ///< nor do they by bit 10, and in loopback their cable goes on
    bool phy_reset_keeps = true;    ///< its registers, SDM 11.1.3; VirtualBox sets them all to what they are at first
    bool phy_has_modes = true;      ///< emulations have 1000 Mbit/s, full duplex, whatever is asked for
    bool phy_reset_pin = true;      ///< the PHY has one; emulations have none
    bool phy_loops = true;          ///< BMCR bit 14
    bool lbm_loops = false;         ///< VirtualBox: RCTL.LBM, 3, and the cable goes on
    bool lbm_deafens = false;       ///< bhyve: RCTL.LBM, and nothing comes in from the cable nor back
    bool pauses = true;             ///< PAUSE frames are sent and obeyed; emulations have none
    std::uint32_t autonegotiation_us = 2'000'000;
    std::uint32_t rctl_blocks_us = 0;  ///< QEMU: a write to RCTL stops reception for so long
    bool has_eerd = true;              ///< bhyve: EECD only
    bool emulated = false;  ///< the chip is whichever one it says in name only: control and EEPROM are an 82540's
    bool eeprom_is_virtualboxs = false;    ///< VirtualBox: the same words for each chip, and no number of a board
    bool packet_buffer = true;             ///< PBA shares one out, from the next reset on; emulations have none
    bool pcix_bus = false;                 ///< the slot is one of PCI-X, else of PCI
    bool chip_errata = true;               ///< what a specification update tells of a chip; emulations have none
    bool unimplemented_read_zero = false;  ///< QEMU: CTRL_EXT, RXDCTL, RXCSUM, TIPG, flow control
    bool flow_control_registers = true;    ///< VirtualBox has none either: FCAL to FCRTH
    std::uint32_t posted_writes = 0;       ///< KVM: how many wait, see PostedWrites
    bool asserts = false;                  ///< bhyve: the guest is killed on what other devices bear

    // data
    bool checksum_verdict = true;        ///< false: IXSM is always set
    bool keeps_stale_writeback = false;  ///< QEMU: errors, checksum and other status bits stay as they were in memory
    bool ixsm_with_eop_only = false;     ///< QEMU: the other buffers of a frame say nothing about checksums
    bool vp_in_every_buffer = false;     ///< QEMU: of a frame that was stripped; else in the last alone
    bool limits_leave_crc_out = false;   ///< QEMU up to 8.0: 1522 and 16384 bytes are the limits without the FCS
    bool queues_without_buffer = false;  ///< QEMU: frames wait in the backend while RDH == RDT
    bool partial_frame_left = false;     ///< VirtualBox: a frame without EOP when buffers run out
    bool pads_received = false;          ///< short frames arrive padded to 60 bytes; else they are runts, dropped
    bool takes_short = false;            ///< QEMU since 8.1: they arrive as they are
    bool writes_crc = true;              ///< without SECRC the four bytes are in the buffer, not only in the length
    bool skips_null_buffers = false;     ///< QEMU: goes through descriptors without address, in vain if all are
    bool unicast_filter = true;
    bool hash_judges_unicast = false;  ///< QEMU: MTA lets in whatever has a hash that it holds
    bool strips_vlan = true;
    bool pads_transmitted = true;  ///< TCTL.PSP works
    bool tx_needs_link = true;
    bool tctl_starts_tx = true;    ///< VirtualBox, bhyve: a transmitter that is switched on waits for a write of TDT
    bool tx_asynchronous = false;  ///< bhyve: processed after the doorbell's store has returned
    bool ifcs_truncates = false;   ///< bhyve: without IFCS the last four bytes are taken for the FCS
    std::uint32_t tso_header_limit = 255;
    bool one_tx_context = false;           ///< bhyve: those for segmentation and for checksums are the same one
    bool tx_options_of_last = false;       ///< bhyve: POPTS and TSE count on the last descriptor, else on the first
    bool tx_context_for_each = false;      ///< VirtualBox: what is to be segmented is counted down in the context
    bool tx_ipv4_checksum_zero = false;    ///< VMware: IXSM leaves zeros
    bool checksum_never_zero = false;      ///< QEMU: a sum of zero is written as 0xffff
    bool ipv6_length_with_header = false;  ///< QEMU: of a segment, 40 too much
    bool empty_last_segment = false;       ///< QEMU: the headers alone, behind a payload that is a multiple of the MSS
    bool cuts_udp = true;                  ///< VirtualBox drops, bhyve writes a length that is none
    std::uint32_t tx_segment_limit = 0;    ///< descriptors of a packet, a context with them; 0: none
    std::uint32_t tx_packet_limit = 0;     ///< VirtualBox: a longer packet is reported done and goes nowhere; 0: none

    // statistics
    bool statistics = true;               ///< bhyve: all zero
    bool counts_bad_lengths = true;       ///< RFC, RJC, and all of them in RLEC; emulations: RUC and ROC only
    bool counts_padded = false;           ///< QEMU 2.5 to 4.0: RUC counts the frames that are padded and delivered
    bool counts_of_traffic_only = false;  ///< VirtualBox: no errors but ROC, no losses, no collisions, no flow control
    bool totals_are_of_good = false;      ///< emulations: TPR and TOR know of no frame that GPRC and GORC do not
    bool good_counts_copied = false;      ///< early QEMU 7.2 and before: GPRC, GORC … are TPR, TOR … at each frame
    bool counts_flow_control = true;      ///< XON, XOFF, unsupported ones, and none of them a good packet
    bool received_sizes_of_memory = false;  ///< the classes leave out an FCS that is stripped
    bool smallest_in_second_class = false;  ///< VirtualBox: 60 bytes are in the class of 65 to 127; QEMU: in none
    bool good_octets_of_memory = false;     ///< VirtualBox: GORC leaves out an FCS that is stripped
    bool sent_without_crc = false;          ///< VirtualBox, early QEMU 7.2: TOT, GOTC and the classes leave the FCS out
    bool sent_octets_without_tag = false;   ///< QEMU: TOT and GOTC leave out the tag that it puts in
    bool group_counts_by_filter = false;    ///< QEMU up to 8.0: MPRC, BPRC by what let the frame in: a bit of RCTL, MTA
    bool first_counters_only = false;       ///< QEMU since 10.1: all that 2.4 had not read zero
    bool errors_clear_on_read = true;       ///< QEMU: MPC, CRCERRS, RNBC … do not
    bool octet_halves_clear_by_self = false;  ///< VirtualBox: the low half of an octet counter when it is read

    // interrupts
    std::uint32_t interrupt_gap_us = 0;  ///< QEMU: at least so long between two edges, whatever ITR says
    bool imc_lowers_line = false;        ///< VirtualBox: any IMC write does

    [[nodiscard]] static Profile silicon();
    [[nodiscard]] static Profile pcix();  ///< silicon in a slot that is PCI-X
    [[nodiscard]] static Profile qemu();  ///< of 7.2, as up to 8.0
    [[nodiscard]] static Profile qemu_8_1();
    [[nodiscard]] static Profile qemu_10_1();  ///< as of 11.1, too
    [[nodiscard]] static Profile kvm();        ///< that of qemu(), behind KVM
    [[nodiscard]] static Profile virtualbox();
    [[nodiscard]] static Profile bhyve();
    [[nodiscard]] static Profile vmware();

    /// That of the QEMU of version @p major.@p minor.
    [[nodiscard]] static Profile of_qemu(unsigned major, unsigned minor);
    /// The profile of that name. @throws std::invalid_argument naming the ones there are
    [[nodiscard]] static Profile named(std::string_view name);
};

}  // namespace test::model
