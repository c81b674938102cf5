// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <string>

#include "support/pci_bus.hpp"

namespace test {

/// Lets secondary processes touch the devices on this process's bus, see RemoteDevice. Serves until the process ends:
/// neither this nor the bus may be destroyed before.
class RegisterServer {
public:
    /// @param bus   whose devices are all plugged in
    /// @param path  the Unix socket to listen at; a file of that name is replaced
    /// @throws std::system_error naming what failed
    RegisterServer(const PciBus& bus, const std::string& path);
    RegisterServer(const RegisterServer&) = delete;
    RegisterServer& operator=(const RegisterServer&) = delete;

    /// Remove the socket from the disk: nobody finds it any more.
    void remove_socket() const;

    /// Whether no process is connected: what the last one asked for has been done.
    [[nodiscard]] bool idle() const { return served_ == 0; }

private:
    void accept_for_ever() const;
    void serve(int connection) const;

    const PciBus& bus_;
    std::string path_;
    int listener_;
    mutable std::atomic<unsigned> served_ = 0;  ///< connections
};

}  // namespace test
