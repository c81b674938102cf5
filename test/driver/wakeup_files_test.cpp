// SPDX-License-Identifier: BSD-3-Clause
// The pipe by which a receive interrupt wakes: the driver's own files, and nobody else's.
#include <fcntl.h>
#include <rte_epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>

#include "driver.hpp"
#include "interrupt_thread.hpp"

namespace test {

namespace {

using namespace model;

[[nodiscard]] std::size_t open_files()
{
    std::size_t n = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator{"/proc/self/fd"})
        ++n;
    return n;
}

[[nodiscard]] ino_t file_behind(int fd)
{
    struct stat what {};
    return fstat(fd, &what) == 0 ? what.st_ino : 0;
}

struct WakeupFiles : Driver {
    WakeupFiles() { conf.intr_conf.rxq = 1; }

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(configure(), 0);
        ASSERT_TRUE(interrupt_thread_has_passed());  // it makes an epoll anew for each line that comes
        files_ = open_files();
    }
    [[nodiscard]] int wakeup_file() const { return rte_eth_dev_rx_intr_ctl_q_get_fd(port, 0); }
    void expect_no_file_more()
    {
        // EAL's interrupt thread may be between an epoll and the next.
        EXPECT_TRUE(bed.wait_for([this] { return open_files() == files_; })) << open_files() << ", not " << files_;
    }

private:
    std::size_t files_ = 0;
};

TEST_F(WakeupFiles, AreClosedByTheStop)
{
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        EXPECT_GT(wakeup_file(), 0);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        expect_no_file_more();
        EXPECT_LT(wakeup_file(), 0);
        EXPECT_EQ(rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD, RTE_INTR_EVENT_ADD, nullptr), -EPERM);
    }
}

TEST_F(WakeupFiles, AreClosedByAStartThatFailsLater)
{
    std::vector<rte_mbuf*> all(pool.size());
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), all.data(), pool.size()), 0);
    EXPECT_EQ(rte_eth_dev_start(port), -ENOMEM);
    rte_pktmbuf_free_bulk(all.data(), pool.size());
    expect_no_file_more();
    EXPECT_EQ(rte_eth_dev_start(port), 0);
}

TEST_F(WakeupFiles, AreNotOthersThatHaveTheirNumbersLater)
{
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    int ours[2];
    ASSERT_EQ(pipe(ours), 0);
    const ino_t first = file_behind(ours[0]), second = file_behind(ours[1]);
    conf.intr_conf.rxq = 0;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(file_behind(ours[0]), first);
    EXPECT_EQ(file_behind(ours[1]), second);
    EXPECT_EQ(close(ours[0]) + close(ours[1]), 0);
}

TEST_F(WakeupFiles, AreNotInheritedAndNeverBlock)
{
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_NE(fcntl(wakeup_file(), F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_NE(fcntl(wakeup_file(), F_GETFL) & O_NONBLOCK, 0);
}

// EAL reads 4 bytes of a uio event; what nobody reads must not fill the pipe.
TEST_F(WakeupFiles, HoldOneMessageHoweverManyNobodyReads)
{
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    for (int i = 0; i < 5; ++i) {
        const std::uint64_t before = slot.bar.reads_of(reg::ICR);
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        {
            const std::lock_guard lock{model.mutex()};
            model.interrupts().raise(icr::RXT0);
        }
        bed.pass(1000);
        ASSERT_TRUE(bed.wait_for([&] { return slot.bar.reads_of(reg::ICR) > before; }));
        int bytes = 0;
        ASSERT_TRUE(bed.wait_for([&] { return ioctl(wakeup_file(), FIONREAD, &bytes) == 0 && bytes != 0; }));
    }
    int bytes = 0;
    ASSERT_EQ(ioctl(wakeup_file(), FIONREAD, &bytes), 0);
    EXPECT_EQ(bytes, 8);
}

}  // namespace

}  // namespace test
