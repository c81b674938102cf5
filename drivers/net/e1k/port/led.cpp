// SPDX-License-Identifier: BSD-3-Clause
#include "port/led.hpp"

#include <mutex>
#include <utility>

#include "hw/led.hpp"

namespace e1k {

void show_led(const Port& p, LedShows what)
{
    const std::lock_guard held{p.a.lock};
    const LedShows before = std::exchange(p.a.led, what);
    if (before == what)
        return;
    if (before == LedShows::link)
        p.a.led_of_board = hw::led::how_they_are(p.dev);
    if (what == LedShows::link)
        hw::led::restore(p.dev, p.a.led_of_board);
    else
        hw::led::show(p.dev, p.a.led_of_board, what == LedShows::lit);
}

}  // namespace e1k
