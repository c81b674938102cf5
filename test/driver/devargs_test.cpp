// SPDX-License-Identifier: BSD-3-Clause
// What the user may write behind a device's address.
#include <rte_kvargs.h>

#include "driver.hpp"

namespace test {

namespace {

class DevargsTest : public Driver {
protected:
    /// Probe anew with @p text. @return the errno, positive; 0: there is a port
    int probe_with(const std::string& text)
    {
        if (bed.port() >= 0) {
            EXPECT_EQ(bed.remove(), 0);
        }
        const int error = bed.probe(0, text);
        if (error == 0)
            port = static_cast<std::uint16_t>(bed.port());
        return -error;
    }
};

TEST_F(DevargsTest, ThatThereAreAreTaken)
{
    for (const char* text : {"rx_sw_csum=0", "rx_sw_csum=1", "rx_sw_csum=0,rx_scatter=1", "platform=silicon",
                             "driver=net_e1k,rx_sw_csum=1"}) {
        ASSERT_EQ(probe_with(text), 0) << text;
        ASSERT_EQ(start(), 0);
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

constexpr const char* all_there_are =
    "rx_sw_csum=<0|1> rx_scatter=<0|1> rx_ptypes=<0|1> platform=<silicon|qemu|virtualbox|vmware|bhyve>";

TEST_F(DevargsTest, ThatAreUnknownAreRefusedByName)
{
    const Log log;
    EXPECT_NE(probe_with("rx_sw_csum=1,rx_sw_cusm=1"), 0);
    EXPECT_TRUE(log.has(std::string{"devarg rx_sw_cusm is unknown; there is "} + all_there_are)) << log.text();
    EXPECT_NE(probe_with("driver=net_other,rx_sw_csum=1"), 0) << "EAL's own word names us";
    EXPECT_EQ(bed.port(), -1);
    EXPECT_EQ(bed.probe(), 0) << "a probe that was refused left something behind";
}

TEST_F(DevargsTest, ThatAreMalformedAreRefusedWithWhatIsExpected)
{
    const Log log;
    for (const char* value :
         {"rx_sw_csum=yes", "rx_sw_csum=2", "rx_sw_csum=", "rx_sw_csum", "rx_sw_csum=[0,1]", "platform=xen"}) {
        EXPECT_NE(probe_with(value), 0) << value;
        EXPECT_EQ(bed.port(), -1) << value;
    }
    EXPECT_TRUE(log.has("devarg rx_sw_csum=yes: expected rx_sw_csum=<0|1>")) << log.text();
    EXPECT_TRUE(log.has("devarg platform=xen: expected platform=<silicon|qemu|virtualbox|vmware|bhyve>")) << log.text();
    EXPECT_EQ(log.count(": expected "), 6u) << log.text();
    EXPECT_EQ(bed.probe(), 0);
}

TEST_F(DevargsTest, ThatAreNoPairsAreRefusedWithWhatThereIs)
{
    const Log log;
    std::string more_than_are_parsed = "a";  // and short, for newer releases take no more than 127 characters
    for (int i = 0; i < RTE_KVARGS_MAX; ++i)
        more_than_are_parsed += ",a";
    EXPECT_NE(probe_with(more_than_are_parsed), 0);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_TRUE(log.has(std::string{"are not of the form KEY=VALUE,...; there is "} + all_there_are)) << log.text();
}

TEST_F(DevargsTest, ThatAreGivenTwiceAreRefusedByName)
{
    const Log log;
    for (const char* twice : {"rx_sw_csum=0,rx_sw_csum=1", "rx_scatter=1,platform=qemu,platform=qemu"}) {
        EXPECT_NE(probe_with(twice), 0) << twice;
        EXPECT_EQ(bed.port(), -1) << twice;
    }
    EXPECT_TRUE(log.has("devarg rx_sw_csum is given twice; there is ")) << log.text();
    EXPECT_TRUE(log.has("devarg platform is given twice; there is ")) << log.text();
    EXPECT_EQ(bed.probe(), 0);
}

}  // namespace

}  // namespace test
