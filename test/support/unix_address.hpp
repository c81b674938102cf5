// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <stdexcept>
#include <string>

namespace test {

/// A path as the address of a Unix socket.
class UnixAddress {
public:
    /// @throws std::invalid_argument if the path is too long for an address
    explicit UnixAddress(const std::string& path)
    {
        if (path.size() >= sizeof address_.sun_path)
            throw std::invalid_argument(path + ": too long for a Unix socket, choose a shorter --file-prefix");
        path.copy(address_.sun_path, path.size());
    }

    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    [[nodiscard]] socklen_t length() const { return sizeof address_; }

private:
    sockaddr_un address_{.sun_family = AF_UNIX, .sun_path = {}};
};

}  // namespace test
