// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/wire/ethernet.hpp"

namespace responder {

namespace {

/// IEEE 802.1Q 9.6, with the type of what follows.
struct VlanTag {
    Be16 control, type;

    [[nodiscard]] std::uint16_t id() const { return static_cast<std::uint16_t>(control & 0xfff); }
};
static_assert(sizeof(VlanTag) == 4);

}  // namespace

Payload untag(const Frame& frame, const EthernetHeader& ethernet) noexcept
{
    if (ethernet.type != ethertype::vlan)
        return {sizeof(EthernetHeader), ethernet.type};
    const auto* tag = view<VlanTag>(frame.head, sizeof(EthernetHeader));
    if (tag == nullptr)
        return {};
    return {sizeof(EthernetHeader) + sizeof(VlanTag), tag->type, tag->id()};
}

std::size_t begin_frame(std::span<std::uint8_t> out, const Mac& to, const Mac& from, std::uint16_t type,
                        std::uint16_t vlan) noexcept
{
    const bool tagged = vlan != no_vlan;
    *view<EthernetHeader>(out, 0) = {to, from, tagged ? ethertype::vlan : type};
    if (!tagged)
        return sizeof(EthernetHeader);
    *view<Be16>(out, sizeof(EthernetHeader)) = vlan;
    *view<Be16>(out, sizeof(EthernetHeader) + 2) = type;
    return sizeof(EthernetHeader) + 4;
}

}  // namespace responder
