// SPDX-License-Identifier: BSD-3-Clause
#include "support/register_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>

#include "support/background.hpp"
#include "support/secondary_message.hpp"
#include "support/unix_address.hpp"

namespace test {

namespace {

constexpr std::uint32_t nobody = ~0u;  // what a bus answers where there is nothing

Description description(const Slot& slot)
{
    const Identity& identity = slot.backend.identity();
    Description out{.bar0_base = reinterpret_cast<std::uintptr_t>(slot.bar.base()),
                    .bar0_length = identity.bar0_length,
                    .class_code = identity.class_code,
                    .vendor = identity.vendor,
                    .device = identity.device,
                    .subsystem_vendor = identity.subsystem_vendor,
                    .subsystem_device = identity.subsystem_device,
                    .address = {},
                    .revision = identity.revision};
    identity.address.copy(out.address.data(), out.address.size() - 1);
    return out;
}

std::uint32_t access_bar(TrappedBar& bar, const Request& request)
{
    if (request.offset % 4 != 0 || request.offset >= bar.length())
        return nobody;
    if (request.kind == Request::Kind::read)
        return static_cast<std::uint32_t>(bar.load(request.offset, 4));
    bar.store(request.offset, 4, request.value);
    return 0;
}

std::uint32_t access_config(Backend& backend, const Request& request)
{
    const std::lock_guard lock{backend.mutex()};
    if (request.kind == Request::Kind::config_read)
        return backend.config_read(request.offset, request.size);
    backend.config_write(request.offset, request.size, request.value);
    return 0;
}

std::uint32_t access(Slot& slot, const Request& request)
{
    switch (request.kind) {
    case Request::Kind::read:
    case Request::Kind::write:
        return access_bar(slot.bar, request);
    case Request::Kind::config_read:
    case Request::Kind::config_write:
        return access_config(slot.backend, request);
    }
    return nobody;
}

}  // namespace

RegisterServer::RegisterServer(const PciBus& bus, const std::string& path)
    : bus_(bus), path_(path), listener_(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
{
    const UnixAddress address{path};
    unlink(path.c_str());  // left behind by a killed process that had our number
    if (listener_ < 0 || bind(listener_, address.get(), address.length()) != 0 || listen(listener_, 16) != 0)
        throw std::system_error(errno, std::generic_category(), "listen at " + path);
    in_background([this] { accept_for_ever(); }).detach();
}

void RegisterServer::remove_socket() const
{
    unlink(path_.c_str());
}

void RegisterServer::accept_for_ever() const
{
    for (;;) {
        const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) {
            ++served_;
            in_background([this, connection] { serve(connection); }).detach();
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

void RegisterServer::serve(int connection) const
{
    std::uint32_t index = 0;
    if (receive_message(connection, index) && index < bus_.slots().size()) {
        Slot& slot = *bus_.slots()[index];
        Request request{};
        bool going = send_message(connection, description(slot));
        while (going && receive_message(connection, request))
            going = send_message(connection, access(slot, request));
    }
    close(connection);
    --served_;
}

}  // namespace test
