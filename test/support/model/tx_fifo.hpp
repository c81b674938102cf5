// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "support/model/core.hpp"

namespace test::model {

/// The transmit FIFO of the first 82547s, which at half duplex bears no packet that reaches too far over its end
/// (Linux, e1000_main.c, e1000_82547_fifo_workaround()). It is empty whenever software looks: what is put in is sent.
class TxFifo {
public:
    explicit TxFifo(Core& core) : core_(core) {}

    /// A packet of @p length bytes goes through. @return false: at half duplex the transmitter stands still, from now
    /// on
    [[nodiscard]] bool pass(std::size_t length, bool full_duplex);

private:
    Core& core_;
};

}  // namespace test::model
