// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

#include "support/backend.hpp"

namespace test {

/// In a secondary process, a device of the primary: its BAR is at the primary's address, accesses are done there, by
/// the primary's RegisterServer. Interrupts stay the primary's. When the primary is gone, every read is all-ones.
class RemoteDevice final : public Backend {
public:
    /// @param path   the socket of the primary's RegisterServer
    /// @param index  of the device on the primary's bus
    /// @throws std::system_error if nobody listens there
    RemoteDevice(const std::string& path, std::uint32_t index);
    ~RemoteDevice() override;

    /// Whether the primary has a device of that index.
    [[nodiscard]] bool exists() const { return exists_; }

    [[nodiscard]] const Identity& identity() const override { return identity_; }
    std::uint32_t read(std::uint32_t offset) override;
    void write(std::uint32_t offset, std::uint32_t value) override;
    std::uint32_t config_read(unsigned offset, unsigned size) override;
    void config_write(unsigned offset, unsigned size, std::uint32_t value) override;
    /// Other processes do not know this one's mutex.
    [[nodiscard]] bool exclusive() const override { return false; }

private:
    int socket_;
    bool exists_ = false;
    Identity identity_;
};

}  // namespace test
