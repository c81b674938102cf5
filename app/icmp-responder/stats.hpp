// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "port.hpp"

namespace responder {

/// The port's counters and those of its responder that are not zero, as lines for people.
[[nodiscard]] std::string statistics(const Port& port);

/// One line with the state of the link.
[[nodiscard]] std::string link_text(const Port& port);

}  // namespace responder
