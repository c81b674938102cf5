// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "support/qemu/fd.hpp"

namespace test::qemu {

/// Client of QEMU's machine protocol (QMP), for what happens outside the device: the cable.
class Qmp {
public:
    /// @param socket  stream socket whose other end is a QMP monitor of a running QEMU
    /// @throws std::runtime_error when QEMU does not answer within 10 s
    explicit Qmp(Fd socket);

    /// Plug a network device's cable in or out; the device sees a link change.
    /// @param device  its id on QEMU's command line
    /// @throws std::runtime_error with QEMU's words, for instance when there is no such device
    void set_link(std::string_view device, bool up);

private:
    void execute(const std::string& command);
    std::string line();

    Fd socket_;
    std::string received_;
};

}  // namespace test::qemu
