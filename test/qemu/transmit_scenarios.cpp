// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>

#include "scenarios.hpp"
#include "sending.hpp"
#include "support/message.hpp"

namespace test {

namespace {

using namespace sending;

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
            sender.add(context(34, 50, as_tcp | as_ipv4));
            sender.add(put(device, frame), frame.size(), data | whole, options << 8);
            sender.go(out, "TCP, POPTS " + std::to_string(options));
        }
    }
    Sender sender{device};
    const auto frame = ipv4_frame(17, 8, 77);
    sender.add(context(34, 40, as_ipv4));
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
        sender.add(context(34, 50, as_tcp | as_ipv4 | Desc::TSE, static_cast<std::uint32_t>(payload), 54, 500));
        sender.add(put(device, frame), frame.size(), data | whole | Desc::TSE, 3u << 8);
        sender.go(out, "TCP of " + std::to_string(payload));
    }
    Sender over_ipv6{device};
    const Message message{.ipv6 = true, .payload = 1200};
    const Desc of_ipv6 = context(54, 70, as_tcp | Desc::TSE, 1200, 74, 500);
    over_ipv6.add({.low = (of_ipv6.low & ~0xffffffffull) | 14, .command = of_ipv6.command, .high = of_ipv6.high});
    over_ipv6.add(put(device, message.uncut()), message.header() + 1200, data | whole | Desc::TSE, 2u << 8);
    over_ipv6.go(out, "IPv6");
    Sender sender{device};
    const auto frame = ipv4_frame(17, 8, 1200);
    sender.add(context(34, 40, as_ipv4 | Desc::TSE, 1200, 42, 400));
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
    sender.add(context(34, 50, as_tcp | as_ipv4));
    whole_one();
    whole_one();
    sender.add(context(34, 50, as_tcp | as_ipv4 | Desc::TSE, 1000, 54, 300));
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
    sender.add(context(34, 50, as_tcp | as_ipv4 | Desc::TSE, 1001, 54, 500));
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
