// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "protocol/wire/bytes.hpp"

namespace responder {

/// A frame in one line, as tcpdump shows it: "ARP, Request who-has 192.168.100.224 tell 192.168.100.1, length 28".
/// @param frame  any bytes; what is cut short is said to be
[[nodiscard]] std::string frame_text(const Frame& frame);

}  // namespace responder
