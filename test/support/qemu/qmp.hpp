// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mutex>
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

    struct Version {
        unsigned major, minor;
    };
    /// QEMU's. @throws std::runtime_error with QEMU's words
    [[nodiscard]] Version version();

    /// A descriptor that QEMU has been given.
    struct PassedFd {
        int number;  ///< in QEMU's process
        int set;
    };
    /// Give QEMU a descriptor of this process. @throws std::runtime_error with QEMU's words
    [[nodiscard]] PassedFd add_fd(int fd);
    void remove_fd(const PassedFd& fd);

    /// Give a command, in JSON. Any thread may call.
    /// @param fd  goes with it; -1: none
    /// @return QEMU's answer
    /// @throws std::runtime_error with QEMU's words, if it refuses
    std::string execute(const std::string& command, int fd = -1);

private:
    void send(const std::string& command, int fd);
    std::string line();

    std::mutex mutex_;
    Fd socket_;
    std::string received_;
};

}  // namespace test::qemu
