// SPDX-License-Identifier: BSD-3-Clause
// What a secondary process and the primary say to each other, one connection per device, each message one packet:
// the device's index on the bus, answered by a Description, then any number of Requests, each answered by 32 bits.
// A device that is not there is answered by closing the connection.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <type_traits>

namespace test {

/// Identity without its string, and where the primary has BAR 0.
struct Description {
    std::uint64_t bar0_base;
    std::uint32_t bar0_length, class_code;
    std::uint16_t vendor, device, subsystem_vendor, subsystem_device;
    std::array<char, 16> address;  ///< zero-terminated
    std::uint8_t revision;
};

/// An access to BAR 0 (of 4 bytes) or to configuration space.
struct Request {
    enum class Kind : std::uint32_t { read, write, config_read, config_write } kind;
    std::uint32_t offset, size, value;
};

/// @return false if the other side is gone
template <class Message>
[[nodiscard]] bool send_message(int socket, const Message& message)
{
    static_assert(std::is_trivially_copyable_v<Message>);
    ssize_t sent = 0;
    do
        sent = send(socket, &message, sizeof message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof message;
}

/// @return false if the other side is gone or speaks another language
template <class Message>
[[nodiscard]] bool receive_message(int socket, Message& message)
{
    static_assert(std::is_trivially_copyable_v<Message>);
    ssize_t got = 0;
    do
        got = recv(socket, &message, sizeof message, 0);
    while (got < 0 && errno == EINTR);
    return got == sizeof message;
}

}  // namespace test
