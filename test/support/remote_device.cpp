// SPDX-License-Identifier: BSD-3-Clause
#include "support/remote_device.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "support/secondary_message.hpp"
#include "support/unix_address.hpp"

namespace test {

namespace {

Identity identity_of(const Description& d)
{
    return {.address = d.address.data(),
            .vendor = d.vendor,
            .device = d.device,
            .subsystem_vendor = d.subsystem_vendor,
            .subsystem_device = d.subsystem_device,
            .class_code = d.class_code,
            .revision = d.revision,
            .bar0_length = d.bar0_length,
            .bar0_base = reinterpret_cast<void*>(d.bar0_base)};
}

std::uint32_t ask(int socket, const Request& request)
{
    std::uint32_t answer = 0;
    return send_message(socket, request) && receive_message(socket, answer) ? answer : ~0u;
}

}  // namespace

RemoteDevice::RemoteDevice(const std::string& path, std::uint32_t index)
    : socket_(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
{
    const UnixAddress address{path};
    if (socket_ < 0 || ::connect(socket_, address.get(), address.length()) != 0)
        throw std::system_error(errno, std::generic_category(),
                                path + ": the primary process must run under the test bed too");
    Description description{};
    exists_ = send_message(socket_, index) && receive_message(socket_, description);
    if (exists_)
        identity_ = identity_of(description);
}

RemoteDevice::~RemoteDevice()
{
    close(socket_);
}

std::uint32_t RemoteDevice::read(std::uint32_t offset)
{
    return ask(socket_, {.kind = Request::Kind::read, .offset = offset, .size = 4, .value = 0});
}

void RemoteDevice::write(std::uint32_t offset, std::uint32_t value)
{
    ask(socket_, {.kind = Request::Kind::write, .offset = offset, .size = 4, .value = value});
}

std::uint32_t RemoteDevice::config_read(unsigned offset, unsigned size)
{
    return ask(socket_, {.kind = Request::Kind::config_read, .offset = offset, .size = size, .value = 0});
}

void RemoteDevice::config_write(unsigned offset, unsigned size, std::uint32_t value)
{
    ask(socket_, {.kind = Request::Kind::config_write, .offset = offset, .size = size, .value = value});
}

}  // namespace test
