// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include <rte_eal.h>

namespace test {

/// A client of telemetry, over EAL's socket.
class TelemetryClient {
public:
    TelemetryClient()
    {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        const std::string path = std::string{rte_eal_get_runtime_dir()} + "/dpdk_telemetry.v2";
        std::copy_n(path.c_str(), std::min(path.size(), sizeof to.sun_path - 1), to.sun_path);
        if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error(path + ": " + std::strerror(errno));
        (void)answer();  // who it is, unasked
    }
    ~TelemetryClient() { close(fd_); }
    TelemetryClient(const TelemetryClient&) = delete;
    TelemetryClient& operator=(const TelemetryClient&) = delete;

    /// What @p command, with its parameters behind a comma, is answered.
    std::string ask(const std::string& command)
    {
        if (send(fd_, command.data(), command.size(), 0) != static_cast<ssize_t>(command.size()))
            throw std::runtime_error(std::string{"telemetry: "} + std::strerror(errno));
        return answer();
    }

private:
    std::string answer()
    {
        std::string out(1 << 16, '\0');
        const ssize_t n = recv(fd_, out.data(), out.size(), 0);
        out.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        return out;
    }

    int fd_ = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
};

}  // namespace test
