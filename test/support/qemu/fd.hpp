// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <utility>

namespace test::qemu {

/// A file descriptor that is closed with its owner. -1 is none.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : fd_{fd} {}
    Fd(Fd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Fd& operator=(Fd&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    [[nodiscard]] int get() const { return fd_; }
    void close() { Fd{std::exchange(fd_, -1)}; }

private:
    int fd_ = -1;
};

/// Both ends of a socket pair.
struct SocketPair {
    Fd ours;
    Fd theirs;  ///< for QEMU
};

/// Make a connected AF_UNIX pair, closed on exec; Process lets QEMU inherit its end.
/// @param type  SOCK_STREAM or SOCK_DGRAM
/// @throws std::system_error when the kernel refuses
[[nodiscard]] SocketPair make_socket_pair(int type);

}  // namespace test::qemu
