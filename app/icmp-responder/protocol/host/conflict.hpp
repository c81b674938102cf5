// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/wire/address.hpp"

namespace responder {

/// Another station that has an address of ours, or asks for one that we ask for.
struct Conflict {
    Address address{};
    Mac mac{};  ///< of the other station
};

}  // namespace responder
