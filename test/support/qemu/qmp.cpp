// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/qmp.hpp"

#include <sys/socket.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace test::qemu {

namespace {

/// @return -1 if there is none
int number_after(std::string_view name, std::string_view text)
{
    int value = -1;
    if (const auto at = text.find(name); at != text.npos)
        std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
    return value;
}

}  // namespace

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

Qmp::Version Qmp::version()
{
    const std::string answer = execute(R"({"execute": "query-version"})");
    return {.major = static_cast<unsigned>(number_after(R"("major": )", answer)),
            .minor = static_cast<unsigned>(number_after(R"("minor": )", answer))};
}

Qmp::PassedFd Qmp::add_fd(int fd)
{
    const std::string answer = execute(R"({"execute": "add-fd"})", fd);
    return {.number = number_after(R"("fd": )", answer), .set = number_after(R"("fdset-id": )", answer)};
}

void Qmp::remove_fd(const PassedFd& fd)
{
    execute(R"({"execute": "remove-fd", "arguments": {"fdset-id": )" + std::to_string(fd.set) + "}}");
}

std::string Qmp::execute(const std::string& command, int fd)
{
    const std::lock_guard lock{mutex_};
    send(command, fd);
    for (;;) {
        std::string answer = line();  // or an event, which has a timestamp first
        if (answer.starts_with(R"({"error")"))
            throw std::runtime_error{"QEMU: " + answer};
        if (answer.starts_with(R"({"return")"))
            return answer;
    }
}

void Qmp::send(const std::string& command, int fd)
{
    std::string bytes = command;  // sendmsg() is for what can be written to
    iovec text{.iov_base = bytes.data(), .iov_len = bytes.size()};
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof fd)> control{};
    msghdr message{};
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    if (fd >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof fd);
        std::memcpy(CMSG_DATA(rights), &fd, sizeof fd);
    }
    if (::sendmsg(socket_.get(), &message, MSG_NOSIGNAL) < 0)
        throw std::runtime_error{"QEMU takes no QMP command: " + command};
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
