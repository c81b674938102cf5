// SPDX-License-Identifier: BSD-3-Clause
// What the user may write behind a device's address.
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
    for (const char* text : {"rx_sw_csum=0", "rx_sw_csum=1", "rx_sw_csum=0,rx_sw_csum=1"}) {
        ASSERT_EQ(probe_with(text), 0) << text;
        ASSERT_EQ(start(), 0);
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(DevargsTest, ThatAreUnknownAreRefusedByName)
{
    const Log log;
    EXPECT_NE(probe_with("rx_sw_csum=1,rx_sw_cusm=1"), 0);
    EXPECT_TRUE(log.has("devarg rx_sw_cusm is unknown; there is rx_sw_csum=<0|1> rx_scatter=<0|1> rx_ptypes=<0|1>"))
        << log.text();
    EXPECT_EQ(bed.port(), -1);
    EXPECT_EQ(bed.probe(), 0) << "a probe that was refused left something behind";
}

TEST_F(DevargsTest, ThatAreMalformedAreRefusedWithWhatIsExpected)
{
    const Log log;
    for (const char* value : {"rx_sw_csum=yes", "rx_sw_csum=2", "rx_sw_csum=", "rx_sw_csum"}) {
        EXPECT_NE(probe_with(value), 0) << value;
        EXPECT_EQ(bed.port(), -1) << value;
    }
    EXPECT_TRUE(log.has("devarg rx_sw_csum=yes: expected 0 or 1")) << log.text();
    EXPECT_EQ(log.count("expected 0 or 1"), 4u) << log.text();
    EXPECT_EQ(bed.probe(), 0);
}

}  // namespace

}  // namespace test
