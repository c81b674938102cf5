// SPDX-License-Identifier: BSD-3-Clause
// What a port and its rings show of themselves as text.
#define ALLOW_EXPERIMENTAL_API  // dumps are, in DPDK 22.11
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// What @p write writes.
std::string written(const std::function<int(FILE*)>& write, int expected = 0)
{
    char* text = nullptr;
    std::size_t size = 0;
    FILE* const file = open_memstream(&text, &size);
    EXPECT_EQ(write(file), expected);
    fclose(file);
    std::string out{text, size};
    free(text);
    return out;
}

class RingDump : public OnEveryProfile {
protected:
    [[nodiscard]] std::string rx(std::uint16_t offset, std::uint16_t n, int expected = 0)
    {
        return written([&](FILE* file) { return rte_eth_rx_descriptor_dump(port, 0, offset, n, file); }, expected);
    }
    [[nodiscard]] std::string tx(std::uint16_t offset, std::uint16_t n, int expected = 0)
    {
        return written([&](FILE* file) { return rte_eth_tx_descriptor_dump(port, 0, offset, n, file); }, expected);
    }
    /// The line that a descriptor is to be.
    [[nodiscard]] static std::string line(const char* ring, unsigned index, std::uint64_t address, std::uint64_t word,
                                          const char* whose)
    {
        std::array<char, 128> out{};
        std::snprintf(out.data(), out.size(), "%s 0: %u address 0x%016llx word 0x%016llx %s\n", ring, index,
                      static_cast<unsigned long long>(address), static_cast<unsigned long long>(word), whose);
        return out.data();
    }
    [[nodiscard]] std::string rx_line(unsigned index, const char* whose)
    {
        std::array<std::uint64_t, 2> words{};
        std::memcpy(words.data(), model.rx().descriptor(index), sizeof words);
        return line("rx", index, words[0], words[1], whose);
    }
};

TEST_P(RingDump, ShowsWhatHasComeAndWhatMayBeFilled)
{
    ASSERT_EQ(start(), 0);
    expect_received(frame(100, 1));
    ASSERT_EQ(model.receive(frame(100, 2)), Delivery::delivered);
    EXPECT_EQ(rx(0, 2), rx_line(1, "done") + rx_line(2, "available"));
    EXPECT_EQ(rx(63, 1), rx_line(0, "unavailable")) << "it waits for the next refill";
    EXPECT_EQ(rx(0, 0), "");
    EXPECT_EQ(receive_all().size(), 1u);
}

TEST_P(RingDump, ShowsWhatIsSentBehindWhatComesNext)
{
    ASSERT_EQ(start(), 0);
    EXPECT_NE(tx(0, 1).find("tx 0: 0 address 0x0000000000000000 word 0x0000000000000000 free"), std::string::npos);
    expect_sent(frame(100, 1));
    const std::string last = tx(63, 1);
    EXPECT_EQ(last.find("tx 0: 0 address 0x"), 0u) << last;
    EXPECT_TRUE(last.ends_with("done\n")) << last;
    EXPECT_TRUE(tx(0, 1).ends_with("free\n"));
}

TEST_P(RingDump, OfAWholeRingHasEveryDescriptorOnce)
{
    rx_size = tx_size = 256;
    ASSERT_EQ(start(), 0);
    const std::string all = rx(0, 256);
    EXPECT_EQ(std::ranges::count(all, '\n'), 256);
    for (unsigned i = 0; i < 256; ++i)
        EXPECT_NE(all.find("rx 0: " + std::to_string(i) + " address"), std::string::npos) << i;
}

TEST_P(RingDump, BehindTheEndIsRefusedByItsNumbers)
{
    ASSERT_EQ(start(), 0);
    const Log log;
    EXPECT_EQ(rx(60, 5, -EINVAL), "");
    EXPECT_TRUE(log.has("descriptors: 5 from number 60 on, there are 64")) << log.text();
    EXPECT_EQ(tx(0, 65, -EINVAL), "");
}

TEST_P(RingDump, OfAQueueThatIsNotSetUpIsRefused)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    const Log log;
    EXPECT_EQ(rx(0, 1, -EINVAL), "");
    EXPECT_TRUE(log.has("descriptors: 1 from number 0 on, there are 0")) << log.text();
}

TEST_P(RingDump, WorksOnAStoppedPort)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(rx(5, 1).ends_with("unavailable\n"));
    EXPECT_TRUE(tx(5, 1).ends_with("free\n"));
}

INSTANTIATE_TEST_SUITE_P(Profile, RingDump, all_profiles, profile_name);

class PrivateDump : public OnEveryProfile {
protected:
    [[nodiscard]] std::string dump()
    {
        return written([this](FILE* file) { return rte_eth_dev_priv_dump(port, file); });
    }
    /// Whether a line says that @p name is @p value.
    [[nodiscard]] static bool says(const std::string& text, const std::string& name, const std::string& value)
    {
        const std::size_t at = text.find(name + ": ");
        return at != std::string::npos && text.substr(at + name.size() + 2, value.size() + 1) == value + '\n';
    }
};

TEST_P(PrivateDump, TellsChipPlatformAndWhatThePortIsDoing)
{
    const std::map<std::string_view, std::string> platforms{
        {"qemu", "QEMU"}, {"kvm", "QEMU"}, {"vmware", "VMware"}, {"bhyve", "bhyve"}};
    ASSERT_EQ(start(), 0);
    const std::string running = dump();
    EXPECT_TRUE(says(running, "chip", "82540EM")) << running;
    EXPECT_TRUE(says(running, "pci_id", "8086:100e")) << running;
    if (const auto found = platforms.find(GetParam()); found != platforms.end()) {
        EXPECT_TRUE(says(running, "platform", found->second)) << running;
    }
    EXPECT_TRUE(says(running, "running", "yes")) << running;
    EXPECT_TRUE(says(running, "sending", "yes")) << running;
    EXPECT_NE(running.find("rx queue 0\n"), std::string::npos) << running;
    EXPECT_NE(running.find("tx queue 0\n"), std::string::npos) << running;
    EXPECT_TRUE(says(running, "path", fastest_rx())) << running;
    EXPECT_TRUE(says(running, "descriptors", "64")) << running;
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(says(dump(), "running", "no"));
}

TEST_P(PrivateDump, OfAPortThatWasNeverConfiguredHasNoQueues)
{
    const std::string text = dump();
    EXPECT_TRUE(says(text, "running", "no")) << text;
    EXPECT_EQ(text.find("queue"), std::string::npos) << text;
}

TEST_P(PrivateDump, SaysThatADeviceIsGone)
{
    model.remove();
    EXPECT_TRUE(says(dump(), "answers", "no"));
}

INSTANTIATE_TEST_SUITE_P(Profile, PrivateDump, all_profiles, profile_name);

}  // namespace

}  // namespace test
