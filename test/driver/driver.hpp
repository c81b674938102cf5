// SPDX-License-Identifier: BSD-3-Clause
// What the tests of the shipped plugin share: profiles to run on, its log, registers by the manual's numbers.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <tuple>

#include "support/model/registers.hpp"
#include "support/port.hpp"
#include "support/processor.hpp"

namespace test {

/// SOCKET_ID_ANY, in the type that queue set-up takes.
inline constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

/// Whose 8254x a parameterised test runs on.
inline const auto all_profiles =
    ::testing::Values("silicon", "qemu", "qemu_10_1", "kvm", "virtualbox", "bhyve", "vmware");

inline std::string profile_name(const ::testing::TestParamInfo<const char*>& info)
{
    return info.param;
}

/// Bits of the vectors that the driver may use here.
inline unsigned simd_bits()
{
    const char* const forced = std::getenv("TESTBED_SIMD_BITS");
    const auto allowed = forced != nullptr ? static_cast<unsigned>(std::stoul(forced)) : 256u;
    return has_avx2() ? allowed : std::min(allowed, 128u);
}

/// What rte_eth_rx_burst_mode_get() and its twin say of the fastest bursts here.
inline std::string fastest_rx()
{
    return simd_bits() >= 256 ? "Vector AVX2" : simd_bits() >= 128 ? "Vector" : "Scalar";
}
inline std::string fastest_tx()
{
    return simd_bits() >= 256 ? "Vector AVX2" : "Scalar";
}

/// The driver's log at a level of one's own, for the life of this object.
class Log {
public:
    /// @param types  pattern of log types, e.g. "pmd.net.e1k.*"  @param level  RTE_LOG_…
    explicit Log(std::uint32_t level = RTE_LOG_NOTICE, const char* types = "pmd.net.e1k.*")
        : stream_(open_memstream(&text_, &size_))
    {
        rte_log_set_level_pattern("pmd.net.e1k.*", RTE_LOG_NOTICE);
        rte_log_set_level_pattern(types, level);
        rte_openlog_stream(stream_);
    }
    ~Log()
    {
        rte_openlog_stream(nullptr);
        rte_log_set_level_pattern("pmd.net.e1k.*", RTE_LOG_NOTICE);
        fclose(stream_);
        free(text_);
    }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    [[nodiscard]] std::string text() const
    {
        fflush(stream_);
        return {text_, size_};
    }
    [[nodiscard]] bool has(const std::string& what) const { return text().find(what) != std::string::npos; }
    /// How many times @p what stands there.
    [[nodiscard]] unsigned count(const std::string& what) const
    {
        unsigned found = 0;
        const std::string all = text();
        for (std::size_t at = all.find(what); at != std::string::npos; at = all.find(what, at + 1))
            ++found;
        return found;
    }

private:
    char* text_ = nullptr;
    std::size_t size_ = 0;
    FILE* stream_;
};

/// A port of the plugin under test.
class Driver : public Port {
protected:
    using Port::Port;

    /// The frame arrives, unchanged and alone.
    void expect_received(const Frame& sent)
    {
        ASSERT_EQ(model.receive(sent), Delivery::delivered);
        EXPECT_EQ(receive_all(), Frames{sent});
    }

    /// The frame leaves, as @p on_wire or as it is.
    void expect_sent(const Frame& frame_to_send, std::size_t segment = 0)
    {
        model.sent.clear();
        ASSERT_TRUE(send(frame_to_send, 0, segment));
        EXPECT_EQ(model.sent, std::deque<Frame>{frame_to_send});
    }

    /// A frame each way.
    void expect_traffic(std::size_t size = 100)
    {
        expect_received(frame(size, 1));
        expect_sent(frame(size, 2));
    }

    /// Whether the device has nowhere to receive into: it is disabled or, on QEMU, has no ring.
    [[nodiscard]] bool receives_nothing()
    {
        using namespace model;
        const auto none = [this](std::uint32_t at) { return model.stored(at) == 0; };
        return (model.stored(reg::RCTL) & rctl::EN) == 0 ||
               (none(reg::RDLEN) && none(reg::RDBAL) && none(reg::RDBAH) && none(reg::RDH) && none(reg::RDT));
    }

    [[nodiscard]] rte_eth_dev_info info() const
    {
        rte_eth_dev_info out{};
        EXPECT_EQ(rte_eth_dev_info_get(port, &out), 0);
        return out;
    }

    [[nodiscard]] Mac mac() const
    {
        rte_ether_addr address{};
        EXPECT_EQ(rte_eth_macaddr_get(port, &address), 0);
        Mac out{};
        std::copy_n(address.addr_bytes, out.size(), out.begin());
        return out;
    }

    [[nodiscard]] rte_eth_link link_now() const
    {
        rte_eth_link out{};
        EXPECT_EQ(rte_eth_link_get_nowait(port, &out), 0);
        return out;
    }

    /// Simulated time that @p what takes.
    template <class What>
    std::uint64_t elapsed_us(What what)
    {
        const std::uint64_t before = bed.clock().now_us();
        what();
        return bed.clock().now_us() - before;
    }
};

/// The same on every profile.
class OnEveryProfile : public Driver, public ::testing::WithParamInterface<const char*> {
protected:
    OnEveryProfile() : Driver(model::Profile::named(GetParam())) {}
};

/// The same on every profile, with frames of several sizes.
class OfEverySize : public Driver, public ::testing::WithParamInterface<std::tuple<const char*, std::size_t>> {
protected:
    OfEverySize() : Driver(model::Profile::named(std::get<0>(GetParam()))) {}

    [[nodiscard]] static std::size_t size() { return std::get<1>(GetParam()); }
};

/// What such a test runs on.
template <class... Size>
auto on_all_profiles_with(Size... sizes)
{
    return ::testing::Combine(all_profiles, ::testing::Values(static_cast<std::size_t>(sizes)...));
}

inline std::string profile_and_size(const ::testing::TestParamInfo<std::tuple<const char*, std::size_t>>& info)
{
    return std::string{std::get<0>(info.param)} + '_' + std::to_string(std::get<1>(info.param));
}

/// As QEMU has it: the quirks that nobody else has come from there.
class OnQemu : public Driver {
protected:
    OnQemu() : Driver(model::Profile::qemu()) {}
};

}  // namespace test
