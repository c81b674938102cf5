// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "scenarios.hpp"
#include "support/message.hpp"
#include "support/model/registers.hpp"

namespace test {

namespace {

namespace reg = model::reg;
using Desc = model::TxDescriptor;

constexpr std::size_t data_offset = 0x10000;
constexpr std::uint32_t whole = Desc::EOP | Desc::IFCS | Desc::RS;
constexpr std::uint32_t tcp = 1u << 24, ipv4 = 1u << 25;  // of a context descriptor's TUCMD

/// A transmit ring, filled one descriptor at a time.
class Sender {
public:
    explicit Sender(Specimen& device) : device_{device}
    {
        device.write(reg::TCTL, 0);
        std::ranges::fill(device.memory().bytes(ring_offset, ring_size * sizeof(Desc)), std::uint8_t{0});
        device.write(reg::TDBAL, static_cast<std::uint32_t>(Arena::base + ring_offset));
        device.write(reg::TDBAH, static_cast<std::uint32_t>(Arena::base >> 32));
        device.write(reg::TDLEN, ring_size * 16);
        device.write(reg::TDH, 0);
        device.write(reg::TDT, 0);
        device.write(reg::TCTL, model::tctl::EN);
        device.read(reg::ICR);
    }
    void add(const Desc& descriptor)
    {
        device_.memory().object<Desc>(ring_offset + tail_ * sizeof(Desc)) = descriptor;
        tail_ = (tail_ + 1) % ring_size;
    }
    void add(std::uint64_t address, std::size_t length, std::uint32_t command, std::uint32_t high = 0)
    {
        add({.low = address, .command = static_cast<std::uint32_t>(length) | command, .high = high});
    }
    void go(Transcript& out, const std::string& what)
    {
        device_.write(reg::TDT, tail_);
        for (const auto& frame : device_.left())
            out.say(what, frame);
        out.say(what + " TDH", device_.read(reg::TDH));
        for (std::uint32_t i = 0; i < tail_; ++i)
            out.say(what + " DD " + std::to_string(i),
                    device_.memory().object<Desc>(ring_offset + i * sizeof(Desc)).high & Desc::DD);
        out.say(what + " ICR", device_.read(reg::ICR) & model::icr::TXDW);
    }

private:
    Specimen& device_;
    std::uint32_t tail_ = 0;
};

/// Bytes to send, in the device's memory.
std::uint64_t put(Specimen& device, const Frame& frame)
{
    std::ranges::copy(frame, device.memory().bytes(data_offset, frame.size()).begin());
    return Arena::base + data_offset;
}

Frame counting(std::size_t length)
{
    Frame frame(length);
    std::iota(frame.begin(), frame.end(), std::uint8_t{1});
    return frame;
}

/// Ethernet, IPv4 without options, and a TCP or UDP header of `l4` bytes, before a payload.
Frame ipv4_frame(std::uint8_t protocol, std::size_t l4, std::size_t payload)
{
    auto frame = counting(14 + 20 + l4 + payload);
    frame[12] = 0x08;
    frame[13] = 0x00;
    frame[14] = 0x45;
    const auto total = 20 + l4 + payload;
    frame[16] = static_cast<std::uint8_t>(total >> 8);
    frame[17] = static_cast<std::uint8_t>(total);
    frame[20] = frame[21] = 0;
    frame[23] = protocol;
    frame[24] = frame[25] = 0;
    if (protocol == 6) {
        frame[46] = 0x50;
        frame[47] = 0x19;  // FIN, PSH, ACK
    }
    return frame;
}

Desc context(std::uint8_t l4_start, std::uint8_t l4_sum, std::uint32_t commands, std::uint32_t payload = 0,
             std::uint32_t header = 0, std::uint32_t mss = 0)
{
    const std::uint64_t ip = 14 | 24u << 8 | std::uint64_t{33} << 16;
    return {.low = ip | std::uint64_t{l4_start} << 32 | std::uint64_t{l4_sum} << 40,
            .command = payload | commands | Desc::DEXT,
            .high = header << 8 | mss << 16};
}

constexpr std::uint32_t data = Desc::DEXT | 1u << 20;

void legacy(Specimen& device, Transcript& out)
{
    for (const std::size_t length : {17u, 59u, 60u, 61u, 1514u, 9014u}) {
        Sender sender{device};
        sender.add(put(device, counting(length)), length, whole);
        sender.go(out, std::to_string(length));
    }
}

void chains(Specimen& device, Transcript& out)
{
    Sender sender{device};
    const auto address = put(device, counting(1000));
    sender.add(address, 14, Desc::IFCS);
    sender.add(address + 14, 500, Desc::IFCS);
    sender.add(address + 514, 486, whole);
    sender.add(address, 100, Desc::EOP | Desc::IFCS);
    sender.add(address, 200, whole);
    sender.go(out, "chain");
}

void wrap(Specimen& device, Transcript& out)
{
    Sender sender{device};
    for (unsigned i = 0; i < 20; ++i) {
        sender.add(put(device, counting(60 + i)), 60 + i, whole);
        sender.go(out, "frame " + std::to_string(i));
    }
}

void vlan_insertion(Specimen& device, Transcript& out)
{
    device.write(reg::VET, 0x8100);
    const auto control = device.read(reg::CTRL);
    for (const bool enabled : {false, true}) {
        device.write(reg::CTRL, enabled ? control | model::ctrl::VME : control & ~model::ctrl::VME);
        Sender sender{device};
        const auto address = put(device, counting(100));
        sender.add(address, 100, whole | Desc::VLE, 0x6064u << 16);
        sender.add(address, 50, Desc::IFCS, 0);
        sender.add(address + 50, 50, whole | Desc::VLE, 0x0001u << 16);
        sender.go(out, enabled ? "VME" : "no VME");
    }
}

void checksums(Specimen& device, Transcript& out)
{
    for (const std::uint32_t options : {0u, 1u, 2u, 3u}) {
        Sender sender{device};
        for (const std::size_t payload : {0u, 1u, 99u}) {
            const auto frame = ipv4_frame(6, 20, payload);
            sender.add(context(34, 50, tcp | ipv4));
            sender.add(put(device, frame), frame.size(), data | whole, options << 8);
            sender.go(out, "TCP, POPTS " + std::to_string(options));
        }
    }
    Sender sender{device};
    const auto frame = ipv4_frame(17, 8, 77);
    sender.add(context(34, 40, ipv4));
    const auto address = put(device, frame);
    sender.add(address, 40, data | Desc::IFCS, 3u << 8);
    sender.add(address + 40, frame.size() - 40, data | whole);
    sender.go(out, "UDP in two");
}

void segmentation(Specimen& device, Transcript& out)
{
    for (const std::size_t payload : {100u, 1000u, 1001u, 3500u}) {
        Sender sender{device};
        const auto frame = ipv4_frame(6, 20, payload);
        sender.add(context(34, 50, tcp | ipv4 | Desc::TSE, static_cast<std::uint32_t>(payload), 54, 500));
        sender.add(put(device, frame), frame.size(), data | whole | Desc::TSE, 3u << 8);
        sender.go(out, "TCP of " + std::to_string(payload));
    }
    Sender over_ipv6{device};
    const Message message{.ipv6 = true, .payload = 1200};
    const Desc of_ipv6 = context(54, 70, tcp | Desc::TSE, 1200, 74, 500);
    over_ipv6.add({.low = (of_ipv6.low & ~0xffffffffull) | 14, .command = of_ipv6.command, .high = of_ipv6.high});
    over_ipv6.add(put(device, message.uncut()), message.header() + 1200, data | whole | Desc::TSE, 2u << 8);
    over_ipv6.go(out, "IPv6");
    Sender sender{device};
    const auto frame = ipv4_frame(17, 8, 1200);
    sender.add(context(34, 40, ipv4 | Desc::TSE, 1200, 42, 400));
    const auto address = put(device, frame);
    sender.add(address, 42, data | Desc::IFCS | Desc::TSE, 3u << 8);
    sender.add(address + 42, 1200, data | whole | Desc::TSE, 0);
    sender.go(out, "UDP");
}

/// A context stays until another of its kind comes.
void contexts(Specimen& device, Transcript& out)
{
    Sender sender{device};
    const auto frame = ipv4_frame(6, 20, 1000);
    const auto address = put(device, frame);
    const auto whole_one = [&] { sender.add(address, frame.size(), data | whole, 3u << 8); };
    const auto to_cut = [&] { sender.add(address, frame.size(), data | whole | Desc::TSE, 3u << 8); };
    sender.add(context(34, 50, tcp | ipv4));
    whole_one();
    whole_one();
    sender.add(context(34, 50, tcp | ipv4 | Desc::TSE, 1000, 54, 300));
    to_cut();
    whole_one();
    to_cut();
    sender.add(address, 100, whole);
    whole_one();
    sender.go(out, "contexts");
}

void transmit_counters(Specimen& device, Transcript& out)
{
    device.write(reg::VET, 0x8100);
    device.write(reg::CTRL, device.read(reg::CTRL) | model::ctrl::VME);
    {
        Sender sender{device};
        const auto address = put(device, counting(1514));
        for (const std::size_t length : {60u, 61u, 100u, 124u, 1514u})
            sender.add(address, length, whole);
        sender.add(address, 60, whole | Desc::VLE, 5u << 16);
        sender.go(out, "sent");
    }
    out.say("in between", device.read(model::counter::GPTC));
    Sender sender{device};
    for (const std::uint8_t to : {std::uint8_t{0xff}, std::uint8_t{0x01}}) {
        Frame frame = counting(60);
        std::fill_n(frame.begin(), 6, to);
        sender.add(put(device, frame), 60, whole);
        sender.go(out, "to many");
    }
    sender.add(context(34, 50, tcp | ipv4 | Desc::TSE, 1001, 54, 500));
    sender.add(put(device, ipv4_frame(6, 20, 1001)), 1055, data | whole | Desc::TSE, 3u << 8);
    sender.go(out, "segments");
    tell_statistics(device, out);
}

void without_a_cable(Specimen& device, Transcript& out)
{
    device.plug(false);
    Sender sender{device};
    sender.add(put(device, counting(60)), 60, whole);
    sender.go(out, "pulled");
}

}  // namespace

void append_transmit_scenarios(std::vector<Scenario>& list)
{
    list.push_back({"LegacyFrames", legacy, {}});
    list.push_back({"ChainsOfDescriptors", chains, {}});
    list.push_back({"RingWraps", wrap, {}});
    list.push_back({"VlanInsertion", vlan_insertion, {}});
    list.push_back({"Checksums", checksums, {}});
    list.push_back({"Segmentation", segmentation, {}});
    list.push_back({"ContextsOfBothKinds", contexts, {}});
    list.push_back({"TransmitCounters", transmit_counters, {}});
    list.push_back({"WithoutACable",
                    without_a_cable,
                    {{"pulled 60 bytes", "a pulled cable takes QEMU's network layer down behind the device"}}});
}

}  // namespace test
