// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>
#include <vector>

#include "text/grammar.hpp"

namespace responder {

class Service;

using Words = std::vector<std::string>;

/// One command of the console.
struct Command {
    Form words;
    const char* help;
    /// @return what to print
    /// @throws std::runtime_error saying what is wrong and what is accepted
    std::string (*run)(Service& service, const Words& words);
};

[[nodiscard]] std::span<const Command> commands();

}  // namespace responder
