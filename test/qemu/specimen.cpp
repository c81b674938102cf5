// SPDX-License-Identifier: BSD-3-Clause
#include "specimen.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <chrono>
#include <mutex>
#include <system_error>
#include <thread>

#include "support/model/model.hpp"
#include "support/qemu/machine.hpp"

namespace test {

namespace {

using namespace std::chrono_literals;
namespace reg = model::reg;

Model::Profile profile_of_qemu()
{
    static const qemu::Qmp::Version version = qemu::Machine{qemu::Options{}, {}}.version();
    return Model::Profile::of_qemu(version.major, version.minor);
}

class ModelSpecimen final : public Specimen {
public:
    ModelSpecimen()
    {
        model_.memory().permitted = [](std::uint64_t address, std::size_t length) {
            return address >= Arena::base && address + length <= Arena::base + Arena::length;
        };
        model_.config_write(4, 2, 6);  // memory space, bus master
        pass_time();
    }
    std::uint32_t read(std::uint32_t offset) override
    {
        const std::lock_guard lock{model_.mutex()};
        return model_.read(offset);
    }
    void write(std::uint32_t offset, std::uint32_t value) override
    {
        {
            const std::lock_guard lock{model_.mutex()};
            model_.write(offset, value);
        }
        if (offset == reg::RCTL)
            pass_time();
    }
    void arrive(std::span<const std::uint8_t> frame) override { model_.receive(frame); }
    std::vector<Frame> left() override
    {
        std::vector<Frame> frames{model_.sent.begin(), model_.sent.end()};
        model_.sent.clear();
        return frames;
    }
    void plug(bool in) override
    {
        model_.plug(in);
        pass_time();
    }

private:
    void pass_time()
    {
        clock_.advance(3'000'000);
        const std::lock_guard lock{model_.mutex()};
        model_.tick();
    }

    SimulatedClock clock_;
    Model model_{clock_, {}, profile_of_qemu()};
};

class QemuSpecimen final : public Specimen {
public:
    explicit QemuSpecimen(unsigned patience) : machine_{options(), {memory().area()}}, patience_{patience} {}
    std::uint32_t read(std::uint32_t offset) override
    {
        return static_cast<std::uint32_t>(machine_.qtest().read(qemu::Machine::bar0(0) + offset, 4));
    }
    void write(std::uint32_t offset, std::uint32_t value) override
    {
        machine_.qtest().write(qemu::Machine::bar0(0) + offset, 4, value);
        if (offset == reg::RCTL)
            pass_time();
    }
    void arrive(std::span<const std::uint8_t> frame) override
    {
        static_cast<void>(read(reg::STATUS));  // register writes are posted, frames come another way
        static_cast<void>(cable_.send(frame));
        pass_time();
    }
    std::vector<Frame> left() override
    {
        std::vector<Frame> frames;
        pass_time();
        while (auto frame = cable_.receive(20ms))
            frames.push_back(std::move(*frame));
        return frames;
    }
    void plug(bool in) override
    {
        machine_.set_link(0, in);
        pass_time();
    }

private:
    qemu::Options options()
    {
        qemu::Options result;
        result.wires = {{.network = qemu::Network::datagram, .fd = cable_.device_end()}};
        result.clock = qemu::Clock::skip;
        return result;
    }
    /// QEMU's clock skips to the next timer when it has nothing else to do; that takes it a few switches of threads.
    void pass_time()
    {
        for (unsigned i = 0; i < patience_; ++i) {
            static_cast<void>(machine_.pci().read(qemu::Machine::slot(0), 0, 4));
            std::this_thread::sleep_for(1ms);
        }
    }

    qemu::Cable cable_;
    qemu::Machine machine_;
    unsigned patience_;
};

}  // namespace

Arena::Arena() : fd_{::memfd_create("arena", MFD_CLOEXEC)}
{
    void* const wanted = reinterpret_cast<void*>(base);
    if (::ftruncate(fd_.get(), length) != 0 ||
        ::mmap(wanted, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, fd_.get(), 0) != wanted)
        throw std::system_error{errno, std::generic_category(), "memory for DMA"};
}

Arena::~Arena()
{
    ::munmap(reinterpret_cast<void*>(base), length);
}

std::span<std::uint8_t> Arena::bytes(std::size_t offset, std::size_t count) const
{
    return {reinterpret_cast<std::uint8_t*>(base + offset), count};
}

std::uint16_t Specimen::eeprom_word(unsigned address)
{
    write(reg::EERD, address << 8 | 1);
    return static_cast<std::uint16_t>(read(reg::EERD) >> 16);
}

std::uint32_t Specimen::phy(unsigned address, unsigned number)
{
    write(reg::MDIC, 2u << 26 | address << 21 | number << 16);
    std::uint32_t answer = read(reg::MDIC);
    for (int i = 0; i < 200 && (answer & 1u << 28) == 0; ++i)
        answer = read(reg::MDIC);
    return answer;
}

std::unique_ptr<Specimen> make_model()
{
    return std::make_unique<ModelSpecimen>();
}

std::unique_ptr<Specimen> make_qemu(unsigned patience)
{
    return std::make_unique<QemuSpecimen>(patience);
}

}  // namespace test
