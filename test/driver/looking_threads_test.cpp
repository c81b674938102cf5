// SPDX-License-Identifier: BSD-3-Clause
// Everybody looks at once, in every way there is, beside an lcore that sends and receives: for ThreadSanitizer, too.
#define ALLOW_EXPERIMENTAL_API  // dumps are, in DPDK 22.11
#include <array>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <rte_dev_info.h>

#include "driver.hpp"
#include "telemetry_client.hpp"

namespace test {

namespace {

using namespace model;

struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
};

class LookingThreads : public OnEveryProfile {
protected:
    using Look = std::function<void()>;

    /// The question, asked by a client of its own.
    static Look asks(const std::string& question)
    {
        return [question, client = std::make_shared<TelemetryClient>()] {
            const std::string answer = client->ask(question);
            EXPECT_TRUE(answer.ends_with("}")) << question << ": " << answer;
            EXPECT_EQ(answer.find("error\":\""), std::string::npos) << question << ": " << answer;
        };
    }
    /// A call that writes to a file, which nobody reads.
    static Look writes(const std::function<int(FILE*)>& call)
    {
        return [call, file = std::shared_ptr<FILE>(std::fopen("/dev/null", "w"), CloseFile{})] {
            EXPECT_EQ(call(file.get()), 0);
        };
    }
    [[nodiscard]] std::vector<Look> every_look() const
    {
        std::vector<Look> looks;
        for (const char* what :
             {"list", "info,0", "registers,0", "eeprom,0,0,8", "ring,0", "ring,0,rx,0,0,64", "ring,0,tx,0,0,64"})
            looks.push_back(asks(std::string{"/net_e1k/"} + what));
        looks.push_back(asks("/ethdev/xstats,0"));
        looks.push_back(writes([this](FILE* file) { return rte_eth_dev_priv_dump(port, file); }));
        looks.push_back(writes([this](FILE* file) { return rte_eth_rx_descriptor_dump(port, 0, 0, 64, file); }));
        looks.push_back(writes([this](FILE* file) { return rte_eth_tx_descriptor_dump(port, 0, 0, 64, file); }));
        looks.emplace_back([this] {
            std::vector<std::uint32_t> values(1024);
            rte_dev_reg_info info{};
            info.data = values.data();
            EXPECT_EQ(rte_eth_dev_get_reg_info(port, &info), 0);
        });
        looks.emplace_back([this] {
            std::array<std::uint8_t, 6> bytes{};
            rte_dev_eeprom_info info{};
            info.data = bytes.data();
            info.length = bytes.size();
            EXPECT_EQ(rte_eth_dev_get_eeprom(port, &info), 0);
            std::array<char, 32> text{};
            EXPECT_EQ(rte_eth_dev_fw_version_get(port, text.data(), text.size()), 0);
        });
        return looks;
    }
    /// A frame each way. Where the device sends by itself, it may do so on a thread that looks.
    void carry(std::uint8_t seed)
    {
        const Frame in = frame(100, seed), out = frame(101, seed);
        ASSERT_EQ(model.receive(in), Delivery::delivered);
        EXPECT_EQ(receive_all(), Frames{in});
        ASSERT_TRUE(send(out));
        model.tick();
        const std::lock_guard lock{model.mutex()};
        EXPECT_EQ(model.sent, std::deque<Frame>{out});
        model.sent.clear();
    }
};

TEST_P(LookingThreads, TakeNothingFromAnLcoreThatSendsAndReceives)
{
    constexpr unsigned often = 10;
    ASSERT_EQ(start(), 0);
    const std::vector<Look> looks = every_look();
    std::atomic<std::size_t> looking = looks.size();
    std::vector<std::thread> lookers;
    lookers.reserve(looks.size());
    for (const Look& look : looks)
        lookers.emplace_back([&look, &looking] {
            for (unsigned i = 0; i < often; ++i)
                look();
            --looking;
        });
    unsigned carried = 0;
    for (; looking != 0 || carried < 200; ++carried)
        carry(static_cast<std::uint8_t>(carried));
    for (std::thread& looker : lookers)
        looker.join();
    EXPECT_EQ(stats().ipackets, carried);
    EXPECT_EQ(stats().opackets, carried);
    EXPECT_EQ(stats().ierrors + stats().oerrors + stats().imissed, 0u);
}

INSTANTIATE_TEST_SUITE_P(Profile, LookingThreads, all_profiles, profile_name);

}  // namespace

}  // namespace test
