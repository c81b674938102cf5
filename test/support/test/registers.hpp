// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>

#include "support/backend.hpp"

namespace test {

/// Plain registers that remember what was asked.
class PlainRegisters : public Backend {
public:
    [[nodiscard]] const Identity& identity() const override { return identity_; }
    std::uint32_t read(std::uint32_t offset) override { return values[offset]; }
    void write(std::uint32_t offset, std::uint32_t value) override { values[offset] = value; }
    std::uint32_t config_read(unsigned, unsigned) override { return 0; }
    void config_write(unsigned, unsigned, std::uint32_t) override {}

    std::map<std::uint32_t, std::uint32_t> values;

private:
    Identity identity_;
};

}  // namespace test
