// SPDX-License-Identifier: BSD-3-Clause
#include "text/machine.hpp"

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

    /// A device bound to a user space driver.
    [[nodiscard]] fs::path device(const char* address, const char* driver) const
    {
        auto folder = root_ / "devices" / address;
        fs::create_directories(folder);
        std::ofstream(folder / "class") << "0x020000\n";
        fs::create_symlink(fs::path("/drivers") / driver, folder / "driver");
        return folder;
    }

    void process(const char* id, const char* name, const char* open_file) const
    {
        fs::create_directories(root_ / "proc" / id / "fd");
        std::ofstream(root_ / "proc" / id / "comm") << name << '\n';
        fs::create_symlink(open_file, root_ / "proc" / id / "fd" / "7");
    }

    [[nodiscard]] std::string devices() const
    {
        return responder::describe_ethernet_devices(root_ / "devices", root_ / "proc");
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
    EXPECT_TRUE(has(responder::describe_ethernet_devices(root_, root_), "--vdev net_tap0"));
}

TEST_F(Machine, ProcessThatHasADeviceIsNamed)
{
    fs::create_symlink("/sys/kernel/iommu_groups/12", device("0000:00:03.0", "vfio-pci") / "iommu_group");
    fs::create_directories(device("0000:00:04.0", "uio_pci_generic") / "uio" / "uio3");
    process("1", "init", "/dev/null");
    process("42", "dpdk-testpmd", "/dev/vfio/12");
    process("43", "l2fwd", "/dev/uio3");
    EXPECT_TRUE(has(devices(), "0000:00:03.0 : is bound to vfio-pci and in use by process 42 (dpdk-testpmd)\n"))
        << devices();
    EXPECT_TRUE(has(devices(), "0000:00:04.0 : is bound to uio_pci_generic and in use by process 43 (l2fwd)\n"))
        << devices();
}

TEST_F(Machine, DeviceThatNoProcessHasIsSaidToWantADriver)
{
    fs::create_symlink("/sys/kernel/iommu_groups/12", device("0000:00:03.0", "vfio-pci") / "iommu_group");
    process("42", "dpdk-testpmd", "/dev/vfio/13");
    EXPECT_TRUE(has(devices(), "0000:00:03.0 : is bound to vfio-pci, but no DPDK driver took it")) << devices();
}
