// SPDX-License-Identifier: BSD-3-Clause
// What dpdk-telemetry.py is told, in JSON: /net_e1k/…. A wrong parameter is answered by an "error" that says which.
#include "ethdev/telemetry.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <rte_telemetry.h>

#include "dpdk/parameters.hpp"
#include "hw/register_list.hpp"
#include "port/facts.hpp"
#include "port/inspection.hpp"
#include "port/open_ports.hpp"
#include "port/ring_look.hpp"

namespace e1k {

namespace {

using Text = std::array<char, RTE_TEL_MAX_STRING_LEN>;

[[gnu::format(printf, 1, 2)]] Text text(const char* format, ...)
{
    Text out;
    std::va_list arguments;
    va_start(arguments, format);
    (void)std::vsnprintf(out.data(), out.size(), format, arguments);
    va_end(arguments);
    return out;
}

int refuse(rte_tel_data* answer, const Text& why)
{
    rte_tel_data_start_dict(answer);
    return rte_tel_data_add_dict_string(answer, "error", why.data());
}

int refuse_rest(rte_tel_data* answer, std::string_view rest)
{
    return refuse(answer, text("'%.*s' behind the last parameter",
                               static_cast<int>(std::min<std::size_t>(rest.size(), 32)), rest.data()));
}

/// Answer for the port that the parameters begin with: @p tell(port, what follows, answer). Others are refused.
template <class Tell>
int of_port(const char* command, const char* words, rte_tel_data* answer, Tell tell)
{
    Parameters parameters{words};
    std::uint16_t id = 0;
    if (!parameters.next(id))
        return refuse(answer, text("'%.32s': expected %s,PORT", words == nullptr ? "" : words, command));
    int result = 0;
    if (!open_ports::look(id, [&](const Port& p) { result = tell(p, parameters, answer); }))
        return refuse(answer, text("port %u is none of net_e1k; /net_e1k/list tells which are", id));
    return result;
}

struct ContainerFree {
    void operator()(rte_tel_data* container) const noexcept { rte_tel_data_free(container); }
};
/// A table or an array within a table. Null: out of memory.
using Container = std::unique_ptr<rte_tel_data, ContainerFree>;

/// Put @p inner, which is filled by now, into @p table.
int add(rte_tel_data* table, const char* name, Container inner)
{
    if (!inner)
        return -ENOMEM;
    const int err = rte_tel_data_add_dict_container(table, name, inner.get(), 0);
    if (err == 0)
        (void)inner.release();  // telemetry frees it
    return err;
}

/// An array of them; null: out of memory.
[[nodiscard]] Container strings(std::span<const hw::TraitText> texts)
{
    Container array{rte_tel_data_alloc()};
    if (array)
        rte_tel_data_start_array(array.get(), RTE_TEL_STRING_VAL);
    for (const hw::TraitText& each : array ? texts : std::span<const hw::TraitText>{})
        rte_tel_data_add_array_string(array.get(), each.data());
    return array;
}

/// A listener that puts facts into @p table. A list for which there is no memory is left out.
[[nodiscard]] Listener into(rte_tel_data* table)
{
    return {table, [](void* who, const Fact& fact) {
                auto* const to = static_cast<rte_tel_data*>(who);
                if (fact.list)
                    (void)add(to, fact.name, strings(*fact.list));
                else if (fact.text != nullptr)
                    rte_tel_data_add_dict_string(to, fact.name, fact.text);
                else
                    rte_tel_data_add_dict_int(to, fact.name, fact.number);
            }};
}

int list(const char*, const char* words, rte_tel_data* answer)
{
    if (words != nullptr)
        return refuse_rest(answer, words);
    rte_tel_data_start_array(answer, RTE_TEL_INT_VAL);
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        open_ports::look(id, [&](const Port&) { rte_tel_data_add_array_int(answer, id); });
    return 0;
}

int info(const char* command, const char* words, rte_tel_data* answer)
{
    return of_port(command, words, answer, [](const Port& p, Parameters more, rte_tel_data* table) {
        if (!more.none_left())
            return refuse_rest(table, more.rest());
        rte_tel_data_start_dict(table);
        tell_port(p, into(table));
        return 0;
    });
}

int registers(const char* command, const char* words, rte_tel_data* answer)
{
    return of_port(command, words, answer, [](const Port& p, Parameters more, rte_tel_data* table) {
        if (!more.none_left())
            return refuse_rest(table, more.rest());
        std::array<std::uint32_t, hw::listed_registers> values{};
        if (const hw::Result r = read_registers(p, 0, values); r != hw::Result::ok)
            return refuse(table, text("%s: %s", p.name, rte_strerror(-to_errno(r))));
        rte_tel_data_start_dict(table);
        const std::uint32_t* value = values.data();
        for (const hw::ListedRegister& row : hw::register_list) {
            if (!row.several) {
                rte_tel_data_add_dict_string(table, row.name, text("0x%08x", *value++).data());
                continue;
            }
            Container all{rte_tel_data_alloc()};
            if (!all)
                return -ENOMEM;
            rte_tel_data_start_array(all.get(), RTE_TEL_STRING_VAL);
            for (std::uint32_t i = 0; i < row.count; ++i)
                rte_tel_data_add_array_string(all.get(), text("0x%08x", *value++).data());
            if (const int err = add(table, row.name, std::move(all)); err != 0)
                return err;
        }
        return 0;
    });
}

/// Words of the EEPROM that fit into one answer.
constexpr std::uint16_t most_words = 256;

int eeprom(const char* command, const char* words, rte_tel_data* answer)
{
    return of_port(command, words, answer, [](const Port& p, Parameters more, rte_tel_data* table) {
        const auto there = static_cast<std::uint16_t>(eeprom_bytes(p) / 2);
        std::uint16_t first = 0, n = std::min(there, most_words);
        if (!more.none_left() && (!more.next(first) || !more.next(n) || !more.none_left()))
            return refuse(table, text("expected PORT or PORT,FIRST,COUNT, in words"));
        if (first > there || n > there - first || n > most_words)
            return refuse(table, text("%u words from word %u on: there are %u, and up to %u are told at once", n, first,
                                      there, most_words));
        std::array<std::uint8_t, std::size_t{2} * most_words> bytes{};
        if (const hw::Result r = read_eeprom(p, first * 2u, std::span{bytes}.first(std::size_t{2} * n));
            r != hw::Result::ok)
            return refuse(table, text("%s: %s", p.name, rte_strerror(-to_errno(r))));
        rte_tel_data_start_array(table, RTE_TEL_STRING_VAL);
        for (std::size_t i = 0; i < n; ++i)
            rte_tel_data_add_array_string(table, text("0x%04x", bytes[2 * i] | bytes[2 * i + 1] << 8u).data());
        return 0;
    });
}

/// Descriptors that fit into one answer.
constexpr std::uint16_t most_descriptors = 64;

/// Which part of which rings.
struct RingQuestion {
    bool rx = true, tx = true, one = false;
    std::uint16_t queue = 0;  ///< if it is of one
    std::uint16_t first = 0, count = 0;
};

/// @return false if the parameters say nothing of the kind
[[nodiscard]] bool parse(Parameters more, RingQuestion& out)
{
    if (more.none_left())
        return true;
    const std::string_view direction = more.next();
    out.rx = direction == name(Direction::rx);
    out.tx = direction == name(Direction::tx);
    if (!out.rx && !out.tx)
        return false;
    if (more.none_left())
        return true;
    out.one = true;
    if (!more.next(out.queue))
        return false;
    return more.none_left() || (more.next(out.first) && more.next(out.count) && more.none_left());
}

/// A ring as a table within @p table.
int add_ring(const RingLook& ring, Direction direction, std::uint16_t id, rte_tel_data* table,
             std::span<const DescriptorLook> some = {})
{
    Container one{rte_tel_data_alloc()}, lines{rte_tel_data_alloc()};
    if (!one || !lines)
        return -ENOMEM;
    rte_tel_data_start_dict(one.get());
    tell_ring(ring, into(one.get()));
    rte_tel_data_start_array(lines.get(), RTE_TEL_STRING_VAL);
    for (const DescriptorLook& each : some)
        rte_tel_data_add_array_string(lines.get(), line_of(each).data());
    if (const int err = some.empty() ? 0 : add(one.get(), "ring", std::move(lines)); err != 0)
        return err;
    return add(table, text("%s%u", name(direction), id).data(), std::move(one));
}

int add_rings(const Port& p, Direction direction, rte_tel_data* table)
{
    for (std::uint16_t id = 0; id < max_tx_queues; ++id)
        if (const RingLook ring = look_at_ring(p, direction, id); ring.size != 0)
            if (const int result = add_ring(ring, direction, id, table); result != 0)
                return result;
    return 0;
}

int one_ring(const Port& p, const RingQuestion& asked, rte_tel_data* table)
{
    const Direction direction = asked.rx ? Direction::rx : Direction::tx;
    const RingLook ring = look_at_ring(p, direction, asked.queue);
    if (ring.size == 0)
        return refuse(table, text("there is no %s queue %u", name(direction), asked.queue));
    if (asked.count > most_descriptors)
        return refuse(table, text("%u descriptors: up to %u are told at once", asked.count, most_descriptors));
    if (asked.first + asked.count > ring.size)
        return refuse(table,
                      text("%u descriptors from number %u on: there are %u", asked.count, asked.first, ring.size));
    std::array<DescriptorLook, most_descriptors> seen{};
    const std::span some = std::span{seen}.first(asked.count);
    const std::size_t n = look_at_descriptors(p, direction, asked.queue, asked.first, some);
    rte_tel_data_start_dict(table);
    return add_ring(ring, direction, asked.queue, table, some.first(n));
}

int ring(const char* command, const char* words, rte_tel_data* answer)
{
    return of_port(command, words, answer, [](const Port& p, Parameters more, rte_tel_data* table) {
        RingQuestion asked;
        if (!parse(more, asked))
            return refuse(table, text("expected PORT[,rx|tx[,QUEUE[,FIRST,COUNT]]]"));
        if (asked.one)
            return one_ring(p, asked, table);
        rte_tel_data_start_dict(table);
        int result = 0;
        if (asked.rx)
            result = add_rings(p, Direction::rx, table);
        if (asked.tx && result == 0)
            result = add_rings(p, Direction::tx, table);
        return result;
    });
}

}  // namespace

void register_telemetry()
{
    rte_telemetry_register_cmd("/net_e1k/list", list, "Ports of net_e1k. Takes no parameters");
    rte_telemetry_register_cmd("/net_e1k/info", info,
                               "Chip, platform, what differs there, and state of a port. Parameters: PORT");
    rte_telemetry_register_cmd("/net_e1k/ring", ring,
                               "Rings of a port, and up to 64 descriptors of one. Parameters: "
                               "PORT[,rx|tx[,QUEUE[,FIRST,COUNT]]]");
    rte_telemetry_register_cmd("/net_e1k/registers", registers, "Registers of a port by name. Parameters: PORT");
    rte_telemetry_register_cmd("/net_e1k/eeprom", eeprom, "Words of a port's EEPROM. Parameters: PORT[,FIRST,COUNT]");
}

}  // namespace e1k
