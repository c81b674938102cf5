// SPDX-License-Identifier: BSD-3-Clause
// TESTBED_DEVICES  PCI device ids in hex, one device each, at 0000:00:03.0 and on; default 100e
// TESTBED_PROFILE  silicon, pcix, qemu (default), qemu_8_1, qemu_10_1, kvm, virtualbox, bhyve or vmware
// TESTBED_WIRE     what becomes of sent frames: drop (default) or loop, which sends them back in
// A failure, i.e. what a correct driver does not do, is printed and counted; at the end of the process any failure
// turns the exit status into 99.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include "support/backend_kinds.hpp"
#include "support/eal_memory.hpp"
#include "support/model/model.hpp"

namespace test {

namespace {

constexpr int exit_failed = 99;

std::string variable(const char* name, const char* otherwise)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

std::vector<std::uint16_t> device_ids(const std::string& list)
{
    std::vector<std::uint16_t> ids;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        const std::string item = list.substr(at, end - at);
        char* rest = nullptr;
        const unsigned long id = std::strtoul(item.c_str(), &rest, 16);
        if (item.empty() || *rest != '\0' || id == 0 || id > 0xffff)
            throw std::invalid_argument("TESTBED_DEVICES=" + list + ": '" + item + "' is no PCI device id, e.g. 100e");
        ids.push_back(static_cast<std::uint16_t>(id));
        at = end + 1;
    }
    return ids;
}

void report(const std::string& failure)
{
    std::fprintf(stderr, "testbed: FAILURE %s\n", failure.c_str());
    exit_status = exit_failed;
}

void set_wire(Model& model, const std::string& wire)
{
    if (wire == "loop")
        model.on_sent = [&model](const model::Frame& frame) { model.receive(frame); };
    else if (wire == "drop")
        model.on_sent = [](const model::Frame&) {};
    else
        throw std::invalid_argument("TESTBED_WIRE=" + wire + " is not one of: drop loop");
}

}  // namespace

Backends model_from_environment()
{
    // Neither is ever destroyed: EAL's threads touch devices until the process is gone.
    static auto& clock = *new MonotonicClock;
    static auto& models = *new std::vector<std::unique_ptr<Model>>;
    const auto profile = model::Profile::named(variable("TESTBED_PROFILE", "qemu"));
    const std::string wire = variable("TESTBED_WIRE", "drop");
    Backends made;
    for (const std::uint16_t id : device_ids(variable("TESTBED_DEVICES", "100e"))) {
        Identity identity;
        identity.device = id;
        std::array<char, 16> address{};
        std::snprintf(address.data(), address.size(), "0000:00:%02zx.0", 3 + made.size() % 28);
        identity.address = address.data();
        auto& model = models.emplace_back(std::make_unique<Model>(clock, identity, profile));
        model->memory().permitted = in_eal_memory;
        model->failures().on_failure = report;
        set_wire(*model, wire);
        made.push_back(model.get());
    }
    return made;
}

}  // namespace test
