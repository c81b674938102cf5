// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace responder {

/// @throws std::runtime_error if there is no such port or it belongs to another; says which there are, and if there is
///         none, what the machine lacks
void check_port(std::uint16_t port);

}  // namespace responder
