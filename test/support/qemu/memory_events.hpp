// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/qemu/plugged_memory.hpp"

namespace test::qemu {

/// Keeps a machine's memory what EAL's is, which grows and shrinks with what the program allocates. What cannot be
/// plugged in is told on stderr, once: a device that was pointed there would find nothing.
class MemoryEvents {
public:
    /// EAL's memory lock is held, and `memory` has all that there is.
    /// @throws std::runtime_error if EAL refuses
    explicit MemoryEvents(PluggedMemory& memory);
    ~MemoryEvents();
    MemoryEvents(const MemoryEvents&) = delete;
    MemoryEvents& operator=(const MemoryEvents&) = delete;

    /// Called by EAL.
    void allocated(const void* address, std::size_t length);
    void freed(const void* address, std::size_t length);

private:
    PluggedMemory& memory_;
    bool told_ = false;
};

/// While there is one, nobody changes EAL's memory.
class MemoryLock {
public:
    MemoryLock();
    ~MemoryLock();
    MemoryLock(const MemoryLock&) = delete;
    MemoryLock& operator=(const MemoryLock&) = delete;
};

}  // namespace test::qemu
