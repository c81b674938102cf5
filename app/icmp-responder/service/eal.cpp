// SPDX-License-Identifier: BSD-3-Clause
#include "service/eal.hpp"

#include <rte_eal.h>
#include <rte_errno.h>

#include <algorithm>
#include <stdexcept>

#include "port/inventory.hpp"
#include "text/machine.hpp"
#include "text/options.hpp"

namespace responder {

Eal::Eal(std::vector<std::string> arguments)
{
    std::vector<char*> argv;
    argv.reserve(arguments.size());
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    const auto without_hugepages = std::find(arguments.begin(), arguments.end(), "--no-huge") != arguments.end();
    const bool ready = rte_eal_init(static_cast<int>(argv.size()), argv.data()) >= 0;
    if (rte_eal_process_type() == RTE_PROC_SECONDARY) {  // what --proc-type=auto makes of it beside a primary
        const std::string files = rte_eal_get_runtime_dir();
        if (ready)
            rte_eal_cleanup();
        throw std::runtime_error("another DPDK program is the primary process of " + files + ": " + only_a_primary);
    }
    if (ready)
        return;
    std::string why = "EAL initialisation failed";
    if (rte_errno != 0)
        why += ": " + std::string(rte_strerror(rte_errno));
    why += " (EAL says more above)";
    if (rte_eal_primary_proc_alive(nullptr) == 1)
        why += "\nanother DPDK program uses " + std::string(rte_eal_get_runtime_dir()) +
               "; give this one its own: --file-prefix NAME";
    else if (!without_hugepages)
        why += "\n" + describe_hugepages("/sys/kernel/mm/hugepages");
    throw std::runtime_error(why);
}

Eal::~Eal()
{
    close_ports();  // net_failsafe lets go of its devices, for which their buses must be there
    rte_eal_cleanup();
}

}  // namespace responder
