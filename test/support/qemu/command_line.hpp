// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "support/qemu/fd.hpp"
#include "support/qemu/options.hpp"

namespace test::qemu {

/// QEMU's command line, and the descriptors it names, which QEMU has to inherit.
class CommandLine {
public:
    explicit CommandLine(const Options& options);

    /// Room for all that PluggedMemory may plug in.
    void add_memory_slots();

    /// A processor that halts at its first instruction. The qtest "accelerator", made for this, is not in Debian's
    /// QEMU; with this one time goes on by itself, which the devices' timers need, or skips to the next timer at once.
    void add_halted_processor(Clock clock);

    /// @param socket  QEMU's end
    void add_qtest(Fd socket);
    void add_qmp(Fd socket);
    void add_devices(const Options& options);

    [[nodiscard]] const std::vector<std::string>& arguments() const { return arguments_; }
    [[nodiscard]] const std::vector<int>& inherited() const { return inherited_; }

private:
    void add(std::string option, std::string value);
    int inherit(Fd fd);
    std::string backend(const Wire& wire, std::size_t number);

    std::vector<std::string> arguments_;
    std::vector<int> inherited_;
    std::vector<Fd> owned_;
};

}  // namespace test::qemu
