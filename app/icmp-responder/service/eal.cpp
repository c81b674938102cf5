// SPDX-License-Identifier: BSD-3-Clause
#include "service/eal.hpp"

#include <rte_eal.h>
#include <rte_errno.h>

#include <algorithm>
#include <stdexcept>

#include "text/machine.hpp"

namespace responder {

Eal::Eal(std::vector<std::string> arguments)
{
    std::vector<char*> argv;
    argv.reserve(arguments.size());
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    const auto without_hugepages = std::find(arguments.begin(), arguments.end(), "--no-huge") != arguments.end();
    if (rte_eal_init(static_cast<int>(argv.size()), argv.data()) >= 0)
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
    rte_eal_cleanup();
}

}  // namespace responder
