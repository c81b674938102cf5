// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/profile.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "support/posted_writes.hpp"

namespace test::model {

Profile Profile::silicon()
{
    return {};
}

Profile Profile::pcix()
{
    Profile p;
    p.name = "pcix";
    p.pcix_bus = true;
    return p;
}

Profile Profile::qemu()
{
    Profile p;
    p.name = "qemu";
    p.subsystem_vendor = 0x1af4;
    p.subsystem_device = 0x1100;
    p.reset_works = false;
    p.slu_needed = false;
    p.phy_powers_down = false;
    p.phy_isolates = false;
    p.phy_reset_pin = false;
    p.phy_has_modes = false;
    p.pauses = false;
    p.counts_bad_lengths = false;
    p.autonegotiation_us = 500'000;
    p.rctl_blocks_us = 1'000'000;
    p.emulated = true;
    p.chip_errata = false;
    p.packet_buffer = false;
    p.unimplemented_read_zero = true;
    p.checksum_verdict = false;
    p.keeps_stale_writeback = true;
    p.ixsm_with_eop_only = true;
    p.vp_in_every_buffer = true;
    p.limits_leave_crc_out = true;
    p.queues_without_buffer = true;
    p.skips_null_buffers = true;
    p.hash_judges_unicast = true;
    p.pads_received = true;
    p.writes_crc = false;
    p.pads_transmitted = false;
    p.tx_needs_link = false;
    p.totals_are_of_good = true;
    p.counts_flow_control = false;
    p.received_sizes_of_memory = true;
    p.sent_octets_without_tag = true;
    p.group_counts_by_filter = true;
    p.errors_clear_on_read = false;
    p.interrupt_gap_us = 128;
    p.checksum_never_zero = true;
    p.ipv6_length_with_header = true;
    p.empty_last_segment = true;
    return p;
}

/// Commits 743495144208, e9e5b930691e and 140eae9c8f76 of QEMU, all of 2023 and in 8.1.0.
Profile Profile::qemu_8_1()
{
    Profile p = qemu();
    p.name = "qemu_8_1";
    p.limits_leave_crc_out = false;
    p.pads_received = false;
    p.takes_short = true;
    p.group_counts_by_filter = false;
    return p;
}

/// "Remove unused E1000_FLAG_MAC flag", of May 2025: the registers that the flag was asked for are reached no more.
Profile Profile::qemu_10_1()
{
    Profile p = qemu_8_1();
    p.name = "qemu_10_1";
    p.first_counters_only = true;
    return p;
}

Profile Profile::of_qemu(unsigned major, unsigned minor)
{
    const auto version = std::pair{major, minor};
    return version >= std::pair{10u, 1u} ? qemu_10_1() : version >= std::pair{8u, 1u} ? qemu_8_1() : qemu();
}

Profile Profile::kvm()
{
    Profile p = qemu();
    p.name = "kvm";
    p.posted_writes = PostedWrites::kvm_limit;
    return p;
}

Profile Profile::virtualbox()
{
    Profile p;
    p.name = "virtualbox";
    p.reset_drops_link = true;
    p.phy_powers_down = false;
    p.phy_isolates = false;
    p.phy_reset_pin = false;
    p.phy_reset_keeps = false;
    p.phy_loops = false;
    p.lbm_loops = true;
    p.phy_has_modes = false;
    p.pauses = false;
    p.counts_bad_lengths = false;
    p.autonegotiation_us = 5'000'000;
    p.eeprom_is_virtualboxs = true;
    p.flow_control_registers = false;
    p.emulated = true;
    p.chip_errata = false;
    p.packet_buffer = false;
    p.checksum_verdict = false;
    p.partial_frame_left = true;
    p.tx_packet_limit = 16288;
    p.pads_received = true;
    p.tctl_starts_tx = false;
    p.counts_of_traffic_only = true;
    p.totals_are_of_good = true;
    p.counts_flow_control = false;
    p.received_sizes_of_memory = true;
    p.smallest_in_second_class = true;
    p.good_octets_of_memory = true;
    p.sent_without_crc = true;
    p.octet_halves_clear_by_self = true;
    p.imc_lowers_line = true;
    p.tx_context_for_each = true;
    p.tx_segment_limit = 64;
    p.cuts_udp = false;
    return p;
}

Profile Profile::bhyve()
{
    Profile p;
    p.name = "bhyve";
    p.subsystem_device = 0x1008;
    p.slu_needed = false;
    p.phy_powers_down = false;
    p.phy_isolates = false;
    p.phy_reset_pin = false;
    p.phy_loops = false;
    p.lbm_deafens = true;
    p.phy_has_modes = false;
    p.pauses = false;
    p.counts_bad_lengths = false;
    p.autonegotiation_us = 0;
    p.has_eerd = false;
    p.emulated = true;
    p.chip_errata = false;
    p.packet_buffer = false;
    p.asserts = true;
    p.checksum_verdict = false;
    p.pads_received = true;
    p.unicast_filter = false;
    p.strips_vlan = false;
    p.writes_crc = false;  // pci_e82545.c, e82545_rx_callback(): in the length alone
    p.tx_needs_link = false;
    p.tctl_starts_tx = false;
    p.tx_asynchronous = true;
    p.ifcs_truncates = true;
    p.tso_header_limit = 240;
    p.tx_segment_limit = 64;
    p.one_tx_context = true;
    p.tx_options_of_last = true;
    p.cuts_udp = false;
    p.statistics = false;
    return p;
}

/// Its sources are not public: what it does wrong is what its users report, the rest is an emulation's.
Profile Profile::vmware()
{
    Profile p;
    p.name = "vmware";
    p.subsystem_vendor = 0x15ad;
    p.subsystem_device = 0x0750;
    p.phy_powers_down = false;
    p.phy_isolates = false;
    p.phy_reset_pin = false;
    p.counts_bad_lengths = false;
    p.emulated = true;
    p.packet_buffer = false;
    p.checksum_verdict = false;
    p.pads_received = true;
    p.tx_ipv4_checksum_zero = true;
    return p;
}

Profile Profile::named(std::string_view name)
{
    for (const Profile& p :
         {silicon(), pcix(), qemu(), qemu_8_1(), qemu_10_1(), kvm(), virtualbox(), bhyve(), vmware()})
        if (p.name == name)
            return p;
    throw std::invalid_argument(
        "no device profile '" + std::string{name} +
        "'; there are silicon, pcix, qemu, qemu_8_1, qemu_10_1, kvm, virtualbox, bhyve, vmware");
}

}  // namespace test::model
