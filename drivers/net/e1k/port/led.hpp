// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Have the port's LEDs show @p what. Nothing happens if they do. A reset of the device gives them back to the board.
void show_led(const Port& p, LedShows what);

}  // namespace e1k
