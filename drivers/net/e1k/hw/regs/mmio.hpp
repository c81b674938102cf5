// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "ordering.hpp"

namespace e1k::hw {

/// Length of the register BAR, SDM 4.1.
inline constexpr std::size_t bar_length = 0x20000;

/// How software may touch a register. `rc` is read-to-clear: reading is a side effect.
enum class Access { rw, ro, wo, rc };

/// A register: the type of its value, its byte offset in BAR 0, and what may be done to it.
template <class T, std::uint32_t Offset, Access A = Access::rw>
struct Reg {
    using value_type = T;
    static constexpr std::uint32_t offset = Offset;
    static constexpr Access access = A;
    static_assert(sizeof(T) == 4 && Offset % 4 == 0 && Offset < bar_length);
};

/// @p Count registers of one kind, @p Stride bytes apart.
template <class T, std::uint32_t Offset, std::uint32_t Count, std::uint32_t Stride = 4, Access A = Access::rw>
struct RegArray {
    using value_type = T;
    static constexpr std::uint32_t count = Count;
    static constexpr Access access = A;
    static_assert(sizeof(T) == 4 && Offset % 4 == 0 && Stride % 4 == 0 && Offset + Count * Stride <= bar_length);

    [[nodiscard]] static constexpr std::uint32_t offset_of(std::uint32_t i) noexcept { return Offset + i * Stride; }
};

template <class R>
concept Readable = R::access != Access::wo;
template <class R>
concept Writable = R::access == Access::rw || R::access == Access::wo;
template <class R>
concept ReadWrite = R::access == Access::rw;

/// Typed view of the register BAR. Does not own the mapping; a cheap value. An access is in order with all that the
/// program does around it.
class Mmio {
public:
    explicit Mmio(void* bar0) noexcept : base_{static_cast<std::byte*>(bar0)} {}

    /// True for two views of one mapping.
    [[nodiscard]] bool operator==(const Mmio&) const noexcept = default;

    template <Readable R>
    [[nodiscard]] auto read(R) const noexcept
    {
        return load<typename R::value_type>(R::offset);
    }

    /// Element @p i of a register array; @p i < R::count.
    template <Readable R>
    [[nodiscard]] auto read(R, std::uint32_t i) const noexcept
    {
        return load<typename R::value_type>(R::offset_of(i));
    }

    template <Writable R>
    void write(R, typename R::value_type v) const noexcept
    {
        store(R::offset, static_cast<std::uint32_t>(v));
    }

    /// Element @p i of a register array; @p i < R::count.
    template <Writable R>
    void write(R, std::uint32_t i, typename R::value_type v) const noexcept
    {
        store(R::offset_of(i), static_cast<std::uint32_t>(v));
    }

    /// Set @p on and clear @p off in one read and one write.
    template <ReadWrite R>
    void change(R r, typename R::value_type on, typename R::value_type off) const noexcept
    {
        write(r, (read(r) & ~off) | on);
    }

    /// Address of a doorbell, for a queue to keep, which puts its barrier before it rings. Nothing else may store raw
    /// addresses.
    template <Writable R>
    [[nodiscard]] volatile std::uint32_t* doorbell(R) const noexcept
    {
        return at(R::offset);
    }

private:
    [[nodiscard]] volatile std::uint32_t* at(std::uint32_t offset) const noexcept
    {
        return reinterpret_cast<volatile std::uint32_t*>(base_ + offset);
    }

    template <class T>
    [[nodiscard]] T load(std::uint32_t offset) const noexcept
    {
        const std::uint32_t v = *at(offset);
        order_behind_load();
        return T{v};
    }

    void store(std::uint32_t offset, std::uint32_t v) const noexcept
    {
        order_before_store();
        *at(offset) = v;
    }

    std::byte* base_;
};

}  // namespace e1k::hw
