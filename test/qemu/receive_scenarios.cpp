// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <string>

#include "receiving.hpp"
#include "scenarios.hpp"
#include "support/model/registers.hpp"
#include "support/packets.hpp"

namespace test {

namespace {

using namespace receiving;

void lengths(Specimen& device, Transcript& out)
{
    clear_tables(device);
    for (const std::size_t length : {14u, 42u, 59u, 60u, 61u, 128u, 1514u, 1518u, 1519u, 1522u, 1523u, 2000u}) {
        open(device, usual);
        device.arrive(frame_to(mac, length));
        tell(device, out, std::to_string(length));
    }
}

void long_frames(Specimen& device, Transcript& out)
{
    clear_tables(device);
    for (const std::size_t length : {1523u, 2044u, 2048u, 2049u, 4096u, 9018u, 16110u}) {
        open(device, usual | rctl::LPE);
        device.arrive(frame_to(mac, length));
        tell(device, out, std::to_string(length));
    }
}

void buffer_sizes(Specimen& device, Transcript& out)
{
    clear_tables(device);
    for (std::uint32_t size = 0; size < 4; ++size) {
        open(device, usual | size << rctl::BSIZE_SHIFT);
        device.arrive(frame_to(mac, 1500));
        tell(device, out, "BSIZE " + std::to_string(size));
    }
    open(device, usual | rctl::BSEX | 3u << rctl::BSIZE_SHIFT | rctl::LPE);
    device.arrive(frame_to(mac, 6000));
    out.say("BSEX RDH", device.read(reg::RDH));
}

void kept_crc(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual & ~rctl::SECRC);
    device.arrive(frame_to(mac, 100));
    tell(device, out, "100");
}

/// What is said of checksums and tags, with the CRC and without, over buffers of 256 bytes.
void receive_offloads(Specimen& device, Transcript& out)
{
    clear_tables(device);
    device.write(reg::RXCSUM, model::rxcsum::IPOFL | model::rxcsum::TUOFL);
    const auto control = device.read(reg::CTRL);
    for (const std::uint32_t type : {0x8100u, 0x88a8u})
        for (const std::uint32_t strip : {0u, model::ctrl::VME})
            for (const std::uint32_t crc : {0u, rctl::SECRC}) {
                device.write(reg::VET, type);
                device.write(reg::CTRL, (control & ~model::ctrl::VME) | strip);
                open(device, rctl::EN | rctl::BAM | crc | 3u << rctl::BSIZE_SHIFT);
                for (const Packet& packet :
                     {Packet{.to = mac}, Packet{.to = mac, .bad_ip = true, .bad_l4 = true},
                      Packet{.to = mac, .tags = {0x8100'6001}}, Packet{.to = mac, .tags = {0x88a8'2002, 0x8100'6001}},
                      Packet{.to = mac, .tags = {0x8100'0001}, .payload = 211}})  // the CRC lies in two buffers
                    device.arrive(make_packet(packet));
                tell(device, out, std::to_string(type) + (strip != 0 ? " VME" : "") + (crc != 0 ? " SECRC" : ""));
            }
}

/// What a driver finds if it does not clear the descriptor before it gives it back.
void stale_descriptors(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual | 2u << rctl::BSIZE_SHIFT);
    for (std::uint32_t i = 0; i < ring_size; ++i) {
        auto& stale = descriptor(device, i);
        stale.length = stale.checksum = stale.special = 0xffff;
        stale.status = stale.errors = 0xfe;
    }
    device.arrive(frame_to(mac, 1200));
    tell(device, out, "stale");
}

void filters(Specimen& device, Transcript& out)
{
    clear_tables(device);
    struct Control {
        const char* name;
        std::uint32_t bits;
    };
    for (const auto& control :
         {Control{"usual", usual}, Control{"UPE", usual | rctl::UPE}, Control{"MPE", usual | rctl::MPE},
          Control{"no BAM", usual & ~rctl::BAM}, Control{"off", 0}}) {
        open(device, control.bits);
        for (const auto& to : {mac, everyone, someone, group}) {
            device.arrive(frame_to(to, 64));
            out.say(std::string{control.name} + " RDH", device.read(reg::RDH));
        }
    }
}

void multicast_table(Specimen& device, Transcript& out)
{
    for (std::uint32_t offset = 0; offset < 4; ++offset) {
        clear_tables(device);
        const unsigned shift = std::array{4u, 3u, 2u, 0u}[offset];  // SDM 13.5.1: bits 47:36, 46:35, 45:34, 43:32
        const unsigned hash = ((unsigned{group[5]} << 8 | group[4]) >> shift) & 0xfff;
        open(device, usual | offset << rctl::MO_SHIFT);
        device.arrive(frame_to(group, 64));
        out.say("MO " + std::to_string(offset) + " without", device.read(reg::RDH));
        device.write(reg::MTA + (hash >> 5) * 4, 1u << (hash & 31));
        device.arrive(frame_to(group, 64));
        out.say("MO " + std::to_string(offset) + " with", device.read(reg::RDH));
    }
}

void receive_addresses(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual);
    for (const std::uint32_t entry : {1u, 14u, 15u}) {
        device.write(reg::RA + 8 * entry, 0x0000'0002);
        device.write(reg::RA + 8 * entry + 4, 0x8000'efbe);
        device.arrive(frame_to(someone, 64));
        out.say("valid RDH", device.read(reg::RDH));
        device.write(reg::RA + 8 * entry + 4, 0x0000'efbe);
        device.arrive(frame_to(someone, 64));
        out.say("invalid RDH", device.read(reg::RDH));
    }
}

/// @param control  of RCTL  @param looked_at  a register that is read, and maybe cleared, in between
void count_received(Specimen& device, Transcript& out, std::uint32_t control, std::uint32_t looked_at)
{
    clear_tables(device);
    open(device, control);
    for (const std::size_t length : {60u, 64u, 65u, 127u, 128u, 255u, 256u, 511u, 1000u})
        device.arrive(frame_to(mac, length));
    out.say("in between", device.read(looked_at));
    for (const auto& to : {everyone, group, someone})
        device.arrive(frame_to(to, 60));
    for (const std::size_t length : {1018u, 1024u, 1514u})
        device.arrive(frame_to(mac, length));
    device.arrive(frame_to(mac, 1600));
    tell_statistics(device, out);
}

void receive_counters(Specimen& device, Transcript& out)
{
    count_received(device, out, usual | rctl::MPE, model::counter::GPRC);
}

void receive_counters_of_a_few(Specimen& device, Transcript& out)
{
    count_received(device, out, (usual & ~rctl::SECRC) | rctl::BAM, model::counter::TORH);
}

void fill_multicast_table(Specimen& device)
{
    for (std::uint32_t offset = reg::MTA; offset < reg::MTA_END; offset += 4)
        device.write(offset, ~0u);
}

/// The hash of a frame to a single station lets it in as well.
void full_multicast_table(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual);
    device.arrive(frame_to(someone, 64));
    out.say("empty RDH", device.read(reg::RDH));
    fill_multicast_table(device);
    for (const auto& to : {mac, everyone, someone, group}) {
        device.arrive(frame_to(to, 64));
        out.say("full RDH", device.read(reg::RDH));
    }
    tell_statistics(device, out);
}

void name_no_buffers(Specimen& device, std::uint32_t first, std::uint32_t count)
{
    for (std::uint32_t i = first; i < first + count; ++i)
        descriptor(device, i).address = 0;
}

void descriptors_without_buffer(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual);
    name_no_buffers(device, 0, 3);
    device.arrive(frame_to(mac, 64));
    tell(device, out, "three");
    open(device, usual);
    name_no_buffers(device, 0, ring_size);
    device.arrive(frame_to(mac, 64));
    out.say("all RDH", device.read(reg::RDH));
    out.say("all ICR", device.read(reg::ICR) & model::icr::RXO);
}

/// A ring is taken away, and another given, while the receiver is enabled.
void rings_that_change(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual);
    for (int i = 0; i < 3; ++i)
        device.arrive(frame_to(mac, 64));
    device.write(reg::RDH, device.read(reg::RDT));
    out.say("none free RDH", device.read(reg::RDH));
    name_no_buffers(device, 0, ring_size);
    for (const std::uint32_t at : {reg::RDH, reg::RDT, reg::RDBAL, reg::RDBAH, reg::RDLEN})
        device.write(at, 0);
    device.arrive(frame_to(mac, 66));  // waits
    for (const std::uint32_t at : {reg::RDH, reg::RDT, reg::RCTL})
        out.say("no ring", device.read(at));
    lay_ring(device);
    device.write(reg::RDT, ring_size - 1);
    device.arrive(frame_to(mac, 67));
    tell(device, out, "another ring");
}

void overrun(Specimen& device, Transcript& out)
{
    clear_tables(device);
    open(device, usual | rctl::LPE);
    device.write(reg::RDT, 3);
    device.arrive(frame_to(mac, 9000));  // of 5 buffers
    out.say("RDH", device.read(reg::RDH));
    out.say("ICR", device.read(reg::ICR) & model::icr::RXO);
    out.say("MPC", device.read(model::counter::MPC));
    out.say("RNBC", device.read(model::counter::RNBC));
}

}  // namespace

void append_receive_scenarios(std::vector<Scenario>& list)
{
    list.push_back({"ReceivedLengths", lengths, {}});
    list.push_back({"LongFrames", long_frames, {}});
    list.push_back({"BufferSizes", buffer_sizes, {}});
    list.push_back({"KeptCrc", kept_crc, {}});
    list.push_back({"ReceiveOffloads", receive_offloads, {}});
    list.push_back({"StaleDescriptors", stale_descriptors, {}});
    list.push_back({"Filters", filters, {}});
    list.push_back({"MulticastTable", multicast_table, {}});
    list.push_back({"FullMulticastTable", full_multicast_table, {}});
    list.push_back({"DescriptorsWithoutBuffer", descriptors_without_buffer, {}});
    list.push_back({"RingsThatChange", rings_that_change, {}});
    list.push_back({"ReceiveAddresses", receive_addresses, {}});
    list.push_back({"ReceiveCounters", receive_counters, {}});
    list.push_back({"ReceiveCountersOfAFew", receive_counters_of_a_few, {}});
    list.push_back({"Overrun", overrun, {}});
}

}  // namespace test
