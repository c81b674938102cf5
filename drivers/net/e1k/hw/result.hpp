// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cerrno>

namespace e1k::hw {

/// Outcome of anything that can fail. The value is the errno that ethdev is given.
enum class [[nodiscard]] Result : int{
    ok = 0,
    io = -EIO,             ///< the device answered, and its answer is an error
    removed = -ENODEV,     ///< the device answers all-ones: it is gone
    timeout = -ETIMEDOUT,  ///< the device did not finish within its limit
    corrupt = -EBADMSG,    ///< the EEPROM's contents do not add up
};

}  // namespace e1k::hw
