// SPDX-License-Identifier: BSD-3-Clause
#include "support/secondary.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <rte_eal.h>

#include "support/remote_device.hpp"

namespace test {

namespace {

/// Named by process too: primaries that share nothing (--no-shconf) may share the folder.
std::string socket_path(pid_t primary)
{
    return std::string{rte_eal_get_runtime_dir()} + "/testbed." + std::to_string(primary);
}

/// EAL's primary process keeps a lock on its configuration file.
pid_t primary_process()
{
    const std::string path = std::string{rte_eal_get_runtime_dir()} + "/config";
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw std::system_error(errno, std::generic_category(), path);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const int failed = fcntl(file, F_GETLK, &lock);
    close(file);
    if (failed != 0 || lock.l_type == F_UNLCK)
        throw std::runtime_error(path + ": no primary process runs");
    return lock.l_pid;
}

}  // namespace

Backends devices_of_primary()
{
    static auto& devices = *new std::vector<std::unique_ptr<RemoteDevice>>;  // never destroyed, as models
    const std::string path = socket_path(primary_process());
    Backends found;
    for (std::uint32_t index = 0;; ++index) {
        auto device = std::make_unique<RemoteDevice>(path, index);
        if (!device->exists())
            return found;
        found.push_back(devices.emplace_back(std::move(device)).get());
    }
}

RegisterServer* serve_secondaries(const PciBus& bus)
{
    // EAL goes on without the folder where nothing is shared.
    return ::access(rte_eal_get_runtime_dir(), W_OK) == 0 ? new RegisterServer{bus, socket_path(getpid())} : nullptr;
}

}  // namespace test
