// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace responder {

/// DPDK's environment, from construction to destruction.
class Eal {
public:
    /// @param arguments  program name and EAL's arguments
    /// @throws std::runtime_error saying what is missing and how to mend it
    explicit Eal(std::vector<std::string> arguments);
    ~Eal();
    Eal(const Eal&) = delete;
    Eal& operator=(const Eal&) = delete;
};

}  // namespace responder
