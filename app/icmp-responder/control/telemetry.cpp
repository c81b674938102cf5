// SPDX-License-Identifier: BSD-3-Clause
#include "control/telemetry.hpp"

#include <rte_pdump.h>
#include <rte_telemetry.h>

#include <cstdlib>
#include <mutex>

#include "port/release.hpp"
#include "service/service.hpp"
#include "text/statistics.hpp"

namespace responder {

namespace {

// Telemetry's thread goes on until EAL is cleaned up, later than the program's own objects.
std::mutex lock;
Service* subject = nullptr;

int answer_list(const char*, const char*, rte_tel_data* answer)
{
    const std::lock_guard guard(lock);
    rte_tel_data_start_array(answer, RTE_TEL_INT_VAL);
    if (subject != nullptr)
        for (const auto& station : subject->stations())
            rte_tel_data_add_array_int(answer, station.port().id());
    return 0;
}

/// Let @p add fill a dictionary about the port that the parameter names.
template <class Add>
int describe_port(const char* parameter, rte_tel_data* answer, Add add)
{
    const std::lock_guard guard(lock);
    if (subject == nullptr || parameter == nullptr)
        return -EINVAL;
    for (const auto& station : subject->stations()) {
        if (std::to_string(station.port().id()) != parameter)
            continue;
        rte_tel_data_start_dict(answer);
        add(station);
        return 0;
    }
    return -ENODEV;
}

int list_counters(const char*, const char* parameter, rte_tel_data* answer)
{
    return describe_port(parameter, answer, [=](const Station& station) {
        const auto events = station.responder().counters().values();
        for (std::size_t i = 0; i < events.size(); i++)
            add_to_dictionary(answer, std::string(event_texts[i].name).c_str(), events[i]);
    });
}

int list_latencies(const char*, const char* parameter, rte_tel_data* answer)
{
    return describe_port(parameter, answer, [=](const Station& station) {
        const auto found = latency(station.handling().counts(), Station::ticks_per_us()).value_or(Latency{});
        const auto add = [=](const char* name, double us) {
            add_to_dictionary(answer, name, static_cast<std::uint64_t>(us * 1000));
        };
        add("p50_ns", found.p50);
        add("p90_ns", found.p90);
        add("p99_ns", found.p99);
        add("max_ns", found.most);
    });
}

}  // namespace

Integration::Integration(Service& service)
    // Fails where there can be no second process (--no-shconf, --in-memory): then no one could ask for a capture.
    : capture_(rte_pdump_init() == 0)
{
    const std::lock_guard guard(lock);
    subject = &service;
    rte_telemetry_register_cmd("/icmp_responder/list", answer_list, "Ports that are answered on. No parameters");
    rte_telemetry_register_cmd("/icmp_responder/counters", list_counters,
                               "Answers and reasons for drops. Parameters: port");
    rte_telemetry_register_cmd("/icmp_responder/latency", list_latencies,
                               "How long replies took inside the program. Parameters: port");
}

Integration::~Integration()
{
    if (capture_)
        rte_pdump_uninit();
    const std::lock_guard guard(lock);
    subject = nullptr;
}

}  // namespace responder
