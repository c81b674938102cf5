// SPDX-License-Identifier: BSD-3-Clause
#include "machine.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace fs = std::filesystem;

namespace {

class Machine : public testing::Test {
protected:
    void SetUp() override { fs::create_directories(root_); }
    void TearDown() override { fs::remove_all(root_); }

    void hugepages(const char* size, const char* reserved, const char* free) const
    {
        fs::create_directories(root_ / size);
        std::ofstream(root_ / size / "nr_hugepages") << reserved << '\n';
        std::ofstream(root_ / size / "free_hugepages") << free << '\n';
    }

    fs::path root_ = fs::path(testing::TempDir()) / ("machine_test_" + std::to_string(::getpid()));
};

bool has(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_F(Machine, HugepagesThatAreAllTakenAreNamed)
{
    hugepages("hugepages-2048kB", "128", "0");
    const auto text = responder::describe_hugepages(root_);
    EXPECT_TRUE(has(text, "no hugepages are free:\n  hugepages-2048kB: 128 reserved, 0 free\n")) << text;
    EXPECT_TRUE(has(text, "dpdk-hugepages.py --setup")) << text;
}

TEST_F(Machine, FreeHugepagesAreNotDenied)
{
    hugepages("hugepages-2048kB", "128", "100");
    EXPECT_FALSE(has(responder::describe_hugepages(root_), "no hugepages"));
}

TEST_F(Machine, KernelWithoutHugepagesIsSaid)
{
    EXPECT_TRUE(has(responder::describe_hugepages(root_ / "none"), "this kernel has no hugepages"));
}

TEST_F(Machine, WithoutAnEthernetDeviceAVirtualPortIsProposed)
{
    EXPECT_TRUE(has(responder::describe_ethernet_devices(root_), "--vdev net_tap0"));
}
