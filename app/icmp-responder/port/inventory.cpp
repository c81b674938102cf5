// SPDX-License-Identifier: BSD-3-Clause
#include "port/inventory.hpp"

#include <rte_ethdev.h>

#include <array>

namespace responder {

namespace {

template <class F>
void for_each_of_no_one(F what)
{
    const auto next = [](std::uint64_t from) {
        return rte_eth_find_next_owned_by(static_cast<std::uint16_t>(from), RTE_ETH_DEV_NO_OWNER);
    };
    for (std::uint64_t id = next(0); id < RTE_MAX_ETHPORTS; id = next(id + 1))
        what(static_cast<std::uint16_t>(id));
}

}  // namespace

bool exists(std::uint16_t port) noexcept
{
    return rte_eth_dev_is_valid_port(port) != 0;
}

std::string owner_of(std::uint16_t port)
{
    rte_eth_dev_owner owner{};
    const bool free = rte_eth_dev_owner_get(port, &owner) != 0 || owner.id == RTE_ETH_DEV_NO_OWNER;
    return free ? "" : owner.name;
}

std::string list_ports()
{
    std::string text;
    for_each_of_no_one([&text](std::uint16_t id) {
        std::array<char, RTE_ETH_NAME_MAX_LEN> name{};
        rte_eth_dev_get_name_by_port(id, name.data());
        text += (text.empty() ? "" : ", ") + std::to_string(id) + " (" + name.data() + ")";
    });
    return text;
}

void close_ports() noexcept
{
    for_each_of_no_one([](std::uint16_t id) { rte_eth_dev_close(id); });
}

}  // namespace responder
