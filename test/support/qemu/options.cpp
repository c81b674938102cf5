// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "support/qemu/model.hpp"

namespace test::qemu {

namespace {

std::string variable(const char* name, const std::string& otherwise)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

int descriptor(std::string_view text)
{
    int fd = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), fd);
    if (error != std::errc{} || end != text.data() + text.size() || fd < 0)
        throw std::invalid_argument{"TESTBED_QEMU_NET=fd:" + std::string{text} +
                                    ": after fd: comes the number of an open datagram socket"};
    return fd;
}

Wire parse_wire(std::string_view text)
{
    if (text == "none")
        return {.network = Network::none};
    if (text == "loop")
        return {.network = Network::loop};
    if (text == "pair")
        return {.network = Network::pair};
    if (text.starts_with("fd:"))
        return {.network = Network::datagram, .fd = descriptor(text.substr(3))};
    if (text.starts_with("tap:") && text.size() > 4)
        return {.network = Network::tap, .interface = std::string{text.substr(4)}};
    throw std::invalid_argument{
        "TESTBED_QEMU_NET=" + std::string{text} +
        ": give none, loop, pair, fd:<number> or tap:<interface>, or several with commas between"};
}

bool same_end(const Wire& a, const Wire& b)
{
    return a.network == b.network && ((a.network == Network::tap && a.interface == b.interface) ||
                                      (a.network == Network::datagram && a.fd == b.fd));
}

std::vector<Wire> parse_wires(const std::string& text)
{
    std::vector<Wire> wires;
    for (std::size_t at = 0, end = 0; end != text.npos; at = end + 1) {
        end = text.find(',', at);
        const auto part = text.substr(at, end == text.npos ? end : end - at);
        const Wire wire = parse_wire(part);
        if (std::ranges::any_of(wires, [&](const Wire& other) { return same_end(wire, other); }))
            throw std::invalid_argument{"TESTBED_QEMU_NET=" + text + ": only one NIC can be wired to " + part};
        wires.push_back(wire);
    }
    return wires;
}

Clock parse_clock(const std::string& text)
{
    if (text != "real" && text != "skip")
        throw std::invalid_argument{"TESTBED_QEMU_CLOCK=" + text + ": give real or skip"};
    return text == "real" ? Clock::real : Clock::skip;
}

unsigned parse_posted(const std::string& text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument{"TESTBED_QEMU_POSTED=" + text +
                                    ": give how many register writes wait, 170 as under KVM or 0"};
    return number;
}

}  // namespace

unsigned Options::devices() const
{
    unsigned sum = 0;
    for (const Wire& wire : wires)
        sum += wire.devices();
    return sum;
}

Options Options::from_environment()
{
    Options options;
    options.device = variable("TESTBED_QEMU_DEVICE", options.device);
    static_cast<void>(find_model(options.device));  // throws here, where the value comes from
    const auto network = variable("TESTBED_QEMU_NET", "loop");
    options.wires = parse_wires(network);
    if (options.devices() > max_devices)
        throw std::invalid_argument{"TESTBED_QEMU_NET=" + network + ": these are " + std::to_string(options.devices()) +
                                    " NICs, " + std::to_string(max_devices) + " are possible"};
    options.clock = parse_clock(variable("TESTBED_QEMU_CLOCK", "real"));
    options.posted = parse_posted(variable("TESTBED_QEMU_POSTED", "0"));
    options.binary = variable("TESTBED_QEMU_BINARY", options.binary);
    std::istringstream words{variable("TESTBED_QEMU_ARGS", "")};
    for (std::string word; words >> word;)
        options.arguments.push_back(word);
    return options;
}

}  // namespace test::qemu
