// SPDX-License-Identifier: BSD-3-Clause
// A transmit queue for each of several lcores that send at once: every frame is looked at.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <tuple>

#include "sharing.hpp"

namespace test {

namespace {

using namespace model;

class SharingThreads : public Sharing, public ::testing::WithParamInterface<std::tuple<const char*, unsigned>> {
protected:
    SharingThreads() : Sharing(Profile::named(std::get<0>(GetParam()))) {}

    [[nodiscard]] static unsigned threads() { return std::get<1>(GetParam()); }

    /// Send @p n frames of queue @p id, in bursts of one to nine.
    void send_all(std::uint16_t id, std::uint32_t n)
    {
        for (unsigned turn = 0; taken[id] < n; ++turn) {
            const unsigned sent = burst_of(id, std::min(1 + turn % 9, n - taken[id]));
            if (sent == 0) {
                model.tick();  // an asynchronous device works now
                std::this_thread::yield();
            }
        }
        ++finished;
    }

    std::atomic<unsigned> finished = 0;
};

TEST_P(SharingThreads, SendEveryFrameOnceAndInOrder)
{
    constexpr std::uint32_t each = 3000;
    ASSERT_EQ(start_queues(Sizes(threads(), 128)), 0);
    std::vector<std::thread> senders;
    for (unsigned id = 0; id < threads(); ++id)
        senders.emplace_back([this, id] { send_all(static_cast<std::uint16_t>(id), each); });
    std::vector<std::uint64_t> before(threads());
    while (finished < threads()) {
        for (unsigned id = 0; id < threads(); ++id) {
            const std::uint64_t now = queue_stat("tx", id, "packets");
            EXPECT_GE(now, before[id]) << "never backwards";
            before[id] = now;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    for (std::thread& each_sender : senders)
        each_sender.join();
    model.tick();
    expect_all_left();
    EXPECT_EQ(model.sent.size(), each * threads()) << "no further call was needed";
    for (unsigned id = 0; id < threads(); ++id)
        EXPECT_EQ(queue_stat("tx", id, "packets"), each);
    EXPECT_EQ(stats().oerrors, 0u);
}

INSTANTIATE_TEST_SUITE_P(On, SharingThreads, ::testing::Combine(all_profiles, ::testing::Values(2u, 4u)),
                         [](const auto& chosen) {
                             return std::string{std::get<0>(chosen.param)} + "_" +
                                    std::to_string(std::get<1>(chosen.param));
                         });

}  // namespace

}  // namespace test
