// SPDX-License-Identifier: BSD-3-Clause
#include "port/io_space.hpp"

#include <bus_pci_driver.h>

namespace e1k {

namespace {

constexpr off_t io_addr = 0, io_data = 4;

/// The I/O BAR: EAL notes those of memory only. @return 0 if there is none
[[nodiscard]] int io_bar(const rte_pci_device& pci)
{
    constexpr int bars = 6;
    constexpr off_t first_bar = 0x10;
    constexpr std::uint32_t io = 1, address = ~3u;
    for (int bar = 1; bar < bars; ++bar) {
        std::uint32_t value = 0;
        constexpr int size = sizeof value;
        const bool read = rte_pci_read_config(&pci, &value, size, first_bar + bar * off_t{size}) == size;
        if (read && value != ~0u && (value & io) != 0 && (value & address) != 0)
            return bar;
    }
    return 0;
}

/// The BAR, open for the life of this object.
class IoPorts {
public:
    explicit IoPorts(rte_pci_device& pci)
    {
        const int bar = io_bar(pci);
        open_ = bar != 0 && rte_pci_ioport_map(&pci, bar, &ports_) == 0;
    }
    ~IoPorts()
    {
        if (open_)
            rte_pci_ioport_unmap(&ports_);
    }
    IoPorts(const IoPorts&) = delete;
    IoPorts& operator=(const IoPorts&) = delete;

    [[nodiscard]] bool open() const { return open_; }
    void write(off_t at, std::uint32_t value) { rte_pci_ioport_write(&ports_, &value, sizeof value, at); }

private:
    rte_pci_ioport ports_{};
    bool open_;
};

}  // namespace

bool has_io_space(void* pci) noexcept
{
    return IoPorts{*static_cast<rte_pci_device*>(pci)}.open();
}

bool write_io_space(void* pci, std::uint32_t offset, std::uint32_t value) noexcept
{
    IoPorts ports{*static_cast<rte_pci_device*>(pci)};
    if (!ports.open())
        return false;
    ports.write(io_addr, offset);
    ports.write(io_data, value);
    return true;
}

}  // namespace e1k
