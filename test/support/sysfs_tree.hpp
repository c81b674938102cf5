// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

namespace test {

/// A folder below the system's temporary one, for the life of a process. One that was killed leaves its own behind; the
/// next process that makes one removes it: a lock on the folder, which the kernel takes back, tells the living.
class SysfsTree {
public:
    /// @throws std::exception naming what failed
    SysfsTree();
    ~SysfsTree();
    SysfsTree(const SysfsTree&) = delete;
    SysfsTree& operator=(const SysfsTree&) = delete;

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    [[nodiscard]] std::filesystem::path devices() const { return root_ / "devices"; }

    /// Remove it from the disk; nothing happens if it is gone.
    void remove() const;

private:
    std::filesystem::path root_;
    int lock_ = -1;
};

}  // namespace test
