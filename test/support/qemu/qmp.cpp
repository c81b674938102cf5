// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/qmp.hpp"

#include <sys/socket.h>

#include <stdexcept>

namespace test::qemu {

Qmp::Qmp(Fd socket) : socket_{std::move(socket)}
{
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    line();  // greeting
    execute(R"({"execute": "qmp_capabilities"})");
}

void Qmp::set_link(std::string_view device, bool up)
{
    execute(R"({"execute": "set_link", "arguments": {"name": ")" + std::string{device} + R"(", "up": )" +
            (up ? "true" : "false") + "}}");
}

void Qmp::execute(const std::string& command)
{
    if (::send(socket_.get(), command.data(), command.size(), MSG_NOSIGNAL) < 0)
        throw std::runtime_error{"QEMU takes no QMP command: " + command};
    for (;;) {
        const std::string answer = line();  // or an event, which has a timestamp first
        if (answer.starts_with(R"({"error")"))
            throw std::runtime_error{"QEMU: " + answer};
        if (answer.starts_with(R"({"return")"))
            return;
    }
}

std::string Qmp::line()
{
    for (;;) {
        if (const auto end = received_.find('\n'); end != received_.npos) {
            std::string result = received_.substr(0, end);
            received_.erase(0, end + 1);
            return result;
        }
        char chunk[1024];
        const auto got = ::recv(socket_.get(), chunk, sizeof(chunk), 0);
        if (got <= 0)
            throw std::runtime_error{"QEMU does not answer on QMP"};
        received_.append(chunk, static_cast<std::size_t>(got));
    }
}

}  // namespace test::qemu
