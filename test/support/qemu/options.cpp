// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/options.hpp"

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

void parse_network(std::string_view text, Options& options)
{
    if (text == "none") {
        options.network = Network::none;
    } else if (text == "loop") {
        options.network = Network::loop;
    } else if (text == "pair") {
        options.network = Network::pair;
    } else if (text.starts_with("fd:")) {
        options.network = Network::datagram;
        options.fd = descriptor(text.substr(3));
    } else if (text.starts_with("tap:") && text.size() > 4) {
        options.network = Network::tap;
        options.interface = text.substr(4);
    } else {
        throw std::invalid_argument{"TESTBED_QEMU_NET=" + std::string{text} +
                                    ": give none, loop, pair, fd:<number> or tap:<interface>"};
    }
}

Clock parse_clock(const std::string& text)
{
    if (text != "real" && text != "skip")
        throw std::invalid_argument{"TESTBED_QEMU_CLOCK=" + text + ": give real or skip"};
    return text == "real" ? Clock::real : Clock::skip;
}

}  // namespace

Options Options::from_environment()
{
    Options options;
    options.device = variable("TESTBED_QEMU_DEVICE", options.device);
    static_cast<void>(find_model(options.device));  // throws here, where the value comes from
    parse_network(variable("TESTBED_QEMU_NET", "loop"), options);
    options.clock = parse_clock(variable("TESTBED_QEMU_CLOCK", "real"));
    options.binary = variable("TESTBED_QEMU_BINARY", options.binary);
    std::istringstream words{variable("TESTBED_QEMU_ARGS", "")};
    for (std::string word; words >> word;)
        options.arguments.push_back(word);
    return options;
}

}  // namespace test::qemu
