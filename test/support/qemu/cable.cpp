// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/cable.hpp"

#include <poll.h>
#include <sys/un.h>

#include <cerrno>
#include <system_error>

namespace test::qemu {

bool Cable::send(std::span<const std::uint8_t> frame)
{
    pollfd room{.fd = ends_.ours.get(), .events = POLLOUT, .revents = 0};
    if (::poll(&room, 1, 1000) <= 0)
        return false;
    return ::send(ends_.ours.get(), frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size());
}

std::optional<Frame> Cable::receive(std::chrono::milliseconds limit)
{
    pollfd arrived{.fd = ends_.ours.get(), .events = POLLIN, .revents = 0};
    if (::poll(&arrived, 1, static_cast<int>(limit.count())) <= 0)
        return std::nullopt;
    Frame frame(65536);
    const auto length = ::recv(ends_.ours.get(), frame.data(), frame.size(), 0);
    if (length < 0)
        return std::nullopt;
    frame.resize(static_cast<std::size_t>(length));
    return frame;
}

Fd make_loop()
{
    Fd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_un name{.sun_family = AF_UNIX, .sun_path = {}};
    auto* address = reinterpret_cast<sockaddr*>(&name);
    socklen_t length = sizeof(name.sun_family);  // no path: the kernel gives an abstract name, see unix(7), autobind
    if (::bind(socket.get(), address, length) != 0)
        throw std::system_error{errno, std::generic_category(), "bind of a loopback plug"};
    length = sizeof(name);
    if (::getsockname(socket.get(), address, &length) != 0 || ::connect(socket.get(), address, length) != 0)
        throw std::system_error{errno, std::generic_category(), "connect of a loopback plug"};
    return socket;
}

}  // namespace test::qemu
