// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "perf/burst/setting.hpp"
#include "support/message.hpp"

namespace perf {

/// Frames here are TCP over IPv4. A tag comes on top of the length: what is in the buffers is the same without it.
[[nodiscard]] inline test::Message message_of(const Setting& setting)
{
    constexpr unsigned fcs = 4;
    test::Message message;
    message.payload = setting.frame - fcs - message.header();
    message.tags = setting.rx_offloads ? 1 : 0;
    return message;
}

/// The start of a frame whose checksums the device is to complete.
[[nodiscard]] inline test::Frame incomplete_header()
{
    return test::Message{.payload = 0}.incomplete();
}

}  // namespace perf
