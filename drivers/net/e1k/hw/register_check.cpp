// SPDX-License-Identifier: BSD-3-Clause
#include "register_check.hpp"

#include <array>

#include "filter.hpp"
#include "regs/control.hpp"
#include "regs/receive.hpp"
#include "regs/transmit.hpp"

namespace e1k::hw {

namespace {

constexpr std::array<std::uint32_t, 4> patterns{0x5a5a5a5a, 0xa5a5a5a5, 0, 0xffffffff};
constexpr std::uint32_t all_bits = 0xffffffff, half = 0xffff;
constexpr std::uint32_t ring_base = 0xfffffff0, ring_length = 0xfff80;

class RegisterCheck {
public:
    explicit RegisterCheck(const Device& dev) : dev_(dev) {}

    /// Test the bits @p kept of a register, unless one has failed before.
    template <ReadWrite R>
    void keeps(const char* name, R r, std::uint32_t kept)
    {
        if (fault_)
            return;
        const auto before = dev_.mmio.read(r);
        try_patterns<typename R::value_type>(
            name, 0, kept, [&] { return dev_.mmio.read(r); }, [&](auto value) { dev_.mmio.write(r, value); });
        dev_.mmio.write(r, before);
    }

    /// The same of the first @p count of an array. From the end, and all of it given back together: on the 82544, a
    /// write to an odd word of a table spoils the even one before it.
    template <ReadWrite R>
    void all_keep(const char* name, R r, std::uint32_t count, std::uint32_t kept)
    {
        if (fault_)
            return;
        std::array<typename R::value_type, R::count> before{};
        for (std::uint32_t i = 0; i < count; ++i)
            before[i] = dev_.mmio.read(r, i);
        for (std::uint32_t i = count; i-- != 0 && !fault_;)
            try_patterns<typename R::value_type>(
                name, i, kept, [&] { return dev_.mmio.read(r, i); }, [&](auto value) { dev_.mmio.write(r, i, value); });
        for (std::uint32_t i = count; i-- != 0;)
            dev_.mmio.write(r, i, before[i]);
    }

    [[nodiscard]] const std::optional<RegisterFault>& fault() const { return fault_; }

private:
    template <class Value, class Read, class Write>
    void try_patterns(const char* name, std::uint32_t index, std::uint32_t kept, Read read, Write write)
    {
        for (const std::uint32_t pattern : patterns) {
            write(Value{pattern & kept});
            const std::uint32_t now = raw(read()) & kept;
            if (now != (pattern & kept) && !fault_)
                fault_ = {.name = name, .index = index, .written = pattern & kept, .read = now};
        }
    }

    const Device& dev_;
    std::optional<RegisterFault> fault_;
};

void check_control(RegisterCheck& check, const Traits& traits)
{
    check.keeps("VET", reg::VET, half);
    if (traits.has_flow_control) {
        check.keeps("FCAL", reg::FCAL, all_bits);
        check.keeps("FCAH", reg::FCAH, half);
        check.keeps("FCT", reg::FCT, half);
        check.keeps("FCTTV", reg::FCTTV, half);
        check.keeps("FCRTH", reg::FCRTH, 0xfff8);
    }
    if (traits.has_gaps) {
        check.keeps("TIPG", reg::TIPG, 0x3fffffff);
        check.keeps("TIDV", reg::TIDV, half);
    }
}

void check_rings(RegisterCheck& check)
{
    check.keeps("RDBAL", reg::RDBAL, ring_base);
    check.keeps("RDBAH", reg::RDBAH, all_bits);
    check.keeps("RDLEN", reg::RDLEN, ring_length);
    check.keeps("RDH", reg::RDH, half);
    check.keeps("RDT", reg::RDT, half);
    check.keeps("RDTR", reg::RDTR, half);
    check.keeps("TDBAL", reg::TDBAL, ring_base);
    check.keeps("TDBAH", reg::TDBAH, all_bits);
    check.keeps("TDLEN", reg::TDLEN, ring_length);
}

void check_filters(RegisterCheck& check)
{
    check.all_keep("RAL", reg::RAL, receive_addresses, all_bits);
    check.all_keep("RAH", reg::RAH, receive_addresses, 0x8003ffff);  // valid, what it is compared with, two octets
    check.all_keep("MTA", reg::MTA, reg::MTA.count, all_bits);
    check.all_keep("VFTA", reg::VFTA, reg::VFTA.count, all_bits);
}

}  // namespace

std::optional<RegisterFault> check_registers(const Device& dev)
{
    RegisterCheck check{dev};
    check_control(check, *dev.traits);
    check_rings(check);
    check_filters(check);
    return check.fault();
}

}  // namespace e1k::hw
